/* SPDX-License-Identifier: Apache-2.0 */
/* See book_journal.h.  The page with what leaves a book and what comes in. */
#include "web/export/download.h"
#include "web/ledger/book_journal.h"
#include "web/ledger/journal_import.h"
#include "web/plain_form.h"

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

static void add_form(struct book_seen *seen) {
    static const char *const codes[] = {"ledger", "hledger", "beancount"};
    struct web *web = seen->web;
    struct plain_choice choices[ARRAY_LEN(codes)];
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        choices[i] = (struct plain_choice){slice_of(codes[i]), slice_of(codes[i]), false};
    }
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("Journal"),
                                         .control = PLAIN_FILE,
                                         .required = true,
                                         .accept = ".journal,.ledger,.hledger,.beancount,.bean,.txt"});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "syntax",
                                         .label = TR("Written for"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(codes),
                                         .help = TR("Empty: as the file looks.")});
    doc_set_text(web->arena, web->view, S("none_text"), S(""));
    plain_form_add_summary(web);
}

enum outcome book_files_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    book_add_crumbs(&seen, web_tr(web, TR("Journals")));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(seen.book)->name.text);
    doc_set_bool(web->arena, web->view, S("may_write"), book_may(&seen, VERB_CREATE));
    doc_set_text(web->arena, web->view, S("form_action"), book_href(web, seen.book, "files"));
    add_ways_out(&seen);
    add_form(&seen);
    journal_import_add_list(&seen);
    return OUTCOME_OK;
}
