/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases that come in HTCDS.  What would happen is shown first, row by row: a new file, one that goes on, one
 * that came before, somebody who may have a file, what is wrong and where.  The cases then travel in the page
 * (as JSON) and back; nothing of them touches a disk before it is sealed.
 */
#include <sodium.h>

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/case_merge.h"
#include "domain/care/case_pair.h"
#include "domain/care/rules.h"
#include "domain/htcds/htcds_records.h"
#include "domain/programme/programme.h"
#include "exchange/htcds/htcds_plan.h"
#include "exchange/htcds/htcds_table.h"
#include "exchange/htcds/htcds_write.h"
#include "store/query.h"
#include "store/vault.h"
#include "web/care/case_alike.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/htcds/htcds_pages.h"
#include "web/htcds/htcds_view.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

enum { ERASED_TIMES_MAX = 100 };
enum state { STATE_NEW, STATE_SAME, STATE_KNOWN, STATE_ASKED, STATE_WRONG };

struct coming {
    const struct htcds_case *one;
    enum state state;
    struct uuid said; /* the same for cases that say the same */
    struct uuid id;
    struct htcds_plan plan;
    struct record *file; /* in which the person goes on, or that came of the case before */
    struct case_candidate alike[CASE_ALIKE_MAX]; /* files that may be this person's */
    size_t alike_count;
    bool was_erased; /* it came before, into a file that was erased since */
    size_t twin;     /* an earlier case that may be the same; SIZE_MAX */
};

struct intake {
    struct web *web;
    struct htcds_reading reading;
    struct refusal refusal; /* by "row.field" */
    struct coming *cases;
    struct slice owner;
    const struct record *organisation;
    bool is_read;
    struct change *changes;
    size_t change_count;
};

/* ---- which case is which ---- */

/* Made with a key of this installation, so that it tells nobody what the case says. */
static struct uuid case_id(struct web *web, const struct htcds_case *one) {
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_CASES_IN);
    struct slice said = htcds_case_text(web->arena, one), org = uuid_format(web->arena, web->actor->org_id);
    struct slice text = arena_join(web->arena, org, said);
    uint8_t mark[UUID_BYTES];
    if (!key) return uuid_new();
    crypto_generichash(mark, sizeof mark, (const uint8_t *)text.s, text.len, seal_key_bytes(key),
                       SEAL_KEY_BYTES);
    return uuid_of_name(S("htcds-case"), (struct slice){(const char *)mark, sizeof mark});
}

/* How many before it in the list say the same; `*last` is one of them. */
static size_t same_before(const struct intake *intake, const struct coming *coming, size_t *last) {
    size_t count = 0;
    for (const struct coming *other = intake->cases; other < coming; other++) {
        if (other->one->is_wrong || !uuid_equal(other->said, coming->said)) continue;
        *last = (size_t)(other - intake->cases);
        count++;
    }
    return count;
}

/* Two rows that say the same few things are two people.  They are told apart by how many of the list said it
 * before, not by their numbers, so that a row more above them does not make them others. */
static struct uuid id_in_list(const struct intake *intake, const struct coming *coming) {
    struct arena *arena = intake->web->arena;
    size_t last, before = same_before(intake, coming, &last);
    if (!before) return coming->said;
    return uuid_of_name(
        S("htcds-case-also"),
        arena_printf(arena, "%.*s %zu", SLICE_ARG(uuid_format(arena, coming->said)), before + 1));
}

