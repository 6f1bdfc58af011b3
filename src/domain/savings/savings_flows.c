/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/book_accounts.h"
#include "domain/ledger/post.h"
#include "domain/savings/savings_read.h"

/* One sum of an account of income or expenses, by what the account is used for. */
static void take_result(struct savings_flows *flows, struct slice kind, struct slice role, int64_t amount) {
    bool is_lost = slice_equal(role, S("written_off"));
    if (slice_equal(role, S("interest")))
        flows->interest -= amount;
    else if (slice_equal(kind, S("income")))
        flows->other_income -= amount;
    else if (is_lost || slice_equal(role, S("loss")))
        flows->losses += amount;
    else
        flows->costs += amount;
    if (is_lost) flows->written_off += amount;
}

/* CROSS JOIN, so that SQLite begins with the few accounts of the book and not with all of the organisation.
 */
static void read_results(struct db *db, struct uuid org, struct uuid book, int64_t from, int64_t to,
                         struct savings_flows *flows) {
    struct db_query *query =
        db_query(db, SQL("SELECT a.\"kind\", COALESCE(a.\"role\", ''), CAST(SUM(p.amount) AS BIGINT) FROM "
                         "ledger_account a CROSS JOIN ledger_balance b CROSS JOIN ledger_posting p CROSS "
                         "JOIN ledger_entry e "
                         "WHERE b.org_id = a.org_id AND b.account_id = a.id AND p.org_id = b.org_id AND "
                         "p.account = b.account "
                         "AND e.org_id = p.org_id AND e.book = p.book AND e.seq = p.seq AND a.org_id = ?1 "
                         "AND a.\"book\" = ?2 "
                         "AND a.deleted_ms = 0 AND a.\"kind\" IN ('income', 'expense') AND p.day >= ?3 AND "
                         "p.day <= ?4 AND "
                         "e.kind NOT IN (?5, ?6) GROUP BY a.\"kind\", COALESCE(a.\"role\", '')"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, book);
    db_bind_int(query, 3, from);
    db_bind_int(query, 4, to);
    db_bind_int(query, 5, LEDGER_CLOSING);
    db_bind_int(query, 6, LEDGER_HELD);
    while (db_next(query)) {
        take_result(flows, db_column_text(query, 0), db_column_text(query, 1), db_column_int(query, 2));
    }
    db_done(query);
}

/* A share-out gives savings back with the profit; only that is counted here. */
static int64_t dividends_of(struct db *db, struct arena *arena, const struct record *group, int64_t from,
                            int64_t to) {
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(COALESCE(SUM(CASE WHEN \"kind\" = 'dividend' THEN \"payouts\" ELSE "
                "\"profit\" END), 0) AS BIGINT) FROM group_share_out WHERE org_id = ?1 AND "
                "\"savings_group\" = ?2 AND \"on_day\" >= ?3 AND \"on_day\" <= ?4 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(from)));
    db_bind_text(query, 4, date_format_iso(arena, date_of_day(to)));
    int64_t sum = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return sum;
}

void savings_flows_read(struct db *db, struct arena *arena, const struct record *group, int64_t from,
                        int64_t to, struct savings_flows *flows) {
    struct uuid book;
    *flows = (struct savings_flows){.interest = 0};
    if (!ledger_book_of_subject(db, arena, group->org_id, group->id, &book)) return;
    read_results(db, group->org_id, book, from, to, flows);
    flows->dividend = dividends_of(db, arena, group, from, to);
}

struct plan_figures savings_plan_figures(const struct savings_picture *picture,
                                         const struct savings_flows *flows) {
    return (struct plan_figures){{[AIM_MEMBERS] = picture->figures.members,
                                  [AIM_SAVINGS] = picture->saved,
                                  [AIM_LOANS] = picture->figures.outstanding,
                                  [AIM_SOCIAL_FUND] = picture->social_fund,
                                  [AIM_RESERVE] = picture->reserve,
                                  [AIM_INTEREST] = flows->interest,
                                  [AIM_OTHER_INCOME] = flows->other_income,
                                  [AIM_COSTS] = flows->costs,
                                  [AIM_LOSSES] = flows->losses,
                                  [AIM_DIVIDEND] = flows->dividend}};
}
