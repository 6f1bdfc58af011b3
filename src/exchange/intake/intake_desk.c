/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_desk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/runner.h"
#include "base/text.h"
#include "domain/records.h"

struct task {
    struct arena *arena;
    struct uuid id;
    struct actor actor;
    struct locale locale;
    struct task *next;
};

struct kept_result {
    struct uuid id;
    struct intake_result result;
};

struct intake_desk {
    struct arena *arena;
    struct store *store;
    struct access *access;
    struct gazetteer *gazetteer;
    const struct messages *khmer;
    struct slice folder;
    struct runner *runner;
    struct runner_job *job;
    const struct runner *running; /* of the work under way; the thread's own */
    pthread_mutex_t lock;         /* guards all below */
    struct task *tasks;           /* the first is the one under way */
    struct uuid failed_id;
    struct kept_result results[LIMIT_IMPORT_RESULTS];
    size_t result_next;
    _Atomic int64_t done;
    atomic_bool stops; /* the work under way was told to stop */
    int stop_signal;   /* 0: none */
};

struct intake_desk *intake_desk_new(struct store *store, struct access *access, struct gazetteer *gazetteer,
                                    const struct messages *khmer, struct slice folder) {
    struct arena *arena = arena_new();
    struct intake_desk *desk = arena_make(arena, struct intake_desk, 1);
    *desk = (struct intake_desk){
        .arena = arena, .store = store, .access = access, .gazetteer = gazetteer, .khmer = khmer};
    desk->folder = arena_copy(arena, folder);
    pthread_mutex_init(&desk->lock, NULL);
    return desk;
}

static void task_free(struct task *task) {
    arena_free(task->arena);
}

void intake_desk_free(struct intake_desk *desk) {
    if (!desk) return;
    if (desk->runner) runner_stop(desk->runner);
    while (desk->tasks) {
        struct task *next = desk->tasks->next;
        task_free(desk->tasks);
        desk->tasks = next;
    }
    for (size_t i = 0; i < LIMIT_IMPORT_RESULTS; i++) {
        arena_free(desk->results[i].result.arena);
    }
    pthread_mutex_destroy(&desk->lock);
    arena_free(desk->arena);
}

/* ---- files ---- */

struct slice intake_desk_folder(struct intake_desk *desk) {
    bool good = mkdir(desk->folder.s, 0700) == 0 || errno == EEXIST;
    if (!good) log_fail("the folder for imports cannot be made: %s", strerror(errno));
    return good ? desk->folder : S("");
}

const char *intake_desk_path(struct intake_desk *desk, struct arena *arena, enum intake_file file,
                             struct uuid id) {
    static const char *const ends[] = {[INTAKE_FILE] = "",
                                       [INTAKE_REFUSED] = ".refused",
                                       [INTAKE_KNOWN] = ".known",
                                       [INTAKE_WORKBOOK] = ".xlsx"};
    struct slice name = uuid_format(arena, id);
    return arena_cstr(
        arena, arena_printf(arena, "%.*s/%.*s%s", SLICE_ARG(desk->folder), SLICE_ARG(name), ends[file]));
}

static bool write_whole(int file, struct slice bytes) {
    for (size_t at = 0; at < bytes.len;) {
        size_t piece = bytes.len - at < (1 << 20) ? bytes.len - at : 1 << 20;
        ssize_t sent = write(file, bytes.s + at, piece);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += (size_t)sent;
    }
    return fsync(file) == 0;
}

static struct slice digest_of(struct arena *arena, struct slice bytes) {
    enum { DIGEST_BYTES = 32 };
    uint8_t hash[DIGEST_BYTES];
    char hex[DIGEST_BYTES * 2 + 1];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)bytes.s, bytes.len, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_copy(arena, slice_of(hex));
}

bool intake_desk_keep(struct intake_desk *desk, struct arena *arena, struct uuid id, struct slice bytes,
                      struct slice *digest) {
    if (!intake_desk_folder(desk).len) return false;
    const char *path = intake_desk_path(desk, arena, INTAKE_FILE, id);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && write_whole(file, bytes);
    if (file >= 0) close(file);
    if (!good) {
        log_fail("a file to import was not kept: %s", strerror(errno));
        unlink(path);
    }
    *digest = digest_of(arena, bytes);
    return good;
}

