/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record and a field are.  A record type is a const table made from one .def file (see pass_struct.h and
 * pass_table.h); everything that handles records in general (DDL, validation, forms, lists, JSON, history, access)
 * walks these tables at run time.  A record in memory is its type and one `struct value` per field; the .def file
 * also gives a struct with the fields' names laid over those values, so that rules read like rules.
 */
#ifndef MLUP_CATALOGUE_RECORD_H
#define MLUP_CATALOGUE_RECORD_H

#include "base/clock.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/uuid.h"

enum { RECORD_FIELDS_MAX = 64 }; /* so that a set of fields is one 64-bit word */
enum { FIELD_PPM_DECIMALS = 4 };  /* a percent is 10,000 parts per million */

enum field_kind {
    KIND_TEXT,      /* one line; Khmer put in order, spaces collapsed */
    KIND_LONG_TEXT, /* several lines */
    KIND_INTEGER,   /* a whole number in the unit the label names */
    KIND_BOOL,
    KIND_DATE,   /* a day; with .reduced also a month or a year */
    KIND_MONEY,  /* amount and currency; two columns, NAME and NAME_currency */
    KIND_CHOICE, /* one code of a choice set */
    KIND_CHOICES, /* several codes, stored in the set's order, joined by commas */
    KIND_REF,     /* another record's id */
    KIND_PLACE,   /* code of an area of the gazetteer */
    KIND_PLACES,  /* several area codes, ascending, joined by commas */
    KIND_PHONE,   /* national form 0…, digits only, when it can be understood */
};

/* Which member of the union in struct value a kind uses; values are copied, compared, stored and written by this. */
enum holding { HOLDS_NUMBER, HOLDS_TEXT, HOLDS_ID, HOLDS_DATE, HOLDS_MONEY };
enum holding kind_holds(enum field_kind kind);

/* Who may learn a value.  The order matters: a reader has a highest class. */
enum sensitivity { PUBLIC, INTERNAL, PERSONAL, IDENTIFYING };

enum record_scope {
    SCOPE_ORG,    /* belongs to one organisation; others do not know it exists */
    SCOPE_SHARED, /* read by every signed-in user: the gazetteer, the programme */
};

/* The groups of record types that permissions speak of (access/permission.c has the table). */
enum access_class {
    ACCESS_PROGRAMME, /* organisations, programme, agreements, objectives */
    ACCESS_PROMISE,   /* promises, their rules, targets and plans */
    ACCESS_PEOPLE,    /* the register of people and households */
    ACCESS_TRAINING,  /* courses, sessions, attendance */
    ACCESS_PLACE,     /* the gazetteer */
    ACCESS_USERS,     /* users and their roles */
    ACCESS_OWN,       /* a user's own things: saved views */
    ACCESS_FINANCE,   /* budgets, advances, liquidations, rates */
    ACCESS_REPORT,    /* deliverables, period reports and their snapshots */
    ACCESS_EXCHANGE,  /* imports, exports, code mappings, webhooks */
    ACCESS_SAVINGS,   /* savings groups, their meetings and loans; rice, seed and animal banks */
    ACCESS_LEDGER,    /* books, accounts and entries */
    ACCESS_CASE,      /* case files of people who came back, and every part of them */
    ACCESS_CARE,      /* what care is given with: shelters, providers, employers, forms; nobody's name */
    ACCESS_ATTACHED,  /* what hangs on any record (`attached`): no role has it, the record decides */
    ACCESS_CLASSES
};

struct choice {
    const char *code, *label; /* the label is English, the key of its translation */
};

struct choice_set {
    const char *name;
    const struct choice *choices;
    size_t count;
};

struct record_type;
struct record;
struct word_list; /* words that find a record; store/search_word.h */
struct rule; /* what a rule may ask of the store; store/rule.h */

