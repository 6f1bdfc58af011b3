/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random operations on the ledger with crashes: ledger_random URL FOLDER OPERATIONS.  A child posts, sets
 * aside, releases and takes back, one to two thousand operations a commit; it is killed (-9) at random
 * moments and started again until so many operations were acknowledged.  Now and then, and at the end,
 * everything that is stored is held against the entries, and what was acknowledged must be there.
 * FOLDER/progress remembers how far it is: the same call goes on.  Prints one line each: what, value; how it
 * gets on to stderr.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/chart.h"
#include "domain/ledger/ledger_read.h"
#include "domain/ledger/rules.h"
#include "domain/ledger/schema.h"

enum {
    BOOKS = 8,
    ACCOUNTS = 40,
    OPERATIONS_PER_COMMIT_MAX = 2000,
    DAYS = 60,
    FIRST_DAY = 19723,
    LINES_MAX = 4,
    VERIFY_EVERY = 5000000
};

static const struct record_type *const types[] = {&commodity_type, &ledger_book_type, &ledger_account_type,
                                                  &journal_entry_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};
static const struct actor random_actor = {.is_system = true};

/* The same ids in every child. */
static struct uuid id_of(const char *what, uint64_t number) {
    char name[32];
    snprintf(name, sizeof name, "%llu", (unsigned long long)number);
    return uuid_of_name(slice_of(what), slice_of(name));
}

static uint64_t dice;

static uint64_t below(uint64_t limit) {
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return dice % limit;
}

/* ---- the world ---- */

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    ledger_after_change(rule, change);
}

static struct store *world_open(struct arena *arena, const char *url, const char *folder, bool read_only) {
    struct slice error = S("");
    enum db_kind kind;
    db_kind_of_url(slice_of(url), &kind);
    struct store_options options = {.url = slice_of(url),
                                    .catalogue = &catalogue,
                                    .hooks = {.after_change = after_change},
                                    .reader_max = 2,
                                    .key_file = arena_printf(arena, "%s/key", folder),
                                    .extra_schema = ledger_schema(arena, kind),
                                    .read_only = read_only,
                                    .is_patient = true,
                                    .may_create = !read_only};
    struct store *store = store_open(arena, &options, &error);
    if (!store) BUG("%.*s", SLICE_ARG(error));
    return store;
}

static struct value text(const char *text) {
    return (struct value){.present = true, .text = slice_of(text)};
}

static struct value ref(struct uuid id) {
    return (struct value){.present = true, .id = id};
}

static void write_all(struct store *store, struct arena *arena, struct change *changes, size_t count) {
    struct write_job job = {
        .job_arena = arena, .actor = &random_actor, .changes = changes, .change_count = count};
    if (store_write(store, &job) != OUTCOME_OK)
        BUG("%s", job.refusal.first ? job.refusal.first->message : "not written");
}

/* Every other account cannot go below nothing, every fifth not above a million. */
static struct change account_change(struct arena *arena, struct uuid org, uint64_t book, uint64_t number) {
    struct change change = change_new(arena, CHANGE_CREATE, &ledger_account_type, org);
    change.id = id_of("account", book * ACCOUNTS + number);
    change_set_value(&change, "book", ref(id_of("book", book)));
    change_set_value(
        &change, "number",
        (struct value){.present = true, .text = arena_printf(arena, "R%llu", (unsigned long long)number)});
    change_set_value(&change, "name", text("Account"));
    change_set_value(&change, "kind", text("asset"));
    change_set_value(&change, "unit", ref(commodity_id(number % 4 == 3 ? S("PADDY") : S("KHR"))));
    if (number % 2) change_set_value(&change, "least", (struct value){.present = true, .number = 0});
    if (number % 5 == 4)
        change_set_value(&change, "most", (struct value){.present = true, .number = 1000000});
    return change;
}

static void world_make(struct store *store, struct uuid org) {
    struct arena *arena = arena_new();
    size_t count;
    struct change *commodities = chart_commodities(arena, &count), changes[1 + ACCOUNTS];
    write_all(store, arena, commodities, count);
    for (uint64_t book = 0; book < BOOKS; book++) {
        changes[0] = change_new(arena, CHANGE_CREATE, &ledger_book_type, org);
        changes[0].id = id_of("book", book);
        change_set_value(&changes[0], "name", text("Book"));
        change_set_value(&changes[0], "owner", text("group"));
        change_set_value(&changes[0], "unit", ref(commodity_id(S("KHR"))));
        change_set_value(&changes[0], "opened_on",
                         (struct value){.present = true, .date = date_of_day(FIRST_DAY)});
        for (uint64_t i = 0; i < ACCOUNTS; i++) {
            changes[1 + i] = account_change(arena, org, book, i);
        }
        write_all(store, arena, changes, ARRAY_LEN(changes));
    }
    arena_free(arena);
}

/* ---- operations ---- */

