/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/people/people.h"
#include "domain/savings/group_ratio.h"
#include "domain/savings/group_state.h"
#include "domain/savings/rules.h"
#include "domain/savings/second_box.h"
#include "domain/savings/terms.h"

static const struct uuid nobody;

static const struct record *group_of(struct rule *rule, const struct record *record) {
    return rule_follow(rule, record, record_type_field(record->type, S("savings_group")));
}

static struct value day_value(struct date date) {
    return (struct value){.present = true, .date = date};
}

static struct slice day_words(struct rule *rule, int64_t day) {
    return date_format_iso(rule->job_arena, date_of_day(day));
}

/* ---- groups ---- */

static void group_fill(struct savings_group *group) {
    if (!group->unit.present) group->unit = value_of_id(commodity_id(S("KHR")));
    if (!group->cycle.present) group->cycle = value_of_number(1);
    if (!group->cycle_starts_on.present) group->cycle_starts_on = group->formed_on;
    bool ends = value_is_code(&group->model, "vsla") && group->cycle_starts_on.present;
    if (ends && !group->cycle_ends_on.present)
        group->cycle_ends_on = day_value(date_year_later(group->cycle_starts_on.date));
}

/* The three fields are shown on the group and said by its gradings. */
static void group_take_grade(struct rule *rule, struct record *now) {
    struct savings_group *group = savings_group_of(now);
    group->phase = group->grade = group->graded_on = (struct value){0};
    struct db_query *query = db_query(
        rule->db, SQL("SELECT \"phase\", \"grade\", \"graded_on\" FROM group_grading WHERE org_id = ?1 AND "
                      "\"savings_group\" = ?2 AND deleted_ms = 0 ORDER BY \"graded_on\" DESC LIMIT 1"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, now->id);
    if (db_next(query)) {
        group->phase = value_of_text(arena_copy(rule->job_arena, db_column_text(query, 0)));
        group->grade = value_of_text(arena_copy(rule->job_arena, db_column_text(query, 1)));
        group->graded_on.present = date_parse_iso(db_column_text(query, 2), &group->graded_on.date);
    }
    db_done(query);
}

static bool owes_nothing(struct rule *rule, const struct record *now, struct refusal *refusal) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT 1 FROM group_loan WHERE org_id = ?1 AND \"savings_group\" = ?2 AND \"state\" = "
                      "'paid_out' AND deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, now->id);
    bool owes = db_next(query);
    db_done(query);
    return !owes || refuse(refusal, S("status"), "Loans of the group are still open.");
}

/* What is of the members or in a box has somebody to whom it is given before a group ends. */
static bool holds_nothing(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct savings_group *group = savings_group_of(now);
    const struct {
        const char *role, *message;
        struct uuid unit;
    } stands[] = {
        {group_savings_role(now), "Its members still have {1} saved; give them back first.", group->unit.id},
        {"cash", "{1} are still in its box; hand them out first.", group->unit.id},
        {"other_cash", "{1} are still in its box; hand them out first.", group->second_unit.id},
        {"bank", "{1} of it are still at the bank; take them back to the box first.", group->unit.id},
    };
    for (size_t i = 0; i < ARRAY_LEN(stands); i++) {
        int64_t sum = group_balance_sum(rule, now, stands[i].role);
        if (sum)
            return refuse_with(refusal, S("status"), stands[i].message,
                               commodity_amount(rule, stands[i].unit, i ? sum : -sum), S(""));
    }
    return true;
}

static bool check_ending(struct rule *rule, const struct record *now, struct refusal *refusal) {
    int64_t open = group_open_meeting(rule, now, nobody);
    if (open)
        return refuse_with(refusal, S("status"), "Meeting {1} is still open; close it first.",
                           arena_printf(rule->job_arena, "%lld", (long long)open), S(""));
    return owes_nothing(rule, now, refusal) && holds_nothing(rule, now, refusal);
}

/* When it ended is a fact of its own: earlier days are asked about later.  Of one that had ended without a
 * day nobody knows it: today would be wrong. */
