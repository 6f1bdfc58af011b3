/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Incomplete heads and chunk lines are kept here until they are whole; everything else goes through without a
 * copy. The library polls edge-triggered: a call that gives less than was asked for must have emptied the
 * socket, or no event would ever come for the rest.  That is the invariant of receive().
 */
#include "http/receive.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

enum { HELD_STEP = 2048, DISCARD_ROUNDS = 16 };

struct receiver {
    struct wire wire;
    int socket;
    bool is_held;
    int64_t started_ms;       /* when the request being read began; 0 between requests */
    uint64_t started_request; /* its number */
    uint64_t patient_request; /* the one that has patient_s to arrive */
    int patient_s;
    char *kept;               /* bytes read but not yet passed on */
    size_t kept_len, kept_size;
    size_t kept_clean; /* so many from the start may be passed on */
};

/* How to read from the connection: bytes, 0 at its end, or a negative code that is handed back as it is. */
struct source {
    void *handle;
    ssize_t (*read)(void *handle, void *buffer, size_t size);
    ssize_t again;
};

static struct receiver *_Atomic receivers[LIMIT_FILE_DESCRIPTORS];

struct receiver *receiver_open(int socket) {
    if (socket < 0 || socket >= LIMIT_FILE_DESCRIPTORS) return NULL;
    struct receiver *receiver = heap_alloc(sizeof *receiver);
    receiver->socket = socket;
    atomic_store(&receivers[socket], receiver);
    return receiver;
}

void receiver_close(struct receiver *receiver) {
    if (!receiver) return;
    atomic_store(&receivers[receiver->socket], NULL);
    heap_free(receiver->kept);
    heap_free(receiver);
}

void receiver_hold(struct receiver *receiver, bool held) {
    receiver->is_held = held;
}

void receiver_give_time(struct receiver *receiver, int seconds) {
    receiver->patient_request = receiver->wire.requests;
    receiver->patient_s = seconds;
}

struct wire_refusal receiver_refusal(const struct receiver *receiver, uint64_t request) {
    bool is_it = receiver->wire.phase == WIRE_REFUSED && receiver->wire.refused_request == request;
    return is_it ? receiver->wire.refusal : (struct wire_refusal){0};
}

static struct receiver *receiver_of(int socket) {
    return socket >= 0 && socket < LIMIT_FILE_DESCRIPTORS ? atomic_load(&receivers[socket]) : NULL;
}

static void reserve(struct receiver *receiver, size_t more) {
    if (receiver->kept_size - receiver->kept_len >= more) return;
    receiver->kept_size = receiver->kept_len + more;
    receiver->kept = heap_resize(receiver->kept, receiver->kept_size);
}

static void keep(struct receiver *receiver, struct slice bytes) {
    reserve(receiver, bytes.len);
    memcpy(receiver->kept + receiver->kept_len, bytes.s, bytes.len);
    receiver->kept_len += bytes.len;
}

/* Moves clean bytes to the reader; the memory goes when nothing is left. */
static size_t deliver(struct receiver *receiver, char *buffer, size_t size) {
    size_t len = receiver->kept_clean < size ? receiver->kept_clean : size;
    if (!len) return 0;
    memcpy(buffer, receiver->kept, len);
    receiver->kept_len -= len;
    receiver->kept_clean -= len;
    memmove(receiver->kept, receiver->kept + len, receiver->kept_len);
    if (receiver->kept_len) return len;
    heap_free(receiver->kept);
    receiver->kept = NULL;
    receiver->kept_size = 0;
    return len;
}

/* Empties the socket, within reason: closing one with unread bytes makes the kernel send a reset, which can
 * overtake our answer. */
static void discard_input(struct source source) {
    char scratch[4096];
    for (int i = 0; i < DISCARD_ROUNDS; i++) {
        if (source.read(source.handle, scratch, sizeof scratch) <= 0) return;
    }
}

/* After a refusal: the unread rest goes, the stand-in takes its place behind what was clean. */
static void put_stand_in(struct receiver *receiver, struct source source) {
    receiver->kept_len = receiver->kept_clean;
    keep(receiver, wire_stand_in(&receiver->wire));
    receiver->kept_clean = receiver->kept_len;
    discard_input(source);
}

/* Keeps the time at which the request now being read began. */
static void note_time(struct receiver *receiver) {
    bool in_head = receiver->wire.phase == WIRE_HEAD;
    uint64_t request = receiver->wire.requests + (in_head ? 1 : 0);
    if (in_head && !receiver->kept_len) {
        receiver->started_ms = 0;
    } else if (!receiver->started_ms || receiver->started_request != request) {
        receiver->started_ms = clock_monotonic_ns() / 1000000;
    }
    receiver->started_request = request;
}

static bool is_late(const struct receiver *receiver) {
    if (!receiver->started_ms) return false;
    bool is_patient = receiver->patient_s && receiver->patient_request == receiver->started_request;
    int64_t most_s = is_patient ? receiver->patient_s : LIMIT_REQUEST_S;
    return clock_monotonic_ns() / 1000000 - receiver->started_ms > most_s * 1000;
}

