/* SPDX-License-Identifier: Apache-2.0 */
/* The data-quality desk of a report, where its findings are answered, and that of an organisation, to look
 * at. */
#include "base/limits.h"
#include "domain/programme/programme.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_part_view.h"
#include "web/report/report_page_show.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

static struct slice number(struct web *web, int64_t value) {
    return format_number(web->arena, &web->locale, value);
}

/* ---- showing ---- */

/* What is particular in this one: the value and the usual one, or how many. */
static struct slice detail_of(struct web *web, enum finding_kind kind, const struct finding *finding) {
    switch (kind) {
    case FINDING_HEADCOUNT_OUTLIER:
    case FINDING_SCORE_OUTLIER:
        return web_tr_fill(web, TR("{1}; usual is {2}"), number(web, finding->value), number(web, finding->usual));
    case FINDING_COST_OUTLIER:
        return web_tr_fill(web, TR("{1} times the usual"),
                      number(web, finding->usual ? finding->value / finding->usual : finding->value), S(""));
    case FINDING_POST_TEST_MISSING: return web_tr_fill(web, TR("{1} people"), number(web, finding->value), S(""));
    case FINDING_BORN_AFTER: return web_tr_fill(web, TR("{1} times"), number(web, finding->value), S(""));
    case FINDING_PROMISE_SILENT:
    case FINDING_SESSION_OVERDUE:
    case FINDING_SESSION_EMPTY:
    case FINDING_SESSION_OUTSIDE:
    case FINDING_SESSION_FUTURE:
    case FINDING_SESSION_REVERSED:
    case FINDING_VILLAGE_MISSING:
    case FINDING_HOUSEHOLD_MISSING:
    case FINDING_AGE_MISSING:
    case FINDING_SEX_UNCLEAR:
    case FINDING_PLACE_TOO_WIDE:
    case FINDING_DUPLICATE_PERSON:
    case FINDING_KINDS: return S("");
    }
    return S("");
}

static struct slice field_name(struct web *web, enum finding_kind kind, struct slice subject,
                               const char *behind) {
    return arena_printf(web->arena, "%.*s.%.*s%s", SLICE_ARG(finding_kind_code(kind)), SLICE_ARG(subject),
                        behind);
}

static void set_answer(struct web *web, struct doc *object, enum finding_kind kind, struct slice subject,
                       const struct record *stored) {
    const struct quality_answer *answer = stored ? quality_answer_of(stored) : NULL;
    struct slice name = field_name(web, kind, subject, ""),
                 explanation = field_name(web, kind, subject, ".explanation");
    bool posted = web->http->method == HTTP_POST;
    struct slice chosen = posted ? web_field(web, name) : answer ? answer->answer.text : S("");
    doc_set_text(web->arena, object, S("answer_name"), name);
    doc_set_text(web->arena, object, S("explanation_name"), explanation);
    doc_set_text(web->arena, object, S("explanation"),
                 posted   ? web_field(web, explanation)
                 : answer ? answer->explanation.text
                          : S(""));
    doc_set_bool(web->arena, object, S("is_right"), slice_equal(chosen, S("right")));
    doc_set_bool(web->arena, object, S("is_known"), slice_equal(chosen, S("known")));
    doc_set_bool(web->arena, object, S("is_unread"), chosen.len == 0);
}

static void add_item(struct web *web, enum finding_kind kind, const struct finding *finding,
                     struct doc *items) {
    struct doc *item = doc_add_object(web->arena, items);
    struct slice href;
    doc_set_text(web->arena, item, S("item_title"),
                 part_view_record_title(web, finding->type, finding->id, &href));
    doc_set_text(web->arena, item, S("item_href"), href);
    doc_set_text(web->arena, item, S("item_detail"), detail_of(web, kind, finding));
    set_answer(web, item, kind, uuid_format(web->arena, finding->id), finding->answer);
}

static void add_group(struct web *web, const struct quality_group *group, struct doc *groups) {
    struct doc *object = doc_add_object(web->arena, groups);
    doc_set_text(web->arena, object, S("group_label"), web_tr(web, finding_kind_label(group->kind)));
    doc_set_text(web->arena, object, S("group_id"), finding_kind_code(group->kind));
    doc_set_text(web->arena, object, S("group_total"), number(web, group->total));
    doc_set_text(web->arena, object, S("group_unread"),
                 group->unread ? web_tr_fill(web, TR("{1} not answered"), number(web, group->unread), S(""))
                               : S(""));
    set_answer(web, object, group->kind, S("all"), group->answer_to_all);
    doc_set_text(web->arena, object, S("seen_name"), field_name(web, group->kind, S("all"), ".seen"));
    doc_set_int(web->arena, object, S("seen"), group->total);
    doc_set_bool(web->arena, object, S("open_group"), group->total <= 12);
    struct doc *items = doc_set_array(web->arena, object, S("items"));
    for (size_t i = 0; i < group->count; i++)
        add_item(web, group->kind, &group->items[i], items);
    bool more = group->total > (int64_t)group->count;
    doc_set_text(web->arena, object, S("items_more"),
                 more ? web_tr_fill(web, TR("These are the first {1} of {2}."), number(web, (int64_t)group->count),
                               number(web, group->total))
                      : S(""));
}

