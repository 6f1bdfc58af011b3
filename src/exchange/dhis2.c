/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/dhis2.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/doc.h"
#include "base/limits.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_book.h"
#include "domain/programme/promise_numbers.h"
#include "domain/programme/promise_tally.h"
#include "domain/records.h"
#include "exchange/xml_text.h"
#include "store/view.h"

enum { PEOPLE_MIN = 5 };

struct gather {
    struct store *store;
    struct db *db;
    struct access *access;
    struct arena *arena;
    const struct actor *actor;
    struct dhis2_report *report;
    struct record **units, **options; /* of the mapping */
    size_t unit_count, option_count;
    struct promise_book *book; /* of the organisation whose part was read last */
};

/* ---- the mapping ---- */

/* All records of a type of the set's organisation; with a field, those that refer to the set. */
static size_t read_all(struct gather *gather, const struct record_type *type, const char *field,
                       struct record ***records) {
    struct view view = access_view(gather->access, gather->arena, gather->actor, type);
    struct list_query query = {.type = type, .org = gather->report->set->org_id};
    if (field)
        query.filters[query.filter_count++] =
            (struct filter){record_type_field(type, slice_of(field)),
                            FILTER_EQUAL,
                            {.present = true, .id = gather->report->set->id}};
    return query_list_all(gather->store, gather->db, gather->arena, &view, &query, SIZE_MAX, records, NULL);
}

static void add_lack(struct gather *gather, struct dhis2_lack lack) {
    struct dhis2_report *report = gather->report;
    for (size_t i = 0; i < report->lack_count; i++) {
        const struct dhis2_lack *old = &report->lacks[i];
        if (old->kind == lack.kind && slice_equal(old->what, lack.what) &&
            slice_equal(old->dimension, lack.dimension))
            return;
    }
    report->lacks = arena_room(gather->arena, report->lacks, sizeof *report->lacks, report->lack_count);
    report->lacks[report->lack_count++] = lack;
}

static bool find_unit(struct gather *gather, struct slice province, struct slice *code) {
    const struct dhis2_set *set = dhis2_set_of(gather->report->set);
    bool is_whole = slice_equal(set->reach.text, S("whole"));
    if (is_whole && set->unit_code.present) return *code = set->unit_code.text, true;
    if (is_whole) return add_lack(gather, (struct dhis2_lack){.kind = LACK_UNIT_OF_ALL}), false;
    for (size_t i = 0; i < gather->unit_count; i++) {
        const struct dhis2_unit *unit = dhis2_unit_of(gather->units[i]);
        if (slice_equal(unit->place.text, province)) return *code = unit->unit_code.text, true;
    }
    add_lack(gather, (struct dhis2_lack){.kind = LACK_UNIT, .what = province});
    return false;
}

/* Not known is written as a hyphen in the mapping. */
static struct slice key_of(struct slice value) {
    return value.len ? value : S("-");
}

static bool find_option(struct gather *gather, struct slice dimension, struct slice key, struct slice *code) {
    *code = S("");
    for (size_t i = 0; i < gather->option_count; i++) {
        const struct dhis2_option *option = dhis2_option_of(gather->options[i]);
        bool same = slice_equal(option->dimension.text, dimension) &&
                    slice_equal(option->option_key.present ? option->option_key.text : S(""), key);
        if (same) return *code = option->option_code.text, true;
    }
    if (slice_equal(dimension, S("none"))) return true; /* the receiver's default */
    add_lack(gather, (struct dhis2_lack){.kind = LACK_OPTION, .what = key, .dimension = dimension});
    return false;
}

/* The combination for JSON and CSV, the single options for ADX; a combination of two needs all three codes.
 */
static bool find_options(struct gather *gather, struct slice split, const struct promise_number *number,
                         struct dhis2_value *value) {
    bool by_sex = !slice_equal(split, S("none")) && !slice_equal(split, S("age")),
         by_age = !slice_equal(split, S("none")) && !slice_equal(split, S("sex"));
    struct slice sex = key_of(number->sex), age = key_of(number->age);
    bool good = !by_sex || find_option(gather, S("sex"), sex, &value->sex);
    good = (!by_age || find_option(gather, S("age"), age, &value->age)) && good;
    if (by_sex && by_age)
        return find_option(gather, split,
                           arena_printf(gather->arena, "%.*s/%.*s", SLICE_ARG(sex), SLICE_ARG(age)),
                           &value->option) &&
               good;
    if (by_sex) return value->option = value->sex, good;
    if (by_age) return value->option = value->age, good;
    return find_option(gather, S("none"), S(""), &value->option);
}

/* ---- numbers ---- */

