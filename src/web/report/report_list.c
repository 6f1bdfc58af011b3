/* SPDX-License-Identifier: Apache-2.0 */
/* Which reports are expected, which came, and when: agreements by periods. */
#include "base/limits.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise_book.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"
#include "web/record/record_text.h"

struct overview {
    const struct record **periods;
    size_t period_count;
    struct report_found *found;
    size_t found_count;
    int64_t today;
    int64_t expected, received, on_time, approved, late; /* late: not here though due */
    bool is_outside;                                     /* the reader sees published ones alone */
};

static const struct report_found *found_for(const struct overview *overview, const struct record *agreement,
                                            const struct record *period) {
    for (size_t i = 0; i < overview->found_count; i++) {
        const struct period_report *report = period_report_of(overview->found[i].report);
        if (uuid_equal(report->agreement.id, agreement->id) && uuid_equal(report->period.id, period->id))
            return &overview->found[i];
    }
    return NULL;
}

/* ---- one report that is expected ---- */

struct expected {
    const struct record *agreement, *period;
    const struct report_found *found; /* NULL: not begun, or not published */
    int64_t due;
    bool is_received, is_late, is_over; /* over: its period has ended */
};

static struct expected expected_of(struct overview *overview, const struct record *agreement,
                                   const struct record *period) {
    struct expected expected = {
        .agreement = agreement, .period = period, .found = found_for(overview, agreement, period)};
    const struct period_report *report = expected.found ? period_report_of(expected.found->report) : NULL;
    expected.due = date_first_day(reporting_period_of(period)->due_on.date);
    expected.is_over = date_last_day(reporting_period_of(period)->ends_on.date) < overview->today;
    expected.is_received = report && report->submitted_on.present;
    int64_t came = expected.is_received ? date_first_day(report->submitted_on.date) : overview->today;
    expected.is_late = expected.is_over && came > expected.due;
    return expected;
}

static void overview_count(struct overview *overview, const struct expected *expected) {
    if (!expected->is_over) return;
    enum report_state state = expected->found ? expected->found->state : REPORT_DRAFT;
    overview->expected++;
    if (expected->is_received) overview->received++;
    if (expected->is_received && !expected->is_late) overview->on_time++;
    if (!expected->is_received && expected->is_late) overview->late++;
    if (state == REPORT_APPROVED || state == REPORT_FROZEN) overview->approved++;
}

static struct slice day_words(struct web *web, const char *english, int64_t day) {
    struct slice args[2] = {format_date_short(web->arena, &web->locale, date_of_day(day)), S("")};
    return refusal_fill(web->arena, web_tr(web, english), args);
}

static struct slice timing_text(struct web *web, const struct expected *expected) {
    if (!expected->is_received) {
        if (!expected->is_late) return day_words(web, TR("due on {1}"), expected->due);
        return day_words(web, TR("late: was due on {1}"), expected->due);
    }
    int64_t came = date_first_day(period_report_of(expected->found->report)->submitted_on.date);
    return day_words(web, expected->is_late ? TR("came late, on {1}") : TR("came on {1}"), came);
}

/* ---- showing ---- */

static void add_cell(struct web *web, const struct overview *overview, const struct expected *expected,
                     struct doc *cells) {
    const struct report_found *found = expected->found;
    if (overview->is_outside && !found) return;
    struct doc *cell = doc_add_object(web->arena, cells);
    const struct reporting_period *period = reporting_period_of(expected->period);
    struct both title = {period->title.text, period->title_km.text};
    bool may_begin = !found && expected->period &&
                     (report_parts_of(web->actor, expected->agreement->org_id) & REPORT_WRITER);
    doc_set_text(web->arena, cell, S("cell_period"), report_both(web, &title));
    doc_set_text(web->arena, cell, S("cell_href"), found ? report_href(web, found->report, "") : S(""));
    doc_set_text(web->arena, cell, S("cell_state"),
                 web_tr(web, found               ? report_state_label(found->state)
                             : expected->is_over ? TR("Not begun")
                                                 : TR("To come")));
    doc_set_text(web->arena, cell, S("cell_badge"),
                 found               ? report_state_badge(found->state)
                 : expected->is_late ? S("bad")
                                     : S("open"));
    doc_set_text(web->arena, cell, S("cell_timing"),
                 overview->is_outside ? S("") : timing_text(web, expected));
    doc_set_bool(web->arena, cell, S("cell_late"), expected->is_late && !expected->is_received);
    doc_set_text(web->arena, cell, S("begin_agreement"),
                 may_begin ? uuid_format(web->arena, expected->agreement->id) : S(""));
    doc_set_text(web->arena, cell, S("begin_period"), uuid_format(web->arena, expected->period->id));
}

