/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_desk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "exchange/kept_file.h"
#include "exchange/work_queue.h"

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
    struct work_queue *queue;
    pthread_mutex_t lock; /* guards the results */
    struct kept_result results[LIMIT_IMPORT_RESULTS];
    size_t result_next;
    int stop_signal;   /* 0: none */
};

static bool work_next(void *context, const struct work_task *task);
static void interrupted_resume(void *context, const struct work_task *task);

struct intake_desk *intake_desk_new(struct store *store, struct access *access, struct gazetteer *gazetteer,
                                    const struct messages *khmer, struct slice folder) {
    struct arena *arena = arena_new();
    struct intake_desk *desk = arena_make(arena, struct intake_desk, 1);
    *desk = (struct intake_desk){
        .arena = arena, .store = store, .access = access, .gazetteer = gazetteer, .khmer = khmer};
    desk->folder = arena_copy(arena, folder);
    pthread_mutex_init(&desk->lock, NULL);
    desk->queue = work_queue_new(&(struct work_queue_options){.store = store,
                                                              .access = access,
                                                              .name = "imports",
                                                              .type = &import_type,
                                                              .is_single = true,
                                                              .work = work_next,
                                                              .resume = interrupted_resume,
                                                              .context = desk});
    return desk;
}

void intake_desk_free(struct intake_desk *desk) {
    if (!desk) return;
    work_queue_free(desk->queue);
    for (size_t i = 0; i < LIMIT_IMPORT_RESULTS; i++) {
        arena_free(desk->results[i].result.arena);
    }
    pthread_mutex_destroy(&desk->lock);
    arena_free(desk->arena);
}

/* ---- files ---- */

struct slice intake_desk_folder(struct intake_desk *desk) {
    bool good = kept_folder_make(desk->folder.s);
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
    bool good = kept_file_write(path, bytes);
    if (!good) log_fail("a file to import was not kept: %s", strerror(errno));
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
    import->state = value_of_text(slice_of(context));
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
        *numbers[i].value = value_of_number(numbers[i].number);
        change_set(change, record_type_field(&import_type, slice_of(numbers[i].name)));
    }
}

static void set_unreadable(struct import *import, struct change *change, void *context) {
    const struct intake_result *result = context;
    set_state(import, change, (void *)(uintptr_t) "unreadable");
    import->trouble = (struct value){.present = true, .text = slice_of(sheet_trouble_text(result->trouble))};
    import->trouble_row = value_of_number(result->trouble_row);
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
    work_queue_note(((const struct intake_desk *)context)->queue, done);
}

void intake_desk_stop_at(struct intake_desk *desk, int signal) {
    desk->stop_signal = signal;
}

/* By a user; not by the end of the program, after which the work goes on. */
static bool is_stopped(const struct intake_desk *desk) {
    sigset_t pending;
    bool has_come =
        desk->stop_signal && sigpending(&pending) == 0 && sigismember(&pending, desk->stop_signal);
    return has_come || work_queue_is_stopped(desk->queue);
}

static bool is_stopping(void *context) {
    const struct intake_desk *desk = context;
    return is_stopped(desk) || work_queue_is_stopping(desk->queue);
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

static bool work_next(void *context, const struct work_task *task) {
    struct intake_desk *desk = context;
    struct intake_result result;
    enum intake_end end = work_do(desk, task->id, &task->actor, &task->locale, &result);
    if (result.arena && end == INTAKE_STOPPED)
        arena_free(result.arena);
    else if (result.arena)
        keep_result(desk, task->id, &result);
    return end != INTAKE_FAILED && end != INTAKE_UNREADABLE;
}

void intake_desk_wake(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                      const struct locale *locale) {
    work_queue_add(desk->queue, &(struct work_task){id, *actor, *locale});
}

void intake_desk_ask_to_stop(struct intake_desk *desk, struct uuid id) {
    work_queue_stop(desk->queue, id, true);
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
    return work_queue_is_started(desk->queue) ? thread_wait(desk, id, result)
                                              : work_do(desk, id, actor, locale, result);
}

/* ---- after a start ---- */

static void interrupted_resume(void *context, const struct work_task *task) {
    struct intake_desk *desk = context;
    const struct locale locale = {.lang = LANG_KM, .messages = desk->khmer};
    intake_desk_wake(desk, task->id, &task->actor, &locale);
}

bool intake_desk_start(struct intake_desk *desk) {
    files_forget_old(desk);
    return work_queue_start(desk->queue);
}

/* ---- looking ---- */

struct intake_look intake_desk_look(struct intake_desk *desk, struct uuid id) {
    struct work_look look = work_queue_look(desk->queue, id);
    return (struct intake_look){look.is_busy, look.has_failed, look.done};
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
