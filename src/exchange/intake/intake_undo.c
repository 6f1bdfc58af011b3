/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An import taken back: every entry of the change log that bears its reason, newest first, so that parts go
 * before what they are parts of.  A record that somebody edited since, or that others refer to by now, stays
 * and is named.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "exchange/intake/intake_work.h"
#include "store/history.h"

enum { UNDO_ENTRIES = 500 };

struct entry {
    int64_t seq, version;
    enum change_verb verb;
    struct uuid id;
};

struct undoing {
    const struct intake_job *job;
    struct arena *arena; /* of the page */
    struct record *import;
    struct view view;
    struct slice reason;
    bool with_edited;
    struct entry entries[UNDO_ENTRIES];
    size_t count;
    struct uuid *kept;
    size_t kept_count;
};

/* ---- what is to be taken back ---- */

static void entries_read(struct undoing *undoing) {
    const struct import *import = import_of(undoing->import);
    const struct record_type *type = undoing->job->setup.plan->type;
    struct db *db = store_borrow(undoing->job->setup.store);
    struct db_query *query = db_query(db, SQL("SELECT seq, verb, version, record_id FROM change_log WHERE "
                                              "seq < ?1 AND seq > ?2 AND org_id = ?3 AND "
                                              "type = ?4 AND reason = ?5 ORDER BY seq DESC LIMIT ?6"));
    db_bind_int(query, 1, import->undo_at.number);
    db_bind_int(query, 2, import->log_from.number);
    db_bind_uuid(query, 3, type->scope == SCOPE_SHARED ? SHARED_ORG : undoing->import->org_id);
    db_bind_text(query, 4, slice_of(type->name));
    db_bind_text(query, 5, undoing->reason);
    db_bind_int(query, 6, UNDO_ENTRIES);
    undoing->count = 0;
    while (undoing->count < UNDO_ENTRIES && db_next(query)) {
        struct entry *entry = &undoing->entries[undoing->count++];
        entry->seq = db_column_int(query, 0);
        entry->verb = (enum change_verb)db_column_int(query, 1);
        entry->version = db_column_int(query, 2);
        entry->id = db_column_uuid(query, 3);
    }
    db_done(query);
    store_return(undoing->job->setup.store, db);
}

/* ---- one entry ---- */

static struct change *delete_of(struct undoing *undoing, const struct record *record, struct change *change) {
    *change = change_new(undoing->arena, CHANGE_DELETE, record->type, record->org_id);
    change->id = record->id;
    change->base_version = record->version;
    return change;
}

/* The values that the entry changed, as they were before it, whatever came later. */
static bool force_back(struct undoing *undoing, struct db *db, const struct record *record,
                       const struct entry *entry, struct change *change) {
    struct history_entry *entries;
    size_t count =
        history_read(undoing->job->setup.store, db, undoing->arena, &undoing->view, record, &entries);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].sequence != entry->seq || !entries[i].before) continue;
        *change = change_new(undoing->arena, CHANGE_UPDATE, record->type, record->org_id);
        change->id = record->id;
        change->base_version = record->version;
        change->sets = entries[i].changed;
        memcpy(change->values->values, entries[i].before->values,
               record->type->field_count * sizeof(struct value));
        return true;
    }
    return false;
}

static bool back_of(struct undoing *undoing, struct db *db, const struct record *record,
                    const struct entry *entry, struct change *change) {
    struct refusal refusal = REFUSAL_IN(undoing->arena);
    bool is_edited = record->version != entry->version;
    switch (entry->verb) {
    case CHANGE_CREATE:
    case CHANGE_RESTORE:
        if (is_edited && !undoing->with_edited) return false;
        return delete_of(undoing, record, change);
    case CHANGE_UPDATE:
        if (!is_edited || !undoing->with_edited)
            return history_undo(undoing->job->setup.store, db, undoing->arena, &undoing->view, record,
                                entry->seq, change, &refusal);
        return force_back(undoing, db, record, entry, change);
    case CHANGE_DELETE: return false;
    }
    BUG("verb %d", entry->verb);
}

static void keep(struct undoing *undoing, struct uuid id) {
    for (size_t i = 0; i < undoing->kept_count; i++) {
        if (uuid_equal(undoing->kept[i], id)) return;
    }
    undoing->kept = arena_room(undoing->arena, undoing->kept, sizeof *undoing->kept, undoing->kept_count);
    undoing->kept[undoing->kept_count++] = id;
}

/* Two entries of one record do not go in one submission: the second starts from what the first leaves. */
static bool is_among(const struct change *changes, size_t count, struct uuid id) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(changes[i].id, id)) return true;
    }
    return false;
}

