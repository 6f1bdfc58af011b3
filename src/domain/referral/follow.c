/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What follows from a change, in its transaction: consents that are taken back call back what stands on them,
 * a partner gets what is sent to it and its answer comes back.  The two organisations never see each other's
 * records: each has its own, and only this file writes across.
 */
#include "base/limits.h"
#include "domain/care/care.h"
#include "domain/care/consent_word.h"
#include "domain/care/rules.h"
#include "domain/referral/bed.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "domain/referral/referral_rule.h"
#include "domain/referral/rules.h"
#include "domain/referral/share.h"
#include "store/vault.h"

static const char key_start[] = "referral:";

/* ---- from one organisation to the other ---- */

/* "referral:ORG:ID" of the sender; the id of the incoming one follows from it. */
static struct slice sender_key(struct rule *rule, const struct record *referral) {
    return arena_printf(rule->job_arena, "%s%.*s:%.*s", key_start,
                        SLICE_ARG(uuid_format(rule->job_arena, referral->org_id)),
                        SLICE_ARG(uuid_format(rule->job_arena, referral->id)));
}

static const struct record *incoming_find(struct rule *rule, const struct record *referral) {
    const struct value *to = &referral_of(referral)->to_org;
    if (!to->present) return NULL;
    return rule_find(rule, &referral_in_type, to->id,
                     uuid_of_name(S("referral_in"), sender_key(rule, referral)));
}

static const struct record *sender_find(struct rule *rule, const struct record *incoming) {
    struct slice key = referral_in_of(incoming)->sender_key.text;
    struct uuid org, id;
    enum { START = sizeof key_start - 1 };
    bool is_ours = slice_starts(key, slice_of(key_start)) &&
                   uuid_parse(slice_sub(key, START, START + UUID_TEXT), &org) &&
                   uuid_parse(slice_sub(key, START + UUID_TEXT + 1, key.len), &id);
    return is_ours ? rule_find(rule, &referral_type, org, id) : NULL;
}

static struct slice org_name(struct rule *rule, struct uuid org) {
    struct db_query *query = db_query(rule->db, SQL("SELECT short_name FROM organisation WHERE id = ?1"));
    db_bind_uuid(query, 1, org);
    struct slice name = db_next(query) ? arena_copy(rule->job_arena, db_column_text(query, 0)) : S("?");
    db_done(query);
    return name;
}

static void deliver(struct rule *rule, const struct record *referral) {
    const struct referral *sent = referral_of(referral);
    struct record *open = share_open(rule, referral),
                  *values = record_new(rule->job_arena, &referral_in_type);
    if (!open || incoming_find(rule, referral)) return;
    struct referral_in *incoming = referral_in_of(values);
    incoming->sender_key = value_of_text(sender_key(rule, referral));
    incoming->from_name = value_of_text(org_name(rule, referral->org_id));
    incoming->sender_code = value_of_text(referral->code);
    incoming->sender_contact = value_of_text(rule->actor->name);
    incoming->service = sent->service;
    incoming->sub_service = sent->sub_service;
    incoming->sent_on = value_today();
    incoming->expires_on = sent->expires_on;
    incoming->state = value_of_text(S("sent"));
    incoming->packet = referral_of(open)->packet;
    incoming->changed_ms = value_of_number(clock_now_ms());
    rule_make(rule, &referral_in_type, sent->to_org.id, values);
}

/* What the partner has of it goes, in its inbox and in its file. */
static void copies_take_back(struct rule *rule, const struct record *incoming) {
    struct uuid ids[4];
    const struct field *field = record_type_field(&referral_copy_type, S("incoming"));
    size_t count =
        rule_referrers(rule, &referral_copy_type, field, incoming->org_id, incoming->id, ids, ARRAY_LEN(ids));
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &referral_copy_type, incoming->org_id, ids[i]);
        if (!found) continue;
        struct record *copy = record_copy_deep(rule->job_arena, found);
        referral_copy_of(copy)->packet = (struct value){0};
        referral_copy_of(copy)->withdrawn = value_of_number(1);
        rule_amend(rule, copy);
    }
}

static void call_back(struct rule *rule, const struct record *referral) {
    const struct record *found = incoming_find(rule, referral);
    if (!found) return;
    struct record *incoming = record_copy_deep(rule->job_arena, found);
    bool is_in_inbox = referral_in_of(found)->packet.present;
    referral_in_of(incoming)->packet = (struct value){0};
    if (!value_is_code(&referral_in_of(incoming)->state, "done")) {
        referral_in_of(incoming)->state = value_of_text(S("revoked"));
        referral_in_of(incoming)->revocation = referral_of(referral)->revocation;
    }
    referral_in_of(incoming)->changed_ms = value_of_number(clock_now_ms());
    copies_take_back(rule, incoming);
    rule_amend(rule, incoming);
    if (is_in_inbox) vault_erase_in(rule, incoming->org_id, incoming->id, NULL);
}

