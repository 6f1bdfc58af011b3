/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file of two: the file of the address stays.  Both are named by their codes; what is sealed in them is
 * shown beside each other only to who works on both, and each look is logged.
 */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/case_match.h"
#include "domain/care/case_merge.h"
#include "domain/care/case_pair.h"
#include "domain/care/rules.h"
#include "exchange/json_record.h"
#include "web/care/case_alike.h"
#include "web/care/case_clash_view.h"
#include "web/care/case_merge_parts.h"
#include "web/care/case_pages.h"
#include "web/care/case_timeline.h"
#include "web/furniture.h"
#include "web/people/person_alike.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

struct couple {
    struct record *stays, *goes;
    bool opens; /* both to the reader */
};

static struct record *file_here(struct web *web) {
    struct record *file = case_read(web, NULL);
    return file && !file->deleted_ms && access_may(web->actor, ACCESS_CASE, VERB_REVEAL) ? file : NULL;
}

/* By id or by the code that people know. */
static struct record *other_file(struct web *web, const struct record *file, struct slice typed) {
    struct uuid id;
    if (!uuid_parse(typed, &id)) id = case_file_by_code(web_db(web), file->org_id, typed);
    struct record *other = uuid_is_zero(id) ? NULL : web_record(web, &case_file_type, id);
    bool fits = other && uuid_equal(other->org_id, file->org_id) && !uuid_equal(other->id, file->id);
    return fits && !case_file_of(other)->erased_on.present ? other : NULL;
}

/* ---- the two beside each other ---- */

static bool opens_to_reader(struct web *web, const struct record *file) {
    return query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, file);
}

/* Only when both open to the reader, in two lines of the log. */
static void couple_open(struct web *web, struct couple *couple) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    struct slice purpose = web_tr(web, TR("To make one file of two"));
    struct store *store = web->app->store;
    couple->opens = opens_to_reader(web, couple->stays) && opens_to_reader(web, couple->goes) &&
                    query_reveal(store, web_db(web), web->arena, web->actor, couple->stays, purpose,
                                 &ignored) == OUTCOME_OK &&
                    query_reveal(store, web_db(web), web->arena, web->actor, couple->goes, purpose,
                                 &ignored) == OUTCOME_OK;
}

static void side_show(struct web *web, const char *name, const struct record *file) {
    struct doc *side = doc_set_object(web->arena, web->view, slice_of(name));
    const struct case_file *values = case_file_of(file);
    doc_set_uuid(web->arena, side, S("side_id"), file->id);
    doc_set_text(web->arena, side, S("side_code"), file->code);
    doc_set_text(web->arena, side, S("side_href"), case_href(web, file, ""));
    doc_set_text(web->arena, side, S("side_state"), case_choice(web, file, "state"));
    doc_set_text(web->arena, side, S("side_came"), case_day(web, &values->arrived_on));
}

static struct slice take_name(struct web *web, const struct field *field) {
    return arena_printf(web->arena, "take.%s", field->name);
}

static bool takes_theirs(struct web *web, const struct couple *couple, size_t i) {
    struct slice chosen =
        web->http->method == HTTP_POST ? web_field(web, take_name(web, &case_file_type.fields[i])) : S("");
    if (!chosen.len) return case_merge_default(couple->stays, couple->goes) >> i & 1;
    return slice_equal(chosen, S("theirs"));
}

/* Fields that somebody chooses: not what the program keeps, nor what follows from the birth date. */
static bool is_chosen(const struct field *field) {
    return !case_merge_is_own(field) && !names_contain("birth_year age_years", slice_of(field->name));
}

static struct slice value_text(struct record_names *names, struct web *web, const struct record *file,
                               size_t i) {
    if (file->values[i].sealed) return web_tr(web, TR("sealed"));
    return record_cell_of(names, file, &case_file_type.fields[i], false).text;
}

static void field_show(struct web *web, struct record_names *names, struct doc *rows,
                       const struct couple *couple, size_t i) {
    const struct field *field = &case_file_type.fields[i];
    const struct value *mine = &couple->stays->values[i], *theirs = &couple->goes->values[i];
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("row_label"), web_tr(web, field->label));
    doc_set_text(web->arena, row, S("row_field"), slice_of(field->name));
    doc_set_text(web->arena, row, S("take_name"), take_name(web, field));
    doc_set_text(web->arena, row, S("mine"), value_text(names, web, couple->stays, i));
    doc_set_text(web->arena, row, S("theirs"), value_text(names, web, couple->goes, i));
    doc_set_bool(web->arena, row, S("differs"),
                 mine->sealed || theirs->sealed || !value_equal(field, mine, theirs));
    doc_set_bool(web->arena, row, S("take_theirs"), takes_theirs(web, couple, i));
}

