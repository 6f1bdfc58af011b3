/* SPDX-License-Identifier: Apache-2.0 */
/* See rules.h.  The states of a referral on both sides. */
#include "access/permission.h"
#include "base/limits.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/referral/bed.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "domain/referral/referral_rule.h"
#include "domain/referral/rules.h"
#include "domain/referral/share.h"
#include "domain/referral/vetting.h"
#include "i18n/locale.h"

enum { ANSWER_DAYS = 10 };

/* ---- from state to state ---- */

static const struct {
    const char *from, *to;
} steps[] = {
    {"draft", "sent"},    {"draft", "rejected"}, {"sent", "accepted"},    {"sent", "rejected"},
    {"sent", "expired"},  {"sent", "revoked"},   {"accepted", "revoked"}, {"accepted", "done"},
    {"rejected", "done"}, {"expired", "done"},   {"revoked", "done"},
};

static bool is_step(struct slice from, struct slice to) {
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (slice_equal(slice_of(steps[i].from), from) && slice_equal(slice_of(steps[i].to), to)) return true;
    }
    return false;
}

static bool refuse_step(struct slice from, struct refusal *refusal) {
    static const struct {
        const char *from, *message;
    } why[] = {
        {"draft", TR("It is not sent yet: look first at what is told, then send it.")},
        {"sent", TR("It is answered or called back before it is closed.")},
        {"accepted", TR("It was accepted already.")},
        {"rejected", TR("It was not accepted: it can only be closed, or written anew for another provider.")},
        {"expired", TR("The time to answer is over: it can only be closed, or written anew.")},
        {"revoked", TR("It was called back: nothing can be done with it any more.")},
        {"done", TR("It is closed: nothing can be done with it any more.")},
    };
    for (size_t i = 0; i < ARRAY_LEN(why); i++) {
        if (slice_equal(slice_of(why[i].from), from)) return refuse(refusal, S("state"), why[i].message);
    }
    return refuse(refusal, S("state"), "This cannot be done with it.");
}

bool referral_step_check(struct slice from, struct slice to, struct refusal *refusal) {
    return is_step(from, to) || refuse_step(from, refusal);
}

/* ---- sending ---- */

static struct slice channel_of(const struct record *provider) {
    const struct provider *to = provider_of(provider);
    if (to->organisation.present) return S("inbox");
    return to->by_exchange.present && to->by_exchange.number ? S("exchange") : S("slip");
}

static bool answer_day_take(struct referral *referral, struct refusal *refusal) {
    int64_t today = date_first_day(clock_today());
    if (!referral->expires_on.present) referral->expires_on = value_of_day(today + ANSWER_DAYS);
    if (date_last_day(referral->expires_on.date) >= today) return true;
    return refuse(refusal, S("expires_on"), "The last day for an answer is over.");
}

/* The program itself (the demonstration) has nobody to show it to. */
static bool was_shown(const struct rule *rule, const struct referral *referral, const struct packet *packet,
                      struct refusal *refusal) {
    if (rule->actor->is_system) return true;
    if (!referral->shown.present)
        return refuse(refusal, S("shown"), "It is not sent yet: look first at what is told, then send it.");
    if (slice_equal(referral->shown.text, packet->shown)) return true;
    return refuse(refusal, S("shown"),
                  "What is told has changed since it was shown: look at it again, then send.");
}

static bool packet_take(struct rule *rule, struct record *now, const struct record *file,
                        const struct record *provider, struct refusal *refusal) {
    struct packet packet;
    struct referral *referral = referral_of(now);
    struct record *open_file = share_open(rule, file), *open_referral = share_open(rule, now);
    if (!open_file || !open_referral)
        return refuse(refusal, S(""), "What was sealed can no longer be opened: its key was destroyed.");
    if (!packet_build(rule, open_referral, open_file, provider, clock_now_ms(), &packet, refusal))
        return false;
    if (!was_shown(rule, referral, &packet, refusal)) return false;
    referral->packet = value_of_text(packet.json);
    referral->cites = value_of_text(packet.cites);
    return true;
}

