/* SPDX-License-Identifier: Apache-2.0 */
/* A file as it leaves: what its records say, and beside them what came with it and still holds. */
#include "exchange/htcds/htcds_kept.h"
#include "exchange/htcds/htcds_own.h"

#include "catalogue/value.h"
#include "domain/htcds/htcds_records.h"

struct telling {
    const struct htcds_own *own;
    struct slice shares;
    struct htcds_kept *kept; /* as own->kept */
    bool *used;              /* of own->parts */
    struct htcds_case *one;
};

static bool is_told(const struct telling *telling, const struct htcds_field *field) {
    return !field->share || codes_contain(telling->shares, slice_of(field->share));
}

static bool still_says(const struct htcds_own *own, const struct htcds_own_part *part,
                       const struct htcds_kept_value *value) {
    return value->field->stays || slice_equal(htcds_own_get(own, value->field, part), value->was);
}

/* Values of one unit hold together. */
static bool unit_holds(const struct htcds_own *own, const struct htcds_own_part *part,
                       const struct htcds_kept_part *kept, const struct htcds_kept_value *value) {
    if (!still_says(own, part, value)) return false;
    for (size_t i = 0; value->field->unit && i < kept->count; i++) {
        const struct htcds_kept_value *other = &kept->values[i];
        bool same =
            other->field->unit && slice_equal(slice_of(other->field->unit), slice_of(value->field->unit));
        if (same && !still_says(own, part, other)) return false;
    }
    return true;
}

static bool kept_gives(const struct htcds_own *own, const struct htcds_own_part *part,
                       const struct htcds_kept_part *kept, const struct htcds_field *field,
                       struct slice *value) {
    const struct htcds_kept_value *found = htcds_kept_find(kept, field);
    if (!found || !unit_holds(own, part, kept, found)) return false;
    *value = found->value;
    return true;
}

/* The newest that holds. */
static struct slice whole_value(const struct telling *telling, const struct htcds_field *field) {
    struct slice value;
    for (size_t i = telling->own->kept_count; i > 0; i--) {
        if (kept_gives(telling->own, NULL, &telling->kept[i - 1].whole, field, &value)) return value;
    }
    return htcds_own_get(telling->own, field, NULL);
}

static void part_tell(struct telling *telling, const struct htcds_own_part *part,
                      const struct htcds_kept_part *kept, enum htcds_group group) {
    struct htcds_part *told = htcds_part_add(telling->own->arena, telling->one, group);
    for (size_t i = 0; told && i < htcds_field_count; i++) {
        const struct htcds_field *field = &htcds_fields[i];
        if (field->group != group || !is_told(telling, field)) continue;
        bool is_kept = kept && kept_gives(telling->own, part, kept, field, &told->values[i]);
        if (!is_kept && part) told->values[i] = htcds_own_get(telling->own, field, part);
    }
    if (told && htcds_part_is_empty(told)) telling->one->part_count--;
}

static const struct htcds_own_part *part_by_id(struct telling *telling, struct uuid id) {
    for (size_t i = 0; i < telling->own->part_count; i++) {
        const struct htcds_own_part *part = &telling->own->parts[i];
        if (telling->used[i] || !uuid_equal(part->record->id, id)) continue;
        telling->used[i] = true;
        return part;
    }
    return NULL;
}

/* In the order in which they came; then what was written here. */
static void parts_tell(struct telling *telling) {
    for (size_t k = 0; k < telling->own->kept_count; k++) {
        for (size_t i = 0; i < telling->kept[k].part_count; i++) {
            const struct htcds_kept_part *kept = &telling->kept[k].parts[i];
            const struct htcds_own_part *part = kept->has_record ? part_by_id(telling, kept->record) : NULL;
            if (part || !kept->has_record) part_tell(telling, part, kept, kept->group);
        }
    }
    for (size_t i = 0; i < telling->own->part_count; i++) {
        if (!telling->used[i])
            part_tell(telling, &telling->own->parts[i], NULL, telling->own->parts[i].group);
    }
}

static struct htcds_kept *kept_read(const struct htcds_own *own) {
    struct htcds_kept *kept = arena_make(own->arena, struct htcds_kept, own->kept_count + 1);
    for (size_t i = 0; i < own->kept_count; i++) {
        const struct value *content = &htcds_values_of(own->kept[i])->content;
        kept[i] = htcds_kept_read(own->arena, content->present && !content->sealed ? content->text : S(""));
    }
    return kept;
}

void htcds_own_case(const struct htcds_own *own, struct slice shares, struct htcds_case *one) {
    struct telling telling = {own, shares, kept_read(own), arena_make(own->arena, bool, own->part_count + 1),
                              one};
    for (size_t i = 0; i < htcds_field_count; i++) {
        const struct htcds_field *field = &htcds_fields[i];
        if (field->group == HTCDS_WHOLE && is_told(&telling, field))
            one->values[i] = whole_value(&telling, field);
    }
    parts_tell(&telling);
}
