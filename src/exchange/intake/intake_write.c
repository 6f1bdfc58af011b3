/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing goes like two people at a table: while the writer makes the records of one step, the next step is
 * read and judged.  A step that is refused is done again without the row that was in the way, before the next
 * one goes in.
 */
#include <pthread.h>

#include "base/log.h"
#include "catalogue/value.h"
#include "exchange/intake/intake_chunk.h"
#include "exchange/intake/intake_source.h"

enum { ALONE_MAX = 4 }; /* rows taken out one by one before all of the step are judged again */

/* A row may be a record that comes back and is changed. */
_Static_assert(2 * LIMIT_IMPORT_BATCH < LIMIT_CHANGES_PER_JOB, "a step would be too large");

/* Rows that go in together. */
struct step {
    struct arena *arena;
    struct intake_row *rows;
    size_t count;
    struct intake_counts counts; /* of all rows up to its end */
    struct write_job job;
    size_t *owners; /* by change: the row */
    pthread_mutex_t lock;
    pthread_cond_t finished;
    bool is_under_way;
};

struct writing {
    const struct intake_job *job;
    struct intake_setup setup; /* the job's, with what the check found */
    struct arena *arena;
    struct intake_run *run;
    struct refused_rows refused;
    struct intake_counts counts;
    struct record *import;
    int64_t version;   /* of the import's record */
    int64_t skip_rows; /* rows of the file that an earlier run has made */
    int64_t log_from;
    struct step steps[2];
};

/* ---- the import's record ---- */

struct record *intake_find(struct arena *arena, const struct intake_setup *setup, struct uuid id) {
    struct view view = access_view(setup->access, arena, setup->actor, &import_type);
    struct db *db = store_borrow(setup->store);
    struct record *record = NULL;
    if (view.allowed && !query_get(setup->store, db, arena, &view, &import_type, id, &record, NULL))
        record = NULL;
    store_return(setup->store, db);
    return record && !record->deleted_ms ? record : NULL;
}

struct slice intake_reason(struct arena *arena, const struct record *import) {
    return arena_join(arena, S("Import "), import->code);
}

static void set_number(struct change *change, struct value *value, const char *name, int64_t number) {
    *value = value_of_number(number);
    change_set(change, record_type_field(&import_type, slice_of(name)));
}

bool intake_note(struct arena *arena, const struct intake_setup *setup, struct uuid id,
                 void (*set)(struct import *import, struct change *change, void *context), void *context) {
    enum { TRIES = 5 };
    for (int i = 0; i < TRIES; i++) {
        struct record *record = intake_find(arena, setup, id);
        if (!record) return false;
        struct change *change = arena_make(arena, struct change, 1);
        *change = change_new(arena, CHANGE_UPDATE, &import_type, record->org_id);
        change->id = id;
        change->base_version = record->version;
        change->by_program = true;
        set(import_of(change->values), change, context);
        struct write_job job = {
            .job_arena = arena, .actor = setup->actor, .changes = change, .change_count = 1};
        enum outcome outcome = store_write(setup->store, &job);
        if (outcome != OUTCOME_CONFLICT) return outcome == OUTCOME_OK;
    }
    return false;
}

static void note_counts(struct change *change, const struct intake_counts *counts, int64_t log_from) {
    struct import *import = import_of(change->values);
    set_number(change, &import->rows_new, "rows_new", counts->by[ROW_NEW]);
    set_number(change, &import->rows_changed, "rows_changed", counts->by[ROW_CHANGED]);
    set_number(change, &import->rows_unchanged, "rows_unchanged", counts->by[ROW_UNCHANGED]);
    set_number(change, &import->rows_refused, "rows_refused", counts->by[ROW_REFUSED]);
    set_number(change, &import->rows_skipped, "rows_skipped", counts->skipped);
    set_number(change, &import->rows_done, "rows_done", counts->all);
    set_number(change, &import->log_from, "log_from", log_from);
}

/* ---- a step ---- */

static void step_done(struct write_job *job) {
    struct step *step = job->context;
    pthread_mutex_lock(&step->lock);
    step->is_under_way = false;
    pthread_cond_signal(&step->finished);
    pthread_mutex_unlock(&step->lock);
}

static size_t changes_of(const struct step *step) {
    size_t count = 0;
    for (size_t i = 0; i < step->count; i++) {
        count += step->rows[i].is_taken ? step->rows[i].change_count : 0;
    }
    return count;
}

