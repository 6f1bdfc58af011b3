/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a promise as templates/promise_form takes it. */
#include "domain/programme/programme.h"
#include "domain/records.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_form_input.h"

/* ---- the promise ---- */

static bool is_of_agreement(const struct promise_form *form, const struct record *record) {
    const struct value *agreement = &objective_of(record)->agreement;
    return !form->agreement || uuid_equal(agreement->id, form->agreement->id);
}

static bool is_of_organisation(const struct promise_form *form, const struct record *record) {
    return !form->record.before || uuid_equal(record->org_id, form->org);
}

static void promise_add(struct web *web, const struct promise_form *form) {
    static const struct uuid any_org;
    struct doc *fields = doc_set_array(web->arena, web->view, S("promise_fields"));
    form_input_field(web, fields, &form->record, S(""), "number");
    form_input_ref(web, fields, form, &form->record, S(""), any_org, "agreement", is_of_organisation);
    form_input_ref(web, fields, form, &form->record, S(""), form->org, "objective", is_of_agreement);
    form_input_field(web, fields, &form->record, S(""), "title");
    form_input_field(web, fields, &form->record, S(""), "title_km");
    form_input_field(web, fields, &form->record, S(""), "sentence");
    form_input_field(web, fields, &form->record, S(""), "interpretation");
}

/* ---- the rule in words ---- */

static void preview_add(struct web *web, const struct form_part *part, struct doc *object) {
    enum lang first = web->locale.lang, second = first == LANG_KM ? LANG_EN : LANG_KM;
    const enum lang order[PROMISE_FORM_LANGUAGES] = {first, second};
    struct doc *words = doc_set_array(web->arena, object, S("words"));
    for (size_t i = 0; i < PROMISE_FORM_LANGUAGES && part->word_count; i++) {
        struct doc *item = doc_add_object(web->arena, words);
        doc_set_text(web->arena, item, S("words_lang"), lang_code(order[i]));
        struct doc *sentences = doc_set_array(web->arena, item, S("sentences"));
        for (size_t k = 0; k < part->word_count; k++) {
            doc_set_text(web->arena, doc_add_object(web->arena, sentences), S("sentence_text"),
                         part->words[order[i]][k]);
        }
    }
    doc_set_text(web->arena, object, S("missing"), part->missing);
    struct slice number = part->has_number ? promise_view_count(web, part->number) : S("");
    doc_set_text(web->arena, object, S("preview_number"), number);
}

/* ---- target, plan, amendments ---- */

static void target_add(struct web *web, const struct form_part *part, struct slice prefix,
                       struct doc *object) {
    struct doc *fields = doc_set_array(web->arena, object, S("target_fields"));
    if (promise_form_uses(part, "target")) form_input_field(web, fields, &part->record, prefix, "target");
    form_input_field(web, fields, &part->record, prefix, "target_unit");
    form_input_field(web, fields, &part->record, prefix, "baseline");
    form_input_field(web, fields, &part->record, prefix, "starts_on");
    form_input_field(web, fields, &part->record, prefix, "ends_on");
}

static struct slice plain_day(struct web *web, const struct form_point *point) {
    struct date day = point->day;
    if (day.precision != DATE_DAY) return point->on;
    return arena_printf(web->arena, "%d/%d/%d", day.day, day.month, day.year);
}

static void point_add(struct web *web, struct doc *points, struct slice prefix, size_t index,
                      const struct form_point *point) {
    struct doc *object = doc_add_object(web->arena, points);
    struct doc *fields = doc_set_array(web->arena, object, S("fields"));
    struct form_input on = {.name = promise_form_indexed(web->arena, prefix, "on", index),
                            .value = plain_day(web, point),
                            .label = TR("Day")};
    struct form_input planned = {.name = promise_form_indexed(web->arena, prefix, "planned", index),
                                 .value = point->planned,
                                 .label = TR("Planned"),
                                 .is_number = true};
    form_input_add(web, fields, &on);
    form_input_add(web, fields, &planned);
    doc_set_text(web->arena, object, S("point_index"), arena_printf(web->arena, "%zu", index));
    doc_set_text(web->arena, object, S("point_id"),
                 point->before ? uuid_format(web->arena, point->before->id) : S(""));
    doc_set_int(web->arena, object, S("point_version"), point->version);
}

static void plan_add(struct web *web, const struct form_part *part, struct slice prefix, struct doc *object) {
    enum { EMPTY_POINTS = 2 };
    static const struct form_point none;
    struct doc *points = doc_set_array(web->arena, object, S("points"));
    doc_set_bool(web->arena, object, S("has_plan"), part->point_count > 0);
    for (size_t i = 0; i < part->point_count; i++)
        point_add(web, points, prefix, i, &part->points[i]);
    for (size_t i = 0; i < EMPTY_POINTS && part->point_count + i < PROMISE_FORM_POINTS; i++) {
        point_add(web, points, prefix, part->point_count + i, &none);
    }
}

