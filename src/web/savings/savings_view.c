/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/savings_view.h"

#include "base/limits.h"
#include "store/view.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/training/training_load.h"

/* ---- the group ---- */

bool group_begin(struct web *web, struct uuid id, int64_t day, struct group_seen *seen) {
    struct record *record = web_record(web, &savings_group_type, id);
    if (record) group_begin_record(web, record, day, seen);
    return record;
}

void group_begin_record(struct web *web, struct record *record, int64_t day, struct group_seen *seen) {
    *seen = (struct group_seen){.web = web, .record = record, .group = savings_group_of(record)};
    struct record *unit =
        seen->group->unit.present ? web_record(web, &commodity_type, seen->group->unit.id) : NULL;
    seen->unit = unit ? commodity_of(unit) : NULL;
    struct record *second = seen->group->second_unit.present
                                ? web_record(web, &commodity_type, seen->group->second_unit.id)
                                : NULL;
    seen->second_unit = second ? commodity_of(second) : NULL;
    seen->decimals = seen->unit ? (int)seen->unit->decimals.number : 0;
    seen->is_vsla = group_is_vsla(record);
    seen->may_write =
        access_may_in(web->app->access, web->actor, &group_meeting_type, record->org_id, VERB_CREATE);
    bylaws_of_record(group_bylaw_on(web_db(web), web->arena, record, day), &seen->bylaws);
}

bool group_of_path(struct web *web, struct group_seen *seen) {
    struct uuid id;
    return web_arg_id(web, 0, &id) && group_begin(web, id, date_first_day(clock_today()), seen);
}

struct slice group_name(struct web *web, const struct record *record) {
    return record_name(web, record);
}

/* ---- members ---- */

/* The records that the members refer to by a field, each NULL when the reader may not see it. */
static struct record **member_refs(struct web *web, struct record **members, size_t count,
                                   const struct record_type *type, const char *name) {
    struct view view = web_view(web, type);
    struct uuid *ids = arena_make(web->arena, struct uuid, count + 1);
    struct record **found = arena_make(web->arena, struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        ids[i] = record_value_const(members[i], record_type_field(&savings_member_type, slice_of(name)))->id;
    }
    query_get_many(web->app->store, web_db(web), web->arena, &view, type, ids, count, found);
    return found;
}

static bool is_member_on(const struct savings_member *member, int64_t day) {
    if (!day) return true;
    return date_first_day(member->joined_on.date) <= day &&
           (!member->left_on.present || date_last_day(member->left_on.date) >= day);
}

static struct slice member_name(struct web *web, const struct record *person, const struct record *household,
                                int64_t number) {
    if (person && !person->deleted_ms) return training_name(web, person);
    return household ? household->code
                     : web_tr_fill(web, TR("Member {1}"), savings_number(web, number), S(""));
}

size_t group_members(const struct group_seen *seen, int64_t day, struct member_seen **members) {
    struct web *web = seen->web;
    struct record **records;
    size_t count = web_parts(web, &savings_member_type, "savings_group", seen->record->id,
                             seen->record->org_id, "number", LIMIT_GROUP_MEMBERS, &records),
           kept = 0;
    struct record **people = member_refs(web, records, count, &person_type, "person");
    struct record **households = member_refs(web, records, count, &household_type, "household");
    *members = arena_make(web->arena, struct member_seen, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct savings_member *member = savings_member_of(records[i]);
        if (!is_member_on(member, day)) continue;
        (*members)[kept++] =
            (struct member_seen){records[i], member, member->number.number,
                                 member_name(web, people[i], households[i], member->number.number)};
    }
    return kept;
}

const struct member_seen *member_find(const struct member_seen *members, size_t count, struct uuid id) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(members[i].record->id, id)) return &members[i];
    }
    return NULL;
}

struct slice loan_borrower(const struct group_seen *seen, const struct member_seen *members, size_t count,
                           const struct record *record) {
    const struct group_loan *loan = group_loan_of(record);
    const struct member_seen *member =
        loan->member.present ? member_find(members, count, loan->member.id) : NULL;
    if (member) return member->name;
    struct record *person =
        loan->person.present ? web_record(seen->web, &person_type, loan->person.id) : NULL;
    return person ? training_name(seen->web, person) : record->code;
}

/* ---- meetings ---- */

struct meetings_seen group_meetings(const struct group_seen *seen) {
    struct meetings_seen found = {.next_number = 1};
    struct record **records;
    size_t count = web_parts(seen->web, &group_meeting_type, "savings_group", seen->record->id,
                             seen->record->org_id, "number", LIMIT_GROUP_MEETINGS, &records);
    for (size_t i = 0; i < count; i++) {
        const struct group_meeting *meeting = group_meeting_of(records[i]);
        if (value_is_code(&meeting->state, "open"))
            found.open = records[i];
        else
            found.last = records[i];
        if (meeting->number.number >= found.next_number) found.next_number = meeting->number.number + 1;
    }
    return found;
}

int64_t group_next_day(const struct group_seen *seen, int64_t day) {
    return group_next_day_after(seen->record, day);
}

/* ---- the book ---- */

bool savings_sees_money(struct web *web, struct uuid org_id) {
    struct view view = web_view(web, &group_meeting_type);
    return view.allowed && view_has(&view, org_id) &&
           view_max(&view, &group_meeting_type, org_id) >= PERSONAL;
}

