/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_reach.h"

#include "base/limits.h"
#include "domain/programme/promise.h"
#include "domain/report/report.h"

static bool is_published(enum report_state state) {
    return state == REPORT_APPROVED || state == REPORT_FROZEN;
}

/* ---- inside: by the view that access makes ---- */

static bool find_inside(const struct report_reader *reader, struct uuid id, struct report_found *found) {
    struct view view = access_view(reader->access, reader->arena, reader->actor, &period_report_type);
    struct record *report;
    if (!view.allowed ||
        !query_get(reader->store, reader->db, reader->arena, &view, &period_report_type, id, &report, NULL)) {
        return false;
    }
    if (report->deleted_ms) return false;
    *found = (struct report_found){report, report_state_of(&period_report_of(report)->status), false};
    return true;
}

static bool view_has(const struct view *view, struct uuid org) {
    for (size_t i = 0; view->allowed && i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i], org)) return true;
    }
    return false;
}

/* ---- outside: what is published, of organisations that the actor knows by the class of reports ---- */

static bool find_published(const struct report_reader *reader, struct uuid org, struct uuid id,
                           struct report_found *found) {
    const struct record *report =
        promise_read_record(reader->arena, reader->db, &period_report_type, org, id);
    if (!report || report->deleted_ms) return false;
    *found = (struct report_found){report, report_state_of(&period_report_of(report)->status), true};
    return is_published(found->state);
}

bool report_find(const struct report_reader *reader, struct uuid id, struct report_found *found) {
    struct org_entry *orgs;
    if (find_inside(reader, id, found)) return true;
    struct view view = access_view(reader->access, reader->arena, reader->actor, &period_report_type);
    size_t count = access_orgs(reader->access, reader->arena, reader->actor, ACCESS_REPORT, &orgs);
    for (size_t i = 0; i < count; i++) {
        if (!view_has(&view, orgs[i].id) && find_published(reader, orgs[i].id, id, found)) return true;
    }
    return false;
}

static size_t find_of_org(const struct report_reader *reader, struct uuid org, bool is_outsider,
                          struct report_found **found, size_t count) {
    const struct record **reports;
    size_t read =
        promise_read_all(reader->arena, reader->db, &period_report_type, org, LIMIT_REPORTS, &reports);
    for (size_t i = 0; i < read; i++) {
        struct report_found one = {reports[i], report_state_of(&period_report_of(reports[i])->status),
                                   is_outsider};
        if (is_outsider && !is_published(one.state)) continue;
        *found = arena_room(reader->arena, *found, sizeof **found, count);
        (*found)[count++] = one;
    }
    return count;
}

size_t report_find_all(const struct report_reader *reader, struct uuid org, struct report_found **found) {
    struct org_entry *orgs;
    struct view view = access_view(reader->access, reader->arena, reader->actor, &period_report_type);
    size_t count = 0,
           org_count = access_orgs(reader->access, reader->arena, reader->actor, ACCESS_REPORT, &orgs);
    *found = NULL;
    for (size_t i = 0; i < org_count; i++) {
        if (!uuid_is_zero(org) && !uuid_equal(org, orgs[i].id)) continue;
        count = find_of_org(reader, orgs[i].id, !view_has(&view, orgs[i].id), found, count);
    }
    return count;
}

/* ---- what they show ---- */

size_t report_parts_read(struct arena *arena, struct db *db, const struct record_type *type,
                         const struct record *report, const struct record ***parts) {
    struct text sql = TEXT_IN(arena);
    struct uuid *ids = NULL;
    size_t count = 0, read = 0;
    text_printf(
        &sql,
        "SELECT id FROM \"%s\" WHERE org_id = ?1 AND report = ?2 AND deleted_ms = 0 ORDER BY created_ms, id",
        type->name);
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, report->org_id);
    db_bind_uuid(query, 2, report->id);
    while (db_next(query)) {
        ids = arena_room(arena, ids, sizeof *ids, count);
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    *parts = arena_make(arena, const struct record *, count);
    for (size_t i = 0; i < count; i++) {
        const struct record *part = promise_read_record(arena, db, type, report->org_id, ids[i]);
        if (part) (*parts)[read++] = part;
    }
    return read;
}