/* What came of the operations. */
struct tally {
    int64_t posted, held, ended, nothing, refused;
};
static const char *const tally_names[] = {"posted", "held", "ended", "nothing", "refused"};
enum { TALLY_COUNT = ARRAY_LEN(tally_names) };
_Static_assert(sizeof(struct tally) == TALLY_COUNT * sizeof(int64_t), "each has its name");

struct batch {
    struct uuid org;
    uint64_t seed;
    struct tally tally;
};

static int64_t operations_of(const struct tally *tally) {
    return tally->posted + tally->held + tally->ended + tally->nothing + tally->refused;
}

static void tally_add(struct tally *sum, const struct tally *of) {
    *sum = (struct tally){sum->posted + of->posted, sum->held + of->held, sum->ended + of->ended,
                          sum->nothing + of->nothing, sum->refused + of->refused};
}

/* Lines that add up in each commodity; often more than there is, so that limits are met. */
static size_t random_lines(uint64_t book, struct ledger_line *lines) {
    bool in_kind = below(4) == 0;
    size_t count = 2 + below(LINES_MAX - 1);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t account = below(ACCOUNTS / 4) * 4 + (in_kind ? 3 : below(3));
        int64_t amount = i + 1 < count ? (int64_t)below(4000) - 1500 : -sum;
        lines[i] = (struct ledger_line){id_of("account", book * ACCOUNTS + account), amount};
        sum += amount;
    }
    return count;
}

/* Most entries are of the day, some are late. */
static int64_t random_day(void) {
    return FIRST_DAY + (int64_t)(below(4) ? DAYS - 1 : below(DAYS));
}

static void operate_post(struct rule *rule, struct batch *batch, uint64_t source) {
    struct ledger_line lines[LINES_MAX];
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    uint64_t book = below(BOOKS);
    bool is_held = below(6) == 0;
    struct ledger_post post = {.org_id = batch->org,
                               .book_id = id_of("book", book),
                               .day = random_day(),
                               .kind = is_held ? LEDGER_HELD : LEDGER_ENTRY,
                               .source_type = &journal_entry_type,
                               .source_id = id_of("source", source),
                               .memo = S("random"),
                               .lines = lines,
                               .line_count = random_lines(book, lines)};
    bool good = ledger_write(rule, &post, 1, NULL, &refusal);
    batch->tally.posted += good && !is_held;
    batch->tally.held += good && is_held;
    batch->tally.refused += !good;
}

/* Something was posted or set aside of it and still holds. */
static bool is_standing(struct rule *rule, struct uuid org, struct uuid source_id) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT 1 FROM ledger_entry e LEFT JOIN ledger_hold d ON d.org_id = e.org_id AND "
                      "d.book = e.book AND d.seq = e.seq WHERE e.org_id = ?1 AND e.source_id = ?2 AND "
                      "e.kind <> ?3 AND COALESCE(d.state, 0) = 0 LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, source_id);
    db_bind_int(query, 3, LEDGER_REVERSAL);
    bool found = db_next(query);
    db_done(query);
    return found;
}

/* Reverses what was posted of the source and releases what is held of it. */
static void operate_take_back(struct rule *rule, struct batch *batch, uint64_t source) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct uuid id = id_of("source", source);
    bool is_there = is_standing(rule, batch->org, id);
    bool good = ledger_take_back(rule, batch->org, id, &journal_entry_type, random_day(), &refusal);
    batch->tally.ended += good && is_there;
    batch->tally.nothing += good && !is_there;
    batch->tally.refused += !good;
}

/* So few sources that most entries taken back are of an earlier commit, often before a crash. */
static bool batch_run(struct rule *rule, struct write_job *job) {
    struct batch *batch = job->also_context;
    enum { SOURCES = 300000 };
    batch->tally = (struct tally){0};
    dice = batch->seed;
    for (uint64_t count = 1 + below(OPERATIONS_PER_COMMIT_MAX); count > 0; count--) {
        if (below(12))
            operate_post(rule, batch, below(SOURCES));
        else
            operate_take_back(rule, batch, below(SOURCES));
    }
    return true;
}

/* Tells of each commit that was acknowledged what it did. */
static void child_main(const char *url, const char *folder, struct uuid org, uint64_t seed, int out) {
    struct arena *arena = arena_new(), *job_arena = arena_new();
    struct store *store = world_open(arena, url, folder, false);
    for (uint64_t i = 1;; i++) {
        arena_reset(job_arena);
        struct batch batch = {.org = org, .seed = (seed + i) * UINT64_C(0x9E3779B97F4A7C15) | 1};
        struct write_job job = {
            .job_arena = job_arena, .actor = &random_actor, .also = batch_run, .also_context = &batch};
        if (store_write(store, &job) != OUTCOME_OK) BUG("a batch was not written");
        if (write(out, &batch.tally, sizeof batch.tally) != sizeof batch.tally) _exit(1);
    }
}

