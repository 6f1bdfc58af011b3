/* SPDX-License-Identifier: Apache-2.0 */
#include "web/notice/notices_page.h"

#include "base/limits.h"
#include "base/log.h"
#include "notice/mail_queue.h"
#include "notice/notice.h"

static bool may_see(const struct web *web) {
    return access_may(web->actor, ACCESS_USERS, VERB_UPDATE);
}

static const char *kind_label(enum mail_kind kind) {
    switch (kind) {
    case MAIL_DIGEST: return TR("What is due");
    case MAIL_TEST: return TR("Test");
    case MAIL_WEBHOOK_OFF: return TR("A webhook was paused");
    case MAIL_CASE_ASKED: return TR("Somebody asks to open a case file");
    case MAIL_CASE_OPENED: return TR("A case file was opened in an emergency");
    case MAIL_INCIDENT: return TR("An incident in a shelter");
    case MAIL_EMPLOYER_FLAG: return TR("A place of work was flagged");
    case MAIL_KINDS: break;
    }
    BUG("kind of mail %d", kind);
}

struct state_words {
    const char *label, *badge;
};

static struct state_words state_words(const struct mail_row *row) {
    switch (row->state) {
    case MAIL_QUEUED:
        if (row->attempts) return (struct state_words){TR("Is tried again"), "badge-behind"};
        return (struct state_words){TR("Waits"), ""};
    case MAIL_SENDING: return (struct state_words){TR("Is being sent"), ""};
    case MAIL_SENT: return (struct state_words){TR("Sent"), "badge-done"};
    case MAIL_FAILED: return (struct state_words){TR("Not sent"), "badge-bad"};
    case MAIL_EMPTY: return (struct state_words){TR("Nothing to tell"), ""};
    case MAIL_REPLACED: return (struct state_words){TR("A newer one took its place"), ""};
    case MAIL_STATES: break;
    }
    BUG("state of mail %d", row->state);
}

/* When it was sent, or will be tried again. */
static struct slice when_text(struct web *web, const struct mail_row *row) {
    int64_t ms = row->tried_ms ? row->tried_ms : row->created_ms;
    if (row->state == MAIL_QUEUED && row->attempts) ms = row->next_ms;
    return format_instant(web->arena, &web->locale, ms);
}

static void add_row(struct web *web, const struct mail_row *row, struct doc *rows) {
    struct doc *item = doc_add_object(web->arena, rows);
    struct state_words state = state_words(row);
    struct slice words = tr(&web->locale, row->words);
    doc_set_text(web->arena, item, S("kind_text"), web_tr(web, kind_label(row->kind)));
    doc_set_text(web->arena, item, S("whom"), access_user_name(web->app->access, web->arena, web_db(web), web->actor, row->user_id));
    doc_set_text(web->arena, item, S("recipient"), row->recipient);
    doc_set_text(web->arena, item, S("when_text"), when_text(web, row));
    doc_set_text(web->arena, item, S("state_text"), web_tr(web, state.label));
    doc_set_text(web->arena, item, S("badge_class"), slice_of(state.badge));
    doc_set_text(web->arena, item, S("words"), row->state == MAIL_SENT ? S("") : words);
    doc_set_text(web->arena, item, S("tries_text"), row->attempts > 1 ? format_number(web->arena, &web->locale, row->attempts) : S(""));
}

static void add_rows(struct web *web) {
    struct mail_row *rows = arena_make(web->arena, struct mail_row, LIMIT_NOTICE_ROWS);
    size_t count = mail_queue_list(web_db(web), web->arena, web->actor->org_id, rows, LIMIT_NOTICE_ROWS);
    struct doc *list = doc_set_array(web->arena, web->view, S("mails"));
    for (size_t i = 0; i < count; i++) {
        add_row(web, &rows[i], list);
    }
    doc_set_bool(web->arena, web->view, S("has_mails"), count > 0);
}

static void add_settings(struct web *web) {
    const struct notice_settings *settings = notice_settings_of(web->app->notice);
    doc_set_bool(web->arena, web->view, S("sends_mail"), settings->mail_server.len > 0);
    doc_set_text(web->arena, web->view, S("mail_server"), settings->mail_server);
    doc_set_text(web->arena, web->view, S("mail_from"), settings->mail_from);
    doc_set_text(web->arena, web->view, S("mail_zone"), settings->time_zone);
    doc_set_bool(web->arena, web->view, S("has_public_url"), settings->public_url.len > 0);
    doc_set_text(web->arena, web->view, S("own_address"), web->session->email);
}

enum outcome notices_page(struct web *web) {
    if (!may_see(web)) return OUTCOME_NOT_FOUND;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Mails")));
    add_settings(web);
    add_rows(web);
    return OUTCOME_OK;
}

enum outcome notices_test_post(struct web *web) {
    struct mail_row row = {.org_id = web->session->user_org_id, .user_id = web->actor->user_id, .kind = MAIL_TEST};
    if (!may_see(web)) return OUTCOME_NOT_FOUND;
    if (!notice_sends_mail(web->app->notice) || !web->session->email.len) {
        refuse(&web->refusal, S(""), "No mail can be sent: the server has no mail settings, or you have no address in your account.");
        return OUTCOME_REFUSED;
    }
    if (!mail_queue_add(web->app->store, &row)) return OUTCOME_FAILED;
    notice_try_mail(web->app->notice);
    return web_redirect(web, S("/notices?done=queued"));
}
