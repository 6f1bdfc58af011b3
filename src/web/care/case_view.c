/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_view.h"

#include "access/permission.h"
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/rules.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_head.h"

enum { NAMES_MAX = 64, COLLEAGUES_MAX = 250 };

struct record *case_read(struct web *web, uint64_t *hidden) {
    struct uuid id;
    struct record *file = NULL;
    struct view view = web_view(web, &case_file_type);
    if (!view.allowed || !web_arg_id(web, 0, &id)) return NULL;
    return query_get(web->app->store, web_db(web), web->arena, &view, &case_file_type, id, &file, hidden)
               ? file
               : NULL;
}

struct record *case_part_read(struct web *web, const struct record *file, const struct record_type *type,
                              struct uuid id) {
    struct record *part = NULL;
    struct view view = web_view(web, type);
    bool found =
        view.allowed && query_get(web->app->store, web_db(web), web->arena, &view, type, id, &part, NULL);
    if (!found || part->deleted_ms) return NULL;
    return uuid_equal(record_value_const(part, record_type_field(type, S("case_file")))->id, file->id) ? part
                                                                                                       : NULL;
}

size_t case_parts(struct web *web, const struct record_type *type, const struct record *file,
                  struct record ***parts) {
    return web_parts(web, type, "case_file", file->id, file->org_id, NULL, LIMIT_CASE_EVENTS, parts);
}

struct slice case_href(struct web *web, const struct record *file, const char *behind) {
    return arena_printf(web->arena, "/case-files/%.*s%s", SLICE_ARG(uuid_format(web->arena, file->id)),
                        behind);
}

bool case_may_write(struct web *web, const struct record *file) {
    struct rule rule = {.store = web->app->store,
                        .db = web_db(web),
                        .job_arena = web->arena,
                        .actor = web->actor,
                        .is_asking = true};
    struct refusal ignored = REFUSAL_IN(web->arena);
    bool may = !file->deleted_ms && access_may_record(web->app->access, web->actor, file, VERB_UPDATE);
    return may && case_may_work(&rule, file, &ignored);
}

bool case_may_approve(const struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_APPROVE);
}

void case_head(struct web *web, const struct record *file, const char *page) {
    struct slice title =
        arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(file->code), SLICE_ARG(web_tr(web, page)));
    doc_set_text(web->arena, web->view, S("page_title"), title); /* found before that of the head */
    record_add_head(record_names_new(web), web, file, page);
    doc_set_text(web->arena, web->view, S("case_code"), file->code);
    doc_set_text(web->arena, web->view, S("case_path"), case_href(web, file, ""));
    doc_set_bool(web->arena, web->view, S("is_erased"), case_file_of(file)->erased_on.present);
}

/* ---- people ---- */

struct case_names {
    struct web *web;
    struct uuid ids[NAMES_MAX];
    struct slice names[NAMES_MAX];
    size_t count;
};

struct case_names *case_names_new(struct web *web) {
    struct case_names *names = arena_make(web->arena, struct case_names, 1);
    names->web = web;
    return names;
}

struct slice case_name(struct case_names *names, struct uuid user_id) {
    struct web *web = names->web;
    for (size_t i = 0; i < names->count; i++) {
        if (uuid_equal(names->ids[i], user_id)) return names->names[i];
    }
    struct slice name = access_user_name(web->app->access, web->arena, web_db(web), web->actor, user_id);
    if (names->count == NAMES_MAX) return name;
    names->ids[names->count] = user_id;
    return names->names[names->count++] = name;
}

/* Roles that may open what is sealed. */
static bool role_opens(struct slice code) {
    enum role role;
    return role_of_code(code, &role) && permission_of(role, ACCESS_CASE)->home & VERB_REVEAL;
}

static struct db_query *colleagues_ask(struct web *web) {
    struct db_query *query = db_query(
        web_db(web), SQL("SELECT u.id, u.name, m.role FROM membership m JOIN \"user\" u ON u.id = m.\"user\" "
                         "WHERE m.org_id = ?1 AND "
                         "m.deleted_ms = 0 AND u.deleted_ms = 0 AND u.active = 1 ORDER BY u.name, u.id"));
    db_bind_uuid(query, 1, web->actor->org_id);
    return query;
}

size_t case_colleagues(struct web *web, struct uuid chosen, struct plain_choice **choices) {
    struct db_query *query = colleagues_ask(web);
    struct uuid last = SHARED_ORG;
    size_t count = 0;
    *choices = arena_make(web->arena, struct plain_choice, COLLEAGUES_MAX);
    while (count < COLLEAGUES_MAX && db_next(query)) {
        struct uuid id = db_column_uuid(query, 0);
        if (uuid_equal(id, last) || !role_opens(db_column_text(query, 2))) continue;
        last = id;
        (*choices)[count++] = (struct plain_choice){.value = uuid_format(web->arena, id),
                                                    .label = arena_copy(web->arena, db_column_text(query, 1)),
                                                    .selected = uuid_equal(id, chosen)};
    }
    db_done(query);
    return count;
}

/* ---- writing ---- */

struct change *case_change(struct web *web, enum change_verb verb, const struct record_type *type,
                           const struct record *record) {
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, verb, type, record ? record->org_id : web->actor->org_id);
    change->by_program = type->kept;
    if (record && verb != CHANGE_CREATE) change->id = record->id;
    if (record && verb != CHANGE_CREATE) change->base_version = record->version;
    return change;
}

static enum outcome case_written(struct web *web, struct write_job *job) {
    const struct case_step *step = web->state;
    if (job->outcome == OUTCOME_OK) {
        bool has_query = slice_contains(step->on_to, S("?"));
        return web_redirect(
            web, arena_join(web->arena, step->on_to, has_query ? S("&done=saved") : S("?done=saved")));
    }
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_REFUSED || !step->show) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    return step->show(web);
}

enum outcome case_write(struct web *web, struct change *changes, size_t count, struct slice on_to,
                        enum outcome (*show)(struct web *web)) {
    struct case_step *step = arena_make(web->arena, struct case_step, 1);
    *step = (struct case_step){on_to, show};
    web->state = step;
    return web_write(web, changes, count, web_field(web, S("_key")), case_written);
}

/* ---- words ---- */

struct slice case_choice(struct web *web, const struct record *record, const char *name) {
    const struct field *field = record_type_field(record->type, slice_of(name));
    const struct value *value = record_value_const(record, field);
    return value->present ? choice_label(web, field, value->text) : S("");
}

struct slice case_day(struct web *web, const struct value *day) {
    return day->present ? format_date(web->arena, &web->locale, day->date) : S("");
}