static bool id_exists(struct web *web, const struct record_type *type, struct uuid id, struct uuid *file) {
    bool is_file = type == &case_file_type;
    struct db_query *query =
        is_file
            ? db_query(web_db(web), SQL("SELECT id FROM case_file WHERE org_id = ?1 AND id = ?2"))
            : db_query(web_db(web), SQL("SELECT case_file FROM htcds_values WHERE org_id = ?1 AND id = ?2"));
    db_bind_uuid(query, 1, web->actor->org_id);
    db_bind_uuid(query, 2, id);
    bool found = db_next(query);
    if (found) *file = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

/* The file that it went into, where it went into one. */
static struct record *file_now(struct web *web, struct uuid id) {
    struct uuid survivor = case_merge_survivor(web_db(web), web->actor->org_id, id);
    return web_record(web, &case_file_type, uuid_is_zero(survivor) ? id : survivor);
}

/* That it came before tells of a file: who works on that one sees who learned it. */
static struct record *file_told(struct web *web, struct record *file) {
    bool told = !file || htcds_is_open(web, file) ||
                query_log_read(web->app->store, web->actor, file, S("likeness"),
                               web_tr(web, TR("To see whether somebody came before")));
    return told ? file : NULL;
}

static bool was_taken_in(struct web *web, struct uuid id, struct uuid *file) {
    return id_exists(web, &case_file_type, id, file) ||
           id_exists(web, &htcds_values_type, htcds_plan_kept_id(id), file);
}

/* A file that was erased here is no answer for somebody who comes again: a new one is made, with an id that
 * follows from that of the erased, so that this one, too, has one effect. */
static bool came_before(struct web *web, struct coming *coming) {
    struct uuid id;
    for (size_t times = 0; times < ERASED_TIMES_MAX && was_taken_in(web, coming->id, &id); times++) {
        struct record *file = file_now(web, id);
        if (!file || !case_file_of(file)->erased_on.present) return coming->file = file_told(web, file), true;
        coming->was_erased = true;
        coming->id = uuid_of_name(S("htcds-case-again"), uuid_format(web->arena, coming->id));
    }
    return was_taken_in(web, coming->id, &id);
}

static struct htcds_plan_for plan_for(const struct intake *intake, const struct coming *coming) {
    struct web *web = intake->web;
    return (struct htcds_plan_for){.arena = web->arena,
                                   .gazetteer = web->app->gazetteer,
                                   .org = web->actor->org_id,
                                   .user = web->actor->user_id,
                                   .owner = intake->owner,
                                   .organisation = intake->organisation,
                                   .today = clock_today(),
                                   .id = coming->id};
}

static bool row_refuse(struct intake *intake, struct coming *coming, const char *field, const char *message,
                       struct slice about) {
    struct slice place = arena_printf(intake->web->arena, "%lld.%s", (long long)coming->one->line, field);
    coming->state = STATE_WRONG;
    return refuse_with(&intake->refusal, place, message, about, S(""));
}

/* ---- the person may have a file ---- */

static bool says_new(const struct coming *coming) {
    return slice_equal_nocase(coming->one->decide, S("new"));
}

static struct record *file_decided(struct web *web, struct slice decide) {
    struct uuid id;
    if (!uuid_parse(decide, &id)) id = case_file_by_code(web_db(web), web->actor->org_id, decide);
    return uuid_is_zero(id) ? NULL : file_now(web, id);
}

/* Whoever writes into a file must be one of those who work on it, and see what stands there. */
static void take_same(struct intake *intake, struct coming *coming) {
    struct web *web = intake->web;
    struct htcds_plan_for with = plan_for(intake, coming);
    struct htcds_own here;
    coming->file = file_decided(web, coming->one->decide);
    if (!coming->file) {
        row_refuse(intake, coming, "mlup_Decide", "There is no file “{1}”.", coming->one->decide);
    } else if (case_file_of(coming->file)->erased_on.present || !htcds_is_open(web, coming->file)) {
        row_refuse(intake, coming, "mlup_Decide", "The file {1} does not open to you.", coming->file->code);
    } else if (htcds_file_open(web, coming->file, S("identity,contact,home,needs,story"),
                               S("to take in HTCDS"), &here) != OUTCOME_OK) {
        row_refuse(intake, coming, "mlup_Decide", "The file {1} does not open to you.", coming->file->code);
    } else {
        coming->state = STATE_SAME;
        htcds_plan_same(&with, coming->one, &here, &coming->plan);
    }
}

/* Of somebody who was said to be another person, too: the answer is written down with the file. */
static void ask_alike(struct intake *intake, struct coming *coming) {
    struct rule rule = htcds_rule(intake->web);
    struct record *file = record_copy(intake->web->arena, coming->plan.own.file);
    file->id = (struct uuid){{0}};
    file->org_id = intake->web->actor->org_id;
    case_file_foresee(&rule, file);
    coming->alike_count = case_alike_find(intake->web, file, coming->alike);
    if (coming->alike_count && !says_new(coming)) coming->state = STATE_ASKED;
}

/* The same paper in two rows that say the same is hardly that of two people. */
static void ask_same(struct intake *intake, struct coming *coming) {
    bool has_paper = htcds_value(coming->one->values, "prs_IdentityNumber").len > 0;
    if (!has_paper || says_new(coming) || !same_before(intake, coming, &coming->twin)) return;
    coming->state = STATE_ASKED;
}

/* Rows of the same list that may be one person. */
static void ask_twins(struct intake *intake) {
    struct arena *arena = intake->web->arena;
    size_t count = intake->reading.set.count, made = 0;
    struct record **files = arena_make(arena, struct record *, count + 1);
    size_t *of = arena_make(arena, size_t, count + 1), *twin = arena_make(arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        enum state state = intake->cases[i].state;
        if (state != STATE_NEW && state != STATE_ASKED) continue;
        of[made] = i;
        files[made++] = intake->cases[i].plan.own.file;
    }
    case_doubles(arena, files, made, twin);
    for (size_t i = 0; i < made; i++) {
        struct coming *coming = &intake->cases[of[i]];
        if (twin[i] == SIZE_MAX || says_new(coming)) continue;
        coming->twin = of[twin[i]];
        coming->state = STATE_ASKED;
    }
}

/* ---- what the rules say ---- */

/* The writer itself is asked, each file as it would be alone. */
static void try_files(struct intake *intake) {
    struct web *web = intake->web;
    size_t count = intake->reading.set.count, made = 0;
    struct change *all = arena_make(web->arena, struct change, count + 1), changes[HTCDS_CHANGES_MAX];
    struct coming **of = arena_make(web->arena, struct coming *, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct coming *coming = &intake->cases[i];
        struct htcds_plan_for with = plan_for(intake, coming);
        if (coming->state != STATE_NEW && coming->state != STATE_ASKED) continue;
        htcds_plan_changes(&with, &coming->plan, changes);
        of[made] = coming;
        all[made++] = changes[0];
    }
    struct write_job job = {.job_arena = web->arena,
                            .actor = web->actor,
                            .changes = all,
                            .change_count = made,
                            .is_trial = true,
                            .trials = arena_make(web->arena, enum outcome, made + 1),
                            .trial_refusals = arena_make(web->arena, struct refusal, made + 1)};
    if (!made || store_write(web->app->store, &job) != OUTCOME_OK) return;
    for (size_t i = 0; i < made; i++) {
        const struct refusal_item *item = job.trial_refusals[i].first;
        if (job.trials[i] == OUTCOME_OK) continue;
        row_refuse(intake, of[i], item ? arena_cstr(web->arena, item->field) : "",
                   item ? item->message : "This cannot be saved.", item ? item->args[0] : S(""));
    }
}

static void case_judge(struct intake *intake, struct coming *coming) {
    coming->said = case_id(intake->web, coming->one);
    coming->id = id_in_list(intake, coming);
    if (coming->one->is_wrong) {
        coming->state = STATE_WRONG;
    } else if (came_before(intake->web, coming)) {
        coming->state = STATE_KNOWN;
    } else if (coming->one->decide.len && !says_new(coming)) {
        take_same(intake, coming);
    } else {
        struct htcds_plan_for with = plan_for(intake, coming);
        htcds_plan_new(&with, coming->one, &coming->plan);
        ask_alike(intake, coming);
        ask_same(intake, coming);
    }
}

static void intake_judge(struct intake *intake) {
    struct web *web = intake->web;
    size_t count = intake->reading.set.count;
    intake->owner = htcds_user(web, web->actor->user_id);
    intake->organisation = web_record(web, &organisation_type, web->actor->org_id);
    intake->cases = arena_make(web->arena, struct coming, count + 1);
    for (size_t i = 0; i < count; i++) {
        intake->cases[i] = (struct coming){.one = &intake->reading.set.cases[i], .twin = SIZE_MAX};
        case_judge(intake, &intake->cases[i]);
    }
    ask_twins(intake);
    try_files(intake);
}

static size_t count_state(const struct intake *intake, enum state state) {
    size_t count = 0;
    for (size_t i = 0; i < intake->reading.set.count; i++)
        count += intake->cases[i].state == state;
    return count;
}

/* ---- writing ---- */

/* False when one submission cannot hold them. */
static bool changes_make(struct intake *intake) {
    size_t count = intake->reading.set.count;
    struct change changes[HTCDS_CHANGES_MAX];
    intake->changes = arena_make(intake->web->arena, struct change, LIMIT_CHANGES_PER_JOB);
    for (size_t i = 0; i < count; i++) {
        const struct coming *coming = &intake->cases[i];
        struct htcds_plan_for with = plan_for(intake, coming);
        if (coming->state != STATE_NEW && coming->state != STATE_SAME) continue;
        size_t made = htcds_plan_changes(&with, &coming->plan, changes);
        if (intake->change_count + made > LIMIT_CHANGES_PER_JOB)
            return refuse(&intake->refusal, S("file"),
                          "These cases hold too much for one submission. Bring them in several files.");
        memcpy(&intake->changes[intake->change_count], changes, made * sizeof *changes);
        intake->change_count += made;
    }
    return true;
}

/* The same cases have one effect however often they come. */
static struct slice submission_key(const struct intake *intake) {
    struct arena *arena = intake->web->arena;
    struct text ids = TEXT_IN(arena);
    for (size_t i = 0; i < intake->change_count; i++)
        text_append(&ids, uuid_format(arena, intake->changes[i].id));
    return arena_printf(arena, "htcds-%.*s",
                        SLICE_ARG(uuid_format(arena, uuid_of_name(S("htcds"), text_slice(&ids)))));
}

/* ---- shown ---- */

static const char *state_text(enum state state) {
    switch (state) {
    case STATE_NEW: return TR("New file");
    case STATE_SAME: return TR("Goes on in its file");
    case STATE_KNOWN: return TR("Came before");
    case STATE_ASKED: return TR("May have a file");
    case STATE_WRONG: return TR("Cannot be taken in");
    }
    BUG("state %d", state);
}

static const char *state_badge(enum state state) {
    switch (state) {
    case STATE_NEW:
    case STATE_SAME: return "done";
    case STATE_KNOWN: return "open";
    case STATE_ASKED: return "behind";
    case STATE_WRONG: return "bad";
    }
    BUG("state %d", state);
}

static const char *state_code(enum state state) {
    static const char *const codes[] = {"new", "same", "known", "asked", "wrong"};
    return codes[state];
}

/* The label of a field of the standard, or of one of ours that a rule names. */
static struct slice field_label(struct web *web, struct slice name) {
    const struct htcds_field *field = htcds_field_find(name);
    const struct field *own = record_type_field(&case_file_type, name);
    if (field) return web_tr(web, field->label);
    return own ? web_tr(web, own->label) : S("");
}

static void faults_show(const struct intake *intake, const struct coming *coming, struct doc *row) {
    struct web *web = intake->web;
    struct doc *faults = doc_set_array(web->arena, row, S("faults"));
    doc_set_bool(web->arena, row, S("has_faults"), coming->state == STATE_WRONG);
    for (const struct refusal_item *item = intake->refusal.first; item; item = item->next) {
        int64_t line;
        struct slice name;
        if (!htcds_fault_place(item->field, &line, &name) || line != coming->one->line) continue;
        struct doc *fault = doc_add_object(web->arena, faults);
        doc_set_text(web->arena, fault, S("fault_field"), field_label(web, name));
        doc_set_text(web->arena, fault, S("fault_name"), htcds_field_find(name) ? name : S(""));
        doc_set_text(web->arena, fault, S("fault_text"), tr_refusal(web->arena, &web->locale, item));
    }
}

static void ask_show(const struct intake *intake, const struct coming *coming, size_t index,
                     struct doc *row) {
    struct web *web = intake->web;
    if (coming->state != STATE_ASKED) return;
    struct doc *ask = doc_set_object(web->arena, row, S("ask"));
    doc_set_text(web->arena, ask, S("decide_name"), arena_printf(web->arena, "decide.%zu", index));
    if (coming->twin != SIZE_MAX)
        doc_set_text(
            web->arena, ask, S("twin_text"),
            web_tr_fill(web, TR("Row {1} of this file may be the same person."),
                        format_number(web->arena, &web->locale, intake->cases[coming->twin].one->line),
                        S("")));
    struct doc *people = doc_set_array(web->arena, ask, S("people"));
    for (size_t i = 0; i < coming->alike_count; i++)
        case_alike_show(web, people, &coming->alike[i]);
}

static void detail_add(struct web *web, struct text *out, struct slice words) {
    if (out->len) text_append(out, S(" · "));
    text_append(out, words);
    (void)web;
}

/* How much of it there is, without a word of what. */
static struct slice detail_of(const struct intake *intake, const struct coming *coming) {
    struct web *web = intake->web;
    struct text out = TEXT_IN(web->arena);
    size_t values = 0;
    for (size_t i = 0; i < htcds_field_count; i++)
        values += coming->one->values[i].len > 0;
    detail_add(
        web, &out,
        web_tr_fill(web, TR("{1} values"), format_number(web->arena, &web->locale, (int64_t)values), S("")));
    if (coming->one->part_count)
        detail_add(web, &out,
                   web_tr_fill(web, TR("{1} events, plans and comments"),
                               format_number(web->arena, &web->locale, (int64_t)coming->one->part_count),
                               S("")));
    if (coming->was_erased)
        detail_add(web, &out,
                   web_tr(web, TR("the file that it came into before was erased here; this is a new one")));
    if (coming->plan.own.decision && coming->state != STATE_WRONG)
        detail_add(web, &out, web_tr(web, TR("the decision is written down as reported")));
    if (coming->plan.differs)
        detail_add(
            web, &out,
            web_tr_fill(web,
                        TR("{1} values say something else than the file; they are written down beside it"),
                        format_number(web->arena, &web->locale, (int64_t)coming->plan.differs), S("")));
    return text_slice(&out);
}

/* `index`: among those that travel in the page. */
static void case_show(const struct intake *intake, const struct coming *coming, size_t index,
                      struct doc *rows) {
    struct web *web = intake->web;
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(
        web->arena, row, S("row_text"),
        web_tr_fill(web, TR("Row {1}"), format_number(web->arena, &web->locale, coming->one->line), S("")));
    doc_set_text(web->arena, row, S("state_text"), web_tr(web, state_text(coming->state)));
    doc_set_text(web->arena, row, S("state_badge"), slice_of(state_badge(coming->state)));
    doc_set_text(web->arena, row, S("row_detail"), detail_of(intake, coming));
    doc_set_text(web->arena, row, S("file_code"), coming->file ? coming->file->code : S(""));
    doc_set_text(web->arena, row, S("file_href"),
                 coming->file ? record_href(web, &case_file_type, coming->file->id) : S(""));
    bool is_decided = coming->one->decide.len && coming->state != STATE_ASKED;
    doc_set_text(web->arena, row, S("decided_name"),
                 is_decided ? arena_printf(web->arena, "decide.%zu", index) : S(""));
    doc_set_text(web->arena, row, S("decided"), is_decided ? coming->one->decide : S(""));
    faults_show(intake, coming, row);
    ask_show(intake, coming, index, row);
}

static void head_show(struct web *web) {
    furniture_add_crumb(web, web_tr(web, TR("Case files")), S("/case-files"));
    furniture_add_crumb(web, web_tr(web, TR("Take in from HTCDS")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Take in from HTCDS")));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
}

static void file_field(struct web *web, bool asks_header) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    const struct plain_choice headers[] = {
        {S("names"), web_tr(web, TR("The upper row, with names such as prs_MailingCity")), false},
        {S("labels"), web_tr(web, TR("The lower row, with words such as Mailing City")), false}};
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("File"),
                                         .control = PLAIN_FILE,
                                         .required = true,
                                         .accept = ".csv,.xlsx,.json",
                                         .help = TR("CSV, XLSX or JSON, 200 cases at most.")});
    if (asks_header)
        plain_form_add(web, fields,
                       &(struct plain_field){.name = "header",
                                             .label = TR("Which row of headers is right?"),
                                             .control = PLAIN_RADIO,
                                             .required = true,
                                             .choices = headers,
                                             .choice_count = ARRAY_LEN(headers)});
}