static void add_agreement(struct web *web, struct overview *overview, const struct record *agreement,
                          struct doc *agreements) {
    struct doc *item = doc_new_object(web->arena), *cells = doc_set_array(web->arena, item, S("cells"));
    struct promise_period days = promise_period_read(web->arena, web_db(web), agreement);
    for (size_t i = 0; i < overview->period_count; i++) {
        const struct reporting_period *period = reporting_period_of(overview->periods[i]);
        bool meets = date_first_day(period->starts_on.date) <= days.last_day &&
                     date_last_day(period->ends_on.date) >= days.first_day;
        if (!meets || !uuid_equal(period->programme.id, agreement_of(agreement)->programme.id)) continue;
        struct expected expected = expected_of(overview, agreement, overview->periods[i]);
        overview_count(overview, &expected);
        add_cell(web, overview, &expected, cells);
    }
    if (!cells->count) return;
    struct both title = {agreement_of(agreement)->title.text, agreement_of(agreement)->title_km.text};
    doc_set_text(web->arena, item, S("agreement_org"),
                 access_org_name(web->app->access, web->arena, agreement->org_id));
    doc_set_text(web->arena, item, S("agreement_title"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(agreement_of(agreement)->number.text),
                              SLICE_ARG(report_both(web, &title))));
    doc_set_text(web->arena, item, S("agreement_href"),
                 arena_join(web->arena, S("/agreements/"), uuid_format(web->arena, agreement->id)));
    doc_set_doc(web->arena, agreements, S(""), item);
}

static void add_agreements(struct web *web, struct overview *overview, struct uuid asked,
                           struct doc *agreements) {
    struct org_entry *orgs;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, ACCESS_REPORT, &orgs);
    for (size_t i = 0; i < count; i++) {
        const struct record **records;
        if (!uuid_is_zero(asked) && !uuid_equal(asked, orgs[i].id)) continue;
        size_t read = promise_read_all(web->arena, web_db(web), &agreement_type, orgs[i].id,
                                       LIMIT_PROMISE_PARTS, &records);
        for (size_t k = 0; k < read; k++)
            add_agreement(web, overview, records[k], agreements);
    }
}

static void add_count(struct web *web, struct doc *counts, const char *label, int64_t number, int64_t of) {
    struct doc *count = doc_add_object(web->arena, counts);
    doc_set_text(web->arena, count, S("count_label"), web_tr(web, label));
    doc_set_text(web->arena, count, S("count_number"), format_number(web->arena, &web->locale, number));
    doc_set_text(web->arena, count, S("count_share"),
                 of > 0 ? format_percent(web->arena, &web->locale, number * 1000 / of) : S(""));
}

static bool overview_read(struct web *web, struct overview *overview, struct uuid *asked) {
    struct report_reader reader = report_reader_of(web);
    if (!permission_reading(web->actor, ACCESS_REPORT).allowed) return false;
    *asked = ask_org(web, ACCESS_REPORT);
    ask_only(web, "org");
    *overview = (struct overview){.today = date_first_day(clock_today()),
                                  .is_outside = !web_view(web, &period_report_type).allowed};
    overview->period_count = reporting_periods_read(web->arena, web_db(web), &overview->periods);
    overview->found_count = report_find_all(&reader, *asked, &overview->found);
    return true;
}

