/* SPDX-License-Identifier: Apache-2.0 */
#include "base/doc.h"

#include "base/log.h"

struct doc *doc_new_object(struct arena *arena) {
    struct doc *doc = arena_make(arena, struct doc, 1);
    doc->kind = DOC_OBJECT;
    return doc;
}

struct doc *doc_new_array(struct arena *arena) {
    struct doc *doc = arena_make(arena, struct doc, 1);
    doc->kind = DOC_ARRAY;
    return doc;
}

static struct doc *doc_append(struct arena *arena, struct doc *parent, struct slice key, struct doc value) {
    struct doc_entry *entry = arena_make(arena, struct doc_entry, 1);
    *entry = (struct doc_entry){.key = key, .value = value};
    if (parent->last) parent->last->next = entry;
    else parent->first = entry;
    parent->last = entry;
    parent->count++;
    return &entry->value;
}

void doc_set_text(struct arena *arena, struct doc *object, struct slice key, struct slice text) {
    doc_append(arena, object, key, (struct doc){.kind = DOC_TEXT, .text = text});
}

void doc_set_int(struct arena *arena, struct doc *object, struct slice key, int64_t number) {
    doc_append(arena, object, key, (struct doc){.kind = DOC_INT, .number = number});
}

void doc_set_bool(struct arena *arena, struct doc *object, struct slice key, bool flag) {
    doc_append(arena, object, key, (struct doc){.kind = DOC_BOOL, .flag = flag});
}

void doc_set_null(struct arena *arena, struct doc *object, struct slice key) {
    doc_append(arena, object, key, (struct doc){.kind = DOC_NULL});
}

void doc_set_uuid(struct arena *arena, struct doc *object, struct slice key, struct uuid uuid) {
    doc_set_text(arena, object, key, uuid_format(arena, uuid));
}

void doc_set_raw(struct arena *arena, struct doc *object, struct slice key, struct slice json) {
    doc_append(arena, object, key, (struct doc){.kind = DOC_RAW, .text = json});
}

void doc_set_doc(struct arena *arena, struct doc *object, struct slice key, const struct doc *value) {
    doc_append(arena, object, key, *value);
}

struct doc *doc_set_object(struct arena *arena, struct doc *object, struct slice key) {
    return doc_append(arena, object, key, (struct doc){.kind = DOC_OBJECT});
}

struct doc *doc_set_array(struct arena *arena, struct doc *object, struct slice key) {
    return doc_append(arena, object, key, (struct doc){.kind = DOC_ARRAY});
}

struct doc *doc_add_object(struct arena *arena, struct doc *array) {
    return doc_set_object(arena, array, S(""));
}

struct doc *doc_add_array(struct arena *arena, struct doc *array) {
    return doc_set_array(arena, array, S(""));
}

void doc_add_text(struct arena *arena, struct doc *array, struct slice text) {
    doc_set_text(arena, array, S(""), text);
}

void doc_add_int(struct arena *arena, struct doc *array, int64_t number) {
    doc_set_int(arena, array, S(""), number);
}

void doc_add_raw(struct arena *arena, struct doc *array, struct slice json) {
    doc_set_raw(arena, array, S(""), json);
}

const struct doc *doc_get(const struct doc *object, struct slice key) {
    if (!object || object->kind != DOC_OBJECT) return NULL;
    for (const struct doc_entry *entry = object->first; entry; entry = entry->next) {
        if (slice_equal(entry->key, key)) return &entry->value;
    }
    return NULL;
}

struct slice doc_get_text(const struct doc *object, struct slice key) {
    const struct doc *found = doc_get(object, key);
    return found && found->kind == DOC_TEXT ? found->text : S("");
}

int64_t doc_get_int(const struct doc *object, struct slice key, int64_t otherwise) {
    const struct doc *found = doc_get(object, key);
    return found && found->kind == DOC_INT ? found->number : otherwise;
}

bool doc_is_true(const struct doc *doc) {
    if (!doc) return false;
    switch (doc->kind) {
    case DOC_NULL: return false;
    case DOC_BOOL: return doc->flag;
    case DOC_INT: return true;
    case DOC_TEXT: return doc->text.len > 0;
    case DOC_ARRAY: return doc->count > 0;
    case DOC_OBJECT:
    case DOC_RAW: return true;
    }
    BUG("doc kind %d", doc->kind);
}

/* Characters that JSON must escape, and '<' so that no text can close a script element. */
static bool json_needs_escape(unsigned char c) {
    return c < 0x20 || c == '"' || c == '\\' || c == '<' || c == 0x7f;
}

static void json_write_escape(struct text *out, unsigned char c) {
    switch (c) {
    case '"': text_append(out, S("\\\"")); return;
    case '\\': text_append(out, S("\\\\")); return;
    case '\n': text_append(out, S("\\n")); return;
    case '\t': text_append(out, S("\\t")); return;
    case '\r': text_append(out, S("\\r")); return;
    }
    text_printf(out, "\\u%04x", c);
}

static bool is_separator(struct slice text, size_t i) {
    return (unsigned char)text.s[i] == 0xE2 && i + 2 < text.len && (unsigned char)text.s[i + 1] == 0x80 &&
           ((unsigned char)text.s[i + 2] | 1) == 0xA9;
}

/* The next byte that cannot be written as it is, or the end. */
static size_t json_clean_until(struct slice text, size_t from) {
    while (from < text.len) {
        unsigned char c = (unsigned char)text.s[from];
        if (json_needs_escape(c) || (c == 0xE2 && is_separator(text, from))) break;
        from++;
    }
    return from;
}

void json_write_text(struct text *out, struct slice text) {
    text_append_char(out, '"');
    for (size_t at = 0; at < text.len;) {
        size_t end = json_clean_until(text, at);
        text_append(out, slice_sub(text, at, end));
        at = end;
        if (at == text.len) break;
        bool separator = is_separator(text, at);
        if (separator) text_append(out, (unsigned char)text.s[at + 2] == 0xA8 ? S("\\u2028") : S("\\u2029"));
        else json_write_escape(out, (unsigned char)text.s[at]);
        at += separator ? 3 : 1;
    }
    text_append_char(out, '"');
}

static void doc_write_entries(struct text *out, const struct doc *doc) {
    bool is_object = doc->kind == DOC_OBJECT;
    text_append_char(out, is_object ? '{' : '[');
    for (const struct doc_entry *entry = doc->first; entry; entry = entry->next) {
        if (is_object) {
            json_write_text(out, entry->key);
            text_append_char(out, ':');
        }
        doc_write_json(out, &entry->value);
        if (entry->next) text_append_char(out, ',');
    }
    text_append_char(out, is_object ? '}' : ']');
}

void doc_write_json(struct text *out, const struct doc *doc) {
    switch (doc->kind) {
    case DOC_NULL: text_append(out, S("null")); return;
    case DOC_BOOL: text_append(out, doc->flag ? S("true") : S("false")); return;
    case DOC_INT: text_append_int(out, doc->number); return;
    case DOC_TEXT: json_write_text(out, doc->text); return;
    case DOC_RAW: text_append(out, doc->text); return;
    case DOC_ARRAY:
    case DOC_OBJECT: doc_write_entries(out, doc); return;
    }
    BUG("doc kind %d", doc->kind);
}
