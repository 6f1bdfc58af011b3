/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a report as a whole: its steps, comments, restatements.  A refusal shows the page again
 * with what was typed. */
#include "web/plain_form.h"
#include "web/report/report_page_show.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

struct value *report_set(struct change *change, const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    change_set(change, field);
    return record_value(change->values, field);
}

static int64_t posted_version(struct web *web) {
    int64_t version = 0;
    return slice_to_int64(web_field(web, S("version")), &version) ? version : 0;
}

/* The page again, with the reasons on top. */
static enum outcome show_again(struct web *web, enum outcome outcome) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    enum outcome opened = report_open_inside(web, open);
    if (opened != OUTCOME_OK) return opened;
    if (outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody changed the report meanwhile. This is how it stands now.");
    web->response->status = web_status(outcome);
    web->template = "report";
    report_page_show(web, open);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

static enum outcome written(struct web *web, struct write_job *job) {
    const struct report_open *open = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, report_href(web, open->found.report, "?done=saved"));
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    return show_again(web, job->outcome);
}

/* ---- steps ---- */

static bool posted_state(struct web *web, enum report_state *state) {
    for (*state = 0; *state < REPORT_STATES; (*state)++) {
        if (slice_equal(report_state_code(*state), web_field(web, S("step")))) return true;
    }
    return false;
}

struct change report_snapshot_change(struct web *web, const struct record *report, const char *kind) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &report_snapshot_type, report->org_id);
    change.id = uuid_new();
    *report_set(&change, "report") = (struct value){.present = true, .id = report->id};
    *report_set(&change, "kind") = (struct value){.present = true, .text = slice_of(kind)};
    return change;
}

enum outcome report_step_post(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct change *changes = arena_make(web->arena, struct change, 2);
    enum report_state to;
    size_t count = 0;
    enum outcome outcome = report_open_inside(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web) || !posted_state(web, &to)) return OUTCOME_MALFORMED;
    const struct record *report = open->found.report;
    struct change step = change_new(web->arena, CHANGE_UPDATE, &period_report_type, report->org_id);
    step.id = report->id;
    step.base_version = posted_version(web);
    *report_set(&step, "status") = (struct value){.present = true, .text = report_state_code(to)};
    if (to == REPORT_SUBMITTED) {
        changes[count] = report_snapshot_change(web, report, "report");
        *report_set(&step, "snapshot") = (struct value){.present = true, .id = changes[count++].id};
    }
    struct slice note = slice_trim(web_field(web, S("return_note")));
    if (to == REPORT_RETURNED)
        *report_set(&step, "return_note") = (struct value){.present = note.len > 0, .text = note};
    changes[count++] = step;
    web->state = open;
    return web_write(web, changes, count, web_field(web, S("_key")), written);
}

/* ---- comments ---- */

enum outcome report_comment_post(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    enum outcome outcome = report_open_inside(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice text = slice_trim(web_field(web, S("text")));
    *change = change_new(web->arena, CHANGE_CREATE, &report_comment_type, open->found.report->org_id);
    *report_set(change, "report") = (struct value){.present = true, .id = open->found.report->id};
    *report_set(change, "section") = (struct value){.present = true, .text = web_field(web, S("section"))};
    *report_set(change, "text") = (struct value){.present = text.len > 0, .text = text};
    if (!choice_find(&report_section_choices, web_field(web, S("section")))) return OUTCOME_MALFORMED;
    web->state = open;
    return web_write(web, change, 1, web_field(web, S("_key")), written);
}

/* The comment or restatement that the address names, of the report that it names, from a posted form. */
static enum outcome part_open(struct web *web, const struct record_type *type, struct report_open *open,
                              struct change *change) {
    struct uuid id;
    enum outcome outcome = report_open_inside(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web) || !web_arg_id(web, 1, &id)) return OUTCOME_MALFORMED;
    const struct record *report = open->found.report,
                        *part = promise_read_record(web->arena, web_db(web), type, report->org_id, id);
    const struct field *of = record_type_field(type, S("report"));
    if (!part || part->deleted_ms || !uuid_equal(record_value_const(part, of)->id, report->id))
        return OUTCOME_NOT_FOUND;
    *change = change_new(web->arena, CHANGE_UPDATE, type, part->org_id);
    change->id = id;
    change->base_version = posted_version(web);
    web->state = open;
    return OUTCOME_OK;
}

enum outcome report_settle_post(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    enum outcome outcome = part_open(web, &report_comment_type, open, change);
    if (outcome != OUTCOME_OK) return outcome;
    *report_set(change, "settled") =
        (struct value){.present = true, .number = slice_equal(web_field(web, S("settled")), S("yes"))};
    return web_write(web, change, 1, S(""), written);
}

/* ---- restatements ---- */

static enum outcome restated(struct web *web, struct write_job *job) {
    const struct report_open *open = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, report_href(web, open->found.report, "/changes?done=saved"));
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    web->response->status = web_status(job->outcome);
    web->template = "report_changes";
    enum outcome outcome = report_changes_page(web);
    plain_form_add_summary(web);
    return outcome;
}

enum outcome report_restate_post(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct change *changes = arena_make(web->arena, struct change, 2);
    enum outcome outcome = report_open_inside(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct record *report = open->found.report;
    struct slice reason = slice_trim(web_field(web, S("reason")));
    changes[0] = report_snapshot_change(web, report, "restatement");
    changes[1] = change_new(web->arena, CHANGE_CREATE, &restatement_type, report->org_id);
    *report_set(&changes[1], "report") = (struct value){.present = true, .id = report->id};
    *report_set(&changes[1], "reason") = (struct value){.present = reason.len > 0, .text = reason};
    *report_set(&changes[1], "snapshot") = (struct value){.present = true, .id = changes[0].id};
    web->state = open;
    return web_write(web, changes, 2, web_field(web, S("_key")), restated);
}

enum outcome report_decide_post(struct web *web) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    enum outcome outcome = part_open(web, &restatement_type, open, change);
    if (outcome != OUTCOME_OK) return outcome;
    struct slice decision = web_field(web, S("decision")), reply = slice_trim(web_field(web, S("reply")));
    if (!choice_find(&restatement_status_choices, decision)) return OUTCOME_MALFORMED;
    *report_set(change, "status") = (struct value){.present = true, .text = decision};
    *report_set(change, "reply") = (struct value){.present = reply.len > 0, .text = reply};
    return web_write(web, change, 1, web_field(web, S("_key")), restated);
}
