/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/merge_page.h"

#include "base/limits.h"
#include "domain/people/person_merge.h"
#include "domain/records.h"
#include "store/view.h"
#include "web/furniture.h"
#include "web/people/person_alike.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/training/training_load.h"

enum { MERGES_SHOWN = 20, ALIKE_SHOWN = 5 };

struct slice people_posted(struct web *web, const char *name) {
    if (!web->is_api) return slice_trim(web_field(web, slice_of(name)));
    if (!web->state) web->state = doc_parse_json(web->arena, web->http->body, &web->refusal);
    return web->state ? doc_get_text(web->state, slice_of(name)) : S("");
}

/* ---- the two ---- */

struct couple {
    struct record *stays, *goes;
};

static struct record *person_by_id(struct web *web, struct slice text) {
    struct view view = web_view(web, &person_type);
    struct record *person;
    struct uuid id;
    if (!uuid_parse(text, &id)) return NULL;
    return query_get(web->app->store, web_db(web), web->arena, &view, &person_type, id, &person, NULL)
               ? person
               : NULL;
}

static bool may_merge(struct web *web, const struct record *person) {
    return person && person_merge_may(web->app->access, web->actor, person);
}

static bool couple_find(struct web *web, struct slice with, struct couple *couple) {
    couple->stays = person_by_id(web, web_arg(web, 0));
    couple->goes = person_by_id(web, with);
    bool good = may_merge(web, couple->stays) && may_merge(web, couple->goes);
    return good && !couple->stays->deleted_ms && !couple->goes->deleted_ms &&
           !uuid_equal(couple->stays->id, couple->goes->id) &&
           uuid_equal(couple->stays->org_id, couple->goes->org_id);
}

static struct slice person_href(struct web *web, struct uuid id, const char *behind) {
    return arena_printf(web->arena, "/people/%.*s%s", SLICE_ARG(uuid_format(web->arena, id)), behind);
}

static void side_show(struct web *web, const char *name, const struct record *person) {
    struct doc *side = doc_set_object(web->arena, web->view, slice_of(name));
    doc_set_uuid(web->arena, side, S("id"), person->id);
    doc_set_text(web->arena, side, S("name"), training_name(web, person));
    doc_set_text(web->arena, side, S("detail"), training_detail(web, person, clock_today()));
    doc_set_text(web->arena, side, S("href"), person_href(web, person->id, ""));
    doc_set_int(web->arena, side, S("version"), person->version);
    doc_set_text(web->arena, side, S("entered"),
                 format_instant(web->arena, &web->locale, person->created_ms));
}

/* ---- the choice per field ---- */

static struct slice take_name(struct web *web, const struct field *field) {
    return arena_printf(web->arena, "take.%s", field->name);
}

static bool takes_theirs(struct web *web, const struct couple *couple, size_t i) {
    if (web->http->method != HTTP_POST) return person_merge_default(couple->stays, couple->goes) >> i & 1;
    struct slice chosen = people_posted(web, take_name(web, &person_type.fields[i]).s);
    if (!chosen.len) return person_merge_default(couple->stays, couple->goes) >> i & 1;
    return slice_equal(chosen, S("theirs"));
}

static uint64_t taken_fields(struct web *web, const struct couple *couple) {
    uint64_t taken = 0;
    for (size_t i = 0; i < person_type.field_count; i++) {
        if (takes_theirs(web, couple, i)) taken |= UINT64_C(1) << i;
    }
    return taken;
}

static void field_show(struct web *web, struct record_names *names, struct doc *rows,
                       const struct couple *couple, size_t i) {
    const struct field *field = &person_type.fields[i];
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("row_label"), web_tr(web, field->label));
    doc_set_text(web->arena, row, S("row_field"), slice_of(field->name));
    doc_set_text(web->arena, row, S("take_name"), take_name(web, field));
    doc_set_text(web->arena, row, S("mine"), record_cell_of(names, couple->stays, field, false).text);
    doc_set_text(web->arena, row, S("theirs"), record_cell_of(names, couple->goes, field, false).text);
    doc_set_bool(web->arena, row, S("differs"),
                 !value_equal(field, &couple->stays->values[i], &couple->goes->values[i]));
    doc_set_bool(web->arena, row, S("take_theirs"), takes_theirs(web, couple, i));
}

