/* SPDX-License-Identifier: Apache-2.0 */
/* A draft with its sections and questions in order; moving, copying and taking out; how a draft begins. */
#include "base/log.h"
#include "base/text.h"
#include "web/ask.h"
#include "web/form_editor/draft.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { CHOICES_SHOWN = 8 };

/* ---- a question ---- */

static void add_badge(struct web *web, struct doc *badges, const char *text) {
    doc_set_text(web->arena, doc_add_object(web->arena, badges), S("badge_text"), web_tr(web, text));
}

static bool has_finding(const struct form_question *question) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (question->choices[i].finding.len) return true;
    }
    return false;
}

static void add_badges(struct web *web, struct doc *object, const struct form_question *question) {
    struct doc *badges = doc_set_array(web->arena, object, S("badges"));
    if (question->required) add_badge(web, badges, TR("Must be answered"));
    if (question->minimal) add_badge(web, badges, TR("Also among the least"));
    if (question->constraint.text.len) add_badge(web, badges, TR("Checked"));
    if (has_finding(question)) add_badge(web, badges, TR("Tells act, means or purpose"));
}

static struct slice choices_text(struct web *web, const struct form_question *question) {
    struct text text = TEXT_IN(web->arena);
    for (size_t i = 0; i < question->choice_count && i < CHOICES_SHOWN; i++) {
        if (i) text_append(&text, S(" · "));
        text_append(&text, form_say(web->locale.lang, question->choices[i].label));
    }
    if (question->choice_count > CHOICES_SHOWN) text_append(&text, S(" …"));
    return text_slice(&text);
}

static void add_texts(struct web *web, struct doc *object, struct form_text text, bool is_needed) {
    doc_set_text(web->arena, object, S("text_km"), text.km);
    doc_set_text(web->arena, object, S("text_en"), text.en);
    doc_set_bool(web->arena, object, S("lacks_km"), is_needed && !text.km.len);
    doc_set_bool(web->arena, object, S("lacks_en"), is_needed && !text.en.len);
}

static void add_question(const struct draft *draft, struct doc *questions, size_t at) {
    struct web *web = draft->web;
    const struct form *form = draft->form;
    const struct form_question *question = &form->questions[at];
    struct doc *object = doc_add_object(web->arena, questions);
    struct slice rule = question->kind == QUESTION_CALCULATION ? question->calculation.text : S("");
    doc_set_text(web->arena, object, S("question_name"), question->name);
    doc_set_text(web->arena, object, S("question_number"),
                 format_number(web->arena, &web->locale, (int64_t)at + 1));
    doc_set_text(web->arena, object, S("question_kind"), web_tr(web, question_kind_label(question->kind)));
    doc_set_text(web->arena, object, S("question_href"),
                 arena_printf(web->arena, "%.*s?name=%.*s", SLICE_ARG(draft_href(draft, "/question")),
                              SLICE_ARG(question->name)));
    add_texts(web, object, question->label, question->kind != QUESTION_CALCULATION);
    doc_set_text(web->arena, object, S("question_choices"), choices_text(web, question));
    doc_set_text(web->arena, object, S("question_condition"), condition_words(draft, &question->relevant));
    doc_set_text(web->arena, object, S("question_calculation"), rule);
    doc_set_bool(web->arena, object, S("is_first"), at == 0 && question->page == 0);
    doc_set_bool(web->arena, object, S("is_last"),
                 at + 1 == form->question_count && question->page + 1 == form->page_count);
    add_badges(web, object, question);
}

/* ---- a section ---- */

static void add_kinds(struct web *web, struct doc *object) {
    struct doc *kinds = doc_set_array(web->arena, object, S("kinds"));
    for (size_t i = 0; i < QUESTION_KINDS; i++) {
        struct doc *kind = doc_add_object(web->arena, kinds);
        doc_set_text(web->arena, kind, S("kind_code"), slice_of(question_kind_code((enum question_kind)i)));
        doc_set_text(web->arena, kind, S("kind_label"),
                     web_tr(web, question_kind_label((enum question_kind)i)));
        doc_set_bool(web->arena, kind, S("kind_is_usual"), i == QUESTION_ONE);
    }
}