/* Fills `changes` for the first entries; gives how many entries that are. */
static size_t changes_make(struct undoing *undoing, struct change *changes, size_t *change_count) {
    const struct intake_setup *setup = &undoing->job->setup;
    struct uuid *ids = arena_make(undoing->arena, struct uuid, undoing->count);
    struct record **records = arena_make(undoing->arena, struct record *, undoing->count);
    struct db *db = store_borrow(setup->store);
    size_t at = 0;
    for (size_t i = 0; i < undoing->count; i++) {
        ids[i] = undoing->entries[i].id;
    }
    query_get_many(setup->store, db, undoing->arena, &undoing->view, setup->plan->type, ids, undoing->count,
                   records);
    *change_count = 0;
    for (; at < undoing->count; at++) {
        struct change *change = &changes[*change_count];
        if (is_among(changes, *change_count, ids[at])) break;
        if (!records[at] || records[at]->deleted_ms) continue; /* gone already */
        if (back_of(undoing, db, records[at], &undoing->entries[at], change)) {
            change->reason = arena_join(undoing->arena, undoing->reason, S(", taken back"));
            (*change_count)++;
        } else {
            keep(undoing, ids[at]);
        }
    }
    store_return(setup->store, db);
    return at;
}

/* ---- a page of entries ---- */

static struct slice kept_text(struct undoing *undoing) {
    const struct import *import = import_of(undoing->import);
    struct text text = TEXT_IN(undoing->arena);
    text_append(&text, import->kept.text);
    for (size_t i = 0; i < undoing->kept_count && text.len < (LIMIT_IMPORT_KEPT - 1) * (UUID_TEXT + 1); i++) {
        if (text.len) text_append_char(&text, ',');
        text_append(&text, uuid_format(undoing->arena, undoing->kept[i]));
    }
    return text_slice(&text);
}

static void note_back(struct undoing *undoing, struct change *change, int64_t seq) {
    const struct import *before = import_of(undoing->import);
    *change = change_new(undoing->arena, CHANGE_UPDATE, &import_type, undoing->import->org_id);
    change->id = undoing->import->id;
    change->base_version = undoing->import->version;
    change->by_program = true;
    struct import *import = import_of(change->values);
    import->undo_at = value_of_number(seq);
    import->rows_kept = value_of_number(before->rows_kept.number + (int64_t)undoing->kept_count);
    struct slice kept = kept_text(undoing);
    import->kept = (struct value){.present = kept.len > 0, .text = kept};
    change_set(change, record_type_field(&import_type, S("undo_at")));
    change_set(change, record_type_field(&import_type, S("rows_kept")));
    change_set(change, record_type_field(&import_type, S("kept")));
}

/* Makes the changes and says so; one that the writer will not have is kept, and the rest tried again. */
static bool page_write(struct undoing *undoing, struct change *changes, size_t count, int64_t seq) {
    for (;;) {
        note_back(undoing, &changes[count], seq);
        struct write_job job = {.job_arena = undoing->arena,
                                .actor = undoing->job->setup.actor,
                                .changes = changes,
                                .change_count = count + 1};
        enum outcome outcome = store_write(undoing->job->setup.store, &job);
        if (outcome == OUTCOME_OK) return true;
        bool is_row = outcome == OUTCOME_REFUSED || outcome == OUTCOME_CONFLICT ||
                      outcome == OUTCOME_NOT_FOUND || outcome == OUTCOME_FORBIDDEN;
        if (!is_row || job.failed_change >= count) {
            log_fail("an import was not taken back: outcome %d", outcome);
            return false;
        }
        keep(undoing, changes[job.failed_change].id);
        memmove(&changes[job.failed_change], &changes[job.failed_change + 1],
                (count - job.failed_change - 1) * sizeof *changes);
        count--;
    }
}

/* False at the end, or when it cannot go on (*end says which). */
static bool page_undo(struct undoing *undoing, enum intake_end *end) {
    const struct intake_job *job = undoing->job;
    undoing->import = intake_find(undoing->arena, &job->setup, job->import_id);
    *end = INTAKE_FAILED;
    if (!undoing->import) return false;
    undoing->reason = intake_reason(undoing->arena, undoing->import);
    undoing->view = access_view(job->setup.access, undoing->arena, job->setup.actor, job->setup.plan->type);
    undoing->with_edited = import_of(undoing->import)->undo_edited.number != 0;
    entries_read(undoing);
    *end = INTAKE_DONE;
    if (!undoing->count) return false;
    struct change *changes = arena_make(undoing->arena, struct change, undoing->count + 1);
    size_t count, entries = changes_make(undoing, changes, &count);
    *end = INTAKE_FAILED;
    return page_write(undoing, changes, count, undoing->entries[entries - 1].seq);
}

static void set_undone(struct import *import, struct change *change, void *context) {
    (void)context;
    import->state = value_of_text(S("undone"));
    change_set(change, record_type_field(&import_type, S("state")));
}

enum intake_end intake_undo(const struct intake_job *job) {
    struct undoing *undoing = heap_alloc(sizeof *undoing);
    enum intake_end end = INTAKE_DONE;
    int64_t done = 0;
    *undoing = (struct undoing){.job = job, .arena = arena_new()};
    while (page_undo(undoing, &end)) {
        done += (int64_t)undoing->count;
        arena_reset(undoing->arena);
        undoing->kept = NULL;
        undoing->kept_count = 0;
        if (job->progress) job->progress(job->context, done);
        end = INTAKE_STOPPED;
        if (intake_is_stopping(&job->setup)) break;
    }
    bool is_noted =
        end != INTAKE_DONE || intake_note(undoing->arena, &job->setup, job->import_id, set_undone, NULL);
    arena_free(undoing->arena);
    heap_free(undoing);
    return is_noted ? end : INTAKE_FAILED;
}
