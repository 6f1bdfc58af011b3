/* SPDX-License-Identifier: Apache-2.0 */
/* See user_pages.h.  The list of the organisation's users. */
#include "access/credential.h"
#include "access/user.h"
#include "base/limits.h"
#include "web/account/account_page.h"
#include "web/account/user_pages.h"

enum { USERS_PER_PAGE = 50 };

bool user_may_write(const struct web *web) {
    return access_may(web->actor, ACCESS_USERS, VERB_CREATE);
}

/* ---- roles ---- */

size_t user_roles(struct web *web, struct uuid user_id, struct record ***records) {
    struct view view = web_view(web, &membership_type);
    struct list_query query = {
        .type = &membership_type, .filter_count = 1, .limit = LIMIT_LIST_ROWS, .org = web->actor->org_id};
    query.filters[0] = (struct filter){
        record_type_field(&membership_type, S("user")), FILTER_EQUAL, {.present = true, .id = user_id}};
    struct list_page page = {0};
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *records = page.records;
    return page.count;
}

static struct slice choice_text(struct web *web, const char *field_name, struct slice code) {
    const struct field *field = record_type_field(&membership_type, slice_of(field_name));
    const struct choice *choice = choice_find(field->choices, code);
    return choice ? web_tr(web, choice->label) : code;
}

struct slice user_role_text(struct web *web, const struct record *record) {
    const struct membership *membership = membership_of((struct record *)(uintptr_t)record);
    struct text text = TEXT_IN(web->arena);
    text_append(&text, choice_text(web, "role", membership->role.text));
    if (slice_equal(membership->scope.text, S("organisation"))) return text_slice(&text);
    text_append(&text, S(" ("));
    text_append(&text, choice_text(web, "scope", membership->scope.text));
    if (membership->team.present) text_printf(&text, ": %.*s", SLICE_ARG(membership->team.text));
    text_append(&text, S(")"));
    return text_slice(&text);
}

static struct slice roles_text(struct web *web, struct uuid user_id) {
    struct record **records = NULL;
    struct text text = TEXT_IN(web->arena);
    size_t count = user_roles(web, user_id, &records);
    for (size_t i = 0; i < count; i++) {
        if (i) text_append(&text, S(", "));
        text_append(&text, user_role_text(web, records[i]));
    }
    return text_slice(&text);
}

/* ---- the table ---- */

static struct slice language_text(struct web *web, struct slice code) {
    const struct choice *choice = choice_find(record_type_field(&user_type, S("language"))->choices, code);
    return choice ? web_tr(web, choice->label) : code;
}

static void add_user(struct web *web, struct doc *rows, struct record *record) {
    const struct user *user = user_of(record);
    struct credential_state state = {0};
    struct doc *row = doc_add_object(web->arena, rows);
    credential_state_of(web->app->access, web->arena, web->actor, record->id, &state);
    struct slice id = uuid_format(web->arena, record->id);
    doc_set_text(web->arena, row, S("user_href"), arena_printf(web->arena, "/users/%.*s", SLICE_ARG(id)));
    doc_set_text(web->arena, row, S("user_name"), user->name.text);
    doc_set_text(web->arena, row, S("user_login"), user->login.text);
    doc_set_text(web->arena, row, S("user_roles"), roles_text(web, record->id));
    doc_set_text(web->arena, row, S("user_language"), language_text(web, user->language.text));
    doc_set_text(web->arena, row, S("user_seen"), account_instant(web, state.last_sign_in_ms));
    doc_set_bool(web->arena, row, S("is_off"), user->active.number == 0);
    doc_set_bool(web->arena, row, S("is_locked"), state.locked_until_ms > clock_now_ms());
    doc_set_bool(web->arena, row, S("has_factor"), state.totp_on);
}

static void add_pager(struct web *web, size_t page, size_t shown, int64_t total) {
    int64_t first = (int64_t)(page - 1) * USERS_PER_PAGE + 1, last = first + (int64_t)shown - 1;
    if (total <= USERS_PER_PAGE) return;
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    doc_set_text(
        web->arena, pager, S("range_text"),
        arena_printf(web->arena, "%lld–%lld / %lld", (long long)first, (long long)last, (long long)total));
    doc_set_text(web->arena, pager, S("previous_href"),
                 page > 1 ? arena_printf(web->arena, "/users?page=%zu", page - 1) : S(""));
    doc_set_text(web->arena, pager, S("next_href"),
                 last < total ? arena_printf(web->arena, "/users?page=%zu", page + 1) : S(""));
}

/* Users whom another organisation keeps, with a role here. */
static void add_guests(struct web *web) {
    struct doc *guests = doc_set_array(web->arena, web->view, S("guests"));
    struct db_query *query = db_query(
        web_db(web),
        SQL("SELECT DISTINCT u.id, u.name, u.org_id FROM membership m JOIN \"user\" u ON u.id = m.\"user\" "
            "WHERE m.org_id = ?1 AND u.org_id <> ?1 AND m.deleted_ms = 0 AND u.deleted_ms = 0 ORDER BY "
            "u.name LIMIT ?2"));
    struct uuid ids[LIMIT_LIST_ROWS];
    struct doc *rows[LIMIT_LIST_ROWS];
    size_t count = 0;
    db_bind_uuid(query, 1, web->actor->org_id);
    db_bind_int(query, 2, LIMIT_LIST_ROWS);
    while (count < LIMIT_LIST_ROWS && db_next(query)) {
        rows[count] = doc_add_object(web->arena, guests);
        ids[count] = db_column_uuid(query, 0);
        doc_set_text(web->arena, rows[count], S("guest_name"),
                     arena_copy(web->arena, db_column_text(query, 1)));
        doc_set_text(web->arena, rows[count++], S("guest_org"),
                     access_org_name(web->app->access, web->arena, db_column_uuid(query, 2)));
    }
    db_done(query);
    doc_set_bool(web->arena, web->view, S("has_guests"), count > 0);
    for (size_t i = 0; i < count; i++) {
        struct slice id = uuid_format(web->arena, ids[i]);
        doc_set_text(web->arena, rows[i], S("guest_href"),
                     arena_printf(web->arena, "/users/%.*s", SLICE_ARG(id)));
        doc_set_text(web->arena, rows[i], S("guest_roles"), roles_text(web, ids[i]));
    }
}

enum outcome user_list_page(struct web *web) {
    struct view view = web_view(web, &user_type);
    if (!view.allowed) return OUTCOME_NOT_FOUND;
    int64_t wanted = 1;
    if (!slice_to_int64(http_query(web->http, S("page")), &wanted) || wanted < 1 ||
        wanted > LIMIT_ORGANISATIONS)
        wanted = 1;
    struct list_query query = {.type = &user_type,
                               .sort = record_type_field(&user_type, S("login")),
                               .limit = USERS_PER_PAGE,
                               .page = (size_t)wanted,
                               .org = web->actor->org_id,
                               .want_total = true};
    struct list_page page = {0};
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return OUTCOME_REFUSED;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Users")));
    doc_set_bool(web->arena, web->view, S("may_write"), user_may_write(web));
    struct doc *rows = doc_set_array(web->arena, web->view, S("users"));
    for (size_t i = 0; i < page.count; i++) {
        add_user(web, rows, page.records[i]);
    }
    add_pager(web, (size_t)wanted, page.count, page.total);
    add_guests(web);
    return OUTCOME_OK;
}