/* The changes of all rows that are taken, and the note of how far the import is then. */
static void step_fill(struct writing *writing, struct step *step) {
    size_t wanted = changes_of(step), at = 0;
    struct change *changes = arena_make(step->arena, struct change, wanted + 1);
    step->owners = arena_make(step->arena, size_t, wanted + 1);
    for (size_t i = 0; i < step->count; i++) {
        const struct intake_row *row = &step->rows[i];
        for (size_t c = 0; row->is_taken && c < row->change_count; c++) {
            step->owners[at] = i;
            changes[at++] = row->changes[c];
        }
    }
    changes[at] = change_new(step->arena, CHANGE_UPDATE, &import_type, writing->import->org_id);
    changes[at].id = writing->import->id;
    changes[at].base_version = writing->version;
    changes[at].by_program = true;
    note_counts(&changes[at], &step->counts, writing->log_from);
    step->job = (struct write_job){.job_arena = step->arena,
                                   .actor = writing->job->setup.actor,
                                   .changes = changes,
                                   .change_count = at + 1,
                                   .done = step_done,
                                   .context = step};
}

static bool step_submit(struct writing *writing, struct step *step) {
    step_fill(writing, step);
    step->is_under_way = true;
    if (store_submit(writing->job->setup.store, &step->job)) return true;
    step->is_under_way = false;
    return false;
}

static enum outcome step_wait(struct step *step) {
    pthread_mutex_lock(&step->lock);
    while (step->is_under_way) {
        pthread_cond_wait(&step->finished, &step->lock);
    }
    pthread_mutex_unlock(&step->lock);
    return step->job.outcome;
}

/* A row that the writer would not have: out of the step, and counted as what it is. */
static void row_drop(struct writing *writing, struct step *step, struct intake_row *row) {
    struct intake_counts *all[] = {&step->counts, &writing->counts};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i]->by[row->verdict]--;
        all[i]->by[ROW_REFUSED]++;
    }
    row->verdict = ROW_REFUSED;
    row->is_taken = false;
}

static void step_try(struct writing *writing, struct step *step) {
    enum intake_verdict *before = arena_make(step->arena, enum intake_verdict, step->count);
    for (size_t i = 0; i < step->count; i++) {
        before[i] = step->rows[i].verdict;
    }
    if (!intake_run_try(writing->run, step->arena, step->rows, step->count)) return;
    for (size_t i = 0; i < step->count; i++) {
        struct intake_row *row = &step->rows[i];
        if (row->verdict == before[i]) continue;
        row->verdict = before[i];
        row_drop(writing, step, row);
    }
}

static bool is_about_a_row(enum outcome outcome) {
    return outcome == OUTCOME_REFUSED || outcome == OUTCOME_CONFLICT || outcome == OUTCOME_NOT_FOUND ||
           outcome == OUTCOME_FORBIDDEN;
}

/* Until it is in.  False when it cannot be: full disk, a database that is gone. */
static bool step_settle(struct writing *writing, struct step *step) {
    for (int tries = 0; step_wait(step) != OUTCOME_OK; tries++) {
        size_t failed = step->job.failed_change;
        bool is_row = is_about_a_row(step->job.outcome) && failed + 1 < step->job.change_count;
        if (!is_row) {
            log_fail("an import stopped: outcome %d", step->job.outcome);
            return false;
        }
        row_drop(writing, step, &step->rows[step->owners[failed]]);
        if (tries == ALONE_MAX) step_try(writing, step);
        if (!step_submit(writing, step)) return false;
    }
    writing->version = step->job.changes[step->job.change_count - 1].after->version;
    return true;
}

/* ---- all steps ---- */

static void step_open(struct step *step) {
    *step = (struct step){.arena = arena_new()};
    pthread_mutex_init(&step->lock, NULL);
    pthread_cond_init(&step->finished, NULL);
}

static void step_close(struct step *step) {
    arena_free(step->arena);
    pthread_mutex_destroy(&step->lock);
    pthread_cond_destroy(&step->finished);
}

/* Rows that an earlier run has been through are judged again (what they are decides about later ones) and not
 * made. */
static void rows_count(struct writing *writing, struct step *step) {
    for (size_t i = 0; i < step->count; i++) {
        struct intake_row *row = &step->rows[i];
        if (writing->skip_rows > 0) {
            writing->skip_rows--;
            row->is_taken = false;
            continue;
        }
        if (refused_rows_has(&writing->refused, row->number)) {
            row->verdict = ROW_REFUSED;
            row->is_taken = false;
        }
        intake_count(&writing->counts, row);
    }
    step->counts = writing->counts;
}

static bool step_read(struct writing *writing, struct step *step, struct intake_source *source) {
    arena_reset(step->arena);
    step->rows = arena_make(step->arena, struct intake_row, LIMIT_IMPORT_BATCH);
    step->count = intake_source_read(source, step->arena, step->rows, LIMIT_IMPORT_BATCH);
    if (!step->count) return false;
    if (!intake_run_judge(writing->run, step->arena, step->rows, step->count)) return false;
    rows_count(writing, step);
    return true;
}

