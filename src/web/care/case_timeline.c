/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_timeline.h"

#include <stdlib.h>

#include "base/limits.h"
#include "domain/care/plan.h"
#include "domain/records.h"

static bool is_part(const struct record_type *type) {
    return type->access == ACCESS_CASE && type->parent && slice_equal(slice_of(type->parent), S("case_file"));
}

/* A task is of the day it was done, else of its making: the day it is due on may be far away. */
static int64_t day_of(const struct record *record) {
    if (record->type == &case_task_type) {
        const struct value *done = &case_task_of(record)->done_on;
        return done->present ? date_first_day(done->date) : clock_day_of_ms(record->created_ms);
    }
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct value *value = &record->values[i];
        if (record->type->fields[i].kind == KIND_DATE && value->present) return date_first_day(value->date);
    }
    return clock_day_of_ms(record->created_ms);
}

size_t case_events(struct web *web, const struct record *file, struct case_event **events) {
    size_t count = 0;
    *events = NULL;
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        const struct record_type *type = mlup_catalogue.types[t];
        struct record **parts;
        size_t found = is_part(type) ? case_parts(web, type, file, &parts) : 0;
        for (size_t i = 0; i < found; i++) {
            *events = arena_room(web->arena, *events, sizeof **events, count);
            (*events)[count++] = (struct case_event){parts[i], day_of(parts[i])};
        }
    }
    return count;
}

static int by_day(const void *a, const void *b) {
    const struct case_event *left = a, *right = b;
    if (left->day != right->day) return left->day > right->day ? -1 : 1;
    if (left->record->created_ms != right->record->created_ms)
        return left->record->created_ms > right->record->created_ms ? -1 : 1;
    return uuid_compare(left->record->id, right->record->id);
}

void case_events_sort(struct case_event *events, size_t count) {
    if (count) qsort(events, count, sizeof *events, by_day);
}

/* What the record is about, in its choices alone: no free words, which are sealed, and no day, which stands
 * above. */
static struct slice entry_text(struct web *web, const struct record *record) {
    struct text text = TEXT_IN(web->arena);
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (!field->listed || field->kind != KIND_CHOICE || !record->values[i].present) continue;
        if (text.len) text_append(&text, S(" · "));
        text_append(&text, choice_label(web, field, record->values[i].text));
    }
    return text_slice(&text);
}

static struct doc *entry_add(struct web *web, struct case_names *names, struct doc *entries,
                             const struct record *record) {
    struct doc *entry = doc_add_object(web->arena, entries);
    doc_set_text(web->arena, entry, S("entry_kind"), web_tr(web, record->type->label));
    doc_set_text(web->arena, entry, S("entry_text"), entry_text(web, record));
    doc_set_text(web->arena, entry, S("entry_who"), case_name(names, record->created_by));
    doc_set_text(web->arena, entry, S("entry_href"), record_href(web, record->type, record->id));
    return entry;
}

struct doc *case_timeline_add(struct web *web, struct case_names *names, struct doc *days,
                              const struct case_event *events, size_t count, size_t max,
                              void (*more)(struct web *web, const struct record *record, struct doc *entry)) {
    struct doc *entries = NULL;
    for (size_t i = 0; i < count && i < max; i++) {
        if (!entries || events[i].day != events[i - 1].day) {
            struct doc *day = doc_add_object(web->arena, days);
            doc_set_text(web->arena, day, S("day_text"),
                         format_date(web->arena, &web->locale, date_of_day(events[i].day)));
            entries = doc_set_array(web->arena, day, S("entries"));
        }
        struct doc *entry = entry_add(web, names, entries, events[i].record);
        if (more) more(web, events[i].record, entry);
    }
    return days;
}

/* The team has a page of its own. */
void case_parts_to_add(struct web *web, const struct record *file, struct doc *links) {
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        const struct record_type *type = mlup_catalogue.types[t];
        if (!is_part(type) || type->kept || type == &case_team_member_type) continue;
        if (!access_may_in(web->app->access, web->actor, type, file->org_id, VERB_CREATE)) continue;
        struct doc *link = doc_add_object(web->arena, links);
        doc_set_text(web->arena, link, S("add_text"), web_tr(web, type->label));
        doc_set_text(web->arena, link, S("add_href"),
                     arena_printf(web->arena, "/%s/new?case_file=%.*s", type->path,
                                  SLICE_ARG(uuid_format(web->arena, file->id))));
    }
}
