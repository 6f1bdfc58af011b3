/* SPDX-License-Identifier: Apache-2.0 */
#include "web/notice/stop_page.h"

#include "access/user.h"
#include "notice/unsubscribe.h"
#include "store/query.h"

/* The user of the link, read by the program itself: nobody is signed in. */
static struct record *user_of_link(struct web *web) {
    struct uuid id, org = SHARED_ORG;
    if (!unsubscribe_token_read(web->app->store, web_arg(web, 0), &id)) return NULL;
    struct db_query *query = db_query(web_db(web), SQL("SELECT org_id FROM \"user\" WHERE id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, id);
    if (db_next(query)) org = db_column_uuid(query, 0);
    db_done(query);
    struct actor system = access_system_actor(org);
    struct view view = access_view(web->app->access, web->arena, &system, &user_type);
    struct record *record = NULL;
    bool found = query_get(web->app->store, web_db(web), web->arena, &view, &user_type, id, &record, NULL);
    return found && !record->deleted_ms ? record : NULL;
}

static void show(struct web *web, bool is_stopped) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Mails about what is due")));
    doc_set_text(web->arena, web->view, S("stop_path"), web->http->path);
    doc_set_bool(web->arena, web->view, S("is_stopped"), is_stopped);
}

static bool gets_no_mail(const struct record *record) {
    const struct value *digest = &user_of(record)->digest;
    return !digest->present || slice_equal(digest->text, S("off"));
}

enum outcome stop_page(struct web *web) {
    struct record *record = user_of_link(web);
    if (!record) return OUTCOME_NOT_FOUND;
    show(web, gets_no_mail(record));
    return OUTCOME_OK;
}

static enum outcome stop_written(struct web *web, struct write_job *job) {
    if (job->outcome != OUTCOME_OK) return job->outcome;
    show(web, true);
    return OUTCOME_OK;
}

enum outcome stop_post(struct web *web) {
    struct record *record = user_of_link(web);
    if (!record) return OUTCOME_NOT_FOUND;
    if (gets_no_mail(record)) {
        show(web, true);
        return OUTCOME_OK;
    }
    struct actor *system = arena_make(web->arena, struct actor, 1);
    *system = access_system_actor(record->org_id);
    web->actor = system; /* for this one change */
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &user_type, record->org_id);
    change->id = record->id;
    change->reason = S("The link in a mail that stops mails");
    user_of(change->values)->digest = (struct value){.present = true, .text = S("off")};
    change_set(change, record_type_field(&user_type, S("digest")));
    return web_write(web, change, 1, S(""), stop_written);
}
