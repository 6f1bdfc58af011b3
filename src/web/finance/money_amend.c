/* SPDX-License-Identifier: Apache-2.0 */
/* See money_page.h.  The next version of a budget starts as a copy of the one in force. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/finance/money_page.h"
#include "web/finance/money_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

static bool may_amend(struct web *web, struct money_seen *seen) {
    return money_of_path(web, seen) && seen->may_rows && !uuid_is_zero(seen->picture.budget_id) &&
           access_may_in(web->app->access, web->actor, &budget_type, seen->agreement->org_id, VERB_CREATE);
}

static void amend_show(struct web *web, struct money_seen *seen) {
    struct slice today = date_format_iso(web->arena, date_of_day(seen->day));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Amend the budget")));
    doc_set_text(web->arena, web->view, S("agreement_text"), money_agreement_text(web, seen->agreement));
    doc_set_text(web->arena, web->view, S("step_action"), money_href(web, seen->agreement, "/amend"));
    doc_set_text(web->arena, web->view, S("money_href"), money_href(web, seen->agreement, ""));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    furniture_add_crumb(web, web_tr(web, TR("Money of the agreement")), money_href(web, seen->agreement, ""));
    furniture_add_crumb(web, web_tr(web, TR("Amend the budget")), S(""));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "number",
                                         .label = TR("Number"),
                                         .required = true,
                                         .help = TR("For example Original or Amendment 1."),
                                         .value = plain_form_value(web, "number", S(""))});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "effective_on",
                                         .label = TR("In force from"),
                                         .required = true,
                                         .value = plain_form_value(web, "effective_on", today)});
    plain_form_add_summary(web);
}

enum outcome money_amend_page(struct web *web) {
    struct money_seen *seen = arena_make(web->arena, struct money_seen, 1);
    if (!may_amend(web, seen)) return OUTCOME_NOT_FOUND;
    amend_show(web, seen);
    return OUTCOME_OK;
}

static bool take_field(struct web *web, struct change *change, const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    change_set(change, field);
    return value_parse_input(web->arena, field, web_field(web, slice_of(name)), S(""),
                             record_value(change->values, field), &web->refusal);
}

static void copy_line(struct change *change, struct uuid budget, const struct record *line) {
    for (size_t i = 0; i < line->type->field_count; i++) {
        change->values->values[i] = line->values[i];
        change->sets |= UINT64_C(1) << i;
    }
    change_set_value(change, "budget", (struct value){.present = true, .id = budget});
}

static enum outcome amend_show_again(struct web *web) {
    web->response->status = web_status(OUTCOME_REFUSED);
    amend_show(web, web->state);
    return OUTCOME_OK;
}

static enum outcome amend_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return amend_show_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(
        web, arena_join(web->arena, record_href(web, &budget_type, job->changes[0].id), S("?done=saved")));
}

enum outcome money_amend_post(struct web *web) {
    struct money_seen *seen = arena_make(web->arena, struct money_seen, 1);
    struct record **lines;
    if (!may_amend(web, seen)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct value id = {.present = true, .id = seen->picture.budget_id};
    size_t count = training_records(web, &budget_line_type, "budget", &id, FILTER_EQUAL,
                                    seen->agreement->org_id, &lines, LIMIT_BUDGET_LINES);
    struct change *changes = arena_make(web->arena, struct change, count + 1);
    web->state = seen;
    changes[0] = change_new(web->arena, CHANGE_CREATE, &budget_type, seen->agreement->org_id);
    changes[0].id = uuid_new();
    change_set_value(&changes[0], "agreement", (struct value){.present = true, .id = seen->agreement->id});
    change_set_value(&changes[0], "status", (struct value){.present = true, .text = S("draft")});
    bool good = take_field(web, &changes[0], "number");
    good = take_field(web, &changes[0], "effective_on") && good;
    if (!good) return amend_show_again(web);
    for (size_t i = 0; i < count; i++) {
        changes[i + 1] = change_new(web->arena, CHANGE_CREATE, &budget_line_type, seen->agreement->org_id);
        copy_line(&changes[i + 1], changes[0].id, lines[i]);
    }
    return web_write(web, changes, count + 1, web_field(web, S("_key")), amend_written);
}
