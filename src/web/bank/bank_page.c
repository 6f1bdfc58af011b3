/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  One bank: what is in the store or the herd, what is out and late, what is owed, and what
 * comes next. */
#include "catalogue/value.h"
#include "domain/ledger/book_accounts.h"
#include "web/bank/bank_pages.h"
#include "web/bank/bank_store.h"
#include "web/bank/bank_view.h"
#include "web/furniture.h"
#include "web/record/record_head.h"
#include "web/table.h"

enum { SOON_DAYS = 30, COUNT_EVERY_DAYS = 120, NEXT_MAX = 12 };

/* ---- pieces ---- */

static void add_total(const struct bank_seen *seen, struct doc *totals, const char *english,
                      struct slice figure, bool is_bad) {
    struct doc *total = doc_add_object(seen->web->arena, totals);
    doc_set_text(seen->web->arena, total, S("total_label"), web_tr(seen->web, english));
    doc_set_text(seen->web->arena, total, S("total_amount"), figure);
    doc_set_bool(seen->web->arena, total, S("is_minus"), is_bad);
}

static struct slice number(const struct bank_seen *seen, int64_t count) {
    return format_number(seen->web->arena, &seen->web->locale, count);
}

static void add_next(const struct bank_seen *seen, struct slice text, struct slice href, bool presses) {
    struct doc *list = (struct doc *)(uintptr_t)doc_get(seen->web->view, S("next_things"));
    if (list->count >= NEXT_MAX) return;
    struct doc *next = doc_add_object(seen->web->arena, list);
    doc_set_text(seen->web->arena, next, S("next_text"), text);
    doc_set_text(seen->web->arena, next, S("next_href"), href);
    doc_set_bool(seen->web->arena, next, S("next_presses"), presses);
}

/* `list`: bank_actions, or bank_more for what is done now and then. */
static void add_action(const struct bank_seen *seen, const char *list, const char *english, struct slice href,
                       bool primary) {
    struct doc *actions = (struct doc *)(uintptr_t)doc_get(seen->web->view, slice_of(list));
    struct doc *action = doc_add_object(seen->web->arena, actions);
    doc_set_text(seen->web->arena, action, S("action_href"), href);
    doc_set_text(seen->web->arena, action, S("action_text"), web_tr(seen->web, english));
    doc_set_bool(seen->web->arena, action, S("action_primary"), primary);
}

static struct slice part_href(const struct bank_seen *seen, const char *path) {
    return arena_printf(seen->web->arena, "/%s?bank=%.*s", path,
                        SLICE_ARG(uuid_format(seen->web->arena, seen->bank->id)));
}

/* ---- goods ---- */

struct goods_sums {
    int64_t lent, late, loans, late_loans;
};

static void loan_row(const struct bank_seen *seen, struct doc *table, const struct stock_debt *debt,
                     const struct bank_state *state) {
    struct web *web = seen->web;
    struct doc *row = table_row(seen->web, table);
    struct slice href = record_href(web, &stock_loan_type, debt->id);
    table_cell(seen->web, row, TR("Borrower"), bank_member_text(seen, debt->member_id), href);
    table_cell(seen->web, row, TR("Lent for"),
               choice_label(web, record_type_field(&stock_loan_type, S("purpose")), debt->purpose), S(""));
    table_number_cell(seen->web, row, TR("Lent"), bank_amount(seen, debt->loan.grams));
    table_number_cell(seen->web, row, TR("Owed now"), bank_amount(seen, state->owed));
    struct slice due = bank_day_text(seen, debt->loan.due_day);
    if (state->days_late)
        table_badge_cell(seen->web, row, TR("Due on"), web_tr_fill(web, TR("{1}, late"), due, S("")),
                         "behind");
    else
        table_cell(seen->web, row, TR("Due on"), due, S(""));
}

static struct slice give_back_href(const struct bank_seen *seen, struct uuid loan_id) {
    return arena_printf(seen->web->arena, "%.*s?loan=%.*s", SLICE_ARG(bank_step_href(seen, "give-back")),
                        SLICE_ARG(uuid_format(seen->web->arena, loan_id)));
}

