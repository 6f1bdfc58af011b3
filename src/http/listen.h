/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets, and the files of a certificate. */
#ifndef MLUP_HTTP_LISTEN_H
#define MLUP_HTTP_LISTEN_H

#include "base/refusal.h"

/* A listening TCP socket on an IPv4 or IPv6 address ("::" takes both); gives the port in *bound.  -1 and
 * refused when it cannot be had. */
int listen_on_port(struct slice host, uint16_t port, uint16_t *bound, struct refusal *refusal);
/* A listening socket file of mode 0600.  A file that no program listens on any more is replaced. */
int listen_on_file(struct slice path, struct refusal *refusal);
/* The whole text of a small file, with a NUL behind it. */
bool read_text_file(struct arena *arena, struct slice path, struct slice *text, struct refusal *refusal)
    __attribute__((warn_unused_result));

#endif
