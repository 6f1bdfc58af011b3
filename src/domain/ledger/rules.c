/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/rules.h"

#include "access/access.h"
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/chart.h"
#include "domain/ledger/closing.h"
#include "domain/ledger/entry_lines.h"
#include "domain/ledger/opening.h"
#include "i18n/khmer.h"

enum { WITHIN_DEPTH_MAX = 8 };

/* ---- common pieces ---- */

static bool may_approve(const struct actor *actor) {
    return actor->is_system || access_may(actor, ACCESS_LEDGER, VERB_APPROVE);
}

static bool same(const struct record *now, const struct record *before, const char *name) {
    const struct field *field = record_type_field(now->type, slice_of(name));
    return before && value_equal(field, record_value_const(now, field), record_value_const(before, field));
}

/* Asked of the tables of the ledger. */
static bool row_exists(struct rule *rule, struct sql sql, struct uuid org, struct uuid id) {
    ledger_settle(rule);
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

/* ---- commodities ---- */

bool commodity_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct slice symbol = commodity_of(now)->symbol.text;
    (void)rule;
    (void)before;
    bool good = symbol.len > 0 && symbol.s[0] >= 'A' && symbol.s[0] <= 'Z';
    for (size_t i = 0; i < symbol.len; i++) {
        good = good &&
               ((symbol.s[i] >= 'A' && symbol.s[i] <= 'Z') || (symbol.s[i] >= '0' && symbol.s[i] <= '9'));
    }
    return good || refuse(refusal, S("symbol"), "Write capital letters and digits, a letter first.");
}

/* ---- books ---- */

static bool check_opening_day(struct rule *rule, const struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct ledger_book *book = ledger_book_of(now);
    if (!before || same(now, before, "opened_on") || !book->opened_on.present) return true;
    ledger_settle(rule);
    struct db_query *query = db_query(
        rule->db, SQL("SELECT CAST(MIN(e.day) AS BIGINT) FROM ledger_entry e JOIN ledger_head h ON "
                      "h.org_id = e.org_id AND h.book = e.book WHERE e.org_id = ?1 AND h.book_id = ?2"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, now->id);
    bool has_entry = db_next(query) && !db_column_is_null(query, 0);
    int64_t first = has_entry ? db_column_int(query, 0) : INT64_MAX;
    db_done(query);
    if (date_first_day(book->opened_on.date) <= first) return true;
    return refuse_with(refusal, S("opened_on"), "The first entry is of {1}.",
                       date_format_iso(rule->job_arena, date_of_day(first)), S(""));
}

/* Who is to be watched does not send the second person away. */
static bool check_two_people(struct rule *rule, const struct record *now, const struct record *before,
                             struct refusal *refusal) {
    bool ends =
        before && ledger_book_of(before)->two_people.number && !ledger_book_of(now)->two_people.number;
    return !ends || may_approve(rule->actor) ||
           refuse(refusal, S("two_people"), "Only a manager lets one person alone post in this book.");
}

bool ledger_book_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct ledger_book *book = ledger_book_of(now);
    if (!check_opening_day(rule, now, before, refusal) || !check_two_people(rule, now, before, refusal))
        return false;
    bool closing_changes = before ? !same(now, before, "closed_through") : book->closed_through.present;
    if (!closing_changes || rule->actor->is_system) return true;
    if (!may_approve(rule->actor))
        return refuse(refusal, S("closed_through"), "Only a manager closes a book or opens it again.");
    if (!value_has_words(&book->closed_reason))
        return refuse(refusal, S("closed_reason"), "Say why the book is closed or opened again.");
    if (same(now, before, "closed_reason"))
        return refuse(refusal, S("closed_reason"),
                      "This reason was given the last time; say why the book is closed or opened again now.");
    if (book->closed_through.present &&
        date_last_day(book->closed_through.date) > date_first_day(clock_today()))
        return refuse(refusal, S("closed_through"), "A day that has not come cannot be closed.");
    return true;
}

