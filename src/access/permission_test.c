/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of permissions, printed and compared with permission_matrix.txt (the program's argument), where every line
 * says why; and the rules that no line may break.  With a second argument "print" it prints the matrix.
 */
#include <stdio.h>

#include "access/permission.h"
#include "access/user.h"
#include "base/check.h"
#include "base/log.h"
#include "base/text.h"

static const char *matrix_path;

static const char *const class_words[ACCESS_CLASSES] = {
    [ACCESS_PROGRAMME] = "programme", [ACCESS_PROMISE] = "promise", [ACCESS_PEOPLE] = "people",
    [ACCESS_TRAINING] = "training",   [ACCESS_PLACE] = "place",     [ACCESS_USERS] = "users",
    [ACCESS_OWN] = "own",             [ACCESS_FINANCE] = "finance", [ACCESS_REPORT] = "report",
    [ACCESS_EXCHANGE] = "exchange",   [ACCESS_ATTACHED] = "attached",
    [ACCESS_SAVINGS] = "savings",     [ACCESS_LEDGER] = "ledger",
    [ACCESS_CASE] = "case",           [ACCESS_CARE] = "care",
};

static struct slice verb_letters(struct arena *arena, uint32_t verbs) {
    static const char letters[] = "rcudaev";
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < VERBS; i++) {
        text_append_char(&out, verbs & (1u << i) ? letters[i] : '-');
    }
    return text_slice(&out);
}

static const char *max_word(uint32_t verbs, enum sensitivity max) {
    static const char *const words[] = {[PUBLIC] = "public", [INTERNAL] = "internal", [PERSONAL] = "personal",
                                        [IDENTIFYING] = "identifying"};
    return verbs ? words[max] : "-";
}

static struct actor actor_with(uint32_t roles) {
    return (struct actor){.user_id = {{1}}, .org_id = {{2}}, .roles = roles, .scope = SCOPE_ORGANISATION};
}

/* Asks the functions, not the table, as the program does. */
static struct slice matrix_line(struct arena *arena, enum role role, enum access_class class) {
    struct actor actor = actor_with(ROLE_BIT(role)), lead = actor;
    lead.is_lead = true;
    uint32_t home = permission_verbs(&actor, class, REACH_HOME), abroad = permission_verbs(&lead, class, REACH_ABROAD);
    struct reading reading = permission_reading(&actor, class);
    return arena_printf(arena, "%-14.*s %-10s %.*s %-12s %.*s %-9s", SLICE_ARG(role_code(role)), class_words[class],
                        SLICE_ARG(verb_letters(arena, home)), max_word(home, reading.max),
                        SLICE_ARG(verb_letters(arena, abroad)), max_word(abroad, permission_abroad_max(&lead, class)));
}

static struct slice read_file(struct arena *arena, const char *path) {
    struct text out = TEXT_IN(arena);
    char buffer[4096];
    FILE *file = fopen(path, "r");
    if (!file) fail_msg("cannot read %s", path);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) > 0;) {
        text_append(&out, (struct slice){buffer, got});
    }
    fclose(file);
    return text_slice(&out);
}

/* The lines of the file, without comments, that begin a row of the matrix. */
static bool next_row(struct slice *rest, struct slice *row, struct slice *reason) {
    struct slice line;
    while (slice_split(rest, '\n', &line)) {
        if (!line.len || slice_starts(line, S("#"))) continue;
        size_t bar = slice_find(line, S("|"), 0);
        *row = slice_trim(slice_sub(line, 0, bar));
        *reason = slice_trim(slice_sub(line, bar + 1, line.len));
        return true;
    }
    return false;
}

static void every_permission_is_the_one_written_down_with_its_reason(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct slice rest = read_file(arena, matrix_path), row, reason;
    for (enum role role = 0; role < ROLES; role++) {
        for (enum access_class class = 0; class < ACCESS_CLASSES; class++) {
            struct slice line = slice_trim(matrix_line(arena, role, class));
            if (!next_row(&rest, &row, &reason)) fail_msg("missing in the matrix: %.*s", SLICE_ARG(line));
            if (!slice_equal(row, line)) fail_msg("written: %.*s\nprogram: %.*s", SLICE_ARG(row), SLICE_ARG(line));
            if (!reason.len) fail_msg("no reason for %.*s", SLICE_ARG(line));
        }
    }
    assert_false(next_row(&rest, &row, &reason));
    arena_free(arena);
}

static void nobody_sees_names_of_another_organisation(void **state) {
    (void)state;
    for (enum role role = 0; role < ROLES; role++) {
        for (enum access_class class = 0; class < ACCESS_CLASSES; class++) {
            const struct permission *row = permission_of(role, class);
            assert_true(row->abroad_max <= INTERNAL);
            assert_false(row->abroad & VERB_REVEAL);
        }
    }
}