void intake_desk_forget(struct intake_desk *desk, struct arena *arena, struct uuid id) {
    unlink(intake_desk_path(desk, arena, INTAKE_FILE, id));
    unlink(intake_desk_path(desk, arena, INTAKE_REFUSED, id));
    unlink(intake_desk_path(desk, arena, INTAKE_KNOWN, id));
}

static void files_forget_old(const struct intake_desk *desk) {
    DIR *folder = opendir(desk->folder.s);
    int64_t before_s = clock_now_ms() / 1000 - (int64_t)LIMIT_IMPORT_FILE_DAYS * 24 * 3600;
    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        struct stat status;
        bool is_file = fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                       S_ISREG(status.st_mode);
        if (is_file && status.st_mtime < before_s) unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder) closedir(folder);
}

/* ---- one work ---- */

static void set_state(struct import *import, struct change *change, void *context) {
    import->state = (struct value){.present = true, .text = slice_of(context)};
    change_set(change, record_type_field(&import_type, S("state")));
}

static void set_checked(struct import *import, struct change *change, void *context) {
    const struct intake_counts *counts = &((const struct intake_result *)context)->counts;
    const struct {
        struct value *value;
        const char *name;
        int64_t number;
    } numbers[] = {{&import->rows_all, "rows_all", counts->all},
                   {&import->rows_new, "rows_new", counts->by[ROW_NEW]},
                   {&import->rows_changed, "rows_changed", counts->by[ROW_CHANGED]},
                   {&import->rows_unchanged, "rows_unchanged", counts->by[ROW_UNCHANGED]},
                   {&import->rows_refused, "rows_refused", counts->by[ROW_REFUSED]},
                   {&import->rows_skipped, "rows_skipped", counts->skipped}};
    set_state(import, change, (void *)(uintptr_t) "checked");
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        *numbers[i].value = (struct value){.present = true, .number = numbers[i].number};
        change_set(change, record_type_field(&import_type, slice_of(numbers[i].name)));
    }
}

static void set_unreadable(struct import *import, struct change *change, void *context) {
    const struct intake_result *result = context;
    set_state(import, change, (void *)(uintptr_t) "unreadable");
    import->trouble = (struct value){.present = true, .text = slice_of(sheet_trouble_text(result->trouble))};
    import->trouble_row = (struct value){.present = true, .number = result->trouble_row};
    change_set(change, record_type_field(&import_type, S("trouble")));
    change_set(change, record_type_field(&import_type, S("trouble_row")));
}

struct work {
    struct intake_desk *desk;
    struct arena *arena;
    struct record *record;
    struct import *import;
    struct intake_plan *plan;
    struct intake_decisions decisions;
    struct intake_job job;
};

static void note_progress(void *context, int64_t done) {
    atomic_store(&((struct intake_desk *)context)->done, done);
}

void intake_desk_stop_at(struct intake_desk *desk, int signal) {
    desk->stop_signal = signal;
}

/* By a user; not by the end of the program, after which the work goes on. */
static bool is_stopped(const struct intake_desk *desk) {
    sigset_t pending;
    bool has_come =
        desk->stop_signal && sigpending(&pending) == 0 && sigismember(&pending, desk->stop_signal);
    return has_come || atomic_load(&desk->stops);
}

static bool is_stopping(void *context) {
    const struct intake_desk *desk = context;
    return is_stopped(desk) || (desk->running && runner_is_stopping(desk->running));
}

/* The columns' headings, which the plan does not keep, are read again. */
static bool plan_of(struct work *work) {
    struct intake_head *head = arena_make(work->arena, struct intake_head, 1);
    struct view view = access_view(work->desk->access, work->arena, work->job.setup.actor, work->plan->type);
    enum sheet_trouble trouble;
    int64_t row;
    if (!intake_plan_read(work->arena, work->import->plan.text, work->plan)) return false;
    if (slice_equal(work->import->state.text, S("undoing"))) return true;
    struct intake_plan *plan = work->plan;
    if (!intake_head_read(work->arena, work->job.file, plan->type, &view, plan->sheet, plan->header_row,
                          work->desk->khmer, head, &trouble, &row))
        return true; /* the work itself says what is wrong */
    for (size_t i = 0; i < head->plan.column_count; i++) {
        if (i >= plan->column_count) plan->columns[plan->column_count++] = (struct intake_column){0};
        plan->columns[i].header = head->plan.columns[i].header;
        plan->columns[i].is_ours = head->plan.columns[i].is_ours;
    }
    return true;
}

