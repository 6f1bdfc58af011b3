/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/book_desk.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "exchange/book_import.h"
#include "exchange/journal/journal_file.h"
#include "exchange/kept_file.h"
#include "exchange/work_queue.h"
#include "i18n/khmer.h"
#include "store/query.h"

enum { NAME_BYTES = 200, WRONG_SHOWN = 50 };

struct book_desk {
    struct arena *arena;
    struct store *store;
    struct access *access;
    struct slice folder;
    struct work_queue *queue;
};

static bool work_do(void *context, const struct work_task *task);
static void interrupted_resume(void *context, const struct work_task *task);

struct book_desk *book_desk_new(struct store *store, struct access *access, struct slice folder) {
    struct arena *arena = arena_new();
    struct book_desk *desk = arena_make(arena, struct book_desk, 1);
    *desk = (struct book_desk){.arena = arena, .store = store, .access = access};
    desk->folder = arena_copy(arena, folder);
    desk->queue = work_queue_new(&(struct work_queue_options){.store = store,
                                                              .access = access,
                                                              .name = "journals",
                                                              .type = &ledger_import_type,
                                                              .work = work_do,
                                                              .resume = interrupted_resume,
                                                              .context = desk});
    return desk;
}

bool book_desk_start(struct book_desk *desk) {
    return work_queue_start(desk->queue);
}

void book_desk_free(struct book_desk *desk) {
    if (!desk) return;
    work_queue_free(desk->queue);
    arena_free(desk->arena);
}

/* ---- files ---- */

static const char *path_of(const struct book_desk *desk, struct arena *arena, struct uuid id) {
    return arena_cstr(arena, arena_printf(arena, "%.*s/%.*s.journal", SLICE_ARG(desk->folder),
                                          SLICE_ARG(uuid_format(arena, id))));
}

static bool file_keep(const struct book_desk *desk, struct arena *arena, struct uuid id, struct slice bytes) {
    bool good =
        kept_folder_make(arena_cstr(arena, desk->folder)) && kept_file_write(path_of(desk, arena, id), bytes);
    if (!good) log_fail("a journal was not kept: %s", strerror(errno));
    return good;
}

/* ---- the record ---- */

static struct record *import_find(const struct book_desk *desk, struct arena *arena,
                                  const struct actor *actor, struct uuid id) {
    struct view view = access_view(desk->access, arena, actor, &ledger_import_type);
    struct record *record = NULL;
    if (!view.allowed) return NULL;
    struct db *db = store_borrow(desk->store);
    bool found = query_get(desk->store, db, arena, &view, &ledger_import_type, id, &record, NULL);
    store_return(desk->store, db);
    return found && !record->deleted_ms ? record : NULL;
}

