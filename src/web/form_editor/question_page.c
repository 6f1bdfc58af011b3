/* SPDX-License-Identifier: Apache-2.0 */
/* One question of a draft: what it asks in both languages, which answers there are, when it is asked, what an
 * answer must fulfil. */
#include "base/log.h"
#include "base/text.h"
#include "web/ask.h"
#include "web/form_editor/draft.h"
#include "web/furniture.h"
#include "web/plain_form.h"

enum { EMPTY_ROWS = 2, MORE_ROWS = 5 };

/* A question as it stands in the form's inputs. */
struct asking {
    struct draft draft;
    struct slice old_name; /* the question in the draft; empty for a new one */
    size_t at;             /* its place, or where a new one comes */
    size_t page;           /* the section that was chosen */
    struct form_question question;
    struct form_choice *choices;
    size_t choice_count, rows;
    struct condition condition;
    struct slice was; /* fingerprint of the question that the page was made from */
};

static const char *indexed(struct web *web, const char *name, size_t index) {
    return arena_printf(web->arena, "%s.%zu", name, index).s;
}

/* ---- which question ---- */

static bool place_find(struct asking *asking) {
    const struct form *form = asking->draft.form;
    struct web *web = asking->draft.web;
    bool is_post = web->http->method == HTTP_POST;
    int64_t page = 0;
    asking->old_name = is_post ? web_field(web, S("_old")) : http_query(web->http, S("name"));
    asking->at = form_question_find(form, asking->old_name);
    bool is_there = asking->old_name.len && asking->at < form->question_count;
    struct slice section = is_post ? web_field(web, S("section")) : http_query(web->http, S("section"));
    if (!slice_to_int64(section, &page) || page < 0 || (size_t)page >= form->page_count)
        page = is_there ? (int64_t)form->questions[asking->at].page : 0;
    asking->page = (size_t)page;
    if (!form->page_count) return false;
    if (is_there) return true;
    asking->at = form->pages[asking->page].first + form->pages[asking->page].count;
    return !asking->old_name.len || is_post; /* what somebody else has taken out can be put in again */
}

static struct slice fingerprint(struct web *web, const struct form *form, size_t at) {
    struct form *one = arena_make(web->arena, struct form, 1);
    one->page_count = 1;
    one->pages[0].count = one->question_count = 1;
    one->questions[0] = form->questions[at];
    return arena_printf(web->arena, "%llx", (unsigned long long)slice_hash(form_write(web->arena, one)));
}

static bool is_of_draft(const struct asking *asking) {
    return asking->at < asking->draft.form->question_count &&
           slice_equal(asking->draft.form->questions[asking->at].name, asking->old_name);
}

/* ---- reading ---- */

static void choices_room(struct asking *asking, size_t rows) {
    asking->rows = rows < FORM_CHOICES_MAX ? rows : FORM_CHOICES_MAX;
    struct form_choice *choices =
        arena_make(asking->draft.web->arena, struct form_choice, asking->rows + MORE_ROWS);
    if (asking->choice_count) memcpy(choices, asking->choices, asking->choice_count * sizeof *choices);
    asking->choices = choices;
}

static void stored_read(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct slice kind = http_query(web->http, S("type"));
    bool is_there = is_of_draft(asking);
    if (is_there)
        asking->question = asking->draft.form->questions[asking->at];
    else if (!question_kind_of(kind, &asking->question.kind))
        asking->question.kind = QUESTION_TEXT;
    asking->choices = (struct form_choice *)(uintptr_t)asking->question.choices;
    asking->choice_count = asking->question.choice_count;
    choices_room(asking, asking->choice_count + EMPTY_ROWS);
    asking->was = is_there ? fingerprint(web, asking->draft.form, asking->at) : S("");
    asking->condition = condition_read(&asking->draft, asking->at, asking->question.relevant.text);
}

static struct form_text typed_text(struct web *web, const char *name) {
    return (struct form_text){slice_trim(web_field(web, arena_printf(web->arena, "%s_en", name))),
                              slice_trim(web_field(web, arena_printf(web->arena, "%s_km", name)))};
}

