/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/rules.h"

#include "access/permission.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/case_merge.h"
#include "domain/people/people.h"
#include "store/vault.h"

enum { TEAM_MAX = 50, OPENINGS_MAX = 50 };

static bool is_same_user(const struct value *value, struct uuid user_id) {
    return value->present && uuid_equal(value->id, user_id);
}

/* ---- arrivals ---- */

bool arrival_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    const struct arrival *arrival = arrival_of(now);
    const struct value *counts[] = {&arrival->women, &arrival->men, &arrival->girls, &arrival->boys};
    int64_t people = 0;
    bool any = false;
    (void)rule, (void)before;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        any = any || counts[i]->present;
        people += counts[i]->present ? counts[i]->number : 0;
    }
    return !any || people > 0 ||
           refuse(refusal, S("women"), "Nobody came? Count at least one person, or leave all four empty.");
}

/* ---- what a file says of its person ---- */

/* The birth date as a day, month or year; absent when it is sealed already, so that it stays as it was. */
static bool birth_read(struct arena *arena, struct case_file *file, struct value *date,
                       struct refusal *refusal) {
    static const struct field typed = {.name = "birth_date",
                                       .label = "Date of birth",
                                       .kind = KIND_DATE,
                                       .reduced = true,
                                       .no_future = true};
    *date = (struct value){0};
    if (!file->birth_date.present || file->birth_date.sealed) return true;
    return value_parse_input(arena, &typed, file->birth_date.text, S(""), date, refusal);
}

static bool birth_take(struct arena *arena, struct case_file *file, struct refusal *refusal) {
    struct value birth;
    if (!birth_read(arena, file, &birth, refusal)) return false;
    if (!birth.present) return true;
    if (file->arrived_on.present && date_first_day(birth.date) > date_last_day(file->arrived_on.date)) {
        return refuse(refusal, S("birth_date"), "The date of birth is after the arrival.");
    }
    file->birth_date.text = date_format_iso(arena, birth.date);
    file->birth_year = value_of_number(birth.date.year);
    if (!file->arrived_on.present) return true;
    file->age_years = value_of_number(date_years_between(birth.date, file->arrived_on.date));
    return true;
}

static bool differs(const struct record *now, const struct record *before, const char *name) {
    const struct field *field = record_type_field(now->type, slice_of(name));
    return !value_equal(field, record_value_const(before, field), record_value_const(now, field));
}

/* The file with what is sealed in it, for the program alone; NULL when its key is gone. */
static struct record *opened(struct rule *rule, const struct record *file) {
    struct record *copy = record_copy(rule->job_arena, file);
    bool is_open = rule->is_asking ? vault_open_record(rule->store, rule->db, rule->job_arena, copy)
                                   : vault_open_in(rule, copy);
    return is_open ? copy : NULL;
}

/* A birth date that is sealed already still says year and age when the day of arrival or one of them is
 * corrected. */
static bool birth_keep(struct rule *rule, struct record *now, const struct record *before,
                       struct refusal *refusal) {
    struct case_file *file = case_file_of(now);
    bool corrected = before && (differs(now, before, "arrived_on") || differs(now, before, "age_years") ||
                                differs(now, before, "birth_year"));
    if (!corrected || !file->birth_date.sealed) return true;
    struct record *open = opened(rule, now);
    if (!open) return true;
    if (!birth_take(rule->job_arena, case_file_of(open), refusal)) return false;
    file->birth_year = case_file_of(open)->birth_year;
    file->age_years = case_file_of(open)->age_years;
    return true;
}

/* An age without a birth date gives the year, to find by, and a corrected age another one. */
static bool age_take(struct record *now, const struct record *before, struct refusal *refusal) {
    struct case_file *file = case_file_of(now);
    bool corrected = before && differs(now, before, "age_years") && !differs(now, before, "birth_year");
    if (!file->arrived_on.present) return true;
    if (file->birth_year.present && file->birth_year.number > file->arrived_on.date.year)
        return refuse(refusal, S("birth_year"), "The date of birth is after the arrival.");
    if (file->birth_date.present || !file->age_years.present || (file->birth_year.present && !corrected))
        return true;
    file->birth_year = value_of_number(file->arrived_on.date.year - file->age_years.number);
    return true;
}

