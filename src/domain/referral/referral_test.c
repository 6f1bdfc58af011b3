/* SPDX-License-Identifier: Apache-2.0 */
/* Consents, providers and referrals of two organisations in a real store: what leaves a file, what does not,
 * and what comes back. */
#include "domain/attachment/attachment.h"
#include "domain/care/care_test_world.h"
#include "domain/programme/programme.h"
#include "domain/referral/consent.h"
#include "domain/referral/ladder.h"
#include "domain/referral/referral.h"
#include "domain/referral/rules.h"
#include "domain/referral/share.h"
#include "domain/referral/vetting.h"
#include "domain/shelter/shelter.h"

static const struct record_type *const types[] = {&user_type,
                                                  &area_type,
                                                  &organisation_type,
                                                  &arrival_type,
                                                  &case_family_type,
                                                  &case_file_type,
                                                  &case_team_member_type,
                                                  &case_opening_type,
                                                  &case_note_type,
                                                  &attachment_type,
                                                  &shelter_type,
                                                  &shelter_room_type,
                                                  &shelter_stay_type,
                                                  &bed_hold_type,
                                                  &provider_type,
                                                  &provider_vetting_type,
                                                  &consent_type,
                                                  &consent_override_type,
                                                  &referral_type,
                                                  &referral_in_type,
                                                  &referral_copy_type,
                                                  &community_plan_type,
                                                  &plan_visit_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

/* What the tests of care have, and a second organisation with a social worker. */
struct two {
    struct world care;
    struct uuid partner;
    struct actor receiver;
    struct uuid file, provider;
};

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    referral_after_change(rule, change);
}

static const char *day(struct two *two, int64_t from_today) {
    struct arena *arena = two->care.base.arena;
    return arena_cstr(arena, date_format_iso(arena, date_of_day(date_first_day(clock_today()) + from_today)));
}

static struct uuid vetted(struct two *two, struct uuid provider) {
    return made_by(&two->care, &two->care.supervisor, &provider_vetting_type,
                   PUTS(R("provider", provider), P("on_day", day(two, -30)), P("by_whom", "The manager"),
                        P("result", "passed"), P("valid_until", day(two, 300))));
}

static struct uuid provider_made(struct two *two) {
    return made_by(&two->care, &two->care.worker, &provider_type,
                   PUTS(P("name", "A shelter"), P("kind", "partner"), P("services", "accommodation,medical"),
                        R("organisation", two->partner)));
}

static void partner_open(struct two *two) {
    struct change change =
        change_of(&two->care.base, CHANGE_CREATE, &organisation_type, two->partner,
                  PUTS(P("short_name", "PART"), P("name", "The partner"), P("kind", "grantee")));
    change.org_id = two->partner;
    assert_int_equal(send(&two->care.base, &change, 1), OUTCOME_OK);
    two->receiver = somebody(&two->care, "receiver", ROLE_SOCIAL_WORKER);
    two->receiver.org_id = two->partner;
    two->receiver.name = S("Rithy");
}

static int setup(void **state) {
    struct two *two = heap_alloc(sizeof *two);
    *two = (struct two){.partner = uuid_new()};
    const struct store_options options = {.catalogue = &catalogue, .hooks = {.after_change = after_change}};
    care_world_open(&two->care, &options);
    partner_open(two);
    two->file = file_by(&two->care, &two->care.worker);
    two->provider = provider_made(two);
    vetted(two, two->provider);
    *state = two;
    return 0;
}

static int teardown(void **state) {
    struct two *two = *state;
    int closed = base_world_close(&two->care.base);
    heap_free(two);
    return closed;
}

/* ---- short words ---- */

/* The file of the tests is of a girl of eleven, so that nobody forgets the guardian: here she is a woman. */
static struct uuid woman(struct two *two) {
    return made_by(&two->care, &two->care.worker, &case_file_type,
                   PUTS(P("name_latin", "Chan Thida"), P("name_km", "ចាន់ ធីតា"), P("birth_date", "1980"),
                        P("sex", "f"), P("phone", "012345678"), R("arrival", two->care.arrival)));
}

static struct change consenting(struct two *two, struct uuid file, const char *scope, const char *until,
                                const char *time) {
    return making(&two->care, &consent_type,
                  PUTS(R("case_file", file), P("purpose", "referral"), P("recipient", "partner"),
                       P("scope", scope), P("given_by", "self"), P("form", "thumb"), P("language", "km"),
                       P("given_on", day(two, -1)), P("expires_on", until), P("expires_time", time)));
}

