/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "domain/programme/promise_test_catalogue.h"
#include "domain/programme/promise_rule.h"

/* ---- making rules ---- */

struct rule_text {
    const char *shape, *source, *unit, *filter, *amount, *each;
    int64_t times;
    const char *places;
};

static struct value text_value(const char *text) {
    return (struct value){.present = text != NULL, .text = slice_of(text)};
}

static struct promise_part part_of(const struct rule_text *text) {
    struct promise_part part = {0};
    part.shape = text_value(text->shape);
    part.source = text_value(text->source);
    part.unit = text_value(text->unit);
    part.filter = text_value(text->filter);
    part.amount = text_value(text->amount);
    part.each = text_value(text->each);
    part.places = text_value(text->places);
    part.times = (struct value){.present = text->times != 0, .number = text->times};
    if (slice_equal(slice_of(text->shape), S("every")))
        part.every_of = (struct value){.present = true, .id = {{7}}};
    return part;
}

static int64_t day(const char *iso) {
    struct date date;
    assert_true(date_parse_iso(slice_of(iso), &date));
    return date_first_day(date);
}

static struct promise_rule *bind(struct arena *arena, struct rule_text text, struct refusal *refusal) {
    struct promise_part part = part_of(&text);
    struct promise_period period = {day("2016-03-01"), day("2018-02-28")};
    *refusal = REFUSAL_IN(arena);
    return promise_rule_bind(arena, &test_catalogue, &part, period, refusal);
}

static void assert_refused(struct rule_text text, const char *field, const char *message) {
    struct arena *arena = arena_new();
    struct refusal refusal;
    assert_null(bind(arena, text, &refusal));
    assert_non_null(refusal.first);
    assert_true(slice_equal(refusal.first->field, slice_of(field)));
    if (strcmp(refusal.first->message, message) != 0) fail_msg("%s", refusal.first->message);
    arena_free(arena);
}

/* ---- a small world: two sessions, three people ---- */

enum { WORLD_MAX = 32 };
struct world {
    struct arena *arena;
    struct record *records[WORLD_MAX];
    size_t count;
};

static const struct record *world_find(void *context, const struct record_type *type, struct uuid org,
                                       struct uuid id) {
    const struct world *world = context;
    for (size_t i = 0; i < world->count; i++) {
        const struct record *record = world->records[i];
        if (record->type == type && uuid_equal(record->id, id) && uuid_equal(record->org_id, org))
            return record;
    }
    return NULL;
}

static struct record *world_add(struct world *world, const struct record_type *type) {
    struct record *record = record_new(world->arena, type);
    record->id.bytes[0] = (uint8_t)(world->count + 1);
    world->records[world->count++] = record;
    return record;
}

static struct value date_value(const char *iso) {
    struct value value = {.present = true};
    assert_true(date_parse_iso(slice_of(iso), &value.date));
    return value;
}

static struct value ref_value(const struct record *record) {
    return (struct value){.present = true, .id = record->id};
}

static struct record *add_session(struct world *world, const char *kind, const char *status, const char *on,
                                  const char *place) {
    struct record *record = world_add(world, &session_type);
    struct session *session = session_of(record);
    session->kind = text_value(kind);
    session->status = text_value(status);
    session->starts_on = date_value(on);
    session->place = text_value(place);
    session->topics = text_value("trafficking_law,safe_migration");
    return record;
}

static struct record *add_person(struct world *world, const char *sex, const char *birth,
                                 const struct record *home) {
    struct record *record = world_add(world, &person_type);
    struct person *person = person_of(record);
    person->sex = text_value(sex);
    if (birth) person->birth_date = date_value(birth);
    if (home) person->household = ref_value(home);
    return record;
}

static struct record *add_attendance(struct world *world, const struct record *session,
                                     const struct record *person) {
    struct record *record = world_add(world, &attendance_type);
    struct attendance *attendance = attendance_of(record);
    attendance->session = ref_value(session);
    attendance->person = ref_value(person);
    attendance->present = (struct value){.present = true, .number = 1};
    return record;
}

static bool apply(struct world *world, struct rule_text text, const struct record *source,
                  struct promise_contribution *contribution, struct promise_reason *reason) {
    struct refusal refusal;
    struct promise_rule *rule = bind(world->arena, text, &refusal);
    if (!rule) fail_msg("%s", refusal.first->message);
    struct promise_reach reach = {world, world_find};
    return promise_rule_apply(rule, &reach, source, contribution, reason);
}

static const struct rule_text people_in_workshops = {
    .shape = "distinct",
    .source = "attendance",
    .unit = "person",
    .filter = "present = true\nsession.status = held\nsession.kind = workshop\nsession.topics has "
              "safe_migration|child_rights\n"
              "session.place within 09|20",
};

