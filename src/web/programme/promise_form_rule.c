/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inputs of a counting rule.  Selects offer what the catalogue has; a stored value that is not among them
 * (a kind of record this program does not keep yet) is offered too, so that nothing is lost by opening the
 * form.
 */
#include "domain/programme/programme.h"
#include "domain/records.h"
#include "web/programme/promise_form_input.h"

struct drawing {
    struct web *web;
    const struct promise_form *form;
    const struct form_part *part;
    struct slice prefix;
    struct doc *object; /* of the part */
};

static struct form_input part_input(struct drawing *drawing, const char *field_name, const char *help) {
    const struct field *field = record_type_field(&promise_part_type, slice_of(field_name));
    return (struct form_input){.name = arena_join(drawing->web->arena, drawing->prefix, slice_of(field_name)),
                               .value = promise_form_text(&drawing->part->record, field_name),
                               .label = field->label,
                               .help = help,
                               .is_number = field->kind == KIND_INTEGER};
}

/* The value as a choice of its own when no other has it. */
static void keep_choice(struct web *web, struct doc *choices, struct slice value, bool found) {
    if (value.len && !found) promise_view_choice(web, choices, value, value, value);
}

/* ---- shape and source ---- */

static const char *const shape_help[] = {
    [SHAPE_COUNT] = TR("Every record that meets the conditions counts as one."),
    [SHAPE_DISTINCT] = TR("Each person, household or place counts once, however many records it has."),
    [SHAPE_SUM] = TR("A number in the records is added up, such as what something cost."),
    [SHAPE_FREQUENCY] = TR("So many times in each place; more in one place does not make up for another."),
    [SHAPE_CAP] = TR("Different people or households, of each trainer or group at most so many."),
    [SHAPE_EVERY] = TR("Each one that another part counts must have it: every group has a bank."),
    [SHAPE_REPORTED] = TR("What was done is counted and shown; no number is promised."),
};

static void shape_add(struct drawing *drawing, struct doc *fields) {
    enum promise_shape shape;
    struct web *web = drawing->web;
    bool chosen = promise_form_shape(drawing->part, &shape);
    struct form_input input =
        part_input(drawing, "shape", chosen ? shape_help[shape] : TR("It decides what else is asked here."));
    const struct field *field = record_type_field(&promise_part_type, S("shape"));
    input.required = true;
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        promise_view_choice(web, choices, slice_of(choice->code), web_tr(web, choice->label), input.value);
    }
}

static void source_add(struct drawing *drawing, struct doc *fields) {
    struct web *web = drawing->web;
    enum promise_shape shape;
    struct form_input input = part_input(drawing, "source", TR("The kind of record that is counted."));
    bool found = false;
    input.required = !promise_form_shape(drawing->part, &shape) || shape != SHAPE_REPORTED;
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        const struct record_type *type = mlup_catalogue.types[i];
        if (!promise_source_is_countable(type)) continue;
        found = found || slice_equal(slice_of(type->name), input.value);
        promise_view_choice(web, choices, slice_of(type->name), web_tr(web, type->plural), input.value);
    }
    keep_choice(web, choices, input.value, found);
}

/* ---- paths ---- */

static void places_offer(struct web *web, struct doc *choices, const struct rule_path *path,
                         struct slice value, bool *found) {
    static const struct {
        const char *cut, *label;
    } levels[] = {{"province", TR("Provinces")}, {"district", TR("Districts")}, {"commune", TR("Communes")}};
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        struct slice code = arena_printf(web->arena, "%.*s@%s", SLICE_ARG(path->path), levels[i].cut);
        struct slice label = arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(path->label),
                                          SLICE_ARG(web_tr(web, levels[i].label)));
        *found = *found || slice_equal(code, value);
        promise_view_choice(web, choices, code, label, value);
    }
}

/* What a unit or an "each" can be: another record or a place. */
static void unit_add(struct drawing *drawing, struct doc *fields, const char *field, const char *help,
                     bool required) {
    struct web *web = drawing->web;
    struct form_input input = part_input(drawing, field, help);
    bool found = false;
    input.required = required;
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < drawing->part->path_count; i++) {
        const struct rule_path *path = &drawing->part->paths[i];
        if (path->field->kind == KIND_PLACE) places_offer(web, choices, path, input.value, &found);
        if (path->field->kind != KIND_PLACE && path->field->kind != KIND_REF) continue;
        found = found || slice_equal(path->path, input.value);
        promise_view_choice(web, choices, path->path, path->label, input.value);
    }
    keep_choice(web, choices, input.value, found);
}

