/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a mail, written once and read two ways: as plain text and as HTML. */
#ifndef MLUP_NOTICE_MAIL_LETTER_H
#define MLUP_NOTICE_MAIL_LETTER_H

#include "i18n/locale.h"
#include "web/markup/html.h"

struct letter {
    struct text text, html;
    bool in_list;
};

/* Begins both texts in the arena; letter_end ends them. */
struct letter letter_new(struct arena *arena, const struct locale *locale);
void letter_heading(struct letter *letter, struct slice text);
void letter_paragraph(struct letter *letter, struct slice text);
/* A line of a list: what it is, when or how much (may be empty), where to look (empty: nowhere). */
void letter_item(struct letter *letter, struct slice title, struct slice detail, struct slice url);
void letter_link(struct letter *letter, struct slice label, struct slice url);
/* Small print below a line. */
void letter_foot(struct letter *letter, struct slice text, struct slice label, struct slice url);
void letter_end(struct letter *letter);

#endif
