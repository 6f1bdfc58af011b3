/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue is read anew for every look: places that wait or were taken over, and their files as this reader
 * may see them.  Whose turn it is says domain/arrival/turn.h.
 */
#include "web/arrival/queue_page.h"

#include <stdlib.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/arrival/turn.h"
#include "domain/care/care.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/record/record_text.h"

enum { SHOWN_WAITING = 200, SHOWN_TAKEN = 60 };

static const struct {
    const char *class_name, *badge, *label;
} looks[URGENCIES] = {
    [URGENT_NOW] = {"strip-now", "bad", TR("At once")},
    [URGENT_FIRST] = {"strip-behind", "behind", TR("Before others")},
    [URGENT_SOON] = {"strip-on", "on", TR("Soon")},
    [URGENT_NOT] = {"strip-open", "open", TR("In turn")},
};

struct queue {
    struct web *web;
    struct turn *waiting;
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
    queue->waiting = arena_make(web->arena, struct turn, count + 1);
    queue->waiting_count = count;
    for (size_t i = 0; i < count; i++) {
        queue->waiting[i] = turn_of(places[i], files[i]);
        queue->by[queue->waiting[i].own]++;
    }
    turns_order(queue->waiting, count);
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
    struct slice rest = file ? case_file_of(file)->urgent.text : S(""), code;
    while (slice_split(&rest, ',', &code)) {
        if (code.len)
            doc_set_text(web->arena, doc_add_object(web->arena, needs), S("need"),
                         choice_label(web, field, code));
    }
}

static void person_show(struct queue *queue, struct doc *row, const struct record *place,
                        struct record *file) {
    struct web *web = queue->web;
    const struct queue_place *values = queue_place_of(place);
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

/* One who waits, or a family together, with one button. */
static void group_show(struct queue *queue, struct doc *groups, size_t from, size_t size) {
    struct web *web = queue->web;
    struct doc *group = doc_add_object(web->arena, groups);
    const struct turn *first = &queue->waiting[from];
    const struct value *family = &queue_place_of(first->place)->family;
    doc_set_uuid(web->arena, group, S("first_id"), first->place->id);
    doc_set_text(web->arena, group, S("urgency"), slice_of(looks[first->urgency].badge));
    doc_set_int(web->arena, group, S("urgency_level"), first->urgency);
    doc_set_text(web->arena, group, S("urgency_text"),
                 first->urgency ? web_tr(web, looks[first->urgency].label) : S(""));
    doc_set_text(web->arena, group, S("family_code"),
                 family->present ? record_label_of(queue->names, &case_family_type, family->id) : S(""));
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
        size = turns_together(queue->waiting, queue->waiting_count, i);
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

void queue_show(struct web *web) {
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
