/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of banks share: the bank they speak of, its amounts, families, animals and days in words. */
#ifndef MLUP_WEB_BANK_VIEW_H
#define MLUP_WEB_BANK_VIEW_H

#include "domain/bank/herd_book.h"
#include "domain/bank/stock_book.h"
#include "web/record/record_text.h"

/* A bank as this reader may know it, today. */
struct bank_seen {
    struct web *web;
    struct record *bank;
    struct record_names *names;
    const struct commodity *unit, *riel;
    bool sees_inside; /* who borrows, what is owed */
    bool may_write, may_write_off;
    int64_t today;
};

/* The bank was read as this reader may see it; what else may be seen and done follows from its
 * organisation. */
void bank_begin(struct web *web, struct record *bank, struct bank_seen *seen);

/* In words of the reader's language: an amount in the unit of the bank, riel, a day, the name of a member,
 * parts per million as percent. */
struct slice bank_amount(const struct bank_seen *seen, int64_t amount);
struct slice bank_riel(const struct bank_seen *seen, int64_t riel);
struct slice bank_day_text(const struct bank_seen *seen, int64_t day);
struct slice bank_member_text(const struct bank_seen *seen, struct uuid member_id);
struct slice bank_percent(const struct bank_seen *seen, int64_t ppm);
/* "/banks/ID/do/lend". */
struct slice bank_step_href(const struct bank_seen *seen, const char *step);

/* What a movement of the store is, in English. */
const char *bank_move_words(enum stock_move_kind kind);
/* The record behind it. */
struct slice bank_move_href(const struct bank_seen *seen, const struct stock_move *move);

/* What storage may have cost since the last count, by the terms of today; false: there are none. */
bool bank_storage(const struct bank_seen *seen, const struct stock_moves *moves, struct bank_terms *terms,
                  int64_t *accepted_loss, int64_t *since);
/* What the book says before the store is counted, in words. */
struct slice bank_book_words(const struct bank_seen *seen);

/* The herd with its state of today. */
struct herd_seen {
    struct herd_book *book;
    struct animal_state *states;
    struct herd_duty *duties;
    size_t duty_count;
};
/* False when its events cannot all have been, which the log says: then there is nothing to show of it. */
bool herd_seen_read(const struct bank_seen *seen, struct herd_seen *herd) __attribute__((warn_unused_result));
/* The numbers of all animals, by ear tag. */
uint32_t *herd_by_tag(const struct bank_seen *seen, const struct herd_book *book);
/* "SR-01 · Sophea". */
struct slice herd_animal_text(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal);
struct slice herd_animal_href(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal);
/* "Calf SR-03, due 5 March 2016". */
struct slice herd_owed_text(const struct bank_seen *seen, const struct herd_seen *herd,
                            const struct owed *owed);
/* Where an animal is, in words. */
struct slice herd_place_text(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal);

#endif
