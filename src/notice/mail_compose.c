/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/mail_compose.h"

#include "access/session.h"
#include "access/user.h"
#include "base/log.h"
#include "domain/care/care.h"
#include "domain/notice/webhook.h"
#include "i18n/zone.h"
#include "notice/care_notice.h"
#include "notice/digest.h"
#include "notice/mail_letter.h"
#include "notice/retry.h"
#include "notice/unsubscribe.h"

static struct locale locale_of(const struct notice *notice, const struct login_session *user) {
    enum lang lang = LANG_KM;
    lang_parse(user->language, &lang);
    return (struct locale){
        .lang = lang, .khmer_digits = user->khmer_digits, .messages = lang == LANG_KM ? notice->khmer : NULL};
}

static struct slice words(const struct locale *locale, const char *english) {
    return tr(locale, slice_of(english));
}

static void letter_close(struct letter *letter, struct mail *mail) {
    letter_end(letter);
    mail->text = text_slice(&letter->text);
    mail->html = text_slice(&letter->html);
}

/* ---- a test ---- */

static void compose_test(struct notice *notice, struct arena *arena, const struct locale *locale,
                         struct mail *mail) {
    struct letter letter = letter_new(arena, locale);
    mail->subject = words(locale, TR("Mlup: a mail to test the way"));
    letter_paragraph(
        &letter,
        words(locale, TR("Mails of Mlup reach you. Somebody asked for this one on the page of notices.")));
    letter_link(&letter, words(locale, TR("Open Mlup")), notice->settings.public_url);
    letter_close(&letter, mail);
}

/* ---- a webhook that was paused ---- */

static struct record *webhook_read(struct notice *notice, struct arena *arena, const struct mail_row *row) {
    struct actor actor = access_system_actor(row->org_id);
    struct view view = access_view(notice->access, arena, &actor, &webhook_type);
    struct record *record = NULL;
    struct db *db = store_borrow(notice->store);
    bool found = query_get(notice->store, db, arena, &view, &webhook_type, row->subject_id, &record, NULL);
    store_return(notice->store, db);
    return found ? record : NULL;
}

static enum compose_result compose_webhook_off(struct notice *notice, struct arena *arena,
                                               const struct mail_row *row, const struct locale *locale,
                                               struct mail *mail) {
    const struct record *webhook = webhook_read(notice, arena, row);
    if (!webhook || webhook->deleted_ms) return COMPOSE_EMPTY;
    struct letter letter = letter_new(arena, locale);
    struct slice name[2] = {webhook_of(webhook)->name.text}, url = notice->settings.public_url;
    mail->subject = refusal_fill(arena, words(locale, TR("Mlup: the webhook “{1}” was paused")), name);
    letter_paragraph(&letter,
                     words(locale, TR("The program at its address could not be told anything. Nothing is "
                                      "lost: what happened meanwhile is sent when you let it go on.")));
    if (url.len)
        url = arena_printf(arena, "%.*s/webhooks/%.*s", SLICE_ARG(url),
                           SLICE_ARG(uuid_format(arena, row->subject_id)));
    letter_link(&letter, words(locale, TR("See what went wrong")), url);
    letter_close(&letter, mail);
    return COMPOSE_OK;
}

/* ---- a case file that somebody wants to open, or opened: its code, and no name of anybody ---- */

/* The code of the file, as this user may know it; empty when it is not there for them any more. */
static struct slice case_code(struct notice *notice, struct arena *arena, const struct mail_row *row, const struct login_session *user,
                              struct uuid *file_id) {
    struct view openings = access_view(notice->access, arena, &user->actor, &case_opening_type);
    struct view files = access_view(notice->access, arena, &user->actor, &case_file_type);
    struct record *opening, *file;
    struct db *db = store_borrow(notice->store);
    bool found = openings.allowed && files.allowed &&
                 query_get(notice->store, db, arena, &openings, &case_opening_type, row->subject_id, &opening, NULL) &&
                 query_get(notice->store, db, arena, &files, &case_file_type, case_opening_of(opening)->case_file.id, &file, NULL);
    store_return(notice->store, db);
    if (found) *file_id = file->id;
    return found ? file->code : S("");
}

