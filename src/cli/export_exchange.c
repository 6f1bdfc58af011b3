/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup export iati|360giving|dhis2|savix`: files for other systems, by the same code as the pages.  A file
 * that is not whole is not written; what is missing goes to standard error.
 */
#include "base/log.h"
#include "cli/export.h"
#include "domain/records.h"
#include "domain/savings/plan_track.h"
#include "exchange/dhis2.h"
#include "exchange/giving360.h"
#include "exchange/iati/iati_check.h"
#include "exchange/iati/iati_write.h"
#include "exchange/savix.h"

struct job {
    struct cli *cli;
    struct program *program;
    struct arena *arena;
    struct db *db;
    struct gazetteer *gazetteer;
    struct slice purpose;
    struct slice name;                /* --programme or --set */
    struct slice from, until, format; /* of DHIS2 and savix */
    struct slice org;                 /* --org */
};

/* ---- what is meant ---- */

/* The only record of the type, or the one whose field has this text. */
static struct record *find_named(struct job *job, const struct record_type *type, const char *field,
                                 const char *option) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct view view = access_view(job->program->access, job->arena, &actor, type);
    struct list_query query = {.type = type, .limit = LIMIT_LIST_ROWS};
    struct refusal refusal = REFUSAL_IN(job->arena);
    struct list_page page = {0};
    struct record *record = NULL;
    size_t found = 0;
    if (!query_list(job->program->store, job->db, job->arena, &view, &query, &page, &refusal)) page.count = 0;
    for (size_t i = 0; i < page.count; i++) {
        struct slice text =
            record_value_const(page.records[i], record_type_field(type, slice_of(field)))->text;
        if (job->name.len && !slice_equal_nocase(text, job->name)) continue;
        record = page.records[i];
        found++;
    }
    if (found == 1) return record;
    cli_fail(found ? "there are several: say which, with %s" : "there is none%s", found ? option : "");
    return NULL;
}

static bool log_and_print(struct job *job, struct uuid org, const struct export_entry *entry,
                          struct slice bytes) {
    db_rollback(job->db); /* all is read; see export.c for why the line waits for that */
    return export_log_line(job->cli, org, entry) && fwrite(bytes.s, 1, bytes.len, stdout) == bytes.len &&
           fflush(stdout) == 0;
}

/* ---- IATI and 360Giving ---- */

static struct iati_source *source_read(struct job *job) {
    const struct record *programme = find_named(job, &programme_type, "name", "--programme NAME");
    struct iati_source *source = programme ? iati_source_read(job->program->store, job->db,
                                                              job->program->access, job->arena, programme->id)
                                           : NULL;
    if (programme && !source) cli_fail("there is no lead organisation");
    return source;
}

static struct export_entry entry_of(struct job *job, const struct iati_source *source, const char *format,
                                    size_t rows) {
    return (struct export_entry){.what = programme_of(source->programme)->name.text,
                                 .format = slice_of(format),
                                 .purpose = job->purpose,
                                 .rows = (int64_t)rows};
}

static bool print_findings(const struct iati_findings *findings) {
    for (const struct iati_finding *finding = findings->first; finding; finding = finding->next) {
        fprintf(stderr, "%s %.*s: line %ld%s%.*s: %.*s\n", finding->is_error ? "error" : "warning",
                SLICE_ARG(finding->rule), finding->line, finding->activity.len ? ", " : "",
                SLICE_ARG(finding->activity), SLICE_ARG(finding->message));
    }
    return findings->errors == 0 ||
           cli_fail("the file has errors and may not be published; nothing was written") == 0;
}

static bool do_iati(struct job *job) {
    struct iati_findings findings = {.arena = job->arena};
    int64_t now_ms = clock_now_ms();
    struct iati_source *source = source_read(job);
    if (!source) return false;
    struct slice xml = iati_write(job->arena, source, job->gazetteer, now_ms);
    if (!iati_check(&findings, xml, now_ms))
        return cli_fail("the rules of the standard could not be read") == 0;
    struct export_entry entry = entry_of(job, source, "iati", source->subgrant_count + 1);
    return print_findings(&findings) && log_and_print(job, source->lead_id, &entry, xml);
}

static bool do_giving(struct job *job) {
    struct iati_source *source = source_read(job);
    if (!source) return false;
    const struct iati_missing *missing = giving360_missing(job->arena, source);
    for (const struct iati_missing *one = missing; one; one = one->next) {
        fprintf(stderr, "missing: %s of %s “%.*s”\n", one->field->label, one->type->label,
                SLICE_ARG(one->name));
    }
    if (missing || !source->subgrant_count)
        return cli_fail("the file would not be whole; nothing was written") == 0;
    struct export_entry entry = entry_of(job, source, "giving360", source->subgrant_count);
    return log_and_print(job, source->lead_id, &entry, giving360_write(job->arena, source, job->gazetteer));
}

/* ---- DHIS2 ---- */

static void print_lacks(const struct dhis2_report *report) {
    for (size_t i = 0; i < report->lack_count; i++) {
        const struct dhis2_lack *lack = &report->lacks[i];
        static const char *const words[] = {[LACK_UNIT] = "organisation unit of place",
                                            [LACK_OPTION] = "category option",
                                            [LACK_PART] = "part of a promise for",
                                            [LACK_UNIT_OF_ALL] = "organisation unit for all"};
        fprintf(stderr, "no code: %s %.*s %.*s\n", words[lack->kind], SLICE_ARG(lack->dimension),
                SLICE_ARG(lack->what));
    }
}

static bool do_dhis2(struct job *job) {
    const struct record *set = find_named(job, &dhis2_set_type, "set_code", "--set CODE");
    enum dhis2_period_type type;
    enum dhis2_format format;
    struct dhis2_period first, last;
    if (!set || !dhis2_period_type_parse(dhis2_set_of(set)->period_type.text, &type)) return false;
    if (!dhis2_format_parse(job->format, &format))
        return cli_fail("--format is dhis2_json, dhis2_csv or adx") == 0;
    bool good = dhis2_period_parse(job->from, type, &first) &&
                dhis2_period_parse(job->until.len ? job->until : job->from, type, &last);
    if (!good) return cli_fail("--from and --until are periods of the data set's kind, such as 2017Q1") == 0;
    struct actor actor = access_system_actor(set->org_id);
    struct dhis2_report *report = dhis2_report_read(job->program->store, job->db, job->program->access,
                                                    job->arena, &actor, set, first, last);
    struct export_entry entry = {.what = dhis2_set_of(set)->name.text,
                                 .type = S("dhis2_set"),
                                 .format = job->format,
                                 .purpose = job->purpose,
                                 .filter = job->from,
                                 .rows = (int64_t)report->value_count};
    print_lacks(report);
    return log_and_print(job, set->org_id, &entry, dhis2_write(job->arena, report, format, clock_now_ms()));
}

/* ---- savings groups ---- */

static bool do_savix(struct job *job) {
    struct uuid org;
    int64_t first, last;
    enum savix_format format;
    if (!job->org.len) return cli_fail("say whose groups, with --org NAME") == 0;
    if (!export_find_org(job->program, job->arena, job->org, &org)) return false;
    bool good = quarter_parse(job->from, &first) &&
                quarter_parse(job->until.len ? job->until : job->from, &last) && last >= first &&
                last - first < LIMIT_SAVIX_QUARTERS;
    if (!good) return cli_fail("--from and --until are quarters such as 2017-Q1, at most ten years") == 0;
    if (!savix_format_parse(job->format, &format)) return cli_fail("--format is csv or xlsx") == 0;
    struct actor actor = access_system_actor(org);
    struct view view = access_view(job->program->access, job->arena, &actor, &savings_group_type);
    struct savix_file file = {.organisation = job->org};
    savix_read(job->program->store, job->db, job->arena, &view, org, first, last, &file);
    struct export_entry entry = {.what = S("Savings groups by quarter"),
                                 .type = slice_of(savings_group_type.name),
                                 .format = job->format,
                                 .purpose = job->purpose,
                                 .filter = job->from,
                                 .rows = (int64_t)file.count};
    return log_and_print(job, org, &entry, savix_write(job->arena, &file, format));
}

/* ---- the command ---- */

static const struct {
    struct slice name;
    bool (*run)(struct job *job);
} forms[] = {{S_INIT("iati"), do_iati},
             {S_INIT("360giving"), do_giving},
             {S_INIT("dhis2"), do_dhis2},
             {S_INIT("savix"), do_savix}};

bool export_is_exchange(struct slice word) {
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (slice_equal(word, forms[i].name)) return true;
    }
    return false;
}

static bool take_options(struct job *job, struct slice word) {
    job->format = slice_equal(word, S("savix")) ? S("csv") : S("dhis2_json");
    cli_take_option(job->cli, S("--org"), &job->org);
    cli_take_option(job->cli, S("--programme"), &job->name);
    cli_take_option(job->cli, S("--set"), &job->name);
    cli_take_option(job->cli, S("--from"), &job->from);
    cli_take_option(job->cli, S("--until"), &job->until);
    cli_take_option(job->cli, S("--format"), &job->format);
    return export_take_purpose(job->cli, &job->purpose) && cli_is_empty(job->cli);
}

static bool run_form(struct job *job, struct slice word) {
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (slice_equal(word, forms[i].name)) return forms[i].run(job);
    }
    return false;
}

int export_exchange_run(struct cli *cli) {
    struct slice word;
    struct job job = {.cli = cli, .arena = cli->process_arena};
    cli_take_word(cli, &word);
    if (!take_options(&job, word)) return 1;
    log_set_quiet(true);
    job.program = program_open(cli, OPEN_READ_ONLY);
    if (!job.program) return 1;
    job.db = store_borrow(job.program->store);
    job.gazetteer = gazetteer_new(cli->process_arena, job.program->store);
    bool good = db_begin(job.db) && run_form(&job, word);
    db_rollback(job.db);
    store_return(job.program->store, job.db);
    gazetteer_free(job.gazetteer);
    program_close(job.program);
    return good ? 0 : 1;
}
