/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cascade/cascade_page.h"

#include "domain/cascade/cascade.h"
#include "domain/training/training.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_view.h"
#include "web/record/record_text.h"

/* What the address asks for, and what was found. */
struct page {
    struct uuid org; /* zero: all that the reader sees */
    struct slice province, subject, role;
    struct view trainers, sessions;
    struct record_names *names;
    size_t drawn; /* nodes so far */
};

/* ---- words ---- */

static struct slice number_text(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

struct slice cascade_load_text(struct web *web, const struct cascade_trainer *trainer) {
    struct slice load = number_text(web, cascade_load(trainer));
    if (!trainer->capacity) return web_tr_fill(web, TR("{1} people now"), load, S(""));
    return web_tr_fill(web, trainer->is_capped ? TR("{1} of {2} households") : TR("{1} of {2} people"), load,
                  number_text(web, trainer->capacity));
}

struct slice cascade_room_text(struct web *web, const struct cascade_trainer *trainer) {
    int64_t room = cascade_room(trainer), over = cascade_load(trainer) - trainer->capacity;
    if (!trainer->capacity) return S("");
    if (over > 0) return web_tr_fill(web, TR("{1} more than the capacity"), number_text(web, over), S(""));
    return room ? web_tr_fill(web, TR("Room for {1}"), number_text(web, room), S("")) : web_tr(web, TR("Full"));
}

struct slice cascade_room_badge(const struct cascade_trainer *trainer) {
    if (!trainer->capacity || cascade_room(trainer)) return S("open");
    return cascade_load(trainer) > trainer->capacity ? S("bad") : S("done");
}

struct slice cascade_visit_text(struct web *web, const struct cascade_trainer *trainer) {
    if (trainer->last_visit == INT64_MIN)
        return trainer->capacity ? web_tr(web, TR("No coaching visit yet")) : S("");
    struct slice day = format_date_short(web->arena, &web->locale, date_of_day(trainer->last_visit));
    return web_tr_fill(web, trainer->is_overdue ? TR("No visit since {1}") : TR("Last visit {1}"), day, S(""));
}

struct slice cascade_use_text(struct web *web, struct cascade_use use) {
    if (!use.checked) return S("");
    return web_tr_fill(web, TR("{1} % of {2} checks in use"), number_text(web, cascade_percent(use)),
                  number_text(web, use.checked));
}

void cascade_bar(struct web *web, struct doc *object, const struct cascade_trainer *trainer) {
    struct text bar = TEXT_IN(web->arena);
    struct slice load = cascade_load_text(web, trainer);
    if (trainer->capacity)
        svg_bar_target(&bar, &(struct svg_bar){.title = load,
                                               .desc = S(""),
                                               .actual = cascade_load(trainer),
                                               .target = trainer->capacity});
    html_set_doc(web->arena, object, S("bar_html"), html_of(&bar));
}

int64_t cascade_day(struct web *web, struct uuid org) {
    struct view promises = web_view(web, &promise_type);
    struct promise_query query = {.today = date_first_day(clock_today())};
    if (promises.allowed) promise_view_board(web, &promises, org, &query);
    return query.today;
}

/* ---- one organisation ---- */

static struct cascade_tree tree_read(struct web *web, const struct page *page, struct uuid org) {
    struct cascade_query query = {.org = org,
                                  .province = page->province,
                                  .subject = page->subject,
                                  .role = page->role,
                                  .today = cascade_day(web, org),
                                  .trainers = &page->trainers,
                                  .sessions = &page->sessions};
    return cascade_read(web->arena, web_db(web), &query);
}

/* ---- the tree ---- */

static void node_add(struct web *web, struct page *page, const struct cascade_tree *tree,
                     const struct cascade_trainer *trainer, struct doc *nodes);

static void node_facts(struct web *web, const struct cascade_trainer *trainer, struct doc *node) {
    doc_set_text(web->arena, node, S("load_text"), cascade_load_text(web, trainer));
    doc_set_text(web->arena, node, S("room_text"), cascade_room_text(web, trainer));
    doc_set_text(web->arena, node, S("room_badge"), cascade_room_badge(trainer));
    doc_set_text(web->arena, node, S("visit_text"), cascade_visit_text(web, trainer));
    doc_set_bool(web->arena, node, S("is_overdue"), trainer->is_overdue);
    doc_set_text(web->arena, node, S("use_text"), cascade_use_text(web, trainer->use));
    struct slice more = number_text(web, trainer->exceptions);
    doc_set_text(web->arena, node, S("exception_text"),
                 trainer->exceptions ? web_tr_fill(web, TR("{1} more by an exception"), more, S("")) : S(""));
    cascade_bar(web, node, trainer);
}

static void node_head(struct web *web, struct page *page, const struct cascade_trainer *trainer,
                      struct doc *node) {
    const struct choice *role = choice_find(&cascade_role_choices, trainer->role);
    struct slice name = record_label_of(page->names, &trainer_type, trainer->id);
    struct slice place = trainer->village.len ? gazetteer_name(web->app->gazetteer, web->arena,
                                                               trainer->village, web->locale.lang == LANG_KM)
                                              : S("");
    doc_set_text(web->arena, node, S("node_name"), name.len ? name : trainer->code);
    doc_set_text(web->arena, node, S("node_code"), trainer->code);
    doc_set_text(web->arena, node, S("node_href"), record_href(web, &trainer_type, trainer->id));
    doc_set_text(web->arena, node, S("role_text"), role ? web_tr(web, role->label) : S(""));
    doc_set_text(web->arena, node, S("place_text"), place);
}

static void node_add(struct web *web, struct page *page, const struct cascade_tree *tree,
                     const struct cascade_trainer *trainer, struct doc *nodes) {
    if (page->drawn == LIMIT_CASCADE_NODES) return;
    page->drawn++;
    struct doc *node = doc_add_object(web->arena, nodes);
    node_head(web, page, trainer, node);
    node_facts(web, trainer, node);
    struct doc *below = doc_set_array(web->arena, node, S("nodes"));
    for (size_t i = 0; i < trainer->taught_count; i++) {
        const struct cascade_trainer *next = &tree->trainers[trainer->taught[i]];
        if (next->level > trainer->level) node_add(web, page, tree, next, below);
    }
    doc_set_bool(web->arena, node, S("has_nodes"), trainer->taught_count > 0);
    doc_set_text(web->arena, node, S("taught_text"),
                 trainer->taught_count ? web_tr_fill(web, TR("{1} of them teach others"),
                                                number_text(web, (int64_t)trainer->taught_count), S(""))
                                       : S(""));
}

/* The names of all that will be drawn, in two statements instead of one for each. */
static void names_load(struct web *web, struct page *page, const struct cascade_tree *tree) {
    size_t count = tree->count < LIMIT_CASCADE_NODES ? tree->count : LIMIT_CASCADE_NODES;
    struct uuid *ids = arena_make(web->arena, struct uuid, count + 1);
    struct record **records = arena_make(web->arena, struct record *, count + 1);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        ids[i] = tree->trainers[i].id;
    }
    query_get_many(web->app->store, web_db(web), web->arena, &page->trainers, &trainer_type, ids, count,
                   records);
    for (size_t i = 0; i < count; i++) {
        if (records[i]) records[found++] = records[i];
    }
    uint64_t person =
        UINT64_C(1) << field_index(&trainer_type, record_type_field(&trainer_type, S("person")));
    record_names_load(page->names, records, found, person);
}