static void take_end(struct savings_group *group, const struct record *before) {
    bool had_ended = before && value_is_code(&savings_group_of(before)->status, "ended");
    if (!value_is_code(&group->status, "ended"))
        group->ended_on = (struct value){0};
    else if (!group->ended_on.present && !had_ended)
        group->ended_on = value_today();
}

static bool check_end_day(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct savings_group *group = savings_group_of(now);
    struct last_meeting last = group_last_closed(rule, now, nobody);
    if (!group->ended_on.present) return true;
    if (!value_dates_in_order(&group->formed_on, &group->ended_on))
        return refuse(refusal, S("ended_on"), "The end comes before the start.");
    return date_first_day(group->ended_on.date) >= last.day ||
           refuse_with(refusal, S("ended_on"), "The group still met on {1}.", day_words(rule, last.day),
                       S(""));
}

static void take_computer(struct savings_group *group, const struct record *before) {
    bool had_computer = before && number_or_0(&savings_group_of(before)->computer_accounts);
    if (!number_or_0(&group->computer_accounts))
        group->computer_since = (struct value){0};
    else if (!group->computer_since.present && !had_computer)
        group->computer_since = before ? value_today() : group->formed_on;
}

static bool plan_is_adopted(struct rule *rule, const struct record *group) {
    const struct record *plan = rule_follow(rule, group, record_type_field(group->type, S("business_plan")));
    return !plan || business_plan_of(plan)->adopted_on.present;
}

/* The first day of those that the statement finds for a record; INT64_MAX when there are none. */
static int64_t first_day_of(struct rule *rule, struct sql sql, const struct record *record) {
    struct date date;
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    bool found = db_next(query) && date_parse_iso(db_column_text(query, 0), &date);
    int64_t day = found ? date_first_day(date) : INT64_MAX;
    db_done(query);
    return day;
}

static bool same_value(const struct record *now, const struct record *before, const char *name) {
    const struct field *field = record_type_field(now->type, slice_of(name));
    return value_equal(field, record_value_const(now, field), record_value_const(before, field));
}

/* Once a group has met, its cycle follows from what it shares out. */
static bool check_has_met(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal) {
    int64_t first = first_day_of(rule,
                                 SQL("SELECT MIN(\"held_on\") FROM group_meeting WHERE org_id = ?1 AND "
                                     "\"savings_group\" = ?2 AND deleted_ms = 0"),
                                 now);
    if (first == INT64_MAX || !savings_group_of(now)->formed_on.present) return true;
    if (date_first_day(savings_group_of(now)->formed_on.date) > first)
        return refuse_with(refusal, S("formed_on"), "The group met on {1} already.", day_words(rule, first),
                           S(""));
    if (rule->actor->is_system || uuid_is_zero(group_last_closed(rule, now, nobody).id)) return true;
    if (!same_value(now, before, "cycle"))
        return refuse(refusal, S("cycle"),
                      "The cycle is counted by the program: a share-out begins the next one.");
    return same_value(now, before, "cycle_starts_on") ||
           refuse(refusal, S("cycle_starts_on"),
                  "The cycle is counted by the program: a share-out begins the next one.");
}

bool savings_group_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct savings_group *group = savings_group_of(now);
    group_fill(group);
    group_take_grade(rule, now);
    take_end(group, before);
    take_computer(group, before);
    const struct commodity *unit = commodity_find(rule, group->unit.id);
    if (unit && !value_is_code(&unit->kind, "money"))
        return refuse(refusal, S("unit"), "A savings group counts in money.");
    if (!second_box_check(rule, now, before, refusal)) return false;
    if (!value_dates_in_order(&group->cycle_starts_on, &group->cycle_ends_on))
        return refuse(refusal, S("cycle_ends_on"), "The end comes before the start.");
    if (!same_group(rule, now, "business_plan", now->id))
        return refuse(refusal, S("business_plan"), "This is the plan of another group.");
    if (!plan_is_adopted(rule, now))
        return refuse(refusal, S("business_plan"), "The members have not adopted this plan yet.");
    if (before && !check_has_met(rule, now, before, refusal)) return false;
    bool ends = before && value_is_code(&group->status, "ended") &&
                !value_is_code(&savings_group_of(before)->status, "ended");
    if (!check_end_day(rule, now, refusal)) return false;
    return !ends || check_ending(rule, now, refusal);
}