static struct uuid consent_of_woman(struct two *two, struct uuid file, const char *scope) {
    struct change change = consenting(two, file, scope, day(two, 100), NULL);
    assert_string_equal(why_not(&two->care, &two->care.worker, change), "nothing");
    return change.id;
}

static struct uuid drafted(struct two *two, struct uuid file, const char *shares) {
    return made_by(&two->care, &two->care.worker, &referral_type,
                   PUTS(R("case_file", file), R("provider", two->provider), P("service", "accommodation"),
                        P("shares", shares), P("reason", "She has no home")));
}

static struct record *stored_at(struct two *two, struct uuid org, const struct record_type *type,
                                struct uuid id) {
    struct uuid own = two->care.base.org;
    two->care.base.org = org;
    struct record *record = stored(&two->care, type, id);
    two->care.base.org = own;
    return record;
}

/* What would be told now. */
static struct packet packet_of(struct two *two, struct uuid id) {
    struct arena *arena = two->care.base.step_arena;
    struct db *db = store_borrow(two->care.base.store);
    struct rule rule = {.store = two->care.base.store,
                        .db = db,
                        .job_arena = arena,
                        .actor = &two->care.worker,
                        .is_asking = true};
    struct refusal refusal = REFUSAL_IN(arena);
    struct packet packet = {0};
    const struct record *referral = rule_find(&rule, &referral_type, two->care.base.org, id);
    const struct record *file =
        rule_find(&rule, &case_file_type, two->care.base.org, referral_of(referral)->case_file.id);
    const struct record *provider = rule_find(&rule, &provider_type, two->care.base.org, two->provider);
    (void)packet_build(&rule, share_open(&rule, referral), share_open(&rule, file), provider, clock_now_ms(),
                       &packet, &refusal);
    store_return(two->care.base.store, db);
    return packet;
}

static const char *shown(struct two *two, struct uuid id) {
    return arena_cstr(two->care.base.step_arena, packet_of(two, id).shown);
}

static struct change stepping(struct two *two, struct uuid id, const struct put *puts, size_t count) {
    return changing(&two->care, &referral_type, id, stored(&two->care, &referral_type, id)->version, puts,
                    count);
}

static const char *sending(struct two *two, struct uuid id) {
    return why_not(&two->care, &two->care.worker,
                   stepping(two, id, PUTS(P("state", "sent"), P("shown", shown(two, id)))));
}

static struct uuid sent(struct two *two, struct uuid file, const char *shares) {
    struct uuid id = drafted(two, file, shares);
    assert_string_equal(sending(two, id), "nothing");
    return id;
}

static const char *state_of(struct two *two, struct uuid id) {
    return arena_cstr(two->care.base.step_arena,
                      referral_of(stored(&two->care, &referral_type, id))->state.text);
}

static struct uuid incoming_id(struct two *two, struct uuid referral) {
    struct arena *arena = two->care.base.step_arena;
    struct slice key =
        arena_printf(arena, "referral:%.*s:%.*s", SLICE_ARG(uuid_format(arena, two->care.base.org)),
                     SLICE_ARG(uuid_format(arena, referral)));
    return uuid_of_name(S("referral_in"), key);
}

static struct record *incoming(struct two *two, struct uuid referral) {
    return stored_at(two, two->partner, &referral_in_type, incoming_id(two, referral));
}

static struct change answering(struct two *two, struct uuid referral, const struct put *puts, size_t count) {
    struct record *record = incoming(two, referral);
    struct change change = changing(&two->care, &referral_in_type, record->id, record->version, puts, count);
    change.org_id = two->partner;
    change.by_program = true;
    return change;
}

static struct uuid partners_file(struct two *two) {
    struct change change =
        making(&two->care, &case_file_type,
               PUTS(P("name_latin", "Chan Thida"), P("sex", "f"), P("arrived_on", day(two, -10))));
    change.org_id = two->partner;
    assert_string_equal(why_not(&two->care, &two->receiver, change), "nothing");
    return change.id;
}