static void typed_choices(struct asking *asking) {
    struct web *web = asking->draft.web;
    int64_t rows = 0;
    if (!slice_to_int64(web_field(web, S("rows")), &rows) || rows < 0 || rows > FORM_CHOICES_MAX) rows = 0;
    choices_room(asking, (size_t)rows);
    for (size_t i = 0; i < asking->rows; i++) {
        asking->choices[i].code = slice_trim(web_field(web, slice_of(indexed(web, "code", i))));
        asking->choices[i].label.en = slice_trim(web_field(web, slice_of(indexed(web, "en", i))));
        asking->choices[i].label.km = slice_trim(web_field(web, slice_of(indexed(web, "km", i))));
        asking->choices[i].finding = web_field(web, slice_of(indexed(web, "finding", i)));
    }
    asking->choice_count = asking->rows;
}

static void typed_read(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct form_question *question = &asking->question;
    *question = (struct form_question){.name = slice_trim(web_field(web, S("name"))),
                                       .label = typed_text(web, "label"),
                                       .hint = typed_text(web, "hint"),
                                       .message = typed_text(web, "message"),
                                       .required = plain_form_has(web, "required", S("yes")),
                                       .minimal = plain_form_has(web, "minimal", S("yes")),
                                       .constraint.text = slice_trim(web_field(web, S("constraint"))),
                                       .calculation.text = slice_trim(web_field(web, S("calculation")))};
    if (!question_kind_of(web_field(web, S("type")), &question->kind)) question->kind = QUESTION_TEXT;
    asking->was = web_field(web, S("_was"));
    typed_choices(asking);
    asking->condition =
        condition_read(&asking->draft, asking->at,
                       is_of_draft(asking) ? asking->draft.form->questions[asking->at].relevant.text : S(""));
}

/* ---- showing ---- */

static struct doc *group(struct web *web, const char *name) {
    return doc_set_array(web->arena, web->view, slice_of(name));
}

static void add_text(struct web *web, struct doc *fields, const char *name, const char *label,
                     enum plain_control control, struct slice value, const char *help) {
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = label,
                                         .control = control,
                                         .value = value,
                                         .help = help,
                                         .autocomplete = "off"});
}

/* Both languages, the reader's first. */
static void add_both(struct web *web, struct doc *fields, const char *name, const char *english,
                     const char *khmer, enum plain_control control, struct form_text text) {
    bool is_khmer = web->locale.lang == LANG_KM;
    const char *en = arena_printf(web->arena, "%s_en", name).s,
               *km = arena_printf(web->arena, "%s_km", name).s;
    if (is_khmer) add_text(web, fields, km, khmer, control, text.km, NULL);
    add_text(web, fields, en, english, control, text.en, NULL);
    if (!is_khmer) add_text(web, fields, km, khmer, control, text.km, NULL);
}

static void show_asks(struct asking *asking) {
    struct web *web = asking->draft.web;
    const struct form_question *question = &asking->question;
    struct doc *fields = group(web, "ask_fields");
    bool is_worked_out = question->kind == QUESTION_CALCULATION;
    add_both(web, fields, "label", is_worked_out ? TR("What it is, in English") : TR("Question in English"),
             is_worked_out ? TR("What it is, in Khmer") : TR("Question in Khmer"), PLAIN_LONG,
             question->label);
    if (!is_worked_out && question->kind != QUESTION_NOTE)
        add_both(web, group(web, "hint_fields"), "hint", TR("Hint in English"), TR("Hint in Khmer"),
                 PLAIN_TEXT, question->hint);
}