static bool send_take(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct referral *referral = referral_of(now);
    const struct record *file = case_of(rule, now);
    const struct record *provider = rule_follow(rule, now, record_type_field(now->type, S("provider")));
    if (!file || !provider) return true; /* told as missing */
    if (!part_is_open(rule, now, refusal)) return false;
    bool good = vetting_allows(rule, provider, date_first_day(clock_today()), refusal);
    good = provider_admits(provider, file, referral->service.text, refusal) && good;
    good = answer_day_take(referral, refusal) && good;
    good = bed_allows(rule, now, file, provider, refusal) && good;
    if (!packet_take(rule, now, file, provider, refusal) || !good) return false;
    referral->channel = value_of_text(channel_of(provider));
    referral->to_org = provider_of(provider)->organisation;
    referral->sent_ms = value_of_number(clock_now_ms());
    referral->sent_by = value_of_id(rule->actor->user_id);
    return true;
}

/* ---- answers and the end ---- */

static bool is_bed(const struct referral *referral) {
    return value_is_code(&referral->service, "accommodation") ||
           value_is_code(&referral->service, "transitional_accommodation");
}

static bool has_live_plan(struct rule *rule, const struct record *referral) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    const struct field *field = record_type_field(&community_plan_type, S("case_file"));
    size_t count = rule_referrers(rule, &community_plan_type, field, referral->org_id,
                                  referral_of(referral)->case_file.id, ids, LIMIT_REFERRALS);
    for (size_t i = 0; i < count; i++) {
        const struct record *plan = rule_find(rule, &community_plan_type, referral->org_id, ids[i]);
        if (plan && value_is_code(&community_plan_of(plan)->state, "active")) return true;
    }
    return false;
}

static bool found_bed_elsewhere(struct rule *rule, const struct record *referral) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    const struct field *field = record_type_field(&referral_type, S("case_file"));
    size_t count = rule_referrers(rule, &referral_type, field, referral->org_id,
                                  referral_of(referral)->case_file.id, ids, LIMIT_REFERRALS);
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(rule, &referral_type, referral->org_id, ids[i]);
        if (other && is_bed(referral_of(other)) && value_is_code(&referral_of(other)->state, "accepted"))
            return true;
    }
    return false;
}

bool referral_needs_plan(struct rule *rule, const struct record *record) {
    const struct referral *referral = referral_of(record);
    bool was_taken = value_is_code(&referral->state, "accepted") ||
                     value_is_code(&referral->state, "draft") || value_is_code(&referral->state, "sent");
    return is_bed(referral) && !was_taken && !has_live_plan(rule, record) &&
           !found_bed_elsewhere(rule, record);
}

static bool outcome_check(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal) {
    const struct referral *referral = referral_of(now);
    bool is_gone = value_is_code(&referral->outcome, "declined") || value_is_code(&referral->outcome, "lost");
    bool was_helped =
        value_is_code(&referral->outcome, "served") || value_is_code(&referral->outcome, "partly");
    if (!referral->outcome.present) return refuse(refusal, S("outcome"), "Say what came of it.");
    if (was_helped && !value_is_code(&referral_of(before)->state, "accepted"))
        return refuse(refusal, S("outcome"), "Nobody accepted it: say what takes its place.");
    bool by_plan = value_is_code(&referral->outcome, "community_plan") && !has_live_plan(rule, now);
    if (by_plan || (!is_gone && referral_needs_plan(rule, before)))
        return refuse(refusal, S("outcome"),
                      "No shelter took this person. Write a community-based care plan first: who cares at "
                      "home, who looks, how often.");
    return true;
}

/* A shelter of ours that has no place says so by itself: what nobody was asked is closed as not accepted, so
 * that a plan of care in the community is required all the same. */
static bool unasked_take(struct rule *rule, struct record *now, struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    const struct record *provider = rule_follow(rule, now, record_type_field(now->type, S("provider")));
    if (!file || !bed_is_asked(now, provider)) return refuse_step(S("draft"), refusal);
    if (bed_answer_of(rule, now, file, provider).lack == BED_FREE)
        return refuse(refusal, S("state"), "A place is free there: look at what is told, then send it.");
    referral_of(now)->rejection = value_of_text(S("full"));
    referral_of(now)->channel = value_of_text(channel_of(provider));
    return true;
}