/* The amended targets there are, by day. */
static void amended_add(struct web *web, const struct form_part *part, struct doc *object) {
    struct view view = web_view(web, &promise_target_type);
    struct list_query query = {.type = &promise_target_type,
                               .filter_count = 1,
                               .limit = LIMIT_LIST_ROWS,
                               .org = part->record.before->org_id,
                               .sort = record_type_field(&promise_target_type, S("effective_on"))};
    struct list_page page = {0};
    struct refusal unused = REFUSAL_IN(web->arena);
    query.filters[0] = (struct filter){record_type_field(&promise_target_type, S("part")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = part->record.before->id}};
    struct doc *targets = doc_set_array(web->arena, object, S("amended"));
    if (!view.allowed) return;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &unused)) return;
    for (size_t i = 0; i < page.count; i++) {
        const struct promise_target *target = promise_target_of(page.records[i]);
        struct doc *item = doc_add_object(web->arena, targets);
        doc_set_text(web->arena, item, S("amended_from"),
                     format_date(web->arena, &web->locale, target->effective_on.date));
        doc_set_text(web->arena, item, S("amended_target"), promise_view_count(web, target->target.number));
        doc_set_text(web->arena, item, S("amended_note"), target->note.text);
    }
}

static bool is_amendment_of(const struct promise_form *form, const struct record *record) {
    return form->agreement && uuid_equal(amendment_of(record)->agreement.id, form->agreement->id);
}

static void amendment_select(struct web *web, const struct promise_form *form, struct doc *fields,
                             struct form_input input) {
    struct view view = web_view(web, &amendment_type);
    struct list_query query = {.type = &amendment_type, .limit = LIMIT_LIST_ROWS, .org = form->org};
    struct list_page page = {0};
    struct refusal unused = REFUSAL_IN(web->arena);
    struct doc *choices = form_input_select(web, fields, input);
    if (!view.allowed) return;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &unused)) return;
    for (size_t i = 0; i < page.count; i++) {
        if (!is_amendment_of(form, page.records[i])) continue;
        promise_view_choice(web, choices, uuid_format(web->arena, page.records[i]->id),
                            record_label(form->names, page.records[i]), input.value);
    }
}

/* An amended number stands in an amendment: who may write amendments may write it. */
static void amend_add(struct web *web, const struct promise_form *form, const struct form_part *part,
                      struct slice prefix, struct doc *object) {
    bool may = access_may_in(web->app->access, web->actor, &promise_target_type, form->org, VERB_CREATE);
    bool asks = part->record.before && promise_form_uses(part, "target");
    struct doc *amend = asks ? doc_set_object(web->arena, object, S("amend")) : NULL;
    if (!asks) {
        doc_set_null(web->arena, object, S("amend"));
        return;
    }
    amended_add(web, part, amend);
    doc_set_bool(web->arena, amend, S("may_amend"), may);
    struct doc *fields = doc_set_array(web->arena, amend, S("amend_fields"));
    if (!may) return;
    const struct form_target *target = &part->target;
    form_input_add(web, fields,
                   &(struct form_input){.name = arena_join(web->arena, prefix, S("new_target")),
                                        .value = target->target,
                                        .label = TR("Amended target"),
                                        .is_number = true});
    form_input_add(web, fields,
                   &(struct form_input){.name = arena_join(web->arena, prefix, S("new_from")),
                                        .value = target->from,
                                        .label = TR("In force from")});
    amendment_select(web, form, fields,
                     (struct form_input){.name = arena_join(web->arena, prefix, S("new_amendment")),
                                         .value = target->amendment,
                                         .label = TR("Amendment")});
    form_input_add(web, fields,
                   &(struct form_input){.name = arena_join(web->arena, prefix, S("new_note")),
                                        .value = target->note,
                                        .label = TR("Note"),
                                        .wide = true});
}

/* ---- a part ---- */

static void part_add(struct web *web, const struct promise_form *form, size_t index, struct doc *parts) {
    const struct form_part *part = &form->parts[index];
    struct doc *object = doc_add_object(web->arena, parts);
    struct slice prefix = promise_form_name(web->arena, index, S(""));
    doc_set_text(web->arena, object, S("prefix"), prefix);
    doc_set_text(web->arena, object, S("part_name"), promise_view_count(web, (int64_t)index + 1));
    const struct record *before = part->record.before;
    doc_set_text(web->arena, object, S("part_record"),
                 before ? uuid_format(web->arena, before->id) : S("new"));
    doc_set_int(web->arena, object, S("part_version"), part->record.version);
    doc_set_bool(web->arena, object, S("is_removed"), part->remove);
    doc_set_bool(web->arena, object, S("can_remove"), form->part_count > 1);
    struct doc *fields = doc_set_array(web->arena, object, S("what_fields"));
    form_input_field(web, fields, &part->record, prefix, "label");
    form_input_field(web, fields, &part->record, prefix, "label_km");
    promise_form_add_rule(web, form, index, object);
    preview_add(web, part, object);
    target_add(web, part, prefix, object);
    plan_add(web, part, prefix, object);
    amend_add(web, form, part, prefix, object);
}