static void tell_expired(struct rule *rule, const struct record *referral) {
    const struct record *found = incoming_find(rule, referral);
    if (!found) return;
    struct record *incoming = record_copy_deep(rule->job_arena, found);
    referral_in_of(incoming)->state = value_of_text(S("expired"));
    referral_in_of(incoming)->packet = (struct value){0};
    referral_in_of(incoming)->changed_ms = value_of_number(clock_now_ms());
    rule_amend(rule, incoming);
    vault_erase_in(rule, incoming->org_id, incoming->id, NULL);
}

/* ---- the answer ---- */

/* Sealed under the key of the file that takes it up; in the inbox nothing stays. */
static void take_up(struct rule *rule, const struct record *incoming_now) {
    struct record *open = share_open(rule, incoming_now),
                  *values = record_new(rule->job_arena, &referral_copy_type);
    if (!open) return;
    struct referral_copy *copy = referral_copy_of(values);
    copy->case_file = referral_in_of(open)->case_file;
    copy->incoming = value_of_id(incoming_now->id);
    copy->from_name = referral_in_of(open)->from_name;
    copy->received_on = value_today();
    copy->packet = referral_in_of(open)->packet;
    rule_make(rule, &referral_copy_type, incoming_now->org_id, values);
}

static void inbox_clear(struct rule *rule, const struct record *incoming_now) {
    struct record *incoming = record_copy_deep(rule->job_arena, incoming_now);
    referral_in_of(incoming)->packet = (struct value){0};
    rule_amend(rule, incoming);
    vault_erase_in(rule, incoming->org_id, incoming->id, NULL);
}

static void answer(struct rule *rule, const struct record *incoming_record) {
    const struct referral_in *incoming = referral_in_of(incoming_record);
    const struct record *found = sender_find(rule, incoming_record);
    if (!found || value_is_code(&referral_of(found)->state, "revoked") ||
        value_is_code(&referral_of(found)->state, "done"))
        return;
    struct record *copy = record_copy_deep(rule->job_arena, found);
    struct referral *referral = referral_of(copy);
    referral->state = incoming->state;
    referral->rejection = incoming->rejection;
    referral->answered_on = value_today();
    if (value_is_code(&incoming->state, "done")) {
        referral->outcome = incoming->outcome;
        referral->closed_on = value_today();
    }
    rule_amend(rule, copy);
}

/* ---- consents ---- */

static bool is_live(const struct record *referral) {
    return value_is_code(&referral_of(referral)->state, "sent") ||
           value_is_code(&referral_of(referral)->state, "accepted");
}

/* Whatever file they are of: a consent may have gone to another file with a merge, or come back from it. */
static size_t referrals_citing(struct rule *rule, const struct record *consent, struct uuid *ids) {
    size_t count = 0;
    struct db_query *query = db_query(
        rule->db, SQL("SELECT id FROM referral WHERE org_id = ?1 AND deleted_ms = 0 AND \"cites\" LIKE "
                      "'%' || ?2 || '%' ORDER BY id LIMIT ?3"));
    db_bind_uuid(query, 1, consent->org_id);
    db_bind_text(query, 2, uuid_format(rule->job_arena, consent->id));
    db_bind_int(query, 3, LIMIT_REFERRALS);
    while (db_next(query))
        ids[count++] = db_column_uuid(query, 0);
    db_done(query);
    return count;
}

static void withdraw(struct rule *rule, const struct record *consent) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    size_t count = referrals_citing(rule, consent, ids);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &referral_type, consent->org_id, ids[i]);
        if (!found || !share_cites(found, consent->id)) continue;
        struct record *referral = record_copy_deep(rule->job_arena, found);
        if (is_live(found)) {
            referral_of(referral)->state = value_of_text(S("revoked"));
            referral_of(referral)->revocation = value_of_text(S("consent_withdrawn"));
            rule_amend(rule, referral);
        } else
            call_back(rule, referral);
    }
}

/* Who takes back "partners" takes back each of them.  Also what ended with a merge of files, which would hold
 * again when that is taken back. */
static bool is_same_word(struct rule *rule, const struct record *one, const struct record *other) {
    const struct consent *a = consent_of(one), *b = consent_of(other);
    return !uuid_equal(one->id, other->id) && consent_may_end(other) &&
           slice_equal(a->purpose.text, b->purpose.text) &&
           consent_codes_shared(a->scope.text, b->scope.text, NULL) > 0 && consent_reaches(rule, one, other);
}

