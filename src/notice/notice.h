/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the program that tells people and programs: opened once beside the store, it gives the
 * background runner two jobs, mails and webhooks.  Its settings never change while it runs.
 */
#ifndef MLUP_NOTICE_NOTICE_H
#define MLUP_NOTICE_NOTICE_H

#include "access/access.h"
#include "base/runner.h"
#include "i18n/locale.h"
#include "notice/address_guard.h"

struct notice_settings {
    struct slice mail_server;  /* smtp://HOST:PORT or smtps://HOST:PORT; empty: no mail is sent */
    bool mail_in_clear;        /* a server of the own machine without TLS; else STARTTLS or TLS is a must */
    struct slice mail_from;    /* an address that mail_address_is_good */
    struct slice mail_user;    /* empty: the server asks for none */
    const char *mail_password; /* NULL: none; never logged */
    struct slice ca_file;      /* PEM: believed instead of the system's authorities, by mails and webhooks */
    struct slice public_url;   /* https://mlup.example.org, without a slash at its end; for links in mails */
    struct slice time_zone;    /* as in the tz database: when a day of mails begins */
    const struct address_range *allowed; /* addresses that webhooks may reach although they are not public */
    size_t allowed_count;
    int64_t retry_ms; /* the first wait after a failure */
};

struct notice;

/* Puts back what was under way when the last process ended.  `settings` and `khmer` are borrowed. */
struct notice *notice_open(struct arena *process_arena, struct store *store, struct access *access,
                           const struct messages *khmer, const struct notice_settings *settings);
void notice_close(struct notice *notice);
const struct notice_settings *notice_settings_of(const struct notice *notice);
bool notice_sends_mail(const struct notice *notice);

/* Before the runner starts. */
void notice_add_jobs(struct notice *notice, struct runner *runner);
/* After a commit, from the writer's thread: wakes what may have something to do. */
void notice_after_commit(struct notice *notice);
/* A mail or a delivery was put into its queue. */
void notice_wake_mail(struct notice *notice);
void notice_wake_webhooks(struct notice *notice);
/* The same for mails, although the server could not be used a moment ago: somebody waits for it. */
void notice_try_mail(struct notice *notice);
/* Both jobs once, here and now: for the command line when no server runs. */
void notice_run_once(struct notice *notice);

#endif
