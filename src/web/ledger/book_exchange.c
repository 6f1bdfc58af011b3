/* SPDX-License-Identifier: Apache-2.0 */
/* See book_forms.h.  Money of one currency is given for money of another: two amounts, each balanced by the
 * account of exchanges in its own currency; rounding differences apart (domain/ledger/money_exchange.h). */
#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/ledger/money_exchange.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/book_changes.h"
#include "web/ledger/book_forms.h"
#include "web/plain_form.h"

struct exchange {
    struct book_seen *seen;
    struct ledger_table accounts;
    const struct ledger_row *from, *to; /* the accounts of both sides; NULL: not chosen well */
    struct money given, got;
    struct date day;
};

static enum currency currency_of(struct book_seen *seen, const struct ledger_row *row) {
    enum currency currency;
    const struct commodity *unit = book_unit(seen, row->unit_id);
    bool is_money = currency_parse(unit->symbol.text, &currency) &&
                    currency_decimals(currency) == (int)unit->decimals.number;
    return is_money ? currency : CURRENCY_NONE;
}

/* ---- the form ---- */

static void add_account(struct exchange *exchange, struct doc *fields, const char *name, const char *label) {
    struct web *web = exchange->seen->web;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, exchange->accounts.count + 1);
    struct slice chosen = plain_form_value(web, name, S(""));
    size_t count = 0;
    for (size_t i = 0; i < exchange->accounts.count; i++) {
        const struct ledger_row *row = &exchange->accounts.rows[i];
        bool holds_money = slice_equal(row->role, S("cash")) || slice_equal(row->role, S("bank"));
        if (!holds_money || !currency_of(exchange->seen, row)) continue;
        struct slice text = book_account_text(web, row->number, row->name, row->name_km),
                     unit = book_unit(exchange->seen, row->unit_id)->symbol.text;
        choices[count++] = (struct plain_choice){
            row->number, arena_printf(web->arena, "%.*s (%.*s)", SLICE_ARG(text), SLICE_ARG(unit)),
            slice_equal(row->number, chosen)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = label,
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = count});
}

static void add_rate(struct exchange *exchange) {
    struct web *web = exchange->seen->web;
    struct rates rates = rates_read_on(web->arena, web_db(web), date_first_day(exchange->day));
    const struct rate *rate = rate_choose(&rates, CURRENCY_USD, CURRENCY_KHR, date_first_day(exchange->day));
    struct slice one = rate
                           ? format_money(web->arena, &web->locale,
                                          (struct money){currency_decimals(rate->from) ? 100 : 1, rate->from})
                           : S("");
    struct slice words = rate ? arena_printf(web->arena, "%.*s = %.*s", SLICE_ARG(one),
                                             SLICE_ARG(format_money(web->arena, &web->locale, rate->price)))
                              : S("");
    struct slice day = rate ? format_date(web->arena, &web->locale, date_of_day(rate->day)) : S("");
    doc_set_text(
        web->arena, web->view, S("rate_text"),
        rate ? web_tr_fill(web, TR("Rate of the day: {1} (from {2})"), words, day)
             : web_tr(web, TR("There is no exchange rate for that day; both amounts must be written.")));
    doc_set_text(web->arena, web->view, S("rates_href"), S("/exchange-rates"));
}

static void exchange_show(struct exchange *exchange) {
    struct web *web = exchange->seen->web;
    book_add_crumbs(exchange->seen, web_tr(web, TR("Exchange money")));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(exchange->seen->book)->name.text);
    doc_set_text(web->arena, web->view, S("back_href"), book_href(web, exchange->seen->book, ""));
    doc_set_text(web->arena, web->view, S("form_action"), book_href(web, exchange->seen->book, "exchange"));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "on_day",
                       .label = TR("On"),
                       .required = true,
                       .narrow = true,
                       .value = plain_form_value(web, "on_day", date_format_iso(web->arena, exchange->day))});
    add_account(exchange, fields, "from", TR("Given from"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "given",
                                         .label = TR("Amount given"),
                                         .required = true,
                                         .narrow = true,
                                         .inputmode = "decimal",
                                         .value = plain_form_value(web, "given", S(""))});
    add_account(exchange, fields, "to", TR("Received into"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "got",
                                         .label = TR("Amount received"),
                                         .narrow = true,
                                         .inputmode = "decimal",
                                         .help = TR("Empty: by the rate of the day."),
                                         .value = plain_form_value(web, "got", S(""))});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "memo",
                                         .label = TR("What for"),
                                         .value = plain_form_value(web, "memo", S(""))});
    add_rate(exchange);
    plain_form_add_summary(web);
}

static bool exchange_begin(struct web *web, struct exchange *exchange) {
    exchange->seen = arena_make(web->arena, struct book_seen, 1);
    exchange->day = clock_today();
    if (!book_of_path(web, exchange->seen) || !book_may(exchange->seen, VERB_CREATE)) return false;
    exchange->accounts = ledger_balances_on(web_db(web), web->arena, exchange->seen->book, INT32_MAX);
    return true;
}

enum outcome book_exchange_page(struct web *web) {
    struct exchange exchange = {0};
    if (!exchange_begin(web, &exchange)) return OUTCOME_NOT_FOUND;
    exchange_show(&exchange);
    return OUTCOME_OK;
}

/* ---- what was typed ---- */