static enum intake_end write_rows(struct writing *writing, struct intake_source *source) {
    struct step *before = NULL;
    const struct intake_setup *setup = &writing->job->setup;
    bool good = true;
    for (size_t i = 0; good && !intake_is_stopping(setup); i++) {
        struct step *step = &writing->steps[i % 2];
        if (!step_read(writing, step, source)) break;
        if (before) good = step_settle(writing, before);
        before = NULL;
        if (good && !writing->skip_rows) {
            /* what the step before could not take is counted in this one's note */
            step->counts = writing->counts;
            good = step_submit(writing, step);
            if (good) before = step;
        }
        if (writing->job->progress) writing->job->progress(writing->job->context, writing->counts.all);
    }
    if (before) good = step_settle(writing, before) && good;
    return !good ? INTAKE_FAILED : intake_is_stopping(setup) ? INTAKE_STOPPED : INTAKE_DONE;
}

static int64_t log_now(struct store *store) {
    struct db *db = store_borrow(store);
    struct db_query *query = db_query(db, SQL("SELECT COALESCE(MAX(seq), 0) FROM change_log"));
    int64_t seq = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    store_return(store, db);
    return seq;
}

static void writing_open(struct writing *writing) {
    const struct import *import = import_of(writing->import);
    struct intake_counts *counts = &writing->counts;
    writing->version = writing->import->version;
    writing->skip_rows = import->rows_done.number;
    writing->log_from =
        import->log_from.present ? import->log_from.number : log_now(writing->job->setup.store);
    counts->all = import->rows_done.number;
    if (!counts->all) return;
    counts->by[ROW_NEW] = import->rows_new.number;
    counts->by[ROW_CHANGED] = import->rows_changed.number;
    counts->by[ROW_UNCHANGED] = import->rows_unchanged.number;
    counts->by[ROW_REFUSED] = import->rows_refused.number;
    counts->skipped = import->rows_skipped.number;
}

static void set_state(struct import *import, struct change *change, struct slice state) {
    import->state = (struct value){.present = true, .text = state};
    change_set(change, record_type_field(&import_type, S("state")));
}

static void set_finished(struct import *import, struct change *change, void *context) {
    set_state(import, change, S("done"));
    set_number(change, &import->log_to, "log_to", log_now(context));
}

static void set_stopped(struct import *import, struct change *change, void *context) {
    (void)context;
    set_state(import, change, S("stopped"));
}

/* Writing that has not begun leaves what the check found. */
static void set_not_begun(struct import *import, struct change *change, void *context) {
    (void)context;
    set_state(import, change, S("checked"));
}

static void set_paused(struct import *import, struct change *change, void *context) {
    set_state(import, change, S("paused"));
    set_number(change, &import->log_to, "log_to", log_now(context));
}

bool intake_note_stopped(struct arena *arena, const struct intake_setup *setup, struct uuid id) {
    struct record *record = intake_find(arena, setup, id);
    if (!record) return false;
    const struct import *import = import_of(record);
    if (slice_equal(import->state.text, S("checking")))
        return intake_note(arena, setup, id, set_stopped, NULL);
    if (!slice_equal(import->state.text, S("writing"))) return true; /* it came to its end before */
    return intake_note(arena, setup, id, import->rows_done.number > 0 ? set_paused : set_not_begun,
                       setup->store);
}

static enum intake_end write_file(struct writing *writing, struct intake_source *source) {
    const struct intake_job *job = writing->job;
    if (!intake_source_open(source, writing->arena, &job->setup, job->file))
        return intake_is_stopping(&job->setup) ? INTAKE_STOPPED : INTAKE_UNREADABLE;
    writing->setup = job->setup;
    writing->setup.known = known_rows_read(writing->arena, job->known);
    writing->setup.order = source->order;
    writing->run = intake_run_new(writing->arena, &writing->setup);
    refused_rows_read(writing->arena, job->refused, &writing->refused);
    writing_open(writing);
    step_open(&writing->steps[0]);
    step_open(&writing->steps[1]);
    enum intake_end end = write_rows(writing, source);
    step_close(&writing->steps[0]);
    step_close(&writing->steps[1]);
    return source->reader.trouble ? INTAKE_UNREADABLE : end;
}

enum intake_end intake_write(const struct intake_job *job) {
    struct writing *writing = heap_alloc(sizeof *writing);
    *writing = (struct writing){.job = job, .arena = arena_new()};
    writing->import = intake_find(writing->arena, &job->setup, job->import_id);
    enum intake_end end = INTAKE_FAILED;
    struct intake_source *source = arena_make(writing->arena, struct intake_source, 1);
    if (writing->import) {
        end = write_file(writing, source);
        intake_source_close(source);
    }
    bool is_noted = end != INTAKE_DONE ||
                    intake_note(writing->arena, &job->setup, job->import_id, set_finished, job->setup.store);
    arena_free(writing->arena);
    heap_free(writing);
    return is_noted ? end : INTAKE_FAILED;
}
