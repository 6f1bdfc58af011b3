/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Second and third pass over the .def files, in one .c file per area: the choice sets and field tables
 * (PASS_FIELDS), then the record types that point to them (PASS_TYPES).  Include with one of the two defined.
 */
#include "catalogue/pass_clear.h"

#ifdef PASS_FIELDS
#define RECORD(name_, label_, ...) static const struct field name_##_fields[] = {
#define FIELD_ROW(kind_, name_, label_, ...) {.kind = kind_, .name = #name_, .label = label_, __VA_ARGS__},
#define TEXT(name_, label_, ...) FIELD_ROW(KIND_TEXT, name_, label_, __VA_ARGS__)
#define LONG_TEXT(name_, label_, ...) FIELD_ROW(KIND_LONG_TEXT, name_, label_, __VA_ARGS__)
#define INTEGER(name_, label_, ...) FIELD_ROW(KIND_INTEGER, name_, label_, __VA_ARGS__)
#define BOOL(name_, label_, ...) FIELD_ROW(KIND_BOOL, name_, label_, __VA_ARGS__)
#define DATE(name_, label_, ...) FIELD_ROW(KIND_DATE, name_, label_, __VA_ARGS__)
#define MONEY(name_, label_, ...) FIELD_ROW(KIND_MONEY, name_, label_, __VA_ARGS__)
#define CHOICE(name_, label_, set_, ...) \
    FIELD_ROW(KIND_CHOICE, name_, label_, .choices = &set_##_choices, __VA_ARGS__)
#define CHOICES(name_, label_, set_, ...) \
    FIELD_ROW(KIND_CHOICES, name_, label_, .choices = &set_##_choices, __VA_ARGS__)
#define REF(name_, label_, type_, ...) FIELD_ROW(KIND_REF, name_, label_, .ref = #type_, __VA_ARGS__)
#define PLACE(name_, label_, ...) FIELD_ROW(KIND_PLACE, name_, label_, __VA_ARGS__)
#define PLACES(name_, label_, ...) FIELD_ROW(KIND_PLACES, name_, label_, __VA_ARGS__)
#define PHONE(name_, label_, ...) FIELD_ROW(KIND_PHONE, name_, label_, __VA_ARGS__)
#define END \
    }       \
    ;
#define CHOICE_SET(name_) static const struct choice name_##_options[] = {
#define OPTION(code_, label_) {#code_, label_},
#define END_SET \
    }           \
    ;
#endif

#ifdef PASS_TYPES
#define RECORD(name_, label_, ...)             \
    const struct record_type name_##_type = {  \
        .name = #name_,                        \
        .label = label_,                       \
        .fields = name_##_fields,              \
        .field_count = ARRAY_LEN(name_##_fields), \
        __VA_ARGS__};
#define TEXT(...)
#define LONG_TEXT(...)
#define INTEGER(...)
#define BOOL(...)
#define DATE(...)
#define MONEY(...)
#define CHOICE(...)
#define CHOICES(...)
#define REF(...)
#define PLACE(...)
#define PLACES(...)
#define PHONE(...)
#define END
#define CHOICE_SET(name_) \
    const struct choice_set name_##_choices = {#name_, name_##_options, ARRAY_LEN(name_##_options)};
#define OPTION(code_, label_)
#define END_SET
#endif
