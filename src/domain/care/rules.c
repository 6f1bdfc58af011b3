/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/rules.h"

#include "access/permission.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/people/people.h"

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
    file->birth_year = (struct value){.present = true, .number = birth.date.year};
    if (!file->arrived_on.present) return true;
    file->age_years =
        (struct value){.present = true, .number = date_years_between(birth.date, file->arrived_on.date)};
    return true;
}

/* An age without a birth date gives the year, to find by. */
static void age_take(struct case_file *file) {
    if (file->birth_date.present || file->birth_year.present) return;
    if (!file->age_years.present || !file->arrived_on.present) return;
    file->birth_year =
        (struct value){.present = true, .number = file->arrived_on.date.year - file->age_years.number};
}

static void arrival_take(struct rule *rule, struct record *now) {
    struct case_file *file = case_file_of(now);
    const struct record *found = rule_follow(rule, now, record_type_field(&case_file_type, S("arrival")));
    if (!found) return;
    if (!file->arrived_on.present) file->arrived_on = arrival_of(found)->on_day;
    if (!file->from_country.present) file->from_country = arrival_of(found)->from_country;
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

static bool is_closed(const struct value *state) {
    return value_is_code(state, "closed") || value_is_code(state, "closed_referred");
}

/* The day of closing follows the state; a social worker closes what a supervisor said yes to. */
static bool closing_take(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    struct case_file *file = case_file_of(now);
    bool closed = is_closed(&file->state), was_closed = before && is_closed(&case_file_of(before)->state);
    if (!closed) file->closed_on = (struct value){0};
    if (!closed) return true;
    if (!file->closed_on.present) file->closed_on = (struct value){.present = true, .date = clock_today()};
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
    if (!erasing_is_agreed(rule, now, before, refusal)) return false;
    arrival_take(rule, now);
    if (!file->state.present) file->state = (struct value){.present = true, .text = S("arrived")};
    if (!file->case_worker.present && !rule->actor->is_system) {
        file->case_worker = (struct value){.present = true, .id = rule->actor->user_id};
    }
    if (!erased_stays(now, before, refusal) || !birth_take(rule->job_arena, file, refusal)) return false;
    age_take(file);
    return closing_take(rule, now, before, refusal);
}

bool case_file_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct value *hold = &case_file_of(before)->legal_hold;
    (void)rule;
    if (!hold->present || !hold->number) return true;
    return refuse(refusal, S("reason"), "This file must be kept: a court or a law asks for it.");
}

/* ---- who works on it ---- */

const struct record *case_of(struct rule *rule, const struct record *record) {
    if (record->type == &case_file_type) return record;
    const struct field *field = record_type_field(record->type, S("case_file"));
    return field ? rule_follow(rule, record, field) : NULL;
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
    (void)before;
    if (may_approve(rule)) return true;
    if (file && case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, S("user"),
                  "Only who works on the file, or a supervisor, puts somebody on its team.");
}

bool case_part_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    (void)before;
    if (!file) return true; /* the reference itself is refused */
    if (case_file_of(file)->erased_on.present)
        return refuse(refusal, S("case_file"), "This file was erased; nothing can be written into it.");
    return case_may_work(rule, file, refusal);
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
