/* SPDX-License-Identifier: Apache-2.0 */
/* Every number of the board, for programs. */
#include "domain/programme/programme.h"
#include "web/programme/board_read.h"

static void set_day(struct web *web, struct doc *object, struct slice key, int64_t day) {
    doc_set_text(web->arena, object, key, date_format_iso(web->arena, date_of_day(day)));
}

static void set_value(struct web *web, struct doc *object, struct slice key, const struct value *value) {
    if (value->present) doc_set_text(web->arena, object, key, value->text);
    else doc_set_null(web->arena, object, key);
}

static void set_steps(struct web *web, struct doc *object, struct slice key, const struct promise_step *steps, size_t count) {
    struct doc *array = doc_set_array(web->arena, object, key);
    for (size_t i = 0; i < count; i++) {
        struct doc *step = doc_add_object(web->arena, array);
        set_day(web, step, S("from"), steps[i].day);
        doc_set_int(web->arena, step, S("number"), steps[i].number);
    }
}

static void write_numbers(struct web *web, const struct promise_part_state *part, struct doc *object) {
    if (part->totals_only) {
        if (part->is_small) doc_set_null(web->arena, object, S("value"));
        else doc_set_int(web->arena, object, S("value"), part->value);
        doc_set_int(web->arena, object, S("planned"), part->planned);
        return;
    }
    doc_set_int(web->arena, object, S("value"), part->value);
    doc_set_int(web->arena, object, S("shown"), part->shown);
    doc_set_int(web->arena, object, S("counted"), part->counted);
    doc_set_int(web->arena, object, S("planned"), part->planned);
    doc_set_int(web->arena, object, S("over_limit"), part->over_limit);
    if (part->has_last_day) set_day(web, object, S("last_day"), part->last_day);
    else doc_set_null(web->arena, object, S("last_day"));
    struct doc *trend = doc_set_array(web->arena, object, S("trend"));
    for (size_t i = 0; i < PROMISE_TREND_MONTHS; i++) doc_add_int(web->arena, trend, part->trend[i]);
}

static void write_part(struct web *web, const struct promise_part_state *part, struct doc *object) {
    const struct promise_part *fields = promise_part_of(part->part->part);
    doc_set_uuid(web->arena, object, S("id"), part->part->part->id);
    set_value(web, object, S("label"), &fields->label);
    set_value(web, object, S("label_km"), &fields->label_km);
    set_value(web, object, S("shape"), &fields->shape);
    set_value(web, object, S("source"), &fields->source);
    set_value(web, object, S("unit"), &fields->target_unit);
    doc_set_text(web->arena, object, S("state"), promise_view_status_code(part->status));
    if (part->has_target) {
        doc_set_int(web->arena, object, S("target"), part->target);
        doc_set_int(web->arena, object, S("target_original"), part->target_original);
        doc_set_int(web->arena, object, S("per_mille"), part->per_mille);
    }
    set_steps(web, object, S("targets"), part->targets, part->target_count);
    set_steps(web, object, S("plan"), part->plan, part->plan_count);
    /* What is not kept yet has no number, not even zero. */
    if (part->status != STATUS_NOT_RECORDED) write_numbers(web, part, object);
}

void board_write_promise(struct web *web, const struct promise_state *state, struct doc *object) {
    const struct promise *fields = promise_of(state->promise);
    doc_set_uuid(web->arena, object, S("id"), state->promise->id);
    doc_set_uuid(web->arena, object, S("org"), state->org_id);
    set_value(web, object, S("number"), &fields->number);
    set_value(web, object, S("title"), &fields->title);
    set_value(web, object, S("title_km"), &fields->title_km);
    if (state->agreement) doc_set_uuid(web->arena, object, S("agreement"), state->agreement->id);
    doc_set_text(web->arena, object, S("state"), promise_view_status_code(state->status));
    struct doc *parts = doc_set_array(web->arena, object, S("parts"));
    for (size_t i = 0; i < state->part_count; i++) write_part(web, &state->parts[i], doc_add_object(web->arena, parts));
}

static bool shows_any(const struct board_view *view, const struct promise_state *state) {
    bool any = !view->ask.has_status;
    for (size_t i = 0; i < state->part_count; i++) any = any || board_shows(view, &state->parts[i]);
    return any;
}

void board_write_json(struct web *web, const struct board_view *view, struct doc *object) {
    struct slice period = promise_view_period_code(web->arena, view->ask.query.grain, view->ask.query.period);
    doc_set_text(web->arena, object, S("period"), period);
    doc_set_text(web->arena, object, S("province"), view->ask.query.province);
    struct doc *states = doc_set_object(web->arena, object, S("states"));
    for (int i = 0; i < PROMISE_STATUSES; i++) {
        doc_set_int(web->arena, states, promise_view_status_code((enum promise_status)i), (int64_t)view->counts[i]);
    }
    struct doc *orgs = doc_set_array(web->arena, object, S("organisations"));
    for (size_t i = 0; i < view->org_count; i++) {
        const struct board_org *org = &view->orgs[i];
        struct doc *item = doc_add_object(web->arena, orgs);
        doc_set_uuid(web->arena, item, S("id"), org->org.id);
        doc_set_text(web->arena, item, S("name"), org->org.short_name);
        set_day(web, item, S("as_of"), org->today);
        struct doc *promises = doc_set_array(web->arena, item, S("promises"));
        for (size_t k = 0; k < org->board.count; k++) {
            if (!shows_any(view, &org->board.promises[k])) continue;
            board_write_promise(web, &org->board.promises[k], doc_add_object(web->arena, promises));
        }
    }
}