static bool work_open(struct work *work, struct uuid id, const struct actor *actor,
                      const struct locale *locale) {
    struct intake_desk *desk = work->desk;
    struct arena *arena = work->arena;
    work->job = (struct intake_job){
        .setup = {.store = desk->store,
                  .access = desk->access,
                  .gazetteer = desk->gazetteer,
                  .khmer = desk->khmer,
                  .actor = actor,
                  .is_stopping = is_stopping,
                  .stop_context = desk},
        .file = intake_desk_path(desk, arena, INTAKE_FILE, id),
        .workbook = intake_desk_path(desk, arena, INTAKE_WORKBOOK, id),
        .refused = intake_desk_path(desk, arena, INTAKE_REFUSED, id),
        .known = intake_desk_path(desk, arena, INTAKE_KNOWN, id),
        .locale = *locale,
        .import_id = id,
        .progress = note_progress,
        .context = desk,
    };
    work->record = intake_find(arena, &work->job.setup, id);
    if (!work->record) return false;
    work->import = import_of(work->record);
    work->plan = arena_make(arena, struct intake_plan, 1);
    work->plan->type = catalogue_find(&mlup_catalogue, work->import->record_kind.text);
    if (!work->plan->type || !plan_of(work)) return false;
    if (!intake_decisions_read(arena, work->import->decisions.text, &work->decisions)) return false;
    work->job.setup.plan = work->plan;
    work->job.setup.decisions = &work->decisions;
    work->job.setup.reason = intake_reason(arena, work->record);
    return true;
}

static void keep_result(struct intake_desk *desk, struct uuid id, const struct intake_result *result) {
    pthread_mutex_lock(&desk->lock);
    struct kept_result *kept = &desk->results[desk->result_next];
    for (size_t i = 0; i < LIMIT_IMPORT_RESULTS; i++) {
        if (uuid_equal(desk->results[i].id, id)) kept = &desk->results[i];
    }
    if (kept == &desk->results[desk->result_next])
        desk->result_next = (desk->result_next + 1) % LIMIT_IMPORT_RESULTS;
    arena_free(kept->result.arena);
    *kept = (struct kept_result){id, *result};
    pthread_mutex_unlock(&desk->lock);
}

static enum intake_end do_check(struct work *work, struct intake_result *result) {
    enum intake_end end = intake_check(&work->job, result);
    if (end == INTAKE_UNREADABLE)
        intake_note(work->arena, &work->job.setup, work->job.import_id, set_unreadable, result);
    if (end != INTAKE_DONE) return end;
    return intake_note(work->arena, &work->job.setup, work->job.import_id, set_checked, result)
               ? INTAKE_DONE
               : INTAKE_FAILED;
}

static enum intake_end do_write(struct work *work) {
    enum intake_end end = intake_write(&work->job);
    if (end == INTAKE_DONE) intake_desk_forget(work->desk, work->arena, work->job.import_id);
    return end;
}

/* The file of one that was stopped half-way is still there. */
static enum intake_end do_undo(struct work *work) {
    enum intake_end end = intake_undo(&work->job);
    if (end == INTAKE_DONE) intake_desk_forget(work->desk, work->arena, work->job.import_id);
    return end;
}

/* What a stopped check has found so far is nothing to decide by. */
static void note_stopped(struct work *work) {
    bool is_check = slice_equal(work->import->state.text, S("checking"));
    if (is_check) unlink(work->job.workbook), unlink(work->job.refused), unlink(work->job.known);
    if (!intake_note_stopped(work->arena, &work->job.setup, work->job.import_id))
        log_fail("that an import was stopped could not be noted");
}

