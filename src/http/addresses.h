/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Client addresses: as text, and how many connections each has open.  Loopback and local sockets are not
 * counted: a proxy in front has the connections of everybody.  An IPv6 client is its /64, for it can choose
 * freely inside.
 */
#ifndef MLUP_HTTP_ADDRESSES_H
#define MLUP_HTTP_ADDRESSES_H

#include <sys/socket.h>

#include "base/arena.h"

struct address_counts;

struct address_counts *address_counts_new(void);
void address_counts_free(struct address_counts *counts);
/* False when the address has LIMIT_CONNECTIONS_PER_ADDRESS already.  Safe from any thread, as the next two.
 */
bool address_may_connect(struct address_counts *counts, const struct sockaddr *address);
void address_connected(struct address_counts *counts, const struct sockaddr *address);
void address_disconnected(struct address_counts *counts, const struct sockaddr *address);
/* True for an IPv4 or IPv6 address in digits. */
bool address_is_readable(struct slice text);
bool address_is_loopback(const struct sockaddr *address);
/* "192.0.2.7" (also for an IPv4 address inside IPv6), "2001:db8::7", "local". */
struct slice address_format(struct arena *arena, const struct sockaddr *address);

#endif
