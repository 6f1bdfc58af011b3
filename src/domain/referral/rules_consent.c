/* SPDX-License-Identifier: Apache-2.0 */
#include "access/permission.h"
#include "base/limits.h"
#include "domain/attachment/attachment.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "domain/referral/referral_rule.h"
#include "domain/referral/rules.h"

enum { ADULT_YEARS = 18, OVERRIDE_HOURS = 24, HOUR_MS = 60 * 60 * 1000 };

/* ---- shared ---- */

bool part_is_open(struct rule *rule, const struct record *part, struct refusal *refusal) {
    const struct record *file = case_of(rule, part);
    if (rule->actor->is_system || (file && case_is_open_to(rule, file, rule->actor->user_id))) return true;
    return refuse(refusal, S(""), "Only who works on the file does this.");
}

bool part_may_change(struct rule *rule, const struct record *part, struct refusal *refusal) {
    return access_may(rule->actor, ACCESS_CASE, VERB_APPROVE) || part_is_open(rule, part, refusal);
}

bool written_by_program(const struct record *now, const struct record *before, const char *const *names,
                        size_t count, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = record_type_field(now->type, slice_of(names[i]));
        const struct value *value = record_value_const(now, field);
        bool same = before ? value_equal(field, record_value_const(before, field), value) : !value->present;
        if (!same) good = refuse(refusal, slice_of(names[i]), "The program writes this by itself.");
    }
    return good;
}

bool refusal_is_logged(const struct record *now, bool good, const struct refusal *refusal) {
    if (!good)
        log_warn("refused: %s %.*s: %s", now->type->name, SLICE_ARG(now->code),
                 refusal->last ? refusal->last->message : "");
    return good;
}

/* ---- consents ---- */

/* Who is not of age for certain is a child; of whom nothing is known, an adult. */
static bool is_child(struct rule *rule, const struct record *file, struct date on) {
    int64_t age = case_age_on(rule, file, on);
    return age != CASE_AGE_UNKNOWN && age < ADULT_YEARS;
}

static bool giver_check(struct rule *rule, const struct consent *consent, const struct record *file,
                        struct refusal *refusal) {
    bool is_for_child =
        value_is_code(&consent->given_by, "guardian") || value_is_code(&consent->given_by, "authority");
    if (!is_child(rule, file, consent->given_on.date)) {
        return !is_for_child ||
               refuse(refusal, S("given_by"), "This person is no child: nobody consents as a guardian.");
    }
    if (!is_for_child)
        return refuse(refusal, S("given_by"),
                      "For a child its guardian consents, or the authority in charge of it.");
    if (!consent->assent.present) return refuse(refusal, S("assent"), "Say what the child says to it.");
    return !value_is_code(&consent->assent, "refused") ||
           refuse(refusal, S("assent"), "The child does not agree: this is no consent.");
}

static bool recipient_check(const struct consent *consent, struct refusal *refusal) {
    bool is_named = value_is_code(&consent->recipient, "named");
    if (is_named && !consent->provider.present) return refuse(refusal, S("provider"), "Say which provider.");
    if (!is_named && consent->provider.present)
        return refuse(refusal, S("provider"),
                      "A provider is named only when the consent is for this one alone.");
    return true;
}

/* Nobody allowed anything before they came; and what was allowed long ago is asked again.  What the program
 * brings along (the demo) may hold for longer. */
static bool length_check(const struct rule *rule, const struct consent *consent, const struct record *file,
                         struct refusal *refusal) {
    const struct value *came = &case_file_of(file)->arrived_on;
    if (came->present && date_last_day(consent->given_on.date) < date_first_day(came->date))
        return refuse(refusal, S("given_on"), "It was given before the person arrived.");
    struct date day_before = date_of_day(date_last_day(consent->expires_on.date) - 1);
    if (rule->actor->is_system ||
        date_years_between(consent->given_on.date, day_before) < LIMIT_CONSENT_YEARS)
        return true;
    return refuse(refusal, S("expires_on"), "A consent holds for five years at most: ask again then.");
}

