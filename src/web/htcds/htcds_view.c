/* SPDX-License-Identifier: Apache-2.0 */
#include "web/htcds/htcds_view.h"

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/plan.h"
#include "domain/care/rules.h"
#include "domain/htcds/htcds_records.h"
#include "domain/programme/programme.h"
#include "domain/referral/referral.h"
#include "domain/reintegration/reintegration.h"
#include "domain/screening/rules.h"
#include "domain/screening/screening.h"
#include "store/query.h"
#include "web/care/case_view.h"

/* ---- who ---- */

struct rule htcds_rule(struct web *web) {
    return (struct rule){.store = web->app->store,
                         .db = web_db(web),
                         .job_arena = web->arena,
                         .actor = web->actor,
                         .is_asking = true};
}

bool htcds_is_open(struct web *web, const struct record *file) {
    struct rule rule = htcds_rule(web);
    return access_may_record(web->app->access, web->actor, file, VERB_REVEAL) &&
           case_is_open_to(&rule, file, web->actor->user_id);
}

struct slice htcds_user(struct web *web, struct uuid user) {
    return access_user_name(web->app->access, web->arena, web_db(web), web->actor, user);
}

enum outcome htcds_may_take(struct web *web) {
    struct uuid org = web->actor->org_id;
    if (!web_view(web, &case_file_type).allowed) return OUTCOME_NOT_FOUND;
    bool may = access_may_in(web->app->access, web->actor, &case_file_type, org, VERB_EXPORT) &&
               access_may_in(web->app->access, web->actor, &case_file_type, org, VERB_REVEAL);
    if (may) return OUTCOME_OK;
    log_warn("refused: case files in HTCDS, without the right");
    refuse(&web->refusal, S(""), "Your role does not take case files away.");
    return OUTCOME_FORBIDDEN;
}

/* ---- a file and its parts ---- */

struct opening {
    struct web *web;
    struct record *file;
    struct record **sealed; /* parts to open; those of a kind stand together */
    size_t sealed_count;
};

/* The parts of a type, the oldest first. */
static size_t parts_of(struct opening *opening, const struct record_type *type, bool is_opened,
                       struct record ***parts) {
    struct record **found;
    size_t count = case_parts(opening->web, type, opening->file, &found);
    *parts = arena_make(opening->web->arena, struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        (*parts)[i] = found[count - 1 - i];
        if (!is_opened) continue;
        opening->sealed =
            arena_room(opening->web->arena, opening->sealed, sizeof(struct record *), opening->sealed_count);
        opening->sealed[opening->sealed_count++] = (*parts)[i];
    }
    return count;
}

static void parts_add(struct opening *opening, struct htcds_own *own, enum htcds_group group) {
    struct record **parts;
    size_t count = parts_of(opening, htcds_own_type(group), true, &parts);
    for (size_t i = 0; i < count; i++) {
        own->parts = arena_room(opening->web->arena, own->parts, sizeof *own->parts, own->part_count);
        own->parts[own->part_count++] = (struct htcds_own_part){.group = group, .record = parts[i]};
    }
}

static bool was_sent(const struct record *referral) {
    const struct value *state = &referral_of(referral)->state;
    return value_is_code(state, "sent") || value_is_code(state, "accepted") || value_is_code(state, "done");
}

static void referrals_add(struct opening *opening, struct htcds_own *own) {
    struct record **parts;
    size_t count = parts_of(opening, &referral_type, false, &parts);
    for (size_t i = 0; i < count; i++) {
        struct record *provider =
            was_sent(parts[i]) ? web_record(opening->web, &provider_type, referral_of(parts[i])->provider.id)
                               : NULL;
        if (!provider) continue;
        own->parts = arena_room(opening->web->arena, own->parts, sizeof *own->parts, own->part_count);
        own->parts[own->part_count++] =
            (struct htcds_own_part){HTCDS_OUTGOING, parts[i], provider_of(provider)->name.text};
    }
}

static struct record *first_of(struct opening *opening, const struct record_type *type, bool is_opened) {
    struct record **parts;
    return parts_of(opening, type, is_opened, &parts) ? parts[0] : NULL;
}

static struct record *decision_of(struct opening *opening) {
    struct record **parts, *best = NULL;
    size_t count = parts_of(opening, &status_decision_type, false, &parts);
    for (size_t i = 0; i < count; i++) {
        if (!best || status_decision_compare(parts[i], best) < 0) best = parts[i];
    }
    return best;
}

static void story_add(struct opening *opening, struct htcds_own *own) {
    own->profile = first_of(opening, &trafficking_profile_type, false);
    own->decision = decision_of(opening);
    parts_add(opening, own, HTCDS_COMMENT);
    parts_add(opening, own, HTCDS_EVENT);
}

static void needs_add(struct opening *opening, struct htcds_own *own) {
    own->reintegration = first_of(opening, &reintegration_type, true);
    own->incoming = first_of(opening, &referral_in_type, false);
    parts_add(opening, own, HTCDS_PLAN);
    referrals_add(opening, own);
}

enum outcome htcds_file_open(struct web *web, struct record *file, struct slice shares, struct slice purpose,
                             struct htcds_own *own) {
    struct opening opening = {.web = web, .file = file};
    struct record **kept;
    *own = (struct htcds_own){.arena = web->arena, .gazetteer = web->app->gazetteer, .file = file};
    if (codes_contain(shares, S("story"))) story_add(&opening, own);
    if (codes_contain(shares, S("needs"))) needs_add(&opening, own);
    own->kept_count = parts_of(&opening, &htcds_values_type, true, &kept);
    own->kept = kept;
    own->owner =
        case_file_of(file)->case_worker.present ? htcds_user(web, case_file_of(file)->case_worker.id) : S("");
    own->organisation = web_record(web, &organisation_type, file->org_id);
    return query_reveal_whole(web->app->store, web_db(web), web->arena, web->actor, file, opening.sealed,
                              opening.sealed_count, purpose, &web->refusal);
}
