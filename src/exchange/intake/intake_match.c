/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which column is which field?  By what stands over it (the field's name in both languages, words that
 * offices use for it, HXL tags) and, where the header says nothing, by the shape of its values.  The best
 * pairs are taken first; a field is taken once.  It is a suggestion: the user confirms every one.
 */
#include "base/log.h"
#include "base/doc.h"
#include "exchange/intake/intake.h"
#include "exchange/intake/intake_head.h"
#include "i18n/khmer.h"

enum { WORTH_EXACT = 100, WORTH_PART = 60, WORTH_SHAPE = 40, SHAPE_PERCENT_MIN = 80, PART_CHARS_MIN = 3 };

/* Words over columns of real files, by the field's name, whatever the record. */
static const struct {
    const char *field, *words; /* separated by | */
} synonyms[] = {
    {"name_km", "khmer name|name khmer|name in khmer|name kh|ឈ្មោះ|ឈ្មោះខ្មែរ|ឈ្មោះ ខ្មែរ|ឈ្មោះជាភាសាខ្មែរ|នាមត្រកូល "
                "និងនាមខ្លួន|គោត្តនាម និងនាម|ឈ្មោះជាអក្សរខ្មែរ"},
    {"name_latin", "name|full name|latin name|name latin|name in latin|english name|name in english|name "
                   "en|ឈ្មោះឡាតាំង|ឈ្មោះ ឡាតាំង|ឈ្មោះជាអក្សរឡាតាំង|participant|beneficiary"},
    {"alias", "nickname|other name|ឈ្មោះហៅក្រៅ"},
    {"sex", "gender|m/f|f/m|ភេទ|ប្រុស/ស្រី"},
    {"birth_date", "dob|date of birth|birthday|birth date|birth|year of birth|ថ្ងៃខែឆ្នាំកំណើត|ថ្ងៃកំណើត|ឆ្នាំកំណើត"},
    {"age_years", "age|age years|អាយុ"},
    {"phone", "tel|telephone|mobile|phone number|phone no|tel no|contact|លេខទូរស័ព្ទ|ទូរស័ព្ទ"},
    {"id_poor", "idpoor|id poor|idpoor level|ក្រីក្រ|ប័ណ្ណក្រីក្រ|បណ្ណក្រីក្រ"},
    {"members", "household size|hh size|family size|number of members|ចំនួនសមាជិក"},
    {"head_name", "household head|head of household|name of head|មេគ្រួសារ"},
    {"note", "notes|remark|remarks|comment|comments|ផ្សេងៗ|កំណត់សម្គាល់|សម្គាល់"},
    {"starts_on", "date|start date|start|from|training date|ថ្ងៃចាប់ផ្តើម|កាលបរិច្ឆេទ|ថ្ងៃខែ"},
    {"ends_on", "end date|end|to|until|ថ្ងៃបញ្ចប់"},
    {"title", "name|title|topic|subject|ចំណងជើង"},
    {"person", "participant|name|code of person|person code|អ្នកចូលរួម"},
    {"session", "training|session code|training code|វគ្គ"},
    {"household", "household code|hh code|hh id|គ្រួសារ"},
    {"function", "position|role|occupation|job|តួនាទី|មុខងារ|មុខរបរ"},
    {"trainer_name", "trainer|facilitator|គ្រូ|គ្រូបង្គោល"},
    {"cost", "amount|budget|ថ្លៃ|ចំណាយ"},
    {"amount", "value|sum|total|ចំនួនទឹកប្រាក់|ទឹកប្រាក់"},
    {"number", "id number|document number|card number|លេខអត្តសញ្ញាណបណ្ណ|លេខប័ណ្ណ"},
    {"place", "location|venue|place|ទីកន្លែង|ទីតាំង"},
};

/* Words for one level of a place that is spread over columns. */
static const struct {
    const char *words;
    int digits;
} levels[] = {
    {"province|khet|adm1|province name|ខេត្ត|រាជធានី|ខេត្ត/រាជធានី", 2},
    {"district|srok|khan|adm2|district name|ស្រុក|ខណ្ឌ|ក្រុង|ស្រុក/ខណ្ឌ", 4},
    {"commune|khum|sangkat|commune/sangkat|adm3|commune name|ឃុំ|សង្កាត់|ឃុំ/សង្កាត់", 6},
    {"village|phum|adm4|village name|ភូមិ", 8},
};

struct pair {
    size_t column;
    const struct field *field;
    int digits, worth;
};

