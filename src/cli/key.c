/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup key rotate`: a new master key, or a new key of one organisation.  The server must be stopped: nobody
 * may seal anything under the key that is on its way out.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "store/vault.h"

/* The old key opens older backups, so it is kept, under a name with the time. */
static int put_in_place(struct cli *cli, struct slice path, struct slice fresh) {
    struct arena *arena = cli->process_arena;
    struct slice old =
        arena_printf(arena, "%.*s.until-%lld", SLICE_ARG(path), (long long)(clock_now_ms() / 1000));
    const char *name = arena_cstr(arena, path);
    bool moved = link(name, arena_cstr(arena, old)) == 0 && rename(arena_cstr(arena, fresh), name) == 0;
    if (!moved)
        return cli_fail("the keys are changed, but %s could not be put in the place of %s: do it by hand",
                        arena_cstr(arena, fresh), name);
    printf("The new key is in %s.  %.*s opens backups made until now: keep it with them, not with the "
           "database.\n",
           name, SLICE_ARG(old));
    return 0;
}

static int rotate_master(struct cli *cli, struct program *program) {
    struct arena *arena = cli->process_arena;
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice path = program_key_path(cli), fresh = arena_join(arena, path, S(".new"));
    if (!vault_rotate_master(program->store, fresh, &refusal)) return cli_refused(&refusal);
    return put_in_place(cli, path, fresh);
}

static int rotate_organisation(struct cli *cli, struct program *program, struct slice name) {
    struct desk desk = {.arena = cli->process_arena, .program = *program, .err = TEXT_IN(cli->process_arena)};
    struct org_entry org;
    if (!desk_find_org(&desk, name, &org))
        return fprintf(stderr, "%.*s", SLICE_ARG(text_slice(&desk.err))), 1;
    if (!vault_rotate_org(program->store, org.id))
        return cli_fail("%.*s has no sealed fields yet, or its key does not open", SLICE_ARG(org.short_name));
    printf("%.*s has a new key.\n", SLICE_ARG(org.short_name));
    return 0;
}

int key_run(struct cli *cli) {
    struct slice word = S(""), organisation = S("");
    bool of_one = cli_take_option(cli, S("--org"), &organisation);
    if (!cli_take_word(cli, &word) || !slice_equal(word, S("rotate")))
        return cli_fail("say `mlup key rotate`; see `mlup help key`");
    if (!cli_is_empty(cli)) return 1;
    struct program *program = program_open(cli, 0);
    if (!program) return 1;
    int code = of_one ? rotate_organisation(cli, program, organisation) : rotate_master(cli, program);
    program_close(program);
    return code;
}