static void fields_show(struct web *web, const struct couple *couple) {
    struct record_names *names = record_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        bool any = couple->stays->values[i].present || couple->goes->values[i].present;
        if (any && is_chosen(&case_file_type.fields[i])) field_show(web, names, rows, couple, i);
    }
}

/* Kinds of parts stand together in the order of the catalogue. */
static void moving_show(struct web *web, const struct record *goes) {
    struct case_event *events;
    size_t count = case_events(web, goes, &events);
    struct doc *items = doc_set_array(web->arena, web->view, S("moving"));
    for (size_t i = 0, from = 0; i < count; i++) {
        const struct record_type *type = events[i].record->type;
        if (i + 1 < count && events[i + 1].record->type == type) continue;
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("what"), web_tr(web, type->plural));
        doc_set_text(web->arena, item, S("how_many"),
                     format_number(web->arena, &web->locale, (int64_t)(i + 1 - from)));
        from = i + 1;
    }
}

/* That two names resemble each other tells of both: a guess leaves a line in the log of both files. */
static struct person_score score_told(struct web *web, const struct couple *couple) {
    struct case_candidate about = {
        couple->goes, case_score(web->app->store, web_db(web), web->arena, couple->stays, couple->goes)};
    struct slice purpose = web_tr(web, TR("To make one file of two"));
    struct store *store = web->app->store;
    if (couple->opens) return about.score;
    bool logged = query_log_read(store, web->actor, couple->goes, S("likeness"), purpose) &&
                  query_log_read(store, web->actor, couple->stays, S("likeness"), purpose);
    return logged ? case_alike_told(&about) : (struct person_score){0};
}

static void couple_show(struct web *web, struct couple *couple) {
    couple_open(web, couple);
    struct person_score score = score_told(web, couple);
    doc_set_bool(web->arena, web->view, S("compares"), true);
    side_show(web, "stays", couple->stays);
    side_show(web, "goes", couple->goes);
    doc_set_bool(web->arena, web->view, S("is_sealed"), !couple->opens);
    person_score_show(web, doc_set_object(web->arena, web->view, S("about")), &score);
    fields_show(web, couple);
    case_clashes_show(web, web->view, couple->stays, couple->goes, false);
    case_twins_show(web, web->view, couple->stays, couple->goes, false);
    moving_show(web, couple->goes);
    struct slice turned = case_href(web, couple->goes, "/merge?with=");
    doc_set_text(web->arena, web->view, S("turn_href"), arena_join(web->arena, turned, couple->stays->code));
    doc_set_text(web->arena, web->view, S("reason_text"), plain_form_value(web, "reason", S("")));
}

/* ---- what was proposed and decided ---- */

static void fact_add(struct web *web, struct doc *facts, const char *label, struct slice text) {
    if (!text.len) return;
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("fact_label"), web_tr(web, label));
    doc_set_text(web->arena, fact, S("fact_text"), text);
}

static struct slice taken_text(struct web *web, struct slice taken) {
    struct text out = TEXT_IN(web->arena);
    uint64_t bits = case_merge_read(taken);
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        if (!(bits >> i & 1)) continue;
        if (out.len) text_append(&out, S(", "));
        text_append(&out, web_tr(web, case_file_type.fields[i].label));
    }
    return text_slice(&out);
}

/* Who decides reads why, and that is logged. */
static struct slice reason_of(struct web *web, struct record *record, bool decides) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    if (!decides) return S("");
    enum outcome outcome = query_reveal(web->app->store, web_db(web), web->arena, web->actor, record,
                                        web_tr(web, TR("To decide about a merge")), &ignored);
    return outcome == OUTCOME_OK ? case_merge_of(record)->reason.text : S("");
}

static const char *badge_of(const struct case_merge *merge) {
    if (value_is_code(&merge->state, "proposed")) return "behind";
    return value_is_code(&merge->state, "done") ? "done" : "open";
}

