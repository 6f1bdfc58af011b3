/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First pass over the .def files, in headers: the typed struct of each record, its type's declaration, and
 * NAME_of(record), which lays the struct over a record's values.  A macro because only the preprocessor can make a
 * struct's member and a table's row of one line; read pass_table.h beside it.
 */
#include "base/log.h"
#include "catalogue/record.h"

#define RECORD(name_, label_, ...) \
    extern const struct record_type name_##_type; \
    struct name_;                                   \
    static inline struct name_ *name_##_of(const struct record *record) { \
        ASSERT(record->type == &name_##_type);      \
        return (struct name_ *)(uintptr_t)record->values; \
    }                                               \
    struct name_ {
#define TEXT(name_, ...) struct value name_;
#define LONG_TEXT(name_, ...) struct value name_;
#define INTEGER(name_, ...) struct value name_;
#define BOOL(name_, ...) struct value name_;
#define DATE(name_, ...) struct value name_;
#define MONEY(name_, ...) struct value name_;
#define CHOICE(name_, label_, set_, ...) struct value name_;
#define CHOICES(name_, label_, set_, ...) struct value name_;
#define REF(name_, label_, type_, ...) struct value name_;
#define PLACE(name_, ...) struct value name_;
#define PLACES(name_, ...) struct value name_;
#define PHONE(name_, ...) struct value name_;
#define END \
    }       \
    ;
#define CHOICE_SET(name_) extern const struct choice_set name_##_choices;
#define OPTION(code_, label_)
#define END_SET
