/* SPDX-License-Identifier: Apache-2.0 */
/* Who works on a file: its social worker, and the others who may open it.  Colleagues are chosen from a list
 * by name. */
#include "access/permission.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/care/case_pages.h"
#include "web/care/case_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

static void worker_field(struct web *web, const struct record *file) {
    struct plain_choice *choices;
    size_t count = case_colleagues(web, case_file_of(file)->case_worker.id, &choices);
    struct doc *fields = doc_set_array(web->arena, web->view, S("worker_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "worker",
                                         .label = TR("Social worker"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = count,
                                         .required = true});
}

static void member_fields(struct web *web) {
    struct plain_choice *choices;
    struct uuid chosen = SHARED_ORG;
    uuid_parse(plain_form_value(web, "user", S("")), &chosen);
    size_t count = case_colleagues(web, chosen, &choices);
    struct doc *fields = doc_set_array(web->arena, web->view, S("member_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "user",
                                         .label = TR("Colleague"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = count,
                                         .required = true});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "role",
                                         .label = TR("Role"),
                                         .control = PLAIN_SELECT,
                                         .set = &team_role_choices,
                                         .value = plain_form_value(web, "role", S("counsellor")),
                                         .required = true});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "until",
                                         .label = TR("Until"),
                                         .help = TR("Empty: as long as the file is open."),
                                         .value = plain_form_value(web, "until", S("")),
                                         .narrow = true});
}

static void members_add(struct web *web, const struct record *file) {
    struct record **parts;
    struct case_names *names = case_names_new(web);
    struct doc *members = doc_set_array(web->arena, web->view, S("members"));
    size_t count = case_parts(web, &case_team_member_type, file, &parts);
    for (size_t i = 0; i < count; i++) {
        const struct case_team_member *member = case_team_member_of(parts[i]);
        struct doc *row = doc_add_object(web->arena, members);
        doc_set_uuid(web->arena, row, S("member_id"), parts[i]->id);
        doc_set_text(web->arena, row, S("member_name"), case_name(names, member->user.id));
        doc_set_text(web->arena, row, S("member_role"), case_choice(web, parts[i], "role"));
        struct slice until = case_day(web, &member->until);
        doc_set_text(web->arena, row, S("member_until"),
                     until.len ? web_tr_fill(web, TR("until {1}"), until, S("")) : S(""));
    }
}

static enum outcome team_show(struct web *web) {
    struct record *file = case_read(web, NULL);
    if (!file || !case_may_write(web, file)) return OUTCOME_NOT_FOUND;
    case_head(web, file, TR("Team"));
    doc_set_int(web->arena, web->view, S("case_version"), file->version);
    worker_field(web, file);
    member_fields(web);
    members_add(web, file);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome case_team_page(struct web *web) {
    return team_show(web);
}

/* ---- writing ---- */

/* Only colleagues of the list: an id from elsewhere is none. */
static bool colleague_read(struct web *web, const char *name, struct value *user) {
    struct plain_choice *choices;
    struct slice chosen = web_field(web, slice_of(name));
    size_t count = case_colleagues(web, SHARED_ORG, &choices);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(choices[i].value, chosen)) continue;
        user->present = true;
        return uuid_parse(chosen, &user->id);
    }
    return refuse(&web->refusal, slice_of(name), "Choose a colleague from the list.");
}

static enum outcome refused(struct web *web) {
    web->response->status = web_status(OUTCOME_REFUSED);
    return team_show(web);
}

static enum outcome worker_write(struct web *web, const struct record *file) {
    struct change *change = case_change(web, CHANGE_UPDATE, &case_file_type, file);
    struct value worker = {0};
    if (!slice_to_int64(web_field(web, S("version")), &change->base_version)) return OUTCOME_MALFORMED;
    if (!colleague_read(web, "worker", &worker)) return refused(web);
    change_set_value(change, "case_worker", worker);
    bool stays = case_may_approve(web) || uuid_equal(worker.id, web->actor->user_id);
    return case_write(web, change, 1, case_href(web, file, stays ? "/team" : ""), team_show);
}

static enum outcome member_write(struct web *web, const struct record *file) {
    struct change *change = case_change(web, CHANGE_CREATE, &case_team_member_type, file);
    const struct field *until = record_type_field(&case_team_member_type, S("until"));
    struct value user = {0}, day = {0};
    bool good = colleague_read(web, "user", &user);
    good =
        value_parse_input(web->arena, until, web_field(web, S("until")), S(""), &day, &web->refusal) && good;
    if (!good) return refused(web);
    change_set_value(change, "case_file", value_of_id(file->id));
    change_set_value(change, "user", user);
    change_set_value(change, "role", value_of_text(web_field(web, S("role"))));
    change_set_value(change, "until", day);
    return case_write(web, change, 1, case_href(web, file, "/team"), team_show);
}

static enum outcome member_remove(struct web *web, const struct record *file) {
    struct uuid id;
    bool named = uuid_parse(web_field(web, S("member")), &id);
    struct record *member = named ? case_part_read(web, file, &case_team_member_type, id) : NULL;
    if (!member) return OUTCOME_NOT_FOUND;
    struct change *change = case_change(web, CHANGE_DELETE, &case_team_member_type, member);
    change->reason = S("Left the team");
    return case_write(web, change, 1, case_href(web, file, "/team"), team_show);
}

enum outcome case_team_post(struct web *web) {
    struct record *file = case_read(web, NULL);
    if (!file || !case_may_write(web, file)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice what = web_field(web, S("do"));
    if (slice_equal(what, S("worker"))) return worker_write(web, file);
    if (slice_equal(what, S("add"))) return member_write(web, file);
    return slice_equal(what, S("remove")) ? member_remove(web, file) : OUTCOME_MALFORMED;
}
