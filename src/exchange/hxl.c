/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/hxl.h"

#include "base/log.h"

/* What a record is about, in the standard's words; all else is about the activity. */
static const struct {
    const char *type, *hashtag;
} subjects[] = {
    {"person", "#beneficiary"},     {"household", "#beneficiary+household"},
    {"attendance", "#reached"},     {"headcount", "#reached"},
    {"organisation", "#org"},       {"promise", "#indicator"},
    {"promise_part", "#indicator"}, {"promise_target", "#targeted"},
    {"plan_point", "#targeted"},    {"area", "#adm"},
    {"user", "#contact"},
};

static struct slice subject_of(const struct record_type *type) {
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        if (slice_equal(slice_of(subjects[i].type), slice_of(type->name)))
            return slice_of(subjects[i].hashtag);
    }
    return S("#activity");
}

struct slice hxl_of_head(struct arena *arena, const struct record_type *type, struct slice what) {
    if (slice_equal(what, S("org"))) return S("#org+impl");
    return arena_printf(arena, "%.*s+%.*s", SLICE_ARG(subject_of(type)), SLICE_ARG(what));
}

struct slice hxl_of_field(struct arena *arena, const struct record_type *type, const struct field *field,
                          struct slice suffix) {
    struct slice own = slice_of(field->hxl);
    bool is_name = slice_equal(suffix, S("+name")) && slice_ends(own, S("+code"));
    if (is_name) own = slice_sub(own, 0, own.len - sizeof "+code" + 1);
    if (own.len) return arena_join(arena, own, suffix);
    switch (field->kind) {
    case KIND_DATE: return arena_printf(arena, "#date+%s", field->name);
    case KIND_MONEY: return arena_printf(arena, "%s+%s", suffix.len ? "#currency" : "#value", field->name);
    case KIND_PLACE:
    case KIND_PLACES: return arena_printf(arena, "#loc+%s+%s", field->name, suffix.len ? "name" : "code");
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_INTEGER:
    case KIND_BOOL:
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_REF:
    case KIND_PHONE:
        return arena_printf(arena, "%.*s+%s%.*s", SLICE_ARG(subject_of(type)), field->name,
                            SLICE_ARG(suffix));
    }
    BUG("field kind %d", field->kind);
}
