/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file with many records on its way to the client.  The order matters: a snapshot is begun and counted, the
 * line of the log is made durable, then the first byte leaves; when the last one has left, or the client is
 * gone, the connection to the database goes back.
 */
#ifndef MLUP_WEB_DOWNLOAD_H
#define MLUP_WEB_DOWNLOAD_H

#include "domain/export/export_entry.h"
#include "exchange/list_export.h"
#include "web/web.h"

/* Answers the request with the list as a file; logs it first.  REFUSED and TOO_MANY leave items in
 * web->refusal. */
enum outcome download_list(struct web *web, const struct list_query *query,
                           const struct list_export_choice *choice, struct slice purpose);
/* A file that somebody else makes piece by piece from the snapshot. */
struct download_maker {
    void *(*open)(void *context, struct db *db); /* when the line of the log is durable */
    int64_t (*pull)(void *made, char *buffer, size_t size); /* as http_response.produce */
    void (*close)(void *made);
    void *context; /* of the request's arena */
    struct slice media_type, name;
};
enum outcome download_made(struct web *web, const struct export_entry *entry, const struct download_maker *maker);
/* The same for a file that is in memory already: logs `entry`, then sends. */
enum outcome download_file(struct web *web, const struct export_entry *entry, struct slice media_type,
                           struct slice file_name, struct slice bytes);
/* The same from a slow thread (ROUTE_SLOW), which waits for the line of the log itself. */
enum outcome download_file_slowly(struct web *web, const struct export_entry *entry, struct slice media_type,
                                  struct slice file_name, struct slice bytes);
/* Whether the request's user may take records of the type away at all. */
bool download_is_allowed(struct web *web, const struct record_type *type);
/* What the query asks for, in words: "Kind: Training; Place: Svay Rieng". */
struct slice download_filter_words(struct web *web, const struct list_query *query);

#endif
