/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small program on the HTTP layer for its tests and measurements: it shows what it was sent, answers at
 * once, later, slowly, in pieces, big, compressed.  It counts the calls of its handler.
 */
#ifndef MLUP_TESTS_ECHO_APP_H
#define MLUP_TESTS_ECHO_APP_H

#include <stdatomic.h>

#include "http/server.h"

struct echo_app {
    struct http_server *server;
    struct finisher *finisher; /* a thread that finishes deferred requests in batches */
    atomic_size_t calls;       /* of the handler */
    atomic_size_t streams_closed;
};

struct echo_options {
    const char *certificate_file, *key_file, *local_path;
    unsigned threads;
    uint16_t port;
    bool behind_proxy;
    unsigned batch_us_max; /* the finisher takes up to so long per batch, at random */
};

void echo_start(struct echo_app *app, struct echo_options options);
void echo_stop(struct echo_app *app);

#endif
