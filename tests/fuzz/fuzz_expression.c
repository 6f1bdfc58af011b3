/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an expression of a form: it is refused with a reason, or has a value that can be written.  Where it is a list of simple
 * comparisons, the same list written again says the same.
 */
#include "base/log.h"
#include "domain/screening/expression.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct expression_value answer(void *context, struct slice name) {
    (void)context;
    return expression_of_text(name);
}

static void write_again(struct arena *arena, const struct expression *expression, const struct expression_scope *scope) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct comparisons list, again;
    if (!expression_comparisons(arena, expression, &list)) return;
    struct slice text = comparisons_write(arena, &list, S("relevant"), &refusal);
    ASSERT((text.len == 0) == !refusal_is_empty(&refusal));
    if (!text.len) return;
    const struct expression *same = expression_parse(arena, text, S("relevant"), &refusal);
    ASSERT(same && expression_comparisons(arena, same, &again) && comparisons_equal(&list, &again));
    ASSERT(expression_is_true(arena, same, scope) == expression_is_true(arena, expression, scope));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    char *copy = heap_alloc(length ? length : 1);
    if (length) memcpy(copy, bytes, length);
    struct refusal refusal = REFUSAL_IN(arena);
    const struct expression_scope scope = {.answer = answer, .own = expression_of_text(S("3")), .today = S("2016-05-10")};
    const struct expression *expression = expression_parse(arena, (struct slice){copy, length}, S("relevant"), &refusal);
    ASSERT((expression == NULL) == !refusal_is_empty(&refusal));
    if (expression) {
        struct expression_value value = expression_value_of(arena, expression, &scope);
        struct slice text = expression_text_of(arena, value);
        ASSERT(value.kind == EXPRESSION_EMPTY || text.len > 0);
        write_again(arena, expression, &scope);
        expression_rename(arena, (struct slice){copy, length}, S("age"), S("years"));
    }
    heap_free(copy);
    arena_free(arena);
    return 0;
}