/* The import of this file in this book; false: there was none. */
static bool earlier_find(const struct book_desk *desk, const struct record *book, struct slice hash,
                         struct uuid *id) {
    struct db *db = store_borrow(desk->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM ledger_import WHERE org_id = ?1 AND \"book\" = ?2 AND "
                         "\"file_hash\" = ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->id);
    db_bind_text(query, 3, hash);
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    db_done(query);
    store_return(desk->store, db);
    return found;
}

static bool change_write(const struct book_desk *desk, struct arena *arena, const struct actor *actor,
                         struct change *change, struct refusal *refusal) {
    struct write_job job = {.job_arena = arena, .actor = actor, .changes = change, .change_count = 1};
    change->by_program = true;
    if (store_write(desk->store, &job) == OUTCOME_OK) return true;
    refusal_add(refusal, &job.refusal);
    return job.refusal.first != NULL ? false : refuse(refusal, S(""), "This could not be saved. Try again.");
}

static struct change change_of(struct arena *arena, const struct record *import) {
    struct change change = change_new(arena, CHANGE_UPDATE, &ledger_import_type, import->org_id);
    change.id = import->id;
    change.base_version = import->version;
    return change;
}

static bool state_is(const struct record *import, const char *state) {
    return slice_equal(ledger_import_of(import)->state.text, slice_of(state));
}

/* ---- what was found, as it stands on the record ---- */

static void add_difference(struct arena *arena, struct doc *list,
                           const struct book_import_difference *difference) {
    struct doc *account = doc_add_object(arena, list);
    doc_set_text(arena, account, S("number"), difference->number);
    doc_set_text(arena, account, S("name"), difference->name);
    doc_set_text(arena, account, S("kind"), slice_of(difference->kind));
    doc_set_text(arena, account, S("unit"), difference->symbol);
    doc_set_bool(arena, account, S("is_new"), difference->is_new);
    doc_set_int(arena, account, S("before"), difference->before);
    doc_set_int(arena, account, S("change"), difference->change);
}

/* A name of a journal may be long; what is found must fit into a field. */
static struct slice short_words(struct slice words) {
    while (words.len > NAME_BYTES || (words.len && !slice_is_utf8(words))) {
        words.len = words.len > NAME_BYTES ? NAME_BYTES : words.len - 1;
    }
    return words;
}

static void add_wrong(struct arena *arena, struct doc *found, const struct refusal *refusal) {
    struct doc *list = doc_set_array(arena, found, S("wrong"));
    for (const struct refusal_item *item = refusal->first; item && list->count < WRONG_SHOWN;
         item = item->next) {
        struct doc *wrong = doc_add_object(arena, list);
        size_t colon = slice_find(item->field, S(":"), 0);
        struct slice line = slice_sub(item->field, colon < item->field.len ? colon + 1 : 0, item->field.len);
        int64_t number = 0;
        if (slice_to_int64(line, &number)) doc_set_int(arena, wrong, S("line"), number);
        doc_set_text(arena, wrong, S("message"), slice_of(item->message));
        doc_set_text(arena, wrong, S("first"), short_words(item->args[0]));
        doc_set_text(arena, wrong, S("second"), short_words(item->args[1]));
    }
}

static struct slice found_text(struct arena *arena, const struct book_import_report *report,
                               const struct refusal *refusal) {
    struct doc *found = doc_new_object(arena);
    struct text out = TEXT_IN(arena);
    doc_set_int(arena, found, S("postings"), report->postings);
    doc_set_int(arena, found, S("accounts_found"), (int64_t)report->accounts_found);
    doc_set_int(arena, found, S("accounts_new"), (int64_t)report->accounts_made);
    doc_set_bool(arena, found, S("cut"), report->is_cut);
    struct doc *list = doc_set_array(arena, found, S("differences"));
    for (size_t i = 0; i < report->difference_count; i++) {
        add_difference(arena, list, &report->differences[i]);
    }
    add_wrong(arena, found, refusal);
    doc_write_json(&out, found);
    return text_slice(&out);
}

/* ---- the works ---- */

static bool is_stopping(void *context) {
    return work_queue_is_stopping(((const struct book_desk *)context)->queue);
}

static void note_progress(void *context, int64_t done, int64_t all) {
    (void)all;
    work_queue_note(((const struct book_desk *)context)->queue, done);
}

struct work {
    struct book_desk *desk;
    struct arena *arena;
    const struct actor *actor;
    struct record *record;
    struct book_import import;
};

static bool work_open(struct work *work, struct uuid id) {
    struct book_desk *desk = work->desk;
    work->record = import_find(desk, work->arena, work->actor, id);
    if (!work->record) return false;
    const struct ledger_import *values = ledger_import_of(work->record);
    work->import = (struct book_import){.store = desk->store,
                                        .actor = work->actor,
                                        .org_id = work->record->org_id,
                                        .book_id = values->book.id,
                                        .path = slice_of(path_of(desk, work->arena, id)),
                                        .name = values->file.text,
                                        .progress = note_progress,
                                        .is_stopping = is_stopping,
                                        .context = desk};
    if (!journal_syntax_parse(values->syntax.text, &work->import.syntax))
        work->import.syntax = journal_file_syntax(work->arena, work->import.path);
    return true;
}

static void note(struct work *work, const char *state, const struct book_import_report *report,
                 const struct refusal *wrong) {
    struct refusal refusal = REFUSAL_IN(work->arena);
    struct record *now = import_find(work->desk, work->arena, work->actor, work->record->id);
    if (!now) return;
    struct change change = change_of(work->arena, now);
    change_set_value(&change, "state", value_of_text(slice_of(state)));
    if (report) {
        change_set_value(&change, "transactions", value_of_number(report->transactions));
        change_set_value(&change, "found", value_of_text(found_text(work->arena, report, wrong)));
    }
    if (report && report->transactions) {
        change_set_value(&change, "first_day",
                         (struct value){.present = true, .date = date_of_day(report->first_day)});
        change_set_value(&change, "last_day",
                         (struct value){.present = true, .date = date_of_day(report->last_day)});
    }
    if (!change_write(work->desk, work->arena, work->actor, &change, &refusal))
        log_fail("how far a journal is could not be noted");
}

static void do_check(struct work *work) {
    struct book_import_report report;
    struct refusal wrong = REFUSAL_IN(work->arena);
    enum outcome outcome = book_import_check(work->arena, &work->import, &report, &wrong);
    if (is_stopping(work->desk)) return;
    if (outcome == OUTCOME_OK && !report.transactions)
        refuse(&wrong, S(""), "There is no transaction in the file.");
    note(work, refusal_is_empty(&wrong) ? "checked" : "refused", &report, &wrong);
}

/* Refused half-way it says at which line, and what was posted before it stays until somebody decides. */
static void do_write(struct work *work) {
    struct book_import_report report;
    struct refusal wrong = REFUSAL_IN(work->arena);
    enum outcome outcome = book_import_write(work->arena, &work->import, &report, &wrong);
    struct record *now = import_find(work->desk, work->arena, work->actor, work->record->id);
    if (!now) return;
    bool is_some = ledger_import_of(now)->transactions_done.number > 0;
    if (state_is(now, "done"))
        unlink(arena_cstr(work->arena, work->import.path));
    else if (outcome == OUTCOME_REFUSED)
        note(work, is_some ? "stopped" : "refused", &report, &wrong);
    else if (outcome == OUTCOME_OK && work_queue_is_stopped(work->desk->queue))
        note(work, is_some ? "stopped" : "checked", NULL, NULL);
}

static void do_undo(struct work *work) {
    struct refusal wrong = REFUSAL_IN(work->arena);
    struct book_import_report report = {.transactions = ledger_import_of(work->record)->transactions.number};
    if (book_import_undo(work->arena, &work->import, work->record, &wrong) == OUTCOME_REFUSED)
        note(work, "stopped", &report, &wrong);
}

/* What went wrong stands on the record of the import. */
static bool work_do(void *context, const struct work_task *task) {
    struct work work = {.desk = context, .arena = arena_new(), .actor = &task->actor};
    if (work_open(&work, task->id)) {
        if (state_is(work.record, "checking"))
            do_check(&work);
        else if (state_is(work.record, "writing"))
            do_write(&work);
        else if (state_is(work.record, "undoing"))
            do_undo(&work);
    }
    arena_free(work.arena);
    return true;
}

static void wake(struct book_desk *desk, struct uuid id, const struct actor *actor) {
    work_queue_add(desk->queue, &(struct work_task){.id = id, .actor = *actor});
}

/* What the command line began has no file here: the same command goes on with it. */
static void interrupted_resume(void *context, const struct work_task *task) {
    struct book_desk *desk = context;
    struct arena *arena = arena_new();
    struct record *import = import_find(desk, arena, &task->actor, task->id);
    bool has_file = access(path_of(desk, arena, task->id), R_OK) == 0;
    if (import && (has_file || state_is(import, "undoing"))) work_queue_add(desk->queue, task);
    if (!import && has_file)
        log_warn("a journal was interrupted and its user may not go on with it; it stays as it is");
    arena_free(arena);
}

void book_desk_stop(struct book_desk *desk, struct uuid id) {
    work_queue_stop(desk->queue, id, false);
}

struct book_look book_desk_look(struct book_desk *desk, struct uuid id) {
    struct work_look look = work_queue_look(desk->queue, id);
    return (struct book_look){look.is_busy, look.done};
}

/* ---- beginning and going on ---- */

static struct slice plain_name(struct arena *arena, struct slice name) {
    for (size_t i = name.len; i > 0; i--) {
        if (name.s[i - 1] != '/' && name.s[i - 1] != '\\') continue;
        name = slice_sub(name, i, name.len);
        break;
    }
    name = khmer_normalise(
        arena, short_words(name)); /* the stored form: else the record would differ from its log */
    return name.len ? arena_copy(arena, name) : S("journal");
}

/* What a second bringing of the file leaves as it is. */
static bool is_settled(const struct record *import) {
    return state_is(import, "done") || state_is(import, "writing") || state_is(import, "undoing") ||
           state_is(import, "stopped");
}

struct bringing {
    struct book_desk *desk;
    struct arena *arena;
    const struct actor *actor;
    const struct record *book;
    struct slice file_name, syntax, hash;
    int64_t bytes;
};

static bool begin_write(const struct bringing *bringing, const struct record *earlier, struct uuid id,
                        struct refusal *refusal) {
    struct arena *arena = bringing->arena;
    struct change change =
        earlier ? change_of(arena, earlier)
                : change_new(arena, CHANGE_CREATE, &ledger_import_type, bringing->book->org_id);
    change.id = id;
    if (!earlier) {
        change_set_value(&change, "book", value_of_id(bringing->book->id));
        change_set_value(&change, "file_hash", value_of_text(bringing->hash));
    }
    change_set_value(&change, "file", value_of_text(plain_name(arena, bringing->file_name)));
    change_set_value(&change, "state", value_of_text(S("checking")));
    change_set_value(&change, "syntax", value_of_text(bringing->syntax));
    change_set_value(&change, "file_bytes", value_of_number(bringing->bytes));
    change_set_value(&change, "transactions_done", value_of_number(0));
    if (!change_write(bringing->desk, arena, bringing->actor, &change, refusal)) return false;
    wake(bringing->desk, id, bringing->actor);
    return true;
}

/* The file lies there under the name `kept`. */
static bool begin_kept(struct bringing *bringing, struct uuid kept, struct uuid *id,
                       struct refusal *refusal) {
    struct book_desk *desk = bringing->desk;
    struct arena *arena = bringing->arena;
    const char *path = path_of(desk, arena, kept);
    struct record *earlier = NULL;
    enum journal_syntax syntax;
    *id = kept;
    if (!book_import_hash(arena, slice_of(path), &bringing->hash, refusal)) return false;
    if (earlier_find(desk, bringing->book, bringing->hash, id))
        earlier = import_find(desk, arena, bringing->actor, *id);
    if (earlier && is_settled(earlier)) return unlink(path), true;
    if (!journal_syntax_parse(bringing->syntax, &syntax))
        bringing->syntax = journal_syntax_code(journal_file_syntax(arena, slice_of(path)));
    bool moved = !earlier || rename(path, path_of(desk, arena, *id)) == 0;
    return (moved || refuse(refusal, S("file"), "The file could not be kept: the disk may be full.")) &&
           begin_write(bringing, earlier, *id, refusal);
}

bool book_desk_begin(struct book_desk *desk, struct arena *arena, const struct actor *actor,
                     const struct record *book, struct slice file_name, struct slice bytes,
                     struct slice syntax, struct uuid *id, struct refusal *refusal) {
    struct bringing bringing = {desk, arena, actor, book, file_name, syntax, S(""), (int64_t)bytes.len};
    struct uuid kept = uuid_new();
    if (!bytes.len) return refuse(refusal, S("file"), "There is nothing in the file.");
    if (!file_keep(desk, arena, kept, bytes))
        return refuse(refusal, S("file"), "The file could not be kept: the disk may be full.");
    if (begin_kept(&bringing, kept, id, refusal)) return true;
    unlink(path_of(desk, arena, kept));
    return false;
}

static bool may_follow(const struct record *import, const char *state) {
    bool is_writing = strcmp(state, "writing") == 0;
    if (is_writing)
        return state_is(import, "checked") || state_is(import, "stopped") || state_is(import, "writing");
    return state_is(import, "done") || state_is(import, "stopped") || state_is(import, "undoing");
}

static bool check_second(const struct actor *actor, const struct record *book, const struct record *import,
                         struct refusal *refusal) {
    bool two_people = ledger_book_of(book)->two_people.number;
    if (!two_people || !uuid_equal(import->created_by, actor->user_id)) return true;
    return refuse(refusal, S(""), "In this book a second person posts what the first has written.");
}

bool book_desk_go(struct book_desk *desk, struct arena *arena, const struct actor *actor,
                  const struct record *book, const struct record *import, const char *state,
                  struct slice reason, struct refusal *refusal) {
    bool is_undo = strcmp(state, "undoing") == 0, is_busy = book_desk_look(desk, import->id).is_busy;
    if (is_busy && state_is(import, state)) return true; /* asked for twice */
    if (is_busy || !may_follow(import, state))
        return refuse(refusal, S(""), "This import is past that step.");
    if (is_undo && !reason.len) return refuse(refusal, S("reason"), "Say why.");
    if (!check_second(actor, book, import, refusal)) return false;
    struct change change = change_of(arena, import);
    change_set_value(&change, "state", value_of_text(slice_of(state)));
    if (is_undo) change_set_value(&change, "reason", value_of_text(reason));
    change.reason = reason;
    if (!change_write(desk, arena, actor, &change, refusal)) return false;
    wake(desk, import->id, actor);
    return true;
}
