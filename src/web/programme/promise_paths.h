/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paths that a counting rule can take from a type of record, found by walking the catalogue: what the
 * form of a promise offers.  Follows references as the rules do (promise_bind.c), at most LIMIT_PATH_STEPS
 * names, no type twice.
 */
#ifndef MLUP_WEB_PROMISE_PATHS_H
#define MLUP_WEB_PROMISE_PATHS_H

#include "domain/programme/promise_rule.h"
#include "i18n/locale.h"

enum { PROMISE_PATHS_MAX = 400 };

struct rule_path {
    struct slice path;  /* "session.place" */
    struct slice label; /* "Session → Commune or village", translated */
    const struct field *field;
};

/* All of them, at most PROMISE_PATHS_MAX; nothing when the source is none that can be counted. */
size_t promise_paths(struct arena *arena, const struct locale *locale, const struct catalogue *catalogue,
                     struct slice source, struct rule_path **paths);

#endif
