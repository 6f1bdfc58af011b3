/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Breaking the glass: somebody who does not work on a file asks to open it and says why; a second person
 * allows it for some hours or refuses; the social worker of the file and the supervisors are told, by mail
 * and on the home page, without a name.
 */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/rules.h"
#include "notice/mail_queue.h"
#include "notice/notice.h"
#include "web/care/case_pages.h"
#include "web/care/case_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

enum { TOLD_MAX = 50, HOUR_MS = 3600 * 1000 };

/* ---- one opening as a row ---- */

static bool is_over(const struct case_opening *opening) {
    return !value_is_code(&opening->state, "allowed") || opening->until_ms.number <= clock_now_ms();
}

static const char *opening_badge(const struct case_opening *opening) {
    if (value_is_code(&opening->state, "asked")) return "behind";
    return is_over(opening) ? "open" : "bad";
}

static struct slice opening_state(struct web *web, const struct record *record) {
    const struct case_opening *opening = case_opening_of(record);
    if (!value_is_code(&opening->state, "allowed")) return case_choice(web, record, "state");
    struct slice until = format_instant(web->arena, &web->locale, opening->until_ms.number);
    return web_tr_fill(web, is_over(opening) ? TR("was open until {1}") : TR("open until {1}"), until, S(""));
}

/* The reason is sealed; who decides reads it here, and that is logged like every look. */
static struct slice reason_of(struct web *web, struct record *record) {
    const struct case_opening *opening = case_opening_of(record);
    struct refusal ignored = REFUSAL_IN(web->arena);
    if (!value_is_code(&opening->state, "asked")) return S("");
    enum outcome outcome = query_reveal(web->app->store, web_db(web), web->arena, web->actor, record,
                                        web_tr(web, TR("To decide about an opening")), &ignored);
    return outcome == OUTCOME_OK ? opening->reason.text : S("");
}

/* True when the reader decides about it. */
static bool decides(const struct web *web, const struct case_opening *opening) {
    return value_is_code(&opening->state, "asked") && !uuid_equal(opening->user.id, web->actor->user_id) &&
           case_may_approve(web);
}

static struct doc *opening_add(struct web *web, struct case_names *names, struct record *record,
                               struct doc *rows) {
    const struct case_opening *opening = case_opening_of(record);
    struct doc *row = doc_add_object(web->arena, rows);
    bool own = uuid_equal(opening->user.id, web->actor->user_id);
    doc_set_uuid(web->arena, row, S("opening_id"), record->id);
    doc_set_text(web->arena, row, S("opening_who"), case_name(names, opening->user.id));
    doc_set_text(web->arena, row, S("opening_at"),
                 format_instant(web->arena, &web->locale, record->created_ms));
    doc_set_text(web->arena, row, S("opening_state"), opening_state(web, record));
    doc_set_text(web->arena, row, S("opening_badge"), slice_of(opening_badge(opening)));
    doc_set_text(web->arena, row, S("opening_by"),
                 opening->decided_by.present ? case_name(names, opening->decided_by.id) : S(""));
    doc_set_bool(web->arena, row, S("decides"), decides(web, opening));
    doc_set_bool(web->arena, row, S("ends"), !is_over(opening) && (own || case_may_approve(web)));
    return row;
}

static void openings_add(struct web *web, const struct record *file) {
    struct record **parts;
    struct case_names *names = case_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("openings"));
    size_t count = case_parts(web, &case_opening_type, file, &parts);
    for (size_t i = 0; i < count; i++) {
        struct doc *row = opening_add(web, names, parts[i], rows);
        doc_set_text(web->arena, row, S("opening_reason"),
                     decides(web, case_opening_of(parts[i])) ? reason_of(web, parts[i]) : S(""));
    }
}

/* ---- the page of one file ---- */

static void ask_fields(struct web *web) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "reason",
                       .label = TR("Why must you open it now?"),
                       .control = PLAIN_LONG,
                       .required = true,
                       .help = TR("A supervisor reads this and decides. It is kept sealed with the file."),
                       .value = plain_form_value(web, "reason", S(""))});
}