static enum intake_end work_do(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                               const struct locale *locale, struct intake_result *result) {
    struct work work = {.desk = desk, .arena = arena_new()};
    enum intake_end end = INTAKE_FAILED;
    *result = (struct intake_result){0};
    atomic_store(&desk->done, 0);
    if (work_open(&work, id, actor, locale)) {
        struct slice state = work.import->state.text;
        if (slice_equal(state, S("checking"))) end = do_check(&work, result);
        if (slice_equal(state, S("writing"))) end = do_write(&work);
        if (slice_equal(state, S("undoing"))) end = do_undo(&work);
        if (end == INTAKE_STOPPED && is_stopped(desk)) note_stopped(&work);
    }
    arena_free(work.arena);
    return end;
}

/* ---- the thread ---- */

static struct task *task_first(struct intake_desk *desk) {
    pthread_mutex_lock(&desk->lock);
    struct task *task = desk->tasks;
    pthread_mutex_unlock(&desk->lock);
    return task;
}

static void task_end(struct intake_desk *desk, struct task *task, enum intake_end end) {
    pthread_mutex_lock(&desk->lock);
    atomic_store(&desk->stops, false);
    desk->tasks = task->next;
    desk->failed_id = end == INTAKE_FAILED || end == INTAKE_UNREADABLE ? task->id : (struct uuid){{0}};
    pthread_mutex_unlock(&desk->lock);
    task_free(task);
}

static int64_t desk_run(void *context, const struct runner *runner) {
    struct intake_desk *desk = context;
    desk->running = runner;
    for (struct task *task; !runner_is_stopping(runner) && (task = task_first(desk)) != NULL;) {
        struct intake_result result;
        enum intake_end end = work_do(desk, task->id, &task->actor, &task->locale, &result);
        if (result.arena && end == INTAKE_STOPPED)
            arena_free(result.arena);
        else if (result.arena)
            keep_result(desk, task->id, &result);
        task_end(desk, task, end);
    }
    return RUNNER_NEVER;
}

void intake_desk_wake(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                      const struct locale *locale) {
    struct arena *arena = arena_new();
    struct task *task = arena_make(arena, struct task, 1);
    *task = (struct task){.arena = arena, .id = id, .actor = *actor, .locale = *locale};
    task->actor.name = arena_copy(arena, actor->name);
    struct uuid *team = arena_make(arena, struct uuid, actor->team_count);
    if (actor->team_count) memcpy(team, actor->team, actor->team_count * sizeof *team);
    task->actor.team = team;
    pthread_mutex_lock(&desk->lock);
    struct task **last = &desk->tasks;
    bool is_there = false;
    for (; *last; last = &(*last)->next) {
        is_there = is_there || uuid_equal((*last)->id, id);
    }
    if (is_there)
        task_free(task);
    else
        *last = task;
    pthread_mutex_unlock(&desk->lock);
    if (desk->job) runner_wake(desk->job);
}

void intake_desk_ask_to_stop(struct intake_desk *desk, struct uuid id) {
    pthread_mutex_lock(&desk->lock);
    for (struct task **at = &desk->tasks; *at; at = &(*at)->next) {
        struct task *task = *at;
        if (!uuid_equal(task->id, id)) continue;
        bool is_first = task == desk->tasks;
        if (is_first) {
            atomic_store(&desk->stops, true);
        } else {
            *at = task->next;
            task_free(task);
        }
        break;
    }
    pthread_mutex_unlock(&desk->lock);
}

bool intake_desk_stop(struct intake_desk *desk, struct uuid id) {
    enum { LOOK_MS = 20 };
    const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000};
    intake_desk_ask_to_stop(desk, id);
    for (int ms = 0; ms < LIMIT_IMPORT_STOP_MS && intake_desk_look(desk, id).is_busy; ms += LOOK_MS) {
        nanosleep(&pause, NULL);
    }
    return !intake_desk_look(desk, id).is_busy;
}

/* Two at one import would be in each other's way: where there is a thread, it does the work. */
static enum intake_end thread_wait(struct intake_desk *desk, struct uuid id, struct intake_result *result) {
    const struct timespec pause = {.tv_nsec = 20000000};
    struct intake_look look;
    while ((look = intake_desk_look(desk, id)).is_busy) {
        nanosleep(&pause, NULL);
    }
    struct arena *arena = arena_new();
    *result = (struct intake_result){0};
    if (!intake_desk_result(desk, arena, id, result)) arena_free(arena);
    if (!look.has_failed) return INTAKE_DONE;
    return result->trouble ? INTAKE_UNREADABLE : INTAKE_FAILED;
}