static void show_kind(struct asking *asking) {
    struct web *web = asking->draft.web;
    const struct form *form = asking->draft.form;
    struct plain_choice kinds[QUESTION_KINDS];
    struct plain_choice *sections = arena_make(web->arena, struct plain_choice, form->page_count);
    struct doc *fields = group(web, "kind_fields");
    for (size_t i = 0; i < QUESTION_KINDS; i++) {
        kinds[i] = (struct plain_choice){slice_of(question_kind_code((enum question_kind)i)),
                                         web_tr(web, question_kind_label((enum question_kind)i)),
                                         asking->question.kind == i};
    }
    for (size_t p = 0; p < form->page_count; p++) {
        struct slice label = form_say(web->locale.lang, form->pages[p].label),
                     number = format_number(web->arena, &web->locale, (int64_t)p + 1);
        sections[p] = (struct plain_choice){arena_printf(web->arena, "%zu", p),
                                            arena_printf(web->arena, "%.*s. %.*s", SLICE_ARG(number),
                                                         SLICE_ARG(label.len ? label : form->pages[p].name)),
                                            asking->page == p};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "type",
                                         .label = TR("Kind of answer"),
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .choices = kinds,
                                         .choice_count = QUESTION_KINDS});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "section",
                                         .label = TR("Section"),
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .choices = sections,
                                         .choice_count = form->page_count});
}

static void add_finding(struct asking *asking, struct doc *fields, size_t i) {
    struct web *web = asking->draft.web;
    enum { FINDINGS_KNOWN = 64 };
    struct plain_choice choices[FINDINGS_KNOWN];
    struct finding finding;
    size_t count = 0;
    for (; count < FINDINGS_KNOWN && finding_at(count, &finding); count++) {
        struct slice code =
            arena_printf(web->arena, "%s:%.*s", element_code(finding.element), SLICE_ARG(finding.code));
        struct slice element = web_tr(web, element_title(finding.element)),
                     label = web_tr(web, finding_label(&finding));
        choices[count] = (struct plain_choice){
            code, arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(element), SLICE_ARG(label)),
            slice_equal(code, asking->choices[i].finding)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = indexed(web, "finding", i),
                                         .label = TR("What the answer tells"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = count,
                                         .none = TR("Nothing")});
}

static void show_choices(struct asking *asking) {
    struct web *web = asking->draft.web;
    bool is_khmer = web->locale.lang == LANG_KM;
    struct doc *rows = group(web, "choice_rows");
    doc_set_int(web->arena, web->view, S("row_count"), (int64_t)asking->rows);
    for (size_t i = 0; question_has_choices(asking->question.kind) && i < asking->rows; i++) {
        struct doc *row = doc_add_object(web->arena, rows);
        const struct form_choice *choice = &asking->choices[i];
        const char *km = indexed(web, "km", i);
        struct doc *fields = doc_set_array(web->arena, row, S("fields"));
        doc_set_int(web->arena, row, S("row_index"), (int64_t)i);
        doc_set_text(web->arena, row, S("row_number"),
                     format_number(web->arena, &web->locale, (int64_t)i + 1));
        doc_set_bool(web->arena, row, S("row_is_first"), i == 0);
        doc_set_bool(web->arena, row, S("row_is_last"), i + 1 == asking->rows);
        if (is_khmer) add_text(web, fields, km, TR("Answer in Khmer"), PLAIN_TEXT, choice->label.km, NULL);
        add_text(web, fields, indexed(web, "en", i), TR("Answer in English"), PLAIN_TEXT, choice->label.en,
                 NULL);
        if (!is_khmer) add_text(web, fields, km, TR("Answer in Khmer"), PLAIN_TEXT, choice->label.km, NULL);
        add_text(web, fields, indexed(web, "code", i), TR("Code"), PLAIN_TEXT, choice->code, NULL);
        add_finding(asking, fields, i);
    }
}

