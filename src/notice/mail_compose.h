/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in each kind of mail, in the language of whom it is for.  Made when it is sent, so that it is
 * true then. */
#ifndef MLUP_NOTICE_MAIL_COMPOSE_H
#define MLUP_NOTICE_MAIL_COMPOSE_H

#include "notice/mail_queue.h"
#include "notice/mail_text.h"
#include "notice/notice_internal.h"

enum compose_result {
    COMPOSE_OK,
    COMPOSE_EMPTY,   /* there is nothing to tell */
    COMPOSE_NOBODY,  /* the user is not active, has chosen no mail, or has no role any more */
    COMPOSE_ADDRESS, /* there is no address, or one that no mail can be sent to */
};

/* Fills in the mail of a row but its sender. */
enum compose_result mail_compose(struct notice *notice, struct arena *arena, const struct mail_row *row,
                                 struct mail *mail);

#endif