static enum outcome reveal(struct two *two, const struct actor *actor, struct record *record) {
    struct refusal refusal = REFUSAL_IN(two->care.base.step_arena);
    struct db *db = store_borrow(two->care.base.store);
    enum outcome outcome = query_reveal(two->care.base.store, db, two->care.base.step_arena, actor, record,
                                        S("to answer"), &refusal);
    store_return(two->care.base.store, db);
    return outcome;
}

static bool has(const struct value *text, const char *words) {
    return slice_contains(text->text, slice_of(words));
}

/* ---- consents ---- */

static void a_consent_that_expired_this_morning_does_not_count(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    struct change change = consenting(two, file, "identity", day(two, 0), "00:00");
    assert_string_equal(why_not(&two->care, &two->care.worker, change), "nothing");
    assert_string_equal(sending(two, drafted(two, file, "identity")),
                        "No consent that holds now lets the name be told to this provider.");
}

static void a_consent_ends_at_its_time_in_cambodia(void **state) {
    struct two *two = *state;
    struct record *record = record_new(two->care.base.step_arena, &consent_type);
    struct consent *consent = consent_of(record);
    int64_t noon_ms;
    assert_true(instant_parse_iso(S("2017-03-01T05:00:00Z"), &noon_ms)); /* 12:00 there */
    consent->given_on = consent->expires_on = (struct value){.present = true, .date = {2017, 3, 1, DATE_DAY}};
    assert_int_equal(consent_state_at(record, noon_ms), CONSENT_HOLDS);
    consent->expires_time = value_of_text(S("12:00"));
    assert_int_equal(consent_state_at(record, noon_ms - 1), CONSENT_HOLDS);
    assert_int_equal(consent_state_at(record, noon_ms), CONSENT_EXPIRED);
    consent->expires_time = (struct value){0};
    assert_int_equal(consent_state_at(record, noon_ms + 12 * 3600000 - 1), CONSENT_HOLDS);
    assert_int_equal(consent_state_at(record, noon_ms + 12 * 3600000), CONSENT_EXPIRED);
    assert_int_equal(consent_state_at(record, noon_ms - 13 * 3600000), CONSENT_NOT_YET);
}

static void for_a_child_its_guardian_consents_and_it_is_asked(void **state) {
    struct two *two = *state;
    const char *recent = day(two, -400);
    struct uuid child = made_by(&two->care, &two->care.worker, &case_file_type,
                                PUTS(P("sex", "f"), P("age_years", "11"), P("arrived_on", recent)));
    struct change change = consenting(two, child, "identity", day(two, 30), NULL);
    assert_string_equal(why_not(&two->care, &two->care.worker, change),
                        "For a child its guardian consents, or the authority in charge of it.");
    change_put(&change, &(struct put)P("given_by", "guardian"));
    assert_string_equal(why_not(&two->care, &two->care.worker, change), "Say what the child says to it.");
    change_put(&change, &(struct put)P("assent", "refused"));
    assert_string_equal(why_not(&two->care, &two->care.worker, change),
                        "The child does not agree: this is no consent.");
    change_put(&change, &(struct put)P("assent", "given"));
    assert_string_equal(why_not(&two->care, &two->care.worker, change), "nothing");
}

/* A file of somebody whose eighteenth birthday is so many days from today. */
static struct uuid nearly_of_age(struct two *two, int64_t days) {
    struct date birth = date_of_day(date_first_day(clock_today()) + days);
    birth.year = (int16_t)(birth.year - 18);
    if (birth.day > 28) birth.day = 28; /* every year has one */
    const char *text = arena_cstr(two->care.base.arena, date_format_iso(two->care.base.arena, birth));
    return made_by(&two->care, &two->care.worker, &case_file_type,
                   PUTS(P("name_latin", "Chan Thida"), P("birth_date", text), P("sex", "f"),
                        R("arrival", two->care.arrival)));
}

static void somebody_is_a_child_until_the_birthday(void **state) {
    struct two *two = *state;
    struct change early = consenting(two, nearly_of_age(two, 10), "identity", day(two, 30), NULL),
                  late = consenting(two, nearly_of_age(two, -10), "identity", day(two, 30), NULL);
    assert_string_equal(why_not(&two->care, &two->care.worker, early),
                        "For a child its guardian consents, or the authority in charge of it.");
    assert_string_equal(why_not(&two->care, &two->care.worker, late), "nothing");
}