static void show_limits(struct asking *asking) {
    struct web *web = asking->draft.web;
    const struct form_question *question = &asking->question;
    bool is_asked = question->kind != QUESTION_NOTE && question->kind != QUESTION_CALCULATION;
    const struct plain_choice required[] = {
        {S("yes"), web_tr(web, TR("An answer is needed to go on")), question->required}};
    const struct plain_choice minimal[] = {
        {S("yes"), web_tr(web, TR("Asked also when only the least is asked")), question->minimal}};
    struct doc *fields = group(web, "care_fields");
    if (is_asked) {
        plain_form_add(
            web, fields,
            &(struct plain_field){
                .name = "required",
                .label = TR("May it be skipped?"),
                .control = PLAIN_CHECKBOXES,
                .choices = required,
                .choice_count = 1,
                .help =
                    TR("Somebody may always stop. What happened to them should never be needed to go on.")});
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "minimal",
                                         .label = TR("For somebody who is tired or afraid"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = minimal,
                                         .choice_count = 1});
    if (question->kind == QUESTION_CALCULATION) {
        add_text(web, group(web, "calculation_fields"), "calculation", TR("Calculation"), PLAIN_LONG,
                 question->calculation.text,
                 TR("From the answers before: if(${age} < 18, 'child', 'adult')."));
    }
    if (!is_asked) return;
    doc_set_bool(web->arena, web->view, S("has_checks"), true);
    add_text(web, group(web, "check_fields"), "constraint", TR("What an answer must fulfil"), PLAIN_TEXT,
             question->constraint.text, TR("The answer is written as a point: . >= 0 and . <= 120"));
    add_both(web, group(web, "message_fields"), "message", TR("What is said otherwise, in English"),
             TR("What is said otherwise, in Khmer"), PLAIN_TEXT, question->message);
}

static void show(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct slice title = asking->old_name.len
                             ? web_tr_fill(web, TR("Question “{1}”"), asking->old_name, S(""))
                             : web_tr(web, TR("New question"));
    struct slice action = draft_href(&asking->draft, "/question");
    draft_head(&asking->draft, title);
    doc_set_text(web->arena, web->view, S("action"), action);
    doc_set_text(web->arena, web->view, S("old_name"), asking->old_name);
    doc_set_text(web->arena, web->view, S("was"), asking->was);
    doc_set_bool(web->arena, web->view, S("has_choices"), question_has_choices(asking->question.kind));
    show_asks(asking);
    show_kind(asking);
    show_choices(asking);
    condition_add(&asking->draft, &asking->condition);
    show_limits(asking);
    add_text(web, group(web, "name_fields"), "name", TR("Name in expressions and exports"), PLAIN_TEXT,
             asking->question.name,
             TR("Letters, digits and _. Without one it is made from the English question. A new name is "
                "followed in all conditions."));
    furniture_keep_form(web, &(struct furniture_form){.id = "question",
                                                      .action = action,
                                                      .look = "action",
                                                      .look_value = "refresh",
                                                      .enter = "action",
                                                      .enter_value = "save"});
    plain_form_add_summary(web);
}

enum outcome question_page(struct web *web) {
    struct asking asking = {0};
    enum outcome outcome = draft_open(web, &asking.draft);
    if (outcome == OUTCOME_REFUSED) return web_redirect(web, draft_href(&asking.draft, ""));
    if (outcome != OUTCOME_OK) return outcome;
    if (!place_find(&asking)) return OUTCOME_NOT_FOUND;
    stored_read(&asking);
    show(&asking);
    return OUTCOME_OK;
}

/* ---- rows of answers ---- */

static void rows_swap(struct asking *asking, size_t one, size_t other) {
    if (one >= asking->rows || other >= asking->rows) return;
    struct form_choice choice = asking->choices[one];
    asking->choices[one] = asking->choices[other];
    asking->choices[other] = choice;
}

static void row_drop(struct asking *asking, size_t at) {
    if (at >= asking->rows) return;
    memmove(&asking->choices[at], &asking->choices[at + 1],
            (asking->rows - at - 1) * sizeof asking->choices[0]);
    asking->choice_count = --asking->rows;
}

static void rows_more(struct asking *asking, size_t more) {
    choices_room(asking, asking->rows + more);
    asking->choice_count = asking->rows;
}

static bool row_is_empty(const struct form_choice *choice) {
    return !choice->code.len && !choice->label.en.len && !choice->label.km.len;
}

