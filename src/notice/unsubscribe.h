/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The link that stops somebody's mails without signing in: whom it is for, and a keyed hash of that.  It does
 * this one thing and never ends, because old mails must be able to stop new ones; it changes when the master
 * key does.
 */
#ifndef MLUP_NOTICE_UNSUBSCRIBE_H
#define MLUP_NOTICE_UNSUBSCRIBE_H

#include "store/store.h"

/* The token of the link, in the arena; safe in an address. */
struct slice unsubscribe_token(struct store *store, struct arena *arena, struct uuid user_id);
/* False when it is none of ours. */
bool unsubscribe_token_read(struct store *store, struct slice token, struct uuid *user_id)
    __attribute__((warn_unused_result));

#endif
