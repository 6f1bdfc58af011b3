/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of those who wait: taken over, given back, seen to, gone; a family together.  And who gets a place.
 */
#include "web/arrival/queue_page.h"

#include <stdlib.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/arrival/queue.h"
#include "domain/care/care.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { FAMILY_MAX = 50, FILL_MAX = 500 };

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
        change_set_value(change, "taken_by", value_of_id(web->actor->user_id));
}

/* The others of the family that stand where this one stands. */
static void family_add(struct web *web, struct change *changes, size_t *count, const struct record *place,
                       size_t step) {
    const struct value *family = &queue_place_of(place)->family;
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
    refusal_add_at(&web->refusal, S(""), &job->refusal);
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody was quicker. The queue below is how it is now.");
    web->response->status = web_status(job->outcome);
    plain_form_add_summary(web);
    queue_show(web);
    return OUTCOME_OK;
}

enum outcome queue_step(struct web *web) {
    struct uuid id;
    size_t step = 0, count = 0;
    if (!web_view(web, &queue_place_type).allowed) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    while (step < ARRAY_LEN(steps) && !slice_equal(web_field(web, S("do")), slice_of(steps[step].word)))
        step++;
    if (step == ARRAY_LEN(steps) || !uuid_parse(web_field(web, S("place")), &id)) return OUTCOME_MALFORMED;
    struct record *place = web_record(web, &queue_place_type, id);
    if (!place) return OUTCOME_NOT_FOUND;
    struct change *changes = arena_make(web->arena, struct change, FAMILY_MAX + 1);
    step_add(web, changes, &count, place, step);
    if (steps[step].is_whole_family) family_add(web, changes, &count, place, step);
    return web_write(web, changes, count, S(""), stepped);
}

/* ---- files without a place ---- */

static int by_id(const void *a, const void *b) {
    return uuid_compare(*(const struct uuid *)a, *(const struct uuid *)b);
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
        change_set_value(&changes[i], "case_file", value_of_id(files[i]->id));
        change_set_value(&changes[i], "arrival", value_of_id(arrival->id));
        if (case_file_of(files[i])->family.present)
            change_set_value(&changes[i], "family", case_file_of(files[i])->family);
    }
    return web_write(web, changes, count, S(""), stepped);
}

/* ---- links ---- */

void arrival_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct slice id = uuid_format(web->arena, record->id);
    if (access_may_add(web->actor, &case_file_type))
        furniture_add_action(web, actions, TR("Write down who came"),
                             arena_printf(web->arena, "/arrivals/%.*s/intake", SLICE_ARG(id)), false);
    furniture_add_action(web, actions, TR("Slips and wrist numbers"),
                         arena_printf(web->arena, "/arrivals/%.*s/slips", SLICE_ARG(id)), false);
    furniture_add_action(web, actions, TR("Queue"), S("/arrivals/queue"), false);
}

void arrivals_link(struct web *web, struct doc *actions) {
    if (web_view(web, &queue_place_type).allowed)
        furniture_add_action(web, actions, TR("Queue"), S("/arrivals/queue"), false);
}