/* Of a merge that waits: what who agrees decides with it. */
static void merge_clashes(struct web *web, const struct record *file, const struct case_merge *merge,
                          bool decides, struct doc *row) {
    struct record *goes =
        value_is_code(&merge->state, "proposed") ? web_record(web, &case_file_type, merge->merged.id) : NULL;
    if (goes) {
        case_clashes_show(web, row, file, goes, decides);
        case_twins_show(web, row, file, goes, decides);
        return;
    }
    doc_set_bool(web->arena, row, S("has_clashes"), false);
    doc_set_bool(web->arena, row, S("has_twins"), false);
}

static void merge_add(struct web *web, struct case_names *names, const struct record *file,
                      struct record *record, struct doc *rows) {
    const struct case_merge *merge = case_merge_of(record);
    bool waits = value_is_code(&merge->state, "proposed"),
         own = uuid_equal(merge->asked_by.id, web->actor->user_id),
         decides = waits && !own && case_may_approve(web);
    struct doc *row = doc_add_object(web->arena, rows), *facts = doc_set_array(web->arena, row, S("facts"));
    doc_set_uuid(web->arena, row, S("merge_id"), record->id);
    doc_set_text(web->arena, row, S("merge_code"), record->code);
    doc_set_text(web->arena, row, S("merge_state"), case_choice(web, record, "state"));
    doc_set_text(web->arena, row, S("merge_badge"), slice_of(badge_of(merge)));
    doc_set_bool(web->arena, row, S("decides"), decides);
    bool undoes = value_is_code(&merge->state, "done") && case_may_approve(web) &&
                  uuid_equal(merge->survivor.id, merge->case_file.id);
    doc_set_bool(web->arena, row, S("undoes"), undoes);
    if (undoes) case_meanwhile_show(web, row, file, record);
    case_meanwhile_sent_show(web, row, record);
    fact_add(web, facts, TR("File that goes"), merge->merged_code.text);
    fact_add(web, facts, TR("Fields taken over"), taken_text(web, merge->taken.text));
    fact_add(web, facts, TR("Proposed by"), case_name(names, merge->asked_by.id));
    fact_add(web, facts, TR("Reason"), reason_of(web, record, decides));
    if (merge->decided_by.present)
        fact_add(web, facts, TR("Decided by"), case_name(names, merge->decided_by.id));
    fact_add(web, facts, TR("Consents that ended with it"),
             case_clash_codes(web, file, &merge->consents_end));
    fact_add(web, facts, TR("Consents that went on"), case_clash_codes(web, file, &merge->consents_go_on));
    merge_clashes(web, file, merge, decides, row);
    fact_add(web, facts, TR("Decided on"), case_day(web, &merge->decided_on));
    if (value_is_code(&merge->state, "done"))
        doc_set_text(web->arena, row, S("merged_reads"),
                     arena_printf(web->arena, "/case-files/%.*s/reads",
                                  SLICE_ARG(uuid_format(web->arena, merge->merged.id))));
}

/* True when one of them waits for a decision. */
static bool merges_add(struct web *web, const struct record *file) {
    struct record **parts;
    size_t count = case_parts(web, &case_merge_type, file, &parts);
    struct case_names *names = case_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("merges"));
    bool waits = false;
    for (size_t i = 0; i < count; i++) {
        merge_add(web, names, file, parts[i], rows);
        waits = waits || value_is_code(&case_merge_of(parts[i])->state, "proposed");
    }
    return waits;
}

static enum outcome merge_show(struct web *web, struct slice with) {
    struct couple couple = {.stays = file_here(web)};
    if (!couple.stays) return OUTCOME_NOT_FOUND;
    case_head(web, couple.stays, TR("One file of two"));
    bool waits = merges_add(web, couple.stays),
         open = !waits && !case_file_of(couple.stays)->erased_on.present;
    if (with.len) couple.goes = other_file(web, couple.stays, with);
    bool may = couple.goes && (case_may_write(web, couple.stays) || case_may_write(web, couple.goes));
    if (with.len && web->http->method == HTTP_GET && !may)
        refuse(&web->refusal, S("with"), "There is no other file with this code that you work on.");
    doc_set_bool(web->arena, web->view, S("finds"), open && !may && !web->is_api);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "with",
                       .label = TR("Code of the other file"),
                       .narrow = true,
                       .value = with,
                       .help = TR("This file stays; the code of the other one leads to it afterwards.")});
    if (may && open) couple_show(web, &couple);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome case_merge_page(struct web *web) {
    return merge_show(web, slice_trim(http_query(web->http, S("with"))));
}

/* ---- steps ---- */

