/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of a form would mean: in words of both languages, and the number they would count now. */
#include "domain/programme/programme.h"
#include "domain/programme/rules.h"
#include "domain/records.h"
#include "web/programme/promise_form.h"
#include "web/programme/promise_part_view.h"
#include "web/programme/promise_try.h"

struct speaker {
    struct web *web;
    bool khmer;
};

static struct slice place_name(void *context, struct arena *arena, struct slice code) {
    const struct speaker *speaker = context;
    return gazetteer_name(speaker->web->app->gazetteer, arena, code, speaker->khmer);
}

static struct slice base_label(const struct book_part *base, bool khmer) {
    if (!base) return S("…");
    const struct promise_part *part = promise_part_of(base->part);
    return khmer && part->label_km.present ? part->label_km.text : part->label.text;
}

static void words_fill(struct web *web, struct form_part *part, const struct promise_rule *rule,
                       const struct book_part *base) {
    static const enum lang languages[PROMISE_FORM_LANGUAGES] = {LANG_EN, LANG_KM};
    struct slice source = promise_part_of(part->record.now)->source.text;
    for (size_t i = 0; i < PROMISE_FORM_LANGUAGES; i++) {
        bool khmer = languages[i] == LANG_KM;
        struct speaker speaker = {web, khmer};
        struct locale locale = {.lang = languages[i],
                                .khmer_digits = web->locale.khmer_digits,
                                .messages = khmer ? web->app->khmer : NULL};
        struct promise_speech speech = {&locale, place_name, &speaker};
        part->word_count = promise_rule_sentences(web->arena, &speech, rule, source, base_label(base, khmer),
                                                  part->words[languages[i]]);
    }
}

/* The part that "every one of" asks about, as it stands. */
static const struct book_part *base_of(struct web *web, const struct promise_form *form,
                                       const struct promise_rule *rule) {
    if (rule->shape != SHAPE_EVERY || uuid_is_zero(form->org)) return NULL;
    const struct promise_book *book = promise_book_load(web->arena, web_db(web), &mlup_catalogue, form->org);
    return promise_book_find(book, rule->every_of);
}

static bool is_named(const struct web *web, struct slice name) {
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return true;
    }
    return false;
}

/* In a draft what is missing stands beside the rule; when it was to be saved, at the input too. */
static void missing_note(struct web *web, const struct promise_form *form, size_t index,
                         struct form_part *part, const struct refusal *wrong) {
    for (const struct refusal_item *item = wrong->first; item; item = item->next) {
        struct slice name = promise_form_name(web->arena, index, item->field);
        if (!part->missing.len) part->missing = tr_refusal(web->arena, &web->locale, item);
        if (form->is_draft || is_named(web, name)) continue;
        refuse_with(&web->refusal, name, item->message, item->args[0], item->args[1]);
    }
}

static void part_preview(struct web *web, const struct promise_form *form, size_t index,
                         struct form_part *part) {
    struct refusal wrong = REFUSAL_IN(web->arena);
    struct promise_period period = promise_period_read(web->arena, web_db(web), form->agreement);
    struct promise_rule *rule =
        promise_rule_bind(web->arena, &mlup_catalogue, promise_part_of(part->record.now), period, &wrong);
    missing_note(web, form, index, part, &wrong);
    if (!rule) return;
    rule->org_id = form->org;
    const struct book_part *base = base_of(web, form, rule);
    words_fill(web, part, rule, base);
    if (uuid_is_zero(form->org) || !part_view_tells_rows(web, rule, form->org)) return;
    if (!promise_conditions_are_allowed(web->actor, form->org, rule, &REFUSAL_IN(web->arena))) return;
    part->has_number =
        promise_try(web->arena, web_db(web), rule, base ? base->rule : NULL, form->org, &part->number);
}

void promise_form_preview(struct web *web, struct promise_form *form) {
    for (size_t i = 0; i < form->part_count; i++) {
        if (!form->parts[i].remove) part_preview(web, form, i, &form->parts[i]);
    }
}
