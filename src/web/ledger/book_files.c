/* SPDX-License-Identifier: Apache-2.0 */
/* See book_journal.h.  The page with what leaves a book and what comes in. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/errors.h"
#include "web/export/download.h"
#include "web/furniture.h"
#include "web/ledger/book_import.h"
#include "web/ledger/book_journal.h"
#include "web/plain_form.h"

enum { IMPORTS_SHOWN = 20, NAMES_SHOWN = 30 };

/* ---- what was brought in and still holds ---- */

#define STANDING_                                                                                            \
    " FROM journal_entry j WHERE j.org_id = ?1 AND j.\"book\" = ?2 AND j.deleted_ms = 0 AND j.\"kind\" <> "  \
    "'reversal' AND j.\"state\" IN ('posted', 'draft') AND j.\"reference\" LIKE 'J:%' AND j.id NOT IN "      \
    "(SELECT r.\"reverses\" FROM "                                                                           \
    "journal_entry r WHERE r.org_id = ?1 AND r.\"reverses\" IS NOT NULL AND r.\"state\" = 'posted' AND "     \
    "r.deleted_ms = 0)"

static void add_imports(struct book_seen *seen) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("imports"));
    struct db_query *query =
        db_query(web_db(web),
                 SQL("SELECT substr(j.\"reference\", 1, 10), CAST(COUNT(*) AS BIGINT), MIN(j.\"on_day\"), "
                     "MAX(j.\"on_day\")" STANDING_ " GROUP BY 1 ORDER BY 1 LIMIT ?3"));
    db_bind_uuid(query, 1, seen->book->org_id);
    db_bind_uuid(query, 2, seen->book->id);
    db_bind_int(query, 3, IMPORTS_SHOWN);
    while (db_next(query)) {
        struct doc *import = doc_add_object(web->arena, list);
        struct slice count = format_number(web->arena, &web->locale, db_column_int(query, 1));
        struct slice days = arena_printf(web->arena, "%.*s – %.*s", SLICE_ARG(db_column_text(query, 2)),
                                         SLICE_ARG(db_column_text(query, 3)));
        doc_set_text(web->arena, import, S("import_mark"), arena_copy(web->arena, db_column_text(query, 0)));
        doc_set_text(web->arena, import, S("import_text"),
                     web_tr_fill(web, TR("{1} entries of {2}"), count, days));
    }
    db_done(query);
}

/* How often a file with this mark was taken back: then it may come again. */
static int64_t times_taken_back(struct book_seen *seen, struct slice mark) {
    struct db_query *query = db_query(
        web_db(seen->web),
        SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM journal_entry WHERE org_id = ?1 AND \"book\" = ?2 AND "
            "\"kind\" = 'reversal' AND \"reference\" = ?3 AND \"state\" = 'posted' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, seen->book->org_id);
    db_bind_uuid(query, 2, seen->book->id);
    db_bind_text(query, 3, mark);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

/* ---- the page ---- */

static void add_ways_out(struct book_seen *seen) {
    static const struct {
        const char *as, *label;
    } files[] = {{"ledger", "ledger"}, {"hledger", "hledger"}, {"beancount", "beancount"}, {"csv", "CSV"}};
    struct web *web = seen->web;
    bool may = download_is_allowed(web, &ledger_book_type) && book_may(seen, VERB_EXPORT);
    struct doc *list = doc_set_array(web->arena, web->view, S("files"));
    for (size_t i = 0; may && i < ARRAY_LEN(files); i++) {
        struct doc *file = doc_add_object(web->arena, list);
        doc_set_text(web->arena, file, S("file_href"),
                     arena_printf(web->arena, "%.*s?as=%s", SLICE_ARG(book_href(web, seen->book, "journal")),
                                  files[i].as));
        doc_set_text(web->arena, file, S("file_text"), slice_of(files[i].label));
    }
}

static void add_form(struct book_seen *seen, struct slice text, const char *chosen) {
    static const char *const codes[] = {"ledger", "hledger", "beancount"};
    struct web *web = seen->web;
    struct plain_choice choices[ARRAY_LEN(codes)];
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        choices[i] = (struct plain_choice){slice_of(codes[i]), slice_of(codes[i]),
                                           chosen && slice_equal(slice_of(codes[i]), slice_of(chosen))};
    }
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("Journal"),
                                         .control = PLAIN_FILE,
                                         .accept = ".journal,.ledger,.hledger,.beancount,.bean,.txt"});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "syntax",
                                         .label = TR("Written for"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(codes),
                                         .help = TR("Empty: as the file looks.")});
    doc_set_text(web->arena, web->view, S("journal_text"), text);
    doc_set_text(web->arena, web->view, S("none_text"), S(""));
}

