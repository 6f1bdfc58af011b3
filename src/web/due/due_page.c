/* SPDX-License-Identifier: Apache-2.0 */
#include "web/due/due_page.h"

#include "base/limits.h"
#include "domain/due/deliverable.h"
#include "domain/finance/finance.h"
#include "domain/training/training.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/programme/promise_view.h"
#include "web/record/list_address.h"
#include "web/record/record_text.h"

enum { HORIZON_DAYS = 120, HOME_ITEMS = 8, MONTH_DELIVERABLES = 250, PAGE_ITEMS = 200, PAGES_MAX = 1000 };

static int64_t today(void) {
    return date_first_day(clock_today());
}

/* ---- words ---- */

const char *due_kind_text(const struct due_item *item) {
    switch (item->kind) {
    case DUE_DELIVERABLE: return TR("Deliverable");
    case DUE_ADVANCE: return TR("Advance to liquidate");
    case DUE_LIQUIDATION: return TR("Returned liquidation");
    case DUE_REPORT: return TR("Report to submit");
    case DUE_SESSION: return TR("Session without entry");
    case DUE_REFERRAL: return TR("Referral that does not move on");
    case DUE_INCOMING: return TR("Referral to answer");
    case DUE_VISIT: return TR("Visit of a care plan");
    case DUE_FOLLOW_UP: return TR("Follow-up visit");
    case DUE_CASE_TASK: return TR("Task of a case file");
    case DUE_CASE_CONTACT: return TR("Meet or call again");
    case DUE_KINDS: break;
    }
    return "";
}

struct slice due_title(struct web *web, const struct due_item *item) {
    struct slice title = web->locale.lang == LANG_KM && item->title_km.len ? item->title_km : item->title;
    if (item->kind != DUE_ADVANCE) return title;
    return arena_printf(web->arena, "%.*s (%.*s)", SLICE_ARG(title),
                        SLICE_ARG(format_money(web->arena, &web->locale, item->open)));
}

static struct slice state_words(struct web *web, const struct due_item *item) {
    int64_t days = item->days_left < 0 ? -item->days_left : item->days_left;
    struct slice values[2] = {format_number(web->arena, &web->locale, days), S("")};
    if (item->state == DUE_LATE) return refusal_fill(web->arena, web_tr(web, TR("{1} days late")), values);
    if (item->days_left == 0) return web_tr(web, TR("due today"));
    return refusal_fill(web->arena, web_tr(web, TR("in {1} days")), values);
}

static const char *state_badge(enum due_state state) {
    switch (state) {
    case DUE_LATE: return "bad";
    case DUE_SOON: return "behind";
    case DUE_OPEN:
    case DUE_STATES: break;
    }
    return "open";
}

static const char *const state_codes[DUE_STATES] = {"late", "soon", "open"};
static const char *const kind_codes[DUE_KINDS] = {"deliverable", "advance", "liquidation", "report",
                                                  "session", "referral", "incoming_referral", "plan_visit", "visit", "case_task",
                                                  "case_contact"};

/* ---- the list ---- */

static void item_add(struct web *web, const struct due_item *item, struct doc *array) {
    struct doc *object = doc_add_object(web->arena, array);
    struct slice org = access_org_name(web->app->access, web->arena, item->org_id);
    doc_set_text(web->arena, object, S("due_href"), record_href(web, item->type, item->id));
    doc_set_text(web->arena, object, S("due_title"), due_title(web, item));
    doc_set_text(web->arena, object, S("due_kind"), web_tr(web, due_kind_text(item)));
    doc_set_text(web->arena, object, S("due_org"), org);
    doc_set_text(web->arena, object, S("due_day"), promise_view_day(web, item->day));
    doc_set_text(web->arena, object, S("due_state"), state_words(web, item));
    doc_set_text(web->arena, object, S("due_badge"), slice_of(state_badge(item->state)));
}

static const char *const group_titles[DUE_STATES] = {TR("Late"), TR("Due soon"), TR("Later")};