static void a_file_stays_while_others_have_what_was_told(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity");
    sent(two, file, "identity");
    struct change gone = change_of(&two->care.base, CHANGE_DELETE, &case_file_type, file, NULL, 0);
    gone.base_version = 1;
    assert_string_equal(
        why_not(&two->care, &two->care.worker, gone),
        "Others still have what was told of this person: call back or close the referrals first.");
}

static void a_consent_is_only_taken_back_and_only_once(void **state) {
    struct two *two = *state;
    struct uuid id = consent_of_woman(two, woman(two), "identity");
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                changing(&two->care, &consent_type, id, 1, PUTS(P("scope", "identity,story")))),
        "This cannot change once it is saved.");
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                changing(&two->care, &consent_type, id, 1, PUTS(P("withdrawn_ms", "1")))),
                        "The program writes this by itself.");
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                changing(&two->care, &consent_type, id, 1, PUTS(P("withdrawn_why", "person")))),
        "nothing");
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                changing(&two->care, &consent_type, id, 2, PUTS(P("withdrawn_why", NULL)))),
                        "This consent was taken back already.");
    struct change gone = change_of(&two->care.base, CHANGE_DELETE, &consent_type, id, NULL, 0);
    gone.base_version = 2;
    assert_string_equal(why_not(&two->care, &two->care.supervisor, gone),
                        "A consent stays in the ledger: take it back instead.");
}

static void taking_a_consent_back_calls_back_what_stands_on_it(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), consent = consent_of_woman(two, file, "identity,needs"),
                id = sent(two, file, "identity");
    assert_true(incoming(two, id) && referral_in_of(incoming(two, id))->packet.present);
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                changing(&two->care, &consent_type, consent, 1, PUTS(P("withdrawn_why", "person")))),
        "nothing");
    assert_string_equal(state_of(two, id), "revoked");
    assert_true(
        value_is_code(&referral_of(stored(&two->care, &referral_type, id))->revocation, "consent_withdrawn"));
    assert_true(value_is_code(&referral_in_of(incoming(two, id))->state, "revoked"));
    assert_false(referral_in_of(incoming(two, id))->packet.present);
}

static void taking_a_consent_back_empties_the_partners_copy_too(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), consent = consent_of_woman(two, file, "identity"),
                id = sent(two, file, "identity"), theirs = partners_file(two);
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "accepted"), R("case_file", theirs)))),
                        "nothing");
    assert_string_equal(state_of(two, id), "accepted");
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                changing(&two->care, &consent_type, consent, 1, PUTS(P("withdrawn_why", "person")))),
        "nothing");
    assert_string_equal(state_of(two, id), "revoked");
    struct db *db = store_borrow(two->care.base.store);
    struct db_query *query =
        db_query(db, SQL("SELECT COUNT(*) FROM referral_copy WHERE packet IS NOT NULL OR withdrawn IS NULL"));
    assert_true(db_next(query));
    assert_int_equal(db_column_int(query, 0), 0);
    db_done(query);
    store_return(two->care.base.store, db);
}

static void the_latest_notes_are_told_however_many_there_are(void **state) {
    enum { NOTES = LIMIT_REFERRALS + SHARE_NOTES_MAX };
    struct two *two = *state;
    struct uuid file = woman(two);
    for (int i = 1; i <= NOTES; i++) {
        struct slice words = arena_printf(two->care.base.step_arena, "Talk %d.", i);
        made_by(&two->care, &two->care.worker, &case_note_type,
                PUTS(R("case_file", file), P("on_day", "2016-05-11"), P("kind", "interview"), P("note", words.s)));
    }
    consent_of_woman(two, file, "story");
    struct slice told = packet_of(two, drafted(two, file, "story")).json;
    struct slice last = arena_printf(two->care.base.step_arena, "Talk %d.", NOTES);
    assert_true(slice_contains(told, last));
    assert_false(slice_contains(told, S("Talk 1.")));
}

static void two_persons_decide_what_no_consent_covers(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), id = drafted(two, file, "identity,needs");
    struct uuid override = made_by(&two->care, &two->care.worker, &consent_override_type,
                                   PUTS(R("case_file", file), R("provider", two->provider),
                                        P("scope", "identity,needs"), P("reason", "She is unconscious")));
    assert_true(strlen(sending(two, id)) > strlen("nothing"));
    struct change decide =
        changing(&two->care, &consent_override_type, override, 1, PUTS(P("state", "allowed")));
    assert_string_equal(why_not(&two->care, &two->care.worker, decide),
                        "A second person decides: not the one who asked.");
    assert_string_equal(why_not(&two->care, &two->care.colleague, decide), "A supervisor decides this.");
    assert_string_equal(why_not(&two->care, &two->care.supervisor, decide), "nothing");
    assert_string_equal(sending(two, id), "nothing");
    assert_true(share_cites(stored(&two->care, &referral_type, id), override));
}

