/* SPDX-License-Identifier: Apache-2.0 */
/* See entry_pages.h.  Lines as JSON become the text of the record before the usual way of the API goes on. */
#include "base/limits.h"
#include "web/api.h"
#include "web/ledger/entry_pages.h"
#include "web/ledger/entry_rows.h"

/* One body may speak of several books; their accounts are read once each. */
struct book_known {
    struct uuid id;
    struct book_seen seen;
    struct ledger_table accounts;
    struct book_known *next;
};

struct translation {
    struct web *web;
    struct book_known *books;
    bool is_any; /* there were lines as an array */
};

static struct book_known *book_known(struct translation *translation, struct uuid id) {
    struct web *web = translation->web;
    for (struct book_known *known = translation->books; known; known = known->next) {
        if (uuid_equal(known->id, id)) return known;
    }
    struct record *book = web_record(web, &ledger_book_type, id);
    if (!book) return NULL;
    struct book_known *known = arena_make(web->arena, struct book_known, 1);
    known->id = id;
    book_begin(web, book, &known->seen);
    known->accounts = entry_accounts(&known->seen);
    known->next = translation->books;
    return translation->books = known;
}

static const struct ledger_row *account_of_json(struct arena *arena, const struct ledger_table *accounts,
                                                struct slice text) {
    struct uuid id;
    for (size_t i = 0; uuid_parse(text, &id) && i < accounts->count; i++) {
        if (uuid_equal(accounts->rows[i].account_id, id)) return &accounts->rows[i];
    }
    return entry_account_find(arena, accounts, text);
}

static bool refuse_line(struct web *web, size_t i, const char *member, const char *message,
                        struct slice value) {
    return refuse_with(&web->refusal, arena_printf(web->arena, "lines.%zu.%s", i, member), message, value,
                       S(""));
}

/* A member that nobody reads is a mistake: a debit or a currency that would be lost. */
static bool members_are_known(struct web *web, const struct doc *json, size_t i) {
    bool good = true;
    for (const struct doc_entry *entry = json->first; entry; entry = entry->next) {
        if (slice_equal(entry->key, S("account")) || slice_equal(entry->key, S("amount"))) continue;
        good = refuse_line(web, i, arena_cstr(web->arena, entry->key),
                           TR("A line has an account and an amount; “{1}” is not read."), entry->key);
    }
    return good;
}

static bool line_read(struct translation *translation, struct book_known *book, const struct doc *json,
                      size_t i, struct entry_row *row) {
    struct web *web = translation->web;
    const struct doc *amount = doc_get(json, S("amount"));
    struct slice text = doc_get_text(json, S("account"));
    if (json->kind != DOC_OBJECT || !amount || amount->kind != DOC_INT)
        return refuse_line(web, i, "amount",
                           TR("Write the amount as a whole number of the smallest unit; credit is negative."),
                           S(""));
    if (!members_are_known(web, json, i)) return false;
    row->found = account_of_json(web->arena, &book->accounts, text);
    row->amount = amount->number;
    return row->found || refuse_line(web, i, "account", TR("The book has no account “{1}”."), text);
}

static bool lines_text(struct translation *translation, struct book_known *book, const struct doc *lines,
                       struct slice *text) {
    struct web *web = translation->web;
    struct entry_rows rows = {.rows = arena_make(web->arena, struct entry_row, lines->count + 1)};
    bool good = true;
    if (lines->count > LEDGER_LINES_MAX)
        return refuse(&web->refusal, S("lines"), "The entry has too many lines.");
    for (const struct doc_entry *entry = lines->first; entry; entry = entry->next, rows.count++) {
        good = line_read(translation, book, &entry->value, rows.count, &rows.rows[rows.count]) && good;
    }
    if (good) *text = entry_rows_text(&book->seen, &rows);
    return good;
}

/* The object with its lines as text; itself when they are text already.  NULL after a refusal. */
static const struct doc *object_read(struct translation *translation, const struct doc *object,
                                     struct uuid book_id) {
    struct web *web = translation->web;
    const struct doc *lines = object->kind == DOC_OBJECT ? doc_get(object, S("lines")) : NULL;
    struct slice text;
    if (!lines || lines->kind != DOC_ARRAY) return object;
    translation->is_any = true;
    struct book_known *book = !uuid_is_zero(book_id) || uuid_parse(doc_get_text(object, S("book")), &book_id)
                                  ? book_known(translation, book_id)
                                  : NULL;
    if (!book) return refuse(&web->refusal, S("book"), TR("There is no such book.")), NULL;
    if (!lines_text(translation, book, lines, &text)) return NULL;
    struct doc *copy = doc_new_object(web->arena);
    for (const struct doc_entry *entry = object->first; entry; entry = entry->next) {
        if (slice_equal(entry->key, S("lines")))
            doc_set_text(web->arena, copy, entry->key, text);
        else
            doc_set_doc(web->arena, copy, entry->key, &entry->value);
    }
    return copy;
}

static const struct doc *body_read(struct translation *translation, const struct doc *body,
                                   struct uuid book_id) {
    struct web *web = translation->web;
    if (body->kind != DOC_ARRAY) return object_read(translation, body, book_id);
    struct doc *copy = doc_new_array(web->arena);
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next) {
        const struct doc *object = object_read(translation, &entry->value, book_id);
        if (!object) return NULL;
        doc_set_doc(web->arena, copy, S(""), object);
    }
    return copy;
}

/* The body with every `lines` as text, where it can be read at all; false after a refusal. */
static bool body_translate(struct web *web, struct uuid book_id) {
    struct translation translation = {.web = web};
    struct refusal kept = web->refusal;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body) return web->refusal = kept, true; /* the usual way says what is wrong with it */
    const struct doc *read = body_read(&translation, body, book_id);
    if (!read) return false;
    if (!translation.is_any) return true;
    struct text out = TEXT_IN(web->arena);
    doc_write_json(&out, read);
    web->http->body = text_slice(&out);
    return true;
}

/* The pages of every type find the type as the first part of the address. */
static void as_any_type(struct web *web) {
    web->args[1] = web->args[0];
    web->args[0] = slice_of(journal_entry_type.path);
}

enum outcome entry_api_create(struct web *web) {
    if (!web_view(web, &journal_entry_type).allowed) return OUTCOME_NOT_FOUND;
    as_any_type(web);
    return body_translate(web, SHARED_ORG) ? api_create(web) : OUTCOME_REFUSED;
}

enum outcome entry_api_update(struct web *web) {
    struct uuid id;
    struct record *entry = web_arg_id(web, 0, &id) ? web_record(web, &journal_entry_type, id) : NULL;
    as_any_type(web);
    if (!entry) return api_update(web);
    return body_translate(web, journal_entry_of(entry)->book.id) ? api_update(web) : OUTCOME_REFUSED;
}