static void files_show(struct book_seen *seen, struct slice text, const char *syntax) {
    struct web *web = seen->web;
    book_add_crumbs(seen, web_tr(web, TR("Journals")));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(seen->book)->name.text);
    doc_set_bool(web->arena, web->view, S("may_write"), book_may(seen, VERB_CREATE));
    doc_set_text(web->arena, web->view, S("form_action"), book_href(web, seen->book, "files"));
    doc_set_text(web->arena, web->view, S("back_action"), book_href(web, seen->book, "files/take-back"));
    add_ways_out(seen);
    add_form(seen, text, syntax);
    add_imports(seen);
}

enum outcome book_files_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    files_show(&seen, S(""), NULL);
    return OUTCOME_OK;
}

/* ---- bringing one in ---- */

/* The file, or the text of the step before; line ends of one kind, so that the same journal is the same text.
 */
static struct slice journal_sent(struct web *web) {
    struct slice sent = web_field(web, S("journal"));
    struct text out = TEXT_IN(web->arena);
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (field->is_file && slice_equal(field->name, S("file")) && field->value.len) sent = field->value;
    }
    for (size_t i = 0; i < sent.len; i++) {
        if (sent.s[i] != '\r') text_append_char(&out, sent.s[i]);
    }
    return text_slice(&out);
}

static void show_wrong(struct web *web, const struct book_import *import) {
    struct doc *list = doc_set_array(web->arena, web->view, S("wrong"));
    for (const struct refusal_item *item = import->refusal.first; item; item = item->next) {
        struct doc *object = doc_add_object(web->arena, list);
        struct slice line = item->field, digits = line;
        size_t colon = slice_find(line, S(":"), 0);
        if (colon < line.len) digits = slice_sub(line, colon + 1, line.len);
        doc_set_text(web->arena, object, S("wrong_line"),
                     digits.len ? web_tr_fill(web, TR("Line {1}"), digits, S("")) : S(""));
        doc_set_text(web->arena, object, S("wrong_text"), tr_refusal(web->arena, &web->locale, item));
    }
}

static void show_looked(struct web *web, const struct book_import *import) {
    struct doc *looked = doc_set_object(web->arena, web->view, S("looked"));
    struct slice entries =
        format_number(web->arena, &web->locale, (int64_t)(import->count - import->account_count));
    struct slice accounts = format_number(web->arena, &web->locale, (int64_t)import->account_count);
    doc_set_text(web->arena, looked, S("looked_text"),
                 web_tr_fill(web, TR("{1} entries; {2} accounts are new"), entries, accounts));
    doc_set_text(web->arena, looked, S("looked_syntax"), journal_syntax_code(import->syntax));
    bool good = refusal_is_empty(&import->refusal) && import->count > import->account_count;
    doc_set_bool(web->arena, looked, S("looked_good"), good);
    struct doc *names = doc_set_array(web->arena, looked, S("new_accounts"));
    for (size_t i = 0; i < import->count && names->count < NAMES_SHOWN; i++) {
        if (import->changes[i].type != &ledger_account_type) continue;
        const struct ledger_account *account = ledger_account_of(import->changes[i].values);
        struct doc *name = doc_add_object(web->arena, names);
        doc_set_text(web->arena, name, S("new_account"),
                     arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(account->number.text),
                                  SLICE_ARG(account->name.text)));
    }
    show_wrong(web, import);
}

static enum outcome show_import(struct web *web, struct book_import *import, enum outcome outcome) {
    files_show(import->seen, import->text, arena_cstr(web->arena, journal_syntax_code(import->syntax)));
    show_looked(web, import);
    if (outcome != OUTCOME_OK) web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

/* "12.lines" of a refused change belongs to a line of the file. */
static void to_lines_of_file(struct web *web, struct book_import *import, const struct write_job *job) {
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        size_t change = job->failed_change < import->count ? job->failed_change : 0;
        refuse_with(&import->refusal, arena_printf(web->arena, "%u", import->lines[change]), item->message,
                    item->args[0], item->args[1]);
    }
}

static enum outcome import_written(struct web *web, struct write_job *job) {
    struct book_import *import = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(
            web, arena_join(web->arena, book_href(web, import->seen->book, "files"), S("?done=saved")));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    to_lines_of_file(web, import, job);
    return show_import(web, import, OUTCOME_REFUSED);
}