/* What is about the whole file stands above it; what is about a row, at the row. */
static void whole_faults_take(struct intake *intake) {
    struct web *web = intake->web;
    int64_t line;
    struct slice name;
    for (const struct refusal_item *item = intake->refusal.first; item; item = item->next) {
        if (!htcds_fault_place(item->field, &line, &name))
            refuse_with(&web->refusal, item->field, item->message, item->args[0], item->args[1]);
    }
}

static void ignored_show(const struct intake *intake) {
    struct web *web = intake->web;
    struct text words = TEXT_IN(web->arena);
    for (size_t i = 0; i < intake->reading.ignored_count; i++)
        text_printf(&words, "%s%.*s", i ? ", " : "", SLICE_ARG(intake->reading.ignored[i]));
    if (words.len)
        doc_set_text(web->arena, web->view, S("ignored_text"),
                     web_tr_fill(web, TR("Columns that are none of HTCDS were not read: {1}"),
                                 text_slice(&words), S("")));
}

/* The cases as they travel in the page, those that could not be read left out; with their rows, so that these
 * stay. */
static struct slice content_of(const struct intake *intake) {
    struct arena *arena = intake->web->arena;
    struct doc *cases = doc_new_array(arena);
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < intake->reading.set.count; i++) {
        const struct htcds_case *one = &intake->reading.set.cases[i];
        if (one->is_wrong) continue;
        struct htcds_case plain = *one;
        plain.decide = S("");
        htcds_write_case(arena, &plain, cases);
        doc_set_int(arena, &cases->last->value, S("mlup_Row"), one->line);
    }
    doc_write_json(&out, cases);
    return text_slice(&out);
}