/* Reads into our own memory, behind an incomplete head or line, and scans again from its start. */
static ssize_t read_kept(struct receiver *receiver, struct source source) {
    reserve(receiver, HELD_STEP);
    ssize_t got = source.read(source.handle, receiver->kept + receiver->kept_len, HELD_STEP);
    if (got <= 0) return got;
    receiver->kept_len += (size_t)got;
    receiver->kept_clean = wire_scan(&receiver->wire, (struct slice){receiver->kept, receiver->kept_len});
    if (receiver->wire.phase == WIRE_REFUSED) put_stand_in(receiver, source);
    return got;
}

/* Reads straight into the reader's buffer; what is not clean yet moves to our memory. Gives the clean part.
 */
static ssize_t read_through(struct receiver *receiver, struct source source, char *buffer, size_t size,
                            size_t *clean) {
    ssize_t got = source.read(source.handle, buffer, size);
    if (got <= 0) return got;
    struct slice bytes = {buffer, (size_t)got};
    *clean = wire_scan(&receiver->wire, bytes);
    if (receiver->wire.phase == WIRE_REFUSED) {
        put_stand_in(receiver, source);
    } else if (*clean < bytes.len) {
        keep(receiver, slice_sub(bytes, *clean, bytes.len));
    }
    return got;
}

/* Too slow: answered where our handler can still be reached, cut off inside a body. */
static bool refuse_late(struct receiver *receiver, struct source source) {
    if (receiver->wire.phase == WIRE_REFUSED || !is_late(receiver)) return false;
    if (receiver->wire.phase == WIRE_BODY || receiver->wire.phase == WIRE_CHUNK_DATA) return true;
    wire_refuse(&receiver->wire, 408, "The request took too long to arrive.");
    put_stand_in(receiver, source);
    return false;
}

static bool is_inside_request(const struct receiver *receiver) {
    return receiver->kept_len || (receiver->wire.phase != WIRE_HEAD && receiver->wire.phase != WIRE_REFUSED);
}

/* What to say when the connection has nothing more for now, or no more at all. A half request that can never
 * become whole is given up at once: no event would tell of the end a second time. */
static ssize_t at_pause(const struct receiver *receiver, ssize_t got, size_t filled,
                        uint64_t completed_before) {
    bool is_lost = got == 0 && is_inside_request(receiver) && receiver->wire.completed == completed_before;
    return filled && !is_lost ? (ssize_t)filled : got;
}

static ssize_t receive(struct receiver *receiver, struct source source, char *buffer, size_t size) {
    size_t filled = 0;
    uint64_t completed = receiver->wire.completed;
    if (receiver->is_held) return source.again;
    if (refuse_late(receiver, source)) return 0;
    for (;;) {
        filled += deliver(receiver, buffer + filled, size - filled);
        bool is_over = receiver->wire.phase == WIRE_REFUSED;
        if (filled == size || is_over) return filled ? (ssize_t)filled : source.again;
        bool through = receiver->kept_len == 0;
        size_t asked = through ? size - filled : HELD_STEP, clean = 0;
        ssize_t got = through ? read_through(receiver, source, buffer + filled, asked, &clean)
                              : read_kept(receiver, source);
        if (got <= 0) return at_pause(receiver, got, filled, completed);
        note_time(receiver);
        filled += clean;
        if (filled && !is_inside_request(receiver) && (size_t)got < asked) return (ssize_t)filled;
    }
}

/* The names are the linker's: --wrap=recv makes calls of recv arrive at __wrap_recv, and __real_recv is recv.
 */
ssize_t __real_recv(int socket, void *buffer, size_t size, int flags);
ssize_t __wrap_recv(int socket, void *buffer, size_t size, int flags);
ssize_t __real_gnutls_record_recv(gnutls_session_t session, void *buffer, size_t size);
ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buffer, size_t size);

static ssize_t read_socket(void *handle, void *buffer, size_t size) {
    const struct receiver *receiver = handle;
    return __real_recv(receiver->socket, buffer, size, 0);
}

static ssize_t read_tls(void *handle, void *buffer, size_t size) {
    return __real_gnutls_record_recv(handle, buffer, size);
}

ssize_t __wrap_recv(int socket, void *buffer, size_t size, int flags) {
    struct receiver *receiver = receiver_of(socket);
    if (!receiver) return __real_recv(socket, buffer, size, flags);
    errno = EAGAIN; /* for a -1 that comes from us; a real failure sets its own */
    return receive(receiver, (struct source){receiver, read_socket, -1}, buffer, size);
}

ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buffer, size_t size) {
    struct receiver *receiver = receiver_of(gnutls_transport_get_int(session));
    if (!receiver) return __real_gnutls_record_recv(session, buffer, size);
    return receive(receiver, (struct source){session, read_tls, GNUTLS_E_AGAIN}, buffer, size);
}
