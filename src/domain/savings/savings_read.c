/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/savings_read.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/book_accounts.h"
#include "domain/ledger/ledger_read.h"
#include "i18n/locale.h"

enum { LAST_MEETINGS = 4, YEAR_DAYS = 365, LATE_DAYS = 30, FALLS_PERCENT = 10, LOW_PERCENT = 60 };

/* What is being read, and from when its income counts. */
struct looking {
    struct db *db;
    struct arena *arena;
    struct savings_picture *picture;
    struct uuid book_id;
    int64_t from, cycle_from; /* first days */
};

/* ---- one number at a time ---- */

static void bind_day(struct looking *looking, struct db_query *query, int index, int64_t day) {
    db_bind_text(query, index, date_format_iso(looking->arena, date_of_day(day)));
}

/* ?1 organisation, ?2 group, ?3 the first day, ?4 the last; as many columns as there are numbers. */
static void numbers_of(struct looking *looking, struct sql sql, int64_t from, int64_t *numbers, int count) {
    struct db_query *query = db_query(looking->db, sql);
    db_bind_uuid(query, 1, looking->picture->group->org_id);
    db_bind_uuid(query, 2, looking->picture->group->id);
    bind_day(looking, query, 3, from);
    bind_day(looking, query, 4, looking->picture->day);
    bool found = db_next(query);
    for (int i = 0; i < count; i++) {
        numbers[i] = found && !db_column_is_null(query, i) ? db_column_int(query, i) : 0;
    }
    db_done(query);
}

/* ---- books ---- */

static int64_t sum_of_role(const struct ledger_table *table, const char *role) {
    int64_t sum = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (slice_equal(table->rows[i].role, slice_of(role))) sum += table->rows[i].closing;
    }
    return sum;
}

static struct ledger_table balances_on(struct looking *looking, int64_t day) {
    struct record *book = record_new(looking->arena, &ledger_book_type);
    book->id = looking->book_id;
    book->org_id = looking->picture->group->org_id;
    return ledger_balances_on(looking->db, looking->arena, book, day);
}

static int64_t assets_of(const struct ledger_table *table) {
    return sum_of_role(table, "cash") + sum_of_role(table, "other_value") + sum_of_role(table, "bank") +
           sum_of_role(table, "loans");
}

static void read_balances(struct looking *looking, struct ledger_table *now) {
    struct savings_picture *picture = looking->picture;
    struct group_figures *figures = &picture->figures;
    struct ledger_table before = balances_on(looking, looking->from - 1);
    *now = balances_on(looking, picture->day);
    picture->social_fund = figures->social_fund = -sum_of_role(now, "social_fund");
    picture->cash = sum_of_role(now, "cash") + sum_of_role(now, "other_value");
    picture->other_cash = sum_of_role(now, "other_cash");
    picture->bank = figures->bank = sum_of_role(now, "bank");
    picture->saved = figures->savings = -sum_of_role(now, "shares") - sum_of_role(now, "savings");
    picture->reserve = figures->loss_reserve = -sum_of_role(now, "reserve");
    picture->profit_kept = -sum_of_role(now, "retained");
    figures->cash = picture->cash - picture->social_fund;
    figures->debts = -sum_of_role(now, "payable");
    figures->outstanding_average = (sum_of_role(&before, "loans") + sum_of_role(now, "loans")) / 2;
    figures->assets_average = (assets_of(&before) + assets_of(now)) / 2;
}

static void read_results(struct looking *looking) {
    struct group_figures *figures = &looking->picture->figures;
    struct savings_flows flows;
    savings_flows_read(looking->db, looking->arena, looking->picture->group, looking->from,
                       looking->picture->day, &flows);
    figures->income = flows.interest + flows.other_income;
    figures->written_off = figures->provision = flows.written_off;
    figures->expenses = flows.costs + flows.losses - flows.written_off;
    figures->weeks = (looking->picture->day - looking->from + 1) / 7;
}

/* ---- members ---- */