static void show_nodes(struct web *web, struct page *page, const struct cascade_tree *tree,
                       struct doc *object) {
    struct doc *nodes = doc_set_array(web->arena, object, S("nodes"));
    names_load(web, page, tree);
    page->drawn = 0;
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->trainers[i].level == 0) node_add(web, page, tree, &tree->trainers[i], nodes);
    }
    bool cut = tree->is_cut || page->drawn == LIMIT_CASCADE_NODES;
    doc_set_text(web->arena, object, S("cut_text"),
                 cut ? web_tr(web, TR("There are more trainers than can be drawn here: choose a province."))
                     : S(""));
}

/* ---- tables ---- */

static struct doc *table_new(struct web *web, struct doc *object, const char *const *labels, size_t count) {
    struct doc *table = doc_set_object(web->arena, object, S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), S(""));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < count; i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i > 0);
    }
    return doc_set_array(web->arena, table, S("rows"));
}

static void number_cell(struct web *web, struct doc *cells, const char *label, int64_t number) {
    promise_view_cell(web, cells, web_tr(web, label), number_text(web, number), true, S(""));
}

static const char *const level_labels[] = {TR("Level"),      TR("Trainers"), TR("People taught"),
                                           TR("Households"), TR("Capacity"), TR("Taught now")};

static void show_levels(struct web *web, const struct cascade_tree *tree, struct doc *object) {
    struct doc *rows = table_new(web, doc_set_object(web->arena, object, S("levels")), level_labels,
                                 ARRAY_LEN(level_labels));
    for (size_t i = 0; i < tree->level_count; i++) {
        const struct cascade_level *level = &tree->levels[i];
        struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
        struct slice name = web_tr_fill(web, TR("Level {1}"), number_text(web, (int64_t)i + 1), S(""));
        promise_view_cell(web, cells, web_tr(web, level_labels[0]), name, false, S(""));
        number_cell(web, cells, level_labels[1], level->trainers);
        number_cell(web, cells, level_labels[2], level->people);
        number_cell(web, cells, level_labels[3], level->households);
        number_cell(web, cells, level_labels[4], level->capacity);
        number_cell(web, cells, level_labels[5], level->load);
    }
}

