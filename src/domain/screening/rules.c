/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/screening/rules.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/programme/programme.h"
#include "domain/screening/form_edit.h"
#include "domain/screening/screening.h"

enum { VERSIONS_MAX = 1000, ADULT_AGE = 18 };

/* ---- versions of forms ---- */

static int64_t next_number(struct rule *rule, const struct record *now) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, VERSIONS_MAX);
    const struct field *field = record_type_field(now->type, S("care_form"));
    size_t count = rule_referrers(rule, now->type, field, now->org_id, care_form_version_of(now)->care_form.id, ids, VERSIONS_MAX);
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(rule, now->type, now->org_id, ids[i]);
        if (other && care_form_version_of(other)->number.number > last) last = care_form_version_of(other)->number.number;
    }
    return last + 1;
}

/* What did not change was read when it was taken; it stays as it was written then, to the byte. */
static bool definition_take(struct rule *rule, struct care_form_version *version, const struct record *before, struct refusal *refusal) {
    if (!version->definition.present) return true; /* the catalogue asks for it */
    if (before && slice_equal(version->definition.text, care_form_version_of(before)->definition.text)) return true;
    const struct form *form = form_read_draft(rule->job_arena, version->definition.text, S("definition"), refusal);
    if (!form) return false;
    version->definition.text = form_write(rule->job_arena, form);
    version->questions = (struct value){.present = true, .number = (int64_t)form->question_count};
    return true;
}

/* Nobody reads a question that their language has not. */
static bool is_fit_to_ask(struct rule *rule, const struct care_form_version *version, const struct record *before, struct refusal *refusal) {
    bool was_draft = !before || value_is_code(&care_form_version_of(before)->state, "draft");
    if (!version->definition.present || !was_draft || !value_is_code(&version->state, "published")) return true;
    const struct form *form = form_read_draft(rule->job_arena, version->definition.text, S("definition"), refusal);
    return form && form_is_complete(form, S("definition"), refusal);
}

static bool published_stays(const struct record *now, const struct record *before, struct refusal *refusal) {
    const struct care_form_version *is = care_form_version_of(now), *was = before ? care_form_version_of(before) : NULL;
    if (!was || value_is_code(&was->state, "draft")) return true;
    if (value_is_code(&is->state, "draft")) return refuse(refusal, S("state"), "A version that was published is not a draft again. Make a new version.");
    if (slice_equal(is->definition.text, was->definition.text)) return true;
    return refuse(refusal, S("definition"), "A version that was published does not change. Make a new version.");
}

bool care_form_version_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct care_form_version *version = care_form_version_of(now);
    if (!version->state.present) version->state = (struct value){.present = true, .text = S("draft")};
    if (!version->number.present) version->number = (struct value){.present = true, .number = next_number(rule, now)};
    return definition_take(rule, version, before, refusal) && published_stays(now, before, refusal) && is_fit_to_ask(rule, version, before, refusal);
}

bool care_form_version_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    if (value_is_code(&care_form_version_of(before)->state, "draft")) return true;
    return refuse(refusal, S("reason"), "A version that was published stays: answers were given to it. Say that it is no longer used.");
}

/* ---- answers ---- */

enum age_known case_age_known(const struct record *file) {
    const struct case_file *person = case_file_of(file);
    if (person->age_years.present) return person->age_years.number < ADULT_AGE ? AGE_CHILD : AGE_ADULT;
    if (!person->birth_year.present || !person->arrived_on.present) return AGE_UNKNOWN;
    int64_t years = person->arrived_on.date.year - person->birth_year.number;
    if (years == ADULT_AGE) return AGE_UNKNOWN; /* turned eighteen this year, or not yet */
    return years < ADULT_AGE ? AGE_CHILD : AGE_ADULT;
}

static void indicate(struct rule *rule, struct form_answer *answer, const struct form_answers *answers, enum age_known age) {
    struct findings findings = {0};
    bool is_complete = form_findings(rule->job_arena, answers, &findings) && value_is_code(&answer->state, "finished");
    struct identification found = identify(&findings, age, is_complete);
    static const char *const codes[ELEMENTS] = {"act", "means", "purpose"};
    struct text elements = TEXT_IN(rule->job_arena);
    for (size_t i = 0; i < ELEMENTS; i++) {
        if (found.has[i]) text_printf(&elements, "%s%s", elements.len ? "," : "", codes[i]);
    }
    answer->indication = (struct value){.present = true, .text = slice_of(indication_code(found.indication))};
    answer->elements = (struct value){.present = elements.len > 0, .text = text_slice(&elements)};
}

/* Every page in its turn, so that all that is wrong is told. */
static bool pages_check(struct rule *rule, const struct form_answers *answers, bool is_finished, struct refusal *refusal) {
    bool good = true;
    for (size_t page = 0; page < answers->form->page_count; page++) {
        good = form_check_page(rule->job_arena, answers, page, is_finished, LANG_EN, refusal) && good;
    }
    return good;
}

