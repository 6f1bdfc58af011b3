/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails to who must act when something happens to people in care: an incident in a shelter, a place of work
 * that a visit flags.  They go into the queue in the transaction of the change, whoever made it and from
 * where, and hold a code alone.
 */
#ifndef MLUP_NOTICE_CARE_NOTICE_H
#define MLUP_NOTICE_CARE_NOTICE_H

#include "notice/mail_compose.h"
#include "store/rule.h"

/* store_hooks.after_change, when mails are sent. */
void notice_after_change(struct notice *notice, struct rule *rule, const struct change *change);

/* What stands in them, as the reader may know it now. */
enum compose_result compose_incident(struct notice *notice, struct arena *arena, const struct mail_row *row,
                                     const struct actor *actor, const struct locale *locale,
                                     struct mail *mail);
enum compose_result compose_employer_flag(struct notice *notice, struct arena *arena,
                                          const struct mail_row *row, const struct actor *actor,
                                          const struct locale *locale, struct mail *mail);

#endif