enum outcome report_list_page(struct web *web) {
    struct overview overview;
    struct uuid asked;
    if (!overview_read(web, &overview, &asked)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Period reports")));
    furniture_add_crumb(web, web_tr(web, TR("Period reports")), S(""));
    struct doc *agreements = doc_set_array(web->arena, web->view, S("agreements"));
    add_agreements(web, &overview, asked, agreements);
    struct doc *counts = doc_set_array(web->arena, web->view, S("counts"));
    if (!overview.is_outside && overview.expected) {
        add_count(web, counts, TR("Expected by now"), overview.expected, 0);
        add_count(web, counts, TR("Received"), overview.received, overview.expected);
        add_count(web, counts, TR("Received on time"), overview.on_time, overview.expected);
        add_count(web, counts, TR("Approved"), overview.approved, overview.expected);
        add_count(web, counts, TR("Missing and late"), overview.late, overview.expected);
    }
    doc_set_bool(web->arena, web->view, S("any_counts"), counts->count > 0);
    bool may_plan = web->actor->is_lead && access_may(web->actor, ACCESS_REPORT, VERB_CREATE);
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    doc_set_text(web->arena, web->view, S("periods_href"), may_plan ? S("/reports/periods") : S(""));
    doc_set_bool(web->arena, web->view, S("see_quality"), !overview.is_outside);
    return OUTCOME_OK;
}

/* ---- JSON ---- */

enum outcome report_list_json(struct web *web) {
    struct overview overview;
    struct uuid asked;
    if (!overview_read(web, &overview, &asked)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < overview.found_count; i++) {
        const struct report_found *found = &overview.found[i];
        const struct period_report *report = period_report_of(found->report);
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_uuid(web->arena, item, S("id"), found->report->id);
        doc_set_uuid(web->arena, item, S("org"), found->report->org_id);
        doc_set_uuid(web->arena, item, S("agreement"), report->agreement.id);
        doc_set_uuid(web->arena, item, S("period"), report->period.id);
        doc_set_text(web->arena, item, S("title"), report->title.text);
        doc_set_text(web->arena, item, S("status"), report_state_code(found->state));
    }
    struct doc *unused = doc_new_array(web->arena);
    add_agreements(web, &overview, asked, unused);
    if (overview.is_outside) return OUTCOME_OK;
    struct doc *counts = doc_set_object(web->arena, web->view, S("counts"));
    doc_set_int(web->arena, counts, S("expected"), overview.expected);
    doc_set_int(web->arena, counts, S("received"), overview.received);
    doc_set_int(web->arena, counts, S("on_time"), overview.on_time);
    doc_set_int(web->arena, counts, S("approved"), overview.approved);
    doc_set_int(web->arena, counts, S("late"), overview.late);
    return OUTCOME_OK;
}

/* ---- beginning one ---- */

static enum outcome begun(struct web *web, struct write_job *job) {
    if (job->outcome != OUTCOME_OK) {
        web->refusal = job->refusal;
        return job->outcome;
    }
    return web_redirect(web, report_href(web, job->changes[0].after, ""));
}

static void set_ref(struct change *change, const char *name, struct uuid id) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = true, .id = id};
    change_set(change, field);
}

enum outcome report_begin_post(struct web *web) {
    struct uuid agreement, period;
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!uuid_parse(web_field(web, S("agreement")), &agreement) ||
        !uuid_parse(web_field(web, S("period")), &period)) {
        return OUTCOME_MALFORMED;
    }
    *change = change_new(web->arena, CHANGE_CREATE, &period_report_type, web->actor->org_id);
    set_ref(change, "agreement", agreement);
    set_ref(change, "period", period);
    return web_write(web, change, 1, web_field(web, S("_key")), begun);
}

/* ---- periods: the quarters of a fiscal year at once ---- */

static struct uuid only_programme(struct web *web) {
    const struct record **programmes;
    size_t count = promise_read_all(web->arena, web_db(web), &programme_type, SHARED_ORG, 2, &programmes);
    return count ? programmes[0]->id : SHARED_ORG;
}