static const struct ledger_row *account_read(struct exchange *exchange, const char *name) {
    struct web *web = exchange->seen->web;
    struct slice typed = web_field(web, slice_of(name));
    for (size_t i = 0; i < exchange->accounts.count; i++) {
        const struct ledger_row *row = &exchange->accounts.rows[i];
        if (slice_equal(row->number, typed) && currency_of(exchange->seen, row)) return row;
    }
    refuse(&web->refusal, slice_of(name), TR("Say which account."));
    return NULL;
}

static bool money_read(struct exchange *exchange, const char *name, const struct ledger_row *account,
                       struct money *money) {
    struct web *web = exchange->seen->web;
    struct slice typed = slice_trim(web_field(web, slice_of(name)));
    *money = (struct money){0, currency_of(exchange->seen, account)};
    if (!typed.len && slice_equal(slice_of(name), S("got"))) return true;
    bool good = parse_decimal(typed, currency_decimals(money->currency), &money->amount) == PARSE_OK &&
                money->amount > 0;
    return good || refuse_with(&web->refusal, slice_of(name), TR("“{1}” is not an amount of this account."),
                               typed, S(""));
}

static bool exchange_read(struct exchange *exchange) {
    struct web *web = exchange->seen->web;
    struct slice typed = web_field(web, S("on_day"));
    struct date day;
    bool good = parse_date(typed, &day) == PARSE_OK && day.precision == DATE_DAY;
    if (good)
        exchange->day = day;
    else
        refuse_with(&web->refusal, S("on_day"),
                    "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
    exchange->from = account_read(exchange, "from");
    exchange->to = account_read(exchange, "to");
    if (!exchange->from || !exchange->to) return false;
    if (uuid_equal(exchange->from->unit_id, exchange->to->unit_id))
        return refuse(&web->refusal, S("to"),
                      TR("Both accounts hold the same currency: write an entry instead."));
    good = money_read(exchange, "given", exchange->from, &exchange->given) && good;
    return money_read(exchange, "got", exchange->to, &exchange->got) && good;
}

/* ---- the entry ---- */

/* What comes by the rate of the day, and the amount received when none was written; false after a refusal. */
static bool value_by_rate(struct exchange *exchange, struct money *worth) {
    struct web *web = exchange->seen->web;
    int64_t day = date_first_day(exchange->day);
    struct rates rates = rates_read_on(web->arena, web_db(web), day);
    const struct rate *rate;
    bool has_rate = rates_convert(&rates, exchange->given, exchange->got.currency, day, worth, &rate);
    struct money_exchange money = {.multiple =
                                       ledger_cash_multiple(exchange->seen->book, exchange->to->unit_id),
                                   .has_rate = has_rate,
                                   .by_rate = worth->amount,
                                   .got = exchange->got.amount};
    enum exchange_fault fault = money_exchange_settle(&money);
    exchange->got.amount = money.got;
    *worth = (struct money){money.worth, exchange->got.currency};
    switch (fault) {
    case EXCHANGE_OK: return true;
    case EXCHANGE_NO_RATE:
        return refuse(&web->refusal, S("got"),
                      TR("There is no exchange rate for that day; write how much was received."));
    case EXCHANGE_TOO_LITTLE:
        return refuse(&web->refusal, S("given"), TR("That is too little to be exchanged."));
    }
    return false;
}

static bool lines_fill(struct exchange *exchange, struct book_changes *changes) {
    struct money worth = {0};
    struct uuid from = exchange->from->unit_id, to = exchange->to->unit_id;
    if (!value_by_rate(exchange, &worth)) return false;
    book_add_line(changes, exchange->to->number, to, exchange->got.amount);
    book_add_line(changes, book_role_account(changes, "exchange", to), to, -worth.amount);
    if (worth.amount != exchange->got.amount)
        book_add_line(changes, book_role_account(changes, "rounding", to), to,
                      worth.amount - exchange->got.amount);
    book_add_line(changes, exchange->from->number, from, -exchange->given.amount);
    book_add_line(changes, book_role_account(changes, "exchange", from), from, exchange->given.amount);
    return refusal_is_empty(&exchange->seen->web->refusal);
}

static enum outcome show_again(struct web *web) {
    struct exchange exchange = {0};
    struct date day;
    if (web->is_api) return OUTCOME_REFUSED;
    if (!exchange_begin(web, &exchange)) return OUTCOME_NOT_FOUND;
    if (parse_date(web_field(web, S("on_day")), &day) == PARSE_OK && day.precision == DATE_DAY)
        exchange.day = day;
    for (struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, S("lines"))) item->field = S("");
    }
    exchange_show(&exchange);
    web->response->status = web_status(OUTCOME_REFUSED);
    return OUTCOME_OK;
}

enum outcome book_exchange_post(struct web *web) {
    struct exchange exchange = {0};
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!exchange_begin(web, &exchange)) return OUTCOME_NOT_FOUND;
    struct book_changes *changes = arena_make(web->arena, struct book_changes, 1);
    *changes = book_changes_begin(exchange.seen);
    if (!exchange_read(&exchange) || !lines_fill(&exchange, changes)) return show_again(web);
    struct slice memo = slice_trim(web_field(web, S("memo")));
    if (!memo.len) memo = web_tr(web, TR("Exchange of currencies"));
    return book_entry_write(changes, exchange.day, "entry", memo, book_sent_key(web), show_again);
}
