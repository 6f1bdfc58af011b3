/* SPDX-License-Identifier: Apache-2.0 */
/* A client that sends exactly the bytes it is told, however wrong, and says what came back. */
#ifndef MLUP_TESTS_RAW_CLIENT_H
#define MLUP_TESTS_RAW_CLIENT_H

#include "base/arena.h"

struct raw_answer {
    struct slice text; /* all bytes until the connection ended or the time was up */
    int statuses[16];  /* of the answers found in the text, in order, without 1xx */
    size_t count;
    bool is_closed; /* by the server, in time */
};

/* A connected socket with a receive timeout; fails the test when there is none. */
int raw_connect(uint16_t port);
int raw_connect_file(const char *path);
/* Sends everything; false when the server has closed. */
bool raw_send(int fd, struct slice bytes);
/* Reads until the end or the timeout. Closes nothing. */
struct raw_answer raw_read(struct arena *arena, int fd);
/* Reads one answer of known length (Content-Length) on a connection that stays open; its status, 0 on
 * failure. `body` may be NULL. */
int raw_read_one(struct arena *arena, int fd, struct slice *body);
/* Connects, sends in pieces of `step` bytes (0: at once), reads to the end, closes. */
struct raw_answer raw_exchange(struct arena *arena, uint16_t port, struct slice bytes, size_t step);

#endif
