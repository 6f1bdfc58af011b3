/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/notice.h"

#include <curl/curl.h>
#include <sodium.h>

#include "access/user.h"
#include "base/log.h"
#include "domain/notice/webhook.h"
#include "notice/mail_queue.h"
#include "notice/notice_internal.h"

struct notice *notice_open(struct arena *process_arena, struct store *store, struct access *access,
                           const struct messages *khmer, const struct notice_settings *settings) {
    struct notice *notice = arena_make(process_arena, struct notice, 1);
    notice->store = store;
    notice->access = access;
    notice->khmer = khmer;
    notice->settings = *settings;
    notice->has_webhooks = true; /* until the first look */
    notice->places = arena_make(process_arena, struct webhook_place, LIMIT_WEBHOOKS);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (notice_sends_mail(notice)) mail_queue_recover(store);
    return notice;
}

void notice_close(struct notice *notice) {
    if (notice) curl_global_cleanup();
}

const struct notice_settings *notice_settings_of(const struct notice *notice) {
    return &notice->settings;
}

bool notice_sends_mail(const struct notice *notice) {
    return notice->settings.mail_server.len > 0;
}

void notice_add_jobs(struct notice *notice, struct runner *runner) {
    notice->mail_job = runner_add(runner, "mail", mail_run, notice);
    notice->webhook_job = runner_add(runner, "webhooks", webhook_run, notice);
    runner_set_rest(notice->webhook_job, LIMIT_WEBHOOK_REST_MS);
}

void notice_after_commit(struct notice *notice) {
    bool users = store_changes_of(notice->store, &user_type) != notice->users_seen;
    bool webhooks =
        notice->has_webhooks || store_changes_of(notice->store, &webhook_type) != notice->webhooks_seen;
    bool mails = atomic_exchange(&notice->mail_waits, false);
    if ((users || mails) && notice_sends_mail(notice)) notice_wake_mail(notice);
    if (webhooks) notice_wake_webhooks(notice);
}

void notice_wake_mail(struct notice *notice) {
    if (notice->mail_job) runner_wake(notice->mail_job);
}

void notice_try_mail(struct notice *notice) {
    notice->mail_down_until_ms = 0;
    notice_wake_mail(notice);
}

void notice_wake_webhooks(struct notice *notice) {
    if (notice->webhook_job) runner_wake(notice->webhook_job);
}

void notice_run_once(struct notice *notice) {
    mail_run(notice, NULL);
    webhook_run(notice, NULL);
}

bool notice_cleans_now(struct notice *notice, size_t job, int64_t now_ms) {
    if (now_ms - notice->cleaned_ms[job] < NOTICE_DAY_MS) return false;
    notice->cleaned_ms[job] = now_ms;
    return true;
}

bool notice_is_stopping(const struct runner *runner) {
    return runner && runner_is_stopping(runner);
}

uint32_t notice_random(void) {
    return randombytes_random();
}
