/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address of a webhook, as an administrator typed it, taken apart by a pure function: what is not plainly
 * http(s)://host[:port][/path][?query] is refused, so that two programs never read it differently.
 */
#ifndef MLUP_DOMAIN_WEBHOOK_URL_H
#define MLUP_DOMAIN_WEBHOOK_URL_H

#include "base/slice.h"

struct webhook_url {
    bool is_https;
    struct slice host; /* a name, an IPv4 address, or an IPv6 address without its brackets; borrows */
    int port;          /* 443 or 80 unless it was said */
};

enum webhook_url_fault {
    WEBHOOK_URL_OK,
    WEBHOOK_URL_SCHEME, /* neither https:// nor http:// */
    WEBHOOK_URL_USER,   /* a name or password before the host */
    WEBHOOK_URL_HOST,   /* no host, or a character that no host has */
    WEBHOOK_URL_PORT,   /* not a number from 1 to 65535 */
    WEBHOOK_URL_REST,   /* a fragment, a blank or a byte outside ASCII behind the host */
};

enum webhook_url_fault webhook_url_parse(struct slice text, struct webhook_url *url)
    __attribute__((warn_unused_result));

#endif
