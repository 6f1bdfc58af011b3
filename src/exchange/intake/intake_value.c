/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "exchange/intake/intake_value.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "i18n/khmer.h"

static struct slice name_of(const struct field *field) {
    return slice_of(field->name);
}

/* ---- choices ---- */

/* What offices write for a choice, by its code. */
static const struct {
    const char *code, *words;
} choice_words[] = {
    {"f", "female|f|woman|girl|w|ស្រី|ស|នារី"},        {"m", "male|m|man|boy|ប្រុស|ប|បុរស"},
    {"female", "female|f|woman|girl|w|ស្រី|ស|នារី"},   {"male", "male|m|man|boy|ប្រុស|ប|បុរស"},
    {"level1", "1|poor 1|level 1|ក្រ១|ក្រ 1|ក្រីក្រ ១"}, {"level2", "2|poor 2|level 2|ក្រ២|ក្រ 2|ក្រីក្រ ២"},
};

static bool words_have(struct arena *arena, const char *words, struct slice key) {
    struct slice rest = slice_of(words), word;
    while (slice_split(&rest, '|', &word)) {
        if (slice_equal(khmer_search_key(arena, word), key)) return true;
    }
    return false;
}

static bool choice_is(struct arena *arena, const struct choice *choice, const struct messages *khmer,
                      struct slice key) {
    struct locale locale = {.lang = LANG_KM, .messages = khmer};
    struct slice label = slice_of(choice->label);
    if (slice_equal(khmer_search_key(arena, slice_of(choice->code)), key)) return true;
    if (slice_equal(khmer_search_key(arena, label), key)) return true;
    if (slice_equal(khmer_search_key(arena, tr(&locale, label)), key)) return true;
    for (size_t i = 0; i < ARRAY_LEN(choice_words); i++) {
        bool is_its = slice_equal(slice_of(choice_words[i].code), slice_of(choice->code));
        if (is_its && words_have(arena, choice_words[i].words, key)) return true;
    }
    return false;
}

const struct choice *intake_choice_find(struct arena *arena, const struct choice_set *set,
                                        const struct messages *khmer, struct slice text) {
    const struct choice *exact = choice_find(set, text);
    struct slice key = khmer_search_key(arena, text);
    for (size_t i = 0; !exact && key.len && i < set->count; i++) {
        if (choice_is(arena, &set->choices[i], khmer, key)) exact = &set->choices[i];
    }
    return exact;
}

static bool read_choice(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                        struct slice text, struct value *value, struct refusal *refusal) {
    const struct choice *choice = intake_choice_find(arena, field->choices, meaning->khmer, text);
    if (!choice) return refuse_with(refusal, name_of(field), "“{1}” is not one of the choices.", text, S(""));
    *value = value_of_text(slice_of(choice->code));
    return true;
}

/* Several, separated by anything that separates. */
static bool read_choices(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                         struct slice text, struct value *value, struct refusal *refusal) {
    struct text codes = TEXT_IN(arena);
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !strchr(",;|\n", text.s[i])) continue;
        struct slice part = slice_trim(slice_sub(text, start, i));
        struct value one;
        start = i + 1;
        if (!part.len) continue;
        if (!read_choice(arena, meaning, field, part, &one, refusal)) return false;
        if (codes.len) text_append_char(&codes, ',');
        text_append(&codes, one.text);
    }
    return value_parse_input(arena, field, text_slice(&codes), S(""), value, refusal);
}

/* ---- yes and no ---- */

static bool read_bool(struct arena *arena, const struct field *field, struct slice text, struct value *value,
                      struct refusal *refusal) {
    static const char yes[] = "true|yes|y|1|x|✓|✔|បាទ|ចាស|មាន|មែន", no[] = "false|no|n|0|-|✗|ទេ|គ្មាន";
    struct slice key = khmer_search_key(arena, text);
    bool is_yes = words_have(arena, yes, key);
    if (!is_yes && !words_have(arena, no, key)) {
        return refuse_with(refusal, name_of(field), "“{1}” is neither yes nor no.", text, S(""));
    }
    *value = value_of_number(is_yes);
    return true;
}

/* ---- dates ---- */

static bool take_digits(struct slice text, size_t *at, size_t max, int *number) {
    size_t start = *at;
    *number = 0;
    while (*at < text.len && *at - start < max && text.s[*at] >= '0' && text.s[*at] <= '9') {
        *number = *number * 10 + (text.s[(*at)++] - '0');
    }
    return *at > start;
}