static void add_section(const struct draft *draft, struct doc *sections, size_t p) {
    struct web *web = draft->web;
    const struct form_page *page = &draft->form->pages[p];
    struct doc *object = doc_add_object(web->arena, sections);
    doc_set_int(web->arena, object, S("section_index"), (int64_t)p);
    doc_set_text(web->arena, object, S("section_number"),
                 format_number(web->arena, &web->locale, (int64_t)p + 1));
    add_texts(web, object, page->label, page->label.en.len || page->label.km.len);
    doc_set_text(web->arena, object, S("section_condition"), condition_words(draft, &page->relevant));
    doc_set_bool(web->arena, object, S("section_is_first"), p == 0);
    doc_set_bool(web->arena, object, S("section_is_last"), p + 1 == draft->form->page_count);
    doc_set_bool(web->arena, object, S("section_is_empty"), page->count == 0);
    add_kinds(web, object);
    struct doc *questions = doc_set_array(web->arena, object, S("questions"));
    for (size_t i = page->first; i < page->first + page->count; i++)
        add_question(draft, questions, i);
}

/* ---- the page ---- */

static void show_for_programs(const struct draft *draft) {
    struct web *web = draft->web;
    doc_set_uuid(web->arena, web->view, S("id"), draft->record->id);
    doc_set_int(web->arena, web->view, S("version"), draft->record->version);
    doc_set_int(web->arena, web->view, S("number"), care_form_version_of(draft->record)->number.number);
    doc_set_raw(web->arena, web->view, S("definition"), care_form_version_of(draft->record)->definition.text);
}

static void show(const struct draft *draft) {
    struct web *web = draft->web;
    int64_t published = 0;
    bool is_khmer = web->locale.lang == LANG_KM;
    draft_head(draft, S(""));
    doc_set_bool(web->arena, web->view, S("khmer_first"), is_khmer);
    doc_set_text(web->arena, web->view, S("title_km"), draft->form->title.km);
    doc_set_text(web->arena, web->view, S("title_en"), draft->form->title.en);
    doc_set_bool(web->arena, web->view, S("has_questions"), draft->form->question_count > 0);
    doc_set_bool(web->arena, web->view, S("has_published"), draft_published(draft, &published) != NULL);
    doc_set_bool(web->arena, web->view, S("may_drop"), web_may_delete(web, draft->record));
    struct doc *sections = doc_set_array(web->arena, web->view, S("sections"));
    for (size_t p = 0; p < draft->form->page_count; p++)
        add_section(draft, sections, p);
    draft_add_remarks(draft);
    if (web->is_api) show_for_programs(draft);
    plain_form_summarise(web, &(struct plain_summary){.title = TR("This cannot be done with the draft.")});
}

enum outcome draft_page(struct web *web) {
    struct draft draft;
    enum outcome outcome = draft_open(web, &draft);
    if (outcome == OUTCOME_REFUSED && !web->is_api) return web_redirect(web, draft_href(&draft, ""));
    if (outcome == OUTCOME_OK) show(&draft);
    return outcome;
}

/* ---- steps ---- */

struct arranging {
    struct draft draft;
    struct slice step, what; /* "up:age" */
    struct slice name;       /* where the reader goes on */
};

static enum outcome show_again(struct arranging *arranging, enum outcome outcome) {
    struct web *web = arranging->draft.web;
    if (outcome != OUTCOME_OK) web->response->status = web_status(outcome);
    show(&arranging->draft);
    return OUTCOME_OK;
}

static enum outcome show_stale(struct arranging *arranging) {
    struct web *web = arranging->draft.web;
    struct draft now;
    enum outcome outcome = draft_open(web, &now);
    if (outcome != OUTCOME_OK) return outcome;
    draft_tell_stale(&now);
    show(&now);
    return OUTCOME_OK;
}

