/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a file: one proposes, another agrees, and the key under which all of it is sealed is destroyed
 * in the same transaction that writes the proof.  What is left is what counts need (domain/care/remains.h).
 */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/care/case_merge.h"
#include "domain/care/erasure.h"
#include "domain/care/remains.h"
#include "domain/care/retention.h"
#include "domain/care/rules.h"
#include "store/history.h"
#include "store/vault.h"
#include "web/care/case_pages.h"
#include "web/care/case_timeline.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { DUE_MAX = 250 };

/* ---- what was done, as it stands in the log ---- */

static int64_t done_entry(struct web *web, const struct record *erasure, int64_t *at_ms) {
    struct history_entry *entries;
    struct view view = web_view(web, &case_erasure_type);
    size_t count = history_read(web->app->store, web_db(web), web->arena, &view, erasure, &entries);
    for (size_t i = 0; i < count; i++) {
        if (!entries[i].after || !value_is_code(&case_erasure_of(entries[i].after)->state, "done")) continue;
        *at_ms = entries[i].at_ms;
        return entries[i].sequence;
    }
    return 0;
}

static void fact_add(struct web *web, struct doc *facts, const char *label, struct slice text) {
    if (!text.len) return;
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("fact_label"), web_tr(web, label));
    doc_set_text(web->arena, fact, S("fact_text"), text);
}

static struct slice number_of(struct web *web, const struct value *value) {
    return value->present ? format_number(web->arena, &web->locale, value->number) : S("");
}

static void proof_add(struct web *web, const struct record *record, struct doc *facts) {
    const struct case_erasure *erasure = case_erasure_of(record);
    int64_t at_ms = 0, entry = value_is_code(&erasure->state, "done") ? done_entry(web, record, &at_ms) : 0;
    if (!entry) return;
    fact_add(web, facts, TR("Erased at"), format_instant(web->arena, &web->locale, at_ms));
    fact_add(web, facts, TR("Key destroyed"), erasure->key_id.text);
    fact_add(web, facts, TR("Keys of files merged into it"), erasure->merged_keys.text);
    fact_add(web, facts, TR("What stays"),
             web_tr(web, TR("Codes, sex, age band, country, province, state and risk, with months in place of days; the days of stays and services.")));
    fact_add(web, facts, TR("Parts of the file"), number_of(web, &erasure->parts));
    fact_add(web, facts, TR("Attached files"), number_of(web, &erasure->files));
    fact_add(web, facts, TR("Entry of the log"), format_number(web->arena, &web->locale, entry));
    fact_add(web, facts, TR("After entry of the log"), number_of(web, &erasure->after_entry));
    fact_add(web, facts, TR("Hash of that entry"), erasure->after_hash.text);
}

static void erasure_add(struct web *web, struct case_names *names, const struct record *record,
                        struct doc *rows) {
    const struct case_erasure *erasure = case_erasure_of(record);
    bool waits = value_is_code(&erasure->state, "proposed"),
         own = uuid_equal(erasure->proposed_by.id, web->actor->user_id);
    struct doc *row = doc_add_object(web->arena, rows), *facts = doc_set_array(web->arena, row, S("proof"));
    doc_set_uuid(web->arena, row, S("erasure_id"), record->id);
    doc_set_text(web->arena, row, S("erasure_code"), record->code);
    doc_set_text(web->arena, row, S("erasure_state"), case_choice(web, record, "state"));
    doc_set_text(web->arena, row, S("erasure_badge"), waits ? S("behind") : S("open"));
    doc_set_bool(web->arena, row, S("decides"), waits && !own && case_may_approve(web));
    fact_add(web, facts, TR("Why"), case_choice(web, record, "basis"));
    fact_add(web, facts, TR("Proposed by"), case_name(names, erasure->proposed_by.id));
    if (erasure->decided_by.present)
        fact_add(web, facts, TR("Decided by"), case_name(names, erasure->decided_by.id));
    fact_add(web, facts, TR("Decided on"), case_day(web, &erasure->decided_on));
    proof_add(web, record, facts);
}

static void basis_field(struct web *web) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "basis",
                                         .label = TR("Why is it erased?"),
                                         .control = PLAIN_RADIO,
                                         .set = &erasure_basis_choices,
                                         .value = plain_form_value(web, "basis", S("")),
                                         .required = true});
}

