/* SPDX-License-Identifier: Apache-2.0 */
/* What a supervisor was asked to approve of a file, and what came of it: on the page of the file. */
#ifndef MLUP_WEB_CASE_APPROVAL_H
#define MLUP_WEB_CASE_APPROVAL_H

#include "web/care/case_timeline.h"

/* Adds `approvals` and what may be asked. */
void case_approvals_add(struct web *web, struct case_names *names, const struct case_event *events,
                        size_t count, bool may_write);

#endif
