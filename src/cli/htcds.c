/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup htcds check|convert FILE`: a file of cases in HTCDS, without a database.  Case files of a database
 * leave and come in by its pages and its API alone, where somebody's right, the consents and the log are:
 * nothing that is sealed is opened here.
 */
#include "cli/commands.h"
#include "base/file_map.h"
#include "base/log.h"
#include "exchange/htcds/htcds_read.h"
#include "exchange/htcds/htcds_table.h"
#include "exchange/htcds/htcds_write.h"

enum { FILE_BYTES_MAX = LIMIT_UPLOAD_BYTES };

static bool file_read(struct cli *cli, struct htcds_reading *reading, struct refusal *refusal) {
    struct slice path, bytes, header = S("");
    if (!cli_take_word(cli, &path)) return cli_fail("which file? See `mlup help htcds`.") == 0;
    cli_take_option(cli, S("--header"), &header);
    if (slice_equal(header, S("names"))) reading->header = HTCDS_HEADER_NAMES;
    if (slice_equal(header, S("labels"))) reading->header = HTCDS_HEADER_LABELS;
    if (!file_map(cli->process_arena, arena_cstr(cli->process_arena, path), FILE_BYTES_MAX, &bytes))
        return cli_fail("cannot read %.*s", SLICE_ARG(path)) == 0;
    return htcds_bytes_read(cli->process_arena, bytes, reading, refusal);
}

static int refused_say(const struct htcds_reading *reading, const struct refusal *refusal) {
    for (size_t i = 0; i < reading->ignored_count; i++)
        fprintf(stderr, "not of HTCDS: %.*s\n", SLICE_ARG(reading->ignored[i]));
    return refusal_is_empty(refusal) ? 0 : cli_refused(refusal);
}

int htcds_run(struct cli *cli) {
    struct slice word = S(""), to = S("csv");
    enum htcds_form form;
    struct htcds_reading reading = {0};
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    cli_take_word(cli, &word);
    bool converts = slice_equal(word, S("convert"));
    cli_take_option(cli, S("--to"), &to);
    if (!converts && !slice_equal(word, S("check")))
        return cli_fail("check or convert; see `mlup help htcds`");
    if (!htcds_form_parse(to, &form)) return cli_fail("--to is csv, xlsx or json");
    if (!file_read(cli, &reading, &refusal))
        return refusal_is_empty(&refusal) ? 1 : refused_say(&reading, &refusal);
    if (!cli_is_empty(cli)) return 1;
    refused_say(&reading, &refusal);
    if (!converts) return printf("%zu cases\n", reading.set.count) < 0;
    struct slice out = htcds_write(cli->process_arena, &reading.set, form);
    return fwrite(out.s, 1, out.len, stdout) == out.len && fflush(stdout) == 0
               ? 0
               : cli_fail("cannot write the file");
}
