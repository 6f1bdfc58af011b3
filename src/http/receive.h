/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts the strict scanner (wire.h) between the socket and libmicrohttpd.  The library reads its sockets by
 * recv and gnutls_record_recv; the linker option --wrap (see meson.build) turns these two calls, in what is
 * linked statically into our binary, into ours.  Sockets that no receiver is open for are passed straight on.
 *
 * The table from socket number to receiver is the one piece of global state of this folder: recv is told
 * nothing but the number.  An entry is set before the library first reads a socket, is used by the one thread
 * that owns the connection, and is cleared before the socket is closed.
 */
#ifndef MLUP_HTTP_RECEIVE_H
#define MLUP_HTTP_RECEIVE_H

#include "http/wire.h"

struct receiver;

/* Scans what comes from the socket from now on.  NULL when the number is over LIMIT_FILE_DESCRIPTORS: then
 * the caller must shut the socket, for it would go unchecked. */
struct receiver *receiver_open(int socket);
/* NULL is accepted. */
void receiver_close(struct receiver *receiver);
/* While held, reads say "try again": nobody looks at what a client sends while its answer is being made, so
 * that a client that has closed its sending side still gets the answer. */
void receiver_hold(struct receiver *receiver, bool held);
/* Gives the request that is being read so long to arrive, instead of LIMIT_REQUEST_S. */
void receiver_give_time(struct receiver *receiver, int seconds);
/* Why the request with this number (from 1) was refused; status 0 when it was not. */
struct wire_refusal receiver_refusal(const struct receiver *receiver, uint64_t request);

#endif
