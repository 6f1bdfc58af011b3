/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that write.  Only one program writes a database: when a server runs, the command is sent to it
 * over its local socket (mode 0600: only who may read the database may open it) and done there; else it is
 * done here.  Both ways run the same function, which must print nothing itself but fill the desk.
 */
#ifndef MLUP_CLI_DESK_H
#define MLUP_CLI_DESK_H

#include "base/text.h"
#include "cli/cli.h"
#include "http/server.h"

struct desk {
    struct arena *arena;
    struct program program; /* `keeper` is NULL inside the server */
    struct cli args;        /* what is left of the command line; the settings are empty */
    struct slice input;     /* the file or password that belongs to the command */
    struct text out, err;
};
typedef int desk_work(struct desk *desk);

/* Runs the named work (of desk_works) with the arguments that are left, here or in the server. */
int desk_run(struct cli *cli, struct slice name, struct slice input);
/* The same for a work on the import of that id: SIGINT stops it, here or in the server, and it comes to its end. */
int desk_run_import(struct cli *cli, struct slice name, struct slice input, struct uuid id);
/* Appends "mlup: …" to the errors; gives 1. */
int desk_fail(struct desk *desk, const char *format, ...) __attribute__((format(printf, 2, 3)));
int desk_refused(struct desk *desk, const struct refusal *refusal);
/* False, after saying so, when arguments are left. */
bool desk_is_empty(struct desk *desk);
/* The organisation with this short name (any case); without a name the only one there is. */
bool desk_find_org(struct desk *desk, struct slice name, struct org_entry *org);

/* The server's part (http_config.app is a struct app): true when the request is a command over the local
 * socket, which is then answered. */
bool desk_handle(struct http_request *request, struct http_response *response);

/* The works, by name. */
desk_work user_work, token_work, import_work, export_log_work;
desk_work import_file_work;
desk_work notice_work, book_import_work, publish_work;

#endif
