/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sending a delivery: one POST by libcurl, without redirects and without a proxy of the environment, to an
 * address that the guard lets through.
 */
#ifndef MLUP_NOTICE_WEBHOOK_POST_H
#define MLUP_NOTICE_WEBHOOK_POST_H

#include "notice/webhook_state.h"

struct webhook_answer {
    bool taken;   /* 2xx */
    bool is_gone; /* 410: the receiver wants no more */
    int status;   /* 0: no answer */
    int64_t duration_ms;
    struct slice words;
};

struct webhook_channel;
/* Connections that are used again; of one thread.  Closed by webhook_channel_close, not with the arena. */
struct webhook_channel *webhook_channel_open(struct arena *arena, const struct notice_settings *settings,
                                             const struct runner *runner);
void webhook_channel_close(struct webhook_channel *channel);
/* Signs and sends.  `url` is a webhook's, checked by its rule. */
struct webhook_answer webhook_post(struct webhook_channel *channel, struct arena *arena, struct slice url,
                                   const struct webhook_state *state,
                                   const struct webhook_delivery *delivery);

#endif