/* ---- crashes ---- */

struct progress {
    struct tally tally; /* acknowledged */
    int64_t crashes;
    uint64_t dice;
};

/* A pipe takes a tally as a whole or not at all. */
static void acknowledged_read(int in, struct progress *progress) {
    struct tally tally;
    while (read(in, &tally, sizeof tally) == sizeof tally) {
        tally_add(&progress->tally, &tally);
    }
}

/* A child that works until it is killed. */
static void crash_once(const char *url, const char *folder, struct uuid org, struct progress *progress) {
    int ends[2];
    if (pipe(ends) != 0) BUG("pipe");
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        child_main(url, folder, org, (uint64_t)progress->crashes * 1000000, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    dice = progress->dice;
    usleep((useconds_t)(300000 + below(12000000)));
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) BUG("the child ended by itself");
    acknowledged_read(ends[0], progress);
    close(ends[0]);
    progress->crashes++;
    progress->dice = progress->dice * 6364136223846793005u + 1442695040888963407u;
}

static FILE *progress_file(const char *folder, const char *how) {
    char path[512];
    snprintf(path, sizeof path, "%s/progress", folder);
    return fopen(path, how);
}

static bool progress_read(const char *folder, struct progress *progress) {
    FILE *file = progress_file(folder, "rb");
    if (!file) return false;
    if (fread(progress, sizeof *progress, 1, file) != 1) BUG("FOLDER/progress");
    fclose(file);
    return true;
}

static void progress_write(const char *folder, const struct progress *progress) {
    FILE *file = progress_file(folder, "wb");
    if (!file || fwrite(progress, sizeof *progress, 1, file) != 1) BUG("FOLDER/progress");
    fclose(file);
}

/* Without the reversals, of which nobody was told how many they were. */
static int64_t entries_posted(struct db *db) {
    struct db_query *query =
        db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_entry WHERE kind <> ?1"));
    db_bind_int(query, 1, LEDGER_REVERSAL);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

/* What is wrong with the books, and what was acknowledged and is not there. */
static int64_t faults_count(const char *url, const char *folder, const struct progress *progress,
                            int64_t *entries) {
    struct arena *arena = arena_new();
    struct store *store = world_open(arena, url, folder, false);
    struct db *db = store_borrow(store);
    struct ledger_report report;
    ledger_verify(db, &report);
    int64_t faults = report.broken_hashes + report.unbalanced + report.wrong_balances + report.wrong_days +
                     report.wrong_limits + (db_status(db) != DB_OK);
    int64_t acknowledged = progress->tally.posted + progress->tally.held;
    int64_t posted = entries_posted(db);
    if (posted < acknowledged) faults += acknowledged - posted;
    *entries = report.entries;
    store_return(store, db);
    store_close(store);
    arena_free(arena);
    return faults;
}

static void world_begin(const char *url, const char *folder, struct uuid org) {
    struct arena *arena = arena_new();
    struct store *store = world_open(arena, url, folder, false);
    world_make(store, org);
    store_close(store);
    arena_free(arena);
}

int main(int argc, char **argv) {
    if (argc != 4) return 1;
    const char *url = argv[1], *folder = argv[2];
    struct uuid org = id_of("organisation", 1);
    struct progress progress = {.dice = 88172645463325252u};
    int64_t wanted = strtoll(argv[3], NULL, 10), entries = 0, faults = 0;
    if (!progress_read(folder, &progress)) world_begin(url, folder, org);
    int64_t done = operations_of(&progress.tally), before = done, start_ns = clock_monotonic_ns();
    while (done < wanted && !faults) {
        int64_t verified = done / VERIFY_EVERY;
        crash_once(url, folder, org, &progress);
        progress_write(folder, &progress);
        done = operations_of(&progress.tally);
        fprintf(stderr, "%lld operations, %lld crashes, %.0f operations/s\n", (long long)done,
                (long long)progress.crashes,
                (double)(done - before) * 1e9 / (double)(clock_monotonic_ns() - start_ns));
        if (done / VERIFY_EVERY > verified) faults = faults_count(url, folder, &progress, &entries);
    }
    double took_s = (double)(clock_monotonic_ns() - start_ns) / 1e9;
    if (!faults) faults = faults_count(url, folder, &progress, &entries);
    printf("operations %lld\ncrashes %lld\nentries %lld\nper_s %.0f\nbroken %lld\n", (long long)done,
           (long long)progress.crashes, (long long)entries, (double)(done - before) / took_s,
           (long long)faults);
    const int64_t counts[TALLY_COUNT] = {progress.tally.posted, progress.tally.held, progress.tally.ended,
                                         progress.tally.nothing, progress.tally.refused};
    for (size_t i = 0; i < TALLY_COUNT; i++) {
        printf("%s %lld\n", tally_names[i], (long long)counts[i]);
    }
    return 0;
}
