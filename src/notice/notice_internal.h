/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share. */
#ifndef MLUP_NOTICE_INTERNAL_H
#define MLUP_NOTICE_INTERNAL_H

#include <stdatomic.h>

#include "base/limits.h"
#include "notice/notice.h"

/* What the webhook job remembers of a webhook between two turns. */
struct webhook_place {
    struct uuid webhook_id;
    int64_t log_seq;     /* passed over, perhaps further than what is written */
    int64_t looked_seq;  /* of the log when the progress of promises was looked at last */
    int64_t progress_ms; /* when that was */
};

struct notice {
    struct store *store;
    struct access *access;
    const struct messages *khmer;
    struct notice_settings settings;
    struct runner_job *mail_job, *webhook_job; /* NULL: there is no runner */
    _Atomic uint64_t users_seen;               /* store_changes_of(user) at the last look */
    atomic_bool mail_waits;                    /* a change has put one into the queue */
    atomic_bool has_webhooks;                  /* false: commits wake nobody */
    _Atomic uint64_t webhooks_seen;            /* store_changes_of(webhook) at the last look */
    _Atomic int64_t mail_down_until_ms;        /* the mail job's: its server could not be used */
    struct webhook_place *places;              /* the webhook job's */
    size_t place_count;
    int64_t cleaned_ms[2]; /* when each job last threw old rows away */
};

enum { NOTICE_DAY_MS = 24 * 3600 * 1000 };

/* mail_run.c, webhook_run.c: the work of the two jobs (runner.h). */
int64_t mail_run(void *context, const struct runner *runner);
int64_t webhook_run(void *context, const struct runner *runner);

/* One job now and then throws away what is older than LIMIT_NOTICE_DAYS; true when it is time. */
bool notice_cleans_now(struct notice *notice, size_t job, int64_t now_ms);
/* What a transfer asks now and then: is the program about to end?  NULL: never. */
bool notice_is_stopping(const struct runner *runner);
/* Random bits for spreading retries. */
uint32_t notice_random(void);

#endif
