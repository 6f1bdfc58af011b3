/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/rules.h"

#include "domain/people/people.h"

bool person_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct person *person = person_of(now);
    (void)rule;
    (void)before;
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
            return refuse(refusal, S("age_years"), "The age does not fit the date of birth. Keep the one that is known better.");
        }
    }
    return true;
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
    return answer->present && (slice_equal(answer->text, S("a_lot")) || slice_equal(answer->text, S("cannot")));
}

bool person_has_disability(const struct record *record) {
    const struct person *person = person_of(record);
    return difficulty_counts(&person->seeing) || difficulty_counts(&person->hearing) || difficulty_counts(&person->walking) ||
           difficulty_counts(&person->remembering) || difficulty_counts(&person->self_care) ||
           difficulty_counts(&person->communicating);
}