static void add_groups(struct web *web, const struct quality *quality) {
    struct doc *groups = doc_set_array(web->arena, web->view, S("groups"));
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        if (quality->groups[kind].total) add_group(web, &quality->groups[kind], groups);
    }
    doc_set_text(web->arena, web->view, S("total_text"), number(web, quality->total));
    doc_set_text(web->arena, web->view, S("unread_text"), number(web, quality->unread));
    doc_set_bool(web->arena, web->view, S("all_read"), quality->unread == 0);
}

/* ---- as JSON ---- */

static void write_json(struct web *web, const struct quality *quality) {
    doc_set_int(web->arena, web->view, S("total"), quality->total);
    doc_set_int(web->arena, web->view, S("unread"), quality->unread);
    struct doc *groups = doc_set_array(web->arena, web->view, S("findings"));
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        const struct quality_group *group = &quality->groups[kind];
        if (!group->total) continue;
        struct doc *object = doc_add_object(web->arena, groups);
        doc_set_text(web->arena, object, S("kind"), finding_kind_code(kind));
        doc_set_int(web->arena, object, S("total"), group->total);
        doc_set_int(web->arena, object, S("unread"), group->unread);
        struct doc *items = doc_set_array(web->arena, object, S("items"));
        for (size_t i = 0; i < group->count; i++) {
            struct doc *item = doc_add_object(web->arena, items);
            doc_set_text(web->arena, item, S("type"), slice_of(group->items[i].type->name));
            doc_set_uuid(web->arena, item, S("id"), group->items[i].id);
            if (group->items[i].answer)
                doc_set_text(web->arena, item, S("answer"),
                             quality_answer_of(group->items[i].answer)->answer.text);
        }
    }
}

/* ---- of a report ---- */

struct desk_open {
    struct report_open open;
    struct report_basis basis;
    struct document now;
};

static enum outcome desk_open(struct web *web, struct desk_open *desk) {
    enum outcome outcome = report_open_inside(web, &desk->open);
    if (outcome != OUTCOME_OK) return outcome;
    return report_document_now(&desk->open.reader, desk->open.found.report, &desk->basis, &desk->now)
               ? OUTCOME_OK
               : OUTCOME_FAILED;
}

static void desk_show(struct web *web, const struct desk_open *desk) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Data quality")));
    report_add_crumbs(web, &desk->open, TR("Data quality"));
    report_add_head(web, &desk->open);
    add_groups(web, desk->basis.quality);
    doc_set_bool(web->arena, web->view, S("may_answer"), report_may_write(&desk->open));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
}

enum outcome report_quality_page(struct web *web) {
    struct desk_open *desk = arena_make(web->arena, struct desk_open, 1);
    enum outcome outcome = desk_open(web, desk);
    if (outcome != OUTCOME_OK) return outcome;
    if (web->is_api)
        write_json(web, desk->basis.quality);
    else
        desk_show(web, desk);
    return OUTCOME_OK;
}

struct answers {
    struct change *changes;
    size_t count;
};

static void plan_create(struct web *web, struct answers *answers, const struct record *report,
                        enum finding_kind kind, struct slice subject) {
    struct change *change = &answers->changes[answers->count++];
    *change = change_new(web->arena, CHANGE_CREATE, &quality_answer_type, report->org_id);
    *report_set(change, "report") = (struct value){.present = true, .id = report->id};
    *report_set(change, "kind") = (struct value){.present = true, .text = finding_kind_code(kind)};
    *report_set(change, "subject") = (struct value){.present = true, .text = subject};
}

/* What the form says of one finding (or of all of a kind) against what is stored. */
static void plan_answer(struct web *web, struct answers *answers, const struct record *report,
                        enum finding_kind kind, struct slice subject, const struct record *stored) {
    struct slice answer = web_field(web, field_name(web, kind, subject, ""));
    struct slice explanation = slice_trim(web_field(web, field_name(web, kind, subject, ".explanation")));
    const struct quality_answer *was = stored ? quality_answer_of(stored) : NULL;
    bool is_all = slice_equal(subject, S("all"));
    int64_t seen = 0;
    if (is_all && !slice_to_int64(web_field(web, field_name(web, kind, subject, ".seen")), &seen)) seen = 0;
    bool same = was && slice_equal(was->answer.text, answer) &&
                slice_equal(was->explanation.text, explanation) && (!is_all || was->seen.number == seen);
    if (same || (!was && !answer.len) || answers->count == LIMIT_CHANGES_PER_JOB) return;
    if (!stored) plan_create(web, answers, report, kind, subject);
    struct change *change = &answers->changes[stored ? answers->count++ : answers->count - 1];
    if (stored) {
        *change = change_new(web->arena, answer.len ? CHANGE_UPDATE : CHANGE_DELETE, &quality_answer_type,
                             report->org_id);
        change->id = stored->id;
        change->base_version = stored->version;
        change->reason = answer.len ? S("") : S("The answer was taken back on the desk.");
    }
    if (change->verb == CHANGE_DELETE) return;
    *report_set(change, "answer") = (struct value){.present = true, .text = answer};
    *report_set(change, "explanation") = (struct value){.present = explanation.len > 0, .text = explanation};
    if (is_all && seen > 0) *report_set(change, "seen") = (struct value){.present = true, .number = seen};
}

