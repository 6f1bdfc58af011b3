/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a counting rule: the fields of a part, one after the other, separated by NUL.  It is refused
 * with a field and a reason, or bound; a bound rule says itself in words and gives a verdict on an empty
 * record.
 */
#include "base/log.h"
#include "domain/programme/promise_test_catalogue.h"
#include "domain/programme/promise_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct value next_text(struct slice *rest) {
    struct slice part = S("");
    struct value value = {.present = slice_split(rest, '\0', &part)};
    value.text = part;
    value.present = value.present && part.len > 0;
    return value;
}

static const struct record *find_nothing(void *context, const struct record_type *type, struct uuid org,
                                         struct uuid id) {
    (void)context;
    (void)type;
    (void)org;
    (void)id;
    return NULL;
}

static void use_rule(struct arena *job_arena, const struct promise_rule *rule) {
    struct locale english = {.lang = LANG_EN};
    struct promise_speech speech = {.locale = &english};
    struct slice words = promise_rule_words(job_arena, &speech, rule, S("source"), S("base"));
    ASSERT(words.len > 0 && rule->fingerprint != 0);
    if (!rule->source) return;
    struct promise_reach reach = {NULL, find_nothing};
    struct promise_contribution contribution;
    struct promise_reason reason;
    struct record *record = record_new(job_arena, rule->source);
    bool counts = promise_rule_apply(rule, &reach, record, &contribution, &reason);
    ASSERT(counts == (reason.verdict == VERDICT_COUNTS));
    ASSERT(promise_reason_words(job_arena, &speech, rule, &reason).len > 0);
    for (size_t i = 0; i < rule->node_count; i++)
        (void)promise_rule_fields_used(rule, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    /* A copy of exactly this length, so that the sanitizer sees a step beyond its end. */
    char *copy = heap_alloc(length ? length : 1);
    if (length) memcpy(copy, bytes, length);
    struct slice rest = {copy, length};
    struct promise_part part = {0};
    part.shape = next_text(&rest);
    part.source = next_text(&rest);
    part.unit = next_text(&rest);
    part.filter = next_text(&rest);
    part.amount = next_text(&rest);
    part.each = next_text(&rest);
    part.times = (struct value){.present = next_text(&rest).present, .number = 2};
    part.every_of = (struct value){.present = next_text(&rest).present};
    part.places = next_text(&rest);
    struct refusal refusal = REFUSAL_IN(job_arena);
    const struct promise_rule *rule =
        promise_rule_bind(job_arena, &test_catalogue, &part, (struct promise_period){17000, 18000}, &refusal);
    ASSERT((rule == NULL) == !refusal_is_empty(&refusal));
    if (rule) use_rule(job_arena, rule);
    heap_free(copy);
    arena_free(job_arena);
    return 0;
}
