/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/roll_up_page.h"

#include "base/limits.h"
#include "domain/bank/bank.h"
#include "domain/savings/roll_up.h"
#include "exchange/savix.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/export/download.h"
#include "web/furniture.h"
#include "web/page_cache.h"
#include "web/plain_form.h"
#include "web/savings/group_stand.h"
#include "web/savings/savings_cells.h"

enum { KNOWN_DAYS = 365 };

struct roll_up_line {
    struct org_entry org;
    struct roll_up sums;
    bool tells; /* its money may be shown to this reader */
};
struct roll_up_look {
    struct web *web;
    int64_t day;
    struct roll_up_line *lines;
    size_t count;
    struct roll_up total; /* of the lines that tell */
    bool is_whole;        /* all of them do */
};

/* ---- reading ---- */

/* Whether the reader sees the books of the organisation anyhow. */
static bool sees_books(struct web *web, struct uuid org) {
    return savings_sees_money(web, org) && !web_view(web, &group_meeting_type).creator_count;
}

/* Changes of whatever the sums are made of. */
static uint64_t sums_stamp(struct web *web) {
    static const struct record_type *const types[] = {
        &savings_group_type, &savings_member_type, &member_term_type,    &group_bylaw_type,
        &group_meeting_type, &meeting_line_type,   &meeting_item_type,   &group_loan_type,
        &loan_payout_type,   &loan_repayment_type, &loan_write_off_type, &group_share_out_type,
        &business_plan_type, &bank_type,           &journal_entry_type,  &ledger_account_type,
        &group_grading_type, &group_takeover_type, &ledger_import_type};
    uint64_t stamp = 0;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        stamp += store_changes_of(web->app->store, types[i]);
    }
    return stamp;
}

/* The sums are the same whoever asks: they are read by the program, kept until something changes, and only
 * what this page takes from them is told. */
static void sums_read(struct web *web, struct uuid org, int64_t day, struct roll_up *sums) {
    struct slice key = arena_printf(web->arena, "roll-up %.*s %lld", SLICE_ARG(uuid_format(web->arena, org)),
                                    (long long)day),
                 kept;
    uint64_t stamp = sums_stamp(web);
    if (page_cache_find(web->app->page_cache, web->arena, key, stamp, &kept) && kept.len == sizeof *sums) {
        memcpy(sums, kept.s, sizeof *sums);
        return;
    }
    struct actor program = access_system_actor(org);
    struct view view = access_view(web->app->access, web->arena, &program, &savings_group_type);
    roll_up_read(web->app->store, web_db(web), web->arena, &view, org, day, sums);
    page_cache_keep(web->app->page_cache, key, stamp, (struct slice){(const char *)sums, sizeof *sums});
}

static int64_t usual_day(struct web *web, const struct org_entry *orgs, size_t count) {
    int64_t today = date_first_day(clock_today()), last = INT64_MIN, day;
    for (size_t i = 0; i < count; i++) {
        if (roll_up_last_day(web_db(web), orgs[i].id, &day)) last = exact_max(last, day);
    }
    return last != INT64_MIN && today - last > KNOWN_DAYS ? last : today;
}

static void take_line(struct roll_up_look *look, const struct org_entry *org) {
    struct roll_up_line *line = &look->lines[look->count];
    *line = (struct roll_up_line){.org = *org};
    sums_read(look->web, org->id, look->day, &line->sums);
    if (!line->sums.groups) return;
    line->tells = roll_up_tells(&line->sums) || sees_books(look->web, org->id);
    look->is_whole &= line->tells;
    if (line->tells) roll_up_add(&look->total, &line->sums);
    look->count++;
}

static bool look_begin(struct web *web, struct roll_up_look *look) {
    struct org_entry *orgs;
    struct view view = web_view(web, &savings_group_type);
    *look = (struct roll_up_look){.web = web, .is_whole = true};
    if (!view.allowed || view.creator_count) return false;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, ACCESS_SAVINGS, &orgs);
    struct date day = ask_day(web, "on");
    ask_only(web, "on");
    look->day = day.precision == DATE_DAY ? date_first_day(day) : usual_day(web, orgs, count);
    look->lines = arena_make(web->arena, struct roll_up_line, count + 1);
    for (size_t i = 0; i < count && refusal_is_empty(&web->refusal); i++) {
        take_line(look, &orgs[i]);
    }
    return true;
}

