/* SPDX-License-Identifier: Apache-2.0 */
/* A section of a draft, which is a page of the form: its title in both languages and when it is asked; and
 * the title of the form. */
#include "base/log.h"
#include "web/form_editor/draft.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum section_kind { SECTION_TITLE, SECTION_NEW, SECTION_THERE };

struct section {
    struct draft draft;
    enum section_kind kind;
    struct slice which; /* title, new, or a number */
    size_t at;
    struct form_text label;
    struct condition condition;
};

static bool section_find(struct section *section) {
    struct web *web = section->draft.web;
    int64_t at;
    section->which =
        web->http->method == HTTP_POST ? web_field(web, S("section")) : http_query(web->http, S("section"));
    section->at = section->draft.form->page_count;
    section->kind = slice_equal(section->which, S("title")) ? SECTION_TITLE
                    : slice_equal(section->which, S("new")) ? SECTION_NEW
                                                            : SECTION_THERE;
    if (section->kind != SECTION_THERE) return true;
    if (!slice_to_int64(section->which, &at) || at < 0 || (size_t)at >= section->draft.form->page_count)
        return false;
    section->at = (size_t)at;
    return true;
}

/* Questions that stand before the section. */
static size_t section_before(const struct section *section) {
    const struct form *form = section->draft.form;
    return section->at < form->page_count ? form->pages[section->at].first : form->question_count;
}

static void section_read(struct section *section) {
    struct web *web = section->draft.web;
    const struct form *form = section->draft.form;
    struct slice rule = section->kind == SECTION_THERE ? form->pages[section->at].relevant.text : S("");
    struct form_text stored = section->kind == SECTION_TITLE   ? form->title
                              : section->kind == SECTION_THERE ? form->pages[section->at].label
                                                               : (struct form_text){S(""), S("")};
    section->label.en = slice_trim(plain_form_value(web, "label_en", stored.en));
    section->label.km = slice_trim(plain_form_value(web, "label_km", stored.km));
    section->condition = condition_read(&section->draft, section_before(section), rule);
}

static void show(struct section *section) {
    struct web *web = section->draft.web;
    static const char *const titles[] = {TR("Title of the form"), TR("New section"), TR("Section")};
    struct slice action = draft_href(&section->draft, "/section");
    draft_head(&section->draft, web_tr(web, titles[section->kind]));
    doc_set_text(web->arena, web->view, S("action"), action);
    doc_set_text(web->arena, web->view, S("which"), section->which);
    doc_set_bool(web->arena, web->view, S("has_condition"), section->kind != SECTION_TITLE);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    struct plain_field km = {
        .name = "label_km", .label = TR("Title in Khmer"), .value = section->label.km, .autocomplete = "off"};
    struct plain_field en = {.name = "label_en",
                             .label = TR("Title in English"),
                             .value = section->label.en,
                             .autocomplete = "off"};
    bool is_khmer = web->locale.lang == LANG_KM;
    plain_form_add(web, fields, is_khmer ? &km : &en);
    plain_form_add(web, fields, is_khmer ? &en : &km);
    if (section->kind != SECTION_TITLE) condition_add(&section->draft, &section->condition);
    plain_form_add_summary(web);
}

static enum outcome section_open(struct web *web, struct section *section) {
    enum outcome outcome = draft_open(web, &section->draft);
    if (outcome != OUTCOME_OK) return outcome;
    if (!section_find(section)) return OUTCOME_NOT_FOUND;
    section_read(section);
    return OUTCOME_OK;
}

enum outcome section_page(struct web *web) {
    struct section section = {0};
    enum outcome outcome = section_open(web, &section);
    if (outcome == OUTCOME_REFUSED) return web_redirect(web, draft_href(&section.draft, ""));
    if (outcome == OUTCOME_OK) show(&section);
    return outcome;
}

static enum outcome show_again(struct section *section, enum outcome outcome) {
    if (outcome != OUTCOME_OK) plain_form_refused(section->draft.web, outcome, 0);
    show(section);
    return OUTCOME_OK;
}

/* A section is known by its place alone: which one was meant is for the reader to see again. */
static enum outcome show_stale(struct web *web) {
    struct section now = {0};
    enum outcome outcome = section_open(web, &now);
    if (outcome != OUTCOME_OK) return outcome;
    web->refusal = REFUSAL_IN(web->arena);
    draft_tell_stale(&now.draft);
    return show_again(&now, OUTCOME_OK);
}

static enum outcome after_section(struct web *web, struct write_job *job) {
    struct section *section = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(section, OUTCOME_REFUSED);
    if (job->outcome == OUTCOME_CONFLICT) return show_stale(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct slice end =
        section->kind == SECTION_TITLE ? S("/draft") : arena_printf(web->arena, "/draft#s-%zu", section->at);
    return web_redirect(web, draft_href(&section->draft, end.s));
}

static const struct form *form_with(struct section *section, struct slice rule) {
    struct web *web = section->draft.web;
    struct form *form = form_copy(web->arena, section->draft.form);
    if (section->kind == SECTION_TITLE) return form->title = section->label, form;
    struct form_page page = {.name = form_free_page_name(web->arena, form)};
    if (section->kind == SECTION_NEW && !form_insert_page(form, section->at, page))
        return refuse(&web->refusal, S(""), "The form has too many pages."), NULL;
    form->pages[section->at].label = section->label;
    form->pages[section->at].relevant.text = rule;
    return form;
}

enum outcome section_post(struct web *web) {
    struct section *section = arena_make(web->arena, struct section, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    struct slice rule = S("");
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = section_open(web, section);
    if (outcome != OUTCOME_OK) return outcome;
    if (!slice_equal(web_field(web, S("action")), S("save"))) return show_again(section, OUTCOME_OK);
    if (draft_is_stale(&section->draft)) return show_stale(web);
    bool is_good =
        section->kind == SECTION_TITLE || condition_take(&section->draft, &section->condition, &rule);
    const struct form *form = is_good ? form_with(section, rule) : NULL;
    if (!form || !draft_change(&section->draft, form, change)) return show_again(section, OUTCOME_REFUSED);
    web->state = section;
    return web_write(web, change, 1, web_field(web, S("_key")), after_section);
}
