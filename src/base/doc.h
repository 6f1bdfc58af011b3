/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The view document: a tree of objects, arrays and plain values in an arena.  A handler builds one; the same tree
 * becomes a page (through a template) or JSON.  Parsed JSON bodies are the same tree.
 */
#ifndef MLUP_BASE_DOC_H
#define MLUP_BASE_DOC_H

#include "base/refusal.h"
#include "base/text.h"
#include "base/uuid.h"

enum doc_kind { DOC_NULL, DOC_BOOL, DOC_INT, DOC_TEXT, DOC_ARRAY, DOC_OBJECT, DOC_RAW };

struct doc {
    enum doc_kind kind;
    union {
        bool flag;
        int64_t number;
        struct slice text; /* DOC_TEXT; DOC_RAW: finished JSON, written as it is */
        struct {
            struct doc_entry *first, *last;
            size_t count;
        };
    };
};

/* A member of an object or an item of an array (key empty), in order of insertion. */
struct doc_entry {
    struct slice key;
    struct doc value;
    struct doc_entry *next;
};

struct doc *doc_new_object(struct arena *arena);
struct doc *doc_new_array(struct arena *arena);
/* Adding: keys and texts are borrowed and must live as long as the arena.  A key set twice appears twice; the
 * first one is found. */
void doc_set_text(struct arena *arena, struct doc *object, struct slice key, struct slice text);
void doc_set_int(struct arena *arena, struct doc *object, struct slice key, int64_t number);
void doc_set_bool(struct arena *arena, struct doc *object, struct slice key, bool flag);
void doc_set_null(struct arena *arena, struct doc *object, struct slice key);
void doc_set_uuid(struct arena *arena, struct doc *object, struct slice key, struct uuid uuid);
void doc_set_raw(struct arena *arena, struct doc *object, struct slice key, struct slice json);
void doc_set_doc(struct arena *arena, struct doc *object, struct slice key, const struct doc *value);
/* New empty object or array under the key (or appended, for an array). */
struct doc *doc_set_object(struct arena *arena, struct doc *object, struct slice key);
struct doc *doc_set_array(struct arena *arena, struct doc *object, struct slice key);
struct doc *doc_add_object(struct arena *arena, struct doc *array);
struct doc *doc_add_array(struct arena *arena, struct doc *array);
void doc_add_text(struct arena *arena, struct doc *array, struct slice text);
void doc_add_int(struct arena *arena, struct doc *array, int64_t number);
void doc_add_raw(struct arena *arena, struct doc *array, struct slice json);

/* The member, or NULL.  NULL objects are accepted. */
const struct doc *doc_get(const struct doc *object, struct slice key);
/* The text of a member; empty when absent or not a text. */
struct slice doc_get_text(const struct doc *object, struct slice key);
/* The number of a member, or `otherwise`. */
int64_t doc_get_int(const struct doc *object, struct slice key, int64_t otherwise);
/* Mustache's idea of truth: not null, not false, not an empty array; texts are true when not empty. */
bool doc_is_true(const struct doc *doc);

/* JSON (RFC 8259), UTF-8, no white space; '<', U+2028 and U+2029 are escaped so that it may stand in a page. */
void doc_write_json(struct text *out, const struct doc *doc);
/* A JSON string with its quotes. */
void json_write_text(struct text *out, struct slice text);
/* Reads one JSON value that fills the whole text; refuses bad syntax, bad UTF-8, depth over LIMIT_JSON_DEPTH, duplicate
 * keys and, by the member's name, numbers that are not 64-bit integers (money and quantities are whole). */
struct doc *doc_parse_json(struct arena *arena, struct slice text, struct refusal *refusal);

#endif
