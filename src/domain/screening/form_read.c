/* SPDX-License-Identifier: Apache-2.0 */
/* A form from its JSON and back. */
#include "base/log.h"
#include "domain/screening/form.h"

static const char *const kind_codes[QUESTION_KINDS] = {"note",    "text", "long",       "integer",        "decimal",
                                                       "date",    "select_one", "select_multiple", "calculate"};

const char *question_kind_code(enum question_kind kind) {
    return kind_codes[kind];
}

struct slice form_say(enum lang lang, struct form_text text) {
    struct slice wanted = lang == LANG_KM ? text.km : text.en;
    return wanted.len ? wanted : lang == LANG_KM ? text.en : text.km;
}

size_t form_question_find(const struct form *form, struct slice name) {
    for (size_t i = 0; i < form->question_count; i++) {
        if (slice_equal(form->questions[i].name, name)) return i;
    }
    return form->question_count;
}

/* ---- reading ---- */

struct form_reading {
    struct arena *arena;
    struct form *form;
    struct slice field;
    struct refusal *refusal;
};

static bool form_wrong(struct form_reading *reading, const char *message, struct slice name) {
    return refuse_with(reading->refusal, reading->field, message, name, S(""));
}

static struct form_text text_of(const struct doc *object, const char *name) {
    const struct doc *both = doc_get(object, slice_of(name));
    return (struct form_text){doc_get_text(both, S("en")), doc_get_text(both, S("km"))};
}

static bool kind_of(struct slice code, enum question_kind *kind) {
    for (size_t i = 0; i < QUESTION_KINDS; i++) {
        if (slice_equal(slice_of(kind_codes[i]), code)) return *kind = (enum question_kind)i, true;
    }
    return false;
}

