/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/ledger_view.h"

#include "base/decimal.h"
#include "domain/ledger/rules.h"
#include "domain/records.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"

/* ---- reading ---- */

void book_begin(struct web *web, struct record *book, struct book_seen *seen) {
    *seen = (struct book_seen){.web = web, .book = book, .to = date_first_day(clock_today())};
}

bool book_of_path(struct web *web, struct book_seen *seen) {
    struct uuid id;
    struct record *book = web_arg_id(web, 0, &id) ? web_record(web, &ledger_book_type, id) : NULL;
    if (book) book_begin(web, book, seen);
    return book != NULL;
}

bool book_may(struct book_seen *seen, enum verb verb) {
    if (verb == VERB_CREATE && ledger_book_is_kept(seen->book)) return false;
    return access_may_in(seen->web->app->access, seen->web->actor, &journal_entry_type, seen->book->org_id,
                         verb);
}

/* ---- days ---- */

static int64_t first_of_year(int64_t day) {
    return date_first_day((struct date){.year = date_of_day(day).year, .precision = DATE_YEAR});
}

/* Today, unless nothing was posted this year: then the last day on which something was. */
static int64_t last_day_of(struct book_seen *seen) {
    int64_t today = date_first_day(clock_today()), last;
    if (!ledger_last_day(web_db(seen->web), seen->book, &last)) return today;
    return last > today || last < first_of_year(today) ? last : today;
}

void book_ask_day(struct book_seen *seen) {
    struct date asked = ask_day(seen->web, "on");
    seen->to = asked.precision == DATE_DAY ? date_first_day(asked) : last_day_of(seen);
}

void book_ask_days(struct book_seen *seen) {
    struct date from = ask_day(seen->web, "from"), to = ask_day(seen->web, "to");
    seen->has_from = true;
    seen->to = to.precision == DATE_DAY ? date_first_day(to) : last_day_of(seen);
    seen->from = from.precision == DATE_DAY ? date_first_day(from) : first_of_year(seen->to);
    if (to.precision != DATE_DAY && seen->from > seen->to) seen->to = seen->from;
    if (seen->from > seen->to) refuse(&seen->web->refusal, S("to"), "The last day comes before the first.");
}

static void add_day(struct book_seen *seen, struct doc *fields, const char *name, const char *label,
                    int64_t day) {
    struct web *web = seen->web;
    struct slice asked = http_query(web->http, slice_of(name));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = label,
                                         .narrow = true,
                                         .value = asked.len ? asked : book_day_iso(web, day)});
}

void book_add_days(struct book_seen *seen, struct slice path) {
    struct web *web = seen->web;
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    bool is_asked = http_query(web->http, S("from")).len || http_query(web->http, S("to")).len ||
                    http_query(web->http, S("on")).len;
    doc_set_text(web->arena, filters, S("action"), path);
    doc_set_text(web->arena, filters, S("clear_href"), is_asked ? path : S(""));
    doc_set_array(web->arena, filters, S("keep"));
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    if (seen->has_from) add_day(seen, fields, "from", TR("From"), seen->from);
    if (seen->has_from)
        add_day(seen, fields, "to", TR("Until"), seen->to);
    else
        add_day(seen, fields, "on", TR("As of day"), seen->to);
}

/* ---- units and amounts ---- */

const struct commodity *book_unit(struct book_seen *seen, struct uuid id) {
    struct web *web = seen->web;
    for (size_t i = 0; i < seen->unit_count; i++) {
        if (uuid_equal(seen->units[i]->id, id)) return commodity_of(seen->units[i]);
    }
    struct record *unit = web_record(web, &commodity_type, id);
    if (!unit) unit = record_new(web->arena, &commodity_type);
    unit->id = id;
    if (seen->unit_count < BOOK_UNITS_MAX) seen->units[seen->unit_count++] = unit;
    return commodity_of(unit);
}

/* The words for units that the charts bring, so that they are translated; others stand as they are entered.
 */