static void look_show(const struct intake *intake) {
    struct web *web = intake->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("cases"));
    size_t index = 0;
    for (size_t i = 0; i < intake->reading.set.count; i++) {
        case_show(intake, &intake->cases[i], index, rows);
        index += !intake->cases[i].one->is_wrong;
    }
    size_t good = count_state(intake, STATE_NEW) + count_state(intake, STATE_SAME),
           asked = count_state(intake, STATE_ASKED);
    doc_set_bool(web->arena, web->view, S("is_look"), true);
    doc_set_bool(web->arena, web->view, S("may_take"), good + asked > 0);
    doc_set_text(web->arena, web->view, S("content"), content_of(intake));
    doc_set_text(web->arena, web->view, S("look_text"),
                 web_tr_fill(web, TR("{1} of {2} cases can be taken in. Nothing is saved yet."),
                             format_number(web->arena, &web->locale, (int64_t)good),
                             format_number(web->arena, &web->locale, (int64_t)intake->reading.set.count)));
    doc_set_text(
        web->arena, web->view, S("asked_text"),
        asked
            ? web_tr(web, TR("Somebody may have a file already. Say of each whether it is the same person."))
            : S(""));
}

static enum outcome page_show(struct intake *intake, int status) {
    struct web *web = intake->web;
    web->response->status = status;
    head_show(web);
    whole_faults_take(intake);
    file_field(web, intake->reading.header_differs && !intake->is_read);
    ignored_show(intake);
    if (intake->is_read) look_show(intake);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

/* ---- what was written ---- */

static void coming_json(const struct intake *intake, const struct coming *coming, struct doc *items) {
    struct web *web = intake->web;
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_int(web->arena, item, S("row"), coming->one->line);
    doc_set_text(web->arena, item, S("state"), slice_of(state_code(coming->state)));
    if (coming->file) doc_set_uuid(web->arena, item, S("case_file"), coming->file->id);
    if (!coming->file && coming->state == STATE_NEW)
        doc_set_uuid(web->arena, item, S("case_file"), coming->id);
    if (coming->was_erased) doc_set_bool(web->arena, item, S("erased_before"), true);
    if (coming->plan.differs) doc_set_int(web->arena, item, S("differs"), (int64_t)coming->plan.differs);
    if (coming->twin != SIZE_MAX)
        doc_set_int(web->arena, item, S("double_of"), intake->cases[coming->twin].one->line);
    if (!coming->alike_count || coming->state != STATE_ASKED) return;
    struct doc *candidates = doc_set_array(web->arena, item, S("candidates"));
    for (size_t i = 0; i < coming->alike_count; i++)
        case_alike_show(web, candidates, &coming->alike[i]);
}

static void items_json(const struct intake *intake) {
    struct web *web = intake->web;
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    struct doc *ignored = doc_set_array(web->arena, web->view, S("ignored"));
    for (size_t i = 0; i < intake->reading.set.count; i++)
        coming_json(intake, &intake->cases[i], items);
    for (size_t i = 0; i < intake->reading.ignored_count; i++)
        doc_add_text(web->arena, ignored, intake->reading.ignored[i]);
}

/* "4.birth_date" of the writer is a field of the case whose change it was; what it says is not lost. */
static enum outcome taken(struct web *web, struct write_job *job) {
    struct intake *intake = web->state;
    if (job->outcome == OUTCOME_OK && web->is_api) {
        items_json(intake);
        web->response->status = job->repeated ? 200 : 201;
        return OUTCOME_OK;
    }
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web,
                            arena_printf(web->arena, "/case-files/htcds/import?made=%zu&went=%zu",
                                         count_state(intake, STATE_NEW), count_state(intake, STATE_SAME)));
    if (job->outcome != OUTCOME_REFUSED) return web->refusal = job->refusal, job->outcome;
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next)
        refuse_with(&intake->refusal, S("file"), item->message, item->args[0], item->args[1]);
    if (web->is_api) return web->refusal = intake->refusal, OUTCOME_REFUSED;
    return page_show(intake, web_status(OUTCOME_REFUSED));
}