static bool days_check(const struct record *now, struct refusal *refusal) {
    const struct consent *consent = consent_of(now);
    int64_t ms;
    if (consent->expires_time.present && !consent_time_parse(consent->expires_time.text, &ms))
        return refuse(refusal, S("expires_time"), "Write the time as 08:30.");
    if (date_last_day(consent->expires_on.date) < date_first_day(consent->given_on.date))
        return refuse(refusal, S("expires_on"), "It ends before it was given.");
    return true;
}

static bool files_check(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct consent *consent = consent_of(now);
    bool has_class = codes_contain(consent->scope.text, S("files"));
    if (has_class != consent->files.present)
        return refuse(refusal, S("files"),
                      has_class ? "Say which files." : "Files are chosen only when files may be given.");
    struct slice rest = consent->files.text, text;
    struct uuid id;
    while (consent->files.present && slice_split(&rest, ',', &text)) {
        const struct record *file =
            uuid_parse(text, &id) ? rule_find(rule, &attachment_type, now->org_id, id) : NULL;
        bool is_here = file && !file->deleted_ms &&
                       slice_equal(attachment_of(file)->owner_id.text,
                                   uuid_format(rule->job_arena, consent->case_file.id));
        if (!is_here) return refuse(refusal, S("files"), "This is no file of this case.");
    }
    return true;
}

static bool consent_is_new(struct rule *rule, const struct record *now, struct refusal *refusal) {
    static const char *const later[] = {"withdrawn_why", "withdrawn_ms"};
    const struct consent *consent = consent_of(now);
    const struct record *file = case_of(rule, now);
    if (!file || !consent->given_on.present || !consent->expires_on.present)
        return true; /* told as missing */
    return written_by_program(now, NULL, later, ARRAY_LEN(later), refusal) &&
           giver_check(rule, consent, file, refusal) && recipient_check(consent, refusal) &&
           days_check(now, refusal) && length_check(rule, consent, file, refusal) &&
           files_check(rule, now, refusal);
}

/* What ended with a merge of files holds again when that is taken back: the person may say no before. */
bool consent_may_end(const struct record *record) {
    const struct value *why = &consent_of(record)->withdrawn_why;
    return !why->present || value_is_code(why, "merged");
}

/* The instant is the program's: nobody takes a consent back in the past. */
static bool consent_withdraw(struct record *now, const struct record *before, struct refusal *refusal) {
    static const char *const own[] = {"withdrawn_ms"};
    struct consent *consent = consent_of(now);
    const struct consent *was = consent_of(before);
    if (!written_by_program(now, before, own, ARRAY_LEN(own), refusal)) return false;
    bool is_set = !value_equal(record_type_field(now->type, S("withdrawn_why")), &consent->withdrawn_why,
                               &was->withdrawn_why);
    if (is_set && value_is_code(&consent->withdrawn_why, "merged"))
        return refuse(refusal, S("withdrawn_why"), "The program writes this by itself.");
    if (was->withdrawn_why.present && !consent_may_end(before)) {
        bool same =
            value_is_code(&consent->withdrawn_why, arena_cstr(refusal->arena, was->withdrawn_why.text));
        return same || refuse(refusal, S("withdrawn_why"), "This consent was taken back already.");
    }
    if (was->withdrawn_why.present && !consent->withdrawn_why.present)
        return refuse(refusal, S("withdrawn_why"), "This consent was taken back already.");
    if (is_set) consent->withdrawn_ms = value_of_number(clock_now_ms());
    return true;
}

static bool consent_judge(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    if (!part_may_change(rule, now, refusal)) return false;
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    return before ? consent_withdraw(now, before, refusal) : consent_is_new(rule, now, refusal);
}

bool consent_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    return refusal_is_logged(now, consent_judge(rule, now, before, refusal), refusal);
}

bool consent_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule, (void)before;
    return refuse(refusal, S("reason"), "A consent stays in the ledger: take it back instead.");
}

/* ---- without consent ---- */