static enum compose_result compose_case(struct notice *notice, struct arena *arena, const struct mail_row *row,
                                        const struct login_session *user, const struct locale *locale, struct mail *mail) {
    struct uuid file_id;
    struct slice code[2] = {case_code(notice, arena, row, user, &file_id)}, url = notice->settings.public_url;
    if (!code[0].len) return COMPOSE_EMPTY;
    bool asked = row->kind == MAIL_CASE_ASKED;
    struct letter letter = letter_new(arena, locale);
    mail->subject = refusal_fill(arena, words(locale, asked ? TR("Mlup: somebody asks to open {1}") : TR("Mlup: {1} was opened in an emergency")), code);
    letter_paragraph(&letter, words(locale, asked ? TR("Somebody who does not work on this case file asks to open it. A supervisor decides.")
                                                  : TR("Somebody who does not work on this case file may open it for some hours. Who, and who allowed it, is on its page.")));
    if (url.len) url = arena_printf(arena, "%.*s/case-files/%.*s/emergency", SLICE_ARG(url), SLICE_ARG(uuid_format(arena, file_id)));
    letter_link(&letter, words(locale, TR("Look at it")), url);
    letter_close(&letter, mail);
    return COMPOSE_OK;
}

/* ---- a digest ---- */

static bool wants_digest(struct notice *notice, struct arena *arena, const struct mail_row *row) {
    struct db *db = store_borrow(notice->store);
    struct db_query *query =
        db_query(db, SQL("SELECT digest FROM \"user\" WHERE org_id = ?1 AND id = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, row->org_id);
    db_bind_uuid(query, 2, row->user_id);
    bool wants = db_next(query) && digest_every_of(arena_copy(arena, db_column_text(query, 0))) != DIGEST_OFF;
    db_done(query);
    store_return(notice->store, db);
    return wants;
}

static enum compose_result compose_digest(struct notice *notice, struct arena *arena,
                                          const struct mail_row *row, const struct login_session *user,
                                          const struct locale *locale, struct mail *mail) {
    if (!wants_digest(notice, arena, row)) return COMPOSE_NOBODY;
    struct slice url = notice->settings.public_url;
    if (url.len) {
        struct slice token = unsubscribe_token(notice->store, arena, row->user_id);
        mail->unsubscribe_url =
            arena_printf(arena, "%.*s/notices/stop/%.*s", SLICE_ARG(url), SLICE_ARG(token));
    }
    return digest_compose(notice, arena, user, locale, mail) ? COMPOSE_OK : COMPOSE_EMPTY;
}

/* ---- every mail ---- */

enum compose_result mail_compose(struct notice *notice, struct arena *arena, const struct mail_row *row,
                                 struct mail *mail) {
    const struct login_session *user = session_of_user(notice->access, arena, row->user_id, row->org_id);
    if (!user) return COMPOSE_NOBODY;
    struct locale locale = locale_of(notice, user);
    *mail = (struct mail){.id = row->id,
                          .at_ms = clock_now_ms(),
                          .from_name = S("Mlup"),
                          .from = notice->settings.mail_from,
                          .to = slice_trim(user->email)};
    mail->offset_ms = zone_offset_ms(notice->settings.time_zone, mail->at_ms);
    if (!mail_address_is_good(mail->to)) return COMPOSE_ADDRESS;
    switch (row->kind) {
    case MAIL_DIGEST: return compose_digest(notice, arena, row, user, &locale, mail);
    case MAIL_TEST: compose_test(notice, arena, &locale, mail); return COMPOSE_OK;
    case MAIL_WEBHOOK_OFF: return compose_webhook_off(notice, arena, row, &locale, mail);
    case MAIL_CASE_ASKED:
    case MAIL_CASE_OPENED: return compose_case(notice, arena, row, user, &locale, mail);
    case MAIL_INCIDENT: return compose_incident(notice, arena, row, &user->actor, &locale, mail);
    case MAIL_EMPLOYER_FLAG: return compose_employer_flag(notice, arena, row, &user->actor, &locale, mail);
    case MAIL_KINDS: break;
    }
    BUG("kind of mail %d", row->kind);
}
