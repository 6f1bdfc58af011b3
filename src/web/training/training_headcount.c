/* SPDX-License-Identifier: Apache-2.0 */
/* Head counts: where no list was kept, a grid of sex and age.  They never become people. */
#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/training/training_count.h"
#include "web/training/training_pages.h"

struct heads {
    struct session_seen seen;
    int64_t by[SEXES_MAX][BANDS_MAX];
    struct record *stored[SEXES_MAX][BANDS_MAX];
    struct slice typed[SEXES_MAX][BANDS_MAX];
    int64_t seen_version[SEXES_MAX][BANDS_MAX];
    int64_t total;
};

/* "f.a15_17". */
static struct slice cell_name(struct web *web, size_t sex, size_t band) {
    return arena_printf(web->arena, "%s.%s", sex_choices.choices[sex].code, age_band_choices.choices[band].code);
}

static enum outcome heads_open(struct web *web, struct heads *heads) {
    if (!training_session(web, &heads->seen)) return OUTCOME_NOT_FOUND;
    if (!access_may_in(web->app->access, web->actor, &headcount_type, heads->seen.record->org_id, VERB_CREATE)) return OUTCOME_FORBIDDEN;
    heads->total = session_count_heads(web, heads->seen.record, heads->by, heads->stored);
    return OUTCOME_OK;
}

/* ---- showing ---- */

static void heads_show_cell(struct web *web, const struct heads *heads, size_t sex, size_t band, struct doc *cells) {
    struct doc *cell = doc_add_object(web->arena, cells);
    struct slice name = cell_name(web, sex, band);
    const struct record *stored = heads->stored[sex][band];
    bool is_wrong = false;
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        is_wrong = is_wrong || slice_equal(item->field, name);
    }
    doc_set_text(web->arena, cell, S("id"), name);
    doc_set_text(web->arena, cell, S("value"), heads->typed[sex][band]);
    doc_set_int(web->arena, cell, S("version"), stored ? stored->version : 0);
    doc_set_bool(web->arena, cell, S("wrong"), is_wrong);
    struct slice label = arena_printf(web->arena, "%.*s, %.*s", SLICE_ARG(web_tr(web, sex_choices.choices[sex].label)),
                                      SLICE_ARG(web_tr(web, age_band_choices.choices[band].label)));
    doc_set_text(web->arena, cell, S("cell_label"), label);
}

static void heads_show(struct web *web, const struct heads *heads) {
    struct doc *view = web->view;
    doc_set_text(web->arena, view, S("page_title"), web_tr(web, TR("Head counts")));
    training_add_crumbs(web, heads->seen.record, TR("Head counts"));
    training_add_head(web, &heads->seen);
    doc_set_text(web->arena, view, S("key"), uuid_format(web->arena, uuid_new()));
    doc_set_text(web->arena, view, S("heads_total"), format_number(web->arena, &web->locale, heads->total));
    struct doc *columns = doc_set_array(web->arena, view, S("columns"));
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        doc_set_text(web->arena, doc_add_object(web->arena, columns), S("label"), web_tr(web, sex_choices.choices[sex].label));
    }
    struct doc *rows = doc_set_array(web->arena, view, S("rows"));
    for (size_t band = 0; band < age_band_choices.count; band++) {
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("row_label"), web_tr(web, age_band_choices.choices[band].label));
        struct doc *cells = doc_set_array(web->arena, row, S("cells"));
        for (size_t sex = 0; sex < sex_choices.count; sex++) {
            heads_show_cell(web, heads, sex, band, cells);
        }
    }
    training_add_summary(web, TR("This cannot be saved as it is."));
    struct slice action = training_href(web, heads->seen.record, "/headcount");
    furniture_keep_form(web, &(struct furniture_form){.id = "heads", .action = action, .look = "do", .look_value = "look"});
}