/* ---- providers ---- */

static void nobody_is_sent_where_the_vetting_does_not_hold(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity");
    struct uuid held = two->provider;
    two->provider = provider_made(two);
    struct uuid id = drafted(two, file, "identity");
    assert_string_equal(sending(two, id), "Nobody has vetted this provider: nobody is sent there before.");
    struct uuid vetting = vetted(two, two->provider);
    assert_string_equal(why_not(&two->care, &two->care.supervisor,
                                changing(&two->care, &provider_vetting_type, vetting, 1,
                                         PUTS(P("suspended_on", day(two, 0))))),
                        "Say why it is suspended.");
    assert_string_equal(
        why_not(&two->care, &two->care.supervisor,
                changing(&two->care, &provider_vetting_type, vetting, 1,
                         PUTS(P("suspended_on", day(two, 0)), P("suspended_why", "A guard hit a child")))),
        "nothing");
    assert_true(slice_contains(slice_of(sending(two, id)), S("is suspended since")));
    assert_string_equal(state_of(two, id), "draft");
    two->provider = held;
}

static void only_a_manager_vets(void **state) {
    struct two *two = *state;
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                making(&two->care, &provider_vetting_type,
                       PUTS(R("provider", two->provider), P("on_day", day(two, -1)), P("by_whom", "Me"),
                            P("result", "passed"), P("valid_until", day(two, 9))))),
        "A manager vets providers.");
}

static void a_provider_takes_only_whom_it_admits(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), held = two->provider;
    consent_of_woman(two, file, "identity");
    two->provider = made_by(&two->care, &two->care.worker, &provider_type,
                            PUTS(P("name", "For boys"), P("kind", "partner"), P("services", "medical"),
                                 P("admits_sex", "m"), P("age_max", "17"), R("organisation", two->partner)));
    vetted(two, two->provider);
    assert_string_equal(sending(two, drafted(two, file, "identity")),
                        "This provider does not give this service. | This provider does not take people of "
                        "this sex. | This provider does not take people of this age.");
    two->provider = held;
}

/* ---- who is told that nothing happens ---- */

static void what_does_not_move_on_waits_for_worker_supervisor_and_manager(void **state) {
    struct two *two = *state;
    struct record *record = record_new(two->care.base.step_arena, &referral_type);
    struct referral *referral = referral_of(record);
    int64_t sent_day = date_first_day((struct date){2017, 3, 1, DATE_DAY});
    referral->state = value_of_text(S("sent"));
    assert_true(instant_parse_iso(S("2017-02-28T18:00:00Z"), &referral->sent_ms.number)); /* 1 March there */
    referral->sent_ms.present = true;
    assert_int_equal(ladder_day(record, LADDER_WORKER), sent_day + 2);
    assert_int_equal(ladder_day(record, LADDER_SUPERVISOR), sent_day + 5);
    assert_int_equal(ladder_day(record, LADDER_MANAGER), sent_day + 10);
    referral->state = value_of_text(S("accepted"));
    referral->answered_on = (struct value){.present = true, .date = {2017, 3, 3, DATE_DAY}};
    assert_int_equal(ladder_day(record, LADDER_WORKER), sent_day + 2 + 28 + 2);
    referral->state = value_of_text(S("done"));
    assert_true(ladder_day(record, LADDER_MANAGER) == INT64_MAX);
}

static void what_is_not_answered_in_time_is_marked_and_emptied(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity");
    struct uuid id = sent(two, file, "identity");
    assert_string_equal(why_not(&two->care, &two->care.worker, stepping(two, id, PUTS(P("state", "expired")))), "The time to answer is not over yet.");
    struct change late = stepping(two, id, PUTS(P("state", "expired")));
    assert_string_equal(why_not(&two->care, &system_actor, late), "nothing");
    assert_true(value_is_code(&referral_in_of(incoming(two, id))->state, "expired"));
    assert_false(referral_in_of(incoming(two, id))->packet.present);
    assert_string_equal(why_not(&two->care, &two->receiver, answering(two, id, PUTS(P("state", "rejected"), P("rejection", "full")))),
                        "The time to answer is over: it can only be closed, or written anew.");
}

