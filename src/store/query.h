/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading records.  Every function takes the view the access layer made for the actor: organisations, creators and
 * the class of fields are conditions and columns of the SQL itself, so what an actor may not see is never fetched.
 */
#ifndef MLUP_STORE_QUERY_H
#define MLUP_STORE_QUERY_H

#include "base/limits.h"
#include "store/store.h"

enum filter_op { FILTER_EQUAL, FILTER_NOT_EQUAL, FILTER_LESS, FILTER_GREATER, FILTER_AT_LEAST, FILTER_AT_MOST,
                 FILTER_HAS,    /* KIND_CHOICES, KIND_PLACES: one of the codes (of "a,b" either) */
                 FILTER_WITHIN, /* KIND_PLACE: the area or one below it */
                 FILTER_EMPTY, FILTER_FILLED };

struct filter {
    const struct field *field;
    enum filter_op op;
    struct value value;
};

/* Whether a record in memory passes a filter, as the SQL would say. */
bool filter_passes(const struct filter *filter, const struct record *record);

struct list_query {
    const struct record_type *type;
    struct filter filters[LIMIT_FILTERS];
    size_t filter_count;
    struct slice search;       /* words to find in the search index; empty = all */
    const struct field *sort;  /* NULL = newest first; so too when some rows may not show the field */
    bool descending;
    struct slice cursor;       /* from an earlier page; empty = first page */
    size_t limit;              /* rows wanted, 1..LIMIT_LIST_ROWS */
    size_t page;               /* 0 = by cursor; else the 1-based page number */
    bool deleted_too, deleted_only;
    struct uuid org;           /* only this organisation of the view; zero = all */
    bool want_total;
};

struct list_page {
    struct record **records;
    size_t count;
    struct slice next_cursor; /* empty when this is the last page */
    int64_t total;            /* -1 when not asked for */
};

/* One record; deleted ones too (the caller shows them as such).  False when it is not there for this view.
 * Fields the view may not see are absent and `hidden` (may be NULL) has their bits. */
bool query_get(struct store *store, struct db *db, struct arena *arena, const struct view *view,
               const struct record_type *type, struct uuid id, struct record **record, uint64_t *hidden);
/* Several records at once, in a few statements: records[i] is that of ids[i], or NULL when it is not there for this view. */
void query_get_many(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct record_type *type, const struct uuid *ids, size_t count, struct record **records);
/* All of a list, page by page, at most about `max` records (a whole page more); the first ones of its order.  `*is_cut`
 * (may be NULL) tells that there are more. */
size_t query_list_all(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                      struct list_query *query, size_t max, struct record ***records, bool *is_cut);
/* False after a refusal (a cursor that is none). */
bool query_list(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                const struct list_query *query, struct list_page *page, struct refusal *refusal);
/* Number of live records (with filters), for the view. */
int64_t query_count(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct list_query *query);
/* Records of any searchable type whose index matches all words; best first.  `types` NULL = all types. */
struct search_hit {
    const struct record_type *type;
    struct uuid org_id, id;
};
typedef struct view search_view_of(void *context, const struct record_type *type);
size_t query_search(struct store *store, struct db *db, struct arena *arena, search_view_of *view_of, void *context,
                    const struct record_type *only, struct slice words, struct search_hit *hits, size_t max);
/* Unseals the sealed fields of a record that was read; logs the read (who, which record, which fields, why) before
 * it returns.  REFUSED, with words, when the type's rule says no or the keys are gone (erased), FAILED when the log could
 * not be written. */
enum outcome query_reveal(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, struct record *record,
                          struct slice purpose, struct refusal *refusal);
/* The same for a record and parts of it (whose parent it is and whose rule of revealing is its own; those of a kind stand
 * together), with one line in the log: its fields, and how many parts of each kind.  What is opened of them is up to the rule
 * of the whole. */
enum outcome query_reveal_whole(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, struct record *whole,
                                struct record **parts, size_t count, struct slice purpose, struct refusal *refusal);
/* What the type's rule would say to it; for showing the button. */
bool query_may_reveal(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, const struct record *record);
/* Writes into the log of reads that the actor saw something of the record that is no field of it (`what`: "file").  False
 * when the log could not be written: then nothing is shown. */
bool query_log_read(struct store *store, const struct actor *actor, const struct record *record, struct slice what,
                    struct slice purpose) __attribute__((warn_unused_result));

#endif
