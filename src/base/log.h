/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four words for what goes wrong.  BUG: the program itself is wrong, it stops.  refuse: the user's input is wrong
 * (base/refusal.h).  fail: we could not do our part (disk, network); logged, the user gets a 5xx.  warn: worth a
 * line in the log, work goes on.  Log lines go to stderr, one line each, and never hold a secret or a name.
 */
#ifndef MLUP_BASE_LOG_H
#define MLUP_BASE_LOG_H

#include "base/slice.h"

/* Says where and why, and aborts.  For what cannot happen unless the code is wrong. */
#define BUG(...) log_bug(__FILE__, __LINE__, __VA_ARGS__)
/* An assertion that stays on in production. */
#define ASSERT(condition) ((condition) ? (void)0 : BUG("assertion failed: %s", #condition))

void log_bug(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
/* One line, with UTC time and a level; control characters are shown as '?'. */
void log_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Information lines are dropped while quiet (tests, command-line use). */
void log_set_quiet(bool quiet);

#endif
