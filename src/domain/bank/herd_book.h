/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The herd of a bank as its records tell it: animals, events and families as the numbers that herd.h and
 * pass_on.h speak of. The caller has read the bank under its own view; the connection may be the writer's or
 * a reader's.
 */
#ifndef MLUP_DOMAIN_HERD_BOOK_H
#define MLUP_DOMAIN_HERD_BOOK_H

#include "domain/bank/bank_records.h"

struct herd_book_animal {
    struct uuid id;
    struct slice tag, name, species;
};
struct herd_book_event {
    struct uuid id, contract_id; /* terms of a lending; else zero */
    int64_t number;              /* order in which they were written down */
};
struct herd_book {
    struct uuid org_id, bank_id;
    struct animal *animals;         /* by id */
    struct herd_book_animal *names; /* of the animals */
    struct herd_event *events;      /* by day and number */
    struct herd_book_event *marks;  /* of the events */
    struct uuid *members;           /* by id: the holders */
    size_t animal_count, event_count, member_count;
    size_t saved_count; /* animals that are sorted; what is not saved yet stands behind them */
    const struct herd_rules *rules;
};

/* All of them in the arena, never NULL. */
struct herd_book *herd_book_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id);
/* HERD_NONE when it is not in the book. */
uint32_t herd_book_animal_at(const struct herd_book *book, struct uuid id);
uint32_t herd_book_member_at(const struct herd_book *book, struct uuid id);
/* The first `events` of them; all when above. */
struct herd herd_book_herd(const struct herd_book *book, size_t events);
/* Adds what is not saved yet: an animal, an event (at its place).  Gives its number. */
uint32_t herd_book_add_animal(struct arena *arena, struct herd_book *book, const struct record *animal);
size_t herd_book_add_event(struct arena *arena, struct herd_book *book, const struct record *event);
/* SIZE_MAX when it is not there. */
size_t herd_book_event_at(const struct herd_book *book, struct uuid id);

/* What one family owes for one animal of the bank that it was given, by the terms of that day. */
struct herd_duty {
    uint32_t animal, holder;
    struct pass_on_state state;
};
/* One for every animal and family it was ever given to, in the order of the giving; `states` are of that day.
 */
size_t herd_duties_read(struct db *db, struct arena *arena, const struct herd_book *book,
                        const struct animal_state *states, int64_t day, struct herd_duty **duties);
/* Whether the family that holds the animal has given all that it owed for it: the animal is its own by the
 * terms, also before the bank has written that down. */
bool herd_is_earned(const struct herd_duty *duties, size_t count, const struct animal_state *states,
                    uint32_t animal, int64_t day);
/* The waiting list of the bank in its order; `ids` of the entries stand beside it. */
struct herd_waiting {
    struct waiting waiting;
    struct uuid id;
};
size_t herd_waiting_read(struct db *db, struct arena *arena, const struct herd_book *book,
                         struct herd_waiting **list);

/* Where an animal is, as the book of the bank counts it. */
enum herd_place { HERD_PLACE_EXPECTED, HERD_PLACE_BANK, HERD_PLACE_LENT, HERD_PLACE_OWNED, HERD_PLACE_GONE };
enum herd_place herd_place_of(const struct animal_state *state);
/* The code of animal_place. */
const char *herd_place_code(const struct animal_state *state);
enum herd_event_kind herd_kind_of(struct slice code);

#endif