static enum outcome erasure_show(struct web *web) {
    struct record *file = case_read(web, NULL), **parts;
    if (!file || !access_may(web->actor, ACCESS_CASE, VERB_REVEAL)) return OUTCOME_NOT_FOUND;
    case_head(web, file, TR("Erasure"));
    size_t count = case_parts(web, &case_erasure_type, file, &parts);
    struct case_names *names = case_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("erasures"));
    bool waits = false;
    for (size_t i = 0; i < count; i++) {
        erasure_add(web, names, parts[i], rows);
        waits = waits || value_is_code(&case_erasure_of(parts[i])->state, "proposed");
    }
    const struct case_file *values = case_file_of(file);
    bool held = values->legal_hold.present && values->legal_hold.number;
    doc_set_bool(web->arena, web->view, S("is_held"), held);
    doc_set_bool(web->arena, web->view, S("proposes"),
                 !waits && !held && !values->erased_on.present && case_may_write(web, file));
    basis_field(web);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome case_erasure_page(struct web *web) {
    return erasure_show(web);
}

/* ---- steps ---- */

static enum outcome refused(struct web *web, enum outcome outcome) {
    if (outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(outcome);
    return erasure_show(web);
}

static enum outcome job_write(struct web *web, const struct record *file, struct write_job *job) {
    job->job_arena = web->arena;
    job->actor = web->actor;
    enum outcome outcome = store_write(web->app->store, job);
    web->refusal = job->refusal;
    if (outcome == OUTCOME_OK) return web_redirect(web, case_href(web, file, "/erasure?done=saved"));
    return refused(web, outcome);
}

static enum outcome propose(struct web *web, const struct record *file) {
    struct change *change = case_change(web, CHANGE_CREATE, &case_erasure_type, file);
    struct slice basis = web_field(web, S("basis"));
    if (!case_may_write(web, file)) return OUTCOME_NOT_FOUND;
    if (!choice_find(&erasure_basis_choices, basis)) {
        refuse(&web->refusal, S("basis"), "Choose why.");
        return refused(web, OUTCOME_REFUSED);
    }
    change_set_value(change, "case_file", value_of_id(file->id));
    change_set_value(change, "basis", value_of_text(basis));
    change_set_value(change, "state", value_of_text(S("proposed")));
    change_set_value(change, "proposed_by", value_of_id(web->actor->user_id));
    struct write_job job = {
        .idempotency_key = web_field(web, S("_key")), .changes = change, .change_count = 1};
    return job_write(web, file, &job);
}

static void decided_set(struct web *web, struct change *change, const char *state) {
    change_set_value(change, "state", value_of_text(slice_of(state)));
    change_set_value(change, "decided_by", value_of_id(web->actor->user_id));
    change_set_value(change, "decided_on", value_today());
}

static enum outcome decline(struct web *web, const struct record *file, const struct record *erasure) {
    struct change *change = case_change(web, CHANGE_UPDATE, &case_erasure_type, erasure);
    decided_set(web, change, "declined");
    struct write_job job = {.changes = change, .change_count = 1};
    return job_write(web, file, &job);
}

/* Where the proof stands: behind which entry of the chained log. */
static void chain_set(struct web *web, struct change *change) {
    struct db_query *query =
        db_query(web_db(web), SQL("SELECT seq, hash FROM change_log ORDER BY seq DESC LIMIT 1"));
    if (db_next(query)) {
        struct slice hash = db_column_blob(query, 1);
        struct text hex = TEXT_IN(web->arena);
        for (size_t i = 0; i < hash.len; i++)
            text_printf(&hex, "%02x", (unsigned)(unsigned char)hash.s[i]);
        change_set_value(change, "after_entry", value_of_number(db_column_int(query, 0)));
        change_set_value(change, "after_hash", value_of_text(text_slice(&hex)));
    }
    db_done(query);
}

static int64_t files_count(struct web *web, const struct record *file) {
    struct db_query *query =
        db_query(web_db(web),
                 SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM attachment WHERE org_id = ?1 AND owner_id = ?2"));
    db_bind_uuid(query, 1, file->org_id);
    db_bind_text(query, 2, uuid_format(web->arena, file->id));
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

static bool has_sealed(const struct record *record) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (record->values[i].sealed) return true;
    }
    return false;
}

static int64_t parts_count(struct web *web, const struct record *file) {
    struct case_event *events;
    size_t count = case_events(web, file, &events);
    int64_t sealed = has_sealed(file);
    for (size_t i = 0; i < count; i++)
        sealed += has_sealed(events[i].record);
    return sealed;
}

static struct slice merged_keys(struct web *web, const struct record *file) {
    struct uuid merged[CASE_MERGED_MAX];
    struct text out = TEXT_IN(web->arena);
    size_t count = case_merged_into(web_db(web), file->org_id, file->id, merged, CASE_MERGED_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *one = web_record(web, &case_file_type, merged[i]);
        if (one && !one->deleted_ms) continue;
        struct slice key = vault_key_name(web->app->store, web_db(web), web->arena, file->org_id, merged[i]);
        if (key.len) text_printf(&out, "%s%.*s", out.len ? " " : "", SLICE_ARG(key));
    }
    return text_slice(&out);
}

static void destroyed_set(struct web *web, const struct record *file, struct change *change) {
    struct slice key = vault_key_name(web->app->store, web_db(web), web->arena, file->org_id, file->id);
    decided_set(web, change, "done");
    if (key.len) change_set_value(change, "key_id", value_of_text(key));
    struct slice merged = merged_keys(web, file);
    if (merged.len) change_set_value(change, "merged_keys", value_of_text(merged));
    change_set_value(change, "parts", value_of_number(parts_count(web, file)));
    change_set_value(change, "files", value_of_number(files_count(web, file)));
    chain_set(web, change);
}

static bool is_alive(struct rule *rule, struct uuid org, struct uuid id) {
    const struct record *file = rule_find(rule, &case_file_type, org, id);
    return file && !file->deleted_ms;
}

/* Within the transaction of the proof.  Files that were merged into it end with it: the log has what was sealed under their
 * keys. */
static bool key_destroy(struct rule *rule, struct write_job *job) {
    const struct record *file = job->also_context;
    struct uuid merged[CASE_MERGED_MAX];
    size_t count = case_merged_into(rule->db, file->org_id, file->id, merged, CASE_MERGED_MAX);
    vault_erase_in(rule, file->org_id, file->id, case_remains_blur);
    for (size_t i = 0; i < count; i++) {
        if (is_alive(rule, file->org_id, merged[i])) continue; /* somebody's file of its own again */
        vault_erase_in(rule, file->org_id, merged[i], case_remains_blur);
    }
    return true;
}

static enum outcome agree(struct web *web, struct record *file, const struct record *erasure) {
    struct change *changes = arena_make(web->arena, struct change, 2);
    changes[0] = *case_change(web, CHANGE_UPDATE, &case_erasure_type, erasure);
    changes[1] = *case_change(web, CHANGE_UPDATE, &case_file_type, file);
    destroyed_set(web, file, &changes[0]);
    change_set_value(&changes[1], "erased_on", value_today());
    struct write_job job = {.changes = changes, .change_count = 2, .also = key_destroy, .also_context = file};
    return job_write(web, file, &job);
}

enum outcome case_erasure_post(struct web *web) {
    struct record *file = case_read(web, NULL), *erasure = NULL;
    struct uuid id;
    if (!file || !access_may(web->actor, ACCESS_CASE, VERB_REVEAL)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice what = web_field(web, S("do"));
    if (slice_equal(what, S("propose"))) return propose(web, file);
    if (uuid_parse(web_field(web, S("erasure")), &id))
        erasure = case_part_read(web, file, &case_erasure_type, id);
    if (!erasure || !case_may_approve(web)) return OUTCOME_NOT_FOUND;
    if (slice_equal(what, S("agree"))) return agree(web, file, erasure);
    return slice_equal(what, S("decline")) ? decline(web, file, erasure) : OUTCOME_MALFORMED;
}

/* ---- what is due ---- */

static void due_add(struct web *web, const struct retention_due *due, struct doc *rows) {
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("due_code"), due->code);
    doc_set_text(web->arena, row, S("due_href"),
                 arena_printf(web->arena, "/case-files/%.*s/erasure",
                              SLICE_ARG(uuid_format(web->arena, due->file_id))));
    doc_set_text(web->arena, row, S("due_closed"),
                 format_date(web->arena, &web->locale, date_of_day(due->closed_day)));
    doc_set_text(web->arena, row, S("due_since"),
                 format_date(web->arena, &web->locale, date_of_day(due->due_day)));
    doc_set_text(web->arena, row, S("due_of"),
                 web_tr(web, due->is_child ? TR("A child on arrival") : TR("Somebody of age on arrival")));
    doc_set_bool(web->arena, row, S("is_held"), due->must_be_kept);
}

enum outcome case_erasures_page(struct web *web) {
    struct retention_due *due = arena_make(web->arena, struct retention_due, DUE_MAX);
    bool is_cut;
    if (!case_may_approve(web)) return OUTCOME_NOT_FOUND;
    size_t count = retentions_due(web_db(web), web->arena, web->actor->org_id, date_first_day(clock_today()),
                                  due, DUE_MAX, &is_cut);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Due for erasure")));
    furniture_add_crumb(web, web_tr(web, case_file_type.plural), S("/case-files"));
    furniture_add_crumb(web, web_tr(web, TR("Due for erasure")), S(""));
    struct doc *rows = doc_set_array(web->arena, web->view, S("due"));
    for (size_t i = 0; i < count; i++)
        due_add(web, &due[i], rows);
    doc_set_bool(web->arena, web->view, S("is_cut"), is_cut);
    return OUTCOME_OK;
}