static void loan_next(const struct bank_seen *seen, const struct stock_debt *debt,
                      const struct bank_state *state) {
    struct web *web = seen->web;
    if (debt->loan.due_day > seen->today + SOON_DAYS) return;
    struct slice who = bank_member_text(seen, debt->member_id);
    struct slice what =
        state->days_late
            ? web_tr_fill(web, TR("{1} owes {2}: it is late"), who, bank_amount(seen, state->owed))
            : web_tr_fill(web, TR("{1} gives {2} back soon"), who, bank_amount(seen, state->owed));
    add_next(seen, what,
             seen->may_write ? give_back_href(seen, debt->id) : record_href(web, &stock_loan_type, debt->id),
             state->days_late > 0);
}

static struct goods_sums show_loans(const struct bank_seen *seen, const struct stock_debts *debts) {
    static const char *const columns[] = {TR("Borrower"), TR("Lent for"), TR("Lent"), TR("Owed now"),
                                          TR("Due on")};
    struct goods_sums sums = {0};
    struct doc *table = NULL;
    for (size_t i = 0; i < debts->count; i++) {
        struct bank_state state;
        struct bank_breach breach;
        const struct stock_debt *debt = &debts->items[i];
        if (!slice_equal(debt->state, S("lent")) || !stock_debt_state(debt, seen->today, &state, &breach))
            continue;
        if (!table) table = table_new(seen->web, seen->web->view, "loans", TR("Loans that are out"));
        loan_row(seen, table, debt, &state);
        loan_next(seen, debt, &state);
        sums.lent += state.owed;
        sums.loans++;
        if (!state.days_late) continue;
        sums.late += state.owed;
        sums.late_loans++;
    }
    for (size_t i = 0; table && i < ARRAY_LEN(columns); i++) {
        table_column(seen->web, table, columns[i], i == 2 || i == 3);
    }
    return sums;
}

static void goods_next(const struct bank_seen *seen, const struct stock_moves *moves) {
    int64_t counted = 0;
    bool was_counted = stock_last_count(web_db(seen->web), seen->bank->org_id, seen->bank->id, &counted);
    if (!moves->count)
        add_next(seen, web_tr(seen->web, TR("Write down what is in the store")),
                 bank_step_href(seen, "receive"), true);
    else if (!was_counted || seen->today - counted > COUNT_EVERY_DAYS)
        add_next(seen, web_tr(seen->web, TR("Count the store: the last count is long ago")),
                 bank_step_href(seen, "count"), true);
}

static bool show_goods(const struct bank_seen *seen) {
    struct web *web = seen->web;
    struct stock_moves moves =
        stock_moves_read(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, seen->today);
    struct stock_debts debts =
        stock_debts_read(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, (struct uuid){0});
    struct goods_sums sums = show_loans(seen, &debts);
    struct doc *totals = doc_set_array(web->arena, web->view, S("totals"));
    add_total(seen, totals, TR("In the store"), bank_amount(seen, stock_moves_sum(&moves)), false);
    add_total(seen, totals, TR("Owed by families"), bank_amount(seen, sums.lent), false);
    add_total(seen, totals, TR("Late"), bank_amount(seen, sums.late), sums.late > 0);
    add_total(seen, totals, TR("Loans out"), number(seen, sums.loans), false);
    bank_store_show(seen, &moves);
    if (seen->may_write) goods_next(seen, &moves);
    return true;
}

static void goods_actions(const struct bank_seen *seen) {
    add_action(seen, "bank_actions", TR("Lend"), bank_step_href(seen, "lend"), true);
    add_action(seen, "bank_actions", TR("Take back"), bank_step_href(seen, "give-back"), false);
    add_action(seen, "bank_actions", TR("Goods come in"), bank_step_href(seen, "receive"), false);
    add_action(seen, "bank_actions", TR("Count the store"), bank_step_href(seen, "count"), false);
    add_action(seen, "bank_more", TR("Sell goods"), bank_step_href(seen, "sell"), false);
    add_action(seen, "bank_more", TR("Write down a loss"), bank_step_href(seen, "loss"), false);
    add_action(seen, "bank_more", TR("Give goods away"), bank_step_href(seen, "give"), false);
    if (seen->may_write_off)
        add_action(seen, "bank_more", TR("Write a loan off"), bank_step_href(seen, "write-off"), false);
}

