/* SPDX-License-Identifier: Apache-2.0 */
/* On a record's own page: which promises it counts under, and why not under the others. */
#ifndef MLUP_WEB_PROMISE_WHY_H
#define MLUP_WEB_PROMISE_WHY_H

#include "web/web.h"

/* Adds {text, detail, href, badge} to items for every part of the record's organisation that counts its type; nothing when
 * there is none or promises do not exist for the actor, who may see the record (record_extra.h). */
void promise_why_add(struct web *web, const struct record *record, struct doc *items);

#endif