/* ---- tests ---- */

static void a_person_at_a_workshop_counts_with_sex_age_and_commune(void **state) {
    (void)state;
    struct world world = {.arena = arena_new()};
    struct record *session = add_session(&world, "workshop", "held", "2016-10-05", "20010203");
    struct record *attendance = add_attendance(&world, session, add_person(&world, "f", "1990", NULL));
    struct promise_contribution out;
    assert_true(apply(&world, people_in_workshops, attendance, &out, NULL));
    assert_int_equal(out.day, day("2016-10-05"));
    assert_true(slice_equal(out.commune, S("200102")));
    assert_true(slice_equal(out.sex, S("f")));
    assert_true(slice_equal(out.age, S("a25_34"))); /* 26 on the first day of the agreement */
    assert_int_equal(out.unit_len, UUID_BYTES);
    arena_free(world.arena);
}

static void who_was_marked_absent_does_not_count_and_the_condition_is_named(void **state) {
    (void)state;
    struct world world = {.arena = arena_new()};
    struct record *session = add_session(&world, "workshop", "held", "2016-10-05", "200102");
    struct record *attendance = add_attendance(&world, session, add_person(&world, "f", "1990", NULL));
    attendance_of(attendance)->present.number = 0;
    struct promise_contribution out;
    struct promise_reason reason;
    assert_false(apply(&world, people_in_workshops, attendance, &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_CONDITION);
    assert_string_equal(reason.condition->at.field->name, "present");
    attendance_of(attendance)->present = (struct value){0}; /* nobody ticked anything: not present either */
    assert_false(apply(&world, people_in_workshops, attendance, &out, &reason));
    session_of(session)->place = text_value("010101");
    attendance_of(attendance)->present = (struct value){.present = true, .number = 1};
    assert_false(apply(&world, people_in_workshops, attendance, &out, &reason));
    assert_string_equal(reason.condition->at.field->name, "place");
    assert_ptr_equal(reason.at, session);
    arena_free(world.arena);
}

static void a_record_outside_the_period_or_deleted_does_not_count(void **state) {
    (void)state;
    struct world world = {.arena = arena_new()};
    struct record *person = add_person(&world, "m", NULL, NULL);
    struct record *early = add_session(&world, "workshop", "held", "2016-02-29", "200102");
    struct record *late = add_session(&world, "workshop", "held", "2018-03-01", "200102");
    struct record *good = add_session(&world, "workshop", "held", "2018-02-28", "200102");
    struct promise_contribution out;
    struct promise_reason reason;
    assert_false(apply(&world, people_in_workshops, add_attendance(&world, early, person), &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_TOO_EARLY);
    assert_false(apply(&world, people_in_workshops, add_attendance(&world, late, person), &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_TOO_LATE);
    struct record *attendance = add_attendance(&world, good, person);
    assert_true(apply(&world, people_in_workshops, attendance, &out, &reason));
    assert_true(slice_equal(out.age, S("unknown")));
    good->deleted_ms = 1;
    assert_false(apply(&world, people_in_workshops, attendance, &out, &reason));
    good->deleted_ms = 0;
    attendance->deleted_ms = 1;
    assert_false(apply(&world, people_in_workshops, attendance, &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_DELETED);
    arena_free(world.arena);
}

static void a_household_is_counted_without_sex_and_a_person_without_one_is_told_so(void **state) {
    (void)state;
    struct rule_text rule = {.shape = "distinct", .source = "attendance", .unit = "person.household"};
    struct world world = {.arena = arena_new()};
    struct record *home = world_add(&world, &household_type);
    struct record *session = add_session(&world, "training", "held", "2017-01-05", "200102");
    struct promise_contribution out;
    struct promise_reason reason;
    assert_true(apply(&world, rule, add_attendance(&world, session, add_person(&world, "f", NULL, home)),
                      &out, NULL));
    assert_memory_equal(out.unit, home->id.bytes, UUID_BYTES);
    assert_int_equal(out.sex.len, 0);
    assert_int_equal(out.age.len, 0);
    assert_false(apply(&world, rule, add_attendance(&world, session, add_person(&world, "f", NULL, NULL)),
                       &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_NO_UNIT);
    arena_free(world.arena);
}

static void a_place_is_cut_to_its_commune(void **state) {
    (void)state;
    struct rule_text rule = {.shape = "distinct", .source = "session", .unit = "place@commune"};
    struct world world = {.arena = arena_new()};
    struct promise_contribution out;
    assert_true(
        apply(&world, rule, add_session(&world, "training", "held", "2017-01-05", "20010203"), &out, NULL));
    assert_int_equal(out.unit_len, 6);
    assert_memory_equal(out.unit, "200102", 6);
    arena_free(world.arena);
}

static void an_advisor_and_her_households_are_read_from_her_visits(void **state) {
    (void)state;
    struct rule_text rule = {.shape = "cap",
                             .source = "attendance",
                             .unit = "person.household",
                             .each = "session.trainer",
                             .times = 10};
    struct world world = {.arena = arena_new()};
    struct record *home = world_add(&world, &household_type);
    struct record *advisor = add_person(&world, "f", NULL, NULL);
    struct record *visit = add_session(&world, "coaching", "held", "2017-01-05", "200102");
    struct record *attendance = add_attendance(&world, visit, add_person(&world, "m", NULL, home));
    struct promise_contribution out;
    struct promise_reason reason;
    assert_false(apply(&world, rule, attendance, &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_NO_EACH);
    session_of(visit)->trainer = ref_value(advisor);
    assert_true(apply(&world, rule, attendance, &out, &reason));
    assert_int_equal(out.each_len, UUID_TEXT);
    arena_free(world.arena);
}

static void head_counts_are_summed_by_their_own_sex_and_age(void **state) {
    (void)state;
    struct rule_text rule = {
        .shape = "sum", .source = "headcount", .amount = "people", .filter = "session.kind = awareness"};
    struct world world = {.arena = arena_new()};
    struct record *session = add_session(&world, "awareness", "held", "2017-01-05", "200102");
    struct record *record = world_add(&world, &headcount_type);
    struct headcount *headcount = headcount_of(record);
    headcount->session = ref_value(session);
    headcount->sex = text_value("f");
    headcount->age_band = text_value("a18_24");
    headcount->people = (struct value){.present = true, .number = 41};
    struct promise_contribution out;
    assert_true(apply(&world, rule, record, &out, NULL));
    assert_int_equal(out.amount, 41);
    assert_true(slice_equal(out.sex, S("f")));
    assert_true(slice_equal(out.age, S("a18_24")));
    arena_free(world.arena);
}

static void money_is_summed_in_one_currency(void **state) {
    (void)state;
    struct rule_text rule = {.shape = "sum", .source = "session", .amount = "cost@USD"};
    struct world world = {.arena = arena_new()};
    struct record *session = add_session(&world, "awareness", "held", "2017-01-05", "200102");
    struct promise_contribution out;
    struct promise_reason reason;
    assert_false(apply(&world, rule, session, &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_NO_AMOUNT);
    session_of(session)->cost = (struct value){.present = true, .money = {40000, CURRENCY_KHR}};
    assert_false(apply(&world, rule, session, &out, &reason));
    assert_int_equal(reason.verdict, VERDICT_OTHER_CURRENCY);
    session_of(session)->cost.money = (struct money){1250, CURRENCY_USD};
    assert_true(apply(&world, rule, session, &out, &reason));
    assert_int_equal(out.amount, 1250);
    assert_refused((struct rule_text){.shape = "sum", .source = "session", .amount = "cost"}, "amount",
                   "{1} is money: say the currency, {2}@KHR or {2}@USD.");
    arena_free(world.arena);
}

static void what_is_not_recorded_yet_is_no_number_and_no_error(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal;
    struct rule_text rule = {.shape = "count", .source = "savings_group_of_tomorrow", .filter = "grade = a"};
    struct promise_rule *bound = bind(arena, rule, &refusal);
    assert_non_null(bound);
    assert_null(bound->source);
    bound = bind(arena, (struct rule_text){.shape = "reported"}, &refusal);
    assert_non_null(bound);
    assert_null(bound->source);
    arena_free(arena);
}

static void a_wrong_rule_is_refused_with_the_field_and_the_reason(void **state) {
    (void)state;
    assert_refused((struct rule_text){.shape = "count"}, "source", "Say what is counted.");
    assert_refused((struct rule_text){.shape = "distinct", .source = "session"}, "unit",
                   "Say what must be different, for example person.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .unit = "trainer"}, "unit",
                   "This kind of rule does not use it; leave it empty.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "colour = red"},
                   "filter", "{1} has no field “{2}”.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "kind = party"},
                   "filter", "“{1}” is not a value of {2}.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "kind < workshop"},
                   "filter", "{1} cannot be compared with “{2}”.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "kind is workshop"},
                   "filter", "“{1}” is not a comparison: use = != < <= > >= has within empty filled.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "starts_on > soon"},
                   "filter", "“{1}” is not a value of {2}.");
    assert_refused((struct rule_text){.shape = "count", .source = "session", .filter = "kind = "}, "filter",
                   "“{1}”: the value is missing.");
    assert_refused((struct rule_text){.shape = "distinct", .source = "session", .unit = "kind"}, "unit",
                   "{1} is neither another record nor a place.");
    assert_refused((struct rule_text){.shape = "distinct", .source = "session", .unit = "place@moon"}, "unit",
                   "@{1} is not a level: use province, district, commune or village.");
    assert_refused((struct rule_text){.shape = "distinct", .source = "session", .unit = "kind.place"}, "unit",
                   "“{1}” leads to no other record; only the last name may be such.");
    assert_refused(
        (struct rule_text){.shape = "frequency", .source = "session", .times = 2, .places = "20010203"},
        "places", "{1} is a village: name communes, districts or provinces.");
    assert_refused((struct rule_text){.shape = "count", .source = "promise_part"}, "source",
                   "{1} cannot be counted.");
    assert_refused(
        (struct rule_text){.shape = "count", .source = "identity_document", .filter = "number filled"},
        "filter", "A rule cannot look at {1}.");
    assert_refused(
        (struct rule_text){.shape = "count", .source = "agreement", .filter = "programme.name = x"}, "filter",
        "A rule cannot look at {1}.");
}

static void equal_rules_have_equal_fingerprints_and_others_do_not(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal;
    struct rule_text text = people_in_workshops;
    uint64_t first = bind(arena, text, &refusal)->fingerprint;
    assert_true(first == bind(arena, text, &refusal)->fingerprint);
    text.unit = "person.household";
    assert_true(first != bind(arena, text, &refusal)->fingerprint);
    arena_free(arena);
}

static void the_counting_date_and_place_are_the_nearest(void **state) {
    (void)state;
    static const struct {
        const char *source, *date, *place;
    } expected[] = {
        {"attendance", "starts_on", "place"},     {"headcount", "starts_on", "place"},
        {"session", "starts_on", "place"},        {"group_member", "joined_on", "village"},
        {"person_group", "formed_on", "village"}, {"person", NULL, "village"},
        {"household", NULL, "village"},
    };
    struct arena *arena = arena_new();
    struct refusal refusal;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        struct promise_rule *rule =
            bind(arena, (struct rule_text){.shape = "count", .source = expected[i].source}, &refusal);
        assert_non_null(rule);
        if (expected[i].date)
            assert_string_equal(rule->day.field->name, expected[i].date);
        else
            assert_null(rule->day.field);
        assert_string_equal(rule->place.field->name, expected[i].place);
    }
    arena_free(arena);
}

static void age_bands_are_those_of_the_training_forms(void **state) {
    (void)state;
    for (int years = -1; years < 130; years++)
        assert_non_null(choice_find(&age_band_choices, promise_age_band(years)));
    assert_true(slice_equal(promise_age_band(14), S("a0_14")));
    assert_true(slice_equal(promise_age_band(15), S("a15_17")));
    assert_true(slice_equal(promise_age_band(17), S("a15_17")));
    assert_true(slice_equal(promise_age_band(59), S("a35_59")));
    assert_true(slice_equal(promise_age_band(60), S("a60")));
}

static void every_shape_of_the_form_has_a_rule(void **state) {
    (void)state;
    for (size_t i = 0; i < rule_shape_choices.count; i++) {
        enum promise_shape shape;
        assert_true(promise_shape_parse(slice_of(rule_shape_choices.choices[i].code), &shape));
        assert_int_equal(shape, i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_at_a_workshop_counts_with_sex_age_and_commune),
        cmocka_unit_test(who_was_marked_absent_does_not_count_and_the_condition_is_named),
        cmocka_unit_test(a_record_outside_the_period_or_deleted_does_not_count),
        cmocka_unit_test(a_household_is_counted_without_sex_and_a_person_without_one_is_told_so),
        cmocka_unit_test(a_place_is_cut_to_its_commune),
        cmocka_unit_test(an_advisor_and_her_households_are_read_from_her_visits),
        cmocka_unit_test(head_counts_are_summed_by_their_own_sex_and_age),
        cmocka_unit_test(money_is_summed_in_one_currency),
        cmocka_unit_test(what_is_not_recorded_yet_is_no_number_and_no_error),
        cmocka_unit_test(a_wrong_rule_is_refused_with_the_field_and_the_reason),
        cmocka_unit_test(equal_rules_have_equal_fingerprints_and_others_do_not),
        cmocka_unit_test(the_counting_date_and_place_are_the_nearest),
        cmocka_unit_test(age_bands_are_those_of_the_training_forms),
        cmocka_unit_test(every_shape_of_the_form_has_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