static enum outcome after_step(struct web *web, struct write_job *job) {
    struct arranging *arranging = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(arranging, OUTCOME_REFUSED);
    if (job->outcome == OUTCOME_CONFLICT) return show_stale(arranging);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct slice end = arranging->name.len
                           ? arena_printf(web->arena, "/draft#q-%.*s", SLICE_ARG(arranging->name))
                           : S("/draft");
    return web_redirect(web, draft_href(&arranging->draft, end.s));
}

static bool question_step(struct arranging *arranging, struct form *form) {
    struct web *web = arranging->draft.web;
    size_t at = form_question_find(form, arranging->what);
    if (at == form->question_count)
        return refuse_with(&web->refusal, S(""), TR("The draft has no question “{1}” any more."),
                           arranging->what, S(""));
    arranging->name = arranging->what;
    if (slice_equal(arranging->step, S("up"))) return form_move(form, at, true), true;
    if (slice_equal(arranging->step, S("down"))) return form_move(form, at, false), true;
    if (slice_equal(arranging->step, S("copy"))) {
        size_t copy = form_double(web->arena, form, at);
        if (copy == form->question_count)
            return refuse(&web->refusal, S(""), "The form has too many questions.");
        arranging->name = form->questions[copy].name;
        return true;
    }
    form_remove(form, at);
    arranging->name = at < form->question_count ? form->questions[at].name : S("");
    return true;
}

static bool section_step(struct arranging *arranging, struct form *form) {
    struct web *web = arranging->draft.web;
    int64_t at = 0;
    if (!slice_to_int64(arranging->what, &at) || at < 0 || (size_t)at >= form->page_count)
        return refuse(&web->refusal, S(""), TR("The draft has no such section any more."));
    if (slice_equal(arranging->step, S("section-up")))
        form_move_page(web->arena, form, (size_t)at, true);
    else if (slice_equal(arranging->step, S("section-down")))
        form_move_page(web->arena, form, (size_t)at, false);
    else
        form_remove_page(form, (size_t)at);
    return true;
}

/* What takes something out asks first; with script the browser has asked. */
static bool asks_first(const struct arranging *arranging) {
    bool takes_out =
        slice_equal(arranging->step, S("remove")) || slice_equal(arranging->step, S("section-remove"));
    return takes_out && !slice_equal(web_field(arranging->draft.web, S("sure")), S("yes"));
}

static enum outcome ask(struct arranging *arranging) {
    struct web *web = arranging->draft.web;
    struct doc *asking = doc_set_object(web->arena, web->view, S("asking"));
    size_t at = form_question_find(arranging->draft.form, arranging->what);
    struct slice label = at < arranging->draft.form->question_count
                             ? form_say(web->locale.lang, arranging->draft.form->questions[at].label)
                             : arranging->what;
    doc_set_text(
        web->arena, asking, S("asking_step"),
        arena_printf(web->arena, "%.*s:%.*s", SLICE_ARG(arranging->step), SLICE_ARG(arranging->what)));
    doc_set_text(web->arena, asking, S("asking_label"), label);
    doc_set_bool(web->arena, asking, S("asking_section"), slice_equal(arranging->step, S("section-remove")));
    return show_again(arranging, OUTCOME_OK);
}

static bool step_is_known(struct slice step) {
    static const char *const steps[] = {"up",         "down",         "copy",          "remove",
                                        "section-up", "section-down", "section-remove"};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (slice_equal(step, slice_of(steps[i]))) return true;
    }
    return false;
}

static enum outcome step_take(struct arranging *arranging) {
    struct web *web = arranging->draft.web;
    struct form *form = form_copy(web->arena, arranging->draft.form);
    struct change *change = arena_make(web->arena, struct change, 1);
    bool is_section = slice_starts(arranging->step, S("section-"));
    bool good = is_section ? section_step(arranging, form) : question_step(arranging, form);
    if (!good || !draft_change(&arranging->draft, form, change))
        return show_again(arranging, OUTCOME_REFUSED);
    web->state = arranging;
    return web_write(web, change, 1, web_field(web, S("_key")), after_step);
}