/* ---- the page ---- */

enum { COUNTS = 6 }; /* these columns tell how many; those behind them would tell of books */
static const char *const labels[] = {
    TR("Organisation"),   TR("Groups"),        TR("Members"),         TR("Plan and computer accounts"),
    TR("Self-sustained"), TR("With an alarm"), TR("Attendance"),      TR("Savings"),
    TR("Lent out"),       TR("PAR30"),         TR("Self-sufficiency")};

static struct slice riel(struct web *web, int64_t amount) {
    return format_money(web->arena, &web->locale, (struct money){amount, CURRENCY_KHR});
}

static void line_show(struct web *web, struct slice name, const struct roll_up *sums, bool tells,
                      struct doc *rows) {
    const struct group_figures *figures = &sums->figures;
    const struct slice texts[] = {name,
                                  savings_number(web, sums->groups),
                                  savings_number(web, figures->members),
                                  savings_number(web, sums->with_both),
                                  savings_number(web, sums->self_sustained),
                                  savings_number(web, sums->with_alarm),
                                  savings_percent(web, group_ppm(figures, RATIO_ATTENDANCE)),
                                  riel(web, figures->savings),
                                  riel(web, figures->outstanding),
                                  savings_percent(web, group_ppm(figures, RATIO_PAR30)),
                                  savings_percent(web, group_ppm(figures, RATIO_OSS))};
    struct doc *cells = savings_row(web, rows);
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        savings_cell(web, cells, labels[i], tells || i < COUNTS ? texts[i] : S("–"), S(""), "", i > 0);
    }
}

static void table_show(const struct roll_up_look *look) {
    struct web *web = look->web;
    struct doc *table =
        savings_table(web, web->view, "lines", TR("No organisation has a savings group yet."));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")),
               *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        savings_column(web, columns, labels[i], i > 0);
    }
    for (size_t i = 0; i < look->count; i++) {
        line_show(web, look->lines[i].org.short_name, &look->lines[i].sums, look->lines[i].tells, rows);
    }
    if (look->count > 1) line_show(web, web_tr(web, TR("Total")), &look->total, true, rows);
}

static void ratios_show(const struct roll_up_look *look) {
    struct web *web = look->web;
    struct doc *ratios = doc_set_array(web->arena, web->view, S("ratios"));
    const struct group_seen riel_seen = {.web = web};
    for (int at = 0; at < GROUP_RATIOS; at++) {
        enum group_ratio ratio = (enum group_ratio)at;
        struct ratio_value value = group_ratio_of(ratio, &look->total.figures);
        if (!value.is_known) continue;
        struct doc *object = doc_add_object(web->arena, ratios);
        doc_set_text(web->arena, object, S("ratio_text"), web_tr(web, group_ratio_rows[ratio].label));
        doc_set_text(web->arena, object, S("ratio_formula"), web_tr(web, group_ratio_rows[ratio].formula));
        doc_set_text(web->arena, object, S("ratio_value"),
                     group_ratio_words(&riel_seen, ratio, true, value.value));
    }
}

static void counts_show(const struct roll_up_look *look) {
    struct web *web = look->web;
    struct doc *phases = doc_set_array(web->arena, web->view, S("phases")),
               *alarms = doc_set_array(web->arena, web->view, S("alarms"));
    for (int phase = 0; phase <= PHASE_GRADUATED; phase++) {
        struct doc *object = doc_add_object(web->arena, phases);
        doc_set_text(web->arena, object, S("count_text"),
                     web_tr(web, group_phase_label((enum group_phase)phase)));
        doc_set_text(web->arena, object, S("count_number"), savings_number(web, look->total.phases[phase]));
    }
    for (int kind = 0; kind < SAVINGS_ALARMS; kind++) {
        struct doc *object = doc_add_object(web->arena, alarms);
        doc_set_text(web->arena, object, S("count_text"),
                     web_tr(web, savings_alarm_label((enum savings_alarm_kind)kind)));
        doc_set_text(web->arena, object, S("count_number"), savings_number(web, look->total.alarms[kind]));
    }
}

