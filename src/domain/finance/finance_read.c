/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/finance_read.h"

#include <stdlib.h>

#include "base/limits.h"
#include "store/actor.h"

struct money finance_money_column(struct db_query *query, int column) {
    struct money money = {db_column_int(query, column), CURRENCY_NONE};
    if (!currency_parse(db_column_text(query, column + 1), &money.currency)) money.amount = 0;
    return money;
}

static int64_t day_of_text(struct slice text) {
    struct date date;
    return date_parse_iso(text, &date) ? date_first_day(date) : 0;
}

static void bind_day(struct db_query *query, int index, struct arena *arena, int64_t day) {
    db_bind_text(query, index, date_format_iso(arena, date_of_day(day)));
}

/* ---- rates ---- */

#define RATE_COLUMNS "SELECT id, on_day, from_currency, price, price_currency, source FROM exchange_rate "

static struct rates rates_of(struct arena *arena, struct db_query *query) {
    struct rate *items = NULL;
    size_t count = 0;
    while (db_next(query)) {
        items = arena_room(arena, items, sizeof *items, count);
        struct rate *rate = &items[count++];
        *rate = (struct rate){.id = db_column_uuid(query, 0),
                              .day = day_of_text(db_column_text(query, 1)),
                              .price = finance_money_column(query, 3),
                              .source = arena_copy(arena, db_column_text(query, 5))};
        if (!currency_parse(db_column_text(query, 2), &rate->from)) count--;
    }
    db_done(query);
    return (struct rates){items, count};
}

struct rates rates_read(struct arena *arena, struct db *db) {
    struct db_query *query =
        db_query(db, SQL(RATE_COLUMNS "WHERE org_id = ?1 AND deleted_ms = 0 ORDER BY on_day, id"));
    db_bind_uuid(query, 1, SHARED_ORG);
    return rates_of(arena, query);
}

struct rates rates_read_on(struct arena *arena, struct db *db, int64_t day) {
    struct db_query *query =
        db_query(db, SQL(RATE_COLUMNS "WHERE org_id = ?1 AND on_day <= ?2 AND deleted_ms = 0 "
                                      "ORDER BY on_day DESC, id LIMIT 1"));
    db_bind_uuid(query, 1, SHARED_ORG);
    bind_day(query, 2, arena, day);
    return rates_of(arena, query);
}

/* ---- sums of postings ---- */

/* Adds a sum of postings of one day range: the amount itself when it is in the currency asked for, else its
 * worth. */
static void sum_add(struct finance_sum *sum, struct money amount, struct money worth, int64_t without_worth) {
    struct money part = amount.currency == sum->amount.currency ? amount : worth;
    if (amount.currency != sum->amount.currency) sum->unrated += without_worth;
    if (part.currency != sum->amount.currency) return;
    if (!money_add(sum->amount, part, &sum->amount)) sum->unrated++;
}

#define SUM_COLUMNS                                                                                          \
    "CAST(SUM(p.amount) AS BIGINT), p.amount_currency, CAST(COALESCE(SUM(p.other_amount), 0) AS BIGINT), "   \
    "COALESCE(MAX(p.other_amount_currency), ''), CAST(SUM(CASE WHEN p.other_amount IS NULL THEN 1 ELSE 0 "   \
    "END) AS BIGINT)"

/* Adds all rows of SUM_COLUMNS. */
static void sum_read(struct finance_sum *sum, struct db_query *query) {
    while (db_next(query)) {
        sum_add(sum, finance_money_column(query, 0), finance_money_column(query, 2), db_column_int(query, 4));
    }
    db_done(query);
}

static struct money open_sum(struct db_query *query) {
    struct money sum = {0, CURRENCY_NONE};
    if (db_next(query)) sum = finance_money_column(query, 0);
    db_done(query);
    return sum;
}

