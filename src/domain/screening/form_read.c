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
    const struct doc *pages;
    struct slice field;
    struct refusal *refusal;
};

static bool form_wrong(struct form_reading *reading, const char *message, struct slice name) {
    return refuse_with(reading->refusal, reading->field, message, name, S(""));
}

/* What a sheet cannot hold: control characters but the end of a line, and the two that are no characters. */
static bool is_unfit(uint32_t rune) {
    return (rune < ' ' && rune != '\n') || rune == 0x7f || rune == 0xfffe || rune == 0xffff;
}

/* As it can also stand in the cell of a sheet: lines end with \n alone, nothing blank at the ends. */
static struct slice tidy(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    uint32_t rune;
    bool is_fit = true;
    for (size_t at = 0; is_fit && slice_next_rune(text, &at, &rune);) is_fit = !is_unfit(rune);
    if (is_fit) return slice_trim(text);
    for (size_t at = 0; slice_next_rune(text, &at, &rune);) {
        bool ends_line = rune == '\r' && at < text.len && text.s[at] == '\n';
        if (!ends_line) text_append_rune(&out, is_unfit(rune) ? ' ' : rune);
    }
    return slice_trim(text_slice(&out));
}

static struct form_text text_of(struct arena *arena, const struct doc *object, const char *name) {
    const struct doc *both = doc_get(object, slice_of(name));
    return (struct form_text){tidy(arena, doc_get_text(both, S("en"))), tidy(arena, doc_get_text(both, S("km")))};
}

static bool text_fits(struct form_text text) {
    return text.en.len <= FORM_TEXT_BYTES && text.km.len <= FORM_TEXT_BYTES;
}

bool question_has_choices(enum question_kind kind) {
    return kind == QUESTION_ONE || kind == QUESTION_SEVERAL;
}

bool question_kind_of(struct slice code, enum question_kind *kind) {
    for (size_t i = 0; i < QUESTION_KINDS; i++) {
        if (slice_equal(slice_of(kind_codes[i]), code)) return *kind = (enum question_kind)i, true;
    }
    return false;
}