static void money_offer(struct web *web, struct doc *choices, const struct rule_path *path,
                        struct slice value, bool *found) {
    static const char *const currencies[] = {"KHR", "USD"};
    for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
        struct slice code = arena_printf(web->arena, "%.*s@%s", SLICE_ARG(path->path), currencies[i]);
        *found = *found || slice_equal(code, value);
        promise_view_choice(web, choices, code,
                            arena_printf(web->arena, "%.*s: %s", SLICE_ARG(path->label), currencies[i]),
                            value);
    }
}

/* What can be summed: whole numbers, and money in one currency. */
static void amount_add(struct drawing *drawing, struct doc *fields) {
    struct web *web = drawing->web;
    struct form_input input = part_input(drawing, "amount", TR("The number that is added up."));
    bool found = false;
    input.required = true;
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < drawing->part->path_count; i++) {
        const struct rule_path *path = &drawing->part->paths[i];
        if (path->field->kind == KIND_MONEY) money_offer(web, choices, path, input.value, &found);
        if (path->field->kind != KIND_INTEGER) continue;
        found = found || slice_equal(path->path, input.value);
        promise_view_choice(web, choices, path->path, path->label, input.value);
    }
    keep_choice(web, choices, input.value, found);
}

/* The other parts of the organisation, each behind the number of its promise. */
static void every_add(struct drawing *drawing, struct doc *fields) {
    struct web *web = drawing->web;
    struct form_input input =
        part_input(drawing, "every_of", TR("The part whose people, groups or places must all have it."));
    input.required = true;
    struct doc *choices = form_input_select(web, fields, input);
    if (uuid_is_zero(drawing->form->org)) return;
    const struct promise_book *book =
        promise_book_load(web->arena, web_db(web), &mlup_catalogue, drawing->form->org);
    for (size_t i = 0; i < book->part_count; i++) {
        const struct book_part *part = &book->parts[i];
        const struct record *own = drawing->part->record.before;
        if (!part->promise || (own && uuid_equal(own->id, part->part->id))) continue;
        struct slice number = promise_view_number_of(part->promise),
                     label = promise_view_label(web, part->part);
        promise_view_choice(web, choices, uuid_format(web->arena, part->part->id),
                            arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(number), SLICE_ARG(label)),
                            input.value);
    }
}

/* ---- conditions ---- */

static const char *op_label(enum promise_op op, enum field_kind kind) {
    bool is_date = kind == KIND_DATE;
    switch (op) {
    case OP_EQUAL: return TR("is");
    case OP_NOT_EQUAL: return TR("is not");
    case OP_LESS: return is_date ? TR("is before") : TR("is less than");
    case OP_AT_MOST: return is_date ? TR("is not after") : TR("is at most");
    case OP_GREATER: return is_date ? TR("is after") : TR("is more than");
    case OP_AT_LEAST: return is_date ? TR("is not before") : TR("is at least");
    case OP_HAS: return TR("includes one of");
    case OP_WITHIN: return TR("lies in one of");
    case OP_EMPTY: return TR("is empty");
    case OP_FILLED: return TR("is filled in");
    }
    return "";
}

static void op_add(struct drawing *drawing, struct doc *fields, size_t index, const struct condition_row *row,
                   const struct field *field) {
    struct web *web = drawing->web;
    struct form_input input = {.name = promise_form_indexed(web->arena, drawing->prefix, "op", index),
                               .value = row->op,
                               .label = TR("Comparison"),
                               .required = true};
    struct doc *choices = form_input_select(web, fields, input);
    bool found = false;
    for (int i = OP_EQUAL; i <= OP_FILLED; i++) {
        enum promise_op op = (enum promise_op)i;
        if (field && !promise_op_fits(op, field)) continue;
        found = found || slice_equal(promise_op_text(op), row->op);
        struct slice label = web_tr(web, op_label(op, field ? field->kind : KIND_TEXT));
        promise_view_choice(web, choices, promise_op_text(op), label, row->op);
    }
    keep_choice(web, choices, row->op, found);
}

