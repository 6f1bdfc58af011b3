/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: `mlup COMMAND [options]`.  Settings come from the command line, else from the environment
 * (MLUP_DB …), else from the config file (--config FILE, or /etc/mlup.conf when it is there).
 */
#ifndef MLUP_CLI_CLI_H
#define MLUP_CLI_CLI_H

#include "access/access.h"
#include "domain/programme/promise_keep.h"
#include "notice/notice.h"
#include "store/store.h"

enum { CLI_ARGS_MAX = 64 };

struct settings {
    struct slice db;       /* sqlite:PATH or postgresql://… */
    struct slice key_file; /* of the master key; default: beside the SQLite file, or ./mlup.key */
    struct slice host;     /* to listen on; default 127.0.0.1 */
    struct slice port;     /* default 8080 */
    struct slice tls_certificate, tls_key; /* PEM files */
    struct slice behind_proxy;             /* "yes": believe X-Forwarded-* of a proxy on this machine */
    struct slice require_totp; /* "no": roles that see cases may sign in without a second factor */
    struct slice backup_dir;   /* where `doctor` looks for the newest backup */
    struct slice public_url;   /* how people reach the server; for links in mails */
    struct slice mail_server, mail_from, mail_user, mail_password_file, mail_tls;
    struct slice ca_file;       /* PEM; believed by mails and webhooks instead of the system's */
    struct slice webhook_allow; /* ranges of addresses that are not public and yet may be reached */
    struct slice time_zone;     /* when an hour of the day is; Asia/Phnom_Penh */
    struct slice retry_seconds; /* the first wait of a mail or delivery that failed */
};

struct cli {
    struct arena *process_arena;
    struct settings settings;
    struct slice args[CLI_ARGS_MAX]; /* what is left for the command */
    size_t arg_count;
};

struct command {
    const char *name, *arguments, *help; /* "user", "add LOGIN …", one line */
    const char *details;                 /* more lines for `mlup help NAME`; may be NULL */
    int (*run)(struct cli *cli);         /* gives the exit code */
};

/* All commands, ended by a row without a name (commands.c). */
extern const struct command cli_commands[];

/* Takes "--name VALUE" (or "--name=VALUE"; the only way when the value starts with "--") out of the
 * arguments; false when it is not there. */
bool cli_take_option(struct cli *cli, struct slice name, struct slice *value);
/* Takes "--name" out of the arguments. */
bool cli_take_switch(struct cli *cli, struct slice name);
/* Takes the next plain argument (one that does not start with "--"); false when there is none. */
bool cli_take_word(struct cli *cli, struct slice *word);
/* What to say of arguments that are left over. */
struct slice cli_left_over(const struct cli *cli);
/* When arguments are left over: says so and gives false. */
bool cli_is_empty(struct cli *cli);
/* Prints "mlup: …" to stderr and gives the exit code 1. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints every item of a refusal in English. */
int cli_refused(const struct refusal *refusal);

/* ---- opening the program's parts (open.c) ---- */

struct program {
    struct store *store;
    struct access *access;
    struct promise_keeper *keeper;
    struct intake_desk *intake; /* inside the server; NULL else */
    _Atomic(struct notice *) notice; /* NULL: nobody is told of commits (notice/notice.h) */
};

enum open_flag {
    OPEN_CREATE = 1,       /* make the database and the key file when they are absent */
    OPEN_READ_ONLY = 2,    /* beside a running server */
    OPEN_HOUSEKEEPING = 4, /* a server: keep sessions up to date */
};

/* True when the address is one and, without OPEN_CREATE, a Mlup database is there; else says what is wrong.
 * Makes nothing. */
bool program_check_address(struct cli *cli, unsigned flags);
/* Opens store, access and promise keeper with the hooks between them.  NULL after saying why on stderr. */
struct program *program_open(struct cli *cli, unsigned flags);
void program_close(struct program *program);
/* The tables of the layers above the store, for this kind of database. */
struct slice program_extra_schema(struct arena *arena, enum db_kind kind);
/* Path of the master key file. */
struct slice program_key_path(const struct cli *cli);
/* Folder of the files that are being imported into this database. */
struct slice program_intake_folder(const struct cli *cli);
/* Path of the local socket that a running server listens on for this database. */
struct slice program_socket_path(const struct cli *cli);

#endif