/* "3/4/2016" in three numbers; the year may have two digits. */
static bool three_numbers(struct slice text, int *first, int *second, int *year) {
    size_t at = 0;
    bool good = take_digits(text, &at, 2, first) && at < text.len && strchr("/.-", text.s[at]);
    char mark = good ? text.s[at++] : 0;
    good = good && take_digits(text, &at, 2, second) && at < text.len && text.s[at++] == mark;
    size_t start = at;
    good = good && take_digits(text, &at, 4, year) && at == text.len;
    return good && (at - start == 4 || at - start == 2);
}

static struct slice to_ascii(struct arena *arena, struct slice text) {
    return khmer_fold_digits(arena, slice_trim(text));
}

bool intake_date_is_open(struct slice text, int *first, int *second) {
    int year;
    char copy[64];
    struct arena *arena = NULL;
    bool is_plain = text.len < sizeof copy && text.len && (text.s[0] & 0x80) == 0;
    if (!is_plain) arena = arena_new();
    struct slice ascii = is_plain ? text : to_ascii(arena, text);
    bool found = three_numbers(ascii, first, second, &year);
    arena_free(arena);
    return found;
}

static bool read_date(struct arena *arena, const struct intake_column *column, const struct sheet_cell *cell,
                      struct value *value, struct refusal *refusal) {
    const struct field *field = column->field;
    struct slice text = to_ascii(arena, cell->text);
    int first, second, year;
    if (cell->kind == SHEET_DATE || !three_numbers(text, &first, &second, &year)) {
        return value_parse_input(arena, field, text, S(""), value, refusal);
    }
    bool is_open = first <= 12 && second <= 12 && first != second;
    if (is_open && column->order == ORDER_ASK) {
        return refuse_with(refusal, name_of(field),
                           "“{1}” can be read in two ways; say at its column whether day or month is first.",
                           cell->text, S(""));
    }
    bool month_first = column->order == ORDER_MONTH_FIRST || (column->order == ORDER_ASK && second > 12);
    if (year < 100)
        return refuse_with(refusal, name_of(field), "“{1}” has no year of four digits.", cell->text, S(""));
    struct slice day_first = month_first ? arena_printf(arena, "%d/%d/%d", second, first, year)
                                         : arena_printf(arena, "%d/%d/%d", first, second, year);
    return value_parse_input(arena, field, day_first, S(""), value, refusal);
}

/* ---- numbers ---- */

/* One dot or comma with exactly three digits behind it, one to three before. */
bool intake_number_is_open(struct slice text) {
    size_t digits = 0, marks = 0, at_mark = 0;
    size_t start = text.len && text.s[0] == '-';
    for (size_t i = start; i < text.len; i++) {
        char c = text.s[i];
        if (c == '.' || c == ',')
            at_mark = digits, marks++;
        else if (c >= '0' && c <= '9')
            digits++;
        else if (digits && marks == 1 && digits - at_mark == 3)
            break; /* a currency behind */
        else if (digits)
            return false;
    }
    return marks == 1 && at_mark >= 1 && at_mark <= 3 && digits - at_mark == 3;
}

/* Takes the marks away that only group, and makes the decimal mark a dot that no one takes for one that
 * groups. */
static struct slice settle_dot(struct arena *arena, struct slice text, enum intake_dot dot) {
    struct text out = TEXT_IN(arena);
    if (dot == DOT_ASK || !intake_number_is_open(text)) return text;
    for (size_t i = 0; i < text.len; i++) {
        bool is_mark = text.s[i] == '.' || text.s[i] == ',';
        if (is_mark && dot == DOT_GROUPS) continue;
        text_append_char(&out, is_mark ? '.' : text.s[i]);
    }
    return text_slice(&out);
}

static bool refuse_open(const struct field *field, struct slice text, struct refusal *refusal) {
    return refuse_with(refusal, name_of(field),
                       "“{1}” can be read in two ways; say at its column what the dot or comma stands for.",
                       text, S(""));
}

