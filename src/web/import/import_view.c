/* SPDX-License-Identifier: Apache-2.0 */
#include "web/import/import_view.h"

#include <stdlib.h>

#include "domain/records.h"
#include "web/furniture.h"

struct intake_office import_office(struct web *web) {
    return (struct intake_office){.desk = web->app->intake,
                                  .store = web->app->store,
                                  .access = web->app->access,
                                  .khmer = web->app->khmer,
                                  .actor = web->actor,
                                  .arena = web->arena};
}

bool import_seen_of(struct web *web, struct import_seen *seen) {
    *seen = (struct import_seen){.record = web_record_of_path(web, &import_type, 0)};
    if (!seen->record) return false;
    seen->import = import_of(seen->record);
    seen->type = catalogue_find(&mlup_catalogue, seen->import->record_kind.text);
    bool is_own = uuid_equal(seen->record->org_id, web->actor->org_id);
    seen->may_write = seen->type && is_own && intake_may(web->actor, seen->type) &&
                      access_may(web->actor, ACCESS_EXCHANGE, VERB_UPDATE);
    return true;
}

struct slice import_href(struct web *web, struct uuid id, const char *behind) {
    struct slice text = uuid_format(web->arena, id);
    return arena_printf(web->arena, "%s/imports/%.*s%s", web->is_api ? "/api/v1" : "", SLICE_ARG(text),
                        behind);
}

void import_add_crumbs(struct web *web, struct slice last) {
    furniture_add_crumb(web, web_tr(web, TR("Imports")), last.len ? S("/imports") : S(""));
    if (last.len) furniture_add_crumb(web, last, S(""));
}

static int by_path(const void *a, const void *b) {
    const struct record_type *first = *(const struct record_type *const *)a,
                             *second = *(const struct record_type *const *)b;
    return strcmp(first->label, second->label);
}

size_t import_kinds(struct web *web, const struct record_type *types[], size_t max) {
    size_t count = 0;
    for (size_t i = 0; i < mlup_catalogue.count && count < max; i++) {
        if (intake_may(web->actor, mlup_catalogue.types[i])) types[count++] = mlup_catalogue.types[i];
    }
    if (count) qsort(types, count, sizeof *types, by_path);
    return count;
}

struct slice import_trouble_text(struct web *web, const struct import *import) {
    struct slice text = import->trouble.text;
    struct slice args[] = {format_number(web->arena, &web->locale, import->trouble_row.number), S("")};
    for (size_t i = 1; i < SHEET_TROUBLES; i++) { /* kept in English, the key of its translation */
        const char *words = sheet_trouble_text((enum sheet_trouble)i);
        if (slice_equal(text, slice_of(words))) return refusal_fill(web->arena, web_tr(web, words), args);
    }
    return text;
}

void import_add_head(struct web *web, const struct import_seen *seen) {
    const struct import *import = seen->import;
    struct slice kind = seen->type ? web_tr(web, seen->type->plural) : import->record_kind.text;
    struct slice who =
        access_user_name(web->app->access, web->arena, web_db(web), web->actor, seen->record->created_by);
    const struct choice *state =
        choice_find(record_type_field(&import_type, S("state"))->choices, import->state.text);
    doc_set_text(web->arena, web->view, S("page_title"), import->file_name.text);
    import_add_crumbs(web, import->file_name.text);
    doc_set_text(web->arena, web->view, S("import_code"), seen->record->code);
    doc_set_text(web->arena, web->view, S("import_kind"), kind);
    doc_set_text(web->arena, web->view, S("import_state"), import->state.text);
    doc_set_text(web->arena, web->view, S("import_state_text"), state ? web_tr(web, state->label) : S(""));
    doc_set_text(web->arena, web->view, S("import_who"), who);
    doc_set_text(web->arena, web->view, S("import_when"),
                 format_instant(web->arena, &web->locale, seen->record->created_ms));
    doc_set_text(web->arena, web->view, S("import_size"),
                 format_bytes(web->arena, &web->locale, import->file_bytes.number));
    doc_set_text(web->arena, web->view, S("import_path"), import_href(web, seen->record->id, ""));
    doc_set_uuid(web->arena, web->view, S("import_id"), seen->record->id);
    doc_set_bool(web->arena, web->view, S("may_write"), seen->may_write);
    doc_set_bool(web->arena, web->view, S("may_discard"),
                 seen->may_write && access_may(web->actor, ACCESS_EXCHANGE, VERB_DELETE));
}

static void add_count(struct web *web, struct doc *counts, const char *name, const char *label,
                      const struct value *value, const char *badge) {
    struct doc *count = doc_add_object(web->arena, counts);
    doc_set_text(web->arena, count, S("count_name"), slice_of(name));
    doc_set_int(web->arena, count, S("count_number"), value->number);
    doc_set_text(web->arena, count, S("count_text"), format_number(web->arena, &web->locale, value->number));
    doc_set_text(web->arena, count, S("kind_text"), web_tr(web, label));
    doc_set_text(web->arena, count, S("count_badge"), value->number ? slice_of(badge) : S(""));
}

void import_add_counts(struct web *web, const struct import_seen *seen) {
    const struct import *import = seen->import;
    struct doc *counts = doc_set_array(web->arena, web->view, S("counts"));
    add_count(web, counts, "new", TR("New"), &import->rows_new, "done");
    add_count(web, counts, "changed", TR("Changed"), &import->rows_changed, "on");
    add_count(web, counts, "unchanged", TR("Unchanged"), &import->rows_unchanged, "");
    add_count(web, counts, "skipped", TR("Skipped"), &import->rows_skipped, "behind");
    add_count(web, counts, "refused", TR("Refused"), &import->rows_refused, "bad");
}
