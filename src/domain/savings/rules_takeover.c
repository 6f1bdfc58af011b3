/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/value.h"
#include "domain/ledger/post.h"
#include "domain/savings/group_state.h"
#include "domain/savings/rules.h"
#include "domain/savings/takeover_plan.h"

static const struct uuid nobody;

static const struct record *group_of(struct rule *rule, const struct record *takeover) {
    return rule_follow(rule, takeover, record_type_field(takeover->type, S("savings_group")));
}

static struct slice day_words(struct rule *rule, int64_t day) {
    return date_format_iso(rule->job_arena, date_of_day(day));
}

static bool is_posted(const struct record *takeover) {
    return takeover && value_is_code(&group_takeover_of(takeover)->state, "posted");
}

/* ---- once, and before the group meets here ---- */

/* A row of the group that stands against it: its day and its number. */
struct found_row {
    bool is_there;
    int64_t day, number;
};
static struct found_row row_of_group(struct rule *rule, struct sql sql, const struct record *group,
                                     struct uuid but) {
    struct date date;
    struct found_row row = {false};
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    db_bind_uuid(query, 3, but);
    if (db_next(query) && date_parse_iso(db_column_text(query, 0), &date))
        row = (struct found_row){true, date_first_day(date), db_column_int(query, 1)};
    db_done(query);
    return row;
}

static struct found_row first_meeting(struct rule *rule, const struct record *group) {
    return row_of_group(rule,
                        SQL("SELECT \"held_on\", \"number\" FROM group_meeting WHERE org_id = ?1 AND "
                            "\"savings_group\" = ?2 AND id <> ?3 AND deleted_ms = 0 ORDER BY \"held_on\", "
                            "\"number\" LIMIT 1"),
                        group, nobody);
}

static bool check_only(struct rule *rule, const struct record *now, const struct record *group,
                       struct refusal *refusal) {
    struct found_row other =
        row_of_group(rule,
                     SQL("SELECT \"as_of\", 0 FROM group_takeover WHERE org_id = ?1 AND \"savings_group\" = "
                         "?2 AND id <> ?3 AND deleted_ms = 0 LIMIT 1"),
                     group, now->id);
    return !other.is_there || refuse_with(refusal, S("savings_group"),
                                          "The paper books of this group are entered already, as of {1}.",
                                          day_words(rule, other.day), S(""));
}

static bool check_day(struct rule *rule, const struct record *now, const struct record *group,
                      struct refusal *refusal) {
    int64_t day = date_first_day(group_takeover_of(now)->as_of.date);
    struct found_row first = first_meeting(rule, group);
    if (day < date_first_day(savings_group_of(group)->formed_on.date))
        return refuse(refusal, S("as_of"), "The group was formed later.");
    return !first.is_there || day <= first.day ||
           refuse_with(refusal, S("as_of"),
                       "The group met here on {1}; its paper books are taken over as of that day or earlier.",
                       day_words(rule, first.day), S(""));
}

static bool check_not_met(struct rule *rule, const struct record *group, struct refusal *refusal) {
    struct last_meeting last = group_last_closed(rule, group, nobody);
    return uuid_is_zero(last.id) ||
           refuse_with(refusal, S("state"),
                       "Meeting {1} was closed already, with another box; open it again first.",
                       arena_printf(rule->job_arena, "%lld", (long long)last.number), S(""));
}

/* ---- taking it back ---- */