static enum outcome take_in(struct intake *intake) {
    struct web *web = intake->web;
    if (!changes_make(intake)) return OUTCOME_REFUSED;
    for (size_t i = 0; i < intake->reading.set.count; i++) {
        const struct coming *coming = &intake->cases[i];
        if (coming->state == STATE_NEW && coming->alike_count)
            case_alike_answer(web, coming->id, coming->alike, coming->alike_count);
    }
    web->state = intake;
    return web_write(web, intake->changes, intake->change_count, submission_key(intake), taken);
}

/* ---- the page ---- */

static struct intake *intake_new(struct web *web) {
    struct intake *intake = arena_make(web->arena, struct intake, 1);
    *intake = (struct intake){.web = web, .refusal = REFUSAL_IN(web->arena)};
    return intake;
}

static bool may_take_in(struct web *web) {
    return web_view(web, &case_file_type).allowed && access_may_add(web->actor, &case_file_type);
}

static void done_show(struct web *web) {
    int64_t made, went;
    if (!slice_to_int64(http_query(web->http, S("made")), &made) ||
        !slice_to_int64(http_query(web->http, S("went")), &went))
        return;
    doc_set_text(web->arena, web->view, S("done_text"),
                 web_tr_fill(web, TR("{1} files were made, {2} went on."),
                             format_number(web->arena, &web->locale, made),
                             format_number(web->arena, &web->locale, went)));
}