/* ---- referrals ---- */

static void what_leaves_is_what_was_shown(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity,needs");
    struct uuid id = drafted(two, file, "identity");
    assert_string_equal(why_not(&two->care, &two->care.worker, stepping(two, id, PUTS(P("state", "sent")))),
                        "It is not sent yet: look first at what is told, then send it.");
    const char *seal = shown(two, id);
    struct record *record = stored(&two->care, &case_file_type, file);
    assert_string_equal(
        why_not(&two->care, &two->care.worker,
                changing(&two->care, &case_file_type, file, record->version, PUTS(P("alias", "Da")))),
        "nothing");
    assert_string_equal(
        why_not(&two->care, &two->care.worker, stepping(two, id, PUTS(P("state", "sent"), P("shown", seal)))),
        "What is told has changed since it was shown: look at it again, then send.");
}

static void the_partner_sees_exactly_what_was_told_and_nothing_else(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity,contact,needs");
    struct uuid id = sent(two, file, "identity,needs");
    struct record *record = incoming(two, id);
    assert_true(referral_in_of(record)->packet.sealed);
    assert_int_equal(reveal(two, &two->receiver, record), OUTCOME_OK);
    const struct value *packet = &referral_in_of(record)->packet;
    assert_true(has(packet, "ចាន់ ធីតា") && has(packet, "She has no home") && has(packet, "CN-"));
    assert_false(has(packet, "012345678"));
    struct view view = {.allowed = true,
                        .orgs = &two->partner,
                        .org_count = 1,
                        .own_org = two->partner,
                        .own_max = IDENTIFYING};
    struct record *hidden = NULL;
    struct db *db = store_borrow(two->care.base.store);
    assert_false(query_get(two->care.base.store, db, two->care.base.step_arena, &view, &case_file_type, file,
                           &hidden, NULL));
    assert_false(query_get(two->care.base.store, db, two->care.base.step_arena, &view, &referral_type, id,
                           &hidden, NULL));
    store_return(two->care.base.store, db);
}

static void accepting_seals_what_was_told_under_the_partners_file(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), theirs = partners_file(two);
    consent_of_woman(two, file, "identity");
    struct uuid id = sent(two, file, "identity");
    assert_string_equal(why_not(&two->care, &two->receiver, answering(two, id, PUTS(P("state", "accepted")))),
                        "Say into which file of yours it is taken up.");
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "accepted"), R("case_file", theirs)))),
                        "nothing");
    assert_string_equal(state_of(two, id), "accepted");
    assert_false(referral_in_of(incoming(two, id))->packet.present);
    struct db *db = store_borrow(two->care.base.store);
    struct db_query *query = db_query(db, SQL("SELECT id FROM referral_copy WHERE org_id = ?1"));
    db_bind_uuid(query, 1, two->partner);
    assert_true(db_next(query));
    struct uuid copy_id = db_column_uuid(query, 0);
    db_done(query);
    store_return(two->care.base.store, db);
    struct record *copy = stored_at(two, two->partner, &referral_copy_type, copy_id);
    assert_int_equal(reveal(two, &two->receiver, copy), OUTCOME_OK);
    assert_true(has(&referral_copy_of(copy)->packet, "Chan Thida"));
    assert_true(vault_erase(two->care.base.store, two->partner, theirs, NULL));
    assert_int_equal(reveal(two, &two->receiver, stored_at(two, two->partner, &referral_copy_type, copy_id)),
                     OUTCOME_REFUSED);
}

static void accepting_twice_and_calling_back_what_is_closed_is_refused(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two), theirs = partners_file(two);
    consent_of_woman(two, file, "identity");
    struct uuid id = sent(two, file, "identity");
    assert_string_equal(
        why_not(&two->care, &two->care.worker, stepping(two, id, PUTS(P("state", "accepted")))),
        "The partner answers in its own inbox.");
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "accepted"), R("case_file", theirs)))),
                        "nothing");
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "rejected"), P("rejection", "full")))),
                        "It was accepted already.");
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "done"), P("outcome", "served")))),
                        "nothing");
    assert_string_equal(state_of(two, id), "done");
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                stepping(two, id, PUTS(P("state", "revoked"), P("revocation", "mistake")))),
                        "It is closed: nothing can be done with it any more.");
}

