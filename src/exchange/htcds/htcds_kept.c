/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_kept.h"

#include "base/text.h"

struct htcds_kept htcds_kept_new(struct arena *arena) {
    return (struct htcds_kept){.arena = arena};
}

struct htcds_kept_part *htcds_kept_add_part(struct htcds_kept *kept, enum htcds_group group,
                                            const struct uuid *record) {
    kept->parts = arena_room(kept->arena, kept->parts, sizeof *kept->parts, kept->part_count);
    struct htcds_kept_part *part = &kept->parts[kept->part_count++];
    *part = (struct htcds_kept_part){.group = group, .has_record = record != NULL};
    if (record) part->record = *record;
    return part;
}

void htcds_kept_add(struct htcds_kept *kept, struct htcds_kept_part *part, const struct htcds_field *field,
                    struct slice value, struct slice was) {
    part->values = arena_room(kept->arena, part->values, sizeof *part->values, part->count);
    part->values[part->count++] = (struct htcds_kept_value){field, value, was};
}

bool htcds_kept_is_empty(const struct htcds_kept *kept) {
    return !kept->whole.count && !kept->part_count;
}

const struct htcds_kept_value *htcds_kept_find(const struct htcds_kept_part *part,
                                               const struct htcds_field *field) {
    for (size_t i = 0; i < part->count; i++) {
        if (part->values[i].field == field) return &part->values[i];
    }
    return NULL;
}

/* ---- written ---- */

static void line_write(struct text *out, const char *name, const char *mark, struct slice value) {
    text_printf(out, "%s%s", name, mark);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (c == '\n' || c == '\\') text_append_char(out, '\\');
        text_append_char(out, c == '\n' ? 'n' : c);
    }
    text_append_char(out, '\n');
}

static void values_write(struct text *out, const struct htcds_kept_part *part) {
    for (size_t i = 0; i < part->count; i++) {
        line_write(out, part->values[i].field->name, ": ", part->values[i].value);
        if (part->values[i].was.len) line_write(out, part->values[i].field->name, " = ", part->values[i].was);
    }
}

struct slice htcds_kept_write(struct arena *arena, const struct htcds_kept *kept) {
    struct text out = TEXT_IN(arena);
    values_write(&out, &kept->whole);
    for (size_t i = 0; i < kept->part_count; i++) {
        const struct htcds_kept_part *part = &kept->parts[i];
        text_printf(&out, "[%s", htcds_group_name(part->group));
        if (part->has_record) text_printf(&out, " %.*s", SLICE_ARG(uuid_format(arena, part->record)));
        text_append(&out, S("]\n"));
        values_write(&out, part);
    }
    return text_slice(&out);
}

/* ---- read ---- */

static struct slice value_unescape(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool is_escaped = text.s[i] == '\\' && i + 1 < text.len;
        if (is_escaped) i++;
        text_append_char(&out, is_escaped && text.s[i] == 'n' ? '\n' : text.s[i]);
    }
    return text_slice(&out);
}

static struct htcds_kept_part *part_begin(struct htcds_kept *kept, struct slice head) {
    struct slice rest = head, name, id;
    struct uuid record;
    slice_split(&rest, ' ', &name);
    bool has_record = rest.s && slice_split(&rest, ' ', &id) && uuid_parse(id, &record);
    for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS; group++) {
        if (slice_equal(name, slice_of(htcds_group_name((enum htcds_group)group))))
            return htcds_kept_add_part(kept, (enum htcds_group)group, has_record ? &record : NULL);
    }
    return NULL;
}

static void line_read(struct htcds_kept *kept, struct htcds_kept_part *part, struct slice line) {
    size_t blank = slice_find(line, S(" "), 0), colon = slice_find(line, S(":"), 0);
    bool is_was = blank < colon;
    const struct htcds_field *field = htcds_field_find(slice_sub(line, 0, is_was ? blank : colon));
    struct slice value =
        value_unescape(kept->arena, slice_sub(line, (is_was ? blank + 3 : colon + 2), line.len));
    if (!field || field->group != part->group) return;
    if (!is_was)
        htcds_kept_add(kept, part, field, value, S(""));
    else if (part->count && part->values[part->count - 1].field == field)
        part->values[part->count - 1].was = value;
}

struct htcds_kept htcds_kept_read(struct arena *arena, struct slice text) {
    struct htcds_kept kept = htcds_kept_new(arena);
    struct slice rest = text, line;
    bool is_whole = true, is_known = true;
    while (rest.len && slice_split(&rest, '\n', &line)) {
        if (slice_starts(line, S("[")) && slice_ends(line, S("]"))) {
            is_whole = false;
            is_known = part_begin(&kept, slice_sub(line, 1, line.len - 1)) != NULL;
        } else if (line.len && is_known) {
            line_read(&kept, is_whole ? &kept.whole : &kept.parts[kept.part_count - 1], line);
        }
    }
    return kept;
}
