/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/loan_answers.h"

#include "web/ledger/ledger_view.h"

struct rule savings_asking(struct web *web) {
    return (struct rule){.store = web->app->store,
                         .db = web_db(web),
                         .job_arena = web->arena,
                         .actor = web->actor,
                         .is_asking = true};
}

static void put_text(const struct group_seen *seen, const char *key, struct slice text) {
    doc_set_text(seen->web->arena, seen->web->view, slice_of(key), text);
}

static struct slice percent(struct web *web, int64_t ppm) {
    return format_percent(web->arena, &web->locale, (ppm + 500) / 1000);
}

static void fact_add(const struct group_seen *seen, struct doc *facts, const char *label, struct slice text) {
    struct doc *fact = doc_add_object(seen->web->arena, facts);
    doc_set_text(seen->web->arena, fact, S("fact_label"), web_tr(seen->web, label));
    doc_set_text(seen->web->arena, fact, S("fact_text"), text);
}

/* ---- cost ---- */

static enum currency currency_of(const struct group_seen *seen) {
    enum currency currency = CURRENCY_KHR;
    if (!seen->unit) return currency;
    return currency_parse(seen->unit->symbol.text, &currency) ? currency : CURRENCY_NONE;
}

void loan_cost_show(const struct group_seen *seen, const struct loan_book *book) {
    struct web *web = seen->web;
    struct loan_cost cost = loan_cost_of(&book->terms, &book->schedule);
    put_text(seen, "principal_amount", group_amount(seen, cost.principal));
    put_text(seen, "cost_amount", group_amount(seen, cost.cost));
    put_text(seen, "total_amount", group_amount(seen, cost.total));
    put_text(seen, "total_words",
             format_money_words(web->arena, &web->locale, (struct money){cost.total, currency_of(seen)}));
    put_text(seen, "rate_text", cost.is_rate_known ? percent(web, cost.yearly_rate_ppm) : S(""));
}

/* ---- schedule ---- */

static struct slice part_amount(const struct group_seen *seen, int64_t value) {
    return value ? group_amount(seen, value) : S("");
}

struct row_mark {
    int64_t paid;
    const char *mark, *text;
};

static struct row_mark row_mark_of(const struct loan_row *row, const struct loan_now *now, size_t index,
                                   int64_t today) {
    if (!now || !now->is_known) return (struct row_mark){0, "", ""};
    const struct loan_row_paid *paid = &now->state.rows[index];
    struct row_mark mark = {paid->principal + paid->interest + paid->fee, "", ""};
    if (mark.paid + paid->saved >= row->principal + row->interest + row->fee)
        return (struct row_mark){mark.paid, "done", TR("Paid")};
    return row->due_day < today ? (struct row_mark){mark.paid, "behind", TR("Late")} : mark;
}

static void row_show(const struct group_seen *seen, const struct loan_row *row, size_t index,
                     struct row_mark mark, struct doc *rows) {
    struct web *web = seen->web;
    struct doc *object = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, object, S("row_number"), savings_number(web, (int64_t)index + 1));
    doc_set_text(web->arena, object, S("row_day"),
                 format_date_short(web->arena, &web->locale, date_of_day(row->due_day)));
    doc_set_text(web->arena, object, S("row_principal"), part_amount(seen, row->principal));
    doc_set_text(web->arena, object, S("row_interest"), part_amount(seen, row->interest));
    doc_set_text(web->arena, object, S("row_fee"), part_amount(seen, row->fee));
    doc_set_text(web->arena, object, S("row_whole"),
                 group_amount(seen, row->principal + row->interest + row->fee));
    doc_set_text(web->arena, object, S("row_left"), group_amount(seen, row->balance));
    doc_set_text(web->arena, object, S("row_paid"), part_amount(seen, mark.paid));
    doc_set_text(web->arena, object, S("row_mark"), slice_of(mark.mark));
    doc_set_text(web->arena, object, S("row_state"), mark.text[0] ? web_tr(web, mark.text) : S(""));
}

void loan_rows_show(const struct group_seen *seen, const struct loan_book *book, const struct loan_now *now,
                    int64_t today) {
    struct doc *rows = doc_set_array(seen->web->arena, seen->web->view, S("rows"));
    doc_set_bool(seen->web->arena, seen->web->view, S("shows_paid"), now && now->is_known);
    doc_set_bool(seen->web->arena, seen->web->view, S("shows_fee"), book->schedule.fee > 0);
    for (size_t i = 0; i < book->schedule.count; i++) {
        row_show(seen, &book->schedule.rows[i], i, row_mark_of(&book->schedule.rows[i], now, i, today), rows);
    }
}

/* ---- household ---- */

void loan_carry_show(const struct group_seen *seen, const struct value *share) {
    static const char *const marks[DEBT_LEVELS] = {"open", "done", "on", "behind", "bad"};
    enum debt_level level =
        share->present ? debt_level_of(share->number, &debt_limits_default) : DEBT_NOT_KNOWN;
    bool is_share = share->present && share->number < INT64_MAX / 2;
    put_text(seen, "carry_text", web_tr(seen->web, debt_level_label(level)));
    put_text(seen, "carry_mark", slice_of(marks[level]));
    put_text(seen, "carry_share", is_share ? percent(seen->web, share->number) : S(""));
}

void loan_household_show(const struct group_seen *seen, const struct loan_ask *ask) {
    struct web *web = seen->web;
    const struct affordability *all = &ask->household;
    struct value share = ask->knows_household ? value_of_number(all->share_ppm) : (struct value){0};
    struct doc *facts = doc_set_array(web->arena, web->view, S("household"));
    loan_carry_show(seen, &share);
    if (!ask->knows_household) return;
    fact_add(seen, facts, TR("Income until the loan is paid back"), group_amount(seen, all->income));
    fact_add(seen, facts, TR("Expenses, without debts"), group_amount(seen, all->expenses));
    fact_add(seen, facts, TR("Free income"), group_amount(seen, all->free_income));
    fact_add(seen, facts, TR("Other debts"), group_amount(seen, all->debts));
    fact_add(seen, facts, TR("This loan"), group_amount(seen, all->instalments));
    if (all->short_periods)
        fact_add(seen, facts, TR("Months with too little money"),
                 savings_number(web, (int64_t)all->short_periods));
}

/* ---- bylaws ---- */

static void breach_show(const struct group_seen *seen, const struct bylaw_breach *breach, struct doc *list) {
    struct web *web = seen->web;
    struct rule rule = savings_asking(web);
    struct refusal words = REFUSAL_IN(web->arena);
    struct doc *object = doc_add_object(web->arena, list);
    bylaw_breach_refuse(&rule, seen->record, breach, S(""), &words);
    doc_set_text(web->arena, object, S("breach_rule"), slice_of(bylaw_rows[breach->rule].code));
    doc_set_text(web->arena, object, S("breach_text"), tr_refusal(web->arena, &web->locale, words.first));
    doc_set_text(web->arena, object, S("breach_who"), tr_refusal(web->arena, &web->locale, words.last));
}

void loan_bylaws_show(const struct group_seen *seen, struct loan_ask *ask) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("breaches"));
    loan_ask_bylaws(ask);
    for (size_t i = 0; i < ask->breaches.count; i++) {
        breach_show(seen, &ask->breaches.items[i], list);
    }
    doc_set_bool(web->arena, web->view, S("has_breaches"), ask->breaches.count > 0);
}