static bool override_ask(struct rule *rule, struct record *now, struct refusal *refusal) {
    static const char *const later[] = {"state", "decided_by", "until_ms", "asked_by"};
    struct consent_override *override = consent_override_of(now);
    if (!case_takes_parts(rule, now, refusal) || !part_is_open(rule, now, refusal) ||
        !written_by_program(now, NULL, later, ARRAY_LEN(later), refusal))
        return false;
    if (codes_contain(override->scope.text, S("files")) || codes_contain(override->scope.text, S("story")))
        return refuse(refusal, S("scope"), "Notes and files are never told without consent.");
    override->state = value_of_text(S("asked"));
    override->asked_by = value_of_id(rule->actor->user_id);
    return true;
}

static bool override_decide(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    static const char *const own[] = {"decided_by", "until_ms"};
    struct consent_override *override = consent_override_of(now);
    if (!written_by_program(now, before, own, ARRAY_LEN(own), refusal)) return false;
    if (value_equal(record_type_field(now->type, S("state")), &override->state,
                    &consent_override_of(before)->state))
        return true;
    if (!value_is_code(&consent_override_of(before)->state, "asked"))
        return refuse(refusal, S("state"), "This was decided already.");
    if (uuid_equal(override->asked_by.id, rule->actor->user_id))
        return refuse(refusal, S("state"), "A second person decides: not the one who asked.");
    if (!access_may(rule->actor, ACCESS_CASE, VERB_APPROVE))
        return refuse(refusal, S("state"), "A supervisor decides this.");
    override->decided_by = value_of_id(rule->actor->user_id);
    if (value_is_code(&override->state, "allowed"))
        override->until_ms = value_of_number(clock_now_ms() + OVERRIDE_HOURS * HOUR_MS);
    return true;
}

bool consent_override_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    bool good = before ? override_decide(rule, now, before, refusal) : override_ask(rule, now, refusal);
    return refusal_is_logged(now, good, refusal);
}

bool consent_override_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule, (void)before;
    return refuse(refusal, S("reason"), "What was asked and decided stays.");
}

bool consent_override_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    bool waits = value_is_code(&consent_override_of(record)->state, "asked");
    return (waits && access_may(rule->actor, ACCESS_CASE, VERB_APPROVE)) ||
           case_before_reveal(rule, record, refusal);
}

/* ---- plans of care in the community ---- */

/* Who writes it looks, unless somebody else is named. */
static void plan_fill(struct rule *rule, struct community_plan *plan) {
    if (!plan->checked_by.present && !rule->actor->is_system)
        plan->checked_by = value_of_id(rule->actor->user_id);
    if (!plan->state.present) plan->state = value_of_text(S("active"));
    if (!plan->next_visit_on.present && plan->from_day.present && plan->every_days.present)
        plan->next_visit_on = value_of_day(date_first_day(plan->from_day.date) + plan->every_days.number);
}

bool community_plan_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct community_plan *plan = community_plan_of(now);
    if (!part_may_change(rule, now, refusal)) return false;
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    plan_fill(rule, plan);
    if (value_is_code(&plan->state, "ended") && !plan->ended_on.present) plan->ended_on = value_today();
    if (!plan->ended_on.present || !plan->from_day.present) return true;
    if (date_last_day(plan->ended_on.date) >= date_first_day(plan->from_day.date)) return true;
    return refuse(refusal, S("ended_on"), "It ends before it begins.");
}

/* The one who looks need not be on the team of the file. */
bool plan_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    const struct plan_visit *visit = plan_visit_of(now);
    const struct record *plan = rule_follow(rule, now, record_type_field(now->type, S("community_plan")));
    (void)before;
    if (!plan) return true; /* told as missing */
    if (!uuid_equal(community_plan_of(plan)->case_file.id, visit->case_file.id))
        return refuse(refusal, S("community_plan"), "This plan is of another file.");
    return uuid_equal(community_plan_of(plan)->checked_by.id, rule->actor->user_id) ||
           part_may_change(rule, now, refusal);
}
