/* SPDX-License-Identifier: Apache-2.0 */
/* A form of a promise as changes for the writer, and the writer's refusals back as inputs of the form. */
#ifndef MLUP_WEB_PROMISE_FORM_SAVE_H
#define MLUP_WEB_PROMISE_FORM_SAVE_H

#include "web/programme/promise_form.h"

enum { PROMISE_CHANGES_MAX = 1 + PROMISE_FORM_PARTS * (PROMISE_FORM_POINTS + 2) };

/* Which input a change came from: of the promise (part 0) or part n; of a row of its plan. */
struct change_origin {
    size_t part, row;
};

struct promise_saving {
    struct promise_form *form;
    struct change *changes;
    struct change_origin origins[PROMISE_CHANGES_MAX];
    size_t count;
    struct uuid promise_id;
};

/* Only what differs from what is stored.  False after refusals. */
bool promise_form_changes(struct web *web, struct promise_saving *saving);
/* The refusals of a job in web->refusal, each under the name of its input. */
void promise_form_refuse(struct web *web, const struct promise_saving *saving, const struct write_job *job);

#endif