static enum outcome answers_written(struct web *web, struct write_job *job) {
    struct desk_open *desk = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, report_href(web, desk->open.found.report, "/quality?done=saved"));
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    web->refusal = job->refusal;
    for (struct refusal_item *item = web->refusal.first; item; item = item->next)
        item->field = S("");
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""),
               "Somebody else answered meanwhile. What you typed is below; save again to keep it.");
    struct desk_open *again = arena_make(web->arena, struct desk_open, 1);
    enum outcome outcome = desk_open(web, again);
    if (outcome != OUTCOME_OK) return outcome;
    web->response->status = web_status(job->outcome);
    web->template = "report_quality";
    desk_show(web, again);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome report_quality_post(struct web *web) {
    struct desk_open *desk = arena_make(web->arena, struct desk_open, 1);
    enum outcome outcome = desk_open(web, desk);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct answers answers = {.changes = arena_make(web->arena, struct change, LIMIT_CHANGES_PER_JOB)};
    const struct record *report = desk->open.found.report;
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        const struct quality_group *group = &desk->basis.quality->groups[kind];
        if (!group->total) continue;
        plan_answer(web, &answers, report, kind, S("all"), group->answer_to_all);
        for (size_t i = 0; i < group->count; i++) {
            plan_answer(web, &answers, report, kind, uuid_format(web->arena, group->items[i].id),
                        group->items[i].answer);
        }
    }
    if (!answers.count) return web_redirect(web, report_href(web, report, "/quality?done=saved"));
    web->state = desk;
    return web_write(web, answers.changes, answers.count, web_field(web, S("_key")), answers_written);
}

/* ---- of an organisation ---- */

/* From the first to the last day of its agreements. */
static bool days_of_org(struct web *web, struct uuid org, struct promise_period *days) {
    const struct record **agreements;
    size_t count =
        promise_read_all(web->arena, web_db(web), &agreement_type, org, LIMIT_REPORTS, &agreements);
    *days = (struct promise_period){INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < count; i++) {
        struct promise_period of = promise_period_read(web->arena, web_db(web), agreements[i]);
        if (of.first_day < days->first_day) days->first_day = of.first_day;
        if (of.last_day > days->last_day) days->last_day = of.last_day;
    }
    return count > 0;
}

/* The own organisation, or one that the reader sees reports of. */
static bool asked_org(struct web *web, struct uuid *org) {
    struct view view = web_view(web, &period_report_type);
    *org = web->actor->org_id;
    if (!view.allowed) return false;
    struct slice asked = http_query(web->http, S("org"));
    if (!asked.len) return true;
    if (!uuid_parse(asked, org)) return false;
    for (size_t i = 0; i < view.org_count; i++) {
        if (uuid_equal(view.orgs[i], *org)) return true;
    }
    return false;
}

static void add_orgs(struct web *web, struct uuid shown) {
    struct org_entry *orgs;
    struct view view = web_view(web, &period_report_type);
    size_t count =
        view.org_count > 1 ? access_orgs(web->app->access, web->arena, web->actor, ACCESS_REPORT, &orgs) : 0;
    struct doc *list = doc_set_array(web->arena, web->view, S("desk_orgs"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_text(web->arena, item, S("org_name"), orgs[i].short_name);
        doc_set_text(web->arena, item, S("org_href"),
                     arena_join(web->arena, S("/reports/quality?org="), uuid_format(web->arena, orgs[i].id)));
        doc_set_bool(web->arena, item, S("org_shown"), uuid_equal(orgs[i].id, shown));
    }
}

enum outcome report_desk_page(struct web *web) {
    struct uuid org;
    struct promise_period days;
    if (!asked_org(web, &org)) return OUTCOME_NOT_FOUND;
    struct quality_ask ask = {.org = org, .today = date_first_day(clock_today()), .counts_households = true};
    bool has_agreement = days_of_org(web, org, &days);
    ask.period = ask.agreement = days;
    struct quality *quality = has_agreement ? quality_read(web->arena, web_db(web), &ask)
                                            : arena_make(web->arena, struct quality, 1);
    if (web->is_api) {
        write_json(web, quality);
        return OUTCOME_OK;
    }
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Data quality")));
    furniture_add_crumb(web, web_tr(web, TR("Period reports")), S("/reports"));
    furniture_add_crumb(web, web_tr(web, TR("Data quality")), S(""));
    doc_set_text(web->arena, web->view, S("report_organisation"),
                 access_org_name(web->app->access, web->arena, org));
    doc_set_text(web->arena, web->view, S("report_href"), S(""));
    add_groups(web, quality);
    add_orgs(web, org);
    doc_set_bool(web->arena, web->view, S("may_answer"), false);
    return OUTCOME_OK;
}
