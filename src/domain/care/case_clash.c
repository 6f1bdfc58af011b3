/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/case_clash.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/consent_word.h"
#include "domain/care/double.h"
#include "domain/care/rules.h"

/* Of one file. */
struct ledger {
    struct record **consents;
    size_t count;
};

static const struct record_type *ledger_type(const struct rule *rule) {
    return catalogue_find(store_catalogue(rule->store), S("consent"));
}

static struct ledger ledger_read(struct rule *rule, struct uuid org, struct uuid file) {
    const struct record_type *type = ledger_type(rule);
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    struct ledger ledger = {arena_make(rule->job_arena, struct record *, LIMIT_REFERRALS), 0};
    size_t count =
        rule_referrers(rule, type, record_type_field(type, S("case_file")), org, file, ids, LIMIT_REFERRALS);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, type, org, ids[i]);
        if (found) ledger.consents[ledger.count++] = record_copy_deep(rule->job_arena, found);
    }
    return ledger;
}

/* ---- what two consents say ---- */

/* It may hold, today or on a later day. */
static bool holds(const struct record *consent) {
    return !case_value(consent, "withdrawn_why")->present &&
           date_last_day(case_value(consent, "expires_on")->date) >= date_first_day(clock_today());
}

/* What was entered wrongly, or ended with an earlier merge, is no word of the person. */
static bool says_no(const struct record *consent) {
    return names_contain("person guardian replaced", case_value(consent, "withdrawn_why")->text);
}

static bool is_to_same(struct rule *rule, const struct record *one, const struct record *other) {
    return consent_reaches(rule, one, other) || consent_reaches(rule, other, one);
}

/* A word about other parts of the file says nothing of these. */
static bool allows_less(const struct record *other, const struct record *holding) {
    size_t classes, files;
    size_t same =
        consent_codes_shared(case_value(holding, "scope")->text, case_value(other, "scope")->text, &classes);
    size_t same_files =
        consent_codes_shared(case_value(holding, "files")->text, case_value(other, "files")->text, &files);
    bool is_shorter = date_last_day(case_value(other, "expires_on")->date) <
                      date_last_day(case_value(holding, "expires_on")->date);
    return same > 0 && (same < classes || same_files < files || is_shorter);
}

static bool contradicts(const struct record *other, const struct record *holding, enum clash_kind *kind) {
    bool is_old = case_value(other, "withdrawn_ms")->number < consent_given_ms(holding);
    if (says_no(other)) {
        *kind = is_old ? CLASH_NO_OLD : CLASH_NO;
        return !is_old || !value_is_code(case_value(other, "withdrawn_why"), "replaced");
    }
    *kind = CLASH_LESS;
    return !case_value(other, "withdrawn_why")->present &&
           consent_given_ms(other) > consent_given_ms(holding) && allows_less(other, holding);
}

static int64_t said_ms(const struct record *other, enum clash_kind kind) {
    return kind == CLASH_LESS ? consent_given_ms(other) : case_value(other, "withdrawn_ms")->number;
}

static bool is_graver(const struct case_clash *known, enum clash_kind kind, const struct record *other) {
    if (!known->other || kind != known->kind) return !known->other || kind < known->kind;
    return said_ms(other, kind) > said_ms(known->other, kind);
}

static bool is_same_purpose(const struct record *one, const struct record *other) {
    return slice_equal(case_value(one, "purpose")->text, case_value(other, "purpose")->text);
}

/* Every part of the file that both are about is in the third, too. */
static bool covers(const struct record *third, const struct record *one, const struct record *other) {
    struct slice rest = case_value(one, "scope")->text, code;
    while (rest.len && slice_split(&rest, ',', &code)) {
        bool in_both = codes_contain(case_value(other, "scope")->text, code);
        if (in_both && !codes_contain(case_value(third, "scope")->text, code)) return false;
    }
    return true;
}

/* A no of a file is no word against the other any more when the person said yes in the same file afterwards,
 * to whom the no was about. */
static bool yes_came_after(struct rule *rule, const struct ledger *ledger, const struct record *no,
                           const struct record *holding) {
    int64_t said = case_value(no, "withdrawn_ms")->number;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct record *yes = ledger->consents[i];
        if (holds(yes) && consent_is_after(yes, said) && is_same_purpose(yes, no) &&
            consent_reaches(rule, yes, no) &&
            (case_value(yes, "provider")->present || !case_value(no, "provider")->present) &&
            covers(yes, no, holding))
            return true;
    }
    return false;
}

/* ---- of two files ---- */