int64_t case_age_on(struct rule *rule, const struct record *record, struct date on) {
    const struct record *open = opened(rule, record);
    const struct case_file *file = case_file_of(open ? open : record);
    struct date birth;
    int64_t age = CASE_AGE_UNKNOWN;
    bool is_exact = open && file->birth_date.present && date_parse_iso(file->birth_date.text, &birth) &&
                    birth.precision == DATE_DAY;
    if (is_exact) return date_years_between(birth, on);
    if (file->birth_year.present) age = on.year - file->birth_year.number - 1;
    if (!file->age_years.present || !file->arrived_on.present) return age;
    int64_t since = file->age_years.number + date_years_between(file->arrived_on.date, on);
    return since > age ? since : age;
}

static void arrival_take(struct rule *rule, struct record *now) {
    struct case_file *file = case_file_of(now);
    const struct record *found = rule_follow(rule, now, record_type_field(&case_file_type, S("arrival")));
    if (!found) return;
    if (!file->arrived_on.present) file->arrived_on = arrival_of(found)->on_day;
    if (!file->from_country.present) file->from_country = arrival_of(found)->from_country;
}

void case_file_foresee(struct rule *rule, struct record *file) {
    struct refusal ignored = REFUSAL_IN(rule->job_arena);
    arrival_take(rule, file);
    bool good = birth_take(rule->job_arena, case_file_of(file), &ignored) && age_take(file, NULL, &ignored);
    (void)good; /* what cannot be is refused when it is saved */
}

/* A file that was erased says nothing new: what would be sealed in it would get a new key. */
static bool erased_stays(const struct record *now, const struct record *before, struct refusal *refusal) {
    if (!before || !case_file_of(before)->erased_on.present) return true;
    for (size_t i = 0; i < now->type->field_count; i++) {
        if (!now->type->fields[i].sealed || now->values[i].sealed || !now->values[i].present) continue;
        return refuse(refusal, slice_of(now->type->fields[i].name),
                      "This file was erased; nothing can be written into it.");
    }
    return true;
}

static bool may_approve(const struct rule *rule) {
    return rule->actor->is_system || access_may(rule->actor, ACCESS_CASE, VERB_APPROVE);
}

bool case_may_work(struct rule *rule, const struct record *file, struct refusal *refusal) {
    if (may_approve(rule) || case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, S(""), "Only who works on the file, or a supervisor, changes it.");
}

static bool is_member(struct rule *rule, struct uuid org, struct uuid user) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT id FROM membership WHERE org_id = ?1 AND \"user\" = ?2 AND deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, user);
    bool found = db_next(query);
    db_done(query);
    return found;
}

bool case_users_work_here(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal) {
    bool good = true;
    if (!catalogue_find(store_catalogue(rule->store), S("membership"))) return true;
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        const struct value *user = record_value_const(now, field);
        if (field->kind != KIND_REF || !slice_equal(slice_of(field->ref), S("user")) || !user->present)
            continue;
        if (before && value_equal(field, record_value_const(before, field), user)) continue;
        if (!is_member(rule, now->org_id, user->id))
            good = refuse(refusal, slice_of(field->name), "This user does not work in the organisation.");
    }
    return good;
}

/* Who supervises would else open every file without a second person. */
bool case_may_put_on(struct rule *rule, const struct record *file, const struct value *user,
                     struct slice field, struct refusal *refusal) {
    bool is_self = !rule->actor->is_system && is_same_user(user, rule->actor->user_id);
    if (!is_self || case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, field,
                  "Nobody puts themselves on a file: who works on it does, or another supervisor. In an "
                  "emergency, ask to open it and say why.");
}

static bool is_closed(const struct value *state) {
    return value_is_code(state, "closed") || value_is_code(state, "closed_referred");
}

/* A file that was closed elsewhere is taken in by the program alone; whoever makes one begins with it. */
static bool begins_open(const struct rule *rule, const struct case_file *file, struct refusal *refusal) {
    if (rule->by_program || rule->actor->is_system) return true;
    if (is_closed(&file->state))
        return refuse(refusal, S("state"),
                      "A new file is open: it is closed later, when a supervisor said yes.");
    return !file->closed_on.present ||
           refuse(refusal, S("closed_on"), "The day of closing comes when the file is closed.");
}

