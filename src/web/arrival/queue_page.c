/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue is read anew for every look: places that wait or were taken over, their files as this reader may
 * see them, and an order by what is urgent and by who came first.  A family stands together, at the place of
 * its most urgent member.
 */
#include "web/arrival/queue_page.h"

#include <stdlib.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/arrival/queue.h"
#include "domain/care/care.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

enum { SHOWN_WAITING = 200, SHOWN_TAKEN = 60, FAMILY_MAX = 50, FILL_MAX = 500 };
enum urgency { URGENT_NOT, URGENT_SOON, URGENT_FIRST, URGENT_NOW, URGENCIES };

/* What makes somebody wait less; what is not in the table waits in its turn. */
static const struct {
    const char *need;
    enum urgency urgency;
} need_urgency[] = {
    {"safety", URGENT_NOW},        {"self_harm", URGENT_NOW},  {"medical", URGENT_NOW},
    {"child_alone", URGENT_FIRST}, {"pregnant", URGENT_FIRST}, {"disability", URGENT_SOON},
    {"interpreter", URGENT_SOON},
};
static const struct {
    const char *class_name, *badge, *label;
} looks[URGENCIES] = {
    [URGENT_NOW] = {"strip-now", "bad", TR("At once")},
    [URGENT_FIRST] = {"strip-behind", "behind", TR("Before others")},
    [URGENT_SOON] = {"strip-on", "on", TR("Soon")},
    [URGENT_NOT] = {"strip-open", "open", TR("In turn")},
};

struct waiting {
    struct record *place, *file;
    enum urgency own, urgency; /* the person's; the family's */
    int64_t came_ms;           /* of the first of the family */
};

struct queue {
    struct web *web;
    struct waiting *waiting;
    size_t waiting_count;
    struct record **taken;
    size_t taken_count;
    size_t by[URGENCIES];
    struct record_names *names;
};

/* ---- reading ---- */

static size_t places_at(struct web *web, const char *state, size_t max, struct record ***places) {
    struct view view = web_view(web, &queue_place_type);
    struct list_query query = {
        .type = &queue_place_type, .org = web->actor->org_id, .limit = LIMIT_LIST_ROWS, .filter_count = 1};
    query.filters[0] = (struct filter){record_type_field(&queue_place_type, S("state")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = slice_of(state)}};
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, max, places, NULL);
}

static enum urgency urgency_of(const struct record *file) {
    enum urgency most = URGENT_NOT;
    if (!file) return most;
    for (size_t i = 0; i < ARRAY_LEN(need_urgency); i++) {
        bool has = codes_contain(case_file_of((struct record *)(uintptr_t)file)->urgent.text,
                                 slice_of(need_urgency[i].need));
        if (has && need_urgency[i].urgency > most) most = need_urgency[i].urgency;
    }
    return most;
}

static struct queue_place *place_of(const struct waiting *waiting) {
    return queue_place_of(waiting->place);
}

static int by_family(const void *a, const void *b) {
    const struct value *one = &place_of(a)->family, *other = &place_of(b)->family;
    return memcmp(one->id.bytes, other->id.bytes, UUID_BYTES);
}

static int by_turn(const void *a, const void *b) {
    const struct waiting *one = a, *other = b;
    if (one->urgency != other->urgency) return one->urgency > other->urgency ? -1 : 1;
    if (one->came_ms != other->came_ms) return one->came_ms < other->came_ms ? -1 : 1;
    int family = by_family(a, b);
    if (family) return family;
    return place_of(one)->number.number < place_of(other)->number.number ? -1 : 1;
}

/* Every member of a family waits like its most urgent one, since its first one came. */
static void families_level(struct waiting *waiting, size_t count) {
    for (size_t from = 0, to; from < count; from = to) {
        enum urgency most = waiting[from].own;
        int64_t first = waiting[from].came_ms;
        for (to = from + 1; to < count && place_of(&waiting[from])->family.present &&
                            !by_family(&waiting[from], &waiting[to]);
             to++) {
            most = waiting[to].own > most ? waiting[to].own : most;
            first = waiting[to].came_ms < first ? waiting[to].came_ms : first;
        }
        for (size_t i = from; i < to; i++)
            waiting[i].urgency = most, waiting[i].came_ms = first;
    }
}