enum outcome draft_post(struct web *web) {
    struct arranging *arranging = arena_make(web->arena, struct arranging, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = draft_open(web, &arranging->draft);
    if (outcome != OUTCOME_OK) return outcome;
    struct slice rest = web_field(web, S("do"));
    if (!slice_split(&rest, ':', &arranging->step) || !step_is_known(arranging->step))
        return OUTCOME_MALFORMED;
    arranging->what = rest;
    if (draft_is_stale(&arranging->draft)) return show_stale(arranging);
    return asks_first(arranging) ? ask(arranging) : step_take(arranging);
}

/* ---- by program ---- */

static enum outcome after_put(struct web *web, struct write_job *job) {
    struct draft draft;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S("version"),
               "Somebody changed this record meanwhile; `current` holds it as it is now.");
    if (job->outcome == OUTCOME_CONFLICT && draft_open(web, &draft) == OUTCOME_OK) {
        struct doc *current = doc_set_object(web->arena, web->view, S("current"));
        doc_set_int(web->arena, current, S("version"), draft.record->version);
        doc_set_raw(web->arena, current, S("definition"),
                    care_form_version_of(draft.record)->definition.text);
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return draft_page(web);
}

enum outcome draft_put(struct web *web) {
    struct draft draft;
    struct change *change = arena_make(web->arena, struct change, 1);
    enum outcome outcome = draft_open(web, &draft);
    if (outcome != OUTCOME_OK) return outcome;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal),
                     *definition = body ? doc_get(body, S("definition")) : NULL;
    if (!body) return OUTCOME_MALFORMED;
    draft.base_version = doc_get_int(body, S("version"), 0);
    if (draft.base_version < 1)
        refuse(&web->refusal, S("version"), TR("Say which version of the draft was changed."));
    if (!definition || definition->kind != DOC_OBJECT)
        refuse(&web->refusal, S("definition"), "This is no form: it has no pages of questions.");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct text json = TEXT_IN(web->arena);
    doc_write_json(&json, definition);
    const struct form *form = form_read_draft(web->arena, text_slice(&json), S("definition"), &web->refusal);
    if (!form || !draft_change(&draft, form, change)) return OUTCOME_REFUSED;
    return web_write(web, change, 1, http_header(web->http, S("Idempotency-Key")), after_put);
}

/* ---- how a draft begins ---- */

struct beginning {
    struct record *form_record,
        *newest;  /* newest: the version whose questions the draft begins with; NULL: none yet */
    int64_t last; /* number of the last version */
    struct slice definition;
};

static enum outcome beginning_open(struct web *web, struct beginning *beginning) {
    struct record **records;
    *beginning = (struct beginning){.form_record = web_record_of_path(web, &care_form_type, 0)};
    if (!beginning->form_record || !access_may_add(web->actor, &care_form_version_type))
        return OUTCOME_NOT_FOUND;
    size_t count = form_versions(web, beginning->form_record->id, &records);
    for (size_t i = 0; i < count; i++) {
        int64_t number = care_form_version_of(records[i])->number.number;
        if (number <= beginning->last && beginning->newest) continue;
        beginning->newest = records[i];
        beginning->last = number;
    }
    return OUTCOME_OK;
}