/* The day of closing follows the state; a social worker closes what a supervisor said yes to. */
static bool closing_take(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    struct case_file *file = case_file_of(now);
    bool closed = is_closed(&file->state), was_closed = before && is_closed(&case_file_of(before)->state);
    if (!before && !begins_open(rule, file, refusal)) return false;
    if (!closed) file->closed_on = (struct value){0};
    if (!closed) return true;
    if (!file->closed_on.present) file->closed_on = value_today();
    if (!before || was_closed || may_approve(rule) || case_closing_is_approved(rule, before)) return true;
    return refuse(refusal, S("state"), "Ask a supervisor to approve the closing first.");
}

/* Nobody writes "erased" on a file whose key is there. */
static bool erasing_is_agreed(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct value *erased = &case_file_of(now)->erased_on;
    bool same = before ? value_equal(record_type_field(now->type, S("erased_on")),
                                     &case_file_of(before)->erased_on, erased)
                       : !erased->present;
    if (same || (before && erased->present && case_erasure_is_agreed(rule, before))) return true;
    return refuse(refusal, S("erased_on"), "A file is erased by two people who agree, on its page.");
}

bool case_file_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct case_file *file = case_file_of(now);
    if (before && !case_may_work(rule, before, refusal)) return false;
    if (before && before->deleted_ms && !uuid_is_zero(case_merge_survivor(rule->db, now->org_id, now->id)))
        return refuse(refusal, S(""),
                      "This file was made one with another: take that back on the page of the other one.");
    if (!erasing_is_agreed(rule, now, before, refusal)) return false;
    arrival_take(rule, now);
    if (!file->state.present) file->state = value_of_text(S("arrived"));
    if (!before && !file->case_worker.present && !rule->actor->is_system) {
        file->case_worker = value_of_id(rule->actor->user_id);
    }
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    if (before && !case_may_put_on(rule, before, &file->case_worker, S("case_worker"), refusal)) return false;
    if (!erased_stays(now, before, refusal) || !birth_take(rule->job_arena, file, refusal)) return false;
    if (!birth_keep(rule, now, before, refusal) || !age_take(now, before, refusal)) return false;
    return closing_take(rule, now, before, refusal);
}

bool case_is_told(struct rule *rule, const struct record *file) {
    if (!catalogue_find(store_catalogue(rule->store), S("referral"))) return false;
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM referral WHERE org_id = ?1 AND \"case_file\" = ?2 AND "
                               "\"state\" IN ('sent', 'accepted') AND deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, file->org_id);
    db_bind_uuid(query, 2, file->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool holds_others(struct rule *rule, const struct record *file) {
    struct uuid one;
    if (case_file_of(file)->erased_on.present) return false; /* their keys ended with its own */
    return catalogue_find(store_catalogue(rule->store), S("case_merge")) &&
           case_merged_into(rule->db, file->org_id, file->id, &one, 1) > 0;
}

bool case_file_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct value *hold = &case_file_of(before)->legal_hold;
    if (hold->present && hold->number)
        return refuse(refusal, S("reason"), "This file must be kept: a court or a law asks for it.");
    if (case_is_told(rule, before))
        return refuse(
            refusal, S("reason"),
            "Others still have what was told of this person: call back or close the referrals first.");
    if (holds_others(rule, before))
        return refuse(refusal, S("reason"),
                      "Another file went into this one: take that back first, or erase it.");
    return case_may_work(rule, before, refusal);
}

/* ---- who works on it ---- */

const struct record *case_of(struct rule *rule, const struct record *record) {
    if (record->type == &case_file_type) return record;
    const struct field *field = record_type_field(record->type, S("case_file"));
    return field ? rule_follow(rule, record, field) : NULL;
}

const struct value *case_value(const struct record *record, const char *name) {
    return record_value_const(record, record_type_field(record->type, slice_of(name)));
}

static bool is_on_team(struct rule *rule, const struct record *file, struct uuid user_id) {
    struct uuid ids[TEAM_MAX];
    const struct field *field = record_type_field(&case_team_member_type, S("case_file"));
    size_t count = rule_referrers(rule, &case_team_member_type, field, file->org_id, file->id, ids, TEAM_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &case_team_member_type, file->org_id, ids[i]);
        if (!found || !is_same_user(&case_team_member_of(found)->user, user_id)) continue;
        const struct value *until = &case_team_member_of(found)->until;
        if (!until->present || date_last_day(until->date) >= date_first_day(clock_today())) return true;
    }
    return false;
}

