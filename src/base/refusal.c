/* SPDX-License-Identifier: Apache-2.0 */
#include "base/refusal.h"

#include "base/limits.h"
#include "base/text.h"

bool refuse_with(struct refusal *refusal, struct slice field, const char *message, struct slice arg1,
                 struct slice arg2) {
    if (refusal->count >= LIMIT_REFUSAL_ITEMS) return false;
    struct refusal_item *item = arena_make(refusal->arena, struct refusal_item, 1);
    item->field = arena_copy(refusal->arena, field);
    item->message = message;
    item->args[0] = arena_copy(refusal->arena, arg1);
    item->args[1] = arena_copy(refusal->arena, arg2);
    if (refusal->last) refusal->last->next = item;
    else refusal->first = item;
    refusal->last = item;
    refusal->count++;
    return false;
}

bool refuse(struct refusal *refusal, struct slice field, const char *message) {
    return refuse_with(refusal, field, message, S(""), S(""));
}

void refusal_add(struct refusal *refusal, const struct refusal *other) {
    for (const struct refusal_item *item = other->first; item; item = item->next) {
        refuse_with(refusal, item->field, item->message, item->args[0], item->args[1]);
    }
}

void refusal_add_at(struct refusal *refusal, struct slice field, const struct refusal *other) {
    for (const struct refusal_item *item = other->first; item; item = item->next) {
        refuse_with(refusal, field, item->message, item->args[0], item->args[1]);
    }
}

bool refusal_is_empty(const struct refusal *refusal) {
    return refusal->count == 0;
}

struct slice refusal_fill(struct arena *arena, struct slice message, const struct slice args[2]) {
    struct text text = TEXT_IN(arena);
    for (size_t i = 0; i < message.len; i++) {
        bool placeholder = i + 2 < message.len && message.s[i] == '{' && message.s[i + 2] == '}' &&
                           (message.s[i + 1] == '1' || message.s[i + 1] == '2');
        if (placeholder) {
            text_append(&text, args[message.s[i + 1] - '1']);
            i += 2;
        } else {
            text_append_char(&text, message.s[i]);
        }
    }
    return text_slice(&text);
}