struct matching {
    struct arena *arena;
    struct intake_plan *plan;
    const struct messages *khmer;
    const struct field *fields[RECORD_FIELDS_MAX];
    size_t field_count;
    struct pair *pairs;
    size_t pair_count;
};

/* Lower case, no marks between words, digits of either script: "M/F " and "m f" are one. */
static struct slice plain(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    struct slice key = khmer_search_key(arena, text);
    for (size_t i = 0; i < key.len; i++) {
        char c = key.s[i];
        bool is_mark = c == ' ' || strchr("/_-.:()*,", c);
        if (!is_mark)
            text_append_char(&out, c);
        else if (out.len && out.s[out.len - 1] != ' ')
            text_append_char(&out, ' ');
    }
    return slice_trim(text_slice(&out));
}

static bool one_of(struct matching *matching, struct slice header, const char *words) {
    struct slice rest = slice_of(words), word;
    while (slice_split(&rest, '|', &word)) {
        if (slice_equal(header, plain(matching->arena, word))) return true;
    }
    return false;
}

static int name_worth(struct matching *matching, struct slice header, struct slice name) {
    struct slice wanted = plain(matching->arena, name);
    if (!wanted.len || !header.len) return 0;
    if (slice_equal(header, wanted)) return WORTH_EXACT;
    bool is_part = slice_rune_count(wanted) >= PART_CHARS_MIN && slice_contains(header, wanted);
    bool is_whole = slice_rune_count(header) >= PART_CHARS_MIN && slice_contains(wanted, header);
    return is_part || is_whole ? WORTH_PART + (int)(wanted.len > 30 ? 30 : wanted.len) : 0;
}

static bool tag_is(const char *tag, struct slice header) {
    return tag && slice_equal_nocase(slice_of(tag), header);
}

static int header_worth(struct matching *matching, struct slice raw, struct slice header,
                        const struct field *field) {
    struct locale khmer = {.lang = LANG_KM, .messages = matching->khmer};
    if (tag_is(field->hxl, raw) || tag_is(field->htcds, raw) || tag_is(field->iati, raw))
        return WORTH_EXACT + 2;
    int best = 0;
    const struct slice names[] = {slice_of(field->name), slice_of(field->label),
                                  tr(&khmer, slice_of(field->label))};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        int worth = name_worth(matching, header, names[i]);
        if (worth > best) best = worth;
    }
    for (size_t i = 0; i < ARRAY_LEN(synonyms) && best < WORTH_EXACT; i++) {
        bool is_its = slice_equal(slice_of(synonyms[i].field), slice_of(field->name));
        if (is_its && one_of(matching, header, synonyms[i].words)) best = WORTH_EXACT - 1;
    }
    return best;
}

static void pair_add(struct matching *matching, size_t column, const struct field *field, int digits,
                     int worth) {
    matching->pairs =
        arena_room(matching->arena, matching->pairs, sizeof *matching->pairs, matching->pair_count);
    matching->pairs[matching->pair_count++] = (struct pair){column, field, digits, worth};
}

/* ---- the shape of values ---- */

static bool has_khmer(struct slice text) {
    size_t at = 0;
    uint32_t rune;
    while (slice_next_rune(text, &at, &rune)) {
        if (rune >= 0x1780 && rune < 0x1800) return true;
    }
    return false;
}

/* Only kinds whose values are like nothing else. */
static bool value_fits(struct matching *matching, const struct field *field, struct slice text) {
    struct slice normal, suggestion;
    struct date date;
    switch (field->kind) {
    case KIND_CHOICE:
        return intake_choice_find(matching->arena, field->choices, matching->khmer, text) != NULL;
    case KIND_PHONE:
        return text.len >= 8 && parse_phone(matching->arena, text, &normal, &suggestion) == PHONE_OK;
    case KIND_DATE:
        return text.len >= 8 && !has_khmer(text) && parse_date(text, &date) == PARSE_OK &&
               date.precision == DATE_DAY;
    case KIND_TEXT: return slice_equal(slice_of(field->name), S("name_km")) && has_khmer(text);
    case KIND_PLACE:
    case KIND_LONG_TEXT:
    case KIND_INTEGER:
    case KIND_BOOL:
    case KIND_MONEY:
    case KIND_CHOICES:
    case KIND_REF:
    case KIND_PLACES: return false;
    }
    BUG("field kind %d", field->kind);
}

