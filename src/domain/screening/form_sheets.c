/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/screening/form_sheets.h"

#include "base/log.h"

enum { GROUPS_MAX = 8, NO_COLUMN = -1 };

struct form_sheets {
    struct arena *arena;
    const struct form_sheet *survey, *choices;
    struct slice field;
    struct refusal *refusal;
    struct doc *pages, *questions; /* questions: of the page under way; NULL between pages */
    struct slice conditions[GROUPS_MAX]; /* of the groups inside the page's */
    size_t depth, made;
};

/* ---- cells ---- */

static struct slice cell(const struct form_sheet *sheet, size_t row, int column) {
    if (column == NO_COLUMN || row >= sheet->rows) return S("");
    return slice_trim(sheet->cells[row * sheet->columns + (size_t)column]);
}

static int column_of(const struct form_sheet *sheet, const char *name) {
    for (size_t i = 0; i < sheet->columns; i++) {
        if (slice_equal_nocase(cell(sheet, 0, (int)i), slice_of(name))) return (int)i;
    }
    return NO_COLUMN;
}

static struct slice get(const struct form_sheet *sheet, size_t row, const char *name) {
    return cell(sheet, row, column_of(sheet, name));
}

/* "label::Khmer (km)" is the Khmer one. */
static bool is_khmer(struct slice header) {
    return slice_contains(header, S("(km)")) || slice_contains(header, S("::km")) || slice_contains(header, S("Khmer")) || slice_contains(header, S("ខ្មែរ"));
}

/* A text in both languages: `label`, `label::English (en)`, `label::Khmer (km)`. */
static struct form_text both(struct arena *arena, const struct form_sheet *sheet, size_t row, const char *name) {
    struct form_text text = {S(""), S("")};
    struct slice start = arena_printf(arena, "%s::", name);
    for (size_t i = 0; i < sheet->columns; i++) {
        struct slice header = cell(sheet, 0, (int)i), value = cell(sheet, row, (int)i);
        if (!slice_equal(header, slice_of(name)) && !slice_starts(header, start)) continue;
        if (is_khmer(header)) text.km = value;
        else if (value.len && !text.en.len) text.en = value;
    }
    return text;
}

static void put_text(struct form_sheets *form, struct doc *object, const char *name, struct form_text text) {
    if (!text.en.len && !text.km.len) return;
    struct doc *doc = doc_set_object(form->arena, object, slice_of(name));
    if (text.en.len) doc_set_text(form->arena, doc, S("en"), text.en);
    if (text.km.len) doc_set_text(form->arena, doc, S("km"), text.km);
}

static bool says_yes(struct slice text) {
    return slice_equal_nocase(text, S("yes")) || slice_equal_nocase(text, S("true")) || slice_equal_nocase(text, S("true()")) || slice_equal(text, S("1"));
}

/* ---- types ---- */

/* What the telephone notes by itself. */
static bool is_about_telephone(struct slice type) {
    static const char *const names[] = {"start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid", "audit"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (slice_equal(type, slice_of(names[i]))) return true;
    }
    return false;
}

/* "select_one yes_no" -> its kind and its list. */
static struct slice split_type(struct slice type, struct slice *list) {
    struct slice rest = type, word = S("");
    *list = S("");
    if (!slice_split(&rest, ' ', &word)) return type;
    bool is_select = slice_equal(word, S("select_one")) || slice_equal(word, S("select_multiple"));
    if (!is_select) return type;
    while (slice_split(&rest, ' ', &word)) {
        if (word.len && !list->len) *list = word;
    }
    return slice_starts(type, S("select_one")) ? S("select_one") : S("select_multiple");
}

static const char *code_of(struct slice type, struct slice appearance) {
    if (slice_equal(type, S("range"))) return "integer";
    if (slice_equal(type, S("text")) && slice_contains(appearance, S("multiline"))) return "long";
    static const char *const codes[] = {"note", "text", "integer", "decimal", "date", "select_one", "select_multiple", "calculate"};
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (slice_equal(type, slice_of(codes[i]))) return codes[i];
    }
    return NULL;
}

/* ---- pages and groups ---- */

static struct doc *page_begin(struct form_sheets *form, struct slice name, struct form_text label, struct slice relevant) {
    struct doc *page = doc_add_object(form->arena, form->pages);
    if (!name.len) name = arena_printf(form->arena, "page%zu", ++form->made);
    doc_set_text(form->arena, page, S("name"), name);
    put_text(form, page, "label", label);
    if (relevant.len) doc_set_text(form->arena, page, S("relevant"), relevant);
    form->questions = doc_set_array(form->arena, page, S("questions"));
    return form->questions;
}

static bool group_begin(struct form_sheets *form, size_t row) {
    struct slice relevant = get(form->survey, row, "relevant");
    if (form->depth == GROUPS_MAX) return refuse_with(form->refusal, form->field, "Row {1}: groups stand too deep in each other.", arena_printf(form->arena, "%zu", row + 1), S(""));
    if (!form->depth) page_begin(form, get(form->survey, row, "name"), both(form->arena, form->survey, row, "label"), relevant);
    form->conditions[form->depth] = form->depth ? relevant : S(""); /* the page has its own */
    form->depth++;
    return true;
}