bool form_name_is_good(struct slice name) {
    bool good = name.len > 0 && name.len <= FORM_NAME_BYTES;
    for (size_t i = 0; good && i < name.len; i++) {
        char c = name.s[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        good = is_letter || (i > 0 && ((c >= '0' && c <= '9') || c == '-'));
    }
    return good;
}

/* ---- what a rule asks for ---- */

enum { STEPS_MAX = 200 };

/* The question of that name wherever it stands; NULL when there is none. */
static const struct doc *question_anywhere(const struct form_reading *reading, struct slice name) {
    for (const struct doc_entry *page = reading->pages->first; page; page = page->next) {
        const struct doc *list = doc_get(&page->value, S("questions"));
        for (const struct doc_entry *entry = list && list->kind == DOC_ARRAY ? list->first : NULL; entry; entry = entry->next) {
            if (slice_equal(doc_get_text(&entry->value, S("name")), name)) return &entry->value;
        }
    }
    return NULL;
}

/* Whether the rules of one question lead back to another. */
struct way_back {
    const struct form_reading *reading;
    struct slice to;
    int steps;
    bool found;
};

static void way_back_from(struct way_back *way, struct slice name);

static void way_back_name(void *context, struct slice name) {
    struct way_back *way = context;
    if (slice_equal(name, way->to)) way->found = true;
    else way_back_from(way, name);
}

static void way_back_from(struct way_back *way, struct slice name) {
    static const char *const rules[] = {"relevant", "calculation"};
    const struct doc *question = question_anywhere(way->reading, name);
    for (size_t i = 0; question && i < ARRAY_LEN(rules) && !way->found; i++) {
        struct refusal unused = REFUSAL_IN(way->reading->arena);
        struct slice text = slice_trim(doc_get_text(question, slice_of(rules[i])));
        if (!text.len || way->steps++ >= STEPS_MAX) continue;
        const struct expression *expression = expression_parse(way->reading->arena, text, S(""), &unused);
        if (expression) expression_names(expression, way_back_name, way);
    }
}

static const char *why_not(const struct form_reading *reading, struct slice asker, struct slice name) {
    struct way_back way = {reading, asker, 0, false};
    if (slice_equal(asker, name)) return TR("“{1}” asks for its own answer before it has one.");
    if (!question_anywhere(reading, name)) return TR("“{1}” asks for “{2}”, and no question is called so.");
    way_back_from(&way, name);
    if (way.found) return TR("“{1}” and “{2}” wait for each other: each depends on the answer of the other.");
    return TR("“{1}” asks for “{2}”, which is asked only after it.");
}

struct name_check {
    struct form_reading *reading;
    struct slice asker;
    bool good;
};

static void check_name(void *context, struct slice name) {
    struct name_check *check = context;
    if (!check->good || form_question_find(check->reading->form, name) < check->reading->form->question_count) return;
    check->good = refuse_with(check->reading->refusal, check->reading->field, why_not(check->reading, check->asker, name), check->asker, name);
}

static bool read_rule(struct form_reading *reading, const struct doc *object, const char *name, struct slice asker, struct form_rule *rule) {
    rule->text = tidy(reading->arena, doc_get_text(object, slice_of(name)));
    if (!rule->text.len) return true;
    if (rule->text.len > FORM_TEXT_BYTES) return form_wrong(reading, "A text of “{1}” is too long.", asker);
    rule->expression = expression_parse(reading->arena, rule->text, reading->field, reading->refusal);
    if (!rule->expression) return form_wrong(reading, "So “{1}” cannot be asked: its expression cannot be read.", asker);
    struct name_check check = {reading, asker, true};
    expression_names(rule->expression, check_name, &check);
    return check.good;
}

/* ---- questions and pages ---- */

bool form_code_is_good(struct slice code) {
    bool good = code.len > 0 && code.len <= FORM_NAME_BYTES;
    for (size_t i = 0; good && i < code.len; i++) good = (unsigned char)code.s[i] > ' ';
    return good;
}

static bool read_choice(struct form_reading *reading, const struct form_question *question, struct form_choice *choice, const struct doc *object) {
    struct finding finding;
    *choice = (struct form_choice){doc_get_text(object, S("code")), text_of(reading->arena, object, "label"), slice_trim(doc_get_text(object, S("finding")))};
    if (!form_code_is_good(choice->code)) return form_wrong(reading, "An answer of “{1}” has no code, or one with a blank in it.", question->name);
    if (!choice->label.en.len && !choice->label.km.len) return form_wrong(reading, "An answer of “{1}” has no label.", question->name);
    if (!text_fits(choice->label)) return form_wrong(reading, "A text of “{1}” is too long.", question->name);
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
    size_t count = list && list->kind == DOC_ARRAY ? list->count : 0;
    if (!question_has_choices(question->kind)) return true;
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
    *question = (struct form_question){.name = doc_get_text(object, S("name")), .label = text_of(reading->arena, object, "label"),
                                       .hint = text_of(reading->arena, object, "hint"), .message = text_of(reading->arena, object, "message"), .page = page, .required = doc_is_true(doc_get(object, S("required"))),
                                       .minimal = doc_is_true(doc_get(object, S("minimal")))};
    struct slice name = question->name;
    if (!form_name_is_good(name)) return form_wrong(reading, "“{1}” cannot be the name of a question: letters, digits and _ only.", name);
    if (form_question_find(form, name) < form->question_count) return form_wrong(reading, "Two questions are called “{1}”.", name);
    if (!question_kind_of(doc_get_text(object, S("type")), &question->kind)) return form_wrong(reading, "“{1}” has a type that forms do not know.", name);
    bool speaks = question->label.en.len || question->label.km.len;
    if (!speaks && question->kind != QUESTION_CALCULATION) return form_wrong(reading, "“{1}” asks nothing: it has no label.", name);
    if (!text_fits(question->label) || !text_fits(question->hint) || !text_fits(question->message)) return form_wrong(reading, "A text of “{1}” is too long.", name);
    if (!read_rule(reading, object, "relevant", name, &question->relevant)) return false;
    if (!read_rule(reading, object, "calculation", name, &question->calculation)) return false;
    form->question_count++; /* a constraint may ask for its own answer */
    if (!read_rule(reading, object, "constraint", name, &question->constraint)) return false;
    return read_choices(reading, question, object);
}

static bool has_page(const struct form *form, struct slice name) {
    for (size_t p = 0; p < form->page_count; p++) {
        if (slice_equal(form->pages[p].name, name)) return true;
    }
    return false;
}

/* Every page has a name of its own, so that two versions can be compared page by page. */
static struct slice page_name(struct arena *arena, const struct form *form, struct slice given) {
    struct slice name = given;
    if (!name.len) name = given = arena_printf(arena, "page%zu", form->page_count + 1);
    for (size_t number = 2; has_page(form, name); number++) name = arena_join(arena, given, arena_printf(arena, "_%zu", number));
    return name;
}

static bool read_page(struct form_reading *reading, const struct doc *object) {
    struct form *form = reading->form;
    const struct doc *list = doc_get(object, S("questions"));
    if (form->page_count == FORM_PAGES_MAX) return form_wrong(reading, "The form has too many pages.", S(""));
    struct form_page *page = &form->pages[form->page_count];
    *page = (struct form_page){.name = tidy(reading->arena, doc_get_text(object, S("name"))), .label = text_of(reading->arena, object, "label"), .first = form->question_count};
    page->name = page_name(reading->arena, form, page->name);
    if (!text_fits(page->label) || page->name.len > FORM_TEXT_BYTES) return form_wrong(reading, "A text of “{1}” is too long.", slice_sub(page->name, 0, FORM_NAME_BYTES));
    if (!read_rule(reading, object, "relevant", page->name, &page->relevant)) return false;
    for (const struct doc_entry *entry = list && list->kind == DOC_ARRAY ? list->first : NULL; entry; entry = entry->next) {
        if (!read_question(reading, &entry->value, form->page_count)) return false;
    }
    page->count = form->question_count - page->first;
    form->page_count++;
    return true;
}

const struct form *form_read_draft(struct arena *arena, struct slice json, struct slice field, struct refusal *refusal) {
    struct refusal syntax = REFUSAL_IN(arena);
    const struct doc *doc = doc_parse_json(arena, json, &syntax);
    const struct doc *pages = doc && doc->kind == DOC_OBJECT ? doc_get(doc, S("pages")) : NULL;
    struct form_reading reading = {arena, arena_make(arena, struct form, 1), pages, field, refusal};
    if (!pages || pages->kind != DOC_ARRAY) return form_wrong(&reading, "This is no form: it has no pages of questions.", S("")), NULL;
    reading.form->title = text_of(arena, doc, "title");
    if (!text_fits(reading.form->title)) return form_wrong(&reading, "A text of “{1}” is too long.", S("title")), NULL;
    for (const struct doc_entry *entry = pages->first; entry; entry = entry->next) {
        if (!read_page(&reading, &entry->value)) return NULL;
    }
    return reading.form;
}

const struct form *form_read(struct arena *arena, struct slice json, struct slice field, struct refusal *refusal) {
    const struct form *form = form_read_draft(arena, json, field, refusal);
    if (!form || form->question_count) return form;
    refuse(refusal, field, "This is no form: it has no pages of questions.");
    return NULL;
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