static bool read_integer(struct arena *arena, const struct intake_column *column,
                         const struct sheet_cell *cell, struct value *value, struct refusal *refusal) {
    const struct field *field = column->field;
    struct slice text = to_ascii(arena, cell->text);
    if (cell->kind == SHEET_TEXT && intake_number_is_open(text)) {
        if (column->dot == DOT_ASK) return refuse_open(field, cell->text, refusal);
        if (column->dot == DOT_DECIMALS)
            return refuse_with(refusal, name_of(field), "“{1}” is not a whole number.", cell->text, S(""));
        text = settle_dot(arena, text, column->dot);
    }
    int64_t number;
    if (cell->kind != SHEET_NUMBER) return value_parse_input(arena, field, text, S(""), value, refusal);
    if (!slice_to_int64(text, &number))
        return refuse_with(refusal, name_of(field), "“{1}” is not a whole number.", cell->text, S(""));
    *value = value_of_number(number);
    return value_check(field, value, refusal);
}

/* A number of a workbook: a decimal point and nothing else; as many decimals as the currency has, at most. */
static bool number_money(struct slice text, enum currency currency, struct money *money) {
    size_t point = slice_find(text, S("."), 0);
    struct slice decimals = slice_sub(text, point + 1, text.len);
    int64_t whole, part = 0;
    bool good = slice_to_int64(slice_sub(text, 0, point), &whole) &&
                decimals.len <= (size_t)currency_decimals(currency);
    if (good && decimals.len) good = slice_to_int64(decimals, &part) && part >= 0;
    if (decimals.len == 1) part *= 10;
    int64_t scale = currency_decimals(currency) == 2 ? 100 : 1;
    bool is_below_zero = text.len && text.s[0] == '-';
    money->currency = currency;
    return good && !__builtin_mul_overflow(whole, scale, &money->amount) &&
           !__builtin_add_overflow(money->amount, is_below_zero ? -part : part, &money->amount);
}

static bool read_money(struct arena *arena, const struct intake_meaning *meaning,
                       const struct intake_column *column, const struct sheet_cell *cell, struct value *value,
                       struct refusal *refusal) {
    const struct field *field = column->field;
    struct slice text = to_ascii(arena, cell->text);
    struct money money;
    if (cell->kind == SHEET_NUMBER) {
        if (!number_money(text, meaning->money, &money)) {
            return refuse_with(refusal, name_of(field), "“{1}” is not an amount of {2}.", cell->text,
                               currency_code(meaning->money));
        }
    } else {
        if (intake_number_is_open(text) && column->dot == DOT_ASK)
            return refuse_open(field, cell->text, refusal);
        switch (parse_money(settle_dot(arena, text, column->dot), meaning->money, &money)) {
        case PARSE_OK: break;
        case PARSE_AMBIGUOUS: return refuse_open(field, cell->text, refusal);
        case PARSE_BAD:
            return refuse_with(refusal, name_of(field), "“{1}” is not an amount of {2}.", cell->text,
                               currency_code(meaning->money));
        }
    }
    *value = (struct value){.present = true, .money = money};
    return value_check(field, value, refusal);
}

/* ---- places and references ---- */

static bool place_result(const struct field *field, enum refer_result result, struct slice text,
                         struct refusal *refusal) {
    switch (result) {
    case REFER_ONE: return true;
    case REFER_NONE:
        return refuse_with(refusal, name_of(field),
                           "“{1}” is not a place of the gazetteer. Choose one from the list.", text, S(""));
    case REFER_SEVERAL:
        return refuse_with(refusal, name_of(field),
                           "“{1}” is not one place of the gazetteer; write the commune too.", text, S(""));
    }
    BUG("place result %d", result);
}

static bool read_place(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                       struct slice text, struct value *value, struct refusal *refusal) {
    struct slice code = S("");
    enum refer_result result =
        intake_refer_place(meaning->refer, text, field->place_level ? field->place_level : 2, 0, &code);
    return place_result(field, result, text, refusal) &&
           value_parse_input(arena, field, code, S(""), value, refusal);
}

static bool read_places(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                        struct slice text, struct value *value, struct refusal *refusal) {
    struct text codes = TEXT_IN(arena);
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !strchr(",;|\n", text.s[i])) continue;
        struct slice part = slice_trim(slice_sub(text, start, i)), code = S("");
        start = i + 1;
        if (!part.len) continue;
        if (!place_result(field, intake_refer_place(meaning->refer, part, 2, 0, &code), part, refusal))
            return false;
        if (codes.len) text_append_char(&codes, ',');
        text_append(&codes, code);
    }
    return value_parse_input(arena, field, text_slice(&codes), S(""), value, refusal);
}