/* Who takes a word back takes it back wherever it was written down, also where two files were made one and
 * each had it. */
static void same_withdraw(struct rule *rule, const struct record *consent) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    const struct field *field = record_type_field(&consent_type, S("case_file"));
    size_t count = rule_referrers(rule, &consent_type, field, consent->org_id,
                                  consent_of(consent)->case_file.id, ids, LIMIT_REFERRALS);
    if (!names_contain("person guardian", consent_of(consent)->withdrawn_why.text)) return;
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &consent_type, consent->org_id, ids[i]);
        if (!found || !is_same_word(rule, consent, found)) continue;
        struct record *other = record_copy_deep(rule->job_arena, found);
        consent_of(other)->withdrawn_why = consent_of(consent)->withdrawn_why;
        consent_of(other)->withdrawn_ms = consent_of(consent)->withdrawn_ms;
        rule_amend(rule, other);
    }
}

/* ---- plans ---- */

enum { CONCERN_DAYS = 3 };

/* After a visit the next one is due; where somebody is in danger or was not found, tomorrow. */
static void next_visit(struct rule *rule, const struct record *visit_record) {
    const struct plan_visit *visit = plan_visit_of(visit_record);
    const struct record *found =
        rule_follow(rule, visit_record, record_type_field(&plan_visit_type, S("community_plan")));
    if (!found) return;
    struct record *plan = record_copy_deep(rule->job_arena, found);
    int64_t days = community_plan_of(plan)->every_days.number;
    if (value_is_code(&visit->wellbeing, "danger") || value_is_code(&visit->wellbeing, "absent")) days = 1;
    if (value_is_code(&visit->wellbeing, "concern") && days > CONCERN_DAYS) days = CONCERN_DAYS;
    int64_t next = date_last_day(visit->on_day.date) + days;
    const struct value *known = &community_plan_of(plan)->next_visit_on;
    if (known->present && date_first_day(known->date) > next &&
        days == community_plan_of(plan)->every_days.number)
        return;
    community_plan_of(plan)->next_visit_on = value_of_day(next);
    rule_amend(rule, plan);
}

/* ---- the hook ---- */

/* True when the change brought the record into the state. */
static bool became(const struct change *change, const char *state) {
    const struct field *field = record_type_field(change->type, S("state"));
    bool was = change->before && value_is_code(record_value_const(change->before, field), state);
    return value_is_code(record_value_const(change->after, field), state) && !was;
}

static void referral_changed(struct rule *rule, const struct change *change) {
    if (became(change, "sent") && value_is_code(&referral_of(change->after)->channel, "inbox"))
        deliver(rule, change->after);
    if (became(change, "revoked")) call_back(rule, change->after);
    if (became(change, "expired")) tell_expired(rule, change->after);
    if (became(change, "accepted")) bed_reserve(rule, change->after);
    if (became(change, "revoked") || became(change, "done")) bed_release(rule, change->after);
}

static void incoming_changed(struct rule *rule, const struct change *change) {
    if (!change->before) return;
    if (became(change, "revoked") && change->before &&
        value_is_code(&referral_in_of(change->before)->state, "sent"))
        vault_erase_in(rule, change->after->org_id, change->after->id, NULL);
    if (became(change, "accepted")) take_up(rule, change->after);
    if (became(change, "accepted") || became(change, "rejected") || became(change, "done"))
        answer(rule, change->after);
    if (became(change, "accepted") || became(change, "rejected")) inbox_clear(rule, change->after);
}

/* What ended with a merge was called back then; that the person says no as well is news for what says the
 * same. */
static void consent_changed(struct rule *rule, const struct change *change) {
    const struct value *was = &consent_of(change->before)->withdrawn_why,
                       *is = &consent_of(change->after)->withdrawn_why;
    if (!is->present || value_equal(record_type_field(&consent_type, S("withdrawn_why")), was, is)) return;
    if (!was->present) withdraw(rule, change->after);
    if (!change->follows) same_withdraw(rule, change->after); /* what follows from a word goes no further */
}

void referral_after_change(struct rule *rule, const struct change *change) {
    if (change->verb != CHANGE_CREATE && change->verb != CHANGE_UPDATE) return;
    if (change->type == &referral_type) referral_changed(rule, change);
    if (change->type == &referral_in_type) incoming_changed(rule, change);
    if (change->type == &plan_visit_type && !change->before) next_visit(rule, change->after);
    if (change->type == &consent_type && change->before) consent_changed(rule, change);
}
