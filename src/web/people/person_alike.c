/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/person_alike.h"

#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

/* ---- the words of a score ---- */

static const char *likeness_words(const struct person_score *score) {
    return score->points >= PERSON_LIKELY_MIN ? TR("Very likely the same person")
                                              : TR("Possibly the same person");
}

static struct slice points_text(struct web *web, int points) {
    struct slice number = format_number(web->arena, &web->locale, points < 0 ? -points : points);
    return arena_printf(web->arena, "%s%.*s", points < 0 ? "−" : "+", SLICE_ARG(number));
}

static void reason_show(struct web *web, struct doc *reasons, const struct person_reason *reason) {
    struct doc *object = doc_add_object(web->arena, reasons);
    struct slice number[2] = {format_number(web->arena, &web->locale, reason->number), S("")};
    doc_set_text(web->arena, object, S("text"), refusal_fill(web->arena, web_tr(web, reason->words), number));
    doc_set_text(web->arena, object, S("points_text"), points_text(web, reason->points));
    doc_set_int(web->arena, object, S("points"), reason->points);
    doc_set_text(web->arena, object, S("speaks"), reason->points < 0 ? S("against") : S("for"));
}

void person_score_show(struct web *web, struct doc *object, const struct person_score *score) {
    doc_set_int(web->arena, object, S("score"), score->points);
    doc_set_text(web->arena, object, S("likeness"),
                 score->points >= PERSON_LIKELY_MIN ? S("likely") : S("possible"));
    doc_set_text(web->arena, object, S("likeness_text"), web_tr(web, likeness_words(score)));
    struct doc *reasons = doc_set_array(web->arena, object, S("reasons"));
    for (size_t i = 0; i < score->count; i++)
        reason_show(web, reasons, &score->reasons[i]);
}

struct slice person_score_words(struct web *web, const struct person_score *score) {
    struct text words = TEXT_IN(web->arena);
    for (size_t i = 0; i < score->count; i++) {
        struct slice number[2] = {format_number(web->arena, &web->locale, score->reasons[i].number), S("")};
        if (words.len) text_append(&words, S(" · "));
        text_append(&words, refusal_fill(web->arena, web_tr(web, score->reasons[i].words), number));
    }
    return text_slice(&words);
}

/* ---- somebody about to be saved ---- */

struct record *person_about_to_be(struct web *web, const struct change *change) {
    struct record *person = record_copy(web->arena, change->values);
    person->org_id = change->org_id;
    person->id = change->id;
    return person;
}

static size_t alike_find(struct web *web, const struct change *change, int points_min,
                         struct person_candidate *found) {
    struct view view = web_view(web, &person_type);
    const struct record *person = person_about_to_be(web, change);
    size_t count = person_candidates(web->app->store, web_db(web), web->arena, &view, person, found,
                                     PEOPLE_ALIKE_MAX),
           kept = 0;
    while (kept < count && found[kept].score.points >= points_min)
        kept++;
    return kept;
}

static void alike_show(struct web *web, struct doc *people, const struct person_candidate *candidate) {
    struct doc *object = doc_add_object(web->arena, people);
    const struct record *person = candidate->record;
    doc_set_uuid(web->arena, object, S("id"), person->id);
    doc_set_text(web->arena, object, S("name"), training_name(web, person));
    doc_set_text(web->arena, object, S("detail"), training_detail(web, person, clock_today()));
    doc_set_text(web->arena, object, S("href"), record_href(web, &person_type, person->id));
    person_score_show(web, object, &candidate->score);
}

static bool was_here_before(struct web *web, struct slice key) {
    return key.len && store_key_is_used(web_db(web), web->actor, key);
}

bool person_form_asks(struct web *web, const struct change *change, struct slice key) {
    struct person_candidate found[PEOPLE_ALIKE_MAX];
    if (change->type != &person_type || plain_form_has(web, "_other", S("1")) || was_here_before(web, key))
        return false;
    size_t count = alike_find(web, change, PERSON_POSSIBLE_MIN, found);
    if (!count) return false;
    struct doc *alike = doc_set_object(web->arena, web->view, S("alike"));
    struct doc *people = doc_set_array(web->arena, alike, S("people"));
    for (size_t i = 0; i < count; i++)
        alike_show(web, people, &found[i]);
    doc_set_text(web->arena, alike, S("again_value"), web_field(web, S("_again")));
    return true;
}

bool person_request_asks(struct web *web, const struct change *change) {
    struct person_candidate found[PEOPLE_ALIKE_MAX];
    bool forced = slice_equal(http_query(web->http, S("force")), S("1"));
    if (change->type != &person_type || forced ||
        was_here_before(web, http_header(web->http, S("Idempotency-Key"))))
        return false;
    size_t count = alike_find(web, change, PERSON_LIKELY_MIN, found);
    if (!count) return false;
    struct doc *people = doc_set_array(web->arena, web->view, S("candidates"));
    for (size_t i = 0; i < count; i++)
        alike_show(web, people, &found[i]);
    refuse(&web->refusal, S(""),
           "Somebody in the register is very likely this person; `candidates` says who and why. Use that "
           "record, or send the request again with ?force=1.");
    return true;
}
