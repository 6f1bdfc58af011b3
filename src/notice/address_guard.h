/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the server may open a connection to an address that a webhook's name led to.  What is not reachable
 * from everywhere (RFC 6890: loopback, private, link-local, shared, documentation, multicast, reserved) is
 * refused unless the settings allow it, so that a webhook cannot be used to look around in the server's own
 * network.  The resolved address is judged, not the name.  Pure.
 */
#ifndef MLUP_NOTICE_ADDRESS_GUARD_H
#define MLUP_NOTICE_ADDRESS_GUARD_H

#include "base/arena.h"

/* IPv4 as the last four of sixteen bytes (::ffff:a.b.c.d), so that there is one kind. */
struct net_address {
    uint8_t bytes[16];
};

struct address_range {
    struct net_address start;
    uint8_t bits; /* of 128 that are compared */
};

/* "10.1.2.3" or "fd00::1"; false for anything else, names too. */
bool net_address_parse(struct slice text, struct net_address *address) __attribute__((warn_unused_result));
/* Ranges separated by commas or blanks: "192.168.1.20, 10.0.0.0/8, fd00::/8".  False when one is none; *bad
 * is it. */
bool address_ranges_parse(struct arena *arena, struct slice text, struct address_range **ranges,
                          size_t *count, struct slice *bad) __attribute__((warn_unused_result));
bool address_is_within(const struct net_address *address, const struct address_range *range);
/* True for addresses that anybody on the internet may have. */
bool address_is_public(const struct net_address *address);

#endif