static void fields_show(struct web *web, const struct couple *couple) {
    struct record_names *names = record_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < person_type.field_count; i++) {
        if (couple->stays->values[i].present || couple->goes->values[i].present)
            field_show(web, names, rows, couple, i);
    }
}

/* ---- what moves ---- */

static bool is_bookkeeping(const struct record_type *type) {
    return type == &person_merge_type || type == &merge_step_type || type == &person_pair_type ||
           type == &person_type;
}

static void moving_show(struct web *web, const struct merge_plan *plan) {
    struct doc *items = doc_set_array(web->arena, web->view, S("moving"));
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        const struct record_type *type = mlup_catalogue.types[t];
        int64_t count = 0;
        for (size_t i = 0; i < plan->count; i++)
            count += plan->changes[i].type == type;
        if (!count || is_bookkeeping(type)) continue;
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("what"), web_tr(web, type->plural));
        doc_set_text(web->arena, item, S("how_many"), format_number(web->arena, &web->locale, count));
    }
}

static void merge_show(struct web *web, const struct couple *couple) {
    struct merge_plan plan = {.count = 0};
    struct refusal none = REFUSAL_IN(web->arena);
    struct store *store = web->app->store;
    furniture_add_crumb(web, web_tr(web, TR("People")), S("/people"));
    furniture_add_crumb(web, training_name(web, couple->stays), person_href(web, couple->stays->id, ""));
    furniture_add_crumb(web, web_tr(web, TR("Make one of two")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Make one of two")));
    side_show(web, "stays", couple->stays);
    side_show(web, "goes", couple->goes);
    struct view view = web_view(web, &person_type);
    struct person_score score =
        person_score_stored(store, web_db(web), web->arena, &view, couple->stays, couple->goes);
    person_score_show(web, doc_set_object(web->arena, web->view, S("about")), &score);
    fields_show(web, couple);
    if (person_merge_plan(store, web_db(web), web->arena, couple->stays, couple->goes, 0, S(""), &plan,
                          &none))
        moving_show(web, &plan);
    doc_set_text(web->arena, web->view, S("reason_text"),
                 web->http->method == HTTP_POST ? people_posted(web, "reason") : S(""));
    doc_set_text(web->arena, web->view, S("post_href"), person_href(web, couple->stays->id, "/merge"));
    struct slice turned = person_href(web, couple->goes->id, "/merge?with=");
    doc_set_text(web->arena, web->view, S("turn_href"),
                 arena_join(web->arena, turned, uuid_format(web->arena, couple->stays->id)));
    plain_form_add_summary(web);
}

enum outcome person_merge_page(struct web *web) {
    struct couple couple;
    if (!couple_find(web, http_query(web->http, S("with")), &couple)) return OUTCOME_NOT_FOUND;
    merge_show(web, &couple);
    return OUTCOME_OK;
}

/* ---- writing ---- */

/* The steps are written as the program's; what is shown afterwards is shown to the reader again. */
static enum outcome write_as_program(struct web *web, struct merge_plan *plan, web_after after) {
    struct actor *program = arena_make(web->arena, struct actor, 1);
    const struct actor *reader = web->actor;
    *program = person_merge_actor(reader);
    web->actor = program;
    enum outcome outcome = web_write(web, plan->changes, plan->count, S(""), after);
    web->actor = reader;
    return outcome;
}

/* Refused items name a field of one of many changes: here they are about the whole. */
static void take_refusal(struct web *web, const struct write_job *job) {
    web->refusal = REFUSAL_IN(web->arena);
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody changed one of the two meanwhile. Look at them again.");
    refusal_add_at(&web->refusal, S(""), &job->refusal);
}

static enum outcome merged(struct web *web, struct write_job *job) {
    struct couple couple;
    if (job->outcome == OUTCOME_OK && web->is_api) {
        doc_set_uuid(web->arena, web->view, S("merge"), job->changes[0].id);
        return OUTCOME_OK;
    }
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, arena_join(web->arena, S("/people/"),
                                            arena_join(web->arena, web_arg(web, 0), S("?done=merged"))));
    take_refusal(web, job);
    bool again = job->outcome == OUTCOME_REFUSED || job->outcome == OUTCOME_CONFLICT;
    if (web->is_api || !again || !couple_find(web, people_posted(web, "with"), &couple)) return job->outcome;
    merge_show(web, &couple);
    web->response->status = web_status(job->outcome);
    return OUTCOME_OK;
}

/* The versions that the page showed: who merges decides about what was seen. */
static void take_versions(struct web *web, struct couple *couple) {
    int64_t version;
    if (slice_to_int64(people_posted(web, "stays_version"), &version) && version > 0)
        couple->stays->version = version;
    if (slice_to_int64(people_posted(web, "goes_version"), &version) && version > 0)
        couple->goes->version = version;
}

enum outcome person_merge_post(struct web *web) {
    struct couple couple;
    struct merge_plan plan;
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    struct slice with = people_posted(web, "with"), reason = people_posted(web, "reason");
    if (web->is_api && !web->state) return OUTCOME_MALFORMED;
    if (!couple_find(web, with, &couple)) return OUTCOME_NOT_FOUND;
    uint64_t taken = taken_fields(web, &couple);
    take_versions(web, &couple);
    if (!reason.len) reason = S("The same person, entered twice");
    if (!person_merge_plan(web->app->store, web_db(web), web->arena, couple.stays, couple.goes, taken, reason,
                           &plan, &web->refusal)) {
        return OUTCOME_REFUSED;
    }
    return write_as_program(web, &plan, merged);
}

/* ---- taking it back ---- */

static struct record *merge_find(struct web *web, struct slice text) {
    struct record *stays = person_by_id(web, web_arg(web, 0));
    struct uuid id;
    if (!may_merge(web, stays) || !uuid_parse(text, &id)) return NULL;
    struct record *merge = web_record(web, &person_merge_type, id);
    return merge && uuid_equal(person_merge_of(merge)->survivor.id, stays->id) ? merge : NULL;
}

static void unmerge_show(struct web *web, const struct record *merge) {
    const struct person_merge *about = person_merge_of(merge);
    struct record *stays = person_by_id(web, web_arg(web, 0)),
                  *goes = person_by_id(web, uuid_format(web->arena, about->merged.id));
    furniture_add_crumb(web, web_tr(web, TR("People")), S("/people"));
    furniture_add_crumb(web, training_name(web, stays), person_href(web, stays->id, ""));
    furniture_add_crumb(web, web_tr(web, TR("Make two of one again")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Make two of one again")));
    side_show(web, "stays", stays);
    if (goes) side_show(web, "goes", goes);
    doc_set_uuid(web->arena, web->view, S("merge_id"), merge->id);
    doc_set_text(web->arena, web->view, S("when_text"),
                 format_instant(web->arena, &web->locale, merge->created_ms));
    doc_set_text(web->arena, web->view, S("post_href"), person_href(web, stays->id, "/unmerge"));
    doc_set_text(web->arena, web->view, S("reason_text"),
                 web->http->method == HTTP_POST ? people_posted(web, "reason") : S(""));
    plain_form_add_summary(web);
}

enum outcome person_unmerge_page(struct web *web) {
    struct record *merge = merge_find(web, http_query(web->http, S("merge")));
    if (!merge) return OUTCOME_NOT_FOUND;
    unmerge_show(web, merge);
    return OUTCOME_OK;
}

static enum outcome unmerged(struct web *web, struct write_job *job) {
    if (job->outcome == OUTCOME_OK && web->is_api) return OUTCOME_OK;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, arena_join(web->arena, S("/people/"),
                                            arena_join(web->arena, web_arg(web, 0), S("?done=unmerged"))));
    take_refusal(web, job);
    struct record *merge = merge_find(web, people_posted(web, "merge"));
    if (web->is_api || !merge || job->outcome != OUTCOME_REFUSED) return job->outcome;
    unmerge_show(web, merge);
    web->response->status = web_status(job->outcome);
    return OUTCOME_OK;
}

enum outcome person_unmerge_post(struct web *web) {
    struct merge_plan plan;
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    struct slice reason = people_posted(web, "reason");
    if (web->is_api && !web->state) return OUTCOME_MALFORMED;
    struct record *merge = merge_find(web, people_posted(web, "merge"));
    if (!merge) return OUTCOME_NOT_FOUND;
    if (!reason.len) reason = S("They are two people after all");
    if (!person_unmerge_plan(web->app->store, web_db(web), web->arena, merge, reason, &plan, &web->refusal))
        return OUTCOME_REFUSED;
    return write_as_program(web, &plan, unmerged);
}

/* ---- a person's page ---- */

bool person_leads_on(struct web *web, const struct record *person) {
    if (!person->deleted_ms) return false;
    struct record *merge =
        person_merge_of_merged(web->app->store, web_db(web), web->arena, person->org_id, person->id);
    if (!merge) return false;
    web_redirect(
        web,
        arena_join(web->arena, person_href(web, person_merge_of(merge)->survivor.id, "?done=led-on"), S("")));
    return true;
}

static void link_row(struct web *web, struct doc *rows, const char *label, struct slice who,
                     struct slice detail, const char *action, struct slice href) {
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    promise_view_cell(web, cells, web_tr(web, label), who, false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("What is known")), detail, false, S(""));
    promise_view_cell(web, cells, web_tr(web, TR("What to do")), web_tr(web, action), false, href);
}

static struct doc *link_table(struct web *web, struct doc *section, const char *label) {
    struct doc *table = record_section_table(web, section);
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    promise_view_column(web, columns, web_tr(web, label), false);
    promise_view_column(web, columns, web_tr(web, TR("What is known")), false);
    promise_view_column(web, columns, web_tr(web, TR("What to do")), false);
    return doc_set_array(web->arena, table, S("rows"));
}

static void merges_show(struct web *web, const struct record *person, struct doc *sections) {
    struct record *merges[MERGES_SHOWN];
    size_t count = person_merges_of_survivor(web->app->store, web_db(web), web->arena, person->org_id,
                                             person->id, merges, MERGES_SHOWN);
    if (!count) return;
    struct doc *section = record_section_add(web, sections, TR("Merged into this person"), S(""), S(""), "");
    struct doc *rows = link_table(web, section, TR("Person merged"));
    for (size_t i = 0; i < count; i++) {
        struct uuid gone = person_merge_of(merges[i])->merged.id;
        struct record *goes = person_by_id(web, uuid_format(web->arena, gone));
        struct slice href = arena_join(web->arena, person_href(web, person->id, "/unmerge?merge="),
                                       uuid_format(web->arena, merges[i]->id));
        link_row(web, rows, TR("Person merged"), goes ? training_name(web, goes) : S("–"),
                 goes ? training_detail(web, goes, clock_today()) : S(""), TR("Take the merge back"), href);
    }
}

static void alike_show(struct web *web, const struct record *person, struct doc *sections) {
    struct person_candidate found[ALIKE_SHOWN];
    struct view view = web_view(web, &person_type);
    size_t count =
        person_candidates(web->app->store, web_db(web), web->arena, &view, person, found, ALIKE_SHOWN);
    struct doc *rows = NULL;
    for (size_t i = 0; i < count; i++) {
        struct record *pair = person_pair_find(web->app->store, web_db(web), web->arena, person->org_id,
                                               person->id, found[i].record->id);
        if (pair && slice_equal(person_pair_of(pair)->state.text, S("different"))) continue;
        if (!rows)
            rows = link_table(web,
                              record_section_add(web, sections, TR("May be the same person"), S(""),
                                                 S("/people/duplicates"), TR("All possible duplicates")),
                              TR("Person"));
        struct slice href = arena_join(web->arena, person_href(web, person->id, "/merge?with="),
                                       uuid_format(web->arena, found[i].record->id));
        link_row(web, rows, TR("Person"), training_name(web, found[i].record),
                 training_detail(web, found[i].record, clock_today()), TR("Compare the two"), href);
    }
}

void person_merge_sections(struct web *web, const struct record *person, struct doc *sections) {
    if (person->deleted_ms || !may_merge(web, person)) return;
    alike_show(web, person, sections);
    merges_show(web, person, sections);
}