bool group_sees_money(const struct group_seen *seen) {
    return savings_sees_money(seen->web, seen->record->org_id);
}

struct group_book group_book_read(const struct group_seen *seen, int64_t day) {
    struct web *web = seen->web;
    struct group_book book = {.table = {.count = 0}};
    if (!group_sees_money(seen) || !ledger_book_of_subject(web_db(web), web->arena, seen->record->org_id,
                                                           seen->record->id, &book.book_id))
        return book;
    struct record *record = record_new(web->arena, &ledger_book_type);
    record->id = book.book_id;
    record->org_id = seen->record->org_id;
    book.accounts = ledger_accounts_read(web_db(web), web->arena, seen->record->org_id, book.book_id);
    book.table = ledger_balances_on(web_db(web), web->arena, record, day);
    return book;
}

static int64_t closing_of(const struct group_book *book, struct uuid account) {
    for (size_t i = 0; i < book->table.count; i++) {
        if (uuid_equal(book->table.rows[i].account_id, account)) return book->table.rows[i].closing;
    }
    return 0;
}

int64_t group_book_sum(const struct group_book *book, const char *role) {
    int64_t sum = 0;
    for (size_t i = 0; i < book->table.count; i++) {
        if (slice_equal(book->table.rows[i].role, slice_of(role)))
            sum = book_add(sum, book->table.rows[i].closing);
    }
    return sum;
}

int64_t group_book_of(const struct group_book *book, const char *role, struct uuid subject) {
    struct uuid account;
    return book->table.count && ledger_accounts_find(&book->accounts, role, subject, &account)
               ? closing_of(book, account)
               : 0;
}

/* ---- loans ---- */

void loan_look(const struct group_seen *seen, const struct record *loan, struct loan_scope scope, int64_t day,
               struct loan_now *now) {
    struct web *web = seen->web;
    struct loan_payment_problem problem;
    *now = (struct loan_now){.due = 0};
    loan_book_read(web_db(web), web->arena, seen->record, loan, scope, day, &now->book);
    now->is_known = now->book.fault == LOAN_OK && now->book.payout_count &&
                    loan_state_at(web->arena, &now->book.loan, day, &now->state, &problem) == LOAN_PAYMENT_OK;
    if (!now->is_known) return;
    int64_t due = loan_parts_sum(&now->state.due) - loan_parts_sum(&now->state.paid);
    now->due = due > 0 ? due : 0;
    now->overdue = loan_parts_sum(&now->state.overdue);
    now->debt = loan_parts_sum(&now->state.payoff);
    if (now->state.next_row >= now->book.schedule.count) return;
    now->next_amount = now->state.next_amount;
    now->next_day = now->book.schedule.rows[now->state.next_row].due_day;
}

/* ---- words ---- */

struct slice group_amount(const struct group_seen *seen, int64_t amount) {
    struct web *web = seen->web;
    if (seen->unit) return book_amount_of(web, seen->unit, amount);
    return format_money(web->arena, &web->locale, (struct money){amount, CURRENCY_KHR});
}

struct slice group_amount_plain(const struct group_seen *seen, int64_t amount) {
    return seen->unit ? book_plain(seen->web->arena, seen->unit, amount)
                      : arena_printf(seen->web->arena, "%lld", (long long)amount);
}

struct slice group_other_amount(const struct group_seen *seen, int64_t amount) {
    return seen->second_unit ? book_amount_of(seen->web, seen->second_unit, amount) : S("");
}

struct slice group_other_plain(const struct group_seen *seen, int64_t amount) {
    return seen->second_unit ? book_plain(seen->web->arena, seen->second_unit, amount) : S("");
}

struct slice savings_number(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

struct slice savings_choice(struct web *web, const struct record *record, const char *name) {
    const struct field *field = record_type_field(record->type, slice_of(name));
    const struct value *value = record_value_const(record, field);
    return value->present ? choice_label(web, field, value->text) : S("");
}

struct slice savings_href(struct web *web, const char *folder, struct uuid id, const char *behind) {
    return arena_printf(web->arena, "/%s/%.*s%s", folder, SLICE_ARG(uuid_format(web->arena, id)), behind);
}

void group_add_crumbs(const struct group_seen *seen, const char *page) {
    struct web *web = seen->web;
    furniture_add_crumb(web, web_tr(web, TR("Savings groups")), S("/savings-groups"));
    furniture_add_crumb(web, group_name(web, seen->record),
                        page ? savings_href(web, "savings-groups", seen->record->id, "") : S(""));
    if (page) furniture_add_crumb(web, web_tr(web, page), S(""));
}

void savings_add_choice(struct web *web, struct doc *choices, struct slice value, struct slice label,
                        struct slice chosen) {
    training_add_choice(web, choices, value, label, chosen);
}

enum outcome savings_done(struct web *web, struct uuid id, struct slice path) {
    if (!web->is_api) return web_redirect(web, path);
    web->view = doc_new_object(web->arena);
    doc_set_text(web->arena, web->view, S("id"), uuid_format(web->arena, id));
    return OUTCOME_OK;
}

struct slice savings_key(struct web *web, const char *input) {
    struct slice key = web_field(web, slice_of(input));
    return key.len || !web->is_api ? key : http_header(web->http, S("Idempotency-Key"));
}