/* The part with its rule, when the actor may see it. */
static const struct book_part *find_part(struct gather *gather, struct uuid id) {
    struct view view = access_view(gather->access, gather->arena, gather->actor, &promise_part_type);
    struct record *record;
    if (!query_get(gather->store, gather->db, gather->arena, &view, &promise_part_type, id, &record, NULL) ||
        record->deleted_ms)
        return NULL;
    bool is_loaded = gather->book && uuid_equal(gather->book->org_id, record->org_id);
    if (!is_loaded)
        gather->book = promise_book_load(gather->arena, gather->db, &mlup_catalogue, record->org_id);
    const struct book_part *part = promise_book_find(gather->book, id);
    return part && part->rule && part->rule->source ? part : NULL;
}

static bool is_about_people(const struct book_part *part) {
    static const char units[] = "person household case service";
    return names_contain(units, promise_part_of(part->part)->target_unit.text);
}

static void add_number(struct gather *gather, const struct dhis2_element *element,
                       const struct book_part *part, struct dhis2_period period,
                       const struct promise_number *number) {
    struct dhis2_report *report = gather->report;
    struct dhis2_value value = {
        .element = element->element_code.text, .period = period, .number = number->number};
    bool shows_small =
        dhis2_set_of(report->set)->small_numbers.present && dhis2_set_of(report->set)->small_numbers.number;
    bool good = find_unit(gather, number->province, &value.unit);
    good = find_options(gather, element->split.text, number, &value) && good;
    if (!good) return;
    if (!shows_small && is_about_people(part) && number->number > 0 && number->number < PEOPLE_MIN) {
        report->hidden++;
        return;
    }
    report->values = arena_room(gather->arena, report->values, sizeof *report->values, report->value_count);
    report->values[report->value_count++] = value;
}

static void read_element(struct gather *gather, const struct record *record, struct dhis2_period first,
                         struct dhis2_period last) {
    const struct dhis2_element *element = dhis2_element_of(record);
    const struct book_part *part = find_part(gather, element->part.id);
    if (!part) {
        add_lack(gather, (struct dhis2_lack){.kind = LACK_PART, .what = element->element_code.text});
        return;
    }
    struct slice split = element->split.text;
    struct promise_numbers_query query = {
        .by_sex = slice_starts(split, S("sex")),
        .by_age = slice_ends(split, S("age")),
        .by_province = !slice_equal(dhis2_set_of(gather->report->set)->reach.text, S("whole"))};
    for (struct dhis2_period period = first; period.first <= last.first; period = dhis2_period_next(period)) {
        struct promise_number *numbers;
        query.first_day = dhis2_period_first_day(period);
        query.last_day = dhis2_period_last_day(period);
        size_t count = promise_numbers(gather->arena, gather->db, part->rule, &query, &numbers);
        for (size_t i = 0; i < count; i++) {
            add_number(gather, element, part, period, &numbers[i]);
        }
    }
}

/* By organisation unit and period: the order of ADX. */
static int compare_values(const void *a, const void *b) {
    const struct dhis2_value *first = a, *second = b;
    int unit = slice_compare(first->unit, second->unit),
        element = slice_compare(first->element, second->element);
    if (unit) return unit;
    if (first->period.first != second->period.first)
        return first->period.first < second->period.first ? -1 : 1;
    return element ? element : slice_compare(first->option, second->option);
}

struct dhis2_report *dhis2_report_read(struct store *store, struct db *db, struct access *access,
                                       struct arena *arena, const struct actor *actor,
                                       const struct record *set, struct dhis2_period first,
                                       struct dhis2_period last) {
    struct dhis2_report *report = arena_make(arena, struct dhis2_report, 1);
    struct gather gather = {
        .store = store, .db = db, .access = access, .arena = arena, .actor = actor, .report = report};
    struct record **elements;
    report->set = set;
    gather.unit_count = read_all(&gather, &dhis2_unit_type, NULL, &gather.units);
    gather.option_count = read_all(&gather, &dhis2_option_type, NULL, &gather.options);
    size_t count = read_all(&gather, &dhis2_element_type, "dhis2_set", &elements);
    for (size_t i = 0; i < count; i++) {
        read_element(&gather, elements[i], first, last);
    }
    if (report->value_count)
        qsort(report->values, report->value_count, sizeof *report->values, compare_values);
    return report;
}

/* ---- writing ---- */

static const struct {
    struct slice code, media_type, ending;
} formats[] = {
    [DHIS2_JSON] = {S_INIT("dhis2_json"), S_INIT("application/json"), S_INIT("json")},
    [DHIS2_CSV] = {S_INIT("dhis2_csv"), S_INIT("text/csv; charset=utf-8"), S_INIT("csv")},
    [DHIS2_ADX] = {S_INIT("adx"), S_INIT("application/xml"), S_INIT("xml")},
};

bool dhis2_format_parse(struct slice code, enum dhis2_format *format) {
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (slice_equal(code, formats[i].code)) return *format = (enum dhis2_format)i, true;
    }
    return false;
}

struct slice dhis2_media_type(enum dhis2_format format) {
    return formats[format].media_type;
}

