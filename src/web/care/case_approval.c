/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_approval.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/plan.h"
#include "web/care/case_pages.h"
#include "web/plain_form.h"

static const char *state_badge(const struct value *state) {
    if (value_is_code(state, "approved")) return "done";
    return value_is_code(state, "sent_back") ? "bad" : "behind";
}

static void approval_add(struct web *web, struct case_names *names, const struct record *record,
                         struct doc *approvals) {
    const struct case_approval *approval = case_approval_of(record);
    bool waits = value_is_code(&approval->state, "asked"),
         own = uuid_equal(approval->asked_by.id, web->actor->user_id);
    struct doc *row = doc_add_object(web->arena, approvals);
    doc_set_uuid(web->arena, row, S("approval_id"), record->id);
    doc_set_text(web->arena, row, S("approval_text"), case_choice(web, record, "subject"));
    doc_set_text(web->arena, row, S("approval_state"), case_choice(web, record, "state"));
    doc_set_text(web->arena, row, S("approval_badge"), slice_of(state_badge(&approval->state)));
    doc_set_text(web->arena, row, S("approval_day"),
                 case_day(web, waits ? &approval->asked_on : &approval->decided_on));
    doc_set_text(web->arena, row, S("approval_who"),
                 case_name(names, waits || !approval->decided_by.present ? approval->asked_by.id
                                                                         : approval->decided_by.id));
    struct slice href =
        arena_join(web->arena, record_href(web, &case_approval_type, record->id), S("/reveal"));
    doc_set_text(web->arena, row, S("comment_href"),
                 approval->comment.present && access_may(web->actor, ACCESS_CASE, VERB_REVEAL) ? href
                                                                                               : S(""));
    doc_set_bool(web->arena, row, S("decides"), waits && !own && case_may_approve(web));
}

static void subjects_add(struct web *web) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("ask_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "subject",
                                         .label = TR("Ask a supervisor to approve"),
                                         .control = PLAIN_SELECT,
                                         .set = &approval_subject_choices,
                                         .value = slice_of(approval_subject_choices.choices[0].code),
                                         .required = true,
                                         .narrow = true});
}

void case_approvals_add(struct web *web, struct case_names *names, const struct case_event *events,
                        size_t count, bool may_write) {
    struct doc *approvals = doc_set_array(web->arena, web->view, S("approvals"));
    for (size_t i = 0; i < count; i++) {
        if (events[i].record->type == &case_approval_type)
            approval_add(web, names, events[i].record, approvals);
    }
    doc_set_bool(web->arena, web->view, S("asks"), may_write);
    if (may_write) subjects_add(web);
}

/* ---- writing ---- */

static enum outcome approval_ask(struct web *web, const struct record *file) {
    struct change *change = case_change(web, CHANGE_CREATE, &case_approval_type, file);
    change_set_value(change, "case_file", value_of_id(file->id));
    change_set_value(change, "subject", value_of_text(web_field(web, S("subject"))));
    change_set_value(change, "state", value_of_text(S("asked")));
    change_set_value(change, "asked_by", value_of_id(web->actor->user_id));
    change_set_value(change, "asked_on", value_today());
    return case_write(web, change, 1, case_href(web, file, ""), NULL);
}

static enum outcome approval_decide(struct web *web, const struct record *file, const char *state) {
    struct uuid id;
    bool named = uuid_parse(web_field(web, S("approval")), &id);
    struct record *approval = named ? case_part_read(web, file, &case_approval_type, id) : NULL;
    if (!approval || !case_may_approve(web)) return OUTCOME_NOT_FOUND;
    struct change *change = case_change(web, CHANGE_UPDATE, &case_approval_type, approval);
    change_set_value(change, "state", value_of_text(slice_of(state)));
    change_set_value(change, "decided_by", value_of_id(web->actor->user_id));
    change_set_value(change, "decided_on", value_today());
    struct slice comment = slice_trim(web_field(web, S("comment")));
    if (comment.len) change_set_value(change, "comment", value_of_text(comment));
    return case_write(web, change, 1, case_href(web, file, ""), NULL);
}

enum outcome case_approval_post(struct web *web) {
    struct record *file = case_read(web, NULL);
    if (!file) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice what = web_field(web, S("do"));
    if (slice_equal(what, S("approve"))) return approval_decide(web, file, "approved");
    if (slice_equal(what, S("send-back"))) return approval_decide(web, file, "sent_back");
    if (!slice_equal(what, S("ask"))) return OUTCOME_MALFORMED;
    return case_may_write(web, file) ? approval_ask(web, file) : OUTCOME_NOT_FOUND;
}