static void read_members(struct looking *looking) {
    struct savings_picture *picture = looking->picture;
    struct db_query *query = db_query(
        looking->db, SQL("SELECT id, \"number\", \"left_on\" FROM savings_member WHERE org_id = ?1 AND "
                         "\"savings_group\" = ?2 AND \"joined_on\" <= ?3 AND deleted_ms = 0 ORDER BY "
                         "\"number\", id LIMIT ?4"));
    db_bind_uuid(query, 1, picture->group->org_id);
    db_bind_uuid(query, 2, picture->group->id);
    bind_day(looking, query, 3, picture->day);
    db_bind_int(query, 4, LIMIT_GROUP_MEMBERS);
    picture->members = arena_make(looking->arena, struct savings_member_row, LIMIT_GROUP_MEMBERS);
    while (db_next(query)) {
        struct date left;
        struct savings_member_row *row = &picture->members[picture->member_count++];
        *row = (struct savings_member_row){.member_id = db_column_uuid(query, 0),
                                           .number = db_column_int(query, 1)};
        row->has_left = !db_column_is_null(query, 2) && date_parse_iso(db_column_text(query, 2), &left) &&
                        date_first_day(left) <= picture->day;
        picture->figures.members += !row->has_left;
    }
    db_done(query);
}

static struct savings_member_row *member_row(struct savings_picture *picture, struct uuid id) {
    for (size_t i = 0; i < picture->member_count; i++) {
        if (uuid_equal(picture->members[i].member_id, id)) return &picture->members[i];
    }
    return NULL;
}

static const struct ledger_row *balance_row(const struct ledger_table *table, struct uuid account) {
    for (size_t i = 0; i < table->count; i++) {
        if (uuid_equal(table->rows[i].account_id, account)) return &table->rows[i];
    }
    return NULL;
}

static void read_savings(struct looking *looking, const struct ledger_table *now) {
    struct savings_picture *picture = looking->picture;
    struct ledger_accounts accounts =
        ledger_accounts_read(looking->db, looking->arena, picture->group->org_id, looking->book_id);
    for (size_t i = 0; i < picture->member_count; i++) {
        struct uuid account;
        if (!ledger_accounts_find(&accounts, group_savings_role(picture->group),
                                  picture->members[i].member_id, &account))
            continue;
        const struct ledger_row *row = balance_row(now, account);
        picture->members[i].saved = row ? -row->closing : 0;
    }
}

/* ---- loans ---- */

/* Overdue, and what falls due until the next meeting. */
static int64_t due_by(const struct loan_schedule *schedule, const struct loan_state *state, int64_t from,
                      int64_t day) {
    int64_t due = loan_parts_sum(&state->overdue);
    for (size_t i = 0; i < schedule->count; i++) {
        const struct loan_row *row = &schedule->rows[i];
        const struct loan_row_paid *paid = &state->rows[i];
        if (row->due_day < from || row->due_day > day) continue;
        due += row->principal - paid->principal + row->interest - paid->interest - paid->saved + row->fee -
               paid->fee;
    }
    return due;
}

static void member_take_loan(struct savings_picture *picture, const struct savings_loan_row *row) {
    const struct value *borrower = &group_loan_of(row->loan)->member;
    struct savings_member_row *member = borrower->present ? member_row(picture, borrower->id) : NULL;
    if (!member) return;
    picture->figures.borrowers += !member->owed;
    member->owed += row->state.balance;
    member->overdue += loan_parts_sum(&row->state.overdue);
    member->days_late = exact_max(member->days_late, row->state.days_late);
    member->due += row->due;
}

static void take_open_loan(struct looking *looking, const struct savings_loan_row *row) {
    struct savings_picture *picture = looking->picture;
    struct loan_portfolio portfolio = picture->portfolio;
    picture->loans[picture->loan_count++] = *row;
    if (portfolio_add(&portfolio, &row->state)) picture->portfolio = portfolio;
    if (row->state.days_late > LATE_DAYS) picture->figures.outstanding_late_30 += row->state.balance;
    member_take_loan(picture, row);
}

static void take_loan(struct savings_picture *picture, const struct savings_loan_row *row) {
    const struct value *borrower = &group_loan_of(row->loan)->member;
    struct savings_member_row *member = borrower->present ? member_row(picture, borrower->id) : NULL;
    picture->figures.loans_made++;
    picture->figures.lent += row->state.disbursed;
    picture->figures.loans_written_off += row->state.is_written_off;
    if (!member) return;
    picture->figures.borrowers_ever += !member->has_borrowed;
    member->has_borrowed = true;
}

/* By the day another loan had taken its place.  What it is today is only a hint that it is worth asking. */
static bool was_moved(struct looking *looking, const struct record *loan) {
    return value_is_code(&group_loan_of(loan)->state, "rescheduled") &&
           loan_moved_day(looking->db, loan) <= looking->picture->day;
}

