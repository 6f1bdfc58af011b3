/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_form_save.h"

#include "catalogue/value.h"
#include "domain/programme/programme.h"

static struct change *change_add(struct web *web, struct promise_saving *saving, enum change_verb verb,
                                 const struct record_type *type, struct uuid id,
                                 struct change_origin origin) {
    struct change *change = &saving->changes[saving->count];
    *change = change_new(web->arena, verb, type, saving->form->org);
    change->id = id;
    saving->origins[saving->count++] = origin;
    return change;
}

/* ---- a record of the form ---- */

/* Sets the fields that differ from what is stored; false when none does. */
static bool put_differences(struct change *change, const struct form_record *form) {
    const struct record_type *type = form->now->type;
    static const struct value none;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct value *before = form->before ? &form->before->values[i] : &none;
        if (value_equal(&type->fields[i], before, &form->now->values[i])) continue;
        change->values->values[i] = form->now->values[i];
        change_set(change, &type->fields[i]);
    }
    return change->sets != 0;
}

/* Adds the change of a record, or nothing when it stays as it is. */
static struct uuid record_save(struct web *web, struct promise_saving *saving, struct form_record *form,
                               size_t part) {
    struct uuid id = form->before ? form->before->id : uuid_new();
    struct change *change = change_add(web, saving, form->before ? CHANGE_UPDATE : CHANGE_CREATE,
                                       form->now->type, id, (struct change_origin){.part = part});
    change->base_version = form->before ? form->version : 0;
    if (!put_differences(change, form) && form->before) saving->count--;
    return id;
}

/* ---- the plan ---- */

static void point_put(struct change *change, const struct form_point *point, struct uuid part_id) {
    change_set_value(change, "planned", (struct value){.present = true, .number = point->number});
    change_set_value(change, "on_day", (struct value){.present = true, .date = point->day});
    if (change->verb == CHANGE_CREATE) change_set_value(change, "part", (struct value){.present = true, .id = part_id});
}

static void point_save(struct web *web, struct promise_saving *saving, const struct form_point *point,
                       struct uuid part_id, struct change_origin origin) {
    const struct plan_point *before = point->before ? plan_point_of(point->before) : NULL;
    bool is_gone = !point->on.len && !point->planned.len;
    bool is_same =
        before && before->planned.number == point->number && date_equal(before->on_day.date, point->day);
    if (!is_gone && is_same) return;
    enum change_verb verb = !before ? CHANGE_CREATE : is_gone ? CHANGE_DELETE : CHANGE_UPDATE;
    struct uuid id = before ? point->before->id : uuid_new();
    struct change *change = change_add(web, saving, verb, &plan_point_type, id, origin);
    change->base_version = before ? point->version : 0;
    if (is_gone)
        change->reason = S("Taken out of the plan.");
    else
        point_put(change, point, part_id);
}

/* ---- an amended target ---- */

static bool target_read(struct web *web, const struct form_part *part, size_t index, struct date *from,
                        int64_t *number) {
    bool good = true;
    if (parse_number(part->target.target, number) != PARSE_OK || *number < 0) {
        good = refuse(&web->refusal, promise_form_name(web->arena, index, S("new_target")),
                      "Write a whole number.");
    }
    if (parse_date(part->target.from, from) != PARSE_OK || from->precision != DATE_DAY) {
        good = refuse(&web->refusal, promise_form_name(web->arena, index, S("new_from")),
                      "Write a day, such as 30/6/2017.");
    }
    return good;
}

