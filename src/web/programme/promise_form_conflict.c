/* SPDX-License-Identifier: Apache-2.0 */
/* Two people changed one promise: both values of what both changed, and theirs of what only they did. */
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "web/programme/promise_form.h"
#include "web/record/form_conflict.h"

/* Goes on from the stored record: its version, and its values where only the other changed something; gives the bits of
 * those fields. */
static uint64_t record_merge(struct web *web, struct form_record *form, const struct form_place *place) {
    const struct record *theirs = form->before;
    if (!theirs || form->version == theirs->version) return 0;
    struct change change = change_new(web->arena, CHANGE_UPDATE, theirs->type, theirs->org_id);
    change.id = theirs->id;
    change.base_version = form->version;
    change.values = form->now;
    change.sets = ~UINT64_C(0);
    uint64_t taken = form_conflict_add(web, &change, theirs, place);
    for (size_t i = 0; i < theirs->type->field_count; i++) {
        if (!(taken >> i & 1)) continue;
        form->now->values[i] = theirs->values[i];
        form->texts[i] = value_format(web->arena, &theirs->type->fields[i], &theirs->values[i]);
    }
    form->version = theirs->version;
    return taken;
}

/* What the form keeps beside the texts follows those that were taken over. */
static void part_merge(struct web *web, struct form_part *part, const struct form_place *place) {
    uint64_t taken = record_merge(web, &part->record, place);
    size_t source = field_index(&promise_part_type, record_type_field(&promise_part_type, S("source")));
    size_t filter = field_index(&promise_part_type, record_type_field(&promise_part_type, S("filter")));
    if (taken >> source & 1) promise_form_offer(web, part);
    if (taken >> filter & 1) promise_form_rows(part);
}

/* The newest of what is stored: the write was refused after this form had been read. */
static void stored_again(struct web *web, struct promise_form *form) {
    struct promise_form *newest = arena_make(web->arena, struct promise_form, 1);
    if (!promise_form_load(web, newest)) return;
    form->record.before = newest->record.before;
    for (size_t i = 0; i < form->part_count; i++) {
        struct form_record *part = &form->parts[i].record;
        for (size_t k = 0; part->before && k < newest->part_count; k++) {
            const struct record *stored = newest->parts[k].record.before;
            if (stored && uuid_equal(stored->id, part->before->id)) part->before = stored;
        }
    }
}

static void points_renew(struct form_part *part) {
    for (size_t i = 0; i < part->point_count; i++) {
        if (part->points[i].before) part->points[i].version = part->points[i].before->version;
    }
}

void promise_form_conflict(struct web *web, struct promise_form *form) {
    stored_again(web, form);
    record_merge(web, &form->record, &(struct form_place){S("promise"), S(""), S("")});
    for (size_t i = 0; i < form->part_count; i++) {
        struct slice args[2] = {promise_view_count(web, (int64_t)i + 1), S("")};
        struct slice part = refusal_fill(web->arena, web_tr(web, TR("Part {1}: ")), args);
        struct form_place place = {S("promise"), promise_form_name(web->arena, i, S("")), part};
        part_merge(web, &form->parts[i], &place);
        points_renew(&form->parts[i]);
    }
}