/* The items of one state, those of the page among them; `*before` items of other states come first. */
static void group_add(struct web *web, const struct due_found *found, enum due_state state, size_t page,
                      size_t *before, struct doc *groups) {
    struct doc *rows = doc_new_array(web->arena);
    size_t of_state = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (found->items[i].state != state) continue;
        if ((*before + of_state++) / PAGE_ITEMS + 1 == page) item_add(web, &found->items[i], rows);
    }
    *before += of_state;
    if (!rows->count) return;
    struct doc *group = doc_add_object(web->arena, groups);
    doc_set_text(web->arena, group, S("group_title"), web_tr(web, group_titles[state]));
    doc_set_text(web->arena, group, S("group_count"), promise_view_count(web, (int64_t)of_state));
    doc_set_doc(web->arena, group, S("due_items"), rows);
}

static void groups_add(struct web *web, const struct due_found *found, size_t page) {
    struct doc *groups = doc_set_array(web->arena, web->view, S("groups"));
    size_t before = 0;
    for (enum due_state state = 0; state < DUE_STATES; state++) {
        group_add(web, found, state, page, &before, groups);
    }
    ask_show_pager(web, page, PAGE_ITEMS, found->count);
    doc_set_bool(web->arena, web->view, S("nothing_due"), found->count == 0);
    doc_set_bool(web->arena, web->view, S("is_cut"), found->is_cut);
}

/* ---- the month ---- */

struct month {
    int64_t first, last; /* days */
    int year, number;
};

static struct month month_of(int64_t day) {
    struct date date = date_of_day(day);
    struct date first = {date.year, date.month, 1, DATE_DAY};
    int64_t from = date_first_day(first);
    return (struct month){from, from + date_days_in_month(date.year, date.month) - 1, date.year, date.month};
}

/* Deliverables of the month, received ones too. */
static size_t deliverables_between(struct web *web, int64_t first, int64_t last, struct record ***records) {
    struct view view = web_view(web, &deliverable_type);
    const struct field *due_on = record_type_field(&deliverable_type, S("due_on"));
    struct list_query query = {
        .type = &deliverable_type, .sort = due_on, .limit = MONTH_DELIVERABLES, .filter_count = 2};
    query.filters[0] =
        (struct filter){due_on, FILTER_AT_LEAST, {.present = true, .date = date_of_day(first)}};
    query.filters[1] = (struct filter){due_on, FILTER_AT_MOST, {.present = true, .date = date_of_day(last)}};
    struct list_page page;
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *records = page.records;
    return page.count;
}

/* "month": 2017-03; of precision DATE_NONE when none is asked for. */
static struct date ask_month(struct web *web) {
    struct slice text = http_query(web->http, S("month"));
    struct date asked = {0};
    if (!text.len || (date_parse_iso(text, &asked) && asked.precision >= DATE_MONTH)) return asked;
    ask_refuse(web, "month", TR("“{1}” is not a month: write for example 2017-03."));
    return (struct date){0};
}

/* The month asked for, else this one, else the last one that has a deliverable. */
static struct month month_chosen(struct web *web, struct date asked) {
    struct record **records;
    if (asked.precision) return month_of(date_first_day(asked));
    struct month now = month_of(today());
    struct view view = web_view(web, &deliverable_type);
    if (!view.allowed || deliverables_between(web, now.first, now.first + 366, &records)) return now;
    struct list_query query = {.type = &deliverable_type,
                               .sort = record_type_field(&deliverable_type, S("due_on")),
                               .descending = true,
                               .limit = 1};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal) ||
        !page.count)
        return now;
    return month_of(date_first_day(deliverable_of(page.records[0])->due_on.date));
}

static const char *deliverable_badge(const struct deliverable *deliverable) {
    if (deliverable->accepted_on.present || deliverable->received_on.present) return "done";
    int64_t remind = deliverable->remind_days.present ? deliverable->remind_days.number : DUE_REMIND_DAYS;
    return state_badge(due_state_of(date_first_day(deliverable->due_on.date), remind, today()));
}

static const char *deliverable_state(const struct deliverable *deliverable) {
    if (deliverable->accepted_on.present) return TR("Accepted");
    if (deliverable->received_on.present) return TR("Received");
    int64_t remind = deliverable->remind_days.present ? deliverable->remind_days.number : DUE_REMIND_DAYS;
    switch (due_state_of(date_first_day(deliverable->due_on.date), remind, today())) {
    case DUE_LATE: return TR("Late");
    case DUE_SOON: return TR("Due soon");
    case DUE_OPEN:
    case DUE_STATES: break;
    }
    return TR("Due");
}