struct field {
    const char *name, *label;
    enum field_kind kind;
    const char *help;                       /* one sentence under the input; may be NULL */
    const char *ref;                        /* KIND_REF: name of the type referred to */
    const struct choice_set *choices;       /* KIND_CHOICE and KIND_CHOICES */
    enum sensitivity sensitivity;           /* PUBLIC unless said */
    bool required;
    bool sealed;      /* stored encrypted, found by a blind index (texts, phones; with is_name also by keyed words) */
    bool searchable;  /* its search key goes into the search index */
    bool is_name;     /* searchable (or sealed) and a name of a person: found by spelling and sound, words in any order */
    bool listed;      /* a column of the list unless the user chooses otherwise */
    bool filterable;  /* the list offers a filter for it; a reference, place or day has an index */
    bool indexed;     /* rules or pages find records by it: the column has an index, whatever the list offers */
    bool reduced;     /* KIND_DATE: month or year alone is enough */
    bool fixed;       /* cannot change once saved */
    bool later;       /* only what is done with the record sets it: the form of a new one does not ask */
    bool computed;    /* worked out by a rule: no form or list asks for it */
    bool no_future;   /* KIND_DATE: not after today */
    bool is_year;     /* KIND_INTEGER: a year, written without grouping */
    bool loose;       /* KIND_REF: remembers a record without holding it; that one may be deleted */
    bool anywhere;    /* KIND_REF: may refer to a record of any organisation (a user in another's membership) */
    int place_level;  /* KIND_PLACE(S): the shallowest level accepted, in digits of the code; 0 = any */
    int64_t min, max; /* KIND_INTEGER and KIND_MONEY; both 0 = no bounds */
    bool ppm;         /* KIND_INTEGER: parts per million, shown and typed as percent */
    const char *quantity; /* KIND_INTEGER: shown and typed in the unit of account to which these references lead: "bank unit" */
    int chars_max;    /* KIND_TEXT; 0 = LIMIT_LINE_CHARS.  KIND_LONG_TEXT: bytes; 0 = LIMIT_TEXT_BYTES */
    const char *htcds, *iati, *hxl; /* names in the exchange standards; may be NULL */
};

struct record_type {
    const char *name, *label, *plural; /* "session", "Session", "Sessions" */
    const char *path;                  /* URL noun: "sessions" */
    const struct field *fields;
    size_t field_count;
    enum record_scope scope;
    enum access_class access;
    const char *code_prefix;  /* short human codes PREFIX-0001A in a column `code`; NULL = none */
    bool code_everywhere;     /* codes are counted over all organisations: people of several speak of them */
    const char *parent;       /* field that refers to the record it is a part of; deleted with it, shown on its page */
    const char *title;        /* field names, separated by blanks, that make its title; NULL = its code alone */
    const char *unique;       /* field names, separated by blanks, no two records of an organisation may share */
    const char *unique_everywhere; /* the same over all organisations (login names) */
    const char *counted;      /* field names of an index by which live records are counted without reading them */
    const char *sort;         /* field the list is ordered by; NULL = newest first */
    const char *natural_key;  /* field whose text gives the id (uuid_of_name): the same record everywhere */
    const char *help;         /* what one of these is, in a sentence, for the empty list */
    bool common;              /* every reader of the organisation sees all of them, whoever entered them */
    bool kept;                /* written by the program alone (what a merge did): forms and API only read it */
    bool hidden;              /* no list page of its own; it lives on its parent's page */
    bool on_sheet;            /* a line of a sheet that is filled in anew and anew: who may change it may also take it away */
    enum sensitivity least;   /* who reads less than this class does not know that the records exist */
    bool takes_files;         /* files may be attached to it … */
    enum sensitivity files_sensitivity; /* … and are shown to who reads this class of it */
    /* Whether a file may be taken off the record now; NULL: always. */
    bool (*before_detach)(struct rule *rule, const struct record *owner, struct refusal *refusal);
    /* Whether the actor may open what is sealed in the record now, beyond the right of the role; NULL: who has the right may. */
    bool (*before_reveal)(struct rule *rule, const struct record *record, struct refusal *refusal);
    bool attached;            /* hangs on the record that its fields owner_type and owner_id name, and goes by its rights */
    bool log_sealed;          /* what the change log says of it, its parts and what is attached to them is sealed under its key */
    bool proof;               /* a part that says what was done with its whole: its log stays in the clear and outlives the key */
    /* The domain rule: sees the record as it will be and as it was (NULL when new); may fill in fields. */
    bool (*before_save)(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal);
    /* The same for a delete; NULL: nothing but references speaks against it. */
    bool (*before_delete)(struct rule *rule, const struct record *before, struct refusal *refusal);
    /* Two records of one person that say the same thing, where no unique index says so: a merge of people keeps one. */
    bool (*is_double)(const struct record *now, const struct record *other);
    /* Words of the index beyond those of its fields (types with `is_name`). */
    void (*index_words)(struct word_list *list, const struct record *record);
};