static void people_and_users_of_another_organisation_are_never_written(void **state) {
    (void)state;
    static const enum access_class closed[] = {ACCESS_PEOPLE, ACCESS_TRAINING, ACCESS_USERS, ACCESS_OWN, ACCESS_PLACE};
    for (enum role role = 0; role < ROLES; role++) {
        for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
            assert_false(permission_of(role, closed[i])->abroad & VERBS_WRITING);
        }
        assert_int_equal(permission_of(role, ACCESS_USERS)->abroad, 0);
        assert_int_equal(permission_of(role, ACCESS_OWN)->abroad, 0);
    }
}

static void a_donor_sees_no_row_of_people_or_training_anywhere(void **state) {
    (void)state;
    struct actor donor = actor_with(ROLE_BIT(ROLE_DONOR));
    donor.is_lead = true;
    for (enum access_class class = ACCESS_PEOPLE; class <= ACCESS_TRAINING; class++) {
        assert_int_equal(permission_verbs(&donor, class, REACH_HOME), 0);
        assert_int_equal(permission_verbs(&donor, class, REACH_ABROAD), 0);
        assert_false(permission_reading(&donor, class).allowed);
    }
}

static void whoever_writes_may_read_and_who_reads_abroad_reads_at_home(void **state) {
    (void)state;
    for (enum role role = 0; role < ROLES; role++) {
        for (enum access_class class = 0; class < ACCESS_CLASSES; class++) {
            const struct permission *row = permission_of(role, class);
            assert_true(!row->home || (row->home & VERB_READ));
            assert_true(!row->abroad || (row->abroad & VERB_READ));
            assert_true(!row->abroad || (row->home & VERB_READ));
            assert_true(!row->abroad || row->abroad_max <= row->home_max);
        }
        assert_true(permission_of(role, ACCESS_PLACE)->home & VERB_READ);
        assert_true(permission_of(role, ACCESS_PROGRAMME)->home & VERB_READ);
        assert_true(permission_of(role, ACCESS_OWN)->home & VERB_CREATE);
    }
}

static void two_roles_never_show_more_than_one_of_them_alone(void **state) {
    (void)state;
    struct actor both = actor_with(ROLE_BIT(ROLE_VIEWER) | ROLE_BIT(ROLE_FIELD_OFFICER));
    both.role_scopes[ROLE_VIEWER] = SCOPE_ORGANISATION + 1;
    both.role_scopes[ROLE_FIELD_OFFICER] = SCOPE_OWN + 1;
    struct reading reading = permission_reading(&both, ACCESS_PEOPLE);
    assert_int_equal(reading.max, IDENTIFYING);
    assert_int_equal(reading.scope, SCOPE_OWN);
    both.role_scopes[ROLE_FIELD_OFFICER] = SCOPE_TEAM + 1;
    assert_int_equal(permission_reading(&both, ACCESS_PEOPLE).scope, SCOPE_TEAM);
    assert_int_equal(permission_scope(&both, ACCESS_PEOPLE, VERB_UPDATE), SCOPE_TEAM);
    assert_int_equal(permission_scope(&both, ACCESS_PEOPLE, VERB_READ), SCOPE_ORGANISATION);
    assert_int_equal(permission_scope(&both, ACCESS_PROMISE, VERB_READ), SCOPE_ORGANISATION);
}

static void a_token_takes_away_and_never_gives(void **state) {
    (void)state;
    struct actor token = actor_with(ROLE_BIT(ROLE_MANAGER));
    token.read_only = true;
    assert_true(access_may(&token, ACCESS_PROMISE, VERB_READ));
    assert_true(access_may(&token, ACCESS_PROMISE, VERB_EXPORT));
    assert_false(access_may(&token, ACCESS_PROMISE, VERB_UPDATE));
    assert_false(access_may(&token, ACCESS_PROMISE, VERB_APPROVE));
    token.classes_barred = 1u << ACCESS_PEOPLE;
    assert_false(access_may(&token, ACCESS_PEOPLE, VERB_READ));
    assert_false(permission_reading(&token, ACCESS_PEOPLE).allowed);
    assert_true(access_may(&token, ACCESS_TRAINING, VERB_READ));
}

static void without_a_role_there_is_nothing(void **state) {
    (void)state;
    struct actor nobody = actor_with(0);
    nobody.is_lead = true;
    for (enum access_class class = 0; class < ACCESS_CLASSES; class++) {
        assert_int_equal(permission_verbs(&nobody, class, REACH_HOME), 0);
        assert_int_equal(permission_verbs(&nobody, class, REACH_ABROAD), 0);
        assert_false(permission_reading(&nobody, class).allowed);
    }
}