/* "choice-up:3" and so on; anything else changes no row. */
static void rows_step(struct asking *asking, struct slice action) {
    struct slice rest = action, step;
    int64_t at = -1;
    slice_split(&rest, ':', &step);
    if (slice_equal(step, S("more"))) rows_more(asking, MORE_ROWS);
    bool has_row = slice_to_int64(rest, &at) && at >= 0;
    if (has_row && at > 0 && slice_equal(step, S("choice-up"))) rows_swap(asking, (size_t)at, (size_t)at - 1);
    if (has_row && slice_equal(step, S("choice-down"))) rows_swap(asking, (size_t)at, (size_t)at + 1);
    if (has_row && slice_equal(step, S("choice-drop"))) row_drop(asking, (size_t)at);
    bool needs_room = question_has_choices(asking->question.kind) &&
                      (!asking->rows || !row_is_empty(&asking->choices[asking->rows - 1]));
    if (needs_room) rows_more(asking, EMPTY_ROWS);
}

/* ---- taking ---- */

/* Rows that have something in them. */
static bool choices_take(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct form_choice *taken = arena_make(web->arena, struct form_choice, asking->rows + 1);
    size_t count = 0;
    bool good = true;
    for (size_t i = 0; i < asking->rows; i++) {
        const struct form_choice *choice = &asking->choices[i];
        if (row_is_empty(choice)) continue;
        if (!choice->code.len)
            good = refuse(&web->refusal, slice_of(indexed(web, "code", i)),
                          TR("An answer needs a code, under which it is kept."));
        else if (!form_code_is_good(choice->code))
            good = refuse(&web->refusal, slice_of(indexed(web, "code", i)), TR("A code has no blanks."));
        for (size_t k = 0; k < count && choice->code.len; k++) {
            if (slice_equal(taken[k].code, choice->code))
                good = refuse_with(&web->refusal, slice_of(indexed(web, "code", i)),
                                   TR("The code “{1}” is there twice."), choice->code, S(""));
        }
        taken[count++] = *choice;
    }
    if (!count) good = refuse(&web->refusal, S("code.0"), TR("Write at least one answer to choose."));
    asking->question.choices = taken;
    asking->question.choice_count = count;
    return good;
}

static bool name_take(struct asking *asking) {
    struct web *web = asking->draft.web;
    const struct form *form = asking->draft.form;
    struct form_question *question = &asking->question;
    if (!question->name.len)
        question->name =
            asking->old_name.len
                ? asking->old_name
                : form_free_name(web->arena, form, form_name_of_label(web->arena, question->label.en));
    if (!form_name_is_good(question->name))
        return refuse_with(&web->refusal, S("name"),
                           "“{1}” cannot be the name of a question: letters, digits and _ only.",
                           question->name, S(""));
    bool is_taken = !slice_equal(question->name, asking->old_name) &&
                    form_question_find(form, question->name) < form->question_count;
    return !is_taken ||
           refuse_with(&web->refusal, S("name"), "Two questions are called “{1}”.", question->name, S(""));
}

static bool expression_take(struct web *web, const char *field, struct slice text) {
    return !text.len || expression_parse(web->arena, text, slice_of(field), &web->refusal) != NULL;
}

static bool question_take(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct form_question *question = &asking->question;
    bool is_worked_out = question->kind == QUESTION_CALCULATION, good = true;
    const char *first = web->locale.lang == LANG_KM ? "label_km" : "label_en";
    if (!is_worked_out && !question->label.en.len && !question->label.km.len)
        good = refuse(&web->refusal, slice_of(first), TR("Write the question, in one language at least."));
    if (question_has_choices(question->kind)) good = choices_take(asking) && good;
    good = condition_take(&asking->draft, &asking->condition, &question->relevant.text) && good;
    good = expression_take(web, "constraint", question->constraint.text) && good;
    good = expression_take(web, "calculation", question->calculation.text) && good;
    return name_take(asking) && good;
}