static bool target_save(struct web *web, struct promise_saving *saving, const struct form_part *part,
                        struct uuid part_id, size_t index) {
    const struct form_target *target = &part->target;
    struct date from;
    int64_t number;
    struct uuid amendment;
    if (!target->target.len && !target->from.len && !target->note.len && !target->amendment.len) return true;
    if (!target_read(web, part, index, &from, &number)) return false;
    struct change *change = change_add(web, saving, CHANGE_CREATE, &promise_target_type, uuid_new(),
                                       (struct change_origin){.part = index + 1});
    change_set_value(change, "part", (struct value){.present = true, .id = part_id});
    change_set_value(change, "effective_on", (struct value){.present = true, .date = from});
    change_set_value(change, "target", (struct value){.present = true, .number = number});
    if (target->note.len) change_set_value(change, "note", (struct value){.present = true, .text = target->note});
    if (uuid_parse(target->amendment, &amendment)) {
        change_set_value(change, "amendment", (struct value){.present = true, .id = amendment});
    }
    return true;
}

/* ---- all ---- */

static void part_delete(struct web *web, struct promise_saving *saving, const struct form_part *part,
                        size_t index) {
    if (!part->record.before) return;
    struct change *change = change_add(web, saving, CHANGE_DELETE, &promise_part_type,
                                       part->record.before->id, (struct change_origin){.part = index + 1});
    change->base_version = part->record.version;
    change->reason = S("Taken out of the promise.");
}

static bool part_save(struct web *web, struct promise_saving *saving, size_t index) {
    struct form_part *part = &saving->form->parts[index];
    if (part->remove) {
        part_delete(web, saving, part, index);
        return true;
    }
    promise_part_of(part->record.now)->promise = (struct value){.present = true, .id = saving->promise_id};
    struct uuid id = record_save(web, saving, &part->record, index + 1);
    for (size_t i = 0; i < part->point_count; i++) {
        point_save(web, saving, &part->points[i], id, (struct change_origin){index + 1, i});
    }
    return target_save(web, saving, part, id, index);
}

bool promise_form_changes(struct web *web, struct promise_saving *saving) {
    bool good = true;
    saving->changes = arena_make(web->arena, struct change, PROMISE_CHANGES_MAX);
    saving->promise_id = record_save(web, saving, &saving->form->record, 0);
    for (size_t i = 0; i < saving->form->part_count; i++)
        good = part_save(web, saving, i) && good;
    return good;
}

/* ---- refusals ---- */

/* What the field of a record is called in the form. */
static struct slice input_of_field(struct web *web, const struct record_type *type, size_t row,
                                   struct slice field) {
    static const struct {
        const struct record_type *type;
        const char *field, *input;
        bool in_row;
    } inputs[] = {
        {&plan_point_type, "on_day", "on", true},
        {&plan_point_type, "planned", "planned", true},
        {&plan_point_type, "part", "on", true},
        {&promise_target_type, "target", "new_target", false},
        {&promise_target_type, "effective_on", "new_from", false},
        {&promise_target_type, "amendment", "new_amendment", false},
        {&promise_target_type, "note", "new_note", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        if (inputs[i].type != type || !slice_equal(slice_of(inputs[i].field), field)) continue;
        if (inputs[i].in_row) return promise_form_indexed(web->arena, S(""), inputs[i].input, row);
        return slice_of(inputs[i].input);
    }
    return field;
}

/* "3.unit" of change 3 becomes "p2.unit"; without a number it is the first change's. */
static struct slice input_of(struct web *web, const struct promise_saving *saving, struct slice field) {
    int64_t index = 0;
    size_t dot = slice_find(field, S("."), 0);
    struct slice name = field;
    bool is_numbered = dot < field.len && slice_to_int64(slice_sub(field, 0, dot), &index);
    if (is_numbered) name = slice_sub(field, dot + 1, field.len);
    if (index < 0 || (size_t)index >= saving->count) return field;
    const struct change_origin *origin = &saving->origins[index];
    name = input_of_field(web, saving->changes[index].type, origin->row, name);
    return origin->part ? promise_form_name(web->arena, origin->part - 1, name) : name;
}

void promise_form_refuse(struct web *web, const struct promise_saving *saving, const struct write_job *job) {
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        refuse_with(&web->refusal, input_of(web, saving, item->field), item->message, item->args[0],
                    item->args[1]);
    }
}
