/* SPDX-License-Identifier: Apache-2.0 */
/* Journals in files: read in blocks, includes only from the folder of the first file and those below it. */
#ifndef MLUP_EXCHANGE_JOURNAL_FILE_H
#define MLUP_EXCHANGE_JOURNAL_FILE_H

#include "exchange/journal/journal_read.h"

struct journal_folder {
    struct arena *arena;
    struct slice path; /* without links; what is included lies in it */
};

/* Opens the file to be read; false with the reason, in English.  A pipe is none: its syntax is guessed and a
 * book is read twice. */
bool journal_file_open(struct arena *arena, struct slice path, struct journal_source *source,
                       const char **reason);
/* The folder of the file. */
struct journal_folder *journal_folder_of(struct arena *arena, struct slice path);
/* A journal_include; `context` is the folder. */
bool journal_folder_include(void *context, struct slice from, struct slice path,
                            struct journal_source *source, const char **reason);
/* The beginning of the file, to guess its syntax; empty when it cannot be read. */
struct slice journal_file_beginning(struct arena *arena, struct slice path);
/* By the ending of its name, else by its beginning. */
enum journal_syntax journal_file_syntax(struct arena *arena, struct slice path);

#endif
