/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/retry.h"

#include "base/log.h"

int64_t retry_wait_ms(int64_t first_ms, int64_t longest_ms, int64_t attempts, uint32_t random) {
    ASSERT(first_ms > 0 && longest_ms > 0 && attempts > 0);
    int64_t wait = first_ms < longest_ms ? first_ms : longest_ms;
    for (int64_t i = 1; i < attempts && wait < longest_ms; i++) {
        wait = wait > longest_ms / 2 ? longest_ms : wait * 2;
    }
    int64_t spread = wait / 2;
    return wait - spread / 2 + (spread ? (int64_t)random % spread : 0);
}

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

bool retry_is_over(int64_t failing_ms, int64_t next_ms, int64_t days) {
    return next_ms - failing_ms > days * DAY_MS;
}

enum digest_every digest_every_of(struct slice code) {
    if (slice_equal(code, S("daily"))) return DIGEST_DAILY;
    return slice_equal(code, S("weekly")) ? DIGEST_WEEKLY : DIGEST_OFF;
}

static int64_t floor_divide(int64_t number, int64_t by) {
    return number / by - (number % by < 0);
}

/* The Monday at or before the day; 1970 began on a Thursday. */
static int64_t monday_of(int64_t day) {
    return day - ((day + 3) % 7 + 7) % 7;
}

struct digest_slot digest_slot_at(enum digest_every every, int64_t hour, int64_t now_ms, int64_t offset_ms) {
    ASSERT(every != DIGEST_OFF && hour >= 0 && hour < 24);
    int64_t days = every == DIGEST_WEEKLY ? 7 : 1;
    /* The day whose slot has come: before the hour it is still the day before. */
    int64_t day = floor_divide(now_ms + offset_ms - hour * HOUR_MS, DAY_MS);
    if (every == DIGEST_WEEKLY) day = monday_of(day);
    return (struct digest_slot){day, (day + days) * DAY_MS + hour * HOUR_MS - offset_ms};
}