static void entry_add(struct web *web, const struct record *record, struct doc *entries) {
    const struct deliverable *deliverable = deliverable_of(record);
    struct doc *entry = doc_add_object(web->arena, entries);
    struct slice org = access_org_name(web->app->access, web->arena, record->org_id);
    doc_set_text(web->arena, entry, S("entry_href"), record_href(web, &deliverable_type, record->id));
    doc_set_text(web->arena, entry, S("entry_org"), org);
    doc_set_text(web->arena, entry, S("entry_title"),
                 promise_view_text(web, &deliverable->title, &deliverable->title_km));
    doc_set_text(web->arena, entry, S("entry_badge"), slice_of(deliverable_badge(deliverable)));
    doc_set_text(web->arena, entry, S("entry_state"), web_tr(web, deliverable_state(deliverable)));
}

static void day_add(struct web *web, const struct month *month, int64_t day, struct record **records,
                    size_t count, struct doc *days) {
    struct doc *object = doc_add_object(web->arena, days);
    bool inside = day >= month->first && day <= month->last;
    doc_set_text(web->arena, object, S("day_number"),
                 inside ? format_number(web->arena, &web->locale, day - month->first + 1) : S(""));
    doc_set_text(web->arena, object, S("day_text"), inside ? promise_view_day(web, day) : S(""));
    doc_set_bool(web->arena, object, S("is_today"), inside && day == today());
    struct doc *entries = doc_set_array(web->arena, object, S("entries"));
    for (size_t i = 0; inside && i < count; i++) {
        if (date_first_day(deliverable_of(records[i])->due_on.date) == day)
            entry_add(web, records[i], entries);
    }
    doc_set_bool(web->arena, object, S("has_entries"), entries->count > 0);
}

static struct slice month_href(struct web *web, int64_t day) {
    struct month month = month_of(day);
    struct slice address = list_address_without(web, "month page lang");
    return arena_printf(web->arena, "%.*smonth=%04d-%02d#calendar", SLICE_ARG(address), month.year,
                        month.number);
}

static const char *const weekdays[] = {TR("Mon"), TR("Tue"), TR("Wed"), TR("Thu"),
                                       TR("Fri"), TR("Sat"), TR("Sun")};

static void month_show(struct web *web, struct date asked) {
    struct month month = month_chosen(web, asked);
    struct record **records = NULL;
    size_t count = deliverables_between(web, month.first, month.last, &records);
    int64_t monday = month.first - (month.first + 3) % 7; /* 1 January 1970 was a Thursday */
    doc_set_text(web->arena, web->view, S("month_text"),
                 format_month(web->arena, &web->locale, month.year, month.number));
    doc_set_text(web->arena, web->view, S("month_before"), month_href(web, month.first - 1));
    doc_set_text(web->arena, web->view, S("month_after"), month_href(web, month.last + 1));
    struct doc *names = doc_set_array(web->arena, web->view, S("weekdays"));
    for (size_t i = 0; i < ARRAY_LEN(weekdays); i++) {
        doc_set_text(web->arena, doc_add_object(web->arena, names), S("weekday"), web_tr(web, weekdays[i]));
    }
    struct doc *weeks = doc_set_array(web->arena, web->view, S("weeks"));
    for (int64_t day = monday; day <= month.last; day += 7) {
        struct doc *days = doc_set_array(web->arena, doc_add_object(web->arena, weeks), S("days"));
        for (int64_t i = 0; i < 7; i++) {
            day_add(web, &month, day + i, records, count, days);
        }
    }
    doc_set_bool(web->arena, web->view, S("month_empty"), count == 0);
}

/* ---- JSON ---- */

static void item_write(struct web *web, const struct due_item *item, struct doc *array) {
    struct doc *object = doc_add_object(web->arena, array);
    doc_set_text(web->arena, object, S("kind"), slice_of(kind_codes[item->kind]));
    doc_set_text(web->arena, object, S("state"), slice_of(state_codes[item->state]));
    doc_set_text(web->arena, object, S("type"), slice_of(item->type->name));
    doc_set_uuid(web->arena, object, S("id"), item->id);
    doc_set_uuid(web->arena, object, S("organisation"), item->org_id);
    doc_set_text(web->arena, object, S("due_on"), date_format_iso(web->arena, date_of_day(item->day)));
    doc_set_int(web->arena, object, S("days_left"), item->days_left);
    doc_set_text(web->arena, object, S("title"), item->title);
    doc_set_text(web->arena, object, S("title_km"), item->title_km);
}

