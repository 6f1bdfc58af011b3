/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one error type.  A refusal collects everything that is wrong with what a user sent: which field (empty for
 * the whole), a message in English that is the key of its translation, and up to two values to put into it.  The
 * texts hold {1} and {2} where the values go.  A message never repeats an identifying value it was not given.
 */
#ifndef MLUP_BASE_REFUSAL_H
#define MLUP_BASE_REFUSAL_H

#include "base/arena.h"

/* How an operation ended; the HTTP status, the exit code and the page all follow from it. */
enum outcome {
    OUTCOME_OK,
    OUTCOME_REFUSED,   /* 422: the input breaks a rule; see the refusal */
    OUTCOME_MALFORMED, /* 400: not even readable */
    OUTCOME_FORBIDDEN, /* 403: signed in, the thing is visible, but not this */
    OUTCOME_NOT_FOUND, /* 404: absent, or not for this user: the same answer */
    OUTCOME_CONFLICT,  /* 409/412: somebody changed it meanwhile */
    OUTCOME_TOO_MANY,  /* 429 */
    OUTCOME_FULL,      /* 507: the disk is full; reads go on */
    OUTCOME_FAILED,    /* 500/503: ours; logged */
};

struct refusal_item {
    struct slice field;   /* name of the field in the catalogue or the form; empty for the whole */
    const char *message;  /* English, key for translation; a literal */
    struct slice args[2]; /* for {1} and {2} */
    struct refusal_item *next;
};

struct refusal {
    struct arena *arena;
    struct refusal_item *first, *last;
    size_t count;
};

#define REFUSAL_IN(a) ((struct refusal){.arena = (a)})

/* Adds one item and gives false, so that a rule can `return refuse(...)`.  The field is copied, `message` is not.
 * At most LIMIT_REFUSAL_ITEMS are kept. */
bool refuse(struct refusal *refusal, struct slice field, const char *message);
bool refuse_with(struct refusal *refusal, struct slice field, const char *message, struct slice arg1,
                 struct slice arg2);
/* Adds all items of another one: each under its own field, or all under this one. */
void refusal_add(struct refusal *refusal, const struct refusal *other);
void refusal_add_at(struct refusal *refusal, struct slice field, const struct refusal *other);
bool refusal_is_empty(const struct refusal *refusal);
/* The (translated) message with {1} and {2} filled in. */
struct slice refusal_fill(struct arena *arena, struct slice message, const struct slice args[2]);

#endif