enum outcome htcds_in_page(struct web *web) {
    if (!may_take_in(web)) return OUTCOME_NOT_FOUND;
    done_show(web);
    return page_show(intake_new(web), 200);
}

static void header_take(struct intake *intake, struct slice word) {
    if (slice_equal(word, S("names"))) intake->reading.header = HTCDS_HEADER_NAMES;
    if (slice_equal(word, S("labels"))) intake->reading.header = HTCDS_HEADER_LABELS;
}

/* What was said of each row on the page. */
static void decisions_take(struct intake *intake) {
    for (size_t i = 0; i < intake->reading.set.count; i++) {
        struct slice said = web_field(intake->web, arena_printf(intake->web->arena, "decide.%zu", i));
        if (said.len) intake->reading.set.cases[i].decide = said;
    }
}

static void intake_read(struct intake *intake, struct slice bytes) {
    htcds_bytes_read(intake->web->arena, bytes, &intake->reading, &intake->refusal);
    intake->is_read = intake->reading.set.count > 0 &&
                      !(intake->reading.header_differs && intake->reading.header == HTCDS_HEADER_ASK);
}

enum outcome htcds_in_post(struct web *web) {
    struct intake *intake = intake_new(web);
    if (!may_take_in(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct http_field *file = web_file(web);
    struct slice content = web_field(web, S("content"));
    header_take(intake, web_field(web, S("header")));
    intake_read(intake, content.len ? content : file ? file->value : S(""));
    decisions_take(intake);
    if (!intake->is_read) return page_show(intake, web_status(OUTCOME_REFUSED));
    intake_judge(intake);
    bool takes = slice_equal(web_field(web, S("do")), S("take")) && !count_state(intake, STATE_ASKED);
    size_t good = count_state(intake, STATE_NEW) + count_state(intake, STATE_SAME);
    enum outcome outcome = takes && good ? take_in(intake) : OUTCOME_REFUSED;
    if (outcome != OUTCOME_REFUSED) return outcome;
    if (takes && !good && count_state(intake, STATE_KNOWN))
        return web_redirect(web, S("/case-files/htcds/import?made=0&went=0")); /* sent twice */
    return page_show(intake, web_status(count_state(intake, STATE_WRONG)   ? OUTCOME_REFUSED
                                        : count_state(intake, STATE_ASKED) ? OUTCOME_CONFLICT
                                                                           : OUTCOME_OK));
}

/* ---- for programs ---- */

static bool is_asked(struct web *web, struct slice name) {
    struct slice said = http_query(web->http, name);
    return slice_equal(said, S("1")) || slice_equal(said, S("yes")) || slice_equal(said, S("true"));
}

static enum outcome api_refused(struct intake *intake, enum outcome outcome) {
    intake->web->refusal = intake->refusal;
    if (outcome == OUTCOME_CONFLICT) {
        struct doc *candidates = doc_set_array(intake->web->arena, intake->web->view, S("candidates"));
        for (size_t i = 0; i < intake->reading.set.count; i++) {
            if (intake->cases[i].state == STATE_ASKED) coming_json(intake, &intake->cases[i], candidates);
        }
        refuse(&intake->web->refusal, S("mlup_Decide"),
               "Somebody may have a file already. Say of each whether it is the same person.");
    }
    return outcome;
}

enum outcome htcds_in_api(struct web *web) {
    struct intake *intake = intake_new(web);
    if (!may_take_in(web)) return OUTCOME_NOT_FOUND;
    header_take(intake, http_query(web->http, S("header")));
    intake_read(intake, web->http->body);
    if (!intake->is_read) return api_refused(intake, OUTCOME_REFUSED);
    intake_judge(intake);
    if (is_asked(web, S("dry_run"))) {
        items_json(intake);
        web_add_errors(web, web->view, &intake->refusal);
        return OUTCOME_OK;
    }
    if (count_state(intake, STATE_WRONG) && !is_asked(web, S("skip")))
        return api_refused(intake, OUTCOME_REFUSED);
    if (count_state(intake, STATE_ASKED)) return api_refused(intake, OUTCOME_CONFLICT);
    if (count_state(intake, STATE_NEW) + count_state(intake, STATE_SAME)) return take_in(intake);
    items_json(intake);
    return OUTCOME_OK;
}