static bool group_end(struct form_sheets *form, size_t row) {
    if (!form->depth) return refuse_with(form->refusal, form->field, "Row {1}: a group ends that did not begin.", arena_printf(form->arena, "%zu", row + 1), S(""));
    if (!--form->depth) form->questions = NULL;
    return true;
}

/* Its own condition and those of the groups inside the page. */
static struct slice condition_of(struct form_sheets *form, size_t row) {
    struct slice whole = get(form->survey, row, "relevant");
    for (size_t i = 1; i < form->depth; i++) {
        struct slice one = form->conditions[i];
        if (!one.len) continue;
        whole = whole.len ? arena_printf(form->arena, "(%.*s) and (%.*s)", SLICE_ARG(one), SLICE_ARG(whole)) : one;
    }
    return whole;
}

/* ---- questions ---- */

/* Answers of several are separated by blanks, so that a code has none: where somebody wrote one it becomes _. */
static struct slice code_without_blanks(struct arena *arena, struct slice code) {
    char *copy = arena_cstr(arena, code);
    for (size_t i = 0; i < code.len; i++) {
        if ((unsigned char)copy[i] <= ' ') copy[i] = '_';
    }
    return slice_of(copy);
}

static void put_choices(struct form_sheets *form, struct doc *question, struct slice list) {
    const struct form_sheet *choices = form->choices;
    struct doc *array = doc_set_array(form->arena, question, S("choices"));
    for (size_t row = 1; row < choices->rows; row++) {
        if (!slice_equal(get(choices, row, "list_name"), list) && !slice_equal(get(choices, row, "list name"), list)) continue;
        struct doc *choice = doc_add_object(form->arena, array);
        struct slice code = get(choices, row, "name"), finding = get(choices, row, "finding");
        if (!code.len) code = get(choices, row, "value");
        doc_set_text(form->arena, choice, S("code"), code_without_blanks(form->arena, code));
        put_text(form, choice, "label", both(form->arena, choices, row, "label"));
        if (finding.len) doc_set_text(form->arena, choice, S("finding"), finding);
    }
}

static void put_if(struct form_sheets *form, struct doc *object, const char *name, struct slice text) {
    if (text.len) doc_set_text(form->arena, object, slice_of(name), text);
}

static bool question_take(struct form_sheets *form, size_t row, struct slice type) {
    const struct form_sheet *survey = form->survey;
    struct slice list, base = split_type(type, &list);
    const char *code = code_of(base, get(survey, row, "appearance"));
    if (!code) return refuse_with(form->refusal, form->field, "Row {1}: forms do not know the type “{2}”.", arena_printf(form->arena, "%zu", row + 1), type);
    if (!form->questions) page_begin(form, S(""), (struct form_text){S(""), S("")}, S(""));
    struct doc *question = doc_add_object(form->arena, form->questions);
    doc_set_text(form->arena, question, S("type"), slice_of(code));
    doc_set_text(form->arena, question, S("name"), get(survey, row, "name"));
    put_text(form, question, "label", both(form->arena, survey, row, "label"));
    put_text(form, question, "hint", both(form->arena, survey, row, "hint"));
    put_text(form, question, "message", both(form->arena, survey, row, "constraint_message"));
    if (says_yes(get(survey, row, "required"))) doc_set_bool(form->arena, question, S("required"), true);
    if (says_yes(get(survey, row, "minimal"))) doc_set_bool(form->arena, question, S("minimal"), true);
    put_if(form, question, "relevant", condition_of(form, row));
    put_if(form, question, "constraint", get(survey, row, "constraint"));
    put_if(form, question, "calculation", get(survey, row, "calculation"));
    if (list.len) put_choices(form, question, list);
    return true;
}

static bool row_take(struct form_sheets *form, size_t row) {
    struct slice type = get(form->survey, row, "type");
    if (!type.len || is_about_telephone(type)) return true;
    if (slice_equal(type, S("begin group")) || slice_equal(type, S("begin_group"))) return group_begin(form, row);
    if (slice_equal(type, S("end group")) || slice_equal(type, S("end_group"))) return group_end(form, row);
    return question_take(form, row, type);
}

struct slice form_of_sheets(struct arena *arena, const struct form_sheet *survey, const struct form_sheet *choices,
                            const struct form_sheet *settings, struct slice field, struct refusal *refusal) {
    struct doc *doc = doc_new_object(arena);
    struct form_sheets form = {.arena = arena, .survey = survey, .choices = choices, .field = field, .refusal = refusal};
    if (column_of(survey, "type") == NO_COLUMN || column_of(survey, "name") == NO_COLUMN) {
        refuse(refusal, field, "This is no XLSForm: it has no sheet “survey” with the columns type and name.");
        return S("");
    }
    put_text(&form, doc, "title", both(arena, settings, 1, "form_title"));
    form.pages = doc_set_array(arena, doc, S("pages"));
    for (size_t row = 1; row < survey->rows; row++) {
        if (!row_take(&form, row)) return S("");
    }
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, doc);
    const struct form *read = form_read(arena, text_slice(&json), field, refusal);
    return read ? form_write(arena, read) : S("");
}
