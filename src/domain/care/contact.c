/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/contact.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"

/* A file with its standard, and the last day on which somebody was met or called: a note of a talk, a call or
 * a visit, such a task that was done, a follow-up visit at which the person was met, or one of a plan of care in
 * the community that found them.  The visits are records of the rooms above this one. */
static const char contact_sql[] =
    "SELECT f.id, f.code, s.days, f.arrived_on, "
    "(SELECT MAX(n.on_day) FROM case_note n WHERE n.org_id = f.org_id AND n.case_file = f.id AND "
    "n.deleted_ms = 0 AND n.kind IN "
    "('interview', 'call', 'observation')), "
    "(SELECT MAX(t.done_on) FROM case_task t WHERE t.org_id = f.org_id AND t.case_file = f.id AND "
    "t.deleted_ms = 0 AND t.kind IN "
    "('visit', 'call')), "
    "(SELECT MAX(v.on_day) FROM follow_up_visit v WHERE v.org_id = f.org_id AND v.case_file = f.id AND "
    "v.deleted_ms = 0 AND v.met = 'met'), "
    "(SELECT MAX(p.on_day) FROM plan_visit p WHERE p.org_id = f.org_id AND p.case_file = f.id AND "
    "p.deleted_ms = 0 AND p.wellbeing <> 'absent') "
    "FROM case_file f JOIN contact_standard s ON s.org_id = f.org_id AND s.risk = f.risk AND s.deleted_ms = "
    "0 WHERE f.org_id = ?1 AND "
    "f.deleted_ms = 0 AND f.erased_on IS NULL AND f.state IN ('arrived', 'active', 'follow_up')";

static int64_t later_of(int64_t day, struct slice text) {
    struct date date;
    if (!text.len || !date_parse_iso(text, &date)) return day;
    return date_first_day(date) > day ? date_first_day(date) : day;
}

static struct contact_due contact_read(struct arena *arena, struct db_query *query) {
    struct contact_due contact = {.file_id = db_column_uuid(query, 0), .every_days = db_column_int(query, 2)};
    contact.code = arena_copy(arena, db_column_text(query, 1));
    contact.last_day = later_of(INT64_MIN, db_column_text(query, 3));
    contact.last_day = later_of(contact.last_day, db_column_text(query, 4));
    contact.last_day = later_of(contact.last_day, db_column_text(query, 5));
    contact.last_day = later_of(contact.last_day, db_column_text(query, 6));
    contact.last_day = later_of(contact.last_day, db_column_text(query, 7));
    contact.due_day = contact.last_day + contact.every_days;
    return contact;
}

bool contact_of(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                struct contact_due *contact) {
    struct db_query *query =
        db_query(db, sql_built(arena, arena_join(arena, slice_of(contact_sql), S(" AND f.id = ?2"))));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, file);
    bool found = db_next(query);
    if (found) *contact = contact_read(arena, query);
    db_done(query);
    return found;
}

static int by_due_day(const void *a, const void *b) {
    const struct contact_due *left = a, *right = b;
    if (left->due_day != right->due_day) return left->due_day < right->due_day ? -1 : 1;
    return uuid_compare(left->file_id, right->file_id);
}

static struct db_query *contacts_ask(struct db *db, struct arena *arena, struct uuid org,
                                     struct uuid worker) {
    bool all = uuid_is_zero(worker);
    struct slice sql = arena_join(arena, slice_of(contact_sql), all ? S("") : S(" AND f.case_worker = ?2"));
    struct db_query *query = db_query(db, sql_built(arena, sql));
    db_bind_uuid(query, 1, org);
    if (!all) db_bind_uuid(query, 2, worker);
    return query;
}

size_t contacts_due(struct db *db, struct arena *arena, struct uuid org, struct uuid worker, int64_t until,
                    struct contact_due *contacts, size_t max, bool *is_cut) {
    struct db_query *query = contacts_ask(db, arena, org, worker);
    struct contact_due *all = NULL;
    size_t count = 0;
    while (db_next(query)) {
        struct contact_due contact = contact_read(arena, query);
        if (contact.due_day > until) continue;
        all = arena_room(arena, all, sizeof *all, count);
        all[count++] = contact;
    }
    db_done(query);
    if (count) qsort(all, count, sizeof *all, by_due_day);
    *is_cut = count > max;
    if (count > max) count = max;
    for (size_t i = 0; i < count; i++)
        contacts[i] = all[i];
    return count;
}

/* ---- tasks ---- */

static struct db_query *tasks_ask(struct db *db, struct arena *arena, struct uuid org, struct uuid worker,
                                  int64_t until, size_t max) {
    bool all = uuid_is_zero(worker);
    struct text sql = TEXT_IN(arena);
    text_append(
        &sql,
        S("SELECT t.case_file, t.id, f.code, t.kind, t.due_on FROM case_task t JOIN case_file f ON f.org_id "
          "= t.org_id AND "
          "f.id = t.case_file WHERE t.org_id = ?1 AND t.deleted_ms = 0 AND t.done_on IS NULL AND t.due_on <= "
          "?2 AND "
          "f.deleted_ms = 0 AND f.erased_on IS NULL AND f.state IN ('arrived', 'active', 'follow_up')"));
    if (!all) text_append(&sql, S(" AND (t.assigned = ?4 OR (t.assigned IS NULL AND f.case_worker = ?4))"));
    text_append(&sql, S(" ORDER BY t.due_on, t.id LIMIT ?3"));
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, date_format_iso(arena, date_of_day(until)));
    db_bind_int(query, 3, (int64_t)max + 1);
    if (!all) db_bind_uuid(query, 4, worker);
    return query;
}

size_t tasks_due(struct db *db, struct arena *arena, struct uuid org, struct uuid worker, int64_t until,
                 struct task_due *tasks, size_t max, bool *is_cut) {
    struct db_query *query = tasks_ask(db, arena, org, worker, until, max);
    size_t count = 0;
    while (count < max && db_next(query)) {
        tasks[count++] = (struct task_due){.file_id = db_column_uuid(query, 0),
                                           .id = db_column_uuid(query, 1),
                                           .code = arena_copy(arena, db_column_text(query, 2)),
                                           .kind = arena_copy(arena, db_column_text(query, 3)),
                                           .due_day = later_of(0, db_column_text(query, 4))};
    }
    *is_cut = count == max && db_next(query);
    db_done(query);
    return count;
}