/* Whoever takes records of meetings away may take the file; it is that of the own organisation. */
static bool may_take_file(struct web *web) {
    return sees_books(web, web->actor->org_id) && download_is_allowed(web, &group_meeting_type);
}

static bool has_own_groups(const struct roll_up_look *look) {
    for (size_t i = 0; i < look->count; i++) {
        if (uuid_equal(look->lines[i].org.id, look->web->actor->org_id)) return true;
    }
    return false;
}

static void file_field(struct web *web, struct doc *fields, const char *name, const char *label,
                       int64_t quarter) {
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = label,
                                         .value = arena_printf(web->arena, "%lld-Q%lld",
                                                               (long long)quarter_year(quarter),
                                                               (long long)quarter_part(quarter) + 1),
                                         .narrow = true,
                                         .required = true});
}

static void file_show(const struct roll_up_look *look) {
    struct web *web = look->web;
    bool may = may_take_file(web) && has_own_groups(look);
    int64_t last = quarter_of_day(look->day + 1) - 1;
    const struct plain_choice formats[] = {{S("xlsx"), S("Excel (XLSX)"), true}, {S("csv"), S("CSV"), false}};
    doc_set_bool(web->arena, web->view, S("may_take_file"), may);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    if (!may) return;
    file_field(web, fields, "from", TR("First quarter"), last - 3);
    file_field(web, fields, "until", TR("Last quarter"), last);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "format",
                                         .label = TR("Format"),
                                         .control = PLAIN_SELECT,
                                         .choices = formats,
                                         .choice_count = ARRAY_LEN(formats),
                                         .narrow = true});
}

static void look_show(const struct roll_up_look *look) {
    struct web *web = look->web;
    furniture_add_crumb(web, web_tr(web, TR("Savings groups")), S("/savings-groups"));
    furniture_add_crumb(web, web_tr(web, TR("Roll-up of savings groups")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Roll-up of savings groups")));
    group_show_day(web, look->day);
    ask_filter_day(web, ask_filters(web, "/savings-roll-up"), "on", TR("As of"));
    doc_set_bool(web->arena, web->view, S("is_whole"), look->is_whole);
    doc_set_bool(web->arena, web->view, S("is_cut"), look->total.is_cut);
    doc_set_text(
        web->arena, web->view, S("currency_note"),
        look->total.other_currency
            ? web_tr_fill(web, TR("{1} groups count in another currency; their money is not in the sums."),
                          savings_number(web, look->total.other_currency), S(""))
            : S(""));
    doc_set_text(web->arena, web->view, S("fewest_text"), savings_number(web, LIMIT_ROLL_UP_FEWEST));
    table_show(look);
    counts_show(look);
    ratios_show(look);
    file_show(look);
}

/* ---- JSON ---- */

static void json_money(struct web *web, struct doc *item, const struct group_figures *figures, bool tells) {
    const struct {
        const char *key;
        int64_t amount;
    } sums[] = {{"savings", figures->savings},
                {"outstanding", figures->outstanding},
                {"late_30", figures->outstanding_late_30},
                {"cash", figures->cash},
                {"bank", figures->bank},
                {"social_fund", figures->social_fund},
                {"income", figures->income},
                {"expenses", figures->expenses}};
    struct doc *money = doc_set_object(web->arena, item, S("money_khr"));
    for (size_t i = 0; i < ARRAY_LEN(sums); i++) {
        if (tells)
            doc_set_int(web->arena, money, slice_of(sums[i].key), sums[i].amount);
        else
            doc_set_null(web->arena, money, slice_of(sums[i].key));
    }
}

static void json_ratios(struct web *web, struct doc *item, const struct group_figures *figures, bool tells) {
    struct doc *ratios = doc_set_object(web->arena, item, S("ratios"));
    for (int ratio = 0; ratio < GROUP_RATIOS; ratio++) {
        struct ratio_value value = group_ratio_of((enum group_ratio)ratio, figures);
        struct slice code = slice_of(group_ratio_rows[ratio].code);
        if (group_ratio_rows[ratio].unit == RATIO_YES_NO) continue;
        if (tells && value.is_known)
            doc_set_int(web->arena, ratios, code, value.value);
        else
            doc_set_null(web->arena, ratios, code);
    }
}

static void json_line(struct web *web, struct doc *item, const struct roll_up *sums, bool tells) {
    const struct {
        const char *key;
        int64_t number;
    } counts[] = {{"groups", sums->groups},           {"vsla", sums->vsla},
                  {"members", sums->figures.members}, {"self_sustained", sums->self_sustained},
                  {"with_plan", sums->with_plan},     {"with_computer_accounts", sums->with_computer},
                  {"with_both", sums->with_both},     {"lacking_nothing", sums->lacking_nothing},
                  {"with_alarm", sums->with_alarm},   {"other_currency", sums->other_currency}};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        doc_set_int(web->arena, item, slice_of(counts[i].key), counts[i].number);
    }
    json_money(web, item, &sums->figures, tells);
    json_ratios(web, item, &sums->figures, tells);
}

static void look_json(const struct roll_up_look *look) {
    struct web *web = look->web;
    doc_set_text(web->arena, web->view, S("day"), date_format_iso(web->arena, date_of_day(look->day)));
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < look->count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("org"), uuid_format(web->arena, look->lines[i].org.id));
        doc_set_text(web->arena, item, S("short_name"), look->lines[i].org.short_name);
        json_line(web, item, &look->lines[i].sums, look->lines[i].tells);
    }
    doc_set_bool(web->arena, web->view, S("is_whole"), look->is_whole);
    json_line(web, doc_set_object(web->arena, web->view, S("total")), &look->total, true);
}