static bool answer_take(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    struct referral *referral = referral_of(now);
    bool is_rejected = value_is_code(&referral->state, "rejected");
    bool is_accepted = value_is_code(&referral->state, "accepted");
    const struct record *file = is_accepted ? case_of(rule, now) : NULL;
    const struct record *provider =
        file ? rule_follow(rule, now, record_type_field(now->type, S("provider"))) : NULL;
    if (value_is_code(&referral_of(before)->state, "draft") && !unasked_take(rule, now, refusal))
        return false;
    if (!rule->actor->is_system && value_is_code(&referral->channel, "inbox"))
        return refuse(refusal, S("state"), "The partner answers in its own inbox.");
    if (is_rejected && !referral->rejection.present)
        return refuse(refusal, S("rejection"), "Say why it was not accepted.");
    if (provider && !bed_allows(rule, now, file, provider, refusal)) return false;
    if (!referral->answered_on.present) referral->answered_on = value_today();
    return true;
}

static bool step_take(struct rule *rule, struct record *now, const struct record *before,
                      struct refusal *refusal) {
    struct referral *referral = referral_of(now);
    if (!is_step(referral_of(before)->state.text, referral->state.text))
        return refuse_step(referral_of(before)->state.text, refusal);
    if (value_is_code(&referral->state, "sent")) return send_take(rule, now, refusal);
    if (value_is_code(&referral->state, "accepted") || value_is_code(&referral->state, "rejected"))
        return answer_take(rule, now, before, refusal);
    if (value_is_code(&referral->state, "revoked") && !referral->revocation.present)
        return refuse(refusal, S("revocation"), "Say why it is called back.");
    if (value_is_code(&referral->state, "done")) {
        if (!outcome_check(rule, now, before, refusal)) return false;
        referral->closed_on = value_today();
    }
    if (!value_is_code(&referral->state, "expired") || rule->actor->is_system) return true;
    return date_last_day(referral->expires_on.date) < date_first_day(clock_today()) ||
           refuse(refusal, S("state"), "The time to answer is not over yet.");
}

/* ---- the rule ---- */

static const char *const own_fields[] = {"packet", "cites",   "sent_ms",  "sent_by",
                                         "to_org", "channel", "closed_on"};

static bool is_as_sent(const struct record *now, const struct record *before, struct refusal *refusal) {
    static const char *const names[] = {"provider", "service",    "sub_service", "shares",
                                        "reason",   "expires_on", "shown"};
    bool good = true;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct field *field = record_type_field(now->type, slice_of(names[i]));
        if (value_equal(field, record_value_const(before, field), record_value_const(now, field))) continue;
        good = refuse(refusal, slice_of(names[i]),
                      "What was sent does not change any more: call it back and write a new one.");
    }
    return good;
}

static bool referral_begin(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct referral *referral = referral_of(now);
    if (!written_by_program(now, NULL, own_fields, ARRAY_LEN(own_fields), refusal)) return false;
    if (!referral->state.present) referral->state = value_of_text(S("draft"));
    if (!value_is_code(&referral->state, "draft")) return refuse_step(S("draft"), refusal);
    return case_takes_parts(rule, now, refusal) && part_may_change(rule, now, refusal);
}

static bool referral_judge(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    if (!before) return referral_begin(rule, now, refusal);
    const struct referral *was = referral_of(before);
    bool moves = !slice_equal(was->state.text, referral_of(now)->state.text);
    if (!part_may_change(rule, now, refusal) ||
        !written_by_program(now, before, own_fields, ARRAY_LEN(own_fields), refusal))
        return false;
    if (!value_is_code(&was->state, "draft") && !is_as_sent(now, before, refusal)) return false;
    return !moves || step_take(rule, now, before, refusal);
}

bool referral_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    return refusal_is_logged(now, referral_judge(rule, now, before, refusal), refusal);
}

bool referral_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    if (value_is_code(&referral_of(before)->state, "draft")) return true;
    return refuse(refusal, S("reason"), "A referral that was sent stays: call it back instead.");
}

bool referral_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct referral *referral = referral_of(record);
    bool is_out = value_is_code(&referral->state, "sent") || value_is_code(&referral->state, "accepted");
    if (value_is_code(&referral->channel, "exchange") && is_out &&
        access_may(rule->actor, ACCESS_CASE, VERB_EXPORT))
        return true;
    return case_before_reveal(rule, record, refusal);
}

