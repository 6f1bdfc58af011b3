/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a webhook's receiver knows that a delivery is ours: HMAC-SHA256 (RFC 2104) over the time and the body,
 * under a secret that only the two know.  docs/api.md tells receivers how to check it.  Pure, but for the
 * making of a secret.
 */
#ifndef MLUP_NOTICE_WEBHOOK_SIGN_H
#define MLUP_NOTICE_WEBHOOK_SIGN_H

#include "base/text.h"

/* A new secret: "whsec_" and 43 characters. */
struct slice webhook_secret_new(struct arena *arena);
/* "t=SECONDS,v1=HEX[,v1=HEX]" over "SECONDS.BODY"; one v1 for each of the secrets that is not empty. */
struct slice webhook_signature(struct arena *arena, int64_t at_s, struct slice body, struct slice secret,
                               struct slice old_secret);

#endif