enum outcome headcount_page(struct web *web) {
    struct heads *heads = arena_make(web->arena, struct heads, 1);
    enum outcome outcome = heads_open(web, heads);
    if (outcome != OUTCOME_OK) return outcome;
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        for (size_t band = 0; band < age_band_choices.count; band++) {
            if (heads->stored[sex][band]) heads->typed[sex][band] = format_number(web->arena, &web->locale, heads->by[sex][band]);
        }
    }
    heads_show(web, heads);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static struct change heads_create(struct web *web, const struct heads *heads, size_t sex, size_t band, struct value people) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &headcount_type, heads->seen.record->org_id);
    change_set_value(&change, "session", (struct value){.present = true, .id = heads->seen.record->id});
    change_set_value(&change, "sex", (struct value){.present = true, .text = slice_of(sex_choices.choices[sex].code)});
    change_set_value(&change, "age_band", (struct value){.present = true, .text = slice_of(age_band_choices.choices[band].code)});
    change_set_value(&change, "people", people);
    return change;
}

/* The change one cell asks for; false when it asks for none. */
static bool heads_plan_cell(struct web *web, struct heads *heads, size_t sex, size_t band, struct change *change) {
    const struct field *field = record_type_field(&headcount_type, S("people"));
    const struct record *stored = heads->stored[sex][band];
    struct slice name = cell_name(web, sex, band);
    struct refusal refusal = REFUSAL_IN(web->arena);
    struct value people = {0};
    bool good = value_parse_input(web->arena, field, heads->typed[sex][band], S(""), &people, &refusal) && value_check(field, &people, &refusal);
    refusal_add_at(&web->refusal, name, &refusal);
    if (!good || (people.present ? stored && heads->by[sex][band] == people.number : !stored)) return false;
    if ((stored ? stored->version : 0) != heads->seen_version[sex][band]) {
        struct slice now = stored ? format_number(web->arena, &web->locale, heads->by[sex][band]) : S("–");
        return refuse_with(&web->refusal, name, "Somebody else changed this number meanwhile to {1}. Save again to keep yours.", now, S(""));
    }
    if (!stored) {
        *change = heads_create(web, heads, sex, band, people);
        return true;
    }
    *change = change_new(web->arena, people.present ? CHANGE_UPDATE : CHANGE_DELETE, &headcount_type, stored->org_id);
    change->id = stored->id;
    change->base_version = stored->version;
    if (people.present) change_set_value(change, "people", people);
    else change->reason = S("The number was emptied on the head count page.");
    return true;
}

static enum outcome heads_refused(struct web *web, const struct heads *heads, int status) {
    web->response->status = status;
    heads_show(web, heads);
    return OUTCOME_OK;
}

static enum outcome heads_written(struct web *web, struct write_job *job) {
    struct heads *heads = web->state;
    if (job->outcome == OUTCOME_OK) return web_redirect(web, training_href(web, heads->seen.record, "?done=saved"));
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    struct slice kept[SEXES_MAX][BANDS_MAX];
    memcpy(kept, heads->typed, sizeof kept);
    memset(heads, 0, sizeof *heads);
    enum outcome outcome = heads_open(web, heads);
    if (outcome != OUTCOME_OK) return outcome;
    memcpy(heads->typed, kept, sizeof kept);
    if (refusal_is_empty(&web->refusal)) refuse(&web->refusal, S(""), "Somebody changed these numbers meanwhile. Look at them and save again.");
    return heads_refused(web, heads, web_status(job->outcome));
}

enum outcome headcount_save(struct web *web) {
    struct heads *heads = arena_make(web->arena, struct heads, 1);
    struct change *changes = arena_make(web->arena, struct change, SEXES_MAX * BANDS_MAX);
    size_t count = 0;
    enum outcome outcome = heads_open(web, heads);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        for (size_t band = 0; band < age_band_choices.count; band++) {
            struct slice name = cell_name(web, sex, band);
            heads->typed[sex][band] = web_field(web, name);
            slice_to_int64(web_field(web, arena_join(web->arena, name, S(".version"))), &heads->seen_version[sex][band]);
            if (heads_plan_cell(web, heads, sex, band, &changes[count])) count++;
        }
    }
    if (slice_equal(web_field(web, S("do")), S("look"))) {
        web->refusal = REFUSAL_IN(web->arena);
        return heads_refused(web, heads, 200);
    }
    if (!refusal_is_empty(&web->refusal)) return heads_refused(web, heads, web_status(OUTCOME_REFUSED));
    if (!count) return web_redirect(web, training_href(web, heads->seen.record, "?done=saved"));
    web->state = heads;
    struct slice key = uuid_format(web->arena, web_form_identity(web, web_field(web, S("key"))));
    return web_write(web, changes, count, arena_join(web->arena, S("heads-"), key), heads_written);
}
