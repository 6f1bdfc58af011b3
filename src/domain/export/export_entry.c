/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/export/export_entry.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/export/export.h"
#include "i18n/khmer.h"

bool export_purpose_check(struct arena *arena, struct slice purpose, struct refusal *refusal) {
    struct value value;
    const struct field *field = record_type_field(&export_log_type, S("purpose"));
    if (!slice_trim(purpose).len) return refuse(refusal, S("purpose"), "Say what the file is for.");
    return value_parse_input(arena, field, purpose, S(""), &value, refusal) &&
           value_check(field, &value, refusal);
}

/* In the stored form, as all texts of the change log: else the record would differ from its log.  Cut to what
 * the field holds: a log line is never refused for the length of a filter. */
static void set_text(struct arena *arena, struct change *change, const char *name, struct slice text, size_t bytes_max) {
    bool is_long = record_type_field(&export_log_type, slice_of(name))->kind == KIND_LONG_TEXT;
    text = is_long ? khmer_normalise_long(arena, text) : khmer_normalise(arena, text);
    text = slice_trim(slice_cut(text, bytes_max));
    if (text.len) change_set_value(change, name, (struct value){.present = true, .text = text});
}

struct change export_entry_change(struct arena *arena, const struct actor *actor,
                                  const struct export_entry *entry) {
    struct change change = change_new(arena, CHANGE_CREATE, &export_log_type, actor->org_id);
    change_set_value(&change, "exported_on", (struct value){.present = true, .date = clock_today()});
    if (!uuid_is_zero(actor->user_id))
        change_set_value(&change, "user", (struct value){.present = true, .id = actor->user_id});
    change_set_value(&change, "row_count", (struct value){.present = true, .number = entry->rows});
    set_text(arena, &change, "what", entry->what, LIMIT_LINE_CHARS);
    set_text(arena, &change, "type", entry->type, LIMIT_LINE_CHARS);
    set_text(arena, &change, "format", entry->format, LIMIT_LINE_CHARS);
    set_text(arena, &change, "purpose", slice_trim(entry->purpose), LIMIT_TEXT_BYTES);
    set_text(arena, &change, "filter", entry->filter, LIMIT_TEXT_BYTES);
    set_text(arena, &change, "columns", entry->columns, LIMIT_TEXT_BYTES);
    return change;
}

const struct actor *export_scribe(struct arena *arena, const struct actor *actor) {
    struct actor *scribe = arena_make(arena, struct actor, 1);
    *scribe = *actor;
    scribe->is_system = true;
    return scribe;
}
