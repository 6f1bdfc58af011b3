/* SPDX-License-Identifier: Apache-2.0 */
/* See money_page.h.  Request, pay, submit, accept, return: the table of steps (domain/finance/flow.h) as
 * buttons. */
#include "catalogue/value.h"
#include "domain/finance/flow.h"
#include "domain/records.h"
#include "web/errors.h"
#include "web/finance/money_page.h"
#include "web/finance/money_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

/* A record of money and the step it is to take. */
struct stepping {
    struct record *record;
    const struct flow_step *step;
};

static const struct value *status_of(const struct record *record) {
    return record_value_const(record, record_type_field(record->type, S("status")));
}

static bool has_steps(const struct record_type *type) {
    size_t count;
    const struct flow_step *steps = flow_steps(&count);
    for (size_t i = 0; i < count; i++) {
        if (steps[i].type == type) return true;
    }
    return false;
}

/* /money/{type}/{id}/{step}: a step that this record may take now and this reader may make. */
static bool stepping_read(struct web *web, struct stepping *stepping) {
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    stepping->record = type && has_steps(type) ? web_record_of_path(web, type, 1) : NULL;
    if (!stepping->record) return false;
    stepping->step = flow_find(type, status_of(stepping->record)->text, web_arg(web, 2));
    return stepping->step && stepping->step->label && flow_may(web->actor, stepping->step->who) &&
           access_may_record(web->app->access, web->actor, stepping->record, VERB_UPDATE);
}

static struct slice step_href(struct web *web, const struct record *record, const char *to) {
    return arena_printf(web->arena, "/money/%s/%.*s/%s", record->type->path,
                        SLICE_ARG(uuid_format(web->arena, record->id)), to);
}

/* What follows on a paid advance: its receipts, or the money back. */
static void add_follow_up(struct web *web, const struct record *record, struct doc *actions) {
    static const struct {
        const struct record_type *type;
        const char *label, *state;
    } follow_ups[] = {{&liquidation_type, TR("New liquidation"), "draft"}, {&refund_type, TR("New refund"), "sent"}};
    if (record->type != &advance_type || !slice_equal(status_of(record)->text, S("paid"))) return;
    for (size_t i = 0; i < ARRAY_LEN(follow_ups); i++) {
        const struct record_type *type = follow_ups[i].type;
        if (!access_may_in(web->app->access, web->actor, type, record->org_id, VERB_CREATE)) continue;
        furniture_add_action(web, actions, follow_ups[i].label,
                             arena_printf(web->arena, "/%s/new?advance=%.*s&status=%s", type->path,
                                          SLICE_ARG(uuid_format(web->arena, record->id)),
                                          follow_ups[i].state),
                             false);
    }
}

void money_step_actions(struct web *web, const struct record *record, struct doc *actions) {
    size_t count;
    const struct flow_step *steps = flow_steps(&count);
    if (record->deleted_ms || !has_steps(record->type) ||
        !access_may_record(web->app->access, web->actor, record, VERB_UPDATE))
        return;
    for (size_t i = 0; i < count; i++) {
        bool here = steps[i].type == record->type && steps[i].label &&
                    slice_equal(slice_of(steps[i].from), status_of(record)->text);
        if (!here || !flow_may(web->actor, steps[i].who)) continue;
        furniture_add_action(web, actions, steps[i].label, step_href(web, record, steps[i].to),
                             !steps[i].returns);
    }
    add_follow_up(web, record, actions);
}

void money_agreement_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms ||
        !access_may_in(web->app->access, web->actor, &budget_type, record->org_id, VERB_READ))
        return;
    furniture_add_action(web, actions, TR("Money of the agreement"), money_href(web, record, ""), false);
    if (uuid_equal(record->org_id, web->actor->org_id) && web_view(web, &care_cost_type).allowed)
        furniture_add_action(web, actions, TR("Spending on services"), S("/care-costs"), false);
}

/* ---- the form ---- */

static void add_field(struct web *web, struct doc *fields, const struct record *record, const char *name,
                      bool required) {
    const struct field *field = record_type_field(record->type, slice_of(name));
    const struct value *value = record_value_const(record, field);
    struct slice known = S("");
    if (value->present)
        known = field->kind == KIND_DATE ? date_format_iso(web->arena, value->date) : value->text;
    else if (field->kind == KIND_DATE && required)
        known = date_format_iso(web->arena, clock_today());
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = field->label,
                                         .help = field->help,
                                         .required = required,
                                         .value = plain_form_value(web, name, known)});
}

