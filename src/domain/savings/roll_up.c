/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/roll_up.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/savings/terms.h"

/* Who looks after groups, each once. */
struct officers {
    struct uuid *ids;
    size_t count;
};

static void officer_take(struct officers *officers, const struct value *officer) {
    for (size_t i = 0; i < officers->count; i++) {
        if (uuid_equal(officers->ids[i], officer->id)) return;
    }
    if (officer->present) officers->ids[officers->count++] = officer->id;
}

/* As the last grading by the day says. */
static bool was_self_sustained(struct db *db, struct arena *arena, const struct record *group, int64_t day) {
    struct db_query *query = db_query(
        db, SQL("SELECT \"grade\" FROM group_grading WHERE org_id = ?1 AND \"savings_group\" = ?2 AND "
                "\"graded_on\" <= ?3 AND deleted_ms = 0 ORDER BY \"graded_on\" DESC, id DESC LIMIT 1"));
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(day)));
    bool is = db_next(query) && slice_equal(db_column_text(query, 0), S("self_sustained"));
    db_done(query);
    return is;
}

static void take_counts(struct roll_up *roll_up, const struct record *group,
                        const struct savings_picture *picture) {
    bool has_plan = picture->figures.has_business_plan == FACT_YES,
         has_computer = picture->figures.has_computer_books == FACT_YES;
    roll_up->groups++;
    roll_up->vsla += group_is_vsla(group);
    roll_up->other_currency += !group_counts_in_riel(group);
    roll_up->with_plan += has_plan;
    roll_up->with_computer += has_computer;
    roll_up->with_both += has_plan && has_computer;
    roll_up->with_alarm += picture->alarm_count > 0;
    for (size_t i = 0; i < picture->alarm_count; i++) {
        roll_up->alarms[picture->alarms[i].kind]++;
    }
}

static void take_group(struct db *db, const struct record *group, int64_t day, struct roll_up *roll_up) {
    struct arena *arena = arena_new(); /* of one group: its loans need not stay */
    struct savings_picture *picture = arena_make(arena, struct savings_picture, 1);
    struct group_lack *lacks;
    int64_t weeks = (day - date_first_day(savings_group_of(group)->formed_on.date)) / 7;
    savings_picture_read(db, arena, group, day, picture);
    size_t lack_count = group_lacks(arena, &picture->figures, &grade_rules_default, &lacks);
    struct group_figures figures =
        group_counts_in_riel(group) ? picture->figures : group_figures_counts(&picture->figures);
    take_counts(roll_up, group, picture);
    roll_up->self_sustained += was_self_sustained(db, arena, group, day);
    roll_up->lacking_nothing += !lack_count;
    roll_up->phases[group_phase_of(weeks, picture->cycles_done, lack_count, &phase_rules_default)]++;
    roll_up->is_cut |= !group_figures_add(&roll_up->figures, &figures);
    arena_free(arena);
}

void roll_up_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                  struct uuid org, int64_t day, struct roll_up *roll_up) {
    struct record **groups;
    struct list_query query = {.type = &savings_group_type, .limit = LIMIT_LIST_ROWS, .org = org};
    *roll_up = (struct roll_up){.groups = 0};
    size_t count =
        query_list_all(store, db, arena, view, &query, LIMIT_ROLL_UP_GROUPS, &groups, &roll_up->is_cut);
    struct officers officers = {.ids = arena_make(arena, struct uuid, count + 1)};
    for (size_t i = 0; i < count; i++) {
        if (!group_is_there(db, arena, groups[i], day)) continue;
        take_group(db, groups[i], day, roll_up);
        officer_take(&officers, &savings_group_of(groups[i])->field_officer);
    }
    roll_up->figures.groups = roll_up->groups;
    roll_up->figures.officers = (int64_t)officers.count;
}

void roll_up_add(struct roll_up *sum, const struct roll_up *more) {
    sum->groups += more->groups;
    sum->vsla += more->vsla;
    sum->other_currency += more->other_currency;
    sum->self_sustained += more->self_sustained;
    sum->with_plan += more->with_plan;
    sum->with_computer += more->with_computer;
    sum->with_both += more->with_both;
    sum->lacking_nothing += more->lacking_nothing;
    sum->with_alarm += more->with_alarm;
    for (int phase = 0; phase <= PHASE_GRADUATED; phase++) {
        sum->phases[phase] += more->phases[phase];
    }
    for (int kind = 0; kind < SAVINGS_ALARMS; kind++) {
        sum->alarms[kind] += more->alarms[kind];
    }
    sum->is_cut |= more->is_cut;
    sum->is_cut |= more->groups && !group_figures_add(&sum->figures, &more->figures);
}

bool roll_up_tells(const struct roll_up *roll_up) {
    return roll_up->groups - roll_up->other_currency >= LIMIT_ROLL_UP_FEWEST;
}

bool roll_up_last_day(struct db *db, struct uuid org, int64_t *day) {
    struct date date;
    struct db_query *query =
        db_query(db, SQL("SELECT MAX(\"held_on\") FROM group_meeting WHERE org_id = ?1 AND "
                         "\"state\" <> 'open' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    bool found =
        db_next(query) && !db_column_is_null(query, 0) && date_parse_iso(db_column_text(query, 0), &date);
    db_done(query);
    if (found) *day = date_first_day(date);
    return found;
}