bool intake_place_read(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                       const struct slice levels[4], struct value *value, struct refusal *refusal) {
    struct text path = TEXT_IN(arena);
    int digits = 0;
    for (int i = 0; i < 4; i++) {
        if (!levels[i].len) continue;
        if (path.len) text_append(&path, S(", "));
        text_append(&path, levels[i]);
        digits = (i + 1) * 2;
    }
    struct slice code = S("");
    if (!digits) return true;
    /* A code in the deepest column says it all. */
    struct slice deepest = levels[digits / 2 - 1];
    int64_t number;
    struct slice text = slice_to_int64(to_ascii(arena, deepest), &number) ? deepest : text_slice(&path);
    enum refer_result result = intake_refer_place(meaning->refer, text, digits, digits, &code);
    return place_result(field, result, text, refusal) &&
           value_parse_input(arena, field, code, S(""), value, refusal);
}

static bool read_ref(const struct intake_meaning *meaning, const struct field *field, struct slice text,
                     struct value *value, struct refusal *refusal) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    *value = (struct value){0};
    switch (intake_refer_find(meaning->refer, type, text, &value->id)) {
    case REFER_ONE: return value->present = true;
    case REFER_NONE:
        return refuse_with(refusal, name_of(field), "There is none called “{1}” and none with that code.",
                           text, S(""));
    case REFER_SEVERAL:
        return refuse_with(refusal, name_of(field), "Several are called “{1}”; write the code.", text, S(""));
    }
    BUG("reference");
}

/* ---- texts ---- */

/* A spreadsheet takes the 0 in front of a telephone number away. */
static struct slice phone_text(struct arena *arena, const struct sheet_cell *cell) {
    bool lost_zero =
        cell->kind == SHEET_NUMBER && (cell->text.len == 8 || cell->text.len == 9) && cell->text.s[0] != '0';
    return lost_zero ? arena_join(arena, S("0"), cell->text) : cell->text;
}

static bool is_readable(const struct field *field, const struct sheet_cell *cell, struct refusal *refusal) {
    if (cell->kind == SHEET_ERROR)
        return refuse_with(refusal, name_of(field), "The cell holds the error {1} of a formula.", cell->text,
                           S(""));
    if (slice_contains(cell->text, S("\xEF\xBF\xBD")))
        return refuse(refusal, name_of(field),
                      "The cell holds characters that cannot be read. Save the file as UTF-8.");
    return khmer_is_storable(cell->text) ||
           refuse(refusal, name_of(field), "The cell holds characters that cannot be stored.");
}

/* What an export says in place of a sealed value: brought back it changes nothing. */
static bool is_sealed_mark(const struct field *field, struct slice text) {
    return field->sealed && slice_equal(text, S("(sealed)"));
}

bool intake_value_read(struct arena *arena, const struct intake_meaning *meaning,
                       const struct intake_column *column, const struct sheet_cell *cell, struct value *value,
                       struct refusal *refusal) {
    const struct field *field = column->field;
    *value = (struct value){0};
    if (!cell->text.len || is_sealed_mark(field, cell->text)) return true;
    if (!is_readable(field, cell, refusal)) return false;
    switch (field->kind) {
    case KIND_TEXT:
    case KIND_LONG_TEXT: return value_parse_input(arena, field, cell->text, S(""), value, refusal);
    case KIND_INTEGER: return read_integer(arena, column, cell, value, refusal);
    case KIND_BOOL: return read_bool(arena, field, cell->text, value, refusal);
    case KIND_DATE: return read_date(arena, column, cell, value, refusal);
    case KIND_MONEY: return read_money(arena, meaning, column, cell, value, refusal);
    case KIND_CHOICE: return read_choice(arena, meaning, field, cell->text, value, refusal);
    case KIND_CHOICES: return read_choices(arena, meaning, field, cell->text, value, refusal);
    case KIND_REF: return read_ref(meaning, field, cell->text, value, refusal);
    case KIND_PLACE: return read_place(arena, meaning, field, cell->text, value, refusal);
    case KIND_PLACES: return read_places(arena, meaning, field, cell->text, value, refusal);
    case KIND_PHONE: return value_parse_input(arena, field, phone_text(arena, cell), S(""), value, refusal);
    }
    BUG("field kind %d", field->kind);
}