/* All that were ever paid out, as they stood on the day. */
static void read_loans(struct looking *looking) {
    struct savings_picture *picture = looking->picture;
    size_t count;
    struct record **loans = group_loans_read(looking->db, looking->arena, picture->group->org_id,
                                             picture->group->id, false, &count);
    picture->loans = arena_make(looking->arena, struct savings_loan_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct savings_loan_row row = {.loan = loans[i],
                                       .book = arena_make(looking->arena, struct loan_book, 1)};
        loan_book_read(looking->db, looking->arena, picture->group, loans[i],
                       (struct loan_scope){.until = picture->day}, picture->day, row.book);
        if (!loan_book_state_quiet(looking->arena, row.book, picture->day, &row.state) ||
            !row.state.disbursed)
            continue;
        take_loan(picture, &row);
        if (row.state.is_closed || row.state.is_written_off || was_moved(looking, loans[i])) continue;
        row.arrears = arrears_of(row.state.days_late);
        row.due = due_by(&row.book->schedule, &row.state, picture->day, picture->next_meeting_day);
        take_open_loan(looking, &row);
    }
    picture->figures.outstanding = picture->portfolio.outstanding;
}

/* ---- meetings ---- */

/* The last closed one of the group by a day; INT64_MIN when there was none. */
static int64_t last_meeting_by(struct db *db, struct arena *arena, const struct record *group, int64_t day) {
    struct db_query *query = db_query(
        db, SQL("SELECT MAX(\"held_on\") FROM group_meeting WHERE org_id = ?1 AND \"savings_group\" = ?2 AND "
                "\"state\" <> 'open' AND \"held_on\" <= ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(day)));
    int64_t last = db_next(query) ? db_column_day(query, 0, INT64_MIN) : INT64_MIN;
    db_done(query);
    return last;
}

static void read_last_meeting(struct looking *looking) {
    struct savings_picture *picture = looking->picture;
    int64_t last = last_meeting_by(looking->db, looking->arena, picture->group, picture->day);
    picture->has_met = last != INT64_MIN;
    picture->last_meeting_day = picture->has_met ? last : looking->from;
}

bool group_is_there(struct db *db, struct arena *arena, const struct record *group, int64_t day) {
    const struct savings_group *fields = savings_group_of(group);
    if (date_first_day(fields->formed_on.date) > day) return false;
    if (!value_is_code(&fields->status, "ended")) return true;
    if (fields->ended_on.present) return day < date_first_day(fields->ended_on.date);
    return day <= last_meeting_by(db, arena, group, date_first_day(clock_today()));
}

/* One closed meeting: who came, whether the box was right and seen. */
struct meeting_row {
    int64_t registered, present, represented, difference, confirmed;
};

static size_t read_last_meetings(struct looking *looking, struct meeting_row rows[static 2 * LAST_MEETINGS]) {
    size_t count = 0;
    struct db_query *query = db_query(
        looking->db,
        SQL("SELECT CAST(COUNT(l.id) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN l.\"attendance\" "
            "IN ('present', 'late') THEN 1 ELSE 0 END), 0) AS BIGINT), "
            "CAST(COALESCE(SUM(CASE WHEN l.\"attendance\" = 'represented' THEN 1 ELSE 0 END), "
            "0) AS BIGINT), COALESCE(m.\"difference\", 0), CAST(CASE WHEN "
            "m.\"confirmed_first\" IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM (SELECT org_id, id, "
            "\"held_on\", "
            "\"number\", \"difference\", \"confirmed_first\" FROM group_meeting WHERE org_id = ?1 AND "
            "\"savings_group\" = ?2 AND \"state\" <> 'open' AND \"held_on\" <= ?3 AND deleted_ms = 0 "
            "ORDER BY \"held_on\" DESC, \"number\" DESC LIMIT ?4) m "
            "LEFT JOIN meeting_line l ON l.org_id = m.org_id AND l.\"meeting\" = m.id AND l.deleted_ms = 0 "
            "GROUP BY m.id, m.\"held_on\", m.\"number\", m.\"difference\", m.\"confirmed_first\" "
            "ORDER BY m.\"held_on\" DESC, m.\"number\" DESC"));
    db_bind_uuid(query, 1, looking->picture->group->org_id);
    db_bind_uuid(query, 2, looking->picture->group->id);
    bind_day(looking, query, 3, looking->picture->day);
    db_bind_int(query, 4, 2 * LAST_MEETINGS);
    while (count < 2 * LAST_MEETINGS && db_next(query)) {
        rows[count++] =
            (struct meeting_row){db_column_int(query, 0), db_column_int(query, 1), db_column_int(query, 2),
                                 db_column_int(query, 3), db_column_int(query, 4)};
    }
    db_done(query);
    return count;
}

static void alarm_add(struct savings_picture *picture, enum savings_alarm_kind kind, int64_t first,
                      int64_t second) {
    picture->alarms[picture->alarm_count++] = (struct savings_alarm){kind, first, second};
}

static int64_t percent_present(const struct meeting_row *rows, size_t count) {
    int64_t registered = 0, present = 0;
    for (size_t i = 0; i < count; i++) {
        registered += rows[i].registered;
        present += rows[i].present;
    }
    return registered ? present * 100 / registered : 0;
}

static void look_at_meetings(struct looking *looking) {
    struct meeting_row rows[2 * LAST_MEETINGS];
    struct savings_picture *picture = looking->picture;
    size_t count = read_last_meetings(looking, rows), last = count < LAST_MEETINGS ? count : LAST_MEETINGS;
    int64_t wrong = 0, unseen = 0;
    for (size_t i = 0; i < last; i++) {
        picture->figures.registered += rows[i].registered;
        picture->figures.present += rows[i].present;
        picture->figures.represented += rows[i].represented;
        wrong += rows[i].difference != 0;
        unseen += !rows[i].confirmed;
    }
    if (wrong) alarm_add(picture, ALARM_BOX, wrong, (int64_t)last);
    if (unseen) alarm_add(picture, ALARM_UNCONFIRMED, unseen, (int64_t)last);
    if (last < LAST_MEETINGS) return;
    int64_t now = percent_present(rows, last), before = percent_present(rows + last, count - last);
    bool falls = count > last && now + FALLS_PERCENT <= before;
    if (falls || now < LOW_PERCENT) alarm_add(picture, ALARM_ATTENDANCE, now, count > last ? before : now);
}

static void look_at_loans(struct savings_picture *picture) {
    int64_t late = 0;
    for (size_t i = 0; i < picture->loan_count; i++) {
        late += picture->loans[i].state.days_late > LATE_DAYS;
    }
    if (late) alarm_add(picture, ALARM_LATE, late, picture->figures.outstanding_late_30);
}

/* ---- counts and facts ---- */

static enum group_fact fact_of(bool is) {
    return is ? FACT_YES : FACT_NO;
}

static void read_counts(struct looking *looking) {
    struct group_figures *figures = &looking->picture->figures;
    int64_t numbers[3];
    numbers_of(looking,
               SQL("SELECT CAST(SUM(CASE WHEN \"joined_on\" <= ?3 AND (\"left_on\" IS NULL OR \"left_on\" >= "
                   "?3) THEN 1 ELSE 0 "
                   "END) AS BIGINT), CAST(SUM(CASE WHEN \"left_on\" >= ?3 AND \"left_on\" <= ?4 THEN 1 ELSE "
                   "0 END) AS BIGINT) FROM "
                   "savings_member WHERE org_id = ?1 AND \"savings_group\" = ?2 AND deleted_ms = 0"),
               looking->cycle_from, numbers, 2);
    figures->members_start = numbers[0];
    figures->dropouts = numbers[1];
    numbers_of(looking,
               SQL("SELECT CAST(COUNT(*) AS BIGINT), CAST(SUM(CASE WHEN \"counted_cash\" IS NULL THEN 0 ELSE "
                   "1 END) AS BIGINT), "
                   "CAST(SUM(CASE WHEN \"difference\" = 0 THEN 1 ELSE 0 END) AS BIGINT) FROM group_meeting "
                   "WHERE org_id = ?1 AND \"savings_group\" = ?2 AND "
                   "\"state\" <> 'open' AND \"held_on\" >= ?3 AND \"held_on\" <= ?4 AND deleted_ms = 0"),
               looking->cycle_from, numbers, 3);
    figures->meetings_held = numbers[0];
    figures->boxes_counted = numbers[1];
    figures->boxes_right = numbers[2];
    figures->meetings_planned =
        exact_max(figures->meetings_held,
                  (looking->picture->day - looking->cycle_from) / group_rhythm_days(looking->picture->group));
}

/* Who held which office on the day, whoever holds it now. */
static void read_offices(struct looking *looking) {
    struct group_figures *figures = &looking->picture->figures;
    int64_t numbers[2];
    numbers_of(
        looking,
        SQL("SELECT CAST(COUNT(DISTINCT CASE WHEN t.\"role\" = 'key_holder' THEN m.id END) AS BIGINT), "
            "CAST(COUNT(DISTINCT CASE WHEN t.\"role\" IN ('secretary', 'treasurer') THEN m.id END) AS "
            "BIGINT) FROM member_term t JOIN savings_member m ON m.org_id = t.org_id AND m.id = "
            "t.\"member\" WHERE t.org_id = ?1 AND m.\"savings_group\" = ?2 AND (t.\"since\" IS NULL OR "
            "t.\"since\" <= ?4) AND (t.\"until\" IS NULL OR t.\"until\" > ?4) AND m.\"joined_on\" <= "
            "?4 AND (m.\"left_on\" IS NULL OR m.\"left_on\" > ?4) AND ?3 <= ?4 AND t.deleted_ms = 0 AND "
            "m.deleted_ms = 0"),
        looking->from, numbers, 2);
    figures->has_three_keys = fact_of(numbers[0] >= 3);
    figures->keeps_own_books = fact_of(numbers[1] > 0);
}

static void read_facts(struct looking *looking) {
    struct group_figures *figures = &looking->picture->figures;
    const struct savings_group *group = savings_group_of(looking->picture->group);
    int64_t numbers[2];
    numbers_of(looking,
               SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM group_bylaw WHERE org_id = ?1 AND \"savings_group\" "
                   "= ?2 AND \"effective_on\" <= ?4 AND "
                   "?3 <= ?4 AND deleted_ms = 0"),
               looking->from, numbers, 1);
    figures->has_bylaws = fact_of(numbers[0] > 0);
    numbers_of(looking,
               SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM member_term t JOIN savings_member m ON m.org_id = "
                   "t.org_id AND m.id = t.\"member\" WHERE "
                   "t.org_id = ?1 AND m.\"savings_group\" = ?2 AND t.\"since\" >= ?3 AND t.\"since\" <= ?4 "
                   "AND t.deleted_ms = 0"),
               looking->from, numbers, 1);
    figures->has_elections = fact_of(numbers[0] > 0);
    read_offices(looking);
    numbers_of(looking,
               SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM bank WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                   "AND \"formed_on\" <= ?4 AND ?3 <= ?4 AND deleted_ms = 0"),
               looking->from, numbers, 1);
    figures->has_goods_bank = fact_of(numbers[0] > 0);
    figures->has_computer_books =
        fact_of(number_or_0(&group->computer_accounts) &&
                (!group->computer_since.present ||
                 date_first_day(group->computer_since.date) <= looking->picture->day));
    numbers_of(looking,
               SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM business_plan WHERE org_id = ?1 AND "
                   "\"savings_group\" = ?2 AND \"adopted_on\" <= ?4 AND ?3 <= ?4 AND deleted_ms = 0"),
               looking->from, numbers, 1);
    figures->has_business_plan = fact_of(numbers[0] > 0);
    figures->has_social_fund = fact_of(figures->social_fund > 0);
}