bool ledger_book_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct sql sql = SQL("SELECT 1 FROM ledger_head WHERE org_id = ?1 AND book_id = ?2 AND seq > 0");
    return !row_exists(rule, sql, before->org_id, before->id) ||
           refuse(refusal, S(""), "The book has entries; close it instead.");
}

bool ledger_book_is_kept(const struct record *book) {
    return ledger_book_of(book)->subject.present && value_is_code(&ledger_book_of(book)->owner, "sub_grant");
}

static bool is_kept_by_program(struct rule *rule, struct uuid org, struct uuid book_id) {
    const struct record *book = rule_find(rule, &ledger_book_type, org, book_id);
    return book && !rule->actor->is_system && ledger_book_is_kept(book);
}

/* ---- accounts ---- */

static bool check_within(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(now);
    const struct value *up = &account->within;
    for (int depth = 0; up->present; depth++) {
        const struct record *record = rule_find(rule, &ledger_account_type, now->org_id, up->id);
        if (!record) return true; /* the reference is refused by itself */
        const struct ledger_account *above = ledger_account_of(record);
        if (uuid_equal(record->id, now->id) || depth == WITHIN_DEPTH_MAX)
            return refuse(refusal, S("within"), "An account cannot be part of itself.");
        if (!uuid_equal(above->book.id, account->book.id) ||
            !slice_equal(above->kind.text, account->kind.text))
            return refuse(refusal, S("within"), "Choose an account of the same book and kind.");
        up = &above->within;
    }
    return true;
}

/* An account as the tables have it; nothing when nothing was ever posted to it. */
struct account_now {
    int64_t no, balance, held_in, held_out, last_day;
};

