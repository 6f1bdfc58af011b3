/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/book_changes.h"

#include "base/decimal.h"
#include "catalogue/value.h"
#include "web/errors.h"

struct book_changes book_changes_begin(struct book_seen *seen) {
    struct arena *arena = seen->web->arena;
    return (struct book_changes){.seen = seen,
                                 .accounts =
                                     ledger_balances_on(web_db(seen->web), arena, seen->book, INT32_MAX),
                                 .changes = arena_make(arena, struct change, BOOK_CHANGES_MAX),
                                 .lines = TEXT_IN(arena)};
}

static struct slice account_make(struct book_changes *changes, const struct ledger_row *like,
                                 struct uuid unit) {
    struct web *web = changes->seen->web;
    struct slice symbol = book_unit(changes->seen, unit)->symbol.text;
    struct slice number = arena_printf(web->arena, "%.*s-%.*s", SLICE_ARG(like->number), SLICE_ARG(symbol));
    ASSERT(changes->count < BOOK_CHANGES_MAX - 1);
    struct change *change = &changes->changes[changes->count++];
    *change = change_new(web->arena, CHANGE_CREATE, &ledger_account_type, changes->seen->book->org_id);
    change_set_value(change, "book", value_of_id(changes->seen->book->id));
    change_set_value(change, "number", value_of_text(number));
    change_set_value(
        change, "name",
        value_of_text(arena_printf(web->arena, "%.*s, %.*s", SLICE_ARG(like->name), SLICE_ARG(symbol))));
    if (like->name_km.len)
        change_set_value(change, "name_km",
                         value_of_text(arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(like->name_km),
                                                    SLICE_ARG(symbol))));
    change_set_value(change, "kind", value_of_text(like->kind));
    change_set_value(change, "role", value_of_text(like->role));
    change_set_value(change, "unit", value_of_id(unit));
    return number;
}

/* One that was made a moment ago. */
static struct slice account_made(struct book_changes *changes, struct slice role, struct uuid unit) {
    for (size_t i = 0; i < changes->count; i++) {
        const struct ledger_account *account = ledger_account_of(changes->changes[i].values);
        if (slice_equal(account->role.text, role) && uuid_equal(account->unit.id, unit))
            return account->number.text;
    }
    return S("");
}

struct slice book_role_account(struct book_changes *changes, const char *role, struct uuid unit) {
    struct web *web = changes->seen->web;
    const struct ledger_row *like = NULL;
    for (size_t i = 0; i < changes->accounts.count; i++) {
        const struct ledger_row *row = &changes->accounts.rows[i];
        if (!slice_equal(row->role, slice_of(role))) continue;
        if (uuid_equal(row->unit_id, unit)) return row->number;
        if (!like) like = row;
    }
    struct slice made = account_made(changes, slice_of(role), unit);
    if (made.len) return made;
    if (like && changes->count < BOOK_CHANGES_MAX - 1) return account_make(changes, like, unit);
    const struct choice *choice =
        choice_find(record_type_field(&ledger_account_type, S("role"))->choices, slice_of(role));
    refuse_with(&web->refusal, S(""),
                TR("The book has no account in {2} that is used for “{1}”; add one first."),
                web_tr(web, choice->label), book_unit(changes->seen, unit)->symbol.text);
    return S("");
}

void book_add_line(struct book_changes *changes, struct slice account, struct uuid unit, int64_t amount) {
    if (!amount || !account.len) return;
    if (changes->lines.len) text_append_char(&changes->lines, '\n');
    text_printf(&changes->lines, "%.*s ", SLICE_ARG(account));
    decimal_append(&changes->lines, amount, (int)book_unit(changes->seen, unit)->decimals.number);
    changes->line_count++;
}

/* ---- writing ---- */

struct writing {
    struct book_changes *changes;
    enum outcome (*again)(struct web *web);
};

struct slice book_sent_key(struct web *web) {
    struct slice key = web_field(web, S("_key"));
    return key.len || !web->is_api ? key : http_header(web->http, S("Idempotency-Key"));
}

enum outcome book_sent(struct web *web, const struct record_type *type, struct uuid id) {
    if (!web->is_api)
        return web_redirect(web, arena_join(web->arena, record_href(web, type, id), S("?done=saved")));
    web->view = doc_new_object(web->arena);
    doc_set_uuid(web->arena, web->view, S("id"), id);
    return OUTCOME_OK;
}

static enum outcome entry_written(struct web *web, struct write_job *job) {
    const struct writing *writing = web->state;
    const struct change *entry = &job->changes[job->change_count - 1];
    if (job->outcome == OUTCOME_OK) return book_sent(web, &journal_entry_type, entry->id);
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->refusal = job->refusal;
    for (struct refusal_item *item = web->refusal.first; item; item = item->next) {
        size_t dot = slice_find(item->field, S("."), 0);
        if (dot < item->field.len) item->field = slice_sub(item->field, dot + 1, item->field.len);
    }
    if (web->is_api) return OUTCOME_REFUSED;
    enum outcome shown = writing->again(web);
    web->response->status = web_status(OUTCOME_REFUSED);
    return shown;
}

/* Sent once more, an entry that came with an account which the book lacked then is a shorter submission: by
 * what it says it is the same. */
static bool was_written(struct book_changes *changes, struct date day, struct slice key, struct uuid *id) {
    struct web *web = changes->seen->web;
    if (!key.len || !store_key_last(web_db(web), web->actor, key, id)) return false;
    struct record *record = web_record(web, &journal_entry_type, *id);
    if (!record) return false;
    const struct journal_entry *entry = journal_entry_of(record);
    return slice_equal(entry->lines.text, text_slice(&changes->lines)) &&
           date_first_day(entry->on_day.date) == date_first_day(day);
}

enum outcome book_entry_write(struct book_changes *changes, struct date day, const char *kind,
                              struct slice memo, struct slice key, enum outcome (*again)(struct web *web)) {
    struct book_seen *seen = changes->seen;
    struct web *web = seen->web;
    bool waits = ledger_book_of(seen->book)->two_people.number;
    struct uuid earlier;
    if (was_written(changes, day, key, &earlier)) return book_sent(web, &journal_entry_type, earlier);
    struct change *change = &changes->changes[changes->count++];
    *change = change_new(web->arena, CHANGE_CREATE, &journal_entry_type, seen->book->org_id);
    change_set_value(change, "book", value_of_id(seen->book->id));
    change_set_value(change, "on_day", (struct value){.present = true, .date = day});
    change_set_value(change, "kind", value_of_text(slice_of(kind)));
    change_set_value(change, "state", value_of_text(waits ? S("draft") : S("posted")));
    change_set_value(change, "memo", value_of_text(memo));
    change_set_value(change, "lines", value_of_text(text_slice(&changes->lines)));
    struct writing *writing = arena_make(web->arena, struct writing, 1);
    *writing = (struct writing){changes, again};
    web->state = writing;
    return web_write(web, changes->changes, changes->count, key, entry_written);
}