/* Names stand in expressions and as names of inputs. */
static bool name_is_good(struct slice name) {
    bool good = name.len > 0 && name.len <= FORM_NAME_BYTES;
    for (size_t i = 0; good && i < name.len; i++) {
        char c = name.s[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        good = is_letter || (i > 0 && ((c >= '0' && c <= '9') || c == '-'));
    }
    return good;
}

struct name_check {
    struct form_reading *reading;
    struct slice asker;
    bool good;
};

static void check_name(void *context, struct slice name) {
    struct name_check *check = context;
    if (!check->good || form_question_find(check->reading->form, name) < check->reading->form->question_count) return;
    check->good = refuse_with(check->reading->refusal, check->reading->field, "“{1}” asks for “{2}”, which no question before it has.", check->asker, name);
}

static bool read_rule(struct form_reading *reading, const struct doc *object, const char *name, struct slice asker, struct form_rule *rule) {
    rule->text = slice_trim(doc_get_text(object, slice_of(name)));
    if (!rule->text.len) return true;
    rule->expression = expression_parse(reading->arena, rule->text, reading->field, reading->refusal);
    struct name_check check = {reading, asker, rule->expression != NULL};
    if (check.good) expression_names(rule->expression, check_name, &check);
    return check.good;
}

static bool code_is_good(struct slice code) {
    bool good = code.len > 0 && code.len <= FORM_NAME_BYTES;
    for (size_t i = 0; good && i < code.len; i++) good = (unsigned char)code.s[i] > ' ';
    return good;
}

static bool read_choice(struct form_reading *reading, const struct form_question *question, struct form_choice *choice, const struct doc *object) {
    struct finding finding;
    *choice = (struct form_choice){doc_get_text(object, S("code")), text_of(object, "label"), doc_get_text(object, S("finding"))};
    if (!code_is_good(choice->code)) return form_wrong(reading, "An answer of “{1}” has no code, or one with a blank in it.", question->name);
    if (!choice->label.en.len && !choice->label.km.len) return form_wrong(reading, "An answer of “{1}” has no label.", question->name);
    if (choice->finding.len && !finding_parse(choice->finding, &finding)) {
        return refuse_with(reading->refusal, reading->field, "“{1}” is no finding. Write act:, means: or purpose: and a code.", choice->finding, S(""));
    }
    for (const struct form_choice *other = question->choices; other < choice; other++) {
        if (slice_equal(other->code, choice->code)) return form_wrong(reading, "Two answers of “{1}” have the same code.", question->name);
    }
    return true;
}

static bool read_choices(struct form_reading *reading, struct form_question *question, const struct doc *object) {
    const struct doc *list = doc_get(object, S("choices"));
    bool wants = question->kind == QUESTION_ONE || question->kind == QUESTION_SEVERAL;
    size_t count = list && list->kind == DOC_ARRAY ? list->count : 0;
    if (!wants) return true;
    if (!count || count > FORM_CHOICES_MAX) return form_wrong(reading, "“{1}” has no answers to choose from, or too many.", question->name);
    struct form_choice *choices = arena_make(reading->arena, struct form_choice, count);
    question->choices = choices;
    for (const struct doc_entry *entry = list->first; entry; entry = entry->next) {
        if (!read_choice(reading, question, &choices[question->choice_count], &entry->value)) return false;
        question->choice_count++;
    }
    return true;
}

static bool read_question(struct form_reading *reading, const struct doc *object, size_t page) {
    struct form *form = reading->form;
    if (form->question_count == FORM_QUESTIONS_MAX) return form_wrong(reading, "The form has too many questions.", S(""));
    struct form_question *question = &form->questions[form->question_count];
    *question = (struct form_question){.name = doc_get_text(object, S("name")), .label = text_of(object, "label"), .hint = text_of(object, "hint"),
                                       .message = text_of(object, "message"), .page = page, .required = doc_is_true(doc_get(object, S("required"))),
                                       .minimal = doc_is_true(doc_get(object, S("minimal")))};
    struct slice name = question->name;
    if (!name_is_good(name)) return form_wrong(reading, "“{1}” cannot be the name of a question: letters, digits and _ only.", name);
    if (form_question_find(form, name) < form->question_count) return form_wrong(reading, "Two questions are called “{1}”.", name);
    if (!kind_of(doc_get_text(object, S("type")), &question->kind)) return form_wrong(reading, "“{1}” has a type that forms do not know.", name);
    bool speaks = question->label.en.len || question->label.km.len;
    if (!speaks && question->kind != QUESTION_CALCULATION) return form_wrong(reading, "“{1}” asks nothing: it has no label.", name);
    if (!read_rule(reading, object, "relevant", name, &question->relevant)) return false;
    if (!read_rule(reading, object, "calculation", name, &question->calculation)) return false;
    form->question_count++; /* a constraint may ask for its own answer */
    if (!read_rule(reading, object, "constraint", name, &question->constraint)) return false;
    return read_choices(reading, question, object);
}

static bool read_page(struct form_reading *reading, const struct doc *object) {
    struct form *form = reading->form;
    const struct doc *list = doc_get(object, S("questions"));
    if (form->page_count == FORM_PAGES_MAX) return form_wrong(reading, "The form has too many pages.", S(""));
    struct form_page *page = &form->pages[form->page_count];
    *page = (struct form_page){.name = doc_get_text(object, S("name")), .label = text_of(object, "label"), .first = form->question_count};
    if (!read_rule(reading, object, "relevant", page->name, &page->relevant)) return false;
    for (const struct doc_entry *entry = list && list->kind == DOC_ARRAY ? list->first : NULL; entry; entry = entry->next) {
        if (!read_question(reading, &entry->value, form->page_count)) return false;
    }
    page->count = form->question_count - page->first;
    form->page_count++;
    return true;
}

const struct form *form_read(struct arena *arena, struct slice json, struct slice field, struct refusal *refusal) {
    struct refusal syntax = REFUSAL_IN(arena);
    const struct doc *doc = doc_parse_json(arena, json, &syntax);
    struct form_reading reading = {arena, arena_make(arena, struct form, 1), field, refusal};
    const struct doc *pages = doc && doc->kind == DOC_OBJECT ? doc_get(doc, S("pages")) : NULL;
    if (!pages || pages->kind != DOC_ARRAY) return form_wrong(&reading, "This is no form: it has no pages of questions.", S("")), NULL;
    reading.form->title = text_of(doc, "title");
    for (const struct doc_entry *entry = pages->first; entry; entry = entry->next) {
        if (!read_page(&reading, &entry->value)) return NULL;
    }
    if (!reading.form->question_count) return form_wrong(&reading, "This is no form: it has no pages of questions.", S("")), NULL;
    return reading.form;
}

/* ---- writing ---- */

static void write_text(struct arena *arena, struct doc *object, const char *name, struct form_text text) {
    if (!text.en.len && !text.km.len) return;
    struct doc *both = doc_set_object(arena, object, slice_of(name));
    if (text.en.len) doc_set_text(arena, both, S("en"), text.en);
    if (text.km.len) doc_set_text(arena, both, S("km"), text.km);
}

static void write_rule(struct arena *arena, struct doc *object, const char *name, const struct form_rule *rule) {
    if (rule->text.len) doc_set_text(arena, object, slice_of(name), rule->text);
}

static void write_choices(struct arena *arena, struct doc *object, const struct form_question *question) {
    if (!question->choice_count) return;
    struct doc *choices = doc_set_array(arena, object, S("choices"));
    for (size_t i = 0; i < question->choice_count; i++) {
        struct doc *choice = doc_add_object(arena, choices);
        doc_set_text(arena, choice, S("code"), question->choices[i].code);
        write_text(arena, choice, "label", question->choices[i].label);
        if (question->choices[i].finding.len) doc_set_text(arena, choice, S("finding"), question->choices[i].finding);
    }
}

static void write_question(struct arena *arena, struct doc *questions, const struct form_question *question) {
    struct doc *object = doc_add_object(arena, questions);
    doc_set_text(arena, object, S("type"), slice_of(kind_codes[question->kind]));
    doc_set_text(arena, object, S("name"), question->name);
    write_text(arena, object, "label", question->label);
    write_text(arena, object, "hint", question->hint);
    if (question->required) doc_set_bool(arena, object, S("required"), true);
    if (question->minimal) doc_set_bool(arena, object, S("minimal"), true);
    write_rule(arena, object, "relevant", &question->relevant);
    write_rule(arena, object, "constraint", &question->constraint);
    write_text(arena, object, "message", question->message);
    write_rule(arena, object, "calculation", &question->calculation);
    write_choices(arena, object, question);
}

struct slice form_write(struct arena *arena, const struct form *form) {
    struct doc *doc = doc_new_object(arena);
    write_text(arena, doc, "title", form->title);
    struct doc *pages = doc_set_array(arena, doc, S("pages"));
    for (size_t i = 0; i < form->page_count; i++) {
        const struct form_page *page = &form->pages[i];
        struct doc *object = doc_add_object(arena, pages);
        doc_set_text(arena, object, S("name"), page->name);
        write_text(arena, object, "label", page->label);
        write_rule(arena, object, "relevant", &page->relevant);
        struct doc *questions = doc_set_array(arena, object, S("questions"));
        for (size_t k = 0; k < page->count; k++) write_question(arena, questions, &form->questions[page->first + k]);
    }
    struct text out = TEXT_IN(arena);
    doc_write_json(&out, doc);
    return text_slice(&out);
}