/* Something was posted in the book after it. */
static bool book_goes_on(struct rule *rule, const struct record *takeover) {
    ledger_settle(rule);
    struct db_query *query = db_query(
        rule->db, SQL("SELECT 1 FROM ledger_entry e JOIN ledger_entry o ON o.org_id = e.org_id AND o.book = "
                      "e.book WHERE o.org_id = ?1 AND o.source_id = ?2 AND e.seq > o.seq AND e.source_id <> "
                      "?2 LIMIT 1"));
    db_bind_uuid(query, 1, takeover->org_id);
    db_bind_uuid(query, 2, takeover->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool check_undo(struct rule *rule, const struct record *now, const struct record *before,
                       const struct record *group, struct refusal *refusal) {
    struct found_row meeting = first_meeting(rule, group);
    if (!value_has_words(&group_takeover_of(now)->undo_reason))
        return refuse(refusal, S("undo_reason"), "Say why it is taken back.");
    if (meeting.is_there)
        return refuse_with(refusal, S("state"),
                           "Meeting {1} has begun on these books; they stay. A mistake is put right at a "
                           "meeting, or by an entry in the book.",
                           arena_printf(rule->job_arena, "%lld", (long long)meeting.number), S(""));
    if (book_goes_on(rule, now))
        return refuse(refusal, S("state"),
                      "Something was posted in the book after it; take that back first.");
    return ledger_check_take_back(rule, now->org_id, now->id, now->type,
                                  date_first_day(group_takeover_of(before)->as_of.date), refusal);
}

/* ---- saving ---- */

static void take_figures(struct record *now, const struct takeover_plan *plan) {
    struct group_takeover *takeover = group_takeover_of(now);
    takeover->savings = value_of_number(plan->savings);
    takeover->loans = value_of_number(plan->outstanding);
    takeover->difference = value_of_number(plan->difference);
}

static bool check_posting(struct rule *rule, struct record *now, const struct record *group,
                          struct refusal *refusal) {
    struct takeover_plan *plan = arena_make(rule->job_arena, struct takeover_plan, 1);
    if (!check_not_met(rule, group, refusal) || !takeover_plan_make(rule, now, plan, refusal)) return false;
    struct ledger_post post = takeover_plan_post(plan);
    if (!ledger_check(rule, &post, 1, refusal)) return false;
    take_figures(now, plan);
    return true;
}

static bool same_but_note(const struct record *now, const struct record *before) {
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (slice_equal(slice_of(field->name), S("note"))) continue;
        if (!value_equal(field, &now->values[i], &before->values[i])) return false;
    }
    return true;
}

bool group_takeover_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct group_takeover *takeover = group_takeover_of(now);
    const struct record *group = group_of(rule, now);
    if (!group || !takeover->as_of.present || !takeover->state.present) return true; /* refused by itself */
    if (is_posted(before) && is_posted(now))
        return same_but_note(now, before) || takeover_is_draft(before, refusal);
    if (!group_goes_on(group, "savings_group", refusal)) return false;
    if (is_posted(before) && !check_undo(rule, now, before, group, refusal)) return false;
    if (!check_only(rule, now, group, refusal) || !check_day(rule, now, group, refusal) ||
        !group_take_notes(rule, &savings_group_of(group)->unit, &takeover->counted_notes, "counted_notes",
                          &takeover->cash, refusal))
        return false;
    takeover->savings = takeover->loans = takeover->difference = (struct value){0};
    if (!is_posted(now)) return true;
    takeover->undo_reason = (struct value){0}; /* of the time before; it stays in the history */
    return check_posting(rule, now, group, refusal);
}

bool group_takeover_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return takeover_is_draft(before, refusal);
}

/* ---- the savings of a member ---- */

static const struct record *takeover_of(struct rule *rule, const struct record *line) {
    return rule_follow(rule, line, record_type_field(line->type, S("takeover")));
}

static int64_t price_on(struct rule *rule, const struct record *group, const struct record *takeover) {
    int64_t day = date_first_day(group_takeover_of(takeover)->as_of.date);
    return number_or_0(&group_bylaw_of(group_bylaw_on(rule->db, rule->job_arena, group, day))->share_price);
}

/* Who changes one of the two leaves the other to be reckoned anew. */
static void forget_other(struct takeover_saving *line, const struct record *before) {
    if (!before) return;
    const struct takeover_saving *was = takeover_saving_of(before);
    bool same_shares = number_or_0(&was->shares) == number_or_0(&line->shares),
         same_amount = number_or_0(&was->amount) == number_or_0(&line->amount);
    if (!same_shares && same_amount) line->amount = (struct value){0};
    if (same_shares && !same_amount) line->shares = (struct value){0};
}

/* Shares and money say the same. */
static bool take_shares(struct rule *rule, const struct record *group, const struct record *takeover,
                        struct takeover_saving *line, struct refusal *refusal) {
    int64_t price = price_on(rule, group, takeover), worth;
    bool is_money = !line->shares.present && line->amount.present && price > 0;
    if (is_money && line->amount.number % price)
        return refuse_with(refusal, S("amount"), "A share costs {1}; {2} is no whole number of them.",
                           group_amount_words(rule, group, price),
                           group_amount_words(rule, group, line->amount.number));
    if (is_money) line->shares = value_of_number(line->amount.number / price);
    if (__builtin_mul_overflow(number_or_0(&line->shares), price, &worth))
        return refuse(refusal, S("shares"), "The amounts are too large.");
    if (!line->amount.present) line->amount = value_of_number(worth);
    return line->amount.number == worth ||
           refuse_with(refusal, S("amount"), "Shares cost {1} each, so these savings are {2}.",
                       group_amount_words(rule, group, price), group_amount_words(rule, group, worth));
}

bool takeover_saving_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    struct takeover_saving *line = takeover_saving_of(now);
    const struct record *takeover = takeover_of(rule, now),
                        *group = takeover ? group_of(rule, takeover) : NULL;
    if (!takeover || !group) return true; /* refused by itself */
    if (!takeover_is_draft(takeover, refusal)) return false;
    if (group_is_vsla(group)) forget_other(line, before);
    if (!same_group(rule, now, "member", group->id))
        return refuse(refusal, S("member"), "This is a member of another group.");
    if (group_is_vsla(group)) return take_shares(rule, group, takeover, line, refusal);
    return !number_or_0(&line->shares) || refuse(refusal, S("shares"), "This group saves without shares.");
}

bool takeover_saving_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *takeover = takeover_of(rule, before);
    return !takeover || takeover_is_draft(takeover, refusal);
}