/* A value; what the union holds follows from the field's kind.  Absent values are all zero. */
struct value {
    bool present;
    bool sealed; /* `text` is the sealed envelope, not the value: as read from the store, before query_reveal */
    union { /* kind_holds */
        int64_t number;
        struct slice text;
        struct uuid id;
        struct date date;
        struct money money;
    };
};

struct record {
    const struct record_type *type;
    struct uuid id, org_id;
    int64_t version; /* 1 for the first; 0 = not saved yet */
    int64_t created_ms, updated_ms;
    int64_t deleted_ms; /* 0 = not deleted */
    struct uuid created_by;
    struct slice code; /* short human code; empty when the type has none */
    struct value values[];
};

/* The whole program's record types: the const array made in domain/records.c. */
struct catalogue {
    const struct record_type *const *types;
    size_t count;
};

/* NULL when there is none. */
const struct record_type *catalogue_find(const struct catalogue *catalogue, struct slice name);
const struct record_type *catalogue_find_path(const struct catalogue *catalogue, struct slice path);
/* The index of the type in the catalogue: a small number for caches. */
size_t catalogue_index(const struct catalogue *catalogue, const struct record_type *type);
/* Stops the program when a table contradicts itself (unknown reference, parent or title field…). */
void catalogue_check(const struct catalogue *catalogue);

/* NULL when there is none. */
const struct field *record_type_field(const struct record_type *type, struct slice name);
/* The fields of a higher class than `max`, as bits. */
uint64_t record_type_fields_above(const struct record_type *type, enum sensitivity max);
size_t field_index(const struct record_type *type, const struct field *field);
/* True when the blank-separated list of names has this name. */
bool names_contain(const char *names, struct slice name);
/* The choice with this code, or NULL. */
const struct choice *choice_find(const struct choice_set *set, struct slice code);

/* An empty record of the type: no id, version 0. */
struct record *record_new(struct arena *arena, const struct record_type *type);
/* A copy with its own values; texts are shared with the original. */
struct record *record_copy(struct arena *arena, const struct record *record);
/* A copy that shares nothing: for caches. */
struct record *record_copy_deep(struct arena *arena, const struct record *record);
/* The field that says the same in Khmer: `name_km` of `name`; NULL when there is none. */
const struct field *field_in_khmer(const struct record_type *type, const struct field *field);
/* The field of which this one is the Khmer; NULL. */
const struct field *field_of_khmer(const struct record_type *type, const struct field *field);
struct value *record_value(struct record *record, const struct field *field);
const struct value *record_value_const(const struct record *record, const struct field *field);
/* The texts of the title fields joined by " · ", the code when they are empty. */
struct slice record_title(struct arena *arena, const struct record *record);
bool value_equal(const struct field *field, const struct value *a, const struct value *b);
/* In what a number is counted where no person types it (API, files), in English; NULL when the label says it. */
const char *field_scale(const struct field *field);
/* True when a comma-joined list (KIND_CHOICES, KIND_PLACES) has the code. */
bool codes_contain(struct slice codes, struct slice code);

#endif
