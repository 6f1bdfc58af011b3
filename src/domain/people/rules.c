/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/rules.h"

#include "domain/people/people.h"

static bool is_head(const struct record *record) {
    const struct value *head = &person_of(record)->household_head;
    return head->present && head->number && person_of(record)->household.present;
}

/* Somebody else of the household who is its head already; NULL: nobody. */
static const struct record *other_head(struct rule *rule, const struct record *now) {
    enum { HOUSEHOLD_PEOPLE_MAX = 100 };
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, HOUSEHOLD_PEOPLE_MAX);
    size_t count = rule_referrers(rule, &person_type, record_type_field(&person_type, S("household")),
                                  now->org_id, person_of(now)->household.id, ids, HOUSEHOLD_PEOPLE_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *other =
            uuid_equal(ids[i], now->id) ? NULL : rule_find(rule, &person_type, now->org_id, ids[i]);
        if (other && is_head(other)) return other;
    }
    return NULL;
}

static bool household_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    struct person *person = person_of(now);
    const struct value *household = &person->household;
    if (!household->present) return true;
    bool same = before && value_equal(record_type_field(&person_type, S("household")),
                                      &person_of(before)->household, household);
    if (!person->village.present && !same) {
        const struct record *found = rule_find(rule, &household_type, now->org_id, household->id);
        if (found) person->village = household_of(found)->village;
    }
    if (!is_head(now) || (same && is_head(before))) return true;
    const struct record *other = other_head(rule, now);
    if (!other) return true;
    return refuse_with(refusal, S("household_head"), "{1} is the head of this household already.",
                       other->code, S(""));
}

/* Bringing back somebody who was merged would make two of one: the merge is taken back instead. */
static bool restore_before_save(struct rule *rule, const struct record *now, const struct record *before, struct refusal *refusal) {
    struct uuid merge;
    if (!before || !before->deleted_ms || now->deleted_ms) return true;
    const struct field *merged = record_type_field(&person_merge_type, S("merged"));
    if (rule_referrers(rule, &person_merge_type, merged, now->org_id, now->id, &merge, 1) == 0) return true;
    return refuse(refusal, S(""), "This person was merged with another one. Take the merge back instead.");
}

bool person_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    struct person *person = person_of(now);
    if (!person->name_km.present && !person->name_latin.present) {
        return refuse(refusal, S("name_km"), "Write the name in Khmer or in Latin letters.");
    }
    if (person->age_years.present && !person->age_on.present) {
        person->age_on = (struct value){.present = true, .date = clock_today()};
    }
    if (person->birth_date.present && person->age_years.present) {
        int age = date_years_between(person->birth_date.date, person->age_on.date);
        int64_t off = age - person->age_years.number;
        if (off > 2 || off < -2) {
            return refuse(refusal, S("age_years"),
                          "The age does not fit the date of birth. Keep the one that is known better.");
        }
    }
    return restore_before_save(rule, now, before, refusal) && household_before_save(rule, now, before, refusal);
}

int person_age_on(const struct record *record, struct date on) {
    const struct person *person = person_of(record);
    if (person->birth_date.present) {
        int age = date_years_between(person->birth_date.date, on);
        return age < 0 ? 0 : age;
    }
    if (!person->age_years.present || !person->age_on.present) return -1;
    int64_t age = person->age_years.number + date_years_between(person->age_on.date, on);
    return age < 0 ? 0 : (int)age;
}

static bool difficulty_counts(const struct value *answer) {
    return answer->present &&
           (slice_equal(answer->text, S("a_lot")) || slice_equal(answer->text, S("cannot")));
}

enum disability person_disability(const struct record *record) {
    const struct person *person = person_of(record);
    const struct value *answers[] = {&person->seeing,      &person->hearing,   &person->walking,
                                     &person->remembering, &person->self_care, &person->communicating};
    bool all_answered = true;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (difficulty_counts(answers[i])) return DISABILITY_YES;
        all_answered = all_answered && answers[i]->present;
    }
    return all_answered ? DISABILITY_NO : DISABILITY_NOT_KNOWN;
}
