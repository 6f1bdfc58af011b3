/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { BAR_CELLS = 30, DRAW_NS = 100 * 1000 * 1000 };

static void bar_draw(const char *what, int64_t done, int64_t all) {
    int cells = all > 0 ? (int)(done * BAR_CELLS / all) : BAR_CELLS;
    fprintf(stderr, "\r%-24s [", what);
    for (int i = 0; i < BAR_CELLS; i++) {
        fputc(i < cells ? '#' : '.', stderr);
    }
    fprintf(stderr, "] %3d %%", all > 0 ? (int)(done * 100 / all) : 100);
    fflush(stderr);
}

void progress_show(struct progress *progress, const char *what, int64_t done, int64_t all) {
    if (progress->quiet) return;
    bool new_stage = progress->what != what, finished = done >= all;
    int64_t now = clock_monotonic_ns();
    if (isatty(STDERR_FILENO)) {
        if (!new_stage && !finished && now - progress->shown_ns < DRAW_NS) return;
        if (new_stage) progress_end(progress);
        bar_draw(what, done, all);
        progress->is_open = true;
    } else if (finished && (new_stage || progress->is_open)) {
        fprintf(stderr, "%s: %lld\n", what, (long long)all);
        progress->is_open = false;
    } else if (!finished) {
        progress->is_open = true;
    }
    progress->what = what;
    progress->shown_ns = now;
}

void progress_end(struct progress *progress) {
    if (progress->is_open && isatty(STDERR_FILENO)) fputc('\n', stderr);
    progress->is_open = false;
}