/* What did not come through a page of the form is read like what did. */
static bool texts_check(struct rule *rule, struct form_answers *answers, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < answers->form->question_count; i++) {
        if (answers->texts[i].len) good = form_answer_take(rule->job_arena, answers, i, answers->texts[i], refusal) && good;
    }
    return good;
}

static bool answers_take(struct rule *rule, struct record *now, const struct record *version, struct refusal *refusal) {
    struct form_answer *answer = form_answer_of(now);
    const struct record *file = case_of(rule, now);
    const struct form *form = form_read(rule->job_arena, care_form_version_of(version)->definition.text, S("form_version"), refusal);
    if (!form || !file || answer->answers.sealed) return form && file;
    struct slice today = date_format_iso(rule->job_arena, clock_today());
    struct form_answers answers = form_answers_new(rule->job_arena, form, answer->minimal.present && answer->minimal.number, today);
    if (!form_answers_read(rule->job_arena, &answers, answer->answers.present ? answer->answers.text : S(""), S("answers"), refusal)) return false;
    if (!texts_check(rule, &answers, refusal)) return false;
    form_settle(rule->job_arena, &answers);
    if (!pages_check(rule, &answers, value_is_code(&answer->state, "finished"), refusal)) return false;
    answer->answers = (struct value){.present = true, .text = form_answers_write(rule->job_arena, &answers)};
    indicate(rule, answer, &answers, case_age_known(file));
    return true;
}

bool form_answer_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct form_answer *answer = form_answer_of(now);
    const struct record *version = rule_follow(rule, now, record_type_field(&form_answer_type, S("form_version")));
    if (!case_part_before_save(rule, now, before, refusal)) return false;
    if (!answer->state.present) answer->state = (struct value){.present = true, .text = S("in_progress")};
    if (before && value_is_code(&form_answer_of(before)->state, "finished")) {
        return refuse(refusal, S("state"), "A form that is finished does not change. Begin it again.");
    }
    if (!version) return true; /* the catalogue names what is missing */
    if (!before && !value_is_code(&care_form_version_of(version)->state, "published")) {
        return refuse(refusal, S("form_version"), "Only a published version of a form is asked.");
    }
    return answers_take(rule, now, version, refusal);
}

/* ---- decisions ---- */

static bool is_of_government(struct rule *rule) {
    struct db_query *query = db_query(rule->db, SQL("SELECT iati_type FROM organisation WHERE id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, rule->actor->org_id); /* whoever made its record */
    bool is_found = db_next(query);
    struct slice type = is_found ? db_column_text(query, 0) : S("");
    bool is_public = slice_equal(type, S("t10")) || slice_equal(type, S("t15"));
    db_done(query);
    return is_public;
}

static bool may_recognise(struct rule *rule, const struct status_decision *decision, struct refusal *refusal) {
    if (!value_is_code(&decision->status, "recognised")) return true;
    if (decision->reported_by.present)
        return refuse(refusal, S("status"), "What others report is no formal recognition here.");
    if (value_is_code(&decision->decided_by, "NGO") || value_is_code(&decision->decided_by, "Other")) {
        return refuse(refusal, S("decided_by"), "Only the authority recognises formally.");
    }
    if (is_of_government(rule)) return true;
    return refuse(refusal, S("status"), "Only a user of the authority can say that somebody is formally recognised. Write down who identified the person, and the number of the document.");
}

static bool fits_file(struct rule *rule, const struct record *now, const struct record *file, struct refusal *refusal) {
    const struct status_decision *decision = status_decision_of(now);
    const struct value *arrived = &case_file_of(file)->arrived_on;
    if (decision->decided_on.present && arrived->present && date_last_day(decision->decided_on.date) < date_first_day(arrived->date)) {
        return refuse(refusal, S("decided_on"), "The decision is before the arrival.");
    }
    const struct record *answer = rule_follow(rule, now, record_type_field(&status_decision_type, S("form_answer")));
    if (!answer || uuid_equal(form_answer_of(answer)->case_file.id, file->id)) return true;
    return refuse(refusal, S("form_answer"), "This form was answered by somebody else.");
}

bool status_decision_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    if (!case_part_before_save(rule, now, before, refusal)) return false;
    return may_recognise(rule, status_decision_of(now), refusal) && (!file || fits_file(rule, now, file, refusal));
}

/* What others report of an authority is no decision of it that we hold. */
static bool is_of_authority(const struct record *record) {
    const struct value *by = &status_decision_of(record)->decided_by;
    if (status_decision_of(record)->reported_by.present) return false;
    return !value_is_code(by, "NGO") && !value_is_code(by, "Other");
}

int status_decision_compare(const struct record *a, const struct record *b) {
    int formal = is_of_authority(b) - is_of_authority(a);
    if (formal) return formal;
    int64_t one = date_first_day(status_decision_of(a)->decided_on.date), other = date_first_day(status_decision_of(b)->decided_on.date);
    if (one != other) return one > other ? -1 : 1;
    return a->created_ms > b->created_ms ? -1 : a->created_ms < b->created_ms;
}
