/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/care_notice.h"

#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/reintegration/reintegration.h"
#include "domain/shelter/shelter.h"
#include "notice/mail_letter.h"

enum { TOLD_MAX = 50 };

/* Whom one event is told, each once, and not who wrote it down. */
struct telling {
    struct rule *rule;
    struct uuid org_id, subject_id, users[TOLD_MAX];
    size_t count;
};

static void tell(struct telling *telling, struct uuid user) {
    if (uuid_is_zero(user) || uuid_equal(user, telling->rule->actor->user_id)) return;
    for (size_t i = 0; i < telling->count; i++) {
        if (uuid_equal(telling->users[i], user)) return;
    }
    if (telling->count < TOLD_MAX) telling->users[telling->count++] = user;
}

/* Supervisors: who may approve in the class. */
static void tell_supervisors(struct telling *telling, enum access_class class) {
    struct db_query *query = db_query(
        telling->rule->db, SQL("SELECT \"user\", role FROM membership WHERE org_id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, telling->org_id);
    while (db_next(query)) {
        enum role role;
        bool decides =
            role_of_code(db_column_text(query, 1), &role) && permission_of(role, class)->home & VERB_APPROVE;
        if (decides) tell(telling, db_column_uuid(query, 0));
    }
    db_done(query);
}

static void tell_rows(struct telling *telling, struct db_query *query, struct uuid employer) {
    db_bind_uuid(query, 1, telling->org_id);
    db_bind_uuid(query, 2, employer);
    db_bind_text(query, 3, date_format_iso(telling->rule->job_arena, clock_today()));
    while (db_next(query))
        tell(telling, db_column_uuid(query, 0));
    db_done(query);
}

/* Who looks after somebody who works or learns there today. */
static void tell_those_with_people(struct telling *telling, struct uuid employer) {
    tell_rows(
        telling,
        db_query(telling->rule->db,
                 SQL("SELECT DISTINCT \"monitor\" FROM placement WHERE org_id = ?1 AND \"employer\" = ?2 AND "
                     "\"monitor\" IS NOT NULL AND deleted_ms = 0 AND (\"until_day\" IS NULL OR \"until_day\" "
                     "> ?3)")),
        employer);
    tell_rows(
        telling,
        db_query(
            telling->rule->db,
            SQL("SELECT DISTINCT f.\"case_worker\" FROM case_training t JOIN case_file f ON f.org_id = ?1 "
                "AND f.id = t.\"case_file\" WHERE t.org_id = ?1 AND t.\"employer\" = ?2 AND t.deleted_ms = 0 "
                "AND t.\"ended_on\" IS NULL AND t.\"from_day\" <= ?3 AND f.\"case_worker\" IS NOT NULL")),
        employer);
}

static void queue_all(struct notice *notice, const struct telling *telling, enum mail_kind kind) {
    for (size_t i = 0; i < telling->count; i++) {
        struct mail_row row = {.org_id = telling->org_id,
                               .user_id = telling->users[i],
                               .kind = kind,
                               .subject_id = telling->subject_id};
        mail_queue_add_in(telling->rule->db, &row);
    }
    if (telling->count) notice->mail_waits = true;
}

/* ---- what happened ---- */

static void incident_tell(struct notice *notice, struct rule *rule, const struct record *incident) {
    struct telling telling = {.rule = rule, .org_id = incident->org_id, .subject_id = incident->id};
    const struct record *file =
        rule_follow(rule, incident, record_type_field(&shelter_incident_type, S("case_file")));
    if (file && case_file_of(file)->case_worker.present) tell(&telling, case_file_of(file)->case_worker.id);
    tell_supervisors(&telling, ACCESS_CASE);
    queue_all(notice, &telling, MAIL_INCIDENT);
}

static bool has_flags(const struct record *visit) {
    return visit && employer_visit_of(visit)->flags.present && employer_visit_of(visit)->flags.text.len;
}

static void flag_tell(struct notice *notice, struct rule *rule, const struct record *visit) {
    struct telling telling = {.rule = rule, .org_id = visit->org_id, .subject_id = visit->id};
    tell_those_with_people(&telling, employer_visit_of(visit)->employer.id);
    tell_supervisors(&telling, ACCESS_CARE);
    queue_all(notice, &telling, MAIL_EMPLOYER_FLAG);
}

void notice_after_change(struct notice *notice, struct rule *rule, const struct change *change) {
    if (!notice_sends_mail(notice) || (change->verb != CHANGE_CREATE && change->verb != CHANGE_UPDATE))
        return;
    if (change->type == &shelter_incident_type && change->verb == CHANGE_CREATE)
        incident_tell(notice, rule, change->after);
    if (change->type == &employer_visit_type && has_flags(change->after) && !has_flags(change->before))
        flag_tell(notice, rule, change->after);
}

/* ---- what stands in the mail ---- */

/* The record as this user may see it; NULL when it is not there for them any more. */
static struct record *seen(struct notice *notice, struct arena *arena, const struct actor *actor,
                           const struct record_type *type, struct uuid id) {
    struct view view = access_view(notice->access, arena, actor, type);
    struct record *record = NULL;
    struct db *db = store_borrow(notice->store);
    bool found = view.allowed && query_get(notice->store, db, arena, &view, type, id, &record, NULL);
    store_return(notice->store, db);
    return found && !record->deleted_ms ? record : NULL;
}

static struct slice words(const struct locale *locale, const char *english) {
    return tr(locale, slice_of(english));
}

static struct slice link_to(const struct notice *notice, struct arena *arena, const char *folder,
                            struct uuid id) {
    struct slice url = notice->settings.public_url;
    return url.len ? arena_printf(arena, "%.*s/%s/%.*s", SLICE_ARG(url), folder,
                                  SLICE_ARG(uuid_format(arena, id)))
                   : url;
}

static void letter_write(struct letter *letter, struct slice text, const struct locale *locale,
                         struct slice url, struct mail *mail) {
    letter_paragraph(letter, text);
    letter_link(letter, words(locale, TR("Look at it")), url);
    letter_end(letter);
    mail->text = text_slice(&letter->text);
    mail->html = text_slice(&letter->html);
}

static struct slice severity_words(const struct record *incident, const struct locale *locale) {
    const struct choice *choice =
        choice_find(&incident_severity_choices, shelter_incident_of(incident)->severity.text);
    return choice ? words(locale, choice->label) : S("");
}

enum compose_result compose_incident(struct notice *notice, struct arena *arena, const struct mail_row *row,
                                     const struct actor *actor, const struct locale *locale,
                                     struct mail *mail) {
    const struct record *incident = seen(notice, arena, actor, &shelter_incident_type, row->subject_id);
    if (!incident) return COMPOSE_EMPTY;
    struct slice code[2] = {incident->code}, severity[2] = {severity_words(incident, locale)};
    struct letter letter = letter_new(arena, locale);
    mail->subject = refusal_fill(arena, words(locale, TR("Mlup: incident {1} in a shelter")), code);
    letter_write(
        &letter,
        refusal_fill(
            arena,
            words(locale, TR("An incident in a shelter was written down ({1}). What happened, and to "
                             "whom, is on its page for who works on the file.")),
            severity),
        locale, link_to(notice, arena, shelter_incident_type.path, incident->id), mail);
    return COMPOSE_OK;
}

enum compose_result compose_employer_flag(struct notice *notice, struct arena *arena,
                                          const struct mail_row *row, const struct actor *actor,
                                          const struct locale *locale, struct mail *mail) {
    const struct record *visit = seen(notice, arena, actor, &employer_visit_type, row->subject_id);
    const struct record *employer =
        visit ? seen(notice, arena, actor, &employer_type,
                     employer_visit_of((struct record *)(uintptr_t)visit)->employer.id)
              : NULL;
    if (!employer) return COMPOSE_EMPTY;
    struct slice code[2] = {employer->code};
    struct letter letter = letter_new(arena, locale);
    mail->subject =
        refusal_fill(arena, words(locale, TR("Mlup: a visit found something wrong at {1}")), code);
    letter_write(
        &letter,
        words(locale,
              TR("A visit found something wrong at a place of work. Its vetting is suspended: nobody is "
                 "sent there until a manager says why it is safe again. See whether those who work "
                 "there are safe.")),
        locale, link_to(notice, arena, employer_type.path, employer->id), mail);
    return COMPOSE_OK;
}
