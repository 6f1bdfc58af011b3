/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/list_filters.h"

#include "base/limits.h"
#include "web/record/form_resolve.h"
#include "web/record/list_address.h"
#include "web/record/list_secret.h"

/* ---- controls in the shape of partials/field ---- */

static struct doc *add_control(struct web *web, struct doc *fields, const char *control, struct slice name, struct slice label) {
    static const struct slice none[] = {S_INIT("help"), S_INIT("error"), S_INIT("input_type"), S_INIT("inputmode"), S_INIT("maxlength"),
                                        S_INIT("placeholder"), S_INIT("autocomplete"), S_INIT("min"), S_INIT("max"), S_INIT("candidates"),
                                        S_INIT("required"), S_INIT("readonly"), S_INIT("wide"), S_INIT("narrow")};
    struct doc *object = doc_add_object(web->arena, fields);
    doc_set_bool(web->arena, object, S("grouped"), false);
    doc_set_text(web->arena, object, S("control"), slice_of(control));
    doc_set_text(web->arena, object, S("id"), arena_join(web->arena, S("filter-"), name));
    doc_set_text(web->arena, object, S("name"), name);
    doc_set_text(web->arena, object, S("label"), label);
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        doc_set_text(web->arena, object, none[i], S(""));
    }
    return object;
}

static void add_choice(struct web *web, struct doc *choices, struct slice value, struct slice label, bool selected) {
    struct doc *choice = doc_add_object(web->arena, choices);
    doc_set_text(web->arena, choice, S("value"), value);
    doc_set_text(web->arena, choice, S("label"), label);
    doc_set_bool(web->arena, choice, S("selected"), selected);
}

static void add_text(struct web *web, struct doc *fields, struct slice name, struct slice label) {
    struct doc *object = add_control(web, fields, "partials/control_text", name, label);
    doc_set_text(web->arena, object, S("value"), http_query(web->http, name));
}

static void add_choices(struct web *web, struct doc *fields, const struct field *field, struct slice name) {
    struct slice asked = http_query(web->http, name);
    struct doc *object = add_control(web, fields, "partials/control_select", name, web_tr(web, field->label));
    doc_set_text(web->arena, object, S("value"), asked);
    struct doc *choices = doc_set_array(web->arena, object, S("choices"));
    for (size_t i = 0; i < field->choices->count; i++) {
        struct slice code = slice_of(field->choices->choices[i].code);
        add_choice(web, choices, code, web_tr(web, field->choices->choices[i].label), slice_equal(code, asked));
    }
}

static void add_yes_no(struct web *web, struct doc *fields, const struct field *field) {
    struct slice name = slice_of(field->name), asked = http_query(web->http, name);
    struct doc *object = add_control(web, fields, "partials/control_select", name, web_tr(web, field->label));
    doc_set_text(web->arena, object, S("value"), asked);
    struct doc *choices = doc_set_array(web->arena, object, S("choices"));
    add_choice(web, choices, S("true"), web_tr(web, TR("Yes")), slice_equal(asked, S("true")));
    add_choice(web, choices, S("false"), web_tr(web, TR("No")), slice_equal(asked, S("false")));
}

static void add_picker(struct web *web, struct doc *fields, const struct field *field, struct slice name, struct slice value_text, struct slice path) {
    struct doc *object = add_control(web, fields, "partials/control_picker", name, web_tr(web, field->label));
    struct slice typed = http_query(web->http, arena_join(web->arena, name, S(".text")));
    doc_set_text(web->arena, object, S("value"), http_query(web->http, name));
    doc_set_text(web->arena, object, S("value_text"), value_text.len ? value_text : typed);
    doc_set_text(web->arena, object, S("lookup_url"),
                 arena_printf(web->arena, "/api/v1/pick/%.*s?q=", SLICE_ARG(path)));
    const struct record_type *type = catalogue_find_path(store_catalogue(web->app->store), path);
    doc_set_bool(web->arena, object, S("lookup_is_posted"), type && list_is_secret(type));
}

static void add_dates(struct web *web, struct doc *fields, const struct field *field) {
    struct slice label = web_tr(web, field->label);
    static const struct {
        const char *op, *message;
    } ends[] = {{"ge", TR("{1} from")}, {"le", TR("{1} until")}};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        struct slice words = refusal_fill(web->arena, web_tr(web, ends[i].message), (const struct slice[2]){label, S("")});
        add_text(web, fields, arena_printf(web->arena, "%s.%s", field->name, ends[i].op), words);
    }
}

