/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The promises of one organisation as they stand in the database: every live part with its promise,
 * agreement, period and bound rule.  Also the plain reading of records that counting needs.  Reads only;
 * works on the writer's connection as on a reader's.
 */
#ifndef MLUP_DOMAIN_PROMISE_BOOK_H
#define MLUP_DOMAIN_PROMISE_BOOK_H

#include "domain/programme/promise_rule.h"
#include "store/db.h"

struct book_part {
    const struct record *part, *promise, *agreement; /* the last two may be NULL */
    struct promise_period period;                    /* the agreement's, with its amendments */
    struct promise_rule *rule;                       /* NULL: the catalogue of today refuses the rule */
    bool is_base;                                    /* some other part is "every one of" this */
};

struct promise_book {
    struct uuid org_id;
    const struct catalogue *catalogue;
    const struct record **promises, **agreements; /* live, in order of id */
    size_t promise_count, agreement_count;
    struct book_part *parts;
    size_t part_count;
    struct book_part **by_id; /* the parts in order of id */
    uint64_t *used_fields;    /* by catalogue index: fields that some rule reads in records of the type */
    bool *sources;            /* by catalogue index: some rule counts records of the type */
};

/* The book of an organisation, in `arena`, with the parts in the order of their promises' numbers and
 * positions. */
struct promise_book *promise_book_load(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                                       struct uuid org_id);
/* NULL when there is none. */
struct book_part *promise_book_find(const struct promise_book *book, struct uuid part_id);
/* The days of an agreement, with the end its last amendment gave it; without one (NULL) all days. */
struct promise_period promise_period_read(struct arena *arena, struct db *db, const struct record *agreement);
/* True for the types whose change may change rules: promise_part, promise, agreement, amendment. */
bool promise_book_is_made_of(const struct record_type *type);
/* The organisations that have parts of promises. */
size_t promise_book_orgs(struct arena *arena, struct db *db, struct uuid **orgs);

/* The live records of a type of an organisation, at most `max`, in order of id, behind `after` (zero id: from
 * the start).  The records are in `arena`. */
size_t promise_read_records(struct arena *arena, struct db *db, const struct record_type *type,
                            struct uuid org, struct uuid after, const struct record **records, size_t max);
/* All of them, at most `max`; *records grows in the arena. */
size_t promise_read_all(struct arena *arena, struct db *db, const struct record_type *type, struct uuid org,
                        size_t max, const struct record ***records);
/* One record, deleted ones too; NULL when there is none. */
const struct record *promise_read_record(struct arena *arena, struct db *db, const struct record_type *type,
                                         struct uuid org, struct uuid id);

/* A reach (promise_rule.h) over a connection, with a cache of bounded size; for everything outside the
 * writer's normal path.  A record found stays valid until promise_reader_rest is called. */
struct promise_reader;
struct promise_reader *promise_reader_new(struct db *db);
void promise_reader_free(struct promise_reader *reader);
struct promise_reach promise_reader_reach(struct promise_reader *reader);
/* Between two sources: drops the cache when it has grown large. */
void promise_reader_rest(struct promise_reader *reader);

#endif