static enum outcome emergency_show(struct web *web) {
    struct record *file = case_read(web, NULL);
    if (!file || !access_may(web->actor, ACCESS_CASE, VERB_REVEAL)) return OUTCOME_NOT_FOUND;
    case_head(web, file, TR("Openings in an emergency"));
    bool opens = query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, file);
    doc_set_bool(web->arena, web->view, S("asks"),
                 !opens && !file->deleted_ms && !case_file_of(file)->erased_on.present);
    ask_fields(web);
    openings_add(web, file);
    plain_form_add_summary(web);
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    return OUTCOME_OK;
}

enum outcome case_emergency_page(struct web *web) {
    return emergency_show(web);
}

/* ---- telling the others ---- */

static void told_add(struct uuid *told, size_t *count, struct uuid user, const struct web *web) {
    for (size_t i = 0; i < *count; i++) {
        if (uuid_equal(told[i], user)) return;
    }
    if (*count < TOLD_MAX && !uuid_equal(user, web->actor->user_id)) told[(*count)++] = user;
}

/* The social worker of the file, and who may decide. */
static size_t told_of(struct web *web, const struct record *file, struct uuid *told) {
    size_t count = 0;
    if (case_file_of(file)->case_worker.present)
        told_add(told, &count, case_file_of(file)->case_worker.id, web);
    struct db_query *query = db_query(
        web_db(web), SQL("SELECT \"user\", role FROM membership WHERE org_id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, file->org_id);
    while (db_next(query)) {
        enum role role;
        bool decides = role_of_code(db_column_text(query, 1), &role) &&
                       permission_of(role, ACCESS_CASE)->home & VERB_APPROVE;
        if (decides) told_add(told, &count, db_column_uuid(query, 0), web);
    }
    db_done(query);
    return count;
}

/* Mails are made when they are sent and hold no name (mail_compose.c). */
static void tell(struct web *web, const struct record *file, struct uuid opening_id, enum mail_kind kind) {
    struct uuid told[TOLD_MAX];
    size_t count = notice_sends_mail(web->app->notice) ? told_of(web, file, told) : 0;
    for (size_t i = 0; i < count; i++) {
        struct mail_row row = {
            .org_id = file->org_id, .user_id = told[i], .kind = kind, .subject_id = opening_id};
        if (!mail_queue_add(web->app->store, &row))
            log_warn("a mail about an opening could not be put into the queue");
    }
    if (count) notice_wake_mail(web->app->notice);
}

/* ---- steps ---- */

static enum outcome opening_write(struct web *web, const struct record *file, struct change *change,
                                  enum mail_kind kind) {
    struct write_job job = {.job_arena = web->arena,
                            .actor = web->actor,
                            .idempotency_key = web_field(web, S("_key")),
                            .changes = change,
                            .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    web->refusal = job.refusal;
    if (outcome == OUTCOME_OK && kind != MAIL_KINDS) tell(web, file, change->id, kind);
    if (outcome == OUTCOME_OK) return web_redirect(web, case_href(web, file, "/emergency?done=saved"));
    if (outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(outcome);
    return emergency_show(web);
}

static enum outcome opening_ask(struct web *web, const struct record *file) {
    enum { REASON_CHARS_MIN = 10 };
    struct slice reason = slice_trim(web_field(web, S("reason")));
    if (slice_rune_count(reason) < REASON_CHARS_MIN) {
        refuse(&web->refusal, S("reason"), "Say in a sentence why it cannot wait.");
        web->response->status = web_status(OUTCOME_REFUSED);
        return emergency_show(web);
    }
    struct change *change = case_change(web, CHANGE_CREATE, &case_opening_type, file);
    change->id = uuid_new();
    change_set_value(change, "case_file", value_of_id(file->id));
    change_set_value(change, "user", value_of_id(web->actor->user_id));
    change_set_value(change, "reason", value_of_text(reason));
    change_set_value(change, "state", value_of_text(S("asked")));
    return opening_write(web, file, change, MAIL_CASE_ASKED);
}

static enum outcome opening_decide(struct web *web, const struct record *file, struct record *opening,
                                   bool allow) {
    int64_t hours = 0;
    struct change *change = case_change(web, CHANGE_UPDATE, &case_opening_type, opening);
    if (!case_may_approve(web)) return OUTCOME_NOT_FOUND;
    if (allow && !slice_to_int64(web_field(web, S("hours")), &hours)) return OUTCOME_MALFORMED;
    if (allow && (hours < 1 || hours > LIMIT_CASE_OPENING_HOURS)) return OUTCOME_MALFORMED;
    change_set_value(change, "state", value_of_text(allow ? S("allowed") : S("refused")));
    change_set_value(change, "decided_by", value_of_id(web->actor->user_id));
    if (allow) change_set_value(change, "until_ms", value_of_number(clock_now_ms() + hours * HOUR_MS));
    return opening_write(web, file, change, allow ? MAIL_CASE_OPENED : MAIL_KINDS);
}

static enum outcome opening_end(struct web *web, const struct record *file, struct record *opening) {
    bool own = uuid_equal(case_opening_of(opening)->user.id, web->actor->user_id);
    struct change *change = case_change(web, CHANGE_UPDATE, &case_opening_type, opening);
    if (!own && !case_may_approve(web)) return OUTCOME_NOT_FOUND;
    change_set_value(change, "state", value_of_text(S("ended")));
    change_set_value(change, "until_ms", value_of_number(clock_now_ms()));
    return opening_write(web, file, change, MAIL_KINDS);
}

enum outcome case_emergency_post(struct web *web) {
    struct record *file = case_read(web, NULL), *opening = NULL;
    struct uuid id;
    if (!file || !access_may(web->actor, ACCESS_CASE, VERB_REVEAL)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice what = web_field(web, S("do"));
    if (slice_equal(what, S("ask"))) return opening_ask(web, file);
    if (uuid_parse(web_field(web, S("opening")), &id))
        opening = case_part_read(web, file, &case_opening_type, id);
    if (!opening) return OUTCOME_NOT_FOUND;
    if (slice_equal(what, S("allow"))) return opening_decide(web, file, opening, true);
    if (slice_equal(what, S("refuse"))) return opening_decide(web, file, opening, false);
    return slice_equal(what, S("end")) ? opening_end(web, file, opening) : OUTCOME_MALFORMED;
}

/* ---- all of the organisation ---- */

enum outcome case_openings_page(struct web *web) {
    struct view view = web_view(web, &case_opening_type);
    struct list_query query = {.type = &case_opening_type, .limit = LIMIT_LIST_ROWS};
    struct list_page page;
    if (!view.allowed || !case_may_approve(web)) return OUTCOME_NOT_FOUND;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return OUTCOME_REFUSED;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Openings in an emergency")));
    furniture_add_crumb(web, web_tr(web, case_file_type.plural), S("/case-files"));
    furniture_add_crumb(web, web_tr(web, TR("Openings in an emergency")), S(""));
    struct record_names *files = record_names_new(web);
    struct case_names *names = case_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("openings"));
    for (size_t i = 0; i < page.count; i++) {
        struct doc *row = opening_add(web, names, page.records[i], rows);
        struct uuid file = case_opening_of(page.records[i])->case_file.id;
        doc_set_text(web->arena, row, S("opening_file"), record_label_of(files, &case_file_type, file));
        doc_set_text(web->arena, row, S("opening_href"),
                     arena_join(web->arena, record_href(web, &case_file_type, file), S("/emergency")));
    }
    return OUTCOME_OK;
}

void case_list_actions(struct web *web, struct doc *actions) {
    static const struct {
        const char *label, *href;
    } links[] = {{TR("Openings in an emergency"), "/case-openings"},
                 {TR("Due for erasure"), "/case-files/erasures"}};
    for (size_t i = 0; case_may_approve(web) && i < ARRAY_LEN(links); i++) {
        furniture_add_action(web, actions, links[i].label, slice_of(links[i].href), false);
    }
}