bool savings_group_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct last_meeting last = group_last_closed(rule, before, nobody);
    return uuid_is_zero(last.id) || refuse(refusal, S(""), "The group has met; set it to ended instead.");
}

/* ---- bylaws ---- */

static bool check_not_past(struct rule *rule, const struct record *record, const struct record *group,
                           struct refusal *refusal) {
    struct last_meeting last = group_last_closed(rule, group, nobody);
    if (date_first_day(group_bylaw_of(record)->effective_on.date) > last.day) return true;
    return refuse_with(refusal, S("effective_on"),
                       "Meetings up to {1} were held under other bylaws; new ones begin later.",
                       day_words(rule, last.day), S(""));
}

/* A share costs the same all through a cycle. */
static bool check_price(struct rule *rule, const struct record *now, const struct record *group,
                        struct refusal *refusal) {
    struct last_meeting last = group_last_closed(rule, group, nobody);
    int64_t starts = date_first_day(savings_group_of(group)->cycle_starts_on.date);
    if (uuid_is_zero(last.id) || last.day < starts || !group_is_vsla(group)) return true;
    const struct record *held = group_bylaw_on(rule->db, rule->job_arena, group, last.day);
    int64_t was = number_or_0(&group_bylaw_of(held)->share_price),
            is = number_or_0(&group_bylaw_of(now)->share_price);
    return was == is || refuse_with(refusal, S("share_price"),
                                    "In this cycle a share costs {1}; the price changes with the next one.",
                                    group_amount_words(rule, group, was), S(""));
}

static bool check_sense(const struct record *now, struct refusal *refusal) {
    struct bylaws bylaws;
    const struct group_bylaw *bylaw = group_bylaw_of(now);
    bylaws_of_record(now, &bylaws);
    enum bylaws_fault fault = bylaws_check(&bylaws);
    if (fault != BYLAWS_OK) return refuse(refusal, S(""), bylaws_fault_message(fault));
    int64_t parts = number_or_0(&bylaw->reserve_ppm) + number_or_0(&bylaw->social_ppm) +
                    number_or_0(&bylaw->dividend_ppm);
    return parts <= EXACT_PPM ||
           refuse(refusal, S("dividend_ppm"), "The parts of the profit are more than the whole.");
}

bool group_bylaw_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct record *group = group_of(rule, now);
    if (!group || !group_bylaw_of(now)->effective_on.present) return true; /* refused by itself */
    (void)before;
    group_bylaw_fill(rule->job_arena, now, group);
    return check_sense(now, refusal) && check_not_past(rule, now, group, refusal) &&
           check_price(rule, now, group, refusal);
}

bool group_bylaw_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *group = group_of(rule, before);
    return !group || check_not_past(rule, before, group, refusal);
}

/* ---- members ---- */

static bool member_fill(struct rule *rule, struct record *now, const struct record *group,
                        struct refusal *refusal) {
    struct savings_member *member = savings_member_of(now);
    if (!member->person.present && !member->household.present)
        return refuse(refusal, S("person"), "Say which person or household it is.");
    const struct record *person = rule_follow(rule, now, record_type_field(now->type, S("person")));
    if (person && !member->household.present) member->household = person_of(person)->household;
    if (!member->number.present) member->number = value_of_number(group_next_number(rule, now->type, group));
    if (!member->role.present) member->role = value_of_text(S("member"));
    return true;
}