static bool account_now_read(struct rule *rule, const struct record *record, struct account_now *now) {
    ledger_settle_account(rule, record->org_id, record->id);
    struct db_query *query =
        db_query(rule->db, SQL("SELECT account, balance, held_in, held_out, last_day FROM ledger_balance "
                               "WHERE org_id = ?1 AND account_id = ?2"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    bool found = db_next(query);
    if (found)
        *now = (struct account_now){db_column_int(query, 0), db_column_int(query, 1), db_column_int(query, 2),
                                    db_column_int(query, 3), db_column_int(query, 4)};
    db_done(query);
    return found;
}

/* The first day whose balance is below `least` or above `most`. */
static bool day_beyond(struct rule *rule, const struct record *record, int64_t no, int64_t least,
                       int64_t most, int64_t *day, int64_t *balance) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT day, balance FROM ledger_day WHERE org_id = ?1 AND account = ?2 AND (balance < "
                      "?3 OR balance > ?4) ORDER BY day LIMIT 1"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_int(query, 2, no);
    db_bind_int(query, 3, least);
    db_bind_int(query, 4, most);
    bool found = db_next(query);
    if (found) {
        *day = db_column_int(query, 0);
        *balance = db_column_int(query, 1);
    }
    db_done(query);
    return found;
}

/* A limit holds on each day there is, and with what is set aside. */
static bool check_limit(struct rule *rule, const struct record *now, const struct account_now *is,
                        const char *name, const struct value *limit, struct refusal *refusal) {
    bool is_least = slice_equal(slice_of(name), S("least"));
    int64_t day, balance = is_least ? is->balance - is->held_out : is->balance + is->held_in;
    if (!limit->present) return true;
    struct uuid unit = ledger_account_of(now)->unit.id;
    if (is_least ? balance < limit->number : balance > limit->number)
        return refuse_with(refusal, slice_of(name), "The account holds {1} now.",
                           commodity_amount(rule, unit, balance), S(""));
    if (!day_beyond(rule, now, is->no, is_least ? limit->number : INT64_MIN,
                    is_least ? INT64_MAX : limit->number, &day, &balance))
        return true;
    return refuse_with(refusal, slice_of(name), "The account held {1} on {2}.",
                       commodity_amount(rule, unit, balance),
                       date_format_iso(rule->job_arena, date_of_day(day)));
}

static bool check_closing(struct rule *rule, const struct record *now, const struct account_now *is,
                          struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(now);
    if (is->balance || is->held_in || is->held_out)
        return refuse_with(
            refusal, S("closed_on"), "The account holds {1}; move it away before it is closed.",
            commodity_amount(rule, account->unit.id, is->balance ? is->balance : is->held_in + is->held_out),
            S(""));
    if (is->last_day <= date_first_day(account->closed_on.date)) return true;
    return refuse_with(refusal, S("closed_on"), "The last entry is of {1}.",
                       date_format_iso(rule->job_arena, date_of_day(is->last_day)), S(""));
}

static bool check_limits(struct rule *rule, const struct record *now, const struct record *before,
                         struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(now);
    struct account_now is;
    if (account->least.present && account->most.present && account->least.number > account->most.number)
        return refuse(refusal, S("most"), "The highest balance is below the lowest.");
    if (!before || !account_now_read(rule, now, &is)) return true;
    bool closes = account->closed_on.present && !same(now, before, "closed_on");
    return (same(now, before, "least") || check_limit(rule, now, &is, "least", &account->least, refusal)) &&
           (same(now, before, "most") || check_limit(rule, now, &is, "most", &account->most, refusal)) &&
           (!closes || check_closing(rule, now, &is, refusal));
}

/* False when nothing was posted yet. */
static bool first_posting_of(struct rule *rule, const struct record *account, int64_t *day) {
    ledger_settle(rule);
    struct db_query *query = db_query(
        rule->db, SQL("SELECT CAST(MIN(p.day) AS BIGINT) FROM ledger_balance b JOIN ledger_posting p ON "
                      "p.org_id = b.org_id AND p.account = b.account WHERE b.org_id = ?1 AND "
                      "b.account_id = ?2"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_uuid(query, 2, account->id);
    bool found = db_next(query) && !db_column_is_null(query, 0);
    if (found) *day = db_column_int(query, 0);
    db_done(query);
    return found;
}

static bool check_account_begins(struct rule *rule, const struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(now);
    int64_t first;
    if (!before || same(now, before, "opened_on") || !account->opened_on.present) return true;
    if (!first_posting_of(rule, now, &first) || date_first_day(account->opened_on.date) <= first) return true;
    return refuse_with(refusal, S("opened_on"), "The first entry is of {1}.",
                       date_format_iso(rule->job_arena, date_of_day(first)), S(""));
}

/* Every report of a book shows all of its accounts.  What the program makes (a member's, a loan's) comes in
 * any case. */
static bool check_room(struct rule *rule, const struct record *now, const struct record *before,
                       struct refusal *refusal) {
    bool comes = !before || before->deleted_ms;
    if (!comes || rule->actor->is_system) return true;
    struct db_query *query =
        db_query(rule->db, SQL("SELECT 1 FROM ledger_account WHERE org_id = ?1 AND \"book\" = ?2 AND "
                               "deleted_ms = 0 ORDER BY \"number\" LIMIT 1 OFFSET ?3"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, ledger_account_of(now)->book.id);
    db_bind_int(query, 3, LIMIT_LEDGER_ACCOUNTS - 1);
    bool is_full = db_next(query);
    db_done(query);
    return !is_full || refuse(refusal, S("book"), "A book has at most 20000 accounts.");
}
_Static_assert(LIMIT_LEDGER_ACCOUNTS == 20000, "the message above and that of book_import.c say so");

bool ledger_account_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(now);
    if (!account->book.present || !account->unit.present || !account->kind.present)
        return true; /* refused by itself */
    if (is_kept_by_program(rule, now->org_id, account->book.id))
        return refuse(refusal, S("book"),
                      "The program keeps the book of a sub-grant; its accounts stay as they are.");
    return check_room(rule, now, before, refusal) && check_within(rule, now, refusal) &&
           check_account_begins(rule, now, before, refusal) && check_limits(rule, now, before, refusal);
}

bool ledger_account_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct sql sql = SQL("SELECT 1 FROM ledger_balance b JOIN ledger_posting p ON p.org_id = b.org_id AND "
                         "p.account = b.account "
                         "WHERE b.org_id = ?1 AND b.account_id = ?2 LIMIT 1");
    return !row_exists(rule, sql, before->org_id, before->id) ||
           refuse(refusal, S(""), "The account has entries; close it instead.");
}

/* ---- journal entries ---- */

static bool is_state(const struct record *record, const char *state) {
    return record && value_is_code(&journal_entry_of(record)->state, state);
}

static bool moves(const struct record *record) {
    return is_state(record, "posted") || is_state(record, "pending");
}

static enum ledger_kind kind_of(const struct journal_entry *entry) {
    static const struct {
        const char *code;
        enum ledger_kind kind;
    } kinds[] = {{"opening", LEDGER_OPENING},
                 {"adjustment", LEDGER_ADJUSTMENT},
                 {"closing", LEDGER_CLOSING},
                 {"reversal", LEDGER_REVERSAL}};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (value_is_code(&entry->kind, kinds[i].code)) return kinds[i].kind;
    }
    return LEDGER_ENTRY;
}

/* What is set aside stands on its day at least: released before, it was never there. */
static bool check_expiry(const struct journal_entry *entry, struct refusal *refusal) {
    if (!entry->on_day.present || !entry->expires_on.present ||
        date_last_day(entry->expires_on.date) >= date_first_day(entry->on_day.date))
        return true;
    return refuse(refusal, S("expires_on"), "This is before the day of the entry.");
}

/* When the day is over. */
static int64_t end_of_day_ms(struct date date) {
    return clock_day_begin_ms(date_last_day(date) + 1);
}

/* An account that gives to itself moves nothing: one of the lines was meant for another. */
static bool check_sides(struct rule *rule, const struct record *entry, const struct entry_lines *lines,
                        struct refusal *refusal) {
    if (value_is_code(&journal_entry_of(entry)->kind, "reversal")) return true; /* as the one it takes back */
    for (size_t i = 0; i < lines->count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct ledger_line *a = &lines->lines[i], *b = &lines->lines[k];
            if (!uuid_equal(a->account_id, b->account_id) || (a->amount > 0) == (b->amount > 0)) continue;
            const struct record *account =
                rule_find(rule, &ledger_account_type, entry->org_id, a->account_id);
            return refuse_with(refusal, S("lines"),
                               "Account {1} stands on both sides; write what is left between them.",
                               account ? ledger_account_of(account)->number.text : S(""), S(""));
        }
    }
    return true;
}

/* False after a refusal. */
static bool post_of(struct rule *rule, const struct record *record, struct ledger_post *post,
                    struct refusal *refusal) {
    const struct journal_entry *entry = journal_entry_of(record);
    struct entry_lines lines;
    if (!entry_lines_parse(rule, record->org_id, entry->book.id, entry->lines.text, &lines, refusal) ||
        !check_sides(rule, record, &lines, refusal))
        return false;
    bool is_held = is_state(record, "pending");
    *post = (struct ledger_post){.org_id = record->org_id,
                                 .book_id = entry->book.id,
                                 .day = date_first_day(entry->on_day.date),
                                 .kind = is_held ? LEDGER_HELD : kind_of(entry),
                                 .source_type = record->type,
                                 .source_id = record->id,
                                 .lines = lines.lines,
                                 .line_count = lines.count};
    if (is_held && entry->expires_on.present) post->expires_ms = end_of_day_ms(entry->expires_on.date);
    return true;
}

static bool check_step(const struct record *now, const struct record *before, struct refusal *refusal) {
    if (is_state(before, "posted") || is_state(before, "void"))
        return refuse(refusal, S(""),
                      "What is posted or released never changes; reverse it with another entry.");
    bool from_held = is_state(before, "pending");
    if (from_held && is_state(now, "draft"))
        return refuse(refusal, S("state"), "A held entry is posted or released.");
    if (is_state(now, "void") && !from_held)
        return refuse(refusal, S("state"), "Only a held entry can be released.");
    return true;
}

static bool takes_two(struct rule *rule, const struct record *entry) {
    const struct record *book =
        rule_find(rule, &ledger_book_type, entry->org_id, journal_entry_of(entry)->book.id);
    return book && !rule->actor->is_system && ledger_book_of(book)->two_people.number;
}

/* Who has written an entry does not post it, and who posts it has not written any of it: else the second
 * person would be the first.  Of what was set aside a part may be posted. */
static bool check_second_person(struct rule *rule, const struct record *now, const struct record *before,
                                struct refusal *refusal) {
    if (!takes_two(rule, now)) return true;
    bool is_other = before && !uuid_equal(before->created_by, rule->actor->user_id);
    if (is_state(now, "posted") && !is_other)
        return refuse(refusal, S("state"), "In this book a second person posts what the first has written.");
    bool stays = !is_other || is_state(before, "pending") ||
                 (same(now, before, "lines") && same(now, before, "on_day") && same(now, before, "kind"));
    return stays ||
           refuse(refusal, S("lines"),
                  "In this book only who wrote an entry changes it; a second person posts it as it stands.");
}

static bool was_reversed(struct rule *rule, const struct record *now) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT 1 FROM journal_entry WHERE org_id = ?1 AND \"reverses\" = ?2 AND "
                               "id <> ?3 AND \"state\" = 'posted' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, journal_entry_of(now)->reverses.id);
    db_bind_uuid(query, 3, now->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static struct slice negated(struct arena *arena, struct slice lines) {
    struct text out = TEXT_IN(arena);
    struct slice line;
    while (slice_split(&lines, '\n', &line)) {
        size_t at = line.len;
        while (at > 0 && line.s[at - 1] != ' ') {
            at--;
        }
        struct slice amount = slice_sub(line, at, line.len);
        bool negative = amount.len && amount.s[0] == '-';
        if (out.len) text_append_char(&out, '\n');
        text_append(&out, slice_sub(line, 0, at));
        if (!negative) text_append_char(&out, '-');
        text_append(&out, slice_sub(amount, negative, amount.len));
    }
    return text_slice(&out);
}

static bool fill_reversal(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct journal_entry *entry = journal_entry_of(now);
    bool is_reversal = value_is_code(&entry->kind, "reversal");
    if (is_reversal != entry->reverses.present)
        return refuse(refusal, S("reverses"),
                      "A reversal, and nothing else, names the entry that it takes back.");
    if (!is_reversal || is_state(now, "void")) return true; /* what is released takes nothing back */
    const struct record *other = rule_find(rule, &journal_entry_type, now->org_id, entry->reverses.id);
    if (!other || !is_state(other, "posted") || !uuid_equal(journal_entry_of(other)->book.id, entry->book.id))
        return refuse(refusal, S("reverses"), "Choose a posted entry of the same book.");
    if (was_reversed(rule, now)) return refuse(refusal, S("reverses"), "This entry was taken back already.");
    if (!value_dates_in_order(&journal_entry_of(other)->on_day, &entry->on_day))
        return refuse_with(refusal, S("on_day"), "The entry is of {1}; it cannot be taken back earlier.",
                           date_format_iso(rule->job_arena, journal_entry_of(other)->on_day.date), S(""));
    entry->lines = (struct value){.present = true,
                                  .text = negated(rule->job_arena, journal_entry_of(other)->lines.text)};
    return true;
}

/* A paper book is taken over once; anew only after the entry that did it was taken back. */
static bool check_opening(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct journal_entry *entry = journal_entry_of(now);
    if (!moves(now) || !entry->book.present) return true;
    struct uuid brought = ledger_opening_brought(rule, now);
    if (uuid_is_zero(brought)) return true;
    return !ledger_book_is_opened(rule, now->org_id, entry->book.id, brought) ||
           refuse(refusal, S("kind"),
                  "The opening balances of this book were entered already; reverse that entry first.");
}

/* One blank between number and amount, no empty lines: what stands in the record is what the ledger reads. */
static void tidy_lines(struct rule *rule, struct journal_entry *entry) {
    struct text out = TEXT_IN(rule->job_arena);
    struct slice rest = entry->lines.text, line;
    while (slice_split(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (!line.len) continue;
        size_t end = line.len;
        while (end > 0 && line.s[end - 1] != ' ' && line.s[end - 1] != '\t') {
            end--;
        }
        if (out.len) text_append_char(&out, '\n');
        text_append(&out, slice_trim(slice_sub(line, 0, end)));
        text_append_char(&out, ' ');
        text_append(&out, khmer_fold_digits(rule->job_arena, slice_sub(line, end, line.len)));
    }
    entry->lines.text = text_slice(&out);
}

static const struct record *taken_back(struct rule *rule, const struct record *entry) {
    const struct value *reverses = entry ? &journal_entry_of(entry)->reverses : NULL;
    return reverses && reverses->present ? rule_find(rule, &journal_entry_type, entry->org_id, reverses->id)
                                         : NULL;
}

/* Who takes back what took a closing back closes once more. */
static bool closes(struct rule *rule, const struct record *entry) {
    const struct record *again = taken_back(rule, taken_back(rule, entry));
    return value_is_code(&journal_entry_of(entry)->kind, "closing") ||
           (again && value_is_code(&journal_entry_of(again)->kind, "closing"));
}

/* What has not happened yet is kept as a draft or set aside; in the books it would be spent. */
static bool check_has_come(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct value *on_day = &journal_entry_of(now)->on_day;
    if (!is_state(now, "posted") || !on_day->present) return true;
    if (date_first_day(on_day->date) <= date_first_day(clock_today())) return true;
    return refuse_with(refusal, S("on_day"),
                       "{1} has not come yet; keep the entry as a draft or set it aside.",
                       date_format_iso(rule->job_arena, on_day->date), S(""));
}

static bool check_posting(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal) {
    struct ledger_post post;
    struct ledger_place place;
    const struct journal_entry *entry = journal_entry_of(now);
    bool is_whole = entry->book.present && entry->on_day.present && entry->lines.present;
    if (!moves(now) || !is_whole) return true; /* what is missing is refused by itself */
    if (is_state(now, "pending") && !check_expiry(entry, refusal)) return false;
    if (!post_of(rule, now, &post, refusal)) return false;
    if (closes(rule, now) && !ledger_check_closing(rule, &post, refusal)) return false;
    if (!is_state(before, "pending")) return ledger_check(rule, &post, 1, refusal);
    if (is_state(now, "pending")) return refuse(refusal, S(""), "A held entry is posted or released.");
    if (!ledger_held_of(rule, before->org_id, before->id, &place))
        return refuse(refusal, S("state"), "This entry is not held any more.");
    return ledger_check_held(rule, place, &post, refusal);
}

bool journal_entry_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    const struct value *book = &journal_entry_of(now)->book;
    if (book->present && is_kept_by_program(rule, now->org_id, book->id))
        return refuse(
            refusal, S("book"),
            "The program keeps the book of a sub-grant: record the payment or the expense instead.");
    if (!check_step(now, before, refusal) || !fill_reversal(rule, now, refusal) ||
        !check_opening(rule, now, refusal))
        return false;
    tidy_lines(rule, journal_entry_of(now));
    return check_has_come(rule, now, refusal) && check_second_person(rule, now, before, refusal) &&
           check_posting(rule, now, before, refusal);
}

bool journal_entry_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_state(before, "draft") ||
           refuse(refusal, S(""), "Only a draft can be deleted; reverse the entry instead.");
}

/* ---- what follows ---- */

static void entry_move(struct rule *rule, const struct change *change) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct ledger_post post;
    if (change->verb != CHANGE_CREATE && change->verb != CHANGE_UPDATE) return;
    if (is_state(change->before, "pending"))
        ledger_release_source(rule, change->before->org_id, change->before->id);
    if (!moves(change->after)) return;
    bool good = post_of(rule, change->after, &post, &refusal) && ledger_write(rule, &post, 1, NULL, &refusal);
    if (!good) rule_give_up(rule, "an entry that was checked could not be posted");
}

void ledger_after_change(struct rule *rule, const struct change *change) {
    ledger_note_change(rule, change);
    if (change->type == &ledger_book_type && change->verb == CHANGE_CREATE)
        chart_make_accounts(rule, change->after);
    if (change->type == &journal_entry_type) entry_move(rule, change);
}
