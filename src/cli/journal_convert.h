/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `mlup journal` share. */
#ifndef MLUP_CLI_JOURNAL_CONVERT_H
#define MLUP_CLI_JOURNAL_CONVERT_H

#include "cli/cli.h"
#include "exchange/journal/journal_write.h"

/* A journal in a file that is being read. */
struct journal_file_reading {
    struct slice path;
    enum journal_syntax syntax;
    struct refusal refusal;
    struct journal_reader *reader;
};

/* A journal_sink: to standard output. */
void journal_print(void *context, struct slice bytes);
/* The postings of an account as a statement in OFX; gives the exit code. */
int journal_statement_print(struct cli *cli, struct journal_file_reading *reading, struct slice name);
/* A statement in OFX as a journal: between `account` and `other`, line by line. */
int journal_statement_convert(struct cli *cli, struct slice path, enum journal_target target,
                              struct slice account, struct slice other);

#endif