/* ---- herd ---- */

static struct slice age_text(const struct bank_seen *seen, int64_t born_day) {
    if (born_day == HERD_NEVER) return S("");
    int64_t months = (seen->today - born_day) * 12 / 365;
    return months < 24 ? web_tr_fill(seen->web, TR("{1} months"), number(seen, months), S(""))
                       : web_tr_fill(seen->web, TR("{1} years"), number(seen, months / 12), S(""));
}

static struct slice sex_text(const struct bank_seen *seen, enum animal_sex sex) {
    if (sex == ANIMAL_SEX_NOT_KNOWN) return S("");
    return choice_label(seen->web, record_type_field(&bank_animal_type, S("sex")),
                        sex == ANIMAL_FEMALE ? S("female") : S("male"));
}

/* Short lines: a herd of sixty is read on a phone. */
static void show_animals(const struct bank_seen *seen, const struct herd_seen *herd) {
    struct web *web = seen->web;
    const uint32_t *order = herd_by_tag(seen, herd->book);
    struct doc *lines = doc_set_array(web->arena, web->view, S("animals"));
    doc_set_text(
        web->arena, web->view, S("herd_text"),
        web_tr_fill(web, TR("The herd: {1}"), number(seen, (int64_t)herd->book->animal_count), S("")));
    for (size_t at = 0; at < herd->book->animal_count; at++) {
        uint32_t i = order[at];
        const struct animal *animal = &herd->book->animals[i];
        struct slice age = herd->states[i].is_here ? age_text(seen, animal->born_day) : S("");
        struct doc *line = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, line, S("animal_text"), herd_animal_text(seen, herd, i));
        doc_set_text(web->arena, line, S("animal_href"), herd_animal_href(seen, herd, i));
        doc_set_text(web->arena, line, S("animal_sex"), sex_text(seen, animal->sex));
        doc_set_text(web->arena, line, S("animal_age"), age);
        doc_set_text(web->arena, line, S("animal_place"), herd_place_text(seen, herd, i));
    }
}

enum duty_group { DUTY_LATE, DUTY_OPEN, DUTY_LATER, DUTY_GROUPS };
static const struct {
    const char *name, *words, *badge;
} duty_groups[DUTY_GROUPS] = {[DUTY_LATE] = {"duties_late", TR("late"), "behind"},
                              [DUTY_OPEN] = {"duties_open", TR("open"), "on"},
                              [DUTY_LATER] = {"duties_later", TR("later"), "on"}};

static enum duty_group duty_group_of(const struct bank_seen *seen, const struct owed *owed) {
    if (owed_is_late(owed, seen->today)) return DUTY_LATE;
    return owed->due_day == HERD_NEVER ? DUTY_LATER : DUTY_OPEN;
}

static void duty_line(const struct bank_seen *seen, const struct herd_seen *herd, struct doc *lines,
                      const struct herd_duty *duty, const struct owed *owed) {
    struct web *web = seen->web;
    enum duty_group group = duty_group_of(seen, owed);
    struct doc *line = doc_add_object(web->arena, lines);
    doc_set_text(web->arena, line, S("duty_who"), bank_member_text(seen, herd->book->members[duty->holder]));
    doc_set_text(web->arena, line, S("duty_text"), herd_owed_text(seen, herd, owed));
    doc_set_text(web->arena, line, S("duty_href"),
                 herd_animal_href(seen, herd, owed->animal == HERD_NONE ? duty->animal : owed->animal));
    doc_set_text(web->arena, line, S("duty_state"), web_tr(web, duty_groups[group].words));
    doc_set_text(web->arena, line, S("duty_badge"), slice_of(duty_groups[group].badge));
}