static void add_place(struct web *web, struct doc *fields, const struct field *field) {
    struct slice name = arena_printf(web->arena, "%s.within", field->name), code = http_query(web->http, name);
    struct slice shown = code.len ? gazetteer_chain(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM) : S("");
    add_picker(web, fields, field, name, shown, S("areas"));
}

static void add_ref(struct web *web, struct doc *fields, struct record_names *names, const struct field *field) {
    const struct record_type *type = catalogue_find(store_catalogue(web->app->store), slice_of(field->ref));
    struct uuid id;
    struct slice asked = http_query(web->http, slice_of(field->name));
    struct slice shown = uuid_parse(asked, &id) ? record_label_of(names, type, id) : S("");
    if (!web_view(web, type).allowed) return;
    add_picker(web, fields, field, slice_of(field->name), shown, slice_of(type->path));
}

static void add_filter(struct web *web, struct doc *fields, struct record_names *names, const struct field *field) {
    switch (field->kind) {
    case KIND_CHOICE: add_choices(web, fields, field, slice_of(field->name)); return;
    case KIND_CHOICES: add_choices(web, fields, field, arena_printf(web->arena, "%s.has", field->name)); return;
    case KIND_BOOL: add_yes_no(web, fields, field); return;
    case KIND_DATE: add_dates(web, fields, field); return;
    case KIND_PLACE: add_place(web, fields, field); return;
    case KIND_REF: add_ref(web, fields, names, field); return;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_PHONE:
    case KIND_PLACES:
    case KIND_INTEGER:
    case KIND_MONEY: add_text(web, fields, slice_of(field->name), web_tr(web, field->label)); return;
    }
}

/* Only who sees several organisations is asked which. */
static void add_organisations(struct web *web, struct doc *fields, const struct view *view, const struct record_type *type) {
    struct org_entry *orgs;
    if (type->scope == SCOPE_SHARED || view->org_count < 2) return;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, type->access, &orgs);
    struct doc *object = add_control(web, fields, "partials/control_select", S("org"), web_tr(web, TR("Organisation")));
    struct slice asked = http_query(web->http, S("org"));
    doc_set_text(web->arena, object, S("value"), asked);
    struct doc *choices = doc_set_array(web->arena, object, S("choices"));
    for (size_t i = 0; i < count; i++) {
        struct slice id = uuid_format(web->arena, orgs[i].id);
        add_choice(web, choices, id, orgs[i].short_name, slice_equal(id, asked));
    }
}

/* What the bar does not offer stays as it is: order, columns, filters that came with a link. */
static void add_kept(struct web *web, struct doc *filters, const struct record_type *type) {
    struct doc *keep = doc_set_array(web->arena, filters, S("keep"));
    for (size_t i = 0; i < list_open_count(web); i++) {
        struct slice name = web->http->query.items[i].name;
        bool kept = slice_equal(name, S("sort")) || slice_equal(name, S("cols")) || slice_equal(name, S("limit")) || slice_equal(name, S("deleted"));
        struct slice field_name = slice_sub(name, 0, slice_find(name, S("."), 0));
        const struct field *field = record_type_field(type, field_name);
        if (field && !field->filterable) kept = true;
        if (!kept || !web->http->query.items[i].value.len) continue;
        struct doc *pair = doc_add_object(web->arena, keep);
        doc_set_text(web->arena, pair, S("name"), name);
        doc_set_text(web->arena, pair, S("value"), web->http->query.items[i].value);
    }
}

/* The first few stand open; the rest are one press away, so that the list itself is near on a telephone. */
enum { FILTERS_SHOWN = 4, FILTERS_HIDDEN_LEAST = 3 };

static bool is_offered(struct web *web, const struct view *view, const struct record_type *type, const struct field *field) {
    if (field->sealed && !access_may(web->actor, type->access, VERB_REVEAL)) return false;
    return field->filterable && field->sensitivity <= view->own_max;
}

static size_t offered_count(struct web *web, const struct view *view, const struct record_type *type) {
    size_t count = 0;
    for (size_t i = 0; i < type->field_count; i++) count += is_offered(web, view, type, &type->fields[i]);
    return count;
}

static bool is_used(const struct list_query *query, const struct field *field) {
    for (size_t i = 0; i < query->filter_count; i++) {
        if (query->filters[i].field == field) return true;
    }
    return false;
}