static enum outcome refused(struct web *web, enum outcome outcome) {
    if (outcome != OUTCOME_REFUSED || web->is_api) return outcome;
    web->response->status = web_status(outcome);
    return merge_show(web, slice_trim(web_field(web, S("with"))));
}

static enum outcome step_write(struct web *web, const struct record *file, struct change *change) {
    struct slice key = web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key"));
    struct write_job job = {.job_arena = web->arena,
                            .actor = web->actor,
                            .idempotency_key = key,
                            .changes = change,
                            .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    web->refusal = job.refusal;
    if (outcome != OUTCOME_OK) return refused(web, outcome);
    if (!web->is_api) return web_redirect(web, case_href(web, file, "/merge?done=saved"));
    json_record_add(web->arena, change->after, 0, web->view);
    return OUTCOME_OK;
}

static uint64_t taken_fields(struct web *web, const struct couple *couple) {
    uint64_t taken = 0;
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        if (is_chosen(&case_file_type.fields[i]) && takes_theirs(web, couple, i)) taken |= UINT64_C(1) << i;
    }
    return case_merge_together(taken);
}

static enum outcome propose(struct web *web, struct record *file) {
    struct slice reason = slice_trim(web_field(web, S("reason")));
    struct couple couple = {.stays = file,
                            .goes = other_file(web, file, slice_trim(web_field(web, S("with"))))};
    if (!couple.goes) {
        refuse(&web->refusal, S("with"), "There is no other file with this code that you work on.");
        return refused(web, OUTCOME_REFUSED);
    }
    if (!reason.len) {
        refuse(&web->refusal, S("reason"), "Say why they are the same person.");
        return refused(web, OUTCOME_REFUSED);
    }
    struct change *change = case_change(web, CHANGE_CREATE, &case_merge_type, file);
    change_set_value(change, "case_file", value_of_id(file->id));
    change_set_value(change, "survivor", value_of_id(file->id));
    change_set_value(change, "merged", value_of_id(couple.goes->id));
    change_set_value(change, "merged_code", value_of_text(couple.goes->code));
    change_set_value(change, "reason", value_of_text(reason));
    struct slice taken = case_merge_write(web->arena, taken_fields(web, &couple));
    if (taken.len) change_set_value(change, "taken", value_of_text(taken));
    change_set_value(change, "state", value_of_text(S("proposed")));
    change_set_value(change, "asked_by", value_of_id(web->actor->user_id));
    return step_write(web, file, change);
}

static enum outcome decide(struct web *web, struct record *file, struct record *merge, const char *state) {
    struct change *change = case_change(web, CHANGE_UPDATE, &case_merge_type, merge);
    change_set_value(change, "state", value_of_text(slice_of(state)));
    if (value_is_code(&case_merge_of(merge)->state, "proposed")) {
        change_set_value(change, "decided_by", value_of_id(web->actor->user_id));
        change_set_value(change, "decided_on", value_today());
        if (slice_equal(slice_of(state), S("done"))) {
            case_clashes_read(web, merge, change);
            case_twins_read(web, merge, change);
        }
    }
    if (slice_equal(slice_of(state), S("undone")) && value_is_code(&case_merge_of(merge)->state, "done"))
        case_meanwhile_read(web, file, merge, change);
    return step_write(web, file, change);
}

enum outcome case_merge_post(struct web *web) {
    static const struct {
        const char *word, *state;
    } steps[] = {{"agree", "done"}, {"decline", "declined"}, {"undo", "undone"}};
    struct record *file = file_here(web), *merge = NULL;
    struct uuid id;
    if (!file) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice what = web_field(web, S("do"));
    if (slice_equal(what, S("propose"))) return propose(web, file);
    if (uuid_parse(web_field(web, S("merge")), &id)) merge = case_part_read(web, file, &case_merge_type, id);
    if (!merge || !case_may_approve(web)) return OUTCOME_NOT_FOUND;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (slice_equal(what, slice_of(steps[i].word))) return decide(web, file, merge, steps[i].state);
    }
    return OUTCOME_MALFORMED;
}

/* ---- the address of a file that went ---- */

bool case_leads_on(struct web *web, const struct record *file) {
    struct uuid survivor =
        file->deleted_ms ? case_merge_survivor(web_db(web), file->org_id, file->id) : (struct uuid){{0}};
    if (uuid_is_zero(survivor)) return false;
    web_redirect(web,
                 arena_join(web->arena, record_href(web, &case_file_type, survivor), S("?done=led-to-file")));
    return true;
}
