/* SPDX-License-Identifier: Apache-2.0 */
#include "web/report/report_view.h"

#include "base/log.h"
#include "web/furniture.h"
#include "web/programme/promise_view.h"

struct report_reader report_reader_of(struct web *web) {
    return (struct report_reader){web->app->access, web->app->store, web_db(web), web->arena, web->actor};
}

enum outcome report_open_asked(struct web *web, struct report_open *open) {
    struct uuid id;
    *open = (struct report_open){.reader = report_reader_of(web)};
    if (!web_arg_id(web, 0, &id) || !report_find(&open->reader, id, &open->found)) return OUTCOME_NOT_FOUND;
    if (!report_document_of(&open->reader, &open->found, &open->document, &open->snapshot))
        return OUTCOME_FAILED;
    open->parts = open->found.is_outsider ? 0 : report_parts_of(web->actor, open->found.report->org_id);
    return OUTCOME_OK;
}

enum outcome report_open_inside(struct web *web, struct report_open *open) {
    enum outcome outcome = report_open_asked(web, open);
    return outcome == OUTCOME_OK && open->found.is_outsider ? OUTCOME_NOT_FOUND : outcome;
}

bool report_may_write(const struct report_open *open) {
    return (open->parts & REPORT_WRITER) && report_is_open(open->found.state);
}

bool report_may_export(struct web *web, const struct report_open *open) {
    return access_may_in(web->app->access, web->actor, &period_report_type, open->found.report->org_id,
                         VERB_EXPORT);
}

struct promise_speech report_speech(struct web *web) {
    return promise_view_speech(web);
}

struct slice report_both(const struct web *web, const struct both *both) {
    return both_text(both, web->locale.lang);
}

struct slice report_href(struct web *web, const struct record *report, const char *behind) {
    return arena_printf(web->arena, "/reports/%.*s%s", SLICE_ARG(uuid_format(web->arena, report->id)),
                        behind);
}

static const struct {
    struct slice badge;
    const char *label;
} states[REPORT_STATES] = {
    [REPORT_DRAFT] = {S_INIT("open"), TR("Draft")},
    [REPORT_SUBMITTED] = {S_INIT("on"), TR("Submitted")},
    [REPORT_RETURNED] = {S_INIT("behind"), TR("Returned")},
    [REPORT_APPROVED] = {S_INIT("done"), TR("Approved")},
    [REPORT_FROZEN] = {S_INIT("done"), TR("Frozen")},
};

struct slice report_state_badge(enum report_state state) {
    ASSERT(state < REPORT_STATES);
    return states[state].badge;
}

const char *report_state_label(enum report_state state) {
    ASSERT(state < REPORT_STATES);
    return states[state].label;
}

struct slice report_user_name(struct web *web, const struct value *user) {
    if (!user->present) return S("");
    return access_user_name(web->app->access, web->arena, web_db(web), web->actor, user->id);
}

void report_add_head(struct web *web, const struct report_open *open) {
    const struct document *document = &open->document;
    struct doc *view = web->view;
    doc_set_text(web->arena, view, S("report_href"), report_href(web, open->found.report, ""));
    doc_set_text(web->arena, view, S("report_organisation"), document->organisation_short);
    doc_set_text(web->arena, view, S("report_agreement"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(document->agreement_number),
                              SLICE_ARG(report_both(web, &document->agreement))));
    doc_set_text(web->arena, view, S("report_period"), report_both(web, &document->period));
    doc_set_text(web->arena, view, S("report_days"),
                 report_days_text(web->arena, &web->locale, document->period_starts, document->period_ends));
    doc_set_text(web->arena, view, S("report_state"), web_tr(web, report_state_label(open->found.state)));
    doc_set_text(web->arena, view, S("report_badge"), report_state_badge(open->found.state));
}

void report_add_crumbs(struct web *web, const struct report_open *open, const char *page) {
    const struct document *document = &open->document;
    struct slice name = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(document->organisation_short),
                                     SLICE_ARG(report_both(web, &document->period)));
    furniture_add_crumb(web, web_tr(web, TR("Period reports")), S("/reports"));
    furniture_add_crumb(web, name, page ? report_href(web, open->found.report, "") : S(""));
    if (page) furniture_add_crumb(web, web_tr(web, page), S(""));
}
