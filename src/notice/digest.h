/* SPDX-License-Identifier: Apache-2.0 */
/* What is late and what is due soon for one user, as a letter.  The same question as the home page's:
 * domain/due. */
#ifndef MLUP_NOTICE_DIGEST_H
#define MLUP_NOTICE_DIGEST_H

#include "access/session.h"
#include "notice/mail_letter.h"
#include "notice/mail_text.h"
#include "notice/notice_internal.h"

/* False when there is nothing. */
bool digest_compose(struct notice *notice, struct arena *arena, const struct login_session *user,
                    const struct locale *locale, struct mail *mail);

#endif
