/* SPDX-License-Identifier: Apache-2.0 */
#include "web/bank/bank_view.h"

#include "base/log.h"
#include "domain/ledger/amount.h"
#include "store/query.h"
#include "store/view.h"
#include "web/ledger/ledger_view.h"

static const struct commodity *unit_of(struct web *web, struct uuid id) {
    struct record *unit = web_record(web, &commodity_type, id);
    return commodity_of(unit ? unit : record_new(web->arena, &commodity_type));
}

void bank_begin(struct web *web, struct record *bank, struct bank_seen *seen) {
    struct view members = web_view(web, &bank_member_type);
    *seen = (struct bank_seen){
        .web = web,
        .bank = bank,
        .names = record_names_new(web),
        .unit = unit_of(web, bank_of(bank)->unit.id),
        .riel = unit_of(web, commodity_id(S("KHR"))),
        .sees_inside = members.allowed && view_max(&members, &bank_member_type, bank->org_id) >= PERSONAL,
        .may_write =
            access_may_in(web->app->access, web->actor, &bank_member_type, bank->org_id, VERB_CREATE),
        .may_write_off =
            access_may_in(web->app->access, web->actor, &stock_loan_type, bank->org_id, VERB_APPROVE),
        .today = date_first_day(clock_today())};
}

struct slice bank_amount(const struct bank_seen *seen, int64_t amount) {
    return book_amount_of(seen->web, seen->unit, amount);
}

struct slice bank_riel(const struct bank_seen *seen, int64_t riel) {
    return book_amount_of(seen->web, seen->riel, riel);
}

struct slice bank_day_text(const struct bank_seen *seen, int64_t day) {
    return format_date_short(seen->web->arena, &seen->web->locale, date_of_day(day));
}

struct slice bank_percent(const struct bank_seen *seen, int64_t ppm) {
    return format_percent(seen->web->arena, &seen->web->locale, ppm / 1000);
}

struct slice bank_member_text(const struct bank_seen *seen, struct uuid member_id) {
    return record_label_of(seen->names, &bank_member_type, member_id);
}

struct slice bank_step_href(const struct bank_seen *seen, const char *step) {
    return arena_printf(seen->web->arena, "%.*s/do/%s",
                        SLICE_ARG(record_href(seen->web, &bank_type, seen->bank->id)), step);
}

/* ---- the store ---- */

const char *bank_move_words(enum stock_move_kind kind) {
    switch (kind) {
    case STOCK_LOT: return TR("Came in");
    case STOCK_GIVEN_BACK: return TR("Given back");
    case STOCK_LENT: return TR("Lent");
    case STOCK_SOLD: return TR("Sold");
    case STOCK_SPOILT: return TR("Lost or spoilt");
    case STOCK_GIVEN_AWAY: return TR("Given away");
    case STOCK_LOST: return TR("Lost when counting");
    case STOCK_SURPLUS: return TR("Found when counting");
    }
    BUG("movement %d", kind);
}

static const struct record_type *move_type(enum stock_move_kind kind) {
    switch (kind) {
    case STOCK_LOT: return &stock_lot_type;
    case STOCK_GIVEN_BACK: return &stock_repayment_type;
    case STOCK_LENT: return &stock_loan_type;
    case STOCK_SOLD:
    case STOCK_SPOILT:
    case STOCK_GIVEN_AWAY: return &stock_out_type;
    case STOCK_LOST:
    case STOCK_SURPLUS: return &stock_count_type;
    }
    BUG("movement %d", kind);
}

struct slice bank_move_href(const struct bank_seen *seen, const struct stock_move *move) {
    return record_href(seen->web, move_type(move->kind), move->id);
}

bool bank_storage(const struct bank_seen *seen, const struct stock_moves *moves, struct bank_terms *terms,
                  int64_t *accepted_loss, int64_t *since) {
    struct web *web = seen->web;
    struct uuid id;
    struct bank_count count;
    int64_t book = exact_max(stock_moves_sum(moves), 0);
    bool found = bank_contract_on(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, S(""),
                                  seen->today, &id);
    struct record *contract = found ? web_record(web, &bank_contract_type, id) : NULL;
    if (!contract) return false;
    *terms = bank_contract_terms(contract);
    *since = bank_day(&bank_of(seen->bank)->formed_on);
    stock_last_count(web_db(web), seen->bank->org_id, seen->bank->id, since);
    if (!bank_count_make(terms, book, book, exact_max(stock_amount_days(moves, *since, seen->today), 0),
                         &count))
        return false;
    *accepted_loss = exact_min(count.accepted_loss, book);
    return true;
}

