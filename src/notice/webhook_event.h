/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a webhook is told: entries of the change log that its maker may see, and the progress of promises. The
 * body holds the fields that were set, of those that the maker may see, up to INTERNAL: a name never leaves
 * this way.
 */
#ifndef MLUP_NOTICE_WEBHOOK_EVENT_H
#define MLUP_NOTICE_WEBHOOK_EVENT_H

#include "domain/notice/webhook.h"
#include "notice/webhook_state.h"

/* Who a webhook speaks for: its maker as of now; a webhook of the program's own (the demo's) sees its
 * organisation. */
struct webhook_maker {
    struct access *access;
    struct store *store;
    struct actor actor;
};
/* False when the maker may not sign in any more, or has no role in the organisation. */
bool webhook_maker_find(struct store *store, struct access *access, struct arena *arena,
                        const struct record *webhook, struct webhook_maker *maker);

/* One entry of the log. */
struct log_entry {
    int64_t seq, at_ms, version;
    struct uuid org_id, record_id;
    enum change_verb verb;
    struct slice type, patch;
};
size_t log_entries_after(struct db *db, struct arena *arena, int64_t seq, struct log_entry *entries,
                         size_t max);

/* The delivery of an entry; false when it is not for this webhook. */
bool webhook_event_make(const struct webhook_maker *maker, struct db *db, struct arena *arena,
                        const struct record *webhook, const struct log_entry *entry,
                        struct webhook_delivery *delivery);
/* The deliveries of all parts of promises whose number is not the one told last.  `numbers` goes with them.
 */
size_t webhook_progress_make(const struct webhook_maker *maker, struct db *db, struct arena *arena,
                             const struct record *webhook, int64_t seq, struct webhook_delivery **deliveries,
                             struct webhook_number **numbers);
/* A delivery that only tests the way. */
struct webhook_delivery webhook_test_make(struct arena *arena, const struct record *webhook);

#endif