/* ---- all together ---- */

/* Share-outs after the day: how many, and when the cycle began that the first of them ended. */
static void read_later_cycles(struct looking *looking, int64_t *count, int64_t *began) {
    struct savings_picture *picture = looking->picture;
    struct db_query *query = db_query(
        looking->db,
        SQL("SELECT \"cycle_from\" FROM group_share_out WHERE org_id = ?1 AND \"savings_group\" = ?2 "
            "AND \"on_day\" > ?3 AND \"kind\" = 'share_out' AND deleted_ms = 0 ORDER BY "
            "\"on_day\""));
    db_bind_uuid(query, 1, picture->group->org_id);
    db_bind_uuid(query, 2, picture->group->id);
    bind_day(looking, query, 3, picture->day);
    *began = INT64_MAX;
    for (*count = 0; db_next(query); ++*count) {
        if (!*count) *began = db_column_day(query, 0, INT64_MAX);
    }
    db_done(query);
}

/* What was shared out or paid as a dividend by the day; `*last` is the last day of the cycle before, 0
 * without one. */
static void read_cycles(struct looking *looking, int64_t *last) {
    struct savings_picture *picture = looking->picture;
    struct db_query *query = db_query(
        looking->db, SQL("SELECT CAST(COUNT(*) AS BIGINT), MAX(CASE WHEN \"kind\" = 'share_out' THEN "
                         "\"on_day\" END) FROM group_share_out WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                         "AND \"on_day\" <= ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, picture->group->org_id);
    db_bind_uuid(query, 2, picture->group->id);
    bind_day(looking, query, 3, picture->day);
    bool found = db_next(query);
    picture->cycles_done = found ? db_column_int(query, 0) : 0;
    *last = found ? db_column_day(query, 1, 0) : 0;
    db_done(query);
}

static void take_time(struct looking *looking) {
    const struct savings_group *group = savings_group_of(looking->picture->group);
    int64_t formed = date_first_day(group->formed_on.date), day = looking->picture->day, last, later, began;
    looking->from = exact_max(formed, day - YEAR_DAYS + 1);
    looking->cycle_from =
        group->cycle_starts_on.present ? date_first_day(group->cycle_starts_on.date) : formed;
    read_cycles(looking, &last);
    read_later_cycles(looking, &later, &began);
    looking->picture->cycle = exact_max(number_or_0(&group->cycle) - later, 1);
    if (later && began <= day) looking->cycle_from = began;
    if (looking->cycle_from > day) looking->cycle_from = last ? last + 1 : formed; /* of an earlier cycle */
}

static void take_meetings(struct looking *looking) {
    struct savings_picture *picture = looking->picture;
    read_last_meeting(looking);
    int64_t last = picture->last_meeting_day, rhythm = group_rhythm_days(picture->group);
    picture->next_meeting_day = exact_max(group_next_day_after(picture->group, last), picture->day);
    bool is_forming = value_is_code(&savings_group_of(picture->group)->status, "forming");
    bool is_active = group_is_there(looking->db, looking->arena, picture->group, picture->day) &&
                     (picture->has_met || !is_forming);
    bool is_current = picture->day - last <= 2 * rhythm;
    picture->figures.has_current_books = fact_of(is_current);
    if (!is_current && is_active) alarm_add(picture, ALARM_NO_MEETING, picture->day - last, 0);
}

void savings_picture_read(struct db *db, struct arena *arena, const struct record *group, int64_t day,
                          struct savings_picture *picture) {
    struct looking looking = {.db = db, .arena = arena, .picture = picture};
    struct ledger_table now;
    *picture = (struct savings_picture){.group = group, .day = day};
    take_time(&looking);
    take_meetings(&looking);
    read_members(&looking);
    if (ledger_book_of_subject(db, arena, group->org_id, group->id, &looking.book_id)) {
        read_balances(&looking, &now);
        read_results(&looking);
        read_savings(&looking, &now);
    }
    read_loans(&looking);
    read_counts(&looking);
    read_facts(&looking);
    look_at_meetings(&looking);
    look_at_loans(picture);
}

const char *savings_alarm_code(enum savings_alarm_kind kind) {
    static const char *const codes[SAVINGS_ALARMS] = {"box", "late", "attendance", "no_meeting",
                                                      "unconfirmed"};
    return codes[kind];
}

const char *savings_alarm_label(enum savings_alarm_kind kind) {
    static const char *const labels[SAVINGS_ALARMS] = {
        [ALARM_BOX] = TR("Box"),
        [ALARM_LATE] = TR("Late loans"),
        [ALARM_ATTENDANCE] = TR("Attendance"),
        [ALARM_NO_MEETING] = TR("No meeting"),
        [ALARM_UNCONFIRMED] = TR("Not confirmed"),
    };
    return labels[kind];
}

const char *savings_alarm_message(enum savings_alarm_kind kind) {
    static const char *const messages[SAVINGS_ALARMS] = {
        [ALARM_BOX] = TR("The box was not what the book says at {1} of the last {2} meetings."),
        [ALARM_LATE] = TR("{1} loans are more than 30 days late; {2} are owed of them."),
        [ALARM_ATTENDANCE] =
            TR("{1} of a hundred members came to the last four meetings, {2} to the four before."),
        [ALARM_NO_MEETING] = TR("No meeting was closed for {1} days."),
        [ALARM_UNCONFIRMED] = TR("No key holder confirmed the money at {1} of the last {2} meetings."),
    };
    return messages[kind];
}

bool savings_alarm_has_money(enum savings_alarm_kind kind) {
    return kind == ALARM_LATE;
}