static struct case_clash clash_of(struct rule *rule, struct record *holding, const struct ledger *others) {
    struct case_clash clash = {.holds = holding};
    for (size_t i = 0; i < others->count; i++) {
        struct record *other = others->consents[i];
        enum clash_kind kind;
        if (!is_same_purpose(other, holding) || !is_to_same(rule, holding, other) ||
            !contradicts(other, holding, &kind) ||
            (kind != CLASH_LESS && yes_came_after(rule, others, other, holding)))
            continue;
        if (!is_graver(&clash, kind, other)) continue;
        clash.kind = kind;
        clash.other = other;
    }
    return clash;
}

static size_t clashes_add(struct rule *rule, const struct ledger *ledger, const struct ledger *others,
                          bool in_goes, struct case_clash *clashes, size_t count, size_t max) {
    for (size_t i = 0; i < ledger->count; i++) {
        if (!holds(ledger->consents[i])) continue;
        struct case_clash clash = clash_of(rule, ledger->consents[i], others);
        clash.holds_in_goes = in_goes;
        if (!clash.other) continue;
        if (count < max) clashes[count] = clash;
        count++;
    }
    return count;
}

bool case_clash_ends(const struct case_clash *clash) {
    return clash->kind != CLASH_NO_OLD;
}

size_t case_clashes(struct rule *rule, struct uuid org, struct uuid stays, struct uuid goes,
                    struct case_clash *clashes, size_t max) {
    if (!ledger_type(rule)) return 0;
    struct ledger mine = ledger_read(rule, org, stays), theirs = ledger_read(rule, org, goes);
    size_t count = clashes_add(rule, &mine, &theirs, false, clashes, 0, max);
    return clashes_add(rule, &theirs, &mine, true, clashes, count, max);
}

/* ---- deciding ---- */

bool case_ids_have(const struct value *ids, struct uuid id) {
    char text[UUID_TEXT];
    struct slice rest = ids->text, one;
    uuid_write(id, text);
    while (ids->present && slice_split(&rest, ' ', &one)) {
        if (slice_equal(one, (struct slice){text, UUID_TEXT})) return true;
    }
    return false;
}

static bool clash_is_decided(struct rule *rule, const struct case_merge *merge,
                             const struct case_clash *clash, struct refusal *refusal) {
    struct uuid id = clash->holds->id;
    if (case_ids_have(&merge->consents_end, id) != case_ids_have(&merge->consents_go_on, id)) return true;
    struct slice input =
        arena_printf(rule->job_arena, "consent.%.*s", SLICE_ARG(uuid_format(rule->job_arena, id)));
    return refuse_with(
        refusal, input,
        "The two files contradict each other about consent {1}: decide whether it ends or goes on.",
        clash->holds->code, S(""));
}

size_t case_ids_count(const struct value *ids) {
    size_t count = 0;
    struct slice rest = ids->text, one;
    while (ids->present && slice_split(&rest, ' ', &one))
        count++;
    return count;
}

bool case_clashes_are_decided(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct case_merge *merge = case_merge_of(record);
    struct case_clash clashes[CASE_CLASHES_MAX];
    size_t count =
        case_clashes(rule, record->org_id, merge->case_file.id, merge->merged.id, clashes, CASE_CLASHES_MAX);
    if (count > CASE_CLASHES_MAX)
        return refuse(refusal, S("state"),
                      "Too many consents of the two contradict each other: take some of them back first.");
    bool good = true;
    for (size_t i = 0; i < count; i++)
        good = clash_is_decided(rule, merge, &clashes[i], refusal) && good;
    if (!good || case_ids_count(&merge->consents_end) + case_ids_count(&merge->consents_go_on) == count)
        return good;
    return refuse(refusal, S("consents_end"),
                  "Only consents about which the two files contradict each other are decided about.");
}

/* ---- ending and holding again ---- */

static void withdrawal_set(struct rule *rule, const struct record *consent, struct value why,
                           struct value when, struct slice reason) {
    struct record *now = record_copy_deep(rule->job_arena, consent);
    *record_value(now, record_type_field(now->type, S("withdrawn_why"))) = why;
    *record_value(now, record_type_field(now->type, S("withdrawn_ms"))) = when;
    rule_move(rule, now, reason);
}

const struct record *case_clash_end(struct rule *rule, struct uuid org, struct uuid id, struct slice reason) {
    const struct record *found = rule_find(rule, ledger_type(rule), org, id);
    if (!found || case_value(found, "withdrawn_why")->present) return NULL;
    struct record *consent = record_copy_deep(rule->job_arena, found);
    withdrawal_set(rule, consent, value_of_text(S("merged")), value_of_number(clock_now_ms()), reason);
    return consent;
}

void case_clash_restore(struct rule *rule, const struct record *consent, struct slice reason) {
    if (!value_is_code(case_value(consent, "withdrawn_why"), "merged")) return;
    withdrawal_set(rule, consent, (struct value){0}, (struct value){0}, reason);
}
