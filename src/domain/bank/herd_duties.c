/* SPDX-License-Identifier: Apache-2.0 */
/* See herd_book.h.  Who owes what, and who waits. */
#include "domain/bank/herd_book.h"

/* ---- terms ---- */

struct term {
    struct uuid id;
    struct pass_on_contract contract;
};
struct terms {
    struct term *items;
    size_t count;
};

static struct record *contract_of_columns(struct arena *arena, struct db_query *query) {
    struct record *record = record_new(arena, &bank_contract_type);
    struct bank_contract *contract = bank_contract_of(record);
    struct value *numbers[] = {&contract->calf_age_days, &contract->moves_after_births,
                               &contract->certificate_frees};
    struct value *texts[] = {&contract->births_owed, &contract->male_calf};
    record->id = db_column_uuid(query, 0);
    for (int i = 0; i < (int)ARRAY_LEN(texts); i++) {
        if (!db_column_is_null(query, i + 1))
            *texts[i] =
                (struct value){.present = true, .text = arena_copy(arena, db_column_text(query, i + 1))};
    }
    for (int i = 0; i < (int)ARRAY_LEN(numbers); i++) {
        if (!db_column_is_null(query, i + 3)) *numbers[i] = bank_value_of(db_column_int(query, i + 3));
    }
    return record;
}

static struct terms terms_read(struct db *db, struct arena *arena, const struct herd_book *book) {
    struct terms terms = {0};
    struct db_query *query = db_query(
        db, SQL("SELECT id, \"births_owed\", \"male_calf\", \"calf_age_days\", \"moves_after_births\", "
                "\"certificate_frees\" FROM bank_contract WHERE org_id = ?1 AND \"bank\" = ?2"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->bank_id);
    while (db_next(query)) {
        const struct record *record = contract_of_columns(arena, query);
        terms.items = arena_room(arena, terms.items, sizeof *terms.items, terms.count);
        terms.items[terms.count++] = (struct term){record->id, bank_contract_pass_on(record)};
    }
    db_done(query);
    return terms;
}

static const struct pass_on_contract *terms_find(const struct terms *terms, struct uuid id) {
    for (size_t i = 0; i < terms->count; i++) {
        if (uuid_equal(terms->items[i].id, id)) return &terms->items[i].contract;
    }
    return NULL;
}

/* ---- duties ---- */

static bool is_giving(const struct herd_event *event, int64_t day) {
    bool gives = event->kind == HERD_LEND || event->kind == HERD_PASS_ON;
    return gives && event->day <= day && event->animal != HERD_NONE && event->other != HERD_NONE;
}

/* The same animal was given to the same family once more later: that time counts. */
static bool is_given_again(const struct herd_book *book, size_t at, int64_t day) {
    for (size_t i = at + 1; i < book->event_count; i++) {
        const struct herd_event *event = &book->events[i];
        if (is_giving(event, day) && event->animal == book->events[at].animal &&
            event->other == book->events[at].other)
            return true;
    }
    return false;
}

size_t herd_duties_read(struct db *db, struct arena *arena, const struct herd_book *book,
                        const struct animal_state *states, int64_t day, struct herd_duty **duties) {
    struct terms terms = terms_read(db, arena, book);
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    size_t count = 0;
    *duties = NULL;
    for (size_t i = 0; i < book->event_count; i++) {
        const struct herd_event *event = &book->events[i];
        const struct pass_on_contract *contract = terms_find(&terms, book->marks[i].contract_id);
        if (!is_giving(event, day) || !contract || is_given_again(book, i, day)) continue;
        *duties = arena_room(arena, *duties, sizeof **duties, count);
        struct herd_duty *duty = &(*duties)[count++];
        *duty = (struct herd_duty){.animal = event->animal, .holder = event->other};
        pass_on_make(contract, &herd, states, event->animal, event->other, day, &duty->state);
    }
    return count;
}

bool herd_is_earned(const struct herd_duty *duties, size_t count, const struct animal_state *states,
                    uint32_t animal, int64_t day) {
    for (size_t i = 0; i < count; i++) {
        const struct herd_duty *duty = &duties[i];
        bool is_of_holder = duty->state.animal == animal && duty->holder == states[animal].holder &&
                            duty->state.until_day == HERD_NEVER;
        if (is_of_holder && states[animal].is_here && duty->state.owns_day <= day) return true;
    }
    return false;
}

/* ---- the waiting list ---- */

static bool has_received(const struct herd_book *book, uint32_t holder) {
    for (size_t i = 0; i < book->event_count; i++) {
        if (is_giving(&book->events[i], INT64_MAX) && book->events[i].other == holder) return true;
    }
    return false;
}

static size_t entries_read(struct db *db, struct arena *arena, const struct herd_book *book,
                           struct herd_waiting **list) {
    size_t count = 0;
    struct db_query *query = db_query(db, SQL("SELECT id, \"member\", \"asked_on\", \"need\", \"is_ready\" "
                                              "FROM waiting_entry WHERE org_id = ?1 AND "
                                              "\"bank\" = ?2 AND deleted_ms = 0 ORDER BY \"asked_on\", id"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->bank_id);
    while (db_next(query)) {
        uint32_t holder = herd_book_member_at(book, db_column_uuid(query, 1));
        *list = arena_room(arena, *list, sizeof **list, count);
        (*list)[count++] = (struct herd_waiting){
            .id = db_column_uuid(query, 0),
            .waiting = {.holder = holder,
                        .asked_day = db_column_day(query, 2, 0),
                        .need = (int)db_column_int(query, 3),
                        .is_ready = !db_column_is_null(query, 4) && db_column_int(query, 4),
                        .has_received = holder != HERD_NONE && has_received(book, holder)}};
    }
    db_done(query);
    return count;
}

size_t herd_waiting_read(struct db *db, struct arena *arena, const struct herd_book *book,
                         struct herd_waiting **list) {
    struct herd_waiting *unsorted = NULL;
    size_t count = entries_read(db, arena, book, &unsorted);
    struct waiting *order = arena_make(arena, struct waiting, count + 1);
    for (size_t i = 0; i < count; i++) {
        order[i] = unsorted[i].waiting;
    }
    waiting_sort(order, count);
    *list = arena_make(arena, struct herd_waiting, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (unsorted[at].waiting.holder != order[i].holder)
            at++;
        (*list)[i] = unsorted[at];
    }
    return count;
}