enum outcome roll_up_page(struct web *web) {
    struct roll_up_look *look = arena_make(web->arena, struct roll_up_look, 1);
    if (!look_begin(web, look)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api)
        look_json(look);
    else
        look_show(look);
    return OUTCOME_OK;
}

void roll_up_link(struct web *web, struct doc *actions) {
    struct view view = web_view(web, &savings_group_type);
    if (!view.allowed || view.creator_count) return;
    furniture_add_action(web, actions, TR("Roll-up"), S("/savings-roll-up"), false);
}

/* ---- the quarterly file ---- */

static int64_t ask_quarter(struct web *web, const char *name) {
    struct slice asked = slice_trim(http_query(web->http, slice_of(name)));
    int64_t quarter = 0;
    if (!quarter_parse(asked, &quarter)) ask_refuse(web, name, TR("“{1}” is not a quarter: write 2017-Q1."));
    return quarter;
}

static bool ask_file(struct web *web, int64_t *first, int64_t *last, enum savix_format *format) {
    struct slice asked = http_query(web->http, S("format"));
    *first = ask_quarter(web, "from");
    *last = http_query(web->http, S("until")).len ? ask_quarter(web, "until") : *first;
    if (!savix_format_parse(asked.len ? asked : S("csv"), format))
        ask_refuse(web, "format", TR("“{1}” is none of the choices."));
    if (refusal_is_empty(&web->refusal) && (*last < *first || *last - *first >= LIMIT_SAVIX_QUARTERS))
        ask_refuse(web, "until", TR("“{1}” comes before the first quarter, or is too long after it."));
    ask_only(web, "from until format");
    return refusal_is_empty(&web->refusal);
}

enum outcome roll_up_file(struct web *web) {
    int64_t first, last;
    enum savix_format format;
    struct uuid org = web->actor->org_id;
    struct savix_file file = {.organisation = access_org_name(web->app->access, web->arena, org)};
    if (!may_take_file(web)) return OUTCOME_NOT_FOUND;
    if (!ask_file(web, &first, &last, &format)) return OUTCOME_REFUSED;
    struct view view = web_view(web, &savings_group_type);
    savix_read(web->app->store, web_db(web), web->arena, &view, org, first, last, &file);
    struct slice code = format == SAVIX_CSV ? S("csv") : S("xlsx");
    struct export_entry entry = {.what = S("Savings groups by quarter"),
                                 .type = slice_of(savings_group_type.name),
                                 .format = code,
                                 .purpose = S("A quarterly file of savings groups"),
                                 .filter = http_query(web->http, S("from")),
                                 .rows = (int64_t)file.count};
    return download_file(web, &entry, savix_media_type(format),
                         arena_printf(web->arena, "savings-groups-%lld-Q%lld.%.*s",
                                      (long long)quarter_year(last), (long long)quarter_part(last) + 1,
                                      SLICE_ARG(code)),
                         savix_write(web->arena, &file, format));
}