static void the_leads_own_roles_reach_at_home_what_they_reach_abroad(void **state) {
    (void)state;
    struct actor admin = actor_with(ROLE_BIT(ROLE_ADMINISTRATOR));
    assert_false(access_may(&admin, ACCESS_PROMISE, VERB_CREATE));
    admin.is_lead = true;
    assert_true(access_may(&admin, ACCESS_PROMISE, VERB_CREATE));
}

static void roles_are_those_of_the_choice_list_in_its_order(void **state) {
    (void)state;
    assert_int_equal(role_choices.count, ROLES);
    for (size_t i = 0; i < ROLES; i++) {
        enum role role;
        assert_true(slice_equal(role_code((enum role)i), slice_of(role_choices.choices[i].code)));
        assert_true(role_of_code(slice_of(role_choices.choices[i].code), &role));
        assert_int_equal(role, i);
    }
    enum role none;
    assert_false(role_of_code(S("root"), &none));
    assert_int_equal(scope_of_code(S("everything")), SCOPE_OWN);
    assert_int_equal(scope_of_code(S("organisation")), SCOPE_ORGANISATION);
}

static void roles_that_see_cases_or_give_such_roles_need_a_second_factor(void **state) {
    (void)state;
    static const enum role needing[] = {ROLE_ADMINISTRATOR, ROLE_MANAGER, ROLE_SOCIAL_WORKER, ROLE_LAWYER};
    for (size_t i = 0; i < ARRAY_LEN(needing); i++) {
        assert_true(roles_require_totp(ROLE_BIT(needing[i])));
    }
    assert_false(roles_require_totp(ROLE_BIT(ROLE_VIEWER) | ROLE_BIT(ROLE_DONOR) | ROLE_BIT(ROLE_FIELD_OFFICER)));
    assert_true(roles_require_totp(ROLE_BIT(ROLE_VIEWER) | ROLE_BIT(ROLE_LAWYER)));
}

static void what_the_agreement_says_is_the_leads(void **state) {
    (void)state;
    static const struct field fields[] = {{.name = "amount"}, {.name = "summary"}};
    struct record_type agreement = {.name = "agreement", .fields = fields, .field_count = 2};
    struct record_type promise = {.name = "promise", .fields = fields, .field_count = 2};
    assert_true(permission_is_leads(&agreement, NULL, VERB_CREATE));
    assert_true(permission_is_leads(&agreement, &fields[0], VERB_UPDATE));
    assert_false(permission_is_leads(&agreement, &fields[1], VERB_UPDATE));
    assert_false(permission_is_leads(&agreement, NULL, VERB_UPDATE));
    assert_true(permission_is_leads(&promise, NULL, VERB_DELETE));
    assert_false(permission_is_leads(&promise, NULL, VERB_UPDATE));
    struct actor manager = {.roles = ROLE_BIT(ROLE_MANAGER)};
    agreement.access = ACCESS_PROGRAMME;
    assert_false(access_may_add(&manager, &agreement)); /* so no list of a grantee offers it */
    manager.is_lead = true;
    assert_true(access_may_add(&manager, &agreement));
}

static int print_matrix(void) {
    struct arena *arena = arena_new();
    for (enum role role = 0; role < ROLES; role++) {
        for (enum access_class class = 0; class < ACCESS_CLASSES; class++) {
            printf("%.*s |\n", SLICE_ARG(matrix_line(arena, role, class)));
        }
    }
    arena_free(arena);
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_permission_is_the_one_written_down_with_its_reason),
        cmocka_unit_test(nobody_sees_names_of_another_organisation),
        cmocka_unit_test(people_and_users_of_another_organisation_are_never_written),
        cmocka_unit_test(a_donor_sees_no_row_of_people_or_training_anywhere),
        cmocka_unit_test(whoever_writes_may_read_and_who_reads_abroad_reads_at_home),
        cmocka_unit_test(two_roles_never_show_more_than_one_of_them_alone),
        cmocka_unit_test(a_token_takes_away_and_never_gives),
        cmocka_unit_test(without_a_role_there_is_nothing),
        cmocka_unit_test(the_leads_own_roles_reach_at_home_what_they_reach_abroad),
        cmocka_unit_test(roles_are_those_of_the_choice_list_in_its_order),
        cmocka_unit_test(roles_that_see_cases_or_give_such_roles_need_a_second_factor),
        cmocka_unit_test(what_the_agreement_says_is_the_leads),
    };
    ASSERT(argc >= 2);
    if (argc > 2) return print_matrix();
    matrix_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