/* What is late stands first, what cannot be given yet is folded.  Gives how many are late. */
static int64_t show_duties(const struct bank_seen *seen, const struct herd_seen *herd) {
    struct web *web = seen->web;
    struct doc *lists[DUTY_GROUPS];
    for (size_t i = 0; i < DUTY_GROUPS; i++) {
        lists[i] = doc_set_array(web->arena, web->view, slice_of(duty_groups[i].name));
    }
    for (size_t i = 0; i < herd->duty_count; i++) {
        const struct herd_duty *duty = &herd->duties[i];
        for (size_t k = 0; k < duty->state.count; k++) {
            const struct owed *owed = &duty->state.owed[k];
            if (!owed->is_met) duty_line(seen, herd, lists[duty_group_of(seen, owed)], duty, owed);
        }
    }
    int64_t late = (int64_t)lists[DUTY_LATE]->count, later = (int64_t)lists[DUTY_LATER]->count;
    doc_set_bool(web->arena, web->view, S("has_duties"), late || later || lists[DUTY_OPEN]->count);
    doc_set_text(web->arena, web->view, S("duties_later_text"),
                 later ? web_tr_fill(web, TR("Owed later, not born yet: {1}"), number(seen, later), S(""))
                       : S(""));
    if (late)
        add_next(seen, web_tr_fill(web, TR("Late, to be asked for: {1}"), number(seen, late), S("")),
                 S("#duties"), true);
    return late;
}

/* Who has met everything becomes the owner. */
static void owners_next(const struct bank_seen *seen, const struct herd_seen *herd) {
    for (size_t i = 0; i < herd->duty_count; i++) {
        const struct pass_on_state *state = &herd->duties[i].state;
        if (state->owns_day == HERD_NEVER || state->animal >= herd->book->animal_count) continue;
        const struct animal_state *animal = &herd->states[state->animal];
        if (!animal->is_here || animal->is_owned || animal->holder != herd->duties[i].holder) continue;
        add_next(seen,
                 web_tr_fill(seen->web, TR("{1} has given everything: {2} becomes theirs"),
                             bank_member_text(seen, herd->book->members[animal->holder]),
                             herd_animal_text(seen, herd, state->animal)),
                 herd_animal_href(seen, herd, state->animal), false);
    }
}

static const struct herd_waiting *waiting_first(const struct herd_waiting *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (list[i].waiting.is_ready && !list[i].waiting.has_received && list[i].waiting.holder != HERD_NONE)
            return &list[i];
    }
    return NULL;
}

static void show_waiting(const struct bank_seen *seen, const struct herd_seen *herd) {
    struct web *web = seen->web;
    struct herd_waiting *list;
    size_t count = herd_waiting_read(web_db(web), web->arena, herd->book, &list);
    const struct herd_waiting *first = waiting_first(list, count);
    struct doc *lines = doc_set_array(web->arena, web->view, S("waiting"));
    for (size_t i = 0; i < count; i++) {
        if (list[i].waiting.holder == HERD_NONE || list[i].waiting.has_received) continue;
        struct doc *line = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, line, S("waiting_text"),
                     bank_member_text(seen, herd->book->members[list[i].waiting.holder]));
        doc_set_text(web->arena, line, S("waiting_href"), record_href(web, &waiting_entry_type, list[i].id));
        doc_set_text(web->arena, line, S("waiting_detail"),
                     web_tr_fill(web,
                                 list[i].waiting.is_ready ? TR("need {1}, since {2}")
                                                          : TR("need {1}, since {2}; not ready yet"),
                                 number(seen, list[i].waiting.need),
                                 bank_day_text(seen, list[i].waiting.asked_day)));
    }
    for (uint32_t i = 0; first && i < herd->book->animal_count; i++) {
        if (herd_place_of(&herd->states[i]) != HERD_PLACE_BANK) continue;
        add_next(seen,
                 web_tr_fill(web, TR("{1} is with the bank; {2} is next on the list"),
                             herd_animal_text(seen, herd, i),
                             bank_member_text(seen, herd->book->members[first->waiting.holder])),
                 herd_animal_href(seen, herd, i), false);
    }
}