static const char *const unit_words[] = {TR("kg"), TR("head"), TR("pieces"), TR("litres")};

struct slice book_unit_text(struct web *web, const struct commodity *commodity) {
    struct slice unit = commodity->unit.text;
    for (size_t i = 0; i < ARRAY_LEN(unit_words); i++) {
        if (slice_equal(unit, slice_of(unit_words[i]))) return web_tr(web, unit_words[i]);
    }
    return unit;
}

struct slice book_amount_of(struct web *web, const struct commodity *unit, int64_t amount) {
    enum currency currency;
    bool is_money = currency_parse(unit->symbol.text, &currency) &&
                    currency_decimals(currency) == (int)unit->decimals.number;
    if (is_money) return format_money(web->arena, &web->locale, (struct money){amount, currency});
    return format_quantity(web->arena, &web->locale, amount, (int)unit->decimals.number,
                           book_unit_text(web, unit));
}

struct slice book_amount(struct book_seen *seen, struct uuid unit, int64_t amount) {
    return book_amount_of(seen->web, book_unit(seen, unit), amount);
}

struct slice book_plain(struct arena *arena, const struct commodity *unit, int64_t amount) {
    struct text out = TEXT_IN(arena);
    decimal_append(&out, amount, (int)unit->decimals.number);
    return text_slice(&out);
}

int64_t book_add(int64_t sum, int64_t amount) {
    int64_t result;
    if (__builtin_add_overflow(sum, amount, &result)) return amount < 0 ? INT64_MIN : INT64_MAX;
    return result;
}

int64_t book_negated(int64_t amount) {
    return amount == INT64_MIN ? INT64_MAX : -amount;
}

bool book_grows_by_debit(struct slice kind) {
    return slice_equal(kind, S("asset")) || slice_equal(kind, S("expense"));
}

/* ---- words and addresses ---- */

struct slice book_name(const struct web *web, struct slice english, struct slice khmer) {
    return web->locale.lang == LANG_KM && khmer.len ? khmer : english;
}

struct slice book_account_text(struct web *web, struct slice number, struct slice english,
                               struct slice khmer) {
    struct slice name = book_name(web, english, khmer);
    return arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(name));
}

struct slice book_day(struct web *web, int64_t day) {
    return format_date_short(web->arena, &web->locale, date_of_day(day));
}

struct slice book_day_iso(struct web *web, int64_t day) {
    return date_format_iso(web->arena, date_of_day(day));
}

struct slice book_href(struct web *web, const struct record *book, const char *page) {
    return arena_printf(web->arena, "/books/%.*s%s%s", SLICE_ARG(uuid_format(web->arena, book->id)),
                        *page ? "/" : "", page);
}

struct slice book_statement_href(struct book_seen *seen, struct uuid account_id, int64_t from, int64_t to) {
    struct web *web = seen->web;
    return arena_printf(web->arena, "/accounts/%.*s/statement?from=%.*s&to=%.*s",
                        SLICE_ARG(uuid_format(web->arena, account_id)), SLICE_ARG(book_day_iso(web, from)),
                        SLICE_ARG(book_day_iso(web, to)));
}

/* A link that the reader may follow: who sees only what they made themselves is asked about each. */
struct slice book_source_href(struct web *web, struct slice source_type, struct uuid source_id) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, source_type);
    if (!type) return S("");
    struct view view = web_view(web, type);
    bool may = view.allowed && (!view.creators || web_record(web, type, source_id));
    return may ? record_href(web, type, source_id) : S("");
}

struct slice book_source_words(struct web *web, struct slice source_type) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, source_type);
    return type ? web_tr(web, type->label) : S("");
}

void book_add_crumbs(struct book_seen *seen, struct slice page_title) {
    struct web *web = seen->web;
    furniture_add_crumb(web, web_tr(web, ledger_book_type.plural), S("/books"));
    furniture_add_crumb(web, ledger_book_of(seen->book)->name.text, book_href(web, seen->book, ""));
    furniture_add_crumb(web, page_title, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), page_title);
}