static bool type_has(const struct record_type *type, const char *name) {
    return record_type_field(type, slice_of(name)) != NULL;
}

static void form_fields(struct web *web, const struct stepping *stepping) {
    const struct record_type *type = stepping->record->type;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    if (stepping->step->day) add_field(web, fields, stepping->record, stepping->step->day, true);
    if (stepping->step->reason) add_field(web, fields, stepping->record, stepping->step->reason, true);
    if (slice_equal(slice_of(stepping->step->to), S("paid"))) {
        add_field(web, fields, stepping->record, "liquidate_by", false);
        add_field(web, fields, stepping->record, "reference", false);
    }
    if (type_has(type, "override_reason") && !stepping->step->returns)
        add_field(web, fields, stepping->record, "override_reason", false);
}

static void step_show(struct web *web, const struct stepping *stepping) {
    struct record_names *names = record_names_new(web);
    const struct record_type *type = stepping->record->type;
    struct slice title = record_label(names, stepping->record),
                 href = record_href(web, type, stepping->record->id);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, stepping->step->label));
    doc_set_text(web->arena, web->view, S("record_text"), title);
    doc_set_text(web->arena, web->view, S("record_kind"), web_tr(web, type->label));
    doc_set_text(web->arena, web->view, S("record_href"), href);
    doc_set_text(web->arena, web->view, S("step_action"),
                 step_href(web, stepping->record, stepping->step->to));
    doc_set_text(web->arena, web->view, S("step_label"), web_tr(web, stepping->step->label));
    doc_set_text(web->arena, web->view, S("record_version"),
                 arena_printf(web->arena, "%lld", (long long)stepping->record->version));
    struct slice key = plain_form_value(web, "_key", uuid_format(web->arena, uuid_new()));
    doc_set_text(web->arena, web->view, S("form_key"), key);
    furniture_add_crumb(web, web_tr(web, type->plural), arena_join(web->arena, S("/"), slice_of(type->path)));
    furniture_add_crumb(web, title, href);
    furniture_add_crumb(web, web_tr(web, stepping->step->label), S(""));
    form_fields(web, stepping);
    plain_form_add_summary(web);
}

enum outcome money_step_page(struct web *web) {
    struct stepping stepping;
    if (!stepping_read(web, &stepping)) return OUTCOME_NOT_FOUND;
    step_show(web, &stepping);
    return OUTCOME_OK;
}

/* ---- the step ---- */

/* False after a refusal. */
static bool take_field(struct web *web, struct change *change, const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    if (!field || !value_parse_input(web->arena, field, web_field(web, slice_of(name)), S(""),
                                     record_value(change->values, field), &web->refusal)) {
        return field == NULL;
    }
    change_set(change, field);
    return true;
}

static bool posted_has(struct web *web, const char *name) {
    for (size_t i = 0; i < web->form.count; i++) {
        if (slice_equal(web->form.fields[i].name, slice_of(name))) return true;
    }
    return false;
}

static bool take_fields(struct web *web, const struct stepping *stepping, struct change *change) {
    static const char *const names[] = {"liquidate_by", "reference", "override_reason"};
    bool good = true;
    if (stepping->step->day && posted_has(web, stepping->step->day))
        good = take_field(web, change, stepping->step->day);
    if (stepping->step->reason) good = take_field(web, change, stepping->step->reason) && good;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (posted_has(web, names[i])) good = take_field(web, change, names[i]) && good;
    }
    const struct field *status = record_type_field(change->type, S("status"));
    *record_value(change->values, status) =
        (struct value){.present = true, .text = slice_of(stepping->step->to)};
    change_set(change, status);
    return good;
}

static enum outcome step_show_again(struct web *web) {
    web->response->status = web_status(OUTCOME_REFUSED);
    step_show(web, web->state);
    return OUTCOME_OK;
}

static enum outcome step_written(struct web *web, struct write_job *job) {
    const struct stepping *stepping = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return step_show_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web,
                        arena_join(web->arena, record_href(web, stepping->record->type, stepping->record->id),
                                   S("?done=saved")));
}

enum outcome money_step_post(struct web *web) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!stepping_read(web, stepping)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, stepping->record->type, stepping->record->org_id);
    change->id = stepping->record->id;
    web->state = stepping;
    if (!slice_to_int64(web_field(web, S("_version")), &change->base_version)) return OUTCOME_MALFORMED;
    if (!take_fields(web, stepping, change)) return step_show_again(web);
    return web_write(web, change, 1, web_field(web, S("_key")), step_written);
}
