/* SPDX-License-Identifier: Apache-2.0 */
/* The users of the demo, from data/scenario/demo/staff.csv: one of each role and organisation, all with one password. */
#include "access/users.h"
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"

enum { STAFF_MAX = 200 };

struct slice demo_password(void) {
    return S("lotus-river-2016");
}

static enum access_scope scope_of(struct slice code) {
    if (slice_equal(code, S("own"))) return SCOPE_OWN;
    return slice_equal(code, S("team")) ? SCOPE_TEAM : SCOPE_ORGANISATION;
}

static struct demo_table *staff_open(struct arena *arena) {
    struct demo_table *table = arena_make(arena, struct demo_table, 1);
    demo_table_open(table, arena, S("data/scenario/demo/staff.csv"));
    return table;
}

static enum outcome user_add(const struct demo_options *options, struct arena *arena, const struct demo_table *table,
                             struct refusal *refusal) {
    struct slice login = demo_table_text(table, "login");
    struct actor actor = access_system_actor(demo_id_of_key("organisation", demo_table_text(table, "org")));
    struct user_new wanted = {.login = login,
                              .name = demo_table_text(table, "name"),
                              .email = arena_printf(arena, "%.*s@example.org", SLICE_ARG(login)),
                              .language = demo_table_text(table, "language"),
                              .password = demo_password(),
                              .org_id = actor.org_id,
                              .scope = scope_of(demo_table_text(table, "scope")),
                              .team = demo_table_text(table, "team"),
                              .totp_exempt = true,
                              .id = demo_id_of_key("user", login)};
    enum role role;
    struct uuid id, org_id;
    if (user_find(options->access, arena, login, &id, &org_id)) return OUTCOME_OK;
    if (!role_of_code(demo_table_text(table, "role"), &role)) BUG("no such role");
    wanted.roles = ROLE_BIT(role);
    return user_create(options->access, arena, &actor, &wanted, &id, refusal);
}

enum outcome demo_staff_add(const struct demo_options *options, struct refusal *refusal) {
    struct arena *arena = arena_new();
    struct demo_table *table = staff_open(arena);
    enum outcome outcome = OUTCOME_OK;
    struct refusal wrong = REFUSAL_IN(refusal->arena);
    while (outcome == OUTCOME_OK && demo_table_next(table)) {
        outcome = user_add(options, arena, table, &wrong);
        if (outcome == OUTCOME_REFUSED) {
            refuse_with(refusal, S("user"), "{1}: {2}", arena_copy(refusal->arena, demo_table_text(table, "login")),
                        slice_of(wrong.first ? wrong.first->message : ""));
        }
    }
    arena_free(arena);
    return outcome;
}

bool demo_staff_find(struct arena *arena, struct slice org, struct slice role, struct demo_author *author) {
    struct demo_table *table = staff_open(arena);
    while (demo_table_next(table)) {
        if (!slice_equal(demo_table_text(table, "org"), org) || !slice_equal(demo_table_text(table, "role"), role)) continue;
        *author = (struct demo_author){demo_id_of_key("user", demo_table_text(table, "login")),
                                       demo_table_text(table, "name")};
        return true;
    }
    return false;
}

size_t demo_staff_all(struct arena *arena, struct slice org, struct slice role, const struct demo_author **authors) {
    struct demo_table *table = staff_open(arena);
    struct demo_author *found = arena_make(arena, struct demo_author, STAFF_MAX);
    size_t count = 0;
    while (count < STAFF_MAX && demo_table_next(table)) {
        if (!slice_equal(demo_table_text(table, "org"), org) || !slice_equal(demo_table_text(table, "role"), role)) continue;
        found[count++] = (struct demo_author){demo_id_of_key("user", demo_table_text(table, "login")), demo_table_text(table, "name")};
    }
    *authors = found;
    return count;
}

/* The short name of an organisation of the demo. */
static struct slice org_name(struct arena *arena, struct slice key) {
    struct demo_table *table = arena_make(arena, struct demo_table, 1);
    demo_table_open(table, arena, S("data/scenario/demo/01-organisation.csv"));
    while (demo_table_next(table)) {
        if (slice_equal(demo_table_text(table, "key"), key)) return demo_table_text(table, "short_name");
    }
    return key;
}

size_t demo_logins(struct arena *arena, struct demo_login **logins) {
    struct demo_table *table = staff_open(arena);
    size_t count = 0;
    *logins = arena_make(arena, struct demo_login, STAFF_MAX);
    while (count < STAFF_MAX && demo_table_next(table)) {
        (*logins)[count++] = (struct demo_login){.name = demo_table_text(table, "login"),
                                                 .password = demo_password(),
                                                 .role = demo_table_text(table, "role"),
                                                 .organisation = org_name(arena, demo_table_text(table, "org")),
                                                 .person = demo_table_text(table, "name")};
    }
    return count;
}
