/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup demo`: fills a database with the demo programme; `--logins` says who can sign in. */
#include "demo/demo.h"

#include "base/doc.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/progress.h"

static void logins_print_json(struct arena *arena, const struct demo_login *logins, size_t count) {
    struct doc *list = doc_new_array(arena);
    for (size_t i = 0; i < count; i++) {
        struct doc *login = doc_add_object(arena, list);
        doc_set_text(arena, login, S("name"), logins[i].name);
        doc_set_text(arena, login, S("password"), logins[i].password);
        doc_set_text(arena, login, S("role"), logins[i].role);
        doc_set_text(arena, login, S("organisation"), logins[i].organisation);
        doc_set_text(arena, login, S("person"), logins[i].person);
    }
    struct text out = TEXT_IN(arena);
    doc_write_json(&out, list);
    printf("%.*s\n", SLICE_ARG(text_slice(&out)));
}

static void logins_print(const struct demo_login *logins, size_t count) {
    printf("Demo logins, all with the password %.*s\n\n", SLICE_ARG(demo_password()));
    for (size_t i = 0; i < count; i++) {
        printf("  %-16.*s %-14.*s %.*s\n", SLICE_ARG(logins[i].name), SLICE_ARG(logins[i].organisation),
               SLICE_ARG(logins[i].role));
    }
    printf("\nThey are for trying out: `mlup doctor` warns while they work.\n");
}

static int logins_run(struct cli *cli, bool json) {
    struct demo_login *logins;
    size_t count = demo_logins(cli->process_arena, &logins);
    if (!cli_is_empty(cli)) return 1;
    if (json)
        logins_print_json(cli->process_arena, logins, count);
    else
        logins_print(logins, count);
    return 0;
}

static bool take_number(struct cli *cli, struct slice option, int64_t low, int64_t high, int64_t *number) {
    struct slice text;
    if (!cli_take_option(cli, option, &text)) return true;
    if (slice_to_int64(text, number) && *number >= low && *number <= high) return true;
    cli_fail("%.*s takes a number from %lld to %lld", SLICE_ARG(option), (long long)low, (long long)high);
    return false;
}

static void show(void *context, const char *what, int64_t done, int64_t all) {
    progress_show(context, what, done, all);
}

static void totals_print(const struct demo_totals *totals, int64_t took_ns) {
    double seconds = (double)took_ns / 1e9;
    printf("%lld people in %lld households, %lld sessions, %lld attendances, %lld head counts: %lld records "
           "in %.1f s "
           "(%.0f a second)\n",
           (long long)totals->people, (long long)totals->households, (long long)totals->sessions,
           (long long)totals->attendance, (long long)totals->headcounts, (long long)totals->records, seconds,
           (double)totals->records / seconds);
}

static int fill(struct program *program, int64_t people, int64_t groups, int64_t seed, bool quiet) {
    struct progress progress = {.quiet = quiet};
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct demo_totals totals;
    struct demo_options options = {.store = program->store,
                                   .access = program->access,
                                   .people = people,
                                   .groups = groups,
                                   .seed = (uint64_t)seed,
                                   .progress = show,
                                   .context = &progress};
    int64_t start = clock_monotonic_ns();
    enum outcome outcome = demo_fill(&options, &totals, &refusal);
    progress_end(&progress);
    int code = outcome == OUTCOME_OK ? 0 : 1;
    if (code) cli_refused(&refusal);
    if (code && refusal_is_empty(&refusal))
        cli_fail("the demo could not be written (outcome %d)", (int)outcome);
    if (!code && !quiet) totals_print(&totals, clock_monotonic_ns() - start);
    arena_free(arena);
    return code;
}

/* A small demo has fewer groups as well. */
static int64_t groups_for(int64_t people) {
    if (people >= DEMO_PEOPLE) return DEMO_GROUPS;
    int64_t groups = DEMO_GROUPS * people / DEMO_PEOPLE;
    return groups > 0 ? groups : 1;
}

int demo_run(struct cli *cli) {
    bool logins = cli_take_switch(cli, S("--logins")), json = cli_take_switch(cli, S("--json"));
    if (logins) return logins_run(cli, json);
    int64_t people = DEMO_PEOPLE, groups = 0, seed = DEMO_SEED;
    bool quiet = cli_take_switch(cli, S("--quiet"));
    if (!take_number(cli, S("--people"), 1, DEMO_PEOPLE_MAX, &people)) return 1;
    if (!take_number(cli, S("--groups"), 1, DEMO_GROUPS_MAX, &groups)) return 1;
    if (!take_number(cli, S("--seed"), 0, INT64_MAX, &seed)) return 1;
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_CREATE);
    if (!program) return 1;
    int code = 0;
    if (demo_state_of(program->store) != DEMO_FILLED)
        code = fill(program, people, groups ? groups : groups_for(people), seed, quiet);
    else if (!quiet)
        printf("The demo programme is here already; nothing was changed.\n");
    program_close(program);
    return code;
}
