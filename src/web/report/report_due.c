/* SPDX-License-Identifier: Apache-2.0 */
#include "web/report/report_due.h"

#include "base/limits.h"
#include "domain/programme/programme.h"
#include "web/report/report_view.h"

enum { DUE_SHOWN = 6 };

static struct doc *add_block(struct web *web, struct doc *blocks, const char *heading) {
    struct doc *block = doc_add_object(web->arena, blocks);
    doc_set_text(web->arena, block, S("heading"), web_tr(web, heading));
    doc_set_text(web->arena, block, S("about"), web_tr(web, TR("Period reports")));
    doc_set_text(web->arena, block, S("about_href"), S("/reports"));
    doc_set_text(web->arena, block, S("more"), S(""));
    return doc_set_array(web->arena, block, S("items"));
}

static void add_item(struct web *web, struct doc *items, struct slice href, struct slice title,
                     struct slice detail) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("href"), href);
    doc_set_text(web->arena, item, S("title"), title);
    doc_set_text(web->arena, item, S("detail"), detail);
}

static struct slice due_text(struct web *web, const struct reporting_period *period) {
    bool late = date_first_day(period->due_on.date) < date_first_day(clock_today());
    struct slice args[2] = {format_date_short(web->arena, &web->locale, period->due_on.date), S("")};
    return refusal_fill(web->arena, web_tr(web, late ? TR("late: was due on {1}") : TR("due on {1}")), args);
}

static struct slice title_of(struct web *web, const struct record *agreement,
                             const struct reporting_period *period) {
    struct both title = {period->title.text, period->title_km.text};
    return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(agreement_of(agreement)->number.text),
                        SLICE_ARG(report_both(web, &title)));
}

/* ---- to be written: of the own organisation ---- */

static const struct report_found *found_for(const struct report_found *found, size_t count,
                                            struct uuid agreement, struct uuid period) {
    for (size_t i = 0; i < count; i++) {
        const struct period_report *report = period_report_of(found[i].report);
        if (uuid_equal(report->agreement.id, agreement) && uuid_equal(report->period.id, period))
            return &found[i];
    }
    return NULL;
}

static void add_missing(struct web *web, const struct record *agreement, const struct record *period,
                        const struct report_found *found, struct doc *items) {
    bool waits = !found || report_is_open(found->state);
    if (!waits || items->count >= DUE_SHOWN) return;
    struct slice href = found ? report_href(web, found->report, "") : S("/reports");
    add_item(web, items, href, title_of(web, agreement, reporting_period_of(period)),
             due_text(web, reporting_period_of(period)));
}

static bool is_over(const struct record *period) {
    return date_last_day(reporting_period_of(period)->ends_on.date) < date_first_day(clock_today());
}

static void show_own(struct web *web, struct doc *blocks, const struct report_found *found, size_t count) {
    const struct record **agreements, **periods;
    size_t agreement_count = promise_read_all(web->arena, web_db(web), &agreement_type, web->actor->org_id,
                                              LIMIT_REPORTS, &agreements);
    size_t period_count = reporting_periods_read(web->arena, web_db(web), &periods);
    struct doc *waiting = doc_new_array(web->arena), *items = NULL;
    for (size_t i = 0; i < agreement_count; i++) {
        struct promise_period days = promise_period_read(web->arena, web_db(web), agreements[i]);
        for (size_t k = 0; k < period_count; k++) {
            const struct reporting_period *period = reporting_period_of(periods[k]);
            bool meets = date_first_day(period->starts_on.date) <= days.last_day &&
                         date_last_day(period->ends_on.date) >= days.first_day;
            if (!meets || !is_over(periods[k]) ||
                !uuid_equal(period->programme.id, agreement_of(agreements[i])->programme.id))
                continue;
            add_missing(web, agreements[i], periods[k],
                        found_for(found, count, agreements[i]->id, periods[k]->id), waiting);
        }
    }
    if (!waiting->count) return;
    items = add_block(web, blocks, TR("Reports to be handed in"));
    *items = *waiting;
}

/* ---- to be answered: by the lead ---- */

static void show_submitted(struct web *web, struct doc *blocks, const struct report_found *found,
                           size_t count) {
    struct doc *items = NULL;
    for (size_t i = 0; i < count; i++) {
        if (found[i].state != REPORT_SUBMITTED ||
            !(report_parts_of(web->actor, found[i].report->org_id) & REPORT_LEAD))
            continue;
        if (!items) items = add_block(web, blocks, TR("Reports that wait for an answer"));
        if (items->count == DUE_SHOWN) return;
        const struct period_report *report = period_report_of(found[i].report);
        struct slice came = format_date_short(web->arena, &web->locale, report->submitted_on.date);
        struct slice detail =
            arena_printf(web->arena, "%.*s · %.*s",
                         SLICE_ARG(access_org_name(web->app->access, web->arena, found[i].report->org_id)),
                         SLICE_ARG(came));
        add_item(web, items, report_href(web, found[i].report, ""), report->title.text, detail);
    }
}

void report_due_show(struct web *web, struct doc *blocks) {
    struct report_found *found;
    struct report_reader reader = report_reader_of(web);
    if (!web_view(web, &period_report_type).allowed) return;
    size_t count = report_find_all(&reader, SHARED_ORG, &found);
    if (report_parts_of(web->actor, web->actor->org_id) & REPORT_WRITER) show_own(web, blocks, found, count);
    show_submitted(web, blocks, found, count);
}