static int shape_worth(struct matching *matching, const struct intake_column *column,
                       const struct field *field) {
    size_t fitting = 0;
    for (size_t i = 0; i < column->sample_count; i++) {
        fitting += value_fits(matching, field, column->samples[i]);
    }
    bool fits = column->sample_count && fitting * 100 >= column->sample_count * SHAPE_PERCENT_MIN;
    return fits ? WORTH_SHAPE : 0;
}

/* ---- pairs ---- */

static const struct field *first_place(const struct matching *matching) {
    for (size_t i = 0; i < matching->field_count; i++) {
        if (matching->fields[i]->kind == KIND_PLACE) return matching->fields[i];
    }
    return NULL;
}

static void pair_levels(struct matching *matching, size_t column, struct slice header) {
    const struct field *place = first_place(matching);
    for (size_t i = 0; place && i < ARRAY_LEN(levels); i++) {
        if (one_of(matching, header, levels[i].words))
            pair_add(matching, column, place, levels[i].digits, WORTH_EXACT + 1);
    }
}

static void pair_column(struct matching *matching, size_t index) {
    struct intake_column *column = &matching->plan->columns[index];
    struct slice header = plain(matching->arena, column->header);
    if (column->is_ours) return;
    pair_levels(matching, index, header);
    for (size_t i = 0; i < matching->field_count; i++) {
        int worth = header_worth(matching, column->header, header, matching->fields[i]);
        if (!worth) worth = shape_worth(matching, column, matching->fields[i]);
        if (worth) pair_add(matching, index, matching->fields[i], 0, worth);
    }
}

static bool is_taken(const struct intake_plan *plan, const struct pair *pair) {
    if (plan->columns[pair->column].target != TARGET_NONE) return true;
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *other = &plan->columns[i];
        if (other->target != TARGET_FIELD || other->field != pair->field) continue;
        if (!pair->digits || !other->place_digits || other->place_digits == pair->digits) return true;
    }
    return false;
}

static void take_best(struct matching *matching) {
    for (;;) {
        const struct pair *best = NULL;
        for (size_t i = 0; i < matching->pair_count; i++) {
            const struct pair *pair = &matching->pairs[i];
            if ((!best || pair->worth > best->worth) && !is_taken(matching->plan, pair)) best = pair;
        }
        if (!best) return;
        struct intake_column *column = &matching->plan->columns[best->column];
        column->target = TARGET_FIELD;
        column->field = best->field;
        column->place_digits = best->digits;
    }
}

/* A village in one column alone is the whole place; with its commune beside it, it is one level. */
static void settle_places(struct intake_plan *plan) {
    for (size_t i = 0; i < plan->column_count; i++) {
        size_t levels_of = 0;
        for (size_t j = 0; j < plan->column_count; j++) {
            bool same =
                plan->columns[j].target == TARGET_FIELD && plan->columns[j].field == plan->columns[i].field;
            levels_of += same && plan->columns[j].place_digits > 0;
        }
        if (plan->columns[i].place_digits && levels_of == 1) plan->columns[i].place_digits = 0;
    }
}

static void match_code(struct matching *matching) {
    struct intake_plan *plan = matching->plan;
    for (size_t i = 0; i < plan->column_count && plan->type->code_prefix; i++) {
        if (plan->columns[i].target != TARGET_NONE ||
            !one_of(matching, plain(matching->arena, plan->columns[i].header), "code|mlup code|លេខកូដ|កូដ"))
            continue;
        plan->columns[i].target = TARGET_CODE;
        return;
    }
}

void intake_match(struct arena *arena, struct intake_plan *plan, const struct view *view,
                  const struct messages *khmer) {
    struct matching matching = {.arena = arena, .plan = plan, .khmer = khmer};
    matching.field_count = intake_fields(plan->type, view, matching.fields);
    for (size_t i = 0; i < plan->column_count; i++) {
        pair_column(&matching, i);
    }
    take_best(&matching);
    settle_places(plan);
    match_code(&matching);
}

size_t intake_header_worth(struct arena *arena, const struct record_type *type, const struct view *view,
                           const struct messages *khmer, struct slice text) {
    struct matching matching = {.arena = arena, .khmer = khmer};
    matching.field_count = intake_fields(type, view, matching.fields);
    struct slice header = plain(arena, text);
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (one_of(&matching, header, levels[i].words)) return 1;
    }
    for (size_t i = 0; i < matching.field_count; i++) {
        if (header_worth(&matching, text, header, matching.fields[i]) >= WORTH_EXACT - 1) return 1;
    }
    return 0;
}