struct slice bank_book_words(const struct bank_seen *seen) {
    struct bank_terms terms;
    int64_t loss = 0, since;
    struct stock_moves moves = stock_moves_read(web_db(seen->web), seen->web->arena, seen->bank->org_id,
                                                seen->bank->id, seen->today);
    struct slice book = bank_amount(seen, stock_moves_sum(&moves));
    if (!bank_storage(seen, &moves, &terms, &loss, &since) || !loss)
        return web_tr_fill(seen->web, TR("The book says {1}."), book, S(""));
    return web_tr_fill(seen->web, TR("The book says {1}; storage may have cost {2} of it."), book,
                       bank_amount(seen, loss));
}

/* ---- the herd ---- */

static bool herd_live(const struct bank_seen *seen, struct herd_seen *herd) {
    struct web *web = seen->web;
    struct herd lived = herd_book_herd(herd->book, SIZE_MAX);
    size_t event;
    enum herd_fault fault =
        herd_on(web->arena, &lived, herd->book->rules, seen->today, &herd->states, &event);
    if (fault != HERD_OK)
        log_warn("the herd of the bank %.*s cannot be lived through, event %zu: %s",
                 SLICE_ARG(seen->bank->code), event, herd_fault_message(fault));
    return fault == HERD_OK;
}

/* Of one moment: an event that is written down meanwhile may speak of an animal that was not read. */
bool herd_seen_read(const struct bank_seen *seen, struct herd_seen *herd) {
    struct web *web = seen->web;
    struct db *db = web_db(web);
    *herd = (struct herd_seen){0};
    if (!db_begin(db)) return false;
    herd->book = herd_book_read(db, web->arena, seen->bank->org_id, seen->bank->id);
    bool is_good = herd_live(seen, herd);
    if (is_good)
        herd->duty_count =
            herd_duties_read(db, web->arena, herd->book, herd->states, seen->today, &herd->duties);
    db_rollback(db);
    return is_good;
}

struct tag_order {
    struct slice tag;
    uint32_t animal;
};

static int tag_compare(const void *left, const void *right) {
    return slice_compare(((const struct tag_order *)left)->tag, ((const struct tag_order *)right)->tag);
}

uint32_t *herd_by_tag(const struct bank_seen *seen, const struct herd_book *book) {
    struct tag_order *order = arena_make(seen->web->arena, struct tag_order, book->animal_count + 1);
    uint32_t *animals = arena_make(seen->web->arena, uint32_t, book->animal_count + 1);
    for (uint32_t i = 0; i < book->animal_count; i++) {
        order[i] = (struct tag_order){book->names[i].tag, i};
    }
    if (book->animal_count) qsort(order, book->animal_count, sizeof *order, tag_compare);
    for (size_t i = 0; i < book->animal_count; i++) {
        animals[i] = order[i].animal;
    }
    return animals;
}

struct slice herd_animal_text(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    if (animal >= herd->book->animal_count) return S("");
    const struct herd_book_animal *name = &herd->book->names[animal];
    if (!name->name.len) return name->tag;
    return arena_printf(seen->web->arena, "%.*s · %.*s", SLICE_ARG(name->tag), SLICE_ARG(name->name));
}

struct slice herd_animal_href(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    if (animal >= herd->book->animal_count) return S("");
    return record_href(seen->web, &bank_animal_type, herd->book->names[animal].id);
}

static const char *owed_words(const struct owed *owed) {
    switch (owed->what) {
    case OWED_CALF:
        return owed->animal == HERD_NONE ? TR("The young of birth number {2}, not born yet")
                                         : TR("The young {1}");
    case OWED_MONEY: return TR("The price of the young male {1}");
    case OWED_REPLACEMENT: return TR("Another animal for {1}");
    case OWED_ANIMAL: return TR("{1} itself goes to the next family");
    }
    BUG("what is owed");
}

struct slice herd_owed_text(const struct bank_seen *seen, const struct herd_seen *herd,
                            const struct owed *owed) {
    struct web *web = seen->web;
    struct slice what = web_tr_fill(web, owed_words(owed), herd_animal_text(seen, herd, owed->animal),
                                    format_number(web->arena, &web->locale, owed->birth));
    if (owed->due_day == HERD_NEVER) return what;
    return web_tr_fill(web, TR("{1}, due {2}"), what, bank_day_text(seen, owed->due_day));
}

struct slice herd_place_text(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    const struct animal_state *state = &herd->states[animal];
    const struct field *field = record_type_field(&bank_animal_type, S("place"));
    struct slice words = choice_label(seen->web, field, slice_of(herd_place_code(state)));
    if (!state->is_here || state->holder == HERD_NONE) return words;
    struct slice family = bank_member_text(seen, herd->book->members[state->holder]);
    return arena_printf(seen->web->arena, "%.*s: %.*s", SLICE_ARG(words), SLICE_ARG(family));
}