/* ---- the page ---- */

static bool knows_anything(struct web *web) {
    return web_view(web, &deliverable_type).allowed || web_view(web, &advance_type).allowed ||
           web_view(web, &session_type).allowed;
}

/* What the address asks for. */
struct question {
    struct due_query query;
    struct date month;
    size_t page;
};

/* Officers of the field see no reports, bookkeepers no sessions: whichever they see names the organisations.
 */
static enum access_class class_of_orgs(struct web *web) {
    return web_view(web, &deliverable_type).allowed ? ACCESS_REPORT : ACCESS_TRAINING;
}

static struct question question_ask(struct web *web) {
    struct question question = {.query = {.today = today()}, .month = ask_month(web)};
    struct date until = ask_day(web, "until");
    question.query.until = until.precision ? date_first_day(until) : today() + HORIZON_DAYS;
    question.query.org = ask_org(web, class_of_orgs(web));
    question.page = (size_t)ask_number(web, "page", 1, PAGES_MAX, 1);
    ask_only(web, "org until month page");
    return question;
}

static void show_json(struct web *web, const struct due_found *found) {
    struct doc *array = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < found->count; i++) {
        item_write(web, &found->items[i], array);
    }
    doc_set_bool(web->arena, web->view, S("is_cut"), found->is_cut);
}

static void show_page(struct web *web, const struct question *question, const struct due_found *found) {
    bool has_month = web_view(web, &deliverable_type).allowed;
    struct doc *fields = ask_filters(web, "/due");
    ask_filter_org(web, fields, class_of_orgs(web), question->query.org);
    ask_filter_day(web, fields, "until", TR("Until day"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("What is due")));
    doc_set_text(web->arena, web->view, S("all_href"), has_month ? S("/deliverables") : S(""));
    groups_add(web, found, question->page);
    doc_set_bool(web->arena, web->view, S("has_month"), has_month);
    if (has_month) month_show(web, question->month);
}

enum outcome due_page(struct web *web) {
    if (!knows_anything(web)) return OUTCOME_NOT_FOUND;
    struct question question = question_ask(web);
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct due_found found =
        due_list(web->app->access, web->app->store, web_db(web), web->arena, web->actor, &question.query);
    if (web->is_api)
        show_json(web, &found);
    else
        show_page(web, &question, &found);
    return OUTCOME_OK;
}

/* ---- on the home page ---- */

/* Sessions have blocks of their own there. */
void due_home_add(struct web *web, struct doc *blocks) {
    struct due_found found =
        due_waiting(web->app->access, web->app->store, web_db(web), web->arena, web->actor, true);
    const struct due_item *items = found.items;
    size_t count = found.count;
    if (!count) return;
    struct doc *block = doc_add_object(web->arena, blocks);
    struct slice values[2] = {format_number(web->arena, &web->locale, (int64_t)count), S("")};
    doc_set_text(web->arena, block, S("heading"), web_tr(web, TR("What is due and late")));
    doc_set_text(web->arena, block, S("about"), web_tr(web, TR("The whole list and the calendar")));
    doc_set_text(web->arena, block, S("about_href"), S("/due"));
    doc_set_text(web->arena, block, S("more"),
                 count > HOME_ITEMS ? refusal_fill(web->arena, web_tr(web, TR("{1} in all")), values)
                                    : S(""));
    struct doc *list = doc_set_array(web->arena, block, S("items"));
    for (size_t i = 0; i < count && i < HOME_ITEMS; i++) {
        struct doc *item = doc_add_object(web->arena, list);
        struct slice org = access_org_name(web->app->access, web->arena, items[i].org_id);
        doc_set_text(web->arena, item, S("href"), record_href(web, items[i].type, items[i].id));
        doc_set_text(web->arena, item, S("title"), due_title(web, &items[i]));
        struct slice kind = web_tr(web, due_kind_text(&items[i])), day = promise_view_day(web, items[i].day);
        doc_set_text(web->arena, item, S("detail"),
                     arena_printf(web->arena, "%.*s · %.*s · %.*s · %.*s", SLICE_ARG(kind), SLICE_ARG(org),
                                  SLICE_ARG(day), SLICE_ARG(state_words(web, &items[i]))));
    }
}
