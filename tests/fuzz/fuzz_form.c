/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a form: JSON up to a NUL, then answers to it.  The form is refused with a reason, or written and read again as the same
 * text; answers are settled, checked and say something without a step beyond their ends.
 */
#include "base/log.h"
#include "domain/screening/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void answer(struct arena *arena, const struct form *form, struct slice json) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct findings findings = {0};
    struct form_answers answers = form_answers_new(arena, form, json.len % 2, S("2016-05-10"));
    if (!form_answers_read(arena, &answers, json, S("answers"), &refusal)) return;
    for (size_t i = 0; i < form->question_count; i++) form_answer_take(arena, &answers, i, answers.texts[i], &refusal);
    form_settle(arena, &answers);
    for (size_t page = 0; page < form->page_count; page++) form_check_page(arena, &answers, page, true, LANG_KM, &refusal);
    form_findings(arena, &answers, &findings);
    ASSERT(findings.count <= FINDINGS_MAX);
    ASSERT(form_next_page(arena, &answers, 0) <= form->page_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    char *copy = heap_alloc(length ? length : 1);
    if (length) memcpy(copy, bytes, length);
    struct slice rest = {copy, length}, json = S("");
    struct refusal refusal = REFUSAL_IN(arena);
    slice_split(&rest, '\0', &json);
    const struct form *form = form_read(arena, json, S("definition"), &refusal);
    ASSERT((form == NULL) == !refusal_is_empty(&refusal));
    if (form) {
        struct slice written = form_write(arena, form);
        const struct form *again = form_read(arena, written, S("definition"), &refusal);
        ASSERT(again && slice_equal(form_write(arena, again), written));
        answer(arena, form, rest);
    }
    heap_free(copy);
    arena_free(arena);
    return 0;
}
