/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/step_form.h"

#include "catalogue/value.h"
#include "domain/referral/rules.h"
#include "exchange/json_record.h"
#include "web/plain_form.h"
#include "web/referral/referral_view.h"

struct stepping {
    struct record *record;
    const struct step_kind *kind;
};

void step_form_choice(struct web *web, struct doc *fields, const struct record_type *type, const char *name) {
    const struct field *field = record_type_field(type, slice_of(name));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = field->label,
                                         .control = PLAIN_RADIO,
                                         .required = true,
                                         .set = field->choices,
                                         .value = plain_form_value(web, name, S(""))});
}

static bool stepping_read(struct web *web, const struct record_type *type, const struct step_kind *steps,
                          struct stepping *stepping) {
    stepping->record = web_record_of_path(web, type, 0);
    stepping->kind = steps;
    while (stepping->kind->to && !slice_equal(slice_of(stepping->kind->to), web_arg(web, 1)))
        stepping->kind++;
    if (!stepping->record || !stepping->kind->to) return false;
    return stepping->kind->by_program
               ? access_may(web->actor, type->access, VERB_UPDATE)
               : access_may_record(web->app->access, web->actor, stepping->record, VERB_UPDATE);
}

/* What was never sent has nobody who gives a reason: the program says it. */
static bool is_unasked(const struct stepping *stepping) {
    const struct field *state = record_type_field(stepping->record->type, S("state"));
    return value_is_code(record_value_const(stepping->record, state), "draft");
}

static const char *asks_of(const struct stepping *stepping) {
    return is_unasked(stepping) ? NULL : stepping->kind->asks;
}

static const char *words_of(const struct stepping *stepping) {
    return is_unasked(stepping)
               ? TR("No place is free for this person: it is closed without being sent, and a plan of "
                    "care in the community is needed unless another house takes them.")
               : stepping->kind->words;
}

static void step_show(struct web *web, const struct stepping *stepping) {
    struct record_names *names = record_names_new(web);
    const struct record_type *type = stepping->record->type;
    referral_view_head(web, names, stepping->record, stepping->kind->label);
    doc_set_text(web->arena, web->view, S("step_words"), web_tr(web, words_of(stepping)));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    if (asks_of(stepping)) step_form_choice(web, fields, type, asks_of(stepping));
    struct slice back = record_href(web, type, stepping->record->id);
    referral_view_form(web, arena_printf(web->arena, "%.*s/step/%s", SLICE_ARG(back), stepping->kind->to),
                       stepping->kind->label, back);
}

enum outcome step_form_page(struct web *web, const struct record_type *type, const struct step_kind *steps) {
    struct stepping stepping;
    if (!stepping_read(web, type, steps, &stepping)) return OUTCOME_NOT_FOUND;
    step_show(web, &stepping);
    return OUTCOME_OK;
}

static enum outcome show_again(struct web *web, const struct stepping *stepping) {
    if (web->is_api) return OUTCOME_REFUSED;
    web->response->status = web_status(OUTCOME_REFUSED);
    step_show(web, stepping);
    return OUTCOME_OK;
}

/* As it stands now, with what followed from the step. */
static enum outcome step_answer(struct web *web, const struct stepping *stepping) {
    struct record *now = web_record(web, stepping->record->type, stepping->record->id);
    if (!now) return OUTCOME_NOT_FOUND;
    json_record_add(web->arena, now, 0, web->view);
    return OUTCOME_OK;
}

static enum outcome stepped(struct web *web, struct write_job *job) {
    const struct stepping *stepping = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(web, stepping);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    if (web->is_api) return step_answer(web, stepping);
    return web_redirect(web,
                        arena_join(web->arena, record_href(web, stepping->record->type, stepping->record->id),
                                   S("?done=saved")));
}

enum outcome step_form_post(struct web *web, const struct record_type *type, const struct step_kind *steps) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!stepping_read(web, type, steps, stepping)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, type, stepping->record->org_id);
    change->id = stepping->record->id;
    change->base_version = stepping->record->version;
    change->by_program = stepping->kind->by_program;
    change_set_value(change, "state", value_of_text(slice_of(stepping->kind->to)));
    web->state = stepping;
    const struct field *state = record_type_field(type, S("state"));
    if (!referral_step_check(record_value(stepping->record, state)->text, slice_of(stepping->kind->to),
                             &web->refusal))
        return show_again(web, stepping);
    const struct field *asks =
        asks_of(stepping) ? record_type_field(type, slice_of(asks_of(stepping))) : NULL;
    if (asks) {
        struct value *value = record_value(change->values, asks);
        if (!value_parse_input(web->arena, asks, web_field(web, slice_of(asks->name)), S(""), value,
                               &web->refusal))
            return show_again(web, stepping);
        if (value->present) change_set(change, asks);
    }
    struct slice key = web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key"));
    return web_write(web, change, 1, key, stepped);
}