struct slice dhis2_file_name(struct arena *arena, const struct dhis2_report *report,
                             enum dhis2_format format) {
    struct slice code = dhis2_set_of(report->set)->set_code.text;
    char *name = arena_cstr(arena, code);
    for (size_t i = 0; i < code.len; i++) {
        bool is_plain = (name[i] >= '0' && name[i] <= '9') || (name[i] >= 'A' && name[i] <= 'Z') ||
                        (name[i] >= 'a' && name[i] <= 'z');
        if (!is_plain) name[i] = '-';
    }
    return arena_printf(arena, "dhis2-%s.%.*s", name, SLICE_ARG(formats[format].ending));
}

static struct slice attribute_code(const struct dhis2_report *report) {
    const struct value *code = &dhis2_set_of(report->set)->attribute_code;
    return code->present ? code->text : S("");
}

static void write_json(struct text *out, const struct dhis2_report *report) {
    struct arena *arena = out->arena;
    struct doc *root = doc_new_object(arena);
    doc_set_text(arena, root, S("dataSet"), dhis2_set_of(report->set)->set_code.text);
    if (attribute_code(report).len)
        doc_set_text(arena, root, S("attributeOptionCombo"), attribute_code(report));
    struct doc *values = doc_set_array(arena, root, S("dataValues"));
    for (size_t i = 0; i < report->value_count; i++) {
        const struct dhis2_value *value = &report->values[i];
        struct doc *item = doc_add_object(arena, values);
        doc_set_text(arena, item, S("dataElement"), value->element);
        doc_set_text(arena, item, S("period"), dhis2_period_format(arena, value->period));
        doc_set_text(arena, item, S("orgUnit"), value->unit);
        if (value->option.len) doc_set_text(arena, item, S("categoryOptionCombo"), value->option);
        doc_set_text(arena, item, S("value"), arena_printf(arena, "%lld", (long long)value->number));
    }
    doc_write_json(out, root);
}

static void write_csv(struct text *out, const struct dhis2_report *report) {
    text_append(out, S("dataelement,period,orgunit,catoptcombo,attroptcombo,value,strby,lstupd,cmt\r\n"));
    for (size_t i = 0; i < report->value_count; i++) {
        const struct dhis2_value *value = &report->values[i];
        const struct slice cells[] = {value->element, dhis2_period_format(out->arena, value->period),
                                      value->unit, value->option, attribute_code(report)};
        for (size_t cell = 0; cell < ARRAY_LEN(cells); cell++) {
            csv_write_cell(out, cells[cell], false);
            text_append_char(out, ',');
        }
        text_printf(out, "%lld,,,\r\n", (long long)value->number);
    }
}

static bool same_group(const struct dhis2_value *a, const struct dhis2_value *b) {
    return slice_equal(a->unit, b->unit) && a->period.first == b->period.first;
}

static void write_adx_value(struct text *out, const struct dhis2_value *value) {
    xml_open(out, "dataValue");
    xml_attribute(out, "dataElement", value->element);
    xml_attribute_int(out, "value", value->number);
    xml_attribute(out, "SEX", value->sex);
    xml_attribute(out, "AGE", value->age);
    xml_close_empty(out);
}

static void open_adx_group(struct text *out, const struct dhis2_report *report,
                           const struct dhis2_value *head) {
    xml_open(out, "group");
    xml_attribute(out, "orgUnit", head->unit);
    xml_attribute(out, "period", dhis2_period_format_adx(out->arena, head->period));
    xml_attribute(out, "dataSet", dhis2_set_of(report->set)->set_code.text);
    xml_attribute(out, "attributeOptionCombo", attribute_code(report));
    xml_open_end(out);
}

/* One group for each organisation unit and period: the values are in that order. */
static void write_adx(struct text *out, const struct dhis2_report *report, int64_t now_ms) {
    text_append(out, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    xml_open(out, "adx");
    xml_attribute(out, "xmlns", S("urn:ihe:qrph:adx:2015"));
    xml_attribute(out, "exported", instant_format_iso(out->arena, now_ms));
    xml_open_end(out);
    for (size_t i = 0; i < report->value_count; i++) {
        const struct dhis2_value *value = &report->values[i];
        bool begins = i == 0 || !same_group(value - 1, value),
             ends = i + 1 == report->value_count || !same_group(value, value + 1);
        if (begins) open_adx_group(out, report, value);
        write_adx_value(out, value);
        if (ends) xml_close(out, "group");
    }
    xml_close(out, "adx");
}

struct slice dhis2_write(struct arena *arena, const struct dhis2_report *report, enum dhis2_format format,
                         int64_t now_ms) {
    struct text out = TEXT_IN(arena);
    switch (format) {
    case DHIS2_JSON: write_json(&out, report); break;
    case DHIS2_CSV: write_csv(&out, report); break;
    case DHIS2_ADX: write_adx(&out, report, now_ms); break;
    }
    return text_slice(&out);
}
