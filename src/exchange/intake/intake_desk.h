/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where imports are worked on in a running server: the folder with the files that were brought, one thread
 * that does the long works one after the other, and what the last checks found.  After a start it goes on
 * with what an end interrupted.
 */
#ifndef MLUP_EXCHANGE_INTAKE_DESK_H
#define MLUP_EXCHANGE_INTAKE_DESK_H

#include "exchange/intake/intake_work.h"

struct intake_desk;

/* `folder` is made (for this user alone) when it is first needed.  `gazetteer` and `khmer` outlive the desk.
 */
struct intake_desk *intake_desk_new(struct store *store, struct access *access, struct gazetteer *gazetteer,
                                    const struct messages *khmer, struct slice folder);
/* Begins the thread, and what was interrupted; throws old files away. */
bool intake_desk_start(struct intake_desk *desk) __attribute__((warn_unused_result));
/* Lets the step that is being made come to its end; the rest goes on at the next start.  NULL is accepted. */
void intake_desk_free(struct intake_desk *desk);

/* The folder, made when it is not there; empty when it cannot be. */
struct slice intake_desk_folder(struct intake_desk *desk);
/* Paths of an import's files: "file", "refused", "known", "workbook". */
enum intake_file { INTAKE_FILE, INTAKE_REFUSED, INTAKE_KNOWN, INTAKE_WORKBOOK };
const char *intake_desk_path(struct intake_desk *desk, struct arena *arena, enum intake_file file,
                             struct uuid id);
/* Keeps the bytes as the import's file; the digest is hexadecimal. */
bool intake_desk_keep(struct intake_desk *desk, struct arena *arena, struct uuid id, struct slice bytes,
                      struct slice *digest);
void intake_desk_forget(struct intake_desk *desk, struct arena *arena, struct uuid id);

/* Begins a work on an import whose record says which: checking, writing or undoing.  The actor is copied. */
void intake_desk_wake(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                      const struct locale *locale);

/* Has the check or the writing of an import end at the next row, and waits for it.  What stood in the queue
 * is taken out.  False when it has not come to its end yet. */
bool intake_desk_stop(struct intake_desk *desk, struct uuid id) __attribute__((warn_unused_result));
/* The same without waiting. */
void intake_desk_ask_to_stop(struct intake_desk *desk, struct uuid id);
/* For the command line, without a thread: a work stops when this signal, which is blocked, has come. */
void intake_desk_stop_at(struct intake_desk *desk, int signal);

/* How far the work on an import is. */
struct intake_look {
    bool is_busy, has_failed;
    int64_t done; /* rows, or entries taken back */
};
struct intake_look intake_desk_look(struct intake_desk *desk, struct uuid id);
/* What the last check of the import found, copied; false when that is not in memory any more. */
bool intake_desk_result(struct intake_desk *desk, struct arena *arena, struct uuid id,
                        struct intake_result *result);

/* The work that was begun on an import, to its end, for the command line: by the thread where it runs, else
 * here. */
enum intake_end intake_desk_do(struct intake_desk *desk, struct uuid id, const struct actor *actor,
                               const struct locale *locale, struct intake_result *result);

#endif