/* ---- what comes from others ---- */

static bool in_is_late(const struct referral_in *incoming) {
    return incoming->expires_on.present &&
           date_last_day(incoming->expires_on.date) < date_first_day(clock_today());
}

static bool in_accept(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct referral_in *incoming = referral_in_of(now);
    const struct record *file = rule_follow(rule, now, record_type_field(now->type, S("case_file")));
    if (in_is_late(incoming))
        return refuse(refusal, S("state"), "The time to answer is over: ask them to send it again.");
    if (!file || file->deleted_ms)
        return refuse(refusal, S("case_file"), "Say into which file of yours it is taken up.");
    if (rule->actor->is_system || case_is_open_to(rule, file, rule->actor->user_id)) return true;
    return refuse(refusal, S("case_file"), "Only who works on the file does this.");
}

static bool in_step(struct rule *rule, struct record *now, const struct record *before,
                    struct refusal *refusal) {
    struct referral_in *incoming = referral_in_of(now);
    struct slice from = referral_in_of(before)->state.text;
    if (slice_equal(from, incoming->state.text)) return true;
    if (!is_step(from, incoming->state.text) ||
        (value_is_code(&incoming->state, "revoked") && !rule->actor->is_system))
        return refuse_step(from, refusal);
    incoming->answered_on = value_today();
    if (value_is_code(&incoming->state, "accepted")) return in_accept(rule, now, refusal);
    if (value_is_code(&incoming->state, "rejected") && !incoming->rejection.present)
        return refuse(refusal, S("rejection"), "Say why it was not accepted.");
    if (value_is_code(&incoming->state, "done") && !incoming->outcome.present)
        return refuse(refusal, S("outcome"), "Say what came of it.");
    return true;
}

bool referral_in_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    referral_in_of(now)->changed_ms = value_of_number(clock_now_ms());
    if (before) return refusal_is_logged(now, in_step(rule, now, before, refusal), refusal);
    referral_in_of(now)->state = value_of_text(S("sent"));
    return true;
}

bool referral_in_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    (void)rule;
    if (value_is_code(&referral_in_of(record)->state, "sent")) return true;
    return refuse(refusal, S(""), "What was told is no longer here.");
}

/* ---- what is not answered in time ---- */

struct overdue {
    struct uuid org_id, id;
};

static size_t overdue_read(struct db *db, struct arena *arena, struct overdue *found, size_t max) {
    struct db_query *query =
        db_query(db, SQL("SELECT r.org_id, r.id FROM organisation o JOIN referral r ON r.org_id = o.id WHERE "
                         "r.state = 'sent' AND r.expires_on < ?1 AND r.deleted_ms = 0 LIMIT ?2"));
    db_bind_text(query, 1, date_format_iso(arena, clock_today()));
    db_bind_int(query, 2, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query)) {
        found[count++] = (struct overdue){db_column_uuid(query, 0), db_column_uuid(query, 1)};
    }
    db_done(query);
    return count;
}

static void overdue_mark(struct store *store, const struct overdue *overdue) {
    struct arena *job_arena = arena_new();
    const struct actor program = {.org_id = overdue->org_id, .name = S("Mlup"), .is_system = true};
    struct change change = change_new(job_arena, CHANGE_UPDATE, &referral_type, overdue->org_id);
    change.id = overdue->id;
    change_set_value(&change, "state", value_of_text(S("expired")));
    struct write_job job = {.job_arena = job_arena, .actor = &program, .changes = &change, .change_count = 1};
    (void)store_write(store, &job); /* answered in this moment: the rule refuses, and nothing is overdue */
    arena_free(job_arena);
}

int64_t referral_sweep(void *context, const struct runner *runner) {
    enum { EVERY_MS = 60 * 60 * 1000 };
    struct store *store = context;
    struct arena *job_arena = arena_new();
    struct overdue *found = arena_make(job_arena, struct overdue, LIMIT_REFERRALS);
    struct db *db = store_borrow(store);
    size_t count = overdue_read(db, job_arena, found, LIMIT_REFERRALS);
    store_return(store, db);
    for (size_t i = 0; i < count && !runner_is_stopping(runner); i++)
        overdue_mark(store, &found[i]);
    arena_free(job_arena);
    return clock_now_ms() + EVERY_MS;
}
