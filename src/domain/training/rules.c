/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/training/rules.h"

#include "domain/people/people.h"
#include "domain/training/training.h"

static bool session_check_days(const struct session *session, struct refusal *refusal) {
    if (session->ends_on.present && date_first_day(session->ends_on.date) < date_first_day(session->starts_on.date)) {
        return refuse(refusal, S("ends_on"), "The end comes before the start.");
    }
    bool held = slice_equal(session->status.text, S("held"));
    if (held && date_first_day(session->starts_on.date) > date_first_day(clock_today())) {
        return refuse(refusal, S("starts_on"), "A session that was held cannot be in the future.");
    }
    return true;
}

bool session_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct session *session = session_of(now);
    (void)before;
    if (session->starts_on.present && !session_check_days(session, refusal)) return false;
    if (session->previous.present && uuid_equal(session->previous.id, now->id)) {
        return refuse(refusal, S("previous"), "A session cannot continue itself.");
    }
    if (!session->topics.present && session->course.present) {
        const struct record *course = rule_follow(rule, now, record_type_field(now->type, S("course")));
        if (course) session->topics = course_of(course)->topics;
    }
    return true;
}

bool attendance_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct attendance *attendance = attendance_of(now);
    (void)before;
    const struct record *session = rule_find(rule, &session_type, now->org_id, attendance->session.id);
    const struct record *person = rule_find(rule, &person_type, now->org_id, attendance->person.id);
    if (!session || !person) return true; /* already refused as an unknown reference */
    bool present = attendance->present.present && attendance->present.number;
    if (present && slice_equal(session_of(session)->status.text, S("cancelled"))) {
        return refuse(refusal, S("session"), "This session was cancelled; nobody can have been there.");
    }
    if (!attendance->function.present && person_of(person)->function.present) {
        attendance->function = person_of(person)->function;
    }
    return true;
}