/* ---- what is wrong, on top ---- */

static const struct {
    const char *name, *label;
} other_inputs[] = {
    {"path", TR("Only those where")},
    {"value", TR("Value")},
    {"on", TR("Day")},
    {"planned", TR("Planned")},
    {"new_target", TR("Amended target")},
    {"new_from", TR("In force from")},
    {"new_amendment", TR("Amendment")},
    {"new_note", TR("Note")},
};

/* "value.3" and "places.text" are inputs called value and places. */
static struct slice label_of_input(struct web *web, const struct record_type *type, struct slice name) {
    struct slice base = slice_sub(name, 0, slice_find(name, S("."), 0));
    const struct field *field = record_type_field(type, base);
    for (size_t i = 0; !field && i < ARRAY_LEN(other_inputs); i++) {
        if (slice_equal(slice_of(other_inputs[i].name), base)) return web_tr(web, other_inputs[i].label);
    }
    return field ? web_tr(web, field->label) : S("");
}

/* "p2.target": part 2; otherwise the promise itself. */
static bool is_of_part(struct slice field, int64_t *part, struct slice *name) {
    size_t dot = slice_find(field, S("."), 0);
    bool is_part =
        slice_starts(field, S("p")) && dot < field.len && slice_to_int64(slice_sub(field, 1, dot), part);
    *name = is_part ? slice_sub(field, dot + 1, field.len) : field;
    return is_part;
}

static struct slice error_text(struct web *web, const void *context, const struct refusal_item *item) {
    (void)context;
    int64_t part = 0;
    struct slice name, message = tr_refusal(web->arena, &web->locale, item);
    bool is_part = is_of_part(item->field, &part, &name);
    struct slice label = label_of_input(web, is_part ? &promise_part_type : &promise_type, name);
    if (!label.len) return message;
    if (!is_part) return arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(label), SLICE_ARG(message));
    struct slice args[2] = {promise_view_count(web, part), label};
    struct slice where = refusal_fill(web->arena, web_tr(web, TR("Part {1}, {2}")), args);
    return arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(where), SLICE_ARG(message));
}

/* Where a link to the mistake leads: the filter is spread over many inputs, a picker's words have the
 * picker's id. */
static struct slice error_href(struct web *web, const void *context, const struct refusal_item *item) {
    struct slice field = item->field;
    (void)context;
    if (slice_ends(field, S(".filter"))) {
        return arena_printf(web->arena, "#%.*spath.0", SLICE_ARG(slice_sub(field, 0, field.len - 6)));
    }
    if (slice_ends(field, S(".text"))) field = slice_sub(field, 0, field.len - 5);
    return field.len ? arena_join(web->arena, S("#"), field) : S("");
}

static void errors_add(struct web *web) {
    if (doc_get(web->view, S("flash"))) return;
    plain_form_summarise(web, &(struct plain_summary){.text = error_text, .href = error_href});
}

/* ---- the page ---- */

static void head_add(struct web *web, const struct promise_form *form) {
    bool is_new = !form->id.len;
    struct slice title = web_tr(web, is_new ? TR("New promise") : TR("Edit the promise"));
    struct slice home = arena_join(web->arena, S("/promises/"), form->id);
    struct slice key = web->form_read ? web_field(web, S("_key")) : S("");
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("form_title"), title);
    doc_set_text(web->arena, web->view, S("form_key"), key.len ? key : uuid_format(web->arena, uuid_new()));
    struct slice action = is_new ? S("/promises/new") : arena_join(web->arena, home, S("/edit"));
    doc_set_text(web->arena, web->view, S("form_action"), action);
    furniture_keep_form(web, &(struct furniture_form){"promise", action, "action", "check", "action", "check"});
    doc_set_text(web->arena, web->view, S("cancel_href"), is_new ? S("/board") : home);
    doc_set_int(web->arena, web->view, S("promise_version"), form->record.version);
    furniture_add_crumb(web, web_tr(web, TR("Promise board")), S("/board"));
    if (!is_new) furniture_add_crumb(web, promise_view_number_of(form->record.before), home);
    furniture_add_crumb(web, title, S(""));
}

void promise_form_show(struct web *web, const struct promise_form *form) {
    head_add(web, form);
    promise_add(web, form);
    struct doc *parts = doc_set_array(web->arena, web->view, S("form_parts"));
    for (size_t i = 0; i < form->part_count; i++)
        part_add(web, form, i, parts);
    doc_set_bool(web->arena, web->view, S("can_add_part"), form->part_count < PROMISE_FORM_PARTS);
    errors_add(web);
}