static bool value_has(struct slice value, struct slice code) {
    struct slice part;
    while (value.len && slice_split(&value, '|', &part)) {
        if (slice_equal(slice_trim(part), code)) return true;
    }
    return false;
}

static void choices_add(struct web *web, struct doc *fields, struct form_input input,
                        const struct choice_set *set) {
    input.control = "partials/control_checkboxes";
    input.grouped = true;
    struct doc *choices = doc_set_array(web->arena, form_input_add(web, fields, &input), S("choices"));
    for (size_t i = 0; i < set->count; i++) {
        struct slice code = slice_of(set->choices[i].code);
        struct slice chosen = value_has(input.value, code) ? code : S("");
        promise_view_choice(web, choices, code, web_tr(web, set->choices[i].label), chosen);
    }
}

static void yes_no_add(struct web *web, struct doc *fields, struct form_input input) {
    bool yes = slice_equal(input.value, S("yes")) || slice_equal(input.value, S("true"));
    struct slice chosen = !input.value.len ? S("") : yes ? S("yes") : S("no");
    input.required = true;
    input.value = chosen;
    struct doc *choices = form_input_select(web, fields, input);
    promise_view_choice(web, choices, S("yes"), web_tr(web, TR("Yes")), chosen);
    promise_view_choice(web, choices, S("no"), web_tr(web, TR("No")), chosen);
}

/* The control that fits what the path ends in. */
static void value_add(struct drawing *drawing, struct doc *fields, size_t index,
                      const struct condition_row *row, const struct field *field) {
    struct web *web = drawing->web;
    struct form_input input = {.name = promise_form_indexed(web->arena, drawing->prefix, "value", index),
                               .value = row->value,
                               .label = TR("Value"),
                               .wide = true};
    switch (field ? field->kind : KIND_TEXT) {
    case KIND_CHOICE:
    case KIND_CHOICES: choices_add(web, fields, input, field->choices); return;
    case KIND_BOOL: yes_no_add(web, fields, input); return;
    case KIND_PLACE:
    case KIND_PLACES:
        input.help = TR("Write a name in Khmer or Latin letters. Press a chosen one to take it away.");
        form_input_several(web, fields, drawing->form, &input, NULL, '|', row->words);
        return;
    case KIND_REF:
        input.help = TR("Write a name or a code. Press a chosen one to take it away.");
        form_input_several(web, fields, drawing->form, &input,
                           catalogue_find(&mlup_catalogue, slice_of(field->ref)), '|', row->words);
        return;
    case KIND_DATE: input.help = TR("A day, such as 30/6/2017."); break;
    case KIND_INTEGER: input.is_number = true; break;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_MONEY:
    case KIND_PHONE: break;
    }
    input.wide = false;
    form_input_add(web, fields, &input);
}

static void path_add(struct drawing *drawing, struct doc *fields, size_t index, struct slice chosen) {
    struct web *web = drawing->web;
    struct form_input input = {.name = promise_form_indexed(web->arena, drawing->prefix, "path", index),
                               .value = chosen,
                               .label = index ? TR("and where") : TR("Only those where")};
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < drawing->part->path_count; i++) {
        const struct rule_path *path = &drawing->part->paths[i];
        if (path->field->kind == KIND_MONEY) continue;
        promise_view_choice(web, choices, path->path, path->label, chosen);
    }
    keep_choice(web, choices, chosen, promise_form_path(drawing->part, chosen) != NULL);
}

static bool takes_value(const struct condition_row *row) {
    enum promise_op op;
    return !promise_form_op_parse(row->op, &op) || (op != OP_EMPTY && op != OP_FILLED);
}

static void condition_add(struct drawing *drawing, struct doc *conditions, size_t index,
                          const struct condition_row *row) {
    struct web *web = drawing->web;
    struct doc *condition = doc_add_object(web->arena, conditions);
    struct doc *fields = doc_set_array(web->arena, condition, S("fields"));
    const struct rule_path *path = promise_form_path(drawing->part, row->path);
    doc_set_text(web->arena, condition, S("of_name"),
                 promise_form_indexed(web->arena, drawing->prefix, "of", index));
    doc_set_text(web->arena, condition, S("of_path"), row->path);
    path_add(drawing, fields, index, row->path);
    if (!row->path.len) return;
    op_add(drawing, fields, index, row, path ? path->field : NULL);
    if (takes_value(row)) value_add(drawing, fields, index, row, path ? path->field : NULL);
}