static void when_no_shelter_takes_somebody_a_plan_is_required(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    consent_of_woman(two, file, "identity");
    struct uuid id = sent(two, file, "identity");
    assert_string_equal(why_not(&two->care, &two->receiver, answering(two, id, PUTS(P("state", "rejected")))),
                        "Say why it was not accepted.");
    assert_string_equal(why_not(&two->care, &two->receiver,
                                answering(two, id, PUTS(P("state", "rejected"), P("rejection", "full")))),
                        "nothing");
    assert_false(referral_in_of(incoming(two, id))->packet.present);
    const char *need = "No shelter took this person. Write a community-based care plan first: who cares at "
                       "home, who looks, how often.";
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                stepping(two, id, PUTS(P("state", "done"), P("outcome", "community_plan")))),
                        need);
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                stepping(two, id, PUTS(P("state", "done"), P("outcome", "elsewhere")))),
                        need);
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                stepping(two, id, PUTS(P("state", "done"), P("outcome", "served")))),
                        "Nobody accepted it: say what takes its place.");
    struct uuid plan = made_by(&two->care, &two->care.worker, &community_plan_type,
                               PUTS(R("case_file", file), P("from_day", day(two, -3)), P("plan", "Her aunt"),
                                    P("danger_plan", "Call 1288"), R("checked_by", two->care.worker.user_id),
                                    P("every_days", "7")));
    assert_string_equal(why_not(&two->care, &two->care.worker,
                                stepping(two, id, PUTS(P("state", "done"), P("outcome", "community_plan")))),
                        "nothing");
    made_by(&two->care, &two->care.worker, &plan_visit_type,
            PUTS(R("case_file", file), R("community_plan", plan), P("on_day", day(two, 0)),
                 P("wellbeing", "concern")));
    struct record *stored_plan = stored(&two->care, &community_plan_type, plan);
    assert_int_equal(date_first_day(community_plan_of(stored_plan)->next_visit_on.date),
                     date_first_day(clock_today()) + 3);
}

static void a_referral_of_a_file_of_another_organisation_is_refused(void **state) {
    struct two *two = *state;
    struct change change = making(&two->care, &referral_type,
                                  PUTS(R("case_file", partners_file(two)), R("provider", two->provider),
                                       P("service", "medical"), P("shares", "identity")));
    assert_string_equal(why_not(&two->care, &two->care.worker, change),
                        "Choose one from the list; this one is not known.");
}

static void only_who_works_on_the_file_refers_its_person(void **state) {
    struct two *two = *state;
    struct uuid file = woman(two);
    struct change change = making(&two->care, &referral_type,
                                  PUTS(R("case_file", file), R("provider", two->provider),
                                       P("service", "medical"), P("shares", "identity")));
    assert_string_equal(why_not(&two->care, &two->care.colleague, change),
                        "Only who works on the file does this.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(a_consent_that_expired_this_morning_does_not_count),
        T(a_consent_ends_at_its_time_in_cambodia),
        T(for_a_child_its_guardian_consents_and_it_is_asked),
        T(somebody_is_a_child_until_the_birthday),
        T(a_file_stays_while_others_have_what_was_told),
        T(a_consent_is_only_taken_back_and_only_once),
        T(taking_a_consent_back_calls_back_what_stands_on_it),
        T(taking_a_consent_back_empties_the_partners_copy_too),
        T(the_latest_notes_are_told_however_many_there_are),
        T(two_persons_decide_what_no_consent_covers),
        T(nobody_is_sent_where_the_vetting_does_not_hold),
        T(only_a_manager_vets),
        T(a_provider_takes_only_whom_it_admits),
        T(what_leaves_is_what_was_shown),
        T(the_partner_sees_exactly_what_was_told_and_nothing_else),
        T(accepting_seals_what_was_told_under_the_partners_file),
        T(accepting_twice_and_calling_back_what_is_closed_is_refused),
        T(when_no_shelter_takes_somebody_a_plan_is_required),
        T(what_does_not_move_on_waits_for_worker_supervisor_and_manager), T(what_is_not_answered_in_time_is_marked_and_emptied),
        T(a_referral_of_a_file_of_another_organisation_is_refused),
        T(only_who_works_on_the_file_refers_its_person),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