/* Who is given another office holds it from today on, unless another day is said. */
static void take_role_day(struct record *now, const struct record *before) {
    struct savings_member *member = savings_member_of(now);
    if (!member->role_since.present) member->role_since = member->joined_on;
    bool changes = before && !same_value(now, before, "role") && same_value(now, before, "role_since");
    if (changes) member->role_since = value_today();
}

/* The same person, or the same household without a person, is in the group already. */
static bool is_member(struct rule *rule, const struct record *now) {
    const struct savings_member *member = savings_member_of(now);
    bool by_person = member->person.present;
    struct db_query *query = db_query(
        rule->db,
        by_person
            ? SQL("SELECT 1 FROM savings_member WHERE org_id = ?1 AND \"savings_group\" = ?2 AND \"person\" "
                  "= ?3 AND "
                  "id <> ?4 AND \"left_on\" IS NULL AND deleted_ms = 0 LIMIT 1")
            : SQL("SELECT 1 FROM savings_member WHERE org_id = ?1 AND \"savings_group\" = ?2 AND "
                  "\"household\" = ?3 "
                  "AND \"person\" IS NULL AND id <> ?4 AND \"left_on\" IS NULL AND deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, member->savings_group.id);
    db_bind_uuid(query, 3, by_person ? member->person.id : member->household.id);
    db_bind_uuid(query, 4, now->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool check_joining(struct rule *rule, const struct record *now, const struct record *group,
                          struct refusal *refusal) {
    struct bylaws bylaws;
    struct bylaw_breaches breaches = {.count = 0};
    const struct savings_member *member = savings_member_of(now);
    int64_t day = date_first_day(member->joined_on.date);
    if (is_member(rule, now))
        return refuse(refusal, S("person"), "This person or household is a member already.");
    if (day < date_first_day(savings_group_of(group)->formed_on.date))
        return refuse(refusal, S("joined_on"), "Nobody joins before the group is formed.");
    if (!group_may_change_members(rule, group, day))
        return refuse(
            refusal, S("joined_on"),
            "The cycle has begun; members join when it is shared out, or the bylaws say otherwise.");
    bylaws_of_record(group_bylaw_on(rule->db, rule->job_arena, group, day), &bylaws);
    bylaws.members_min = 0; /* a group begins with one */
    bylaw_check_members(&bylaws, group_member_count(rule, group, now->id) + 1, &breaches);
    return bylaws_allow(rule, group, &breaches, (struct bylaw_decision){.by = OVERRIDE_NEVER},
                        S("savings_group"), refusal);
}

static bool check_leaving(struct rule *rule, const struct record *now, const struct record *group,
                          struct refusal *refusal) {
    size_t loans;
    int64_t saved = -group_balance_of(rule, group, group_savings_role(group), now->id);
    if (!value_dates_in_order(&savings_member_of(now)->joined_on, &savings_member_of(now)->left_on))
        return refuse(refusal, S("left_on"), "The end comes before the start.");
    if (!group_may_change_members(rule, group, date_first_day(savings_member_of(now)->left_on.date)))
        return refuse(
            refusal, S("left_on"),
            "The cycle has begun; members leave when it is shared out, or the bylaws say otherwise.");
    if (saved)
        return refuse_with(refusal, S("left_on"),
                           "The member still has {1} in the group; it is taken back first.",
                           group_amount_words(rule, group, saved), S(""));
    open_loans_of(rule, group, "member", now->id, &loans);
    return !loans || refuse(refusal, S("left_on"), "A loan of the member is still open.");
}

/* Nobody joins after the first sheet that the member stands on. */
static bool check_on_sheets(struct rule *rule, const struct record *now, struct refusal *refusal) {
    int64_t first = first_day_of(rule,
                                 SQL("SELECT MIN(m.\"held_on\") FROM meeting_line l JOIN group_meeting m ON "
                                     "m.org_id = l.org_id AND m.id = "
                                     "l.\"meeting\" WHERE l.org_id = ?1 AND l.\"member\" = ?2 AND "
                                     "l.deleted_ms = 0 AND m.deleted_ms = 0"),
                                 now);
    return date_first_day(savings_member_of(now)->joined_on.date) <= first ||
           refuse_with(refusal, S("joined_on"), "The member stands on the sheet of {1} already.",
                       day_words(rule, first), S(""));
}

bool savings_member_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    const struct record *group = group_of(rule, now);
    const struct savings_member *member = savings_member_of(now);
    if (!group || !member->joined_on.present) return true; /* refused by itself */
    if (!group_has_room(rule, now, before, "savings_group", LIMIT_GROUP_MEMBERS, refusal)) return false;
    if (!member_fill(rule, now, group, refusal)) return false;
    take_role_day(now, before);
    if (before && !check_on_sheets(rule, now, refusal)) return false;
    bool joins = !before || savings_member_of(before)->left_on.present ||
                 !uuid_equal(savings_member_of(before)->person.id, member->person.id);
    bool leaves = member->left_on.present;
    if (!leaves && joins && !check_joining(rule, now, group, refusal)) return false;
    bool left = before && value_equal(record_type_field(now->type, S("left_on")),
                                      &savings_member_of(before)->left_on, &member->left_on);
    return !leaves || left || check_leaving(rule, now, group, refusal);
}

bool savings_member_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct uuid one;
    size_t lines =
        rule_referrers(rule, &meeting_line_type, record_type_field(&meeting_line_type, S("member")),
                       before->org_id, before->id, &one, 1);
    return !lines || refuse(refusal, S(""),
                            "The member stands on sheets of meetings; say when the member left instead.");
}

/* ---- plans and gradings ---- */

static bool is_plan_of_group(struct rule *rule, const struct record *plan) {
    const struct record *group = rule_follow(rule, plan, record_type_field(plan->type, S("savings_group")));
    return group && uuid_equal(savings_group_of(group)->business_plan.id, plan->id);
}

bool business_plan_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct uuid one;
    const struct business_plan *plan = business_plan_of(now);
    if (!plan->adopted_on.present)
        return !before || !business_plan_of(before)->adopted_on.present || !is_plan_of_group(rule, now) ||
               refuse(refusal, S("adopted_on"),
                      "It is the plan of the group; another one takes its place first.");
    size_t years =
        rule_referrers(rule, &plan_year_type, record_type_field(&plan_year_type, S("business_plan")),
                       now->org_id, now->id, &one, 1);
    return years || refuse(refusal, S("adopted_on"), "Plan the years first.");
}

bool plan_year_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct record *plan = rule_follow(rule, now, record_type_field(now->type, S("business_plan")));
    (void)before;
    if (!plan || !plan_year_of(now)->year.present) return true; /* refused by itself */
    int64_t first = number_or_0(&business_plan_of(plan)->first_year),
            years = number_or_0(&business_plan_of(plan)->years);
    int64_t year = plan_year_of(now)->year.number;
    return (year >= first && year < first + years) ||
           refuse(refusal, S("year"), "The year is not one of the plan.");
}

/* Of 100 points, by the steps of the grades that figures get. */
static const char *grade_of_points(int64_t points) {
    const struct grade_rules *rules = &grade_rules_default;
    int64_t ppm = points * (EXACT_PPM / 100);
    if (ppm >= rules->a_ppm) return "self_sustained";
    if (ppm >= rules->b_ppm) return "good";
    return ppm >= rules->c_ppm ? "developing" : "weak";
}

bool group_grading_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct group_grading *grading = group_grading_of(now);
    const struct value *areas[] = {&grading->governance, &grading->resources,  &grading->asset_quality,
                                   &grading->systems,    &grading->efficiency, &grading->services};
    int64_t points = 0;
    (void)rule;
    (void)before;
    (void)refusal;
    for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
        if (!exact_add(&points, number_or_0(areas[i])))
            return true; /* beyond the bounds: refused by itself */
    }
    grading->points = value_of_number(points);
    grading->grade = value_of_text(slice_of(grade_of_points(points)));
    return true;
}