size_t reporting_periods_read(struct arena *arena, struct db *db, const struct record ***periods) {
    size_t count = promise_read_all(arena, db, &reporting_period_type, SHARED_ORG, LIMIT_REPORTS, periods);
    for (size_t i = 1; i < count; i++) { /* few, and nearly in order */
        const struct record *moved = (*periods)[i];
        size_t at = i;
        while (at > 0 && date_first_day(reporting_period_of((*periods)[at - 1])->starts_on.date) >
                             date_first_day(reporting_period_of(moved)->starts_on.date)) {
            (*periods)[at] = (*periods)[at - 1];
            at--;
        }
        (*periods)[at] = moved;
    }
    return count;
}

const struct record *report_snapshot_shown(const struct report_reader *reader, const struct record *report) {
    const struct record **restatements;
    struct uuid id = period_report_of(report)->snapshot.id;
    if (!period_report_of(report)->snapshot.present) return NULL;
    size_t count = report_parts_read(reader->arena, reader->db, &restatement_type, report, &restatements);
    for (size_t i = 0; i < count; i++) {
        const struct restatement *restatement = restatement_of(restatements[i]);
        if (slice_equal(restatement->status.text, S("approved"))) id = restatement->snapshot.id;
    }
    return promise_read_record(reader->arena, reader->db, &report_snapshot_type, report->org_id, id);
}

bool report_document_of_snapshot(struct arena *arena, const struct record *snapshot,
                                 struct document *document) {
    struct refusal unused = REFUSAL_IN(arena);
    return document_read(arena, doc_parse_json(arena, report_snapshot_of(snapshot)->content.text, &unused),
                         document);
}

/* Text columns are copied: the query reads on. */
size_t report_releases_before(const struct report_reader *reader, const struct record *report,
                              const struct record *snapshot, struct slice **contents) {
    struct db_query *query = db_query(
        reader->db,
        SQL("SELECT s.content FROM report_snapshot s JOIN period_report r ON r.org_id = s.org_id AND r.id = "
            "s.report "
            "WHERE s.org_id = ?1 AND r.agreement = ?2 AND s.log_sequence < ?3 AND r.status IN ('approved', "
            "'frozen') AND "
            "r.deleted_ms = 0 AND s.deleted_ms = 0 AND (s.id = r.snapshot OR EXISTS (SELECT 1 FROM "
            "restatement t WHERE "
            "t.org_id = r.org_id AND t.report = r.id AND t.snapshot = s.id AND t.status = 'approved' AND "
            "t.deleted_ms = 0)) ORDER BY s.log_sequence DESC LIMIT ?4"));
    size_t count = 0;
    *contents = arena_make(reader->arena, struct slice, LIMIT_RELEASES);
    db_bind_uuid(query, 1, report->org_id);
    db_bind_uuid(query, 2, period_report_of(report)->agreement.id);
    db_bind_int(query, 3, report_snapshot_of(snapshot)->log_sequence.number);
    db_bind_int(query, 4, LIMIT_RELEASES);
    while (count < LIMIT_RELEASES && db_next(query))
        (*contents)[count++] = arena_copy(reader->arena, db_column_text(query, 0));
    db_done(query);
    for (size_t i = 0; i < count / 2; i++) {
        struct slice later = (*contents)[i];
        (*contents)[i] = (*contents)[count - 1 - i];
        (*contents)[count - 1 - i] = later;
    }
    return count;
}

static void suppress(const struct report_reader *reader, const struct record *report,
                     const struct record *snapshot, struct document *document) {
    struct refusal unused = REFUSAL_IN(reader->arena);
    struct slice *contents;
    size_t count = report_releases_before(reader, report, snapshot, &contents), read = 0;
    struct document *earlier = arena_make(reader->arena, struct document, count);
    for (size_t i = 0; i < count; i++) {
        const struct doc *content = doc_parse_json(reader->arena, contents[i], &unused);
        read += document_read(reader->arena, content, &earlier[read]);
    }
    document_suppress(document, earlier, read);
}

/* ---- numbers of case files ---- */

static bool sees_files(const struct report_reader *reader, struct uuid org) {
    const struct record_type *type = catalogue_find(store_catalogue(reader->store), S("case_file"));
    if (!type) return true; /* a catalogue without case files */
    struct view view = access_view(reader->access, reader->arena, reader->actor, type);
    return view.allowed && view_has(&view, org);
}

