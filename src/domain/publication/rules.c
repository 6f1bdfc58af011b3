/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publication/rules.h"

#include <sodium.h>

#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/publication/counts.h"
#include "domain/publication/publication.h"

static struct value hash_of(struct rule *rule, struct slice content) {
    uint8_t hash[32];
    char *hex = arena_alloc(rule->job_arena, 2 * sizeof hash + 1);
    crypto_generichash(hash, sizeof hash, (const uint8_t *)content.s, content.len, NULL, 0);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return value_of_text(slice_of(hex));
}

static void fill_place(struct rule *rule, struct publication *publication, struct uuid org) {
    struct db_query *last =
        db_query(rule->db, SQL("SELECT \"number\", \"hash\" FROM publication WHERE org_id = ?1 AND "
                               "deleted_ms = 0 ORDER BY \"number\" DESC LIMIT 1"));
    publication->number = value_of_number(1);
    publication->hash_before = (struct value){0};
    db_bind_uuid(last, 1, org);
    if (db_next(last)) {
        publication->number = value_of_number(db_column_int(last, 0) + 1);
        publication->hash_before = value_of_text(arena_copy(rule->job_arena, db_column_text(last, 1)));
    }
    db_done(last);
}

static bool is_supervisor(struct rule *rule, struct uuid org) {
    if (rule->actor->is_system) return true;
    return uuid_equal(rule->actor->org_id, org) && access_may(rule->actor, ACCESS_CASE, VERB_APPROVE);
}

static bool content_make(struct rule *rule, struct publication *publication, struct uuid org,
                         struct refusal *refusal) {
    struct figures *figures = arena_make(rule->job_arena, struct figures, 1), *earlier;
    size_t count = counts_published(rule->db, rule->job_arena, org, &earlier);
    figures->least = publication->least.number;
    if (!counts_read(rule->db, rule->job_arena, store_catalogue(rule->store), org, figures))
        return refuse(refusal, S(""), "There are too many different values to be published.");
    if (!figures_suppress(figures, earlier, count, refusal)) return false;
    publication->content = value_of_text(figures_write(rule->job_arena, figures));
    return true;
}

bool publication_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct publication *publication = publication_of(now);
    if (before) return refuse(refusal, S(""), "What is published never changes.");
    if (!is_supervisor(rule, now->org_id))
        return refuse(refusal, S(""), "A manager of the organisation publishes.");
    if (!publication->least.present) return true; /* told as missing */
    publication->taken_on = value_today();
    fill_place(rule, publication, now->org_id);
    if (!content_make(rule, publication, now->org_id, refusal)) return false;
    publication->hash = hash_of(rule, publication->content.text);
    return true;
}

/* ---- rows ---- */

static int64_t next_release(struct rule *rule, struct uuid org) {
    struct db_query *query = db_query(rule->db, SQL("SELECT CAST(COALESCE(MAX(\"number\"), 0) AS BIGINT) FROM row_release WHERE "
                                                    "org_id = ?1"));
    db_bind_uuid(query, 1, org);
    int64_t last = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return last + 1;
}

static void release_make(struct rule *rule, struct row_release *release, struct uuid org) {
    struct people_class *classes;
    struct class_release *earlier;
    size_t count = counts_classes(rule->db, rule->job_arena, org, &classes),
           earlier_count = counts_released(rule->db, rule->job_arena, org, &earlier);
    classes_keep_back(classes, count, release->least.number, earlier, earlier_count);
    struct class_risk risk = class_risk_of(classes, count, release->least.number);
    release->people = value_of_number(risk.people - risk.left_out);
    release->content = value_of_text(classes_write(rule->job_arena, classes, count, release->least.number));
    release->hash = hash_of(rule, release->content.text);
}

bool row_release_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct row_release *release = row_release_of(now);
    if (before) return refuse(refusal, S(""), "What is published never changes.");
    if (!is_supervisor(rule, now->org_id))
        return refuse(refusal, S(""), "A manager of the organisation publishes.");
    if (!release->least.present) return true; /* told as missing */
    release->taken_on = value_today();
    release->number = value_of_number(next_release(rule, now->org_id));
    release_make(rule, release, now->org_id);
    return true;
}

bool publication_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule, (void)before;
    return refuse(refusal, S("reason"), "What is published is out; it cannot be taken back.");
}