static bool was_opened_for(struct rule *rule, const struct record *file, struct uuid user_id) {
    struct uuid ids[OPENINGS_MAX];
    const struct field *field = record_type_field(&case_opening_type, S("case_file"));
    size_t count = rule_referrers(rule, &case_opening_type, field, file->org_id, file->id, ids, OPENINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &case_opening_type, file->org_id, ids[i]);
        if (!found || !is_same_user(&case_opening_of(found)->user, user_id)) continue;
        const struct case_opening *opening = case_opening_of(found);
        if (value_is_code(&opening->state, "allowed") && opening->until_ms.number > clock_now_ms())
            return true;
    }
    return false;
}

bool case_is_open_to(struct rule *rule, const struct record *file, struct uuid user_id) {
    return is_same_user(&case_file_of(file)->case_worker, user_id) || is_on_team(rule, file, user_id) ||
           was_opened_for(rule, file, user_id);
}

bool case_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct record *file = case_of(rule, record);
    if (file && case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, S(""),
                  "This file opens to those who work on it. In an emergency, ask to open it and say why.");
}

bool case_team_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    if (may_approve(rule))
        return !file || case_may_put_on(rule, file, &case_team_member_of(now)->user, S("user"), refusal);
    if (file && case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, S("user"),
                  "Only who works on the file, or a supervisor, puts somebody on its team.");
}

bool case_takes_parts(struct rule *rule, const struct record *part, struct refusal *refusal) {
    const struct record *file = case_of(rule, part);
    return !file || !case_file_of(file)->erased_on.present ||
           refuse(refusal, S("case_file"), "This file was erased; nothing can be written into it.");
}

bool case_part_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    if (!file) return true; /* the reference itself is refused */
    return case_takes_parts(rule, now, refusal) && case_may_work(rule, file, refusal);
}

bool case_part_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *file = case_of(rule, before);
    return !file || case_may_work(rule, file, refusal);
}

bool case_given_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return uuid_equal(before->created_by, rule->actor->user_id) ||
           case_part_before_delete(rule, before, refusal);
}

/* ---- opened in an emergency ---- */

bool case_deciding_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct field *asker =
        record_type_field(record->type, record->type == &case_opening_type ? S("user") : S("asked_by"));
    bool asked = asker && is_same_user(record_value_const(record, asker), rule->actor->user_id);
    return asked || may_approve(rule) || case_before_reveal(rule, record, refusal);
}

static bool opening_is_asked(struct rule *rule, const struct case_opening *opening, const struct record *file,
                             struct refusal *refusal) {
    if (!value_is_code(&opening->state, "asked"))
        return refuse(refusal, S("state"), "An opening is asked for first.");
    if (case_file_of(file)->erased_on.present)
        return refuse(refusal, S("case_file"), "This file was erased; there is nothing to open.");
    if (!case_is_open_to(rule, file, opening->user.id)) return true;
    return refuse(refusal, S("case_file"), "This file is open to you.");
}

static bool opening_is_decided(struct rule *rule, const struct case_opening *opening,
                               struct refusal *refusal) {
    int64_t most = clock_now_ms() + (int64_t)LIMIT_CASE_OPENING_HOURS * 3600 * 1000;
    if (!may_approve(rule)) return refuse(refusal, S("state"), "A supervisor decides.");
    if (!opening->decided_by.present || uuid_equal(opening->decided_by.id, opening->user.id)) {
        return refuse(refusal, S("state"), "A second person decides, not the one who asks.");
    }
    if (!value_is_code(&opening->state, "allowed") ||
        (opening->until_ms.present && opening->until_ms.number <= most))
        return true;
    return refuse(refusal, S("until_ms"), "Say for how long: a day at most.");
}

/* asked -> allowed | refused; allowed -> ended. */
bool case_opening_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct case_opening *opening = case_opening_of(now);
    const struct record *file = case_of(rule, now);
    if (!file) return true;
    if (!before) return opening_is_asked(rule, opening, file, refusal);
    const struct value *was = &case_opening_of(before)->state;
    if (value_is_code(&opening->state, "ended") && value_is_code(was, "allowed")) return true;
    if (value_is_code(was, "asked")) return opening_is_decided(rule, opening, refusal);
    return refuse(refusal, S("state"), "This was decided already.");
}
