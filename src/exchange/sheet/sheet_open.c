/* SPDX-License-Identifier: Apache-2.0 */
/* The program's side: starts the child, reads its frames, ends it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "exchange/sheet/sheet_frame.h"
#include "i18n/locale.h"

static const char *const trouble_texts[SHEET_TROUBLES] = {
    [SHEET_FINE] = "",
    [SHEET_EMPTY] = TR("There is nothing in the file."),
    [SHEET_UNKNOWN] = TR("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    [SHEET_CUT_OFF] =
        TR("The workbook is damaged, or only a part of it has arrived. Save it again and send it again."),
    [SHEET_PASSWORD] =
        TR("The workbook is protected by a password. Open it, take the password off and save it."),
    [SHEET_OLD_EXCEL] = TR("This is a workbook of the old kind (.xls). Open it and save it as .xlsx."),
    [SHEET_OPEN_DOCUMENT] = TR("This is an OpenDocument table (.ods). Open it and save it as .xlsx."),
    [SHEET_BOMB] = TR("The workbook unpacks to far more than it should hold; it was not read."),
    [SHEET_ENTRIES] = TR("The workbook holds too many files; it was not read."),
    [SHEET_ENTITIES] = TR("The workbook declares a document type, which no workbook needs; it was not read."),
    [SHEET_BAD_XML] = TR("The workbook is damaged: row {1} or what is around it cannot be read."),
    [SHEET_NO_SHEET] = TR("The workbook has no such sheet."),
    [SHEET_COLUMNS] = TR("Row {1} has too many columns. Is it a table?"),
    [SHEET_CELLS] = TR("The table has too many rows or cells. Divide it into several files."),
    [SHEET_ROW_LONG] = TR("Row {1} is too long to be a row of a table."),
    [SHEET_QUOTE] = TR("In row {1} a quotation mark is opened and never closed."),
    [SHEET_MEMORY] = TR("The workbook needs too much memory. Save it as CSV."),
    [SHEET_SLOW] = TR("Reading the file took too long; it was stopped."),
    [SHEET_CRASHED] = TR("The file could not be read: the reader ended. It is damaged, or made to do harm."),
    [SHEET_GONE] = TR("The file is not there any more. Bring it again."),
};

const char *sheet_trouble_text(enum sheet_trouble trouble) {
    return trouble_texts[trouble];
}

const char *sheet_encoding_name(enum sheet_encoding encoding) {
    switch (encoding) {
    case SHEET_UTF8: return "UTF-8";
    case SHEET_UTF16LE: return "UTF-16LE";
    case SHEET_UTF16BE: return "UTF-16BE";
    case SHEET_CP1252: return "Windows-1252";
    }
    BUG("encoding %d", encoding);
}

/* ---- the child ---- */

/* Nothing but the file, the pipe and a null device goes along; no environment either. */
static bool child_start(struct sheet_reader *reader, const char *path, size_t sheet, int out) {
    char number[24];
    snprintf(number, sizeof number, "%zu", sheet);
    char *arguments[] = {"mlup", "read-sheet", number, NULL}, *environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    sigaddset(&none, SIGINT); /* who ends the program with the keyboard ends the child by the program */
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int wrong = posix_spawn(&reader->pid, "/proc/self/exe", &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (wrong) log_fail("the reader of tables did not start: %s", strerror(wrong));
    return wrong == 0;
}

static void child_end(struct sheet_reader *reader) {
    int status;
    if (reader->pid <= 0) return;
    kill(reader->pid, SIGKILL);
    while (waitpid(reader->pid, &status, 0) < 0 && errno == EINTR) {
    }
    reader->pid = 0;
}

/* ---- frames ---- */

static bool stop(struct sheet_reader *reader, enum sheet_trouble trouble) {
    if (trouble != SHEET_FINE && !reader->trouble) reader->trouble = trouble;
    reader->is_over = true;
    return false;
}

static bool is_stopping(const struct sheet_reader *reader) {
    return reader->is_stopping && reader->is_stopping(reader->stop_context);
}

/* As poll: 0 after too long a silence, or when the work is to stop. */
static int wait_for_bytes(const struct sheet_reader *reader) {
    enum { LOOK_MS = 200 };
    struct pollfd wait = {.fd = reader->pipe, .events = POLLIN};
    int ready = 0;
    for (int ms = 0; !ready && ms < LIMIT_SHEET_SILENT_S * 1000 && !is_stopping(reader); ms += LOOK_MS) {
        ready = poll(&wait, 1, LOOK_MS);
    }
    return ready;
}

/* More bytes of the pipe; false at its end or after too long a silence. */
static bool fill(struct sheet_reader *reader) {
    memmove(reader->bytes, reader->bytes + reader->at, reader->len - reader->at);
    reader->len -= reader->at;
    reader->at = 0;
    int ready = wait_for_bytes(reader);
    if (ready < 0 && errno == EINTR) return true;
    if (ready <= 0) return stop(reader, is_stopping(reader) ? SHEET_FINE : SHEET_SLOW);
    ssize_t got = read(reader->pipe, reader->bytes + reader->len, LIMIT_SHEET_FRAME_BYTES * 2 - reader->len);
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return stop(reader, SHEET_CRASHED);
    reader->len += (size_t)got;
    return true;
}

/* The next frame, which is not MORE; BAD when there is none. */
static enum frame_result next_frame(struct sheet_reader *reader) {
    for (;;) {
        size_t used = 0;
        struct slice rest = {reader->bytes + reader->at, reader->len - reader->at};
        enum frame_result result = frame_read(reader->arena, rest, &used, reader);
        reader->at += used;
        if (result == FRAME_BAD) stop(reader, SHEET_CRASHED);
        if (result != FRAME_MORE) return result;
        if (!fill(reader)) return FRAME_BAD;
    }
}

/* Reads on to the next row. */
bool sheet_reader_next(struct sheet_reader *reader) {
    while (!reader->is_over) {
        enum frame_result result = next_frame(reader);
        if (result == FRAME_ROW) return true;
        if (result != FRAME_ABOUT) stop(reader, SHEET_FINE);
    }
    return false;
}

bool sheet_reader_open(struct sheet_reader *reader, struct arena *arena, const char *path, size_t sheet) {
    int ends[2];
    *reader = (struct sheet_reader){.arena = arena, .pipe = -1};
    if (access(path, R_OK) != 0) return stop(reader, SHEET_GONE);
    if (pipe2(ends, O_CLOEXEC) != 0) return stop(reader, SHEET_CRASHED);
    reader->pipe = ends[0];
    fcntl(ends[0], F_SETPIPE_SZ, 1024 * 1024);
    bool started = child_start(reader, path, sheet, ends[1]);
    close(ends[1]);
    if (!started) return stop(reader, SHEET_CRASHED);
    reader->bytes = heap_alloc(LIMIT_SHEET_FRAME_BYTES * 2);
    return true;
}

void sheet_reader_close(struct sheet_reader *reader) {
    child_end(reader);
    if (reader->pipe >= 0) close(reader->pipe);
    reader->pipe = -1;
    heap_free(reader->bytes);
    reader->bytes = NULL;
}

int sheet_memory_file(struct slice bytes) {
    int file = memfd_create("list", MFD_CLOEXEC);
    for (size_t done = 0; file >= 0 && done < bytes.len;) {
        ssize_t wrote = write(file, bytes.s + done, bytes.len - done);
        if (wrote <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)wrote;
    }
    return file;
}