static enum outcome go_to_draft(struct web *web, const struct record *record) {
    struct slice id = uuid_format(web->arena, record->id);
    if (!web->is_api)
        return web_redirect(web, arena_printf(web->arena, "/care-form-versions/%.*s/draft", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("id"), id);
    doc_set_int(web->arena, web->view, S("version"), record->version);
    doc_set_int(web->arena, web->view, S("number"),
                care_form_version_of((struct record *)(uintptr_t)record)->number.number);
    return OUTCOME_OK;
}

enum outcome draft_begin_page(struct web *web) {
    struct beginning beginning;
    enum outcome outcome = beginning_open(web, &beginning);
    if (outcome != OUTCOME_OK) return outcome;
    struct record *draft = form_draft(web, beginning.form_record->id);
    if (draft) return go_to_draft(web, draft);
    const struct care_form *form = care_form_of(beginning.form_record);
    struct slice id = uuid_format(web->arena, beginning.form_record->id),
                 name = form_say(web->locale.lang, (struct form_text){form->name.text, form->name_km.text});
    furniture_add_crumb(web, web_tr(web, TR("Forms")), S("/care-forms"));
    furniture_add_crumb(web, name, arena_printf(web->arena, "/care-forms/%.*s", SLICE_ARG(id)));
    furniture_add_crumb(web, web_tr(web, TR("Edit questions")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), name);
    doc_set_text(web->arena, web->view, S("form_href"),
                 arena_printf(web->arena, "/care-forms/%.*s", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("last_number"),
                 beginning.newest ? format_number(web->arena, &web->locale, beginning.last) : S(""));
    doc_set_text(web->arena, web->view, S("next_number"),
                 format_number(web->arena, &web->locale, beginning.last + 1));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    return OUTCOME_OK;
}

/* Who pressed second finds the draft of who pressed first. */
static enum outcome after_begin(struct web *web, struct write_job *job) {
    struct beginning *beginning = web->state;
    struct record *draft =
        job->outcome == OUTCOME_OK ? job->changes[0].after : form_draft(web, beginning->form_record->id);
    if (draft && (job->outcome == OUTCOME_OK || job->outcome == OUTCOME_REFUSED))
        return go_to_draft(web, draft);
    web->refusal = job->refusal;
    return job->outcome;
}

/* A form that is new begins with one empty section, under its own name. */
static struct slice empty_definition(struct web *web, const struct care_form *form) {
    struct form *empty = arena_make(web->arena, struct form, 1);
    empty->title = (struct form_text){form->name.text, form->name_km.text};
    form_insert_page(empty, 0, (struct form_page){.name = S("page1")});
    return form_write(web->arena, empty);
}

enum outcome draft_begin_post(struct web *web) {
    struct beginning *beginning = arena_make(web->arena, struct beginning, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = beginning_open(web, beginning);
    if (outcome != OUTCOME_OK) return outcome;
    struct record *draft = form_draft(web, beginning->form_record->id);
    if (draft) return go_to_draft(web, draft);
    struct slice definition = beginning->newest ? care_form_version_of(beginning->newest)->definition.text
                                                : empty_definition(web, care_form_of(beginning->form_record));
    *change = change_new(web->arena, CHANGE_CREATE, &care_form_version_type, beginning->form_record->org_id);
    change_set_value(change, "care_form", (struct value){.present = true, .id = beginning->form_record->id});
    change_set_value(change, "number", (struct value){.present = true, .number = beginning->last + 1});
    change_set_value(change, "definition", (struct value){.present = true, .text = definition});
    web->state = beginning;
    return web_write(web, change, 1,
                     web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key")),
                     after_begin);
}

/* ---- the way here ---- */

static void add_action(struct web *web, struct doc *actions, const char *label, struct slice href,
                       bool primary) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, label));
    doc_set_text(web->arena, action, S("href"), href);
    doc_set_bool(web->arena, action, S("primary"), primary);
}

void form_editor_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !access_may_add(web->actor, &care_form_version_type)) return;
    add_action(
        web, actions, TR("Edit questions"),
        arena_printf(web->arena, "/care-forms/%.*s/draft", SLICE_ARG(uuid_format(web->arena, record->id))),
        true);
}

void version_editor_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct slice id = uuid_format(web->arena, record->id);
    bool is_draft =
        slice_equal(care_form_version_of((struct record *)(uintptr_t)record)->state.text, S("draft"));
    bool may_change = access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    if (record->deleted_ms) return;
    if (is_draft && may_change)
        add_action(web, actions, TR("Edit questions"),
                   arena_printf(web->arena, "/care-form-versions/%.*s/draft", SLICE_ARG(id)), true);
    add_action(web, actions, TR("Try it out"),
               arena_printf(web->arena, "/care-form-versions/%.*s/try", SLICE_ARG(id)), false);
    add_action(web, actions, TR("Differences"),
               arena_printf(web->arena, "/care-form-versions/%.*s/differences", SLICE_ARG(id)), false);
    add_action(web, actions, TR("As an XLSForm"),
               arena_printf(web->arena, "/care-form-versions/%.*s/xlsform", SLICE_ARG(id)), false);
}
