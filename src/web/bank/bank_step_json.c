/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  The steps of banks and animals for programs: the fields of the form under their names,
 * values as the records have them (grams or heads, parts per million, riel, days as 2017-03-01).  What cannot
 * be is refused by the rules, in words. */
#include "exchange/json_record.h"
#include "web/api.h"
#include "web/bank/bank_pages.h"
#include "web/bank/bank_stepping.h"

static bool is_of_animal(const struct stepping *stepping, struct slice name) {
    for (const struct ask_field *ask = stepping->step.fields;
         ask < stepping->step.fields + STEP_FIELDS && ask->name; ask++) {
        if (slice_equal(slice_of(ask->name), name)) return ask->of_animal;
    }
    return false;
}

static const char *day_field(const struct stepping *stepping) {
    const struct ask_field *ask = stepping->step.fields;
    while (ask->ask != ASK_DAY)
        ask++;
    return ask->name;
}

/* The part of the body that is of the animal, or not; without the loan that is named by the change itself. */
static struct doc *body_part(const struct stepping *stepping, const struct doc *body, bool of_animal) {
    struct arena *arena = stepping->seen.web->arena;
    struct doc *part = doc_new_object(arena);
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next) {
        bool is_named = stepping->step.writes_off && slice_equal(entry->key, S("loan"));
        if (!is_named && is_of_animal(stepping, entry->key) == of_animal)
            doc_set_doc(arena, part, entry->key, &entry->value);
    }
    return part;
}

/* Today unless said. */
static struct slice day_of(const struct stepping *stepping, const struct doc *body) {
    struct slice said = doc_get_text(body, slice_of(day_field(stepping)));
    return said.len ? said : date_format_iso(stepping->seen.web->arena, clock_today());
}

static struct doc *own_part(const struct stepping *stepping, const struct doc *body) {
    struct doc *part = body_part(stepping, body, false);
    struct slice day = slice_of(day_field(stepping));
    if (!doc_get(part, day)) doc_set_text(stepping->seen.web->arena, part, day, day_of(stepping, body));
    return part;
}

static bool part_read(struct stepping *stepping, const struct doc *part, struct change *change) {
    struct web *web = stepping->seen.web;
    return json_record_read(web->arena, part, change, &web->refusal);
}

static bool bank_body_read(struct stepping *stepping, const struct doc *body) {
    struct change *change = bank_change(stepping);
    bool good = part_read(stepping, own_part(stepping, body), change);
    return (!stepping->step.writes_off ||
            write_off_change(stepping, change, doc_get_text(body, S("loan")))) &&
           good;
}

static struct slice key_of(const struct web *web) {
    return http_header(web->http, S("Idempotency-Key"));
}

/* The same submission names the same animal. */
static bool animal_body_read(struct stepping *stepping, const struct doc *body, struct uuid *id) {
    struct web *web = stepping->seen.web;
    struct doc *part = body_part(stepping, body, true);
    *id = key_of(web).len ? uuid_of_name(key_of(web), web->http->body) : uuid_new();
    if (stepping->event == STEP_CALVE) doc_set_text(web->arena, part, S("born_on"), day_of(stepping, body));
    return part_read(stepping, part, animal_change(stepping, *id));
}

/* See speaks_of_animal of bank_step.c. */
static bool body_speaks_of_animal(const struct stepping *stepping, const struct doc *body) {
    const struct doc *part = body_part(stepping, body, true);
    for (const struct doc_entry *entry = part->first; entry; entry = entry->next) {
        const struct doc *value = &entry->value;
        if (value->kind != DOC_NULL && (value->kind != DOC_TEXT || value->text.len)) return true;
    }
    return false;
}

static bool event_body_read(struct stepping *stepping, const struct doc *body) {
    struct uuid animal = {0};
    bool is_born_alive = stepping->event == STEP_CALVE && body_speaks_of_animal(stepping, body);
    bool has_animal = is_born_alive || stepping->event == STEP_REPLACE;
    bool good = !has_animal || animal_body_read(stepping, body, &animal);
    struct change *change = event_change(stepping, has_animal ? &animal : NULL);
    return part_read(stepping, own_part(stepping, body), change) && good;
}

static enum outcome step_done(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    web->response->status = job->repeated ? 200 : 201;
    if (job->repeated) http_response_add_header(web->response, S("Idempotent-Replayed"), S("true"));
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < job->change_count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("type"), slice_of(job->changes[i].type->path));
        api_add_after(web, &job->changes[i], doc_set_object(web->arena, item, S("record")));
    }
    return OUTCOME_OK;
}

static enum outcome step_api(struct web *web, bool (*find)(struct web *, struct stepping *),
                             bool (*read)(struct stepping *, const struct doc *)) {
    struct stepping *stepping = arena_make(web->arena, struct stepping, 1);
    if (!find(web, stepping)) return OUTCOME_NOT_FOUND;
    struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body || body->kind != DOC_OBJECT) return OUTCOME_MALFORMED;
    if (!read(stepping, body)) return OUTCOME_REFUSED;
    return web_write(web, stepping->changes, stepping->change_count, key_of(web), step_done);
}

enum outcome bank_step_api(struct web *web) {
    return step_api(web, bank_stepping, bank_body_read);
}

enum outcome animal_step_api(struct web *web) {
    return step_api(web, animal_stepping, event_body_read);
}