enum outcome book_files_post(struct web *web) {
    struct book_seen *seen = arena_make(web->arena, struct book_seen, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!book_of_path(web, seen) || !book_may(seen, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    struct book_import *import = arena_make(web->arena, struct book_import, 1);
    *import = (struct book_import){.seen = seen, .text = journal_sent(web)};
    if (!journal_syntax_parse(web_field(web, S("syntax")), &import->syntax))
        import->syntax = journal_guess(import->text);
    if (!slice_is_utf8(import->text) || !slice_trim(import->text).len) {
        import->refusal = REFUSAL_IN(web->arena);
        refuse(&import->refusal, S(""),
               import->text.len ? TR("The file is not text in UTF-8.") : TR("Choose a file."));
        return show_import(web, import, OUTCOME_REFUSED);
    }
    book_import_read(import);
    bool good = refusal_is_empty(&import->refusal) && refusal_is_empty(&web->refusal) &&
                import->count > import->account_count;
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        refuse_with(&import->refusal, S(""), item->message, item->args[0], item->args[1]);
    }
    if (!good || !plain_form_has(web, "do", S("write")))
        return show_import(web, import, good ? OUTCOME_OK : OUTCOME_REFUSED);
    web->state = import;
    struct slice key = arena_printf(web->arena, "%.*s-%lld-%.*s", SLICE_ARG(import->mark),
                                    (long long)times_taken_back(seen, import->mark),
                                    SLICE_ARG(uuid_format(web->arena, seen->book->id)));
    if (store_key_is_used(web_db(web), web->actor, key))
        return web_redirect(web, book_href(web, seen->book, "files")); /* it is there */
    return web_write(web, import->changes, import->count, key, import_written);
}

/* ---- taking one back ---- */

static size_t standing_ids(struct book_seen *seen, struct slice mark, struct uuid *ids) {
    struct db_query *query =
        db_query(web_db(seen->web),
                 SQL("SELECT j.id" STANDING_ " AND j.\"state\" = 'posted' AND substr(j.\"reference\", 1, 10) "
                     "= ?3 ORDER BY j.\"on_day\" DESC, j.id DESC LIMIT ?4"));
    size_t count = 0;
    db_bind_uuid(query, 1, seen->book->org_id);
    db_bind_uuid(query, 2, seen->book->id);
    db_bind_text(query, 3, mark);
    db_bind_int(query, 4, LIMIT_CHANGES_PER_JOB);
    while (db_next(query)) {
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}

static void reversal_fill(struct book_seen *seen, const struct record *entry, struct slice mark,
                          struct slice reason, struct change *change) {
    struct web *web = seen->web;
    const struct journal_entry *values = journal_entry_of(entry);
    bool waits = ledger_book_of(seen->book)->two_people.number;
    *change = change_new(web->arena, CHANGE_CREATE, &journal_entry_type, seen->book->org_id);
    change_set_value(change, "book", values->book);
    change_set_value(change, "on_day", values->on_day);
    change_set_value(change, "kind", value_of_text(S("reversal")));
    change_set_value(change, "reverses", (struct value){.present = true, .id = entry->id});
    change_set_value(change, "memo",
                     value_of_text(web_tr_fill(web, TR("Reversal: {1}"), values->memo.text, S(""))));
    change_set_value(change, "reference", value_of_text(mark));
    change_set_value(change, "lines", values->lines); /* turned round by the rule */
    change_set_value(change, "state", value_of_text(waits ? S("draft") : S("posted")));
    change_set_value(change, "reason", value_of_text(reason));
}

static enum outcome taken_back(struct web *web, struct write_job *job) {
    struct book_seen *seen = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web,
                            arena_join(web->arena, book_href(web, seen->book, "files"), S("?done=saved")));
    web->refusal = job->refusal;
    return job->outcome;
}

enum outcome book_files_take_back(struct web *web) {
    struct book_seen *seen = arena_make(web->arena, struct book_seen, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!book_of_path(web, seen) || !book_may(seen, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    struct slice mark = arena_copy(web->arena, web_field(web, S("mark"))),
                 reason = slice_trim(web_field(web, S("reason")));
    if (!reason.len) return refuse(&web->refusal, S("reason"), TR("Say why.")), OUTCOME_REFUSED;
    struct uuid *ids = arena_make(web->arena, struct uuid, LIMIT_CHANGES_PER_JOB);
    size_t count = standing_ids(seen, mark, ids);
    if (!count) return web_redirect(web, book_href(web, seen->book, "files"));
    struct record **entries = arena_make(web->arena, struct record *, count);
    struct change *changes = arena_make(web->arena, struct change, count);
    struct view view = web_view(web, &journal_entry_type);
    query_get_many(web->app->store, web_db(web), web->arena, &view, &journal_entry_type, ids, count, entries);
    for (size_t i = 0; i < count; i++) {
        if (!entries[i]) return OUTCOME_NOT_FOUND;
        reversal_fill(seen, entries[i], mark, reason, &changes[i]);
    }
    web->state = seen;
    return web_write(
        web, changes, count,
        arena_printf(web->arena, "back-%.*s-%lld", SLICE_ARG(mark), (long long)times_taken_back(seen, mark)),
        taken_back);
}
