/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes off a socket: what the strict scanner passes does not depend on how the bytes were cut into
 * packets, is never more than there was, and after a refusal the stand-in ends the request in a way the
 * scanner itself accepts.
 */
#include "base/arena.h"
#include "base/log.h"
#include "http/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static size_t scan_in_steps(struct wire *wire, struct slice bytes, size_t step) {
    size_t done = 0, seen = 0;
    while (seen < bytes.len && wire->phase != WIRE_REFUSED) {
        seen = seen + step < bytes.len ? seen + step : bytes.len;
        size_t clean = wire_scan(wire, slice_sub(bytes, done, seen));
        ASSERT(clean <= seen - done);
        done += clean;
    }
    return done;
}

/* Status and length agree. A head that is too long may be refused as such before its fault is seen. */
static void assert_same(struct slice bytes, const struct wire *whole, size_t passed, size_t step) {
    struct wire wire = {0};
    size_t len = scan_in_steps(&wire, bytes, step);
    ASSERT(len == passed && wire.requests == whole->requests);
    ASSERT((wire.refusal.status == 0) == (whole->refusal.status == 0));
}

static void assert_ends_well(struct slice passed, const struct wire *wire) {
    struct arena *job_arena = arena_new();
    struct slice ended = arena_join(job_arena, passed, wire_stand_in(wire));
    struct wire second = {0};
    ASSERT(wire_scan(&second, ended) == ended.len);
    ASSERT(second.phase == WIRE_HEAD && second.requests == wire->refused_request);
    arena_free(job_arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (length < 1) return 0;
    struct slice input = {(const char *)bytes + 1, length - 1};
    struct wire whole = {0};
    size_t passed = wire_scan(&whole, input);
    ASSERT(passed <= input.len);
    assert_same(input, &whole, passed, (size_t)bytes[0] % 32 + 1);
    if (whole.phase == WIRE_REFUSED) assert_ends_well(slice_sub(input, 0, passed), &whole);
    return 0;
}