static const char *const practice_labels[] = {TR("Practice"),  TR("Checked"),
                                              TR("In use"),    TR("Begun and stopped"),
                                              TR("Not begun"), TR("In use, percent")};

static void show_practices(struct web *web, const struct cascade_tree *tree, struct doc *object) {
    if (!tree->practice_count) {
        doc_set_null(web->arena, object, S("practices"));
        return;
    }
    struct doc *rows = table_new(web, doc_set_object(web->arena, object, S("practices")), practice_labels,
                                 ARRAY_LEN(practice_labels));
    for (size_t i = 0; i < tree->practice_count; i++) {
        const struct cascade_practice *practice = &tree->practices[i];
        const struct choice *choice = choice_find(&practice_choices, practice->code);
        struct cascade_use use = practice->use;
        struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
        promise_view_cell(web, cells, web_tr(web, practice_labels[0]),
                          choice ? web_tr(web, choice->label) : practice->code, false,
                          arena_printf(web->arena, "/adoptions?practice=%.*s", SLICE_ARG(practice->code)));
        number_cell(web, cells, practice_labels[1], use.checked);
        number_cell(web, cells, practice_labels[2], use.in_use);
        number_cell(web, cells, practice_labels[3], use.stopped);
        number_cell(web, cells, practice_labels[4], use.checked - use.in_use - use.stopped);
        number_cell(web, cells, practice_labels[5], cascade_percent(use));
    }
}

static void show_figures(struct web *web, const struct cascade_tree *tree, struct doc *object) {
    struct doc *figures = doc_set_array(web->arena, object, S("figures"));
    struct slice full = web_tr_fill(web, TR("{1} have no room for more"), number_text(web, tree->full), S(""));
    struct slice households = web_tr_fill(web, TR("of {1} households"), number_text(web, tree->households), S(""));
    furniture_add_figure(web, figures, TR("Trainers"), number_text(web, (int64_t)tree->count), full);
    furniture_add_figure(web, figures, TR("People taught"), number_text(web, tree->people), households);
    furniture_add_figure(
        web, figures, TR("Visit overdue"), number_text(web, tree->overdue),
        web_tr_fill(web, TR("no coaching visit for {1} days"), number_text(web, LIMIT_COACHING_DAYS), S("")));
    struct slice rate = tree->use.checked
                            ? arena_join(web->arena, number_text(web, cascade_percent(tree->use)), S(" %"))
                            : S("–");
    furniture_add_figure(web, figures, TR("Practices in use"), rate,
               web_tr_fill(web, TR("of {1} checks"), number_text(web, tree->use.checked), S("")));
}

static void show_org(struct web *web, struct page *page, struct org_entry org, struct doc *orgs) {
    struct cascade_tree tree = tree_read(web, page, org.id);
    if (!tree.count) return;
    struct doc *object = doc_add_object(web->arena, orgs);
    doc_set_text(web->arena, object, S("org_name"), org.short_name);
    show_figures(web, &tree, object);
    show_levels(web, &tree, object);
    show_practices(web, &tree, object);
    show_nodes(web, page, &tree, object);
}

/* ---- as JSON ---- */

static void use_json(struct web *web, struct doc *object, struct cascade_use use) {
    doc_set_int(web->arena, object, S("checked"), use.checked);
    doc_set_int(web->arena, object, S("in_use"), use.in_use);
    doc_set_int(web->arena, object, S("stopped"), use.stopped);
}

static void taught_json(struct web *web, const struct cascade_tree *tree,
                        const struct cascade_trainer *trainer, struct doc *object) {
    struct doc *taught = doc_set_array(web->arena, object, S("teaches_trainers"));
    for (size_t i = 0; i < trainer->taught_count; i++) {
        doc_add_text(web->arena, taught, uuid_format(web->arena, tree->trainers[trainer->taught[i]].id));
    }
}