static bool counts_files(const struct report_reader *reader, struct uuid org, struct uuid part_id) {
    const struct record *found =
        promise_read_record(reader->arena, reader->db, &promise_part_type, org, part_id);
    const struct record_type *source =
        found ? catalogue_find(store_catalogue(reader->store), promise_part_of(found)->source.text) : NULL;
    return source && source->access == ACCESS_CASE;
}

static void promise_close(const struct report_reader *reader, struct uuid org, bool wholly,
                          struct document_promise *promise) {
    size_t kept = 0;
    for (size_t k = 0; k < promise->part_count; k++) {
        struct document_part part = promise->parts[k];
        bool is_closed = counts_files(reader, org, part.part_id);
        if (is_closed) part.split_count = part.month_count = 0;
        if (!is_closed || !wholly) promise->parts[kept++] = part;
    }
    promise->part_count = kept;
}

void report_close_files(const struct report_reader *reader, const struct record *report, bool wholly,
                        struct document *document) {
    if (sees_files(reader, report->org_id)) return;
    for (size_t i = 0; i < document->promise_count; i++)
        promise_close(reader, report->org_id, wholly, &document->promises[i]);
}

/* The same of the bytes that a pack is made of. */
static struct doc *list_of(const struct doc *object, struct slice key) {
    const struct doc *list = doc_get(object, key);
    return list && list->kind == DOC_ARRAY ? (struct doc *)(uintptr_t)list : NULL;
}

static void list_clear(struct doc *list) {
    if (!list) return;
    list->first = list->last = NULL;
    list->count = 0;
}

static void list_append(struct doc *list, struct doc_entry *entry) {
    entry->next = NULL;
    if (list->last) list->last->next = entry;
    if (!list->first) list->first = entry;
    list->last = entry;
    list->count++;
}

static void parts_close(const struct report_reader *reader, struct uuid org, bool wholly, struct doc *parts) {
    struct doc_entry *entry = parts ? parts->first : NULL, *next;
    list_clear(parts);
    for (; entry; entry = next) {
        struct uuid part_id;
        bool is_closed = uuid_parse(doc_get_text(&entry->value, S("part")), &part_id) &&
                         counts_files(reader, org, part_id);
        next = entry->next;
        if (is_closed) list_clear(list_of(&entry->value, S("splits")));
        if (is_closed) list_clear(list_of(&entry->value, S("months")));
        if (!is_closed || !wholly) list_append(parts, entry);
    }
}

struct slice report_content_closed(const struct report_reader *reader, const struct record *report,
                                   bool wholly, struct slice content) {
    struct refusal unused = REFUSAL_IN(reader->arena);
    struct text json = TEXT_IN(reader->arena);
    if (sees_files(reader, report->org_id)) return content;
    struct doc *whole = doc_parse_json(reader->arena, content, &unused);
    struct doc *promises = whole ? list_of(whole, S("promises")) : NULL;
    for (struct doc_entry *entry = promises ? promises->first : NULL; entry; entry = entry->next)
        parts_close(reader, report->org_id, wholly, list_of(&entry->value, S("parts")));
    if (!promises) return content;
    doc_write_json(&json, whole);
    return text_slice(&json);
}

bool report_document_now(const struct report_reader *reader, const struct record *report,
                         struct report_basis *basis, struct document *document) {
    if (!report_basis_read(reader->arena, reader->db, store_catalogue(reader->store), report, basis))
        return false;
    bool good = document_read(reader->arena, report_content_make(reader->arena, reader->db, basis), document);
    if (good) report_close_files(reader, report, true, document);
    return good;
}

bool report_document_of(const struct report_reader *reader, const struct report_found *found,
                        struct document *document, const struct record **snapshot) {
    struct report_basis basis;
    *snapshot = NULL;
    if (report_is_open(found->state)) return report_document_now(reader, found->report, &basis, document);
    *snapshot = report_snapshot_shown(reader, found->report);
    if (!*snapshot || !report_document_of_snapshot(reader->arena, *snapshot, document)) return false;
    if (found->is_outsider) suppress(reader, found->report, *snapshot, document);
    report_close_files(reader, found->report, false, document);
    return true;
}