static void conditions_add(struct drawing *drawing) {
    static const struct condition_row none;
    struct web *web = drawing->web;
    const struct form_part *part = drawing->part;
    struct doc *conditions = doc_set_array(web->arena, drawing->object, S("conditions"));
    for (size_t i = 0; i < part->row_count; i++)
        condition_add(drawing, conditions, i, &part->rows[i]);
    bool more = part->row_count < LIMIT_FILTERS && part->path_count;
    if (more) condition_add(drawing, conditions, part->row_count, &none);
    doc_set_text(web->arena, drawing->object, S("filter_error"),
                 form_input_error(web, arena_join(web->arena, drawing->prefix, S("filter"))));
}

/* ---- what the shape does not read is carried along ---- */

static void carry(struct drawing *drawing, struct doc *carried, const char *field, struct slice value) {
    struct doc *object = doc_add_object(drawing->web->arena, carried);
    doc_set_text(drawing->web->arena, object, S("carried_name"),
                 arena_join(drawing->web->arena, drawing->prefix, slice_of(field)));
    doc_set_text(drawing->web->arena, object, S("carried_value"), value);
}

static void unused_carry(struct drawing *drawing) {
    static const char *const fields[] = {"unit", "amount", "each", "times", "every_of", "target"};
    struct doc *carried = doc_set_array(drawing->web->arena, drawing->object, S("carried"));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct slice value = promise_form_text(&drawing->part->record, fields[i]);
        if (value.len && !promise_form_uses(drawing->part, fields[i]))
            carry(drawing, carried, fields[i], value);
    }
    struct slice places = promise_form_text(&drawing->part->record, "places"), code;
    while (!promise_form_uses(drawing->part, "places") && places.len && slice_split(&places, ',', &code)) {
        carry(drawing, carried, "places", code);
    }
}

/* ---- all ---- */

static void places_add(struct drawing *drawing, struct doc *fields) {
    struct form_input input = part_input(drawing, "places",
                                         TR("Write a name in Khmer or Latin letters; several with ; between "
                                            "them. None: wherever it happened."));
    input.wide = true;
    input.digits_max = 6;
    form_input_several(drawing->web, fields, drawing->form, &input, NULL, ',', drawing->part->places_words);
}

static void times_add(struct drawing *drawing, struct doc *fields, enum promise_shape shape) {
    struct form_input input =
        part_input(drawing, "times",
                   shape == SHAPE_CAP ? TR("At most so many for each.") : TR("So often in each place."));
    input.required = true;
    form_input_add(drawing->web, fields, &input);
}

static void shape_fields_add(struct drawing *drawing, struct doc *fields, enum promise_shape shape) {
    bool must_differ = shape == SHAPE_DISTINCT || shape == SHAPE_CAP;
    const char *unit_help = must_differ ? TR("Each of these counts once.") : TR("Empty: the record itself.");
    if (promise_form_uses(drawing->part, "every_of")) every_add(drawing, fields);
    if (promise_form_uses(drawing->part, "unit")) unit_add(drawing, fields, "unit", unit_help, must_differ);
    if (promise_form_uses(drawing->part, "each")) {
        unit_add(drawing, fields, "each", TR("The one that has the limit, such as the trainer."), true);
    }
    if (promise_form_uses(drawing->part, "amount")) amount_add(drawing, fields);
    if (promise_form_uses(drawing->part, "times")) times_add(drawing, fields, shape);
    if (promise_form_uses(drawing->part, "places")) places_add(drawing, fields);
}

void promise_form_add_rule(struct web *web, const struct promise_form *form, size_t index,
                           struct doc *object) {
    struct drawing drawing = {web, form, &form->parts[index], promise_form_name(web->arena, index, S("")),
                              object};
    struct doc *fields = doc_set_array(web->arena, object, S("rule_fields"));
    enum promise_shape shape;
    shape_add(&drawing, fields);
    source_add(&drawing, fields);
    if (promise_form_shape(drawing.part, &shape)) shape_fields_add(&drawing, fields, shape);
    conditions_add(&drawing);
    unused_carry(&drawing);
    doc_set_text(web->arena, object, S("of_source"), promise_form_text(&drawing.part->record, "source"));
}
