/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the query of a list's address: refused, or a question within the store's limits whose texts are UTF-8. */
#include "base/limits.h"
#include "base/log.h"
#include "domain/people/people.h"
#include "domain/training/training.h"
#include "web/record/list_params.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void ask(struct arena *arena, const struct record_type *type, struct http_pairs pairs) {
    struct list_query query;
    struct refusal refusal = REFUSAL_IN(arena);
    if (!list_params_parse(arena, type, pairs, &query, &refusal)) {
        ASSERT(!refusal_is_empty(&refusal));
        return;
    }
    ASSERT(refusal_is_empty(&refusal));
    ASSERT(query.limit >= 1 && query.limit <= LIMIT_LIST_ROWS && query.filter_count <= LIMIT_FILTERS);
    for (size_t i = 0; i < query.filter_count; i++) {
        ASSERT(record_type_field(type, slice_of(query.filters[i].field->name)) == query.filters[i].field);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct http_pairs pairs;
    if (pairs_decode(job_arena, (struct slice){(const char *)bytes, length}, LIMIT_QUERY_PAIRS, &pairs)) {
        ask(job_arena, &session_type, pairs);
        ask(job_arena, &person_type, pairs);
    }
    arena_free(job_arena);
    return 0;
}