static bool show_herd(const struct bank_seen *seen) {
    struct web *web = seen->web;
    struct herd_seen herd;
    if (!herd_seen_read(seen, &herd)) return false;
    struct herd lived = herd_book_herd(herd.book, SIZE_MAX);
    struct herd_register sums = herd_count(&lived, herd.states);
    struct doc *totals = doc_set_array(web->arena, web->view, S("totals"));
    show_animals(seen, &herd);
    int64_t late = show_duties(seen, &herd);
    owners_next(seen, &herd);
    show_waiting(seen, &herd);
    add_total(seen, totals, TR("With families"), number(seen, sums.lent), false);
    add_total(seen, totals, TR("With the bank"), number(seen, sums.with_bank), false);
    add_total(seen, totals, TR("Families’ own"), number(seen, sums.owned), false);
    add_total(seen, totals, TR("Born"), number(seen, sums.born), false);
    add_total(seen, totals, TR("Late"), number(seen, late), late > 0);
    return true;
}

static void herd_actions(const struct bank_seen *seen) {
    add_action(seen, "bank_actions", TR("New animal"), bank_step_href(seen, "animal"), true);
    add_action(seen, "bank_actions", TR("Put on the waiting list"), part_href(seen, "waiting-entries/new"),
               false);
}

/* ---- the page ---- */

static void add_ways(const struct bank_seen *seen) {
    struct web *web = seen->web;
    struct uuid book;
    struct view books = web_view(web, &ledger_book_type);
    bool is_herd = bank_is_herd(seen->bank);
    if (seen->may_write) (is_herd ? herd_actions : goods_actions)(seen);
    if (seen->may_write)
        add_action(seen, "bank_more", TR("New member"), part_href(seen, "bank-members/new"), false);
    struct slice href = record_href(web, &bank_type, seen->bank->id);
    if (seen->sees_inside)
        add_action(seen, "bank_more", is_herd ? TR("Register on paper") : TR("Stock list on paper"),
                   arena_join(web->arena, href, S("/register")), false);
    if (books.allowed &&
        ledger_book_of_subject(web_db(web), web->arena, seen->bank->org_id, seen->bank->id, &book) &&
        web_record(web, &ledger_book_type, book))
        add_action(seen, "bank_more", TR("Book of the bank"), record_href(web, &ledger_book_type, book),
                   false);
    doc_set_text(web->arena, web->view, S("members_href"),
                 seen->sees_inside ? part_href(seen, "bank-members") : S(""));
    doc_set_text(web->arena, web->view, S("terms_href"), part_href(seen, "bank-contracts"));
    doc_set_text(web->arena, web->view, S("new_terms_href"),
                 seen->may_write ? part_href(seen, "bank-contracts/new") : S(""));
}

/* A deleted one, and one whose herd cannot be, is shown as any other record. */
enum outcome bank_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct bank_seen seen;
    struct record *bank = record_of_path(web, &view, &hidden);
    if (!bank) return OUTCOME_NOT_FOUND;
    record_show(web, bank, hidden);
    if (bank->deleted_ms) return web->template = "record_page", OUTCOME_OK;
    bank_begin(web, bank, &seen);
    doc_set_array(web->arena, web->view, S("next_things"));
    doc_set_array(web->arena, web->view, S("bank_actions"));
    doc_set_array(web->arena, web->view, S("bank_more"));
    doc_set_bool(web->arena, web->view, S("sees_inside"), seen.sees_inside);
    doc_set_bool(web->arena, web->view, S("is_herd"), bank_is_herd(bank));
    if (seen.sees_inside && !(bank_is_herd(bank) ? show_herd : show_goods)(&seen))
        return web->template = "record_page", OUTCOME_OK;
    add_ways(&seen);
    doc_set_bool(web->arena, web->view, S("has_more"), doc_get(web->view, S("bank_more"))->count > 0);
    return OUTCOME_OK;
}
