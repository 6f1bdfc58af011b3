/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup journal import FILE`: a plain-text journal becomes entries of a book; see exchange/book_import.h. */
#include "cli/journal_import.h"

#include <limits.h>
#include <stdlib.h>

#include "cli/desk.h"
#include "cli/file.h"
#include "domain/ledger/ledger.h"
#include "exchange/book_import.h"
#include "exchange/journal/journal_file.h"

int journal_import(struct cli *cli) {
    char whole[PATH_MAX];
    struct slice path;
    if (!cli_take_word(cli, &path)) return cli_fail("which file? See `mlup help journal`.");
    if (!realpath(arena_cstr(cli->process_arena, path), whole))
        return cli_fail("there is no file %.*s", SLICE_ARG(path));
    return desk_run(cli, S("book-import"), arena_copy(cli->process_arena, slice_of(whole)));
}

/* By its code or its name; false when there is none or more than one. */
static bool find_book(struct desk *desk, struct uuid org, struct slice name, struct uuid *id) {
    struct db *db = store_borrow(desk->program.store);
    struct db_query *query = db_query(db, SQL("SELECT id FROM ledger_book WHERE org_id = ?1 AND (code = ?2 "
                                              "OR \"name\" = ?2) AND deleted_ms = 0 LIMIT 2"));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, name);
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    bool is_one = found && !db_next(query);
    db_done(query);
    store_return(desk->program.store, db);
    if (is_one) return true;
    return desk_fail(desk,
                     found ? "several books are called “%.*s”; name one by its code"
                           : "there is no book “%.*s”",
                     SLICE_ARG(name)) == 0;
}

static bool take_syntax(struct desk *desk, enum journal_syntax *syntax) {
    struct slice code;
    *syntax = journal_file_syntax(desk->arena, desk->input);
    if (!cli_take_option(&desk->args, S("--syntax"), &code) || journal_syntax_parse(code, syntax))
        return true;
    return desk_fail(desk, "--syntax: ledger, hledger or beancount, not “%.*s”", SLICE_ARG(code)) == 0;
}

static void print_report(struct desk *desk, const struct book_import_report *report, bool applies) {
    text_printf(&desk->out, "%lld transactions, %lld postings; accounts: %zu found, %zu %s\n",
                (long long)report->transactions, (long long)report->postings, report->accounts_found,
                report->accounts_made, applies ? "made" : "to be made");
    if (report->already)
        text_printf(&desk->out, "%lld transactions of this file were posted before\n",
                    (long long)report->already);
    if (!applies) text_append(&desk->out, S("Nothing was changed. With --apply it is.\n"));
}

int book_import_work(struct desk *desk) {
    struct slice org_name = S(""), book = S("");
    struct org_entry org;
    struct book_import_report report;
    struct refusal refusal = REFUSAL_IN(desk->arena);
    bool applies = cli_take_switch(&desk->args, S("--apply"));
    cli_take_option(&desk->args, S("--org"), &org_name);
    if (!cli_take_option(&desk->args, S("--book"), &book))
        return desk_fail(desk, "into which book? --book NAME or its code");
    struct book_import import = {
        .store = desk->program.store, .path = desk->input, .name = file_name_of(desk->input)};
    if (!take_syntax(desk, &import.syntax) || !desk_find_org(desk, org_name, &org)) return 1;
    import.org_id = org.id;
    if (!find_book(desk, org.id, book, &import.book_id) || !desk_is_empty(desk)) return 1;
    struct actor actor = access_system_actor(org.id);
    import.actor = &actor;
    enum outcome outcome =
        (applies ? book_import_write : book_import_check)(desk->arena, &import, &report, &refusal);
    if (outcome != OUTCOME_OK) return desk_refused(desk, &refusal);
    print_report(desk, &report, applies);
    return 0;
}