static void trainer_json(struct web *web, const struct cascade_tree *tree,
                         const struct cascade_trainer *trainer, struct doc *object) {
    struct arena *arena = web->arena;
    doc_set_uuid(arena, object, S("id"), trainer->id);
    doc_set_text(arena, object, S("code"), trainer->code);
    doc_set_text(arena, object, S("role"), trainer->role);
    doc_set_text(arena, object, S("village"), trainer->village);
    doc_set_int(arena, object, S("level"), (int64_t)trainer->level + 1);
    doc_set_int(arena, object, S("people"), trainer->people);
    doc_set_int(arena, object, S("people_now"), trainer->people_now);
    doc_set_int(arena, object, S("households"), trainer->households);
    doc_set_int(arena, object, S("households_now"), trainer->households_now);
    doc_set_int(arena, object, S("capacity"), trainer->capacity);
    doc_set_int(arena, object, S("exceptions"), trainer->exceptions);
    doc_set_int(arena, object, S("room"), cascade_room(trainer));
    doc_set_int(arena, object, S("visits"), trainer->visits);
    doc_set_bool(arena, object, S("is_overdue"), trainer->is_overdue);
    if (trainer->last_visit == INT64_MIN)
        doc_set_null(arena, object, S("last_visit"));
    else
        doc_set_text(arena, object, S("last_visit"),
                     date_format_iso(arena, date_of_day(trainer->last_visit)));
    use_json(web, object, trainer->use);
    taught_json(web, tree, trainer, object);
}

static void levels_json(struct web *web, const struct cascade_tree *tree, struct doc *object) {
    struct doc *levels = doc_set_array(web->arena, object, S("levels"));
    for (size_t i = 0; i < tree->level_count; i++) {
        struct doc *level = doc_add_object(web->arena, levels);
        doc_set_int(web->arena, level, S("trainers"), tree->levels[i].trainers);
        doc_set_int(web->arena, level, S("people"), tree->levels[i].people);
        doc_set_int(web->arena, level, S("households"), tree->levels[i].households);
        doc_set_int(web->arena, level, S("capacity"), tree->levels[i].capacity);
        doc_set_int(web->arena, level, S("load"), tree->levels[i].load);
    }
}

static void show_json(struct web *web, struct page *page, struct org_entry org, struct doc *orgs) {
    struct cascade_tree tree = tree_read(web, page, org.id);
    if (!tree.count) return;
    struct doc *object = doc_add_object(web->arena, orgs);
    doc_set_uuid(web->arena, object, S("organisation"), org.id);
    doc_set_int(web->arena, object, S("people"), tree.people);
    doc_set_int(web->arena, object, S("households"), tree.households);
    doc_set_int(web->arena, object, S("overdue"), tree.overdue);
    levels_json(web, &tree, object);
    struct doc *practices = doc_set_array(web->arena, object, S("practices"));
    for (size_t i = 0; i < tree.practice_count; i++) {
        struct doc *practice = doc_add_object(web->arena, practices);
        doc_set_text(web->arena, practice, S("practice"), tree.practices[i].code);
        use_json(web, practice, tree.practices[i].use);
    }
    struct doc *trainers = doc_set_array(web->arena, object, S("trainers"));
    for (size_t i = 0; i < tree.count; i++) {
        trainer_json(web, &tree, &tree.trainers[i], doc_add_object(web->arena, trainers));
    }
}

/* ---- the page ---- */

static void add_filters(struct web *web, const struct page *page) {
    struct doc *fields = ask_filters(web, "/cascade");
    ask_filter_org(web, fields, ACCESS_TRAINING, page->org);
    ask_filter_province(web, fields, page->province);
    ask_filter_choice(web, fields, "subject", TR("Subject"), &topic_choices, page->subject);
    ask_filter_choice(web, fields, "role", TR("Role"), &cascade_role_choices, page->role);
}

static bool page_ask(struct web *web, struct page *page) {
    *page = (struct page){.trainers = web_view(web, &trainer_type), .sessions = web_view(web, &session_type)};
    if (!page->trainers.allowed) return false;
    page->org = ask_org(web, ACCESS_TRAINING);
    page->province = ask_province(web);
    page->subject = ask_choice(web, "subject", &topic_choices);
    page->role = ask_choice(web, "role", &cascade_role_choices);
    ask_only(web, "org province subject role");
    page->names = record_names_new(web);
    return true;
}

enum outcome cascade_page(struct web *web) {
    struct page page;
    struct org_entry *orgs;
    if (!page_ask(web, &page)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, ACCESS_TRAINING, &orgs);
    struct doc *shown = doc_set_array(web->arena, web->view, S("organisations"));
    for (size_t i = 0; i < count; i++) {
        if (!uuid_is_zero(page.org) && !uuid_equal(page.org, orgs[i].id)) continue;
        if (web->is_api)
            show_json(web, &page, orgs[i], shown);
        else
            show_org(web, &page, orgs[i], shown);
    }
    if (web->is_api) return OUTCOME_OK;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Training cascade")));
    bool may_add = access_may(web->actor, ACCESS_TRAINING, VERB_CREATE) && !web->actor->is_lead;
    doc_set_text(web->arena, web->view, S("new_href"), may_add ? S("/trainers/new") : S(""));
    add_filters(web, &page);
    return OUTCOME_OK;
}
