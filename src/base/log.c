/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>

enum { LINE_BYTES_MAX = 1024 };

static atomic_bool quiet_now; /* a switch of the process's own stderr, not program state */

void log_set_quiet(bool quiet) {
    quiet_now = quiet;
}

static void log_line(const char *level, const char *format, va_list args) {
    char line[LINE_BYTES_MAX], stamp[32];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &parts);
    vsnprintf(line, sizeof line, format, args);
    for (char *c = line; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = '?';
    }
    fprintf(stderr, "%s %s %s\n", stamp, level, line);
}

void log_bug(const char *file, int line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "BUG at %s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

void log_fail(const char *format, ...) {
    va_list args;
    va_start(args, format);
    log_line("fail", format, args);
    va_end(args);
}

void log_warn(const char *format, ...) {
    va_list args;
    va_start(args, format);
    log_line("warn", format, args);
    va_end(args);
}

void log_info(const char *format, ...) {
    if (quiet_now) return;
    va_list args;
    va_start(args, format);
    log_line("info", format, args);
    va_end(args);
}