/* The draft with the question in it; NULL after a refusal. */
static const struct form *form_with(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct form *form = form_copy(web->arena, asking->draft.form);
    struct form_question question = asking->question;
    if (is_of_draft(asking) && form->questions[asking->at].page == asking->page) {
        question.page = asking->page;
        form->questions[asking->at] = question;
    } else {
        if (is_of_draft(asking)) form_remove(form, asking->at);
        const struct form_page *page = &form->pages[asking->page];
        if (!form_insert(form, asking->page, page->first + page->count, question))
            return refuse(&web->refusal, S(""), "The form has too many questions."), NULL;
    }
    if (asking->old_name.len && !slice_equal(asking->old_name, question.name))
        form_rename(web->arena, form, asking->old_name, question.name);
    return form;
}

static enum outcome show_again(struct asking *asking, enum outcome outcome) {
    struct web *web = asking->draft.web;
    if (outcome != OUTCOME_OK) plain_form_refused(web, outcome, 0);
    rows_step(asking, S(""));
    show(asking);
    return OUTCOME_OK;
}

/* What stands in the draft now where somebody else has changed this question: beside what was typed. */
static void show_theirs(struct asking *asking) {
    struct web *web = asking->draft.web;
    doc_set_bool(web->arena, web->view, S("is_gone"), asking->old_name.len && !is_of_draft(asking));
    if (!is_of_draft(asking) || slice_equal(asking->was, fingerprint(web, asking->draft.form, asking->at)))
        return;
    struct form *mine = form_copy(web->arena, asking->draft.form);
    struct draft compared = asking->draft;
    mine->questions[asking->at] = asking->question;
    mine->questions[asking->at].page = asking->draft.form->questions[asking->at].page;
    mine->questions[asking->at].name = asking->old_name;
    compared.form = mine;
    draft_add_differences(&compared, asking->draft.form);
    doc_set_bool(web->arena, web->view, S("has_theirs"), true);
    asking->was = fingerprint(web, asking->draft.form, asking->at);
}

/* Nothing is lost: what was typed stands in the page, which is now one of the newest version. */
static enum outcome show_stale(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct asking now = {0};
    enum outcome outcome = draft_open(web, &now.draft);
    if (outcome != OUTCOME_OK) return outcome;
    if (!place_find(&now)) return OUTCOME_NOT_FOUND;
    typed_read(&now);
    now.question.relevant.text = asking->question.relevant.text;
    now.question.choices = asking->question.choices;
    now.question.choice_count = asking->question.choice_count;
    web->refusal = REFUSAL_IN(web->arena);
    show_theirs(&now);
    if (!is_of_draft(&now)) now.old_name = S("");
    draft_tell_stale(&now.draft);
    return show_again(&now, OUTCOME_OK);
}

static enum outcome after_save(struct web *web, struct write_job *job) {
    struct asking *asking = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(asking, OUTCOME_REFUSED);
    if (job->outcome == OUTCOME_CONFLICT) return show_stale(asking);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(
        web, draft_href(&asking->draft,
                        arena_printf(web->arena, "/draft#q-%.*s", SLICE_ARG(asking->question.name)).s));
}

static enum outcome save(struct asking *asking) {
    struct web *web = asking->draft.web;
    struct change *change = arena_make(web->arena, struct change, 1);
    bool is_good = question_take(asking);
    if (draft_is_stale(&asking->draft)) return show_stale(asking);
    const struct form *form = is_good ? form_with(asking) : NULL;
    if (!form || !draft_change(&asking->draft, form, change)) return show_again(asking, OUTCOME_REFUSED);
    web->state = asking;
    return web_write(web, change, 1, web_field(web, S("_key")), after_save);
}

enum outcome question_post(struct web *web) {
    struct asking *asking = arena_make(web->arena, struct asking, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = draft_open(web, &asking->draft);
    if (outcome != OUTCOME_OK) return outcome;
    if (!place_find(asking)) return OUTCOME_NOT_FOUND;
    typed_read(asking);
    struct slice action = web_field(web, S("action"));
    if (slice_equal(action, S("save"))) return save(asking);
    rows_step(asking, action);
    show(asking);
    return OUTCOME_OK;
}