enum intake_end intake_desk_do(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                               const struct locale *locale, struct intake_result *result) {
    return desk->job ? thread_wait(desk, id, result) : work_do(desk, id, actor, locale, result);
}

/* ---- after a start ---- */

struct found {
    struct uuid id, org_id, user_id;
};

/* Imports whose record says that a work is under way: nobody is at it now. */
static size_t interrupted_find(struct intake_desk *desk, struct arena *arena, struct found **found) {
    struct db *db = store_borrow(desk->store);
    struct db_query *query = db_query(
        db, SQL("SELECT id, org_id, created_by FROM import WHERE state IN ('checking', 'writing', 'undoing') "
                "AND deleted_ms = 0 ORDER BY id"));
    size_t count = 0;
    *found = NULL;
    while (db_next(query)) {
        *found = arena_room(arena, *found, sizeof **found, count);
        (*found)[count++] =
            (struct found){db_column_uuid(query, 0), db_column_uuid(query, 1), db_column_uuid(query, 2)};
    }
    db_done(query);
    store_return(desk->store, db);
    return count;
}

static void interrupted_wake(struct intake_desk *desk) {
    struct arena *arena = arena_new();
    struct found *found;
    struct locale locale = {.lang = LANG_KM, .messages = desk->khmer};
    size_t count = interrupted_find(desk, arena, &found);
    for (size_t i = 0; i < count; i++) {
        struct actor actor = access_system_actor(found[i].org_id);
        bool is_known = uuid_is_zero(found[i].user_id) ||
                        access_actor_of(desk->access, arena, found[i].user_id, found[i].org_id, &actor);
        if (is_known)
            intake_desk_wake(desk, found[i].id, &actor, &locale);
        else
            log_warn("an import was interrupted and its user is not active any more; it stays as it is");
    }
    arena_free(arena);
}

bool intake_desk_start(struct intake_desk *desk) {
    files_forget_old(desk);
    interrupted_wake(desk);
    desk->runner = runner_new(desk->arena);
    desk->job = runner_add(desk->runner, "imports", desk_run, desk);
    return runner_start(desk->runner);
}

/* ---- looking ---- */

struct intake_look intake_desk_look(struct intake_desk *desk, struct uuid id) {
    struct intake_look look = {0};
    pthread_mutex_lock(&desk->lock);
    for (const struct task *task = desk->tasks; task; task = task->next) {
        if (!uuid_equal(task->id, id)) continue;
        look.is_busy = true;
        look.done = task == desk->tasks ? atomic_load(&desk->done) : 0;
    }
    look.has_failed = !look.is_busy && uuid_equal(desk->failed_id, id);
    pthread_mutex_unlock(&desk->lock);
    return look;
}

static struct intake_line *lines_copy(struct arena *arena, const struct intake_line *lines, size_t count) {
    struct intake_line *copy = arena_make(arena, struct intake_line, count);
    for (size_t i = 0; i < count; i++) {
        copy[i] = lines[i];
        copy[i].text = arena_copy(arena, lines[i].text);
        copy[i].args[0] = arena_copy(arena, lines[i].args[0]);
        copy[i].args[1] = arena_copy(arena, lines[i].args[1]);
    }
    return copy;
}

bool intake_desk_result(struct intake_desk *desk, struct arena *arena, struct uuid id,
                        struct intake_result *result) {
    bool found = false;
    pthread_mutex_lock(&desk->lock);
    for (size_t i = 0; i < LIMIT_IMPORT_RESULTS && !found; i++) {
        const struct kept_result *kept = &desk->results[i];
        found = kept->result.arena && uuid_equal(kept->id, id);
        if (!found) continue;
        *result = kept->result;
        result->arena = arena;
        result->refused = lines_copy(arena, kept->result.refused, kept->result.refused_count);
        result->doubles = lines_copy(arena, kept->result.doubles, kept->result.double_count);
    }
    pthread_mutex_unlock(&desk->lock);
    return found;
}