struct money advance_open(struct db *db, struct arena *arena, struct uuid org, struct uuid advance,
                          int64_t until) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT CAST(SUM(amount) AS BIGINT), amount_currency FROM finance_posting WHERE org_id = ?1 AND "
            "advance = ?2 AND account = 'advances' AND on_day <= ?3 AND deleted_ms = 0 GROUP BY "
            "amount_currency"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, advance);
    bind_day(query, 3, arena, until);
    return open_sum(query);
}

struct money obligation_used(struct db *db, struct arena *arena, struct uuid org, struct uuid obligation) {
    (void)arena;
    struct db_query *query = db_query(
        db,
        SQL("SELECT CAST(-SUM(amount) AS BIGINT), amount_currency FROM finance_posting WHERE org_id = ?1 AND "
            "obligation = ?2 AND source_type = 'expense' AND account IN ('committed', 'obligated') AND "
            "deleted_ms = 0 GROUP BY amount_currency"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, obligation);
    return open_sum(query);
}

struct finance_sum finance_account(struct db *db, struct arena *arena, struct uuid org, struct uuid agreement,
                                   const char *account, struct slice line_number, enum currency currency,
                                   int64_t until) {
    struct finance_sum sum = {.amount = {0, currency}};
    struct db_query *query =
        db_query(db, SQL("SELECT " SUM_COLUMNS
                         " FROM finance_posting p LEFT JOIN budget_line l ON l.org_id = p.org_id AND "
                         "l.id = p.budget_line WHERE p.org_id = ?1 AND p.agreement = ?2 AND p.account = ?3 "
                         "AND p.on_day <= ?4 "
                         "AND p.deleted_ms = 0 AND (?5 = '' OR l.number = ?5) GROUP BY p.amount_currency"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, agreement);
    db_bind_text(query, 3, slice_of(account));
    bind_day(query, 4, arena, until);
    db_bind_text(query, 5, line_number);
    sum_read(&sum, query);
    return sum;
}

/* ---- the budget ---- */

struct budget_head {
    struct uuid id;
    struct slice number;
    int64_t day;
};

static struct budget_head budget_find(struct db *db, struct arena *arena, struct uuid org,
                                      struct uuid agreement, int64_t day) {
    struct budget_head head = {.id = SHARED_ORG};
    struct db_query *query = db_query(
        db,
        SQL("SELECT id, number, effective_on FROM budget WHERE org_id = ?1 AND agreement = ?2 AND status = "
            "'approved' "
            "AND effective_on <= ?3 AND deleted_ms = 0 ORDER BY effective_on DESC, created_ms DESC LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, agreement);
    bind_day(query, 3, arena, day);
    if (db_next(query)) {
        head = (struct budget_head){db_column_uuid(query, 0), arena_copy(arena, db_column_text(query, 1)),
                                    day_of_text(db_column_text(query, 2))};
    }
    db_done(query);
    return head;
}

struct uuid budget_in_force(struct db *db, struct arena *arena, struct uuid org, struct uuid agreement,
                            int64_t day) {
    return budget_find(db, arena, org, agreement, day).id;
}

/* ---- the picture: everything of one agreement ---- */

struct painter {
    struct finance_picture *picture;
    struct arena *arena;
    struct db *db;
    struct uuid org, agreement;
    struct rates rates;
};

static void rate_note(struct painter *painter, const struct rate *rate) {
    struct finance_picture *picture = painter->picture;
    for (size_t i = 0; i < picture->used_count; i++) {
        if (picture->used[i] == rate) return;
    }
    picture->used = arena_room(painter->arena, picture->used, sizeof *picture->used, picture->used_count);
    picture->used[picture->used_count++] = rate;
}

/* A budgeted amount in the currency asked for; nothing, and noted, without a rate. */
static struct money shown(struct painter *painter, struct money amount, int64_t day) {
    const struct rate *rate;
    struct money out;
    if (!rates_convert(&painter->rates, amount, painter->picture->currency, day, &out, &rate)) {
        painter->picture->unrated++;
        return (struct money){0, painter->picture->currency};
    }
    if (rate) rate_note(painter, rate);
    return out;
}

static void total_add(struct painter *painter, struct money *total, struct money part) {
    if (!money_add(*total, part, total)) painter->picture->unrated++;
}

static struct money minus(struct painter *painter, struct money a, struct money b) {
    struct money difference = a;
    if (!money_add(a, (struct money){-b.amount, b.currency}, &difference)) painter->picture->unrated++;
    return difference;
}

static struct uuid id_or_zero(struct db_query *query, int column) {
    return db_column_is_null(query, column) ? SHARED_ORG : db_column_uuid(query, column);
}

static struct finance_line *line_add(struct painter *painter) {
    struct finance_picture *picture = painter->picture;
    struct money nothing = {0, picture->currency};
    picture->lines = arena_room(painter->arena, picture->lines, sizeof *picture->lines, picture->line_count);
    struct finance_line *line = &picture->lines[picture->line_count++];
    *line = (struct finance_line){
        .budget = nothing, .budget_shown = nothing, .committed = nothing, .spent = nothing, .left = nothing};
    return line;
}

static void line_read(struct painter *painter, struct db_query *query, bool in_force) {
    struct finance_line *line = line_add(painter);
    line->number = arena_copy(painter->arena, db_column_text(query, 0));
    line->title = arena_copy(painter->arena, db_column_text(query, 1));
    line->title_km = arena_copy(painter->arena, db_column_text(query, 2));
    line->category = arena_copy(painter->arena, db_column_text(query, 3));
    line->promise_id = id_or_zero(query, 6);
    line->objective_id = id_or_zero(query, 7);
    line->in_force = in_force;
    if (in_force) line->budget = finance_money_column(query, 4);
}

#define LINE_COLUMNS                                                                                         \
    "l.number, l.title, COALESCE(l.title_km, ''), l.category, l.amount, l.amount_currency, l.promise, "      \
    "l.objective"

static void lines_read(struct painter *painter) {
    struct finance_picture *picture = painter->picture;
    struct db_query *query =
        db_query(painter->db, SQL("SELECT " LINE_COLUMNS " FROM budget_line l WHERE l.org_id = ?1 AND "
                                  "l.budget = ?2 AND l.deleted_ms = 0 ORDER BY l.number"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, picture->budget_id);
    while (picture->line_count < LIMIT_BUDGET_LINES && db_next(query)) {
        line_read(painter, query, true);
    }
    db_done(query);
    for (size_t i = 0; i < picture->line_count; i++) {
        struct finance_line *line = &picture->lines[i];
        line->budget_shown = shown(painter, line->budget, picture->budget_day);
        total_add(painter, &picture->budget, line->budget_shown);
    }
}

static struct finance_line *line_find(struct painter *painter, struct slice number) {
    for (size_t i = 0; i < painter->picture->line_count; i++) {
        if (slice_equal(painter->picture->lines[i].number, number)) return &painter->picture->lines[i];
    }
    return NULL;
}

/* Postings of a line that the budget in force has no more stand in a line of their own. */
static void line_post(struct painter *painter, struct db_query *query) {
    struct finance_line *line = line_find(painter, db_column_text(query, 0));
    if (!line) {
        line_read(painter, query, false);
        line = &painter->picture->lines[painter->picture->line_count - 1];
    }
    struct finance_sum sum = {.amount = {0, painter->picture->currency}};
    sum_add(&sum, finance_money_column(query, 9), finance_money_column(query, 11), db_column_int(query, 13));
    painter->picture->unrated += sum.unrated;
    bool is_spent = slice_equal(db_column_text(query, 8), S("expenses"));
    total_add(painter, is_spent ? &line->spent : &line->committed, sum.amount);
}

static void lines_post(struct painter *painter) {
    struct db_query *query =
        db_query(painter->db,
                 SQL("SELECT " LINE_COLUMNS ", p.account, " SUM_COLUMNS
                     " FROM finance_posting p JOIN budget_line l ON "
                     "l.org_id = p.org_id AND l.id = p.budget_line WHERE p.org_id = ?1 AND p.agreement = ?2 "
                     "AND p.on_day <= ?3 "
                     "AND p.account IN ('expenses', 'committed') AND p.deleted_ms = 0 GROUP BY " LINE_COLUMNS
                     ", p.account, p.amount_currency ORDER BY l.number"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, painter->agreement);
    bind_day(query, 3, painter->arena, painter->picture->day);
    while (painter->picture->line_count < LIMIT_BUDGET_LINES && db_next(query)) {
        line_post(painter, query);
    }
    db_done(query);
    for (size_t i = 0; i < painter->picture->line_count; i++) {
        struct finance_line *line = &painter->picture->lines[i];
        line->left = minus(painter, minus(painter, line->budget_shown, line->committed), line->spent);
    }
}

static struct money account(struct painter *painter, const char *code) {
    struct finance_picture *picture = painter->picture;
    struct finance_sum sum = finance_account(painter->db, painter->arena, painter->org, painter->agreement,
                                             code, S(""), picture->currency, picture->day);
    picture->unrated += sum.unrated;
    return sum.amount;
}

/* Paid and refunded stand in the one account "funds", with opposite signs. */
static struct money refunds(struct painter *painter) {
    struct finance_picture *picture = painter->picture;
    struct finance_sum sum = {.amount = {0, picture->currency}};
    struct db_query *query = db_query(
        painter->db,
        SQL("SELECT " SUM_COLUMNS " FROM finance_posting p WHERE p.org_id = ?1 AND p.agreement = ?2 AND "
            "p.event = 'refund_received' AND p.account = 'funds' AND p.on_day <= ?3 AND p.deleted_ms = 0 "
            "GROUP BY p.amount_currency"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, painter->agreement);
    bind_day(query, 3, painter->arena, picture->day);
    sum_read(&sum, query);
    return sum.amount;
}

static void totals_read(struct painter *painter) {
    struct finance_picture *picture = painter->picture;
    picture->obligated = account(painter, "obligated");
    picture->committed = account(painter, "committed");
    picture->spent = account(painter, "expenses");
    picture->outstanding = account(painter, "advances");
    picture->refunded = refunds(painter);
    struct money funds = account(painter, "funds");
    picture->advanced = minus(painter, picture->refunded, funds);
    picture->left = minus(painter, minus(painter, picture->budget, picture->committed), picture->spent);
}

/* ---- spending by month ---- */

static int64_t month_of(struct slice year_month) {
    struct date date;
    return date_parse_iso(year_month, &date) ? (date.year - 1970) * 12 + date.month - 1 : 0;
}

static void month_add(struct painter *painter, int64_t month, int64_t spent) {
    struct finance_picture *picture = painter->picture;
    struct finance_month *last = picture->month_count ? &picture->months[picture->month_count - 1] : NULL;
    if (last && last->month == month) {
        if (__builtin_add_overflow(last->spent, spent, &last->spent)) picture->unrated++;
        return;
    }
    picture->months =
        arena_room(painter->arena, picture->months, sizeof *picture->months, picture->month_count);
    picture->months[picture->month_count++] = (struct finance_month){month, spent};
}

static void months_read(struct painter *painter) {
    struct db_query *query = db_query(
        painter->db,
        SQL("SELECT SUBSTR(p.on_day, 1, 7), " SUM_COLUMNS " FROM finance_posting p WHERE p.org_id = ?1 AND "
            "p.agreement = ?2 AND p.account = 'expenses' AND p.on_day <= ?3 AND p.deleted_ms = 0 GROUP BY "
            "SUBSTR(p.on_day, 1, 7), p.amount_currency ORDER BY 1"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, painter->agreement);
    bind_day(query, 3, painter->arena, painter->picture->day);
    while (db_next(query)) {
        struct finance_sum sum = {.amount = {0, painter->picture->currency}};
        int64_t month = month_of(db_column_text(query, 0));
        sum_add(&sum, finance_money_column(query, 1), finance_money_column(query, 3),
                db_column_int(query, 5));
        month_add(painter, month, sum.amount.amount);
    }
    db_done(query);
}

/* ---- open advances ---- */

static void advance_add(struct painter *painter, struct db_query *query) {
    struct finance_picture *picture = painter->picture;
    picture->advances =
        arena_room(painter->arena, picture->advances, sizeof *picture->advances, picture->advance_count);
    struct finance_advance *advance = &picture->advances[picture->advance_count++];
    *advance =
        (struct finance_advance){.id = db_column_uuid(query, 0), .open = finance_money_column(query, 1)};
    advance->paid_day = day_of_text(db_column_text(query, 6));
    advance->days_open = picture->day - advance->paid_day;
    struct finance_sum sum = {.amount = {0, picture->currency}};
    sum_add(&sum, advance->open, finance_money_column(query, 3), db_column_int(query, 5));
    total_add(painter, &picture->ageing[age_band_of(advance->days_open)], sum.amount);
}

static void advances_read(struct painter *painter) {
    struct db_query *query = db_query(
        painter->db,
        SQL("SELECT p.advance, " SUM_COLUMNS
            ", COALESCE(MIN(a.paid_on), '') FROM finance_posting p JOIN advance a ON "
            "a.org_id = p.org_id AND a.id = p.advance WHERE p.org_id = ?1 AND p.agreement = ?2 AND p.account "
            "= "
            "'advances' AND p.on_day <= ?3 AND p.deleted_ms = 0 GROUP BY p.advance, p.amount_currency HAVING "
            "SUM(p.amount) > 0 ORDER BY 7, p.advance"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, painter->agreement);
    bind_day(query, 3, painter->arena, painter->picture->day);
    while (painter->picture->advance_count < LIMIT_OPEN_ADVANCES && db_next(query)) {
        advance_add(painter, query);
    }
    db_done(query);
}

/* Which rates the postings were worth something by, to be named beside the figures. */
static void used_rates_read(struct painter *painter) {
    struct db_query *query = db_query(
        painter->db,
        SQL("SELECT DISTINCT rate FROM finance_posting WHERE org_id = ?1 AND agreement = ?2 AND on_day <= ?3 "
            "AND amount_currency <> ?4 AND rate IS NOT NULL AND deleted_ms = 0"));
    db_bind_uuid(query, 1, painter->org);
    db_bind_uuid(query, 2, painter->agreement);
    bind_day(query, 3, painter->arena, painter->picture->day);
    db_bind_text(query, 4, currency_code(painter->picture->currency));
    while (db_next(query)) {
        struct uuid id = db_column_uuid(query, 0);
        for (size_t i = 0; i < painter->rates.count; i++) {
            if (uuid_equal(painter->rates.items[i].id, id)) rate_note(painter, &painter->rates.items[i]);
        }
    }
    db_done(query);
}

static int compare_rates(const void *a, const void *b) {
    const struct rate *left = *(const struct rate *const *)a, *right = *(const struct rate *const *)b;
    return (left->day > right->day) - (left->day < right->day);
}

void finance_picture_read(struct finance_picture *picture, struct arena *arena, struct db *db,
                          struct uuid org, struct uuid agreement, enum currency currency, int64_t day) {
    struct money nothing = {0, currency};
    struct budget_head budget = budget_find(db, arena, org, agreement, day);
    *picture = (struct finance_picture){.currency = currency,
                                        .day = day,
                                        .budget_id = budget.id,
                                        .budget_number = budget.number,
                                        .budget_day = budget.day,
                                        .budget = nothing,
                                        .committed = nothing};
    for (size_t i = 0; i < AGE_BANDS; i++) {
        picture->ageing[i] = nothing;
    }
    struct painter painter = {.picture = picture,
                              .arena = arena,
                              .db = db,
                              .org = org,
                              .agreement = agreement,
                              .rates = rates_read(arena, db)};
    lines_read(&painter);
    lines_post(&painter);
    totals_read(&painter);
    months_read(&painter);
    advances_read(&painter);
    used_rates_read(&painter);
    if (picture->used_count) qsort(picture->used, picture->used_count, sizeof *picture->used, compare_rates);
}
