/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of a part of a promise for programs: over time, by splits, and what its shape adds. */
#include "web/programme/promise_part_view.h"

static void write_points(struct web *web, const struct part_view *view, struct doc *object) {
    struct doc *points = doc_set_array(web->arena, object, S("periods"));
    for (size_t i = 0; i < view->point_count; i++) {
        const struct promise_point *point = &view->points[i];
        struct doc *item = doc_add_object(web->arena, points);
        doc_set_text(web->arena, item, S("period"), promise_view_period_code(web->arena, view->grain, point->period));
        doc_set_int(web->arena, item, S("value"), point->value);
        doc_set_int(web->arena, item, S("cumulative"), point->cumulative);
        doc_set_int(web->arena, item, S("planned"), point->planned);
        doc_set_int(web->arena, item, S("target"), point->target);
    }
}

static void write_splits(struct web *web, const struct part_view *view, struct doc *object) {
    struct doc *by = doc_set_object(web->arena, object, S("by"));
    for (int dim = DIM_SEX; dim <= DIM_EACH; dim++) {
        struct doc *keys = doc_set_object(web->arena, by, part_view_dim_code((enum promise_dim)dim));
        for (size_t i = 0; i < view->split_count; i++) {
            if ((int)view->splits[i].dim == dim) doc_set_int(web->arena, keys, view->splits[i].key, view->splits[i].number);
        }
    }
}

static void write_frequency(struct web *web, const struct part_view *view, struct doc *object) {
    struct doc *places = doc_set_array(web->arena, object, S("places"));
    for (size_t i = 0; i < view->place_count; i++) {
        struct doc *item = doc_add_object(web->arena, places);
        doc_set_text(web->arena, item, S("place"), view->places[i].place);
        doc_set_bool(web->arena, item, S("promised"), view->places[i].promised);
        doc_set_int(web->arena, item, S("missing"), view->places[i].missing);
        struct doc *days = doc_set_array(web->arena, item, S("days"));
        for (size_t k = 0; k < view->places[i].count; k++) {
            doc_add_text(web->arena, days, date_format_iso(web->arena, date_of_day(view->places[i].occurrences[k].day)));
        }
    }
}

static void write_shares(struct web *web, const struct part_view *view, struct doc *object) {
    struct doc *shares = doc_set_array(web->arena, object, S("shares"));
    for (size_t i = 0; i < view->share_count; i++) {
        struct doc *item = doc_add_object(web->arena, shares);
        doc_set_text(web->arena, item, S("each"), view->shares[i].each);
        doc_set_int(web->arena, item, S("number"), view->shares[i].number);
        doc_set_bool(web->arena, item, S("over"), view->shares[i].over);
    }
}

static void write_missing(struct web *web, const struct part_view *view, struct doc *object) {
    struct doc *missing = doc_set_array(web->arena, object, S("without"));
    for (size_t i = 0; i < view->missing_count && i < PART_MISSING_SHOWN; i++) {
        const struct promise_unit *unit = &view->missing[i];
        doc_add_text(web->arena, missing, unit->type ? uuid_format(web->arena, unit->id) : unit->place);
    }
    doc_set_bool(web->arena, object, S("more_without"), view->missing_count > PART_MISSING_SHOWN);
}

void part_view_write_json(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_rule *rule = view->state->part->rule;
    doc_set_uuid(web->arena, object, S("id"), view->state->part->part->id);
    struct doc *words = doc_set_array(web->arena, object, S("rule"));
    for (size_t i = 0; i < view->sentence_count; i++) doc_add_text(web->arena, words, view->sentences[i]);
    if (!rule || !rule->source || view->state->totals_only) return;
    write_points(web, view, object);
    write_splits(web, view, object);
    if (rule->shape == SHAPE_FREQUENCY) write_frequency(web, view, object);
    if (rule->shape == SHAPE_CAP && !view->is_outside) write_shares(web, view, object);
    if (rule->shape == SHAPE_EVERY && !view->is_outside) write_missing(web, view, object);
}