enum outcome report_periods_page(struct web *web) {
    if (!web->actor->is_lead || !access_may(web->actor, ACCESS_REPORT, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    const struct record **periods, **programmes;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Reporting periods")));
    furniture_add_crumb(web, web_tr(web, TR("Period reports")), S("/reports"));
    furniture_add_crumb(web, web_tr(web, TR("Reporting periods")), S(""));
    size_t count = reporting_periods_read(web->arena, web_db(web), &periods);
    struct doc *rows = doc_set_array(web->arena, web->view, S("periods"));
    for (size_t i = 0; i < count; i++) {
        const struct reporting_period *period = reporting_period_of(periods[i]);
        struct doc *row = doc_add_object(web->arena, rows);
        struct both title = {period->title.text, period->title_km.text};
        doc_set_text(web->arena, row, S("period_title"), report_both(web, &title));
        doc_set_text(
            web->arena, row, S("period_href"),
            arena_join(web->arena, S("/reporting-periods/"), uuid_format(web->arena, periods[i]->id)));
        doc_set_text(
            web->arena, row, S("period_days"),
            report_days_text(web->arena, &web->locale, period->starts_on.date, period->ends_on.date));
        doc_set_text(web->arena, row, S("period_due"),
                     format_date_short(web->arena, &web->locale, period->due_on.date));
    }
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    struct doc *choices = doc_set_array(web->arena, web->view, S("programmes"));
    size_t programme_count =
        promise_read_all(web->arena, web_db(web), &programme_type, SHARED_ORG, LIMIT_REPORTS, &programmes);
    for (size_t i = 0; i < programme_count; i++) {
        struct doc *choice = doc_add_object(web->arena, choices);
        doc_set_text(web->arena, choice, S("programme_id"), uuid_format(web->arena, programmes[i]->id));
        doc_set_text(web->arena, choice, S("programme_title"), record_name(web, programmes[i]));
    }
    return OUTCOME_OK;
}

static const char *const quarter_titles[4] = {"Oct–Dec", "Jan–Mar", "Apr–Jun", "Jul–Sep"};
static const char *const quarter_titles_km[4] = {"តុលា–ធ្នូ", "មករា–មីនា", "មេសា–មិថុនា", "កក្កដា–កញ្ញា"};

static void set_text(struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = true, .text = text};
    change_set(change, field);
}

static void set_day(struct change *change, const char *name, int64_t day) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = true, .date = date_of_day(day)};
    change_set(change, field);
}

/* Quarter 0 of the US fiscal year 2017 is October to December 2016. */
static struct change quarter_change(struct web *web, struct uuid programme, int64_t year, int quarter,
                                    int64_t due_days) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &reporting_period_type, SHARED_ORG);
    int64_t calendar = quarter == 0 ? year - 1 : year;
    int first_month = quarter == 0 ? 10 : quarter * 3 - 2;
    struct date first = {(int16_t)calendar, (uint8_t)first_month, 1, DATE_DAY};
    struct date last = {(int16_t)calendar, (uint8_t)(first_month + 2), 0, DATE_MONTH};
    set_ref(&change, "programme", programme);
    set_text(&change, "title",
             arena_printf(web->arena, "%s %lld", quarter_titles[quarter], (long long)calendar));
    set_text(&change, "title_km",
             arena_printf(web->arena, "%s %lld", quarter_titles_km[quarter], (long long)calendar));
    set_day(&change, "starts_on", date_first_day(first));
    set_day(&change, "ends_on", date_last_day(last));
    set_day(&change, "due_on", date_last_day(last) + due_days);
    return change;
}

static enum outcome periods_made(struct web *web, struct write_job *job) {
    if (job->outcome == OUTCOME_OK) return web_redirect(web, S("/reports/periods?done=saved"));
    web->refusal = job->refusal;
    return job->outcome;
}

enum outcome report_periods_post(struct web *web) {
    struct uuid programme;
    int64_t year, due_days;
    if (!web->actor->is_lead || !access_may(web->actor, ACCESS_REPORT, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!uuid_parse(web_field(web, S("programme")), &programme)) programme = only_programme(web);
    bool good = parse_number(web_field(web, S("year")), &year) == PARSE_OK && year >= 2000 && year <= 2100;
    if (!good) refuse(&web->refusal, S("year"), "A year between 2000 and 2100.");
    if (parse_number(web_field(web, S("due_days")), &due_days) != PARSE_OK || due_days < 1 ||
        due_days > 120) {
        good = refuse(&web->refusal, S("due_days"), "Between 1 and 120 days after the quarter.");
    }
    if (!good) return OUTCOME_REFUSED;
    struct change *changes = arena_make(web->arena, struct change, 4);
    for (int quarter = 0; quarter < 4; quarter++)
        changes[quarter] = quarter_change(web, programme, year, quarter, due_days);
    return web_write(web, changes, 4, web_field(web, S("_key")), periods_made);
}