static void files_join(struct web *web, struct record **places, size_t count, struct record **files) {
    struct view view = web_view(web, &case_file_type);
    struct uuid *ids = arena_make(web->arena, struct uuid, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = queue_place_of(places[i])->case_file.id;
    query_get_many(web->app->store, web_db(web), web->arena, &view, &case_file_type, ids, count, files);
}

static void waiting_read(struct queue *queue) {
    struct web *web = queue->web;
    struct record **places;
    size_t count = places_at(web, "waiting", LIMIT_QUEUE_PLACES, &places);
    struct record **files = arena_make(web->arena, struct record *, count + 1);
    files_join(web, places, count, files);
    queue->waiting = arena_make(web->arena, struct waiting, count + 1);
    for (size_t i = 0; i < count; i++) {
        enum urgency urgency = urgency_of(files[i]);
        queue->by[urgency]++;
        queue->waiting[i] = (struct waiting){places[i], files[i], urgency, urgency,
                                             queue_place_of(places[i])->came_ms.number};
    }
    queue->waiting_count = count;
    qsort(queue->waiting, count, sizeof *queue->waiting, by_family);
    families_level(queue->waiting, count);
    qsort(queue->waiting, count, sizeof *queue->waiting, by_turn);
}

static int by_taken(const void *a, const void *b) {
    struct record *const *one = a, *const *other = b;
    int64_t first = queue_place_of(*one)->taken_ms.number, second = queue_place_of(*other)->taken_ms.number;
    return first == second ? 0 : first > second ? -1 : 1;
}

static void queue_read(struct queue *queue) {
    waiting_read(queue);
    queue->taken_count = places_at(queue->web, "taken", LIMIT_QUEUE_PLACES, &queue->taken);
    if (queue->taken_count) qsort(queue->taken, queue->taken_count, sizeof *queue->taken, by_taken);
}

/* ---- showing ---- */

static struct slice number_text(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

static void needs_show(struct web *web, struct doc *row, const struct record *file) {
    const struct field *field = record_type_field(&case_file_type, S("urgent"));
    struct doc *needs = doc_set_array(web->arena, row, S("needs"));
    struct slice rest = file ? case_file_of((struct record *)(uintptr_t)file)->urgent.text : S(""), code;
    while (slice_split(&rest, ',', &code)) {
        if (code.len)
            doc_set_text(web->arena, doc_add_object(web->arena, needs), S("need"),
                         choice_label(web, field, code));
    }
}

static void person_show(struct queue *queue, struct doc *row, const struct record *place,
                        struct record *file) {
    struct web *web = queue->web;
    const struct queue_place *values = queue_place_of((struct record *)(uintptr_t)place);
    const struct case_file *about = file ? case_file_of(file) : NULL;
    doc_set_uuid(web->arena, row, S("place_id"), place->id);
    doc_set_int(web->arena, row, S("place_version"), place->version);
    doc_set_int(web->arena, row, S("wrist"), values->number.number);
    doc_set_text(web->arena, row, S("wrist_text"), number_text(web, values->number.number));
    doc_set_text(web->arena, row, S("file_code"), file ? file->code : S(""));
    doc_set_text(web->arena, row, S("file_href"), file ? record_href(web, &case_file_type, file->id) : S(""));
    doc_set_text(web->arena, row, S("sex_text"),
                 about ? choice_label(web, record_type_field(&case_file_type, S("sex")), about->sex.text)
                       : S(""));
    doc_set_text(web->arena, row, S("age_text"),
                 about && about->age_years.present ? number_text(web, about->age_years.number) : S(""));
    doc_set_bool(web->arena, row, S("came_before"), values->came_before.number != 0);
    doc_set_text(web->arena, row, S("arrival_code"),
                 record_label_of(queue->names, &arrival_type, values->arrival.id));
    doc_set_int(web->arena, row, S("came_ms"), values->came_ms.number);
    doc_set_text(web->arena, row, S("came_text"),
                 web_tr_fill(web, TR("waits since {1}"),
                             format_instant(web->arena, &web->locale, values->came_ms.number), S("")));
    needs_show(web, row, file);
}

static size_t family_size(const struct queue *queue, size_t from) {
    size_t to = from + 1;
    if (!place_of(&queue->waiting[from])->family.present) return 1;
    while (to < queue->waiting_count && !by_family(&queue->waiting[from], &queue->waiting[to]))
        to++;
    return to - from;
}

/* One who waits, or a family together, with one button. */
static void group_show(struct queue *queue, struct doc *groups, size_t from, size_t size) {
    struct web *web = queue->web;
    struct doc *group = doc_add_object(web->arena, groups);
    const struct waiting *first = &queue->waiting[from];
    bool is_family = place_of(first)->family.present;
    doc_set_uuid(web->arena, group, S("first_id"), first->place->id);
    doc_set_text(web->arena, group, S("urgency"), slice_of(looks[first->urgency].badge));
    doc_set_int(web->arena, group, S("urgency_level"), first->urgency);
    doc_set_text(web->arena, group, S("urgency_text"),
                 first->urgency ? web_tr(web, looks[first->urgency].label) : S(""));
    doc_set_text(web->arena, group, S("family_code"),
                 is_family ? record_label_of(queue->names, &case_family_type, place_of(first)->family.id)
                           : S(""));
    doc_set_text(web->arena, group, S("take_text"),
                 size > 1 ? web_tr_fill(web, TR("Take over all {1}"), number_text(web, (int64_t)size), S(""))
                          : web_tr(web, TR("Take over")));
    struct doc *people = doc_set_array(web->arena, group, S("people"));
    for (size_t i = from; i < from + size; i++)
        person_show(queue, doc_add_object(web->arena, people), queue->waiting[i].place,
                    queue->waiting[i].file);
}

/* Families are not parted by the end of a page either. */
static void waiting_show(struct queue *queue) {
    struct web *web = queue->web;
    struct doc *groups = doc_set_array(web->arena, web->view, S("waiting"));
    int64_t from = 0;
    size_t i = 0, size, shown = 0;
    slice_to_int64(http_query(web->http, S("from")), &from);
    for (; i < queue->waiting_count && shown < SHOWN_WAITING; i += size) {
        size = family_size(queue, i);
        if (from > 0 && i < (size_t)from) continue;
        group_show(queue, groups, i, size);
        shown += size;
    }
    size_t rest = queue->waiting_count - i;
    doc_set_text(
        web->arena, web->view, S("more_text"),
        rest ? web_tr_fill(web, TR("{1} more wait behind these."), number_text(web, (int64_t)rest), S(""))
             : S(""));
    doc_set_text(web->arena, web->view, S("more_href"),
                 rest ? arena_printf(web->arena, "/arrivals/queue?from=%zu", i) : S(""));
}

static void taken_show(struct queue *queue) {
    struct web *web = queue->web;
    size_t count = queue->taken_count < SHOWN_TAKEN ? queue->taken_count : SHOWN_TAKEN;
    struct record **files = arena_make(web->arena, struct record *, count + 1);
    bool decides = access_may(web->actor, ACCESS_CASE, VERB_APPROVE);
    files_join(web, queue->taken, count, files);
    struct doc *rows = doc_set_array(web->arena, web->view, S("taken"));
    for (size_t i = 0; i < count; i++) {
        const struct queue_place *place = queue_place_of(queue->taken[i]);
        struct doc *row = doc_add_object(web->arena, rows);
        person_show(queue, row, queue->taken[i], files[i]);
        doc_set_text(web->arena, row, S("worker"),
                     place->taken_by.present ? access_user_name(web->app->access, web->arena, web_db(web),
                                                                web->actor, place->taken_by.id)
                                             : S(""));
        doc_set_text(web->arena, row, S("taken_text"),
                     place->taken_ms.present
                         ? format_instant(web->arena, &web->locale, place->taken_ms.number)
                         : S(""));
        doc_set_bool(web->arena, row, S("may_step"),
                     decides ||
                         (place->taken_by.present && uuid_equal(place->taken_by.id, web->actor->user_id)));
    }
}

static void picture_show(struct queue *queue) {
    struct web *web = queue->web;
    struct svg_share shares[URGENCIES];
    struct text out = TEXT_IN(web->arena);
    struct doc *legend = doc_set_array(web->arena, web->view, S("shares"));
    for (size_t i = 0; i < URGENCIES; i++) {
        size_t level = URGENCIES - 1 - i;
        shares[i] = (struct svg_share){looks[level].class_name, (int64_t)queue->by[level]};
        struct doc *share = doc_add_object(web->arena, legend);
        doc_set_text(web->arena, share, S("share_class"), slice_of(looks[level].class_name));
        doc_set_text(web->arena, share, S("share_label"), web_tr(web, looks[level].label));
        doc_set_text(web->arena, share, S("share_count"), number_text(web, (int64_t)queue->by[level]));
        doc_set_int(web->arena, share, S("share_people"), (int64_t)queue->by[level]);
    }
    svg_strip(&out, web_tr(web, TR("Who waits, by urgency")), shares, URGENCIES);
    html_set_doc(web->arena, web->view, S("strip_html"), html_of(&out));
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    furniture_add_figure(web, figures, TR("Waiting"), number_text(web, (int64_t)queue->waiting_count), S(""));
    furniture_add_figure(web, figures, TR("Of them at once"),
                         number_text(web, (int64_t)queue->by[URGENT_NOW]), S(""));
    furniture_add_figure(web, figures, TR("With a social worker"),
                         number_text(web, (int64_t)queue->taken_count), S(""));
    doc_set_int(web->arena, web->view, S("waiting_people"), (int64_t)queue->waiting_count);
    doc_set_int(web->arena, web->view, S("taken_people"), (int64_t)queue->taken_count);
}

static void queue_show(struct web *web) {
    struct queue queue = {.web = web, .names = record_names_new(web)};
    queue_read(&queue);
    furniture_add_crumb(web, web_tr(web, TR("Arrivals")), S("/arrivals"));
    furniture_add_crumb(web, web_tr(web, TR("Queue")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Queue")));
    doc_set_bool(web->arena, web->view, S("may_take"), access_may(web->actor, ACCESS_CASE, VERB_UPDATE));
    doc_set_bool(web->arena, web->view, S("has_waiting"), queue.waiting_count > 0);
    doc_set_bool(web->arena, web->view, S("has_taken"), queue.taken_count > 0);
    picture_show(&queue);
    waiting_show(&queue);
    taken_show(&queue);
}

enum outcome queue_page(struct web *web) {
    if (!web_view(web, &queue_place_type).allowed || !web_view(web, &case_file_type).allowed)
        return OUTCOME_NOT_FOUND;
    queue_show(web);
    return OUTCOME_OK;
}

/* ---- a step ---- */

static const struct {
    const char *word, *state, *from;
    bool is_whole_family;
} steps[] = {
    {"take", "taken", "waiting", true},
    {"back", "waiting", "taken", true},
    {"done", "done", "taken", false},
    {"gone", "gone", "waiting", false},
};

static void step_add(struct web *web, struct change *changes, size_t *count, const struct record *place,
                     size_t step) {
    struct change *change = &changes[(*count)++];
    *change = change_new(web->arena, CHANGE_UPDATE, &queue_place_type, place->org_id);
    change->id = place->id;
    change->base_version = place->version;
    change_set_value(change, "state", value_of_text(slice_of(steps[step].state)));
    if (slice_equal(slice_of(steps[step].word), S("take")))
        change_set_value(change, "taken_by", (struct value){.present = true, .id = web->actor->user_id});
}

/* The others of the family that stand where this one stands. */
static void family_add(struct web *web, struct change *changes, size_t *count, const struct record *place,
                       size_t step) {
    const struct value *family = &queue_place_of((struct record *)(uintptr_t)place)->family;
    struct view view = web_view(web, &queue_place_type);
    struct list_query query = {
        .type = &queue_place_type, .org = place->org_id, .limit = FAMILY_MAX, .filter_count = 2};
    struct list_page page;
    query.filters[0] =
        (struct filter){record_type_field(&queue_place_type, S("family")), FILTER_EQUAL, *family};
    query.filters[1] = (struct filter){record_type_field(&queue_place_type, S("state")), FILTER_EQUAL,
                                       value_of_text(slice_of(steps[step].from))};
    if (!family->present ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return;
    for (size_t i = 0; i < page.count; i++) {
        if (!uuid_equal(page.records[i]->id, place->id)) step_add(web, changes, count, page.records[i], step);
    }
}

static enum outcome stepped(struct web *web, struct write_job *job) {
    if (job->outcome == OUTCOME_OK) return web_redirect(web, S("/arrivals/queue?done=saved"));
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    web->refusal = REFUSAL_IN(web->arena);
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        refuse_with(&web->refusal, S(""), item->message, item->args[0], item->args[1]);
    }
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody was quicker. The queue below is how it is now.");
    web->response->status = web_status(job->outcome);
    plain_form_add_summary(web);
    queue_show(web);
    return OUTCOME_OK;
}

enum outcome queue_step(struct web *web) {
    struct view view = web_view(web, &queue_place_type);
    struct uuid id;
    struct record *place;
    size_t step = 0, count = 0;
    if (!view.allowed) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    while (step < ARRAY_LEN(steps) && !slice_equal(web_field(web, S("do")), slice_of(steps[step].word)))
        step++;
    if (step == ARRAY_LEN(steps) || !uuid_parse(web_field(web, S("place")), &id)) return OUTCOME_MALFORMED;
    if (!query_get(web->app->store, web_db(web), web->arena, &view, &queue_place_type, id, &place, NULL) ||
        place->deleted_ms)
        return OUTCOME_NOT_FOUND;
    struct change *changes = arena_make(web->arena, struct change, FAMILY_MAX + 1);
    step_add(web, changes, &count, place, step);
    if (steps[step].is_whole_family) family_add(web, changes, &count, place, step);
    return web_write(web, changes, count, S(""), stepped);
}

/* ---- files without a place ---- */

static int by_id(const void *a, const void *b) {
    return memcmp(((const struct uuid *)a)->bytes, ((const struct uuid *)b)->bytes, UUID_BYTES);
}

static size_t of_arrival(struct web *web, const struct record_type *type, const struct record *arrival,
                         struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {
        .type = type, .org = arrival->org_id, .limit = LIMIT_LIST_ROWS, .filter_count = 1};
    query.filters[0] = (struct filter){
        record_type_field(type, S("arrival")), FILTER_EQUAL, {.present = true, .id = arrival->id}};
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, LIMIT_QUEUE_PLACES,
                          records, NULL);
}

static size_t files_without_place(struct web *web, const struct record *arrival, struct record **files,
                                  size_t max) {
    struct record **places, **all;
    size_t place_count = of_arrival(web, &queue_place_type, arrival, &places),
           count = of_arrival(web, &case_file_type, arrival, &all), kept = 0;
    struct uuid *placed = arena_make(web->arena, struct uuid, place_count + 1);
    for (size_t i = 0; i < place_count; i++)
        placed[i] = queue_place_of(places[i])->case_file.id;
    qsort(placed, place_count, sizeof *placed, by_id);
    for (size_t i = count; i-- > 0 && kept < max;) { /* who was written down first waits first */
        if (!bsearch(&all[i]->id, placed, place_count, sizeof *placed, by_id)) files[kept++] = all[i];
    }
    return kept;
}

enum outcome queue_fill(struct web *web) {
    struct record *arrival = web_record_of_path(web, &arrival_type, 0);
    struct record **files = arena_make(web->arena, struct record *, FILL_MAX);
    if (!arrival || !access_may_add(web->actor, &queue_place_type)) return OUTCOME_NOT_FOUND;
    size_t count = files_without_place(web, arrival, files, FILL_MAX);
    struct change *changes = arena_make(web->arena, struct change, count + 1);
    if (!count) return web_redirect(web, S("/arrivals/queue"));
    for (size_t i = 0; i < count; i++) {
        changes[i] = change_new(web->arena, CHANGE_CREATE, &queue_place_type, arrival->org_id);
        change_set_value(&changes[i], "case_file", (struct value){.present = true, .id = files[i]->id});
        change_set_value(&changes[i], "arrival", (struct value){.present = true, .id = arrival->id});
        if (case_file_of(files[i])->family.present)
            change_set_value(&changes[i], "family", case_file_of(files[i])->family);
    }
    return web_write(web, changes, count, S(""), stepped);
}

/* ---- links ---- */

static void link_add(struct web *web, struct doc *actions, const char *label, struct slice href) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, label));
    doc_set_text(web->arena, action, S("href"), href);
}

void arrival_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct slice id = uuid_format(web->arena, record->id);
    if (access_may_add(web->actor, &case_file_type))
        link_add(web, actions, TR("Write down who came"),
                 arena_printf(web->arena, "/arrivals/%.*s/intake", SLICE_ARG(id)));
    link_add(web, actions, TR("Slips and wrist numbers"),
             arena_printf(web->arena, "/arrivals/%.*s/slips", SLICE_ARG(id)));
    link_add(web, actions, TR("Queue"), S("/arrivals/queue"));
}

void arrivals_link(struct web *web, struct doc *actions) {
    if (web_view(web, &queue_place_type).allowed) link_add(web, actions, TR("Queue"), S("/arrivals/queue"));
}
