/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_child.h"

#include <errno.h>
#include <libxml/parser.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "exchange/sheet/sheet_book.h"
#include "exchange/sheet/sheet_csv.h"
#include "exchange/sheet/sheet_frame.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

/* ---- giving up rights ---- */

static void limit(int resource, rlim_t most) {
    struct rlimit limits = {most, most};
    setrlimit((__rlimit_resource_t)resource, &limits);
}

static int landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool sheet_child_has_landlock(void) {
    return landlock_version() >= 1;
}

/* A set of rules that handles everything and allows nothing. */
bool sheet_child_forbid_files(void) {
    struct landlock_ruleset_attr rules = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    int set = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (set < 0) return false;
    bool is_shut = syscall(SYS_landlock_restrict_self, set, 0) == 0;
    close(set);
    return is_shut;
}

static const int calls_allowed[] = {
    SCMP_SYS(read),        SCMP_SYS(write),     SCMP_SYS(exit_group),    SCMP_SYS(exit),
    SCMP_SYS(brk),         SCMP_SYS(mmap),      SCMP_SYS(munmap),        SCMP_SYS(mremap),
    SCMP_SYS(madvise),     SCMP_SYS(futex),     SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(lseek),
    SCMP_SYS(gettid),      SCMP_SYS(getpid),    SCMP_SYS(sched_yield),   SCMP_SYS(mprotect),
};

bool sheet_child_forbid_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter) return false;
    int wrong = 0;
    for (size_t i = 0; i < ARRAY_LEN(calls_allowed); i++) {
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls_allowed[i], 0);
    }
    wrong |= seccomp_load(filter);
    seccomp_release(filter);
    return wrong == 0;
}

bool sheet_child_confine(void) {
    if (!IS_SANITIZED)
        limit(RLIMIT_AS, LIMIT_SHEET_MEMORY_BYTES); /* the sanitizer's shadow takes terabytes of addresses */
    limit(RLIMIT_CPU, LIMIT_SHEET_CPU_S);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    prctl(PR_SET_DUMPABLE, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    (void)sheet_child_forbid_files(); /* a second wall, where the kernel has it */
    limit(RLIMIT_NOFILE, 3);
    return sheet_child_forbid_calls();
}

/* ---- writing frames ---- */

enum { PIPE_BYTES = 256 * 1024 };

struct output {
    struct text frames;
    struct arena *arena;
    int64_t rows;
    enum sheet_trouble trouble;
};

static void output_flush(struct output *output) {
    size_t at = 0;
    while (at < output->frames.len) {
        ssize_t sent = write(STDOUT_FILENO, output->frames.s + at, output->frames.len - at);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) _exit(0); /* nobody wants more */
        at += (size_t)sent;
    }
    output->frames.len = 0;
}

static bool output_about(void *context, const struct sheet_about *about) {
    struct output *output = context;
    frame_write_about(&output->frames, about);
    return true;
}

static bool row_fits(const struct sheet_row *row) {
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++) {
        bytes += row->cells[i].text.len;
    }
    return bytes <= LIMIT_SHEET_ROW_BYTES;
}

static bool output_row(void *context, struct sheet_row *row) {
    struct output *output = context;
    if (!row_fits(row)) output->trouble = SHEET_ROW_LONG;
    if (++output->rows > LIMIT_SHEET_ROWS) output->trouble = SHEET_CELLS;
    if (output->trouble) return false;
    frame_write_row(&output->frames, row);
    if (output->frames.len >= PIPE_BYTES) output_flush(output);
    return true;
}

static void __attribute__((noreturn))
output_finish(struct output *output, enum sheet_trouble trouble, int64_t row) {
    if (trouble)
        frame_write_trouble(&output->frames, trouble, row);
    else if (!output->rows)
        frame_write_trouble(&output->frames, SHEET_EMPTY, 0);
    else
        frame_write_end(&output->frames);
    output_flush(output);
    _exit(0);
}

/* ---- reading ---- */

static size_t read_input(void *context, char *buffer, size_t size) {
    ssize_t got;
    (void)context;
    do {
        got = read(STDIN_FILENO, buffer, size);
    } while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

static bool looks_like_text(struct slice start) {
    static const struct slice others[] = {S_INIT("%PDF"),
                                          S_INIT("\x89PNG"),
                                          S_INIT("\xFF\xD8\xFF"),
                                          S_INIT("GIF8"),
                                          S_INIT("\x1F\x8B"),
                                          S_INIT("Rar!"),
                                          S_INIT("7z\xBC\xAF"),
                                          S_INIT("\x7F"
                                                 "ELF")};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (slice_starts(start, others[i])) return false;
    }
    return true;
}

static void read_text(struct output *output, struct slice start) {
    struct sheet_csv *csv = arena_make(output->arena, struct sheet_csv, 1);
    struct sheet_row *row = arena_make(output->arena, struct sheet_row, 1);
    if (!looks_like_text(start)) output_finish(output, SHEET_UNKNOWN, 0);
    sheet_csv_open(csv, output->arena, read_input, NULL);
    struct sheet_about about = {.encoding = csv->text.encoding, .separator = csv->separator};
    output_about(output, &about);
    while (sheet_csv_next(csv, row) && output_row(output, row)) {
    }
    enum sheet_trouble trouble = csv->trouble ? csv->trouble : output->trouble;
    output_finish(output, trouble, csv->trouble ? csv->trouble_row : csv->row_number);
}

void sheet_child_run(size_t sheet) {
    struct stat status;
    xmlInitParser(); /* whatever it looks up, it looks up before */
    setenv("TZ", "UTC0", 1); /* a zip has local times: no file of time zones is wanted for them */
    tzset();
    bool is_file = fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    size_t size = is_file ? (size_t)status.st_size : 0;
    const char *bytes = is_file ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0) : MAP_FAILED;
    struct arena *arena = arena_new();
    struct output *output = arena_make(arena, struct output, 1);
    *output = (struct output){.frames = TEXT_IN(arena), .arena = arena};
    if (!sheet_child_confine()) _exit(3);
    if (bytes == MAP_FAILED) output_finish(output, SHEET_EMPTY, 0);
    struct slice file = {bytes, size};
    enum sheet_trouble guess = sheet_book_guess(file);
    if (guess == SHEET_UNKNOWN) read_text(output, slice_sub(file, 0, 4096));
    if (guess) output_finish(output, guess, 0);
    int64_t row;
    struct sheet_book_work work = {output_about, output_row, output};
    enum sheet_trouble trouble = sheet_book_read(arena, file, sheet, &work, &row);
    output_finish(output, trouble ? trouble : output->trouble, row);
}
