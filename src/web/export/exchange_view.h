/* SPDX-License-Identifier: Apache-2.0 */
/* The page that files for other systems share (template exchange_file): what is missing, the form, the
 * button. */
#ifndef MLUP_WEB_EXCHANGE_VIEW_H
#define MLUP_WEB_EXCHANGE_VIEW_H

#include "exchange/iati/iati_missing.h"
#include "web/web.h"

/* Adds {missing_href, missing_text, missing_of, is_needed} for each empty field. */
void exchange_add_missing(struct web *web, struct doc *items, const struct iati_missing *missing);
/* One line of the same shape. */
void exchange_add_lack(struct web *web, struct doc *items, struct slice href, struct slice text,
                       struct slice of, bool is_needed);
/* The field that says what the file is for. */
void exchange_add_purpose(struct web *web, struct doc *fields);
/* The field "format"; the first one is chosen at first. */
void exchange_add_formats(struct web *web, struct doc *fields, const struct choice *formats, size_t count);
/* A link above a record's page. */
void exchange_add_action(struct web *web, struct doc *actions, struct slice label, struct slice href);
/* What the body of an API request says under the key; empty when it is no text. */
struct slice exchange_body_text(const struct doc *body, struct slice key);

#endif