void list_filters_add(struct web *web, struct record_names *names, const struct view *view, const struct list_query *query) {
    const struct record_type *type = query->type;
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("none_text"), web_tr(web, TR("All")));
    bool is_posted = list_is_posted(web, type);
    doc_set_bool(web->arena, filters, S("is_posted"), is_posted);
    doc_set_text(web->arena, filters, S("action"),
                 is_posted ? arena_printf(web->arena, "/%s/search", type->path) : web->http->path);
    add_kept(web, filters, type);
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    add_text(web, fields, S("q"), web_tr(web, TR("Search")));
    add_organisations(web, fields, view, type);
    bool hides = offered_count(web, view, type) >= FILTERS_SHOWN + FILTERS_HIDDEN_LEAST, is_open = false;
    struct doc *more = hides ? doc_set_object(web->arena, filters, S("more_filters")) : NULL;
    struct doc *hidden = more ? doc_set_array(web->arena, more, S("fields")) : fields;
    size_t offered = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (!is_offered(web, view, type, field)) continue;
        bool is_shown = offered++ < FILTERS_SHOWN;
        add_filter(web, is_shown ? fields : hidden, names, field);
        is_open = is_open || (!is_shown && is_used(query, field));
    }
    if (more) doc_set_bool(web->arena, more, S("is_open"), is_open);
    bool narrowed = query->filter_count || query->search.len || query->deleted_too || query->deleted_only || !uuid_is_zero(query->org);
    doc_set_text(web->arena, filters, S("clear_href"), narrowed ? web->http->path : S(""));
}

/* ---- typed and not chosen ---- */

static bool resolve_place(struct web *web, const struct field *field, struct slice name, struct slice typed, struct filter *filter) {
    struct candidate found;
    if (form_resolve_place(web, 2, typed, &found, 1) == 0) return refuse_with(&web->refusal, name, "No place is called “{1}”.", typed, S(""));
    *filter = (struct filter){field, FILTER_WITHIN, {.present = true, .text = found.value}};
    return true;
}

static bool resolve_ref(struct web *web, const struct field *field, struct slice name, struct slice typed, struct filter *filter) {
    struct candidate found[2];
    const struct record_type *type = catalogue_find(store_catalogue(web->app->store), slice_of(field->ref));
    size_t count = form_resolve_record(web, record_names_new(web), type, typed, found, ARRAY_LEN(found));
    if (count == 0) return refuse_with(&web->refusal, name, "Nothing was found for “{1}”.", typed, S(""));
    if (count > 1) return refuse_with(&web->refusal, name, "Several fit “{1}”. Write its code or its whole title.", typed, S(""));
    *filter = (struct filter){field, FILTER_EQUAL, {.present = true}};
    return uuid_parse(found[0].value, &filter->value.id);
}

static bool resolve_field(struct web *web, struct list_query *query, const struct field *field) {
    struct slice name = arena_printf(web->arena, "%s%s", field->name, field->kind == KIND_PLACE ? ".within" : "");
    struct slice typed = slice_trim(http_query(web->http, arena_join(web->arena, name, S(".text"))));
    struct filter filter;
    if (!typed.len || http_query(web->http, name).len) return true;
    if (query->filter_count == LIMIT_FILTERS) return refuse(&web->refusal, name, "These are too many filters for one list.");
    bool found = field->kind == KIND_PLACE ? resolve_place(web, field, name, typed, &filter) : resolve_ref(web, field, name, typed, &filter);
    if (found) query->filters[query->filter_count++] = filter;
    return found;
}

bool list_filters_resolve(struct web *web, struct list_query *query) {
    bool good = true;
    for (size_t i = 0; i < query->type->field_count; i++) {
        const struct field *field = &query->type->fields[i];
        bool is_picked = field->filterable && (field->kind == KIND_PLACE || field->kind == KIND_REF);
        if (is_picked) good = resolve_field(web, query, field) && good;
    }
    return good;
}

/* ---- columns ---- */

uint64_t list_columns_read(struct web *web, const struct view *view, const struct record_type *type) {
    uint64_t columns = 0;
    for (size_t i = 0; i < web->http->query.count; i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        struct slice rest = pair->value, name;
        if (!slice_equal(pair->name, S("cols"))) continue;
        while (slice_split(&rest, ',', &name)) {
            const struct field *field = record_type_field(type, name);
            if (field && field->sensitivity <= view->own_max) columns |= UINT64_C(1) << field_index(type, field);
        }
    }
    return columns;
}

void list_columns_add(struct web *web, const struct view *view, const struct record_type *type, uint64_t shown) {
    struct doc *choices = doc_set_array(web->arena, web->view, S("column_choices"));
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->sensitivity > view->own_max) continue;
        add_choice(web, choices, slice_of(field->name), web_tr(web, field->label), shown >> i & 1);
    }
}
