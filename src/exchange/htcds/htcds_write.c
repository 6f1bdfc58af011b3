/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_write.h"

#include "base/csv.h"
#include "base/log.h"
#include "exchange/sheet_stream.h"

enum { COLUMN_WIDTH = 22, NUMBER_WIDTH = 5 };

static const struct {
    struct slice code, media_type;
} forms[HTCDS_FORMS] = {
    [HTCDS_CSV] = {S_INIT("csv"), S_INIT("text/csv; charset=utf-8")},
    [HTCDS_XLSX] = {S_INIT("xlsx"),
                    S_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
    [HTCDS_JSON] = {S_INIT("json"), S_INIT("application/json")},
};

bool htcds_form_parse(struct slice text, enum htcds_form *form) {
    for (int i = 0; i < HTCDS_FORMS; i++) {
        if (!slice_equal(text, forms[i].code)) continue;
        *form = (enum htcds_form)i;
        return true;
    }
    return false;
}

struct slice htcds_form_code(enum htcds_form form) {
    return forms[form].code;
}

struct slice htcds_form_media_type(enum htcds_form form) {
    return forms[form].media_type;
}

/* ---- rows ---- */

static size_t rows_of(const struct htcds_case *one) {
    size_t counts[HTCDS_GROUPS] = {0}, rows = 1;
    for (size_t i = 0; i < one->part_count; i++) {
        size_t count = ++counts[one->parts[i].group];
        rows = count > rows ? count : rows;
    }
    return rows;
}

static struct slice value_of_row(const struct htcds_case *one, size_t row, size_t field) {
    enum htcds_group group = htcds_fields[field].group;
    if (group == HTCDS_WHOLE) return row ? S("") : one->values[field];
    const struct htcds_part *part = htcds_part_of(one, group, row);
    return part ? part->values[field] : S("");
}

/* Digits with a sign are no formula that does anything: other programs read them as they are. */
static bool is_guarded(const struct htcds_field *field, struct slice value) {
    bool is_plain = field->kind == HTCDS_PHONE || field->kind == HTCDS_DEGREES;
    for (size_t i = 0; i < value.len && is_plain; i++) {
        char c = value.s[i];
        is_plain = (c >= '0' && c <= '9') || (!i && (c == '+' || c == '-')) || c == '.';
    }
    return !is_plain;
}

static struct slice write_csv(struct arena *arena, const struct htcds_set *set) {
    struct text out = TEXT_IN(arena);
    text_append(&out, S("\xEF\xBB\xBF")); /* spreadsheets read UTF-8 then */
    for (size_t f = 0; f < htcds_field_count; f++) {
        text_append_char(&out, ',');
        csv_write_cell(&out, slice_of(htcds_fields[f].name), false);
    }
    for (size_t i = 0; i < set->count; i++) {
        for (size_t row = 0; row < rows_of(&set->cases[i]); row++) {
            text_printf(&out, "\r\n%zu", i + 1);
            for (size_t f = 0; f < htcds_field_count; f++) {
                struct slice value = value_of_row(&set->cases[i], row, f);
                text_append_char(&out, ',');
                csv_write_cell(&out, value, is_guarded(&htcds_fields[f], value));
            }
        }
    }
    text_append(&out, S("\r\n"));
    return text_slice(&out);
}

static struct slice write_xlsx(struct arena *arena, const struct htcds_set *set) {
    struct text out = TEXT_IN(arena);
    struct sheet_column *columns = arena_make(arena, struct sheet_column, htcds_field_count + 1);
    columns[0] = (struct sheet_column){S(""), S(""), NUMBER_WIDTH};
    for (size_t f = 0; f < htcds_field_count; f++)
        columns[f + 1] = (struct sheet_column){slice_of(htcds_fields[f].name),
                                               slice_of(htcds_fields[f].label), COLUMN_WIDTH};
    struct sheet_stream *sheet =
        sheet_stream_new(arena, &out, S("HTCDS"), columns, htcds_field_count + 1, true);
    for (size_t i = 0; i < set->count; i++) {
        for (size_t row = 0; row < rows_of(&set->cases[i]); row++) {
            sheet_stream_row(sheet);
            sheet_stream_number(sheet, (int64_t)i + 1);
            for (size_t f = 0; f < htcds_field_count; f++) {
                struct slice value = value_of_row(&set->cases[i], row, f);
                if (value.len)
                    sheet_stream_text(sheet, value);
                else
                    sheet_stream_skip(sheet);
            }
        }
    }
    return sheet_stream_finish(sheet) ? text_slice(&out) : S("");
}

/* ---- JSON ---- */

/* Where the standard allows several. */
static bool is_list(const struct htcds_field *field) {
    return names_contain(
        "prs_Citizenship vic_MethodOfRecruitment vic_MethodsOfControl vic_TypeOfExploitation "
        "vic_TypeOfSexExploitation vic_RecruitmentWebsitesAndApps vic_ExploitationWebsitesAndApps "
        "vic_Vulnerabilities per_RoleInProcess",
        slice_of(field->name));
}

static void value_put(struct arena *arena, struct doc *object, const struct htcds_field *field,
                      struct slice value) {
    struct slice name = slice_of(field->name), rest = value, code;
    int64_t number;
    if (!value.len) return;
    bool is_several = field->kind == HTCDS_CODES && (is_list(field) || slice_contains(value, S(";")));
    if (is_several) {
        struct doc *codes = doc_set_array(arena, object, name);
        while (slice_split(&rest, ';', &code))
            doc_add_text(arena, codes, code);
    } else if (field->kind == HTCDS_FLAG) {
        doc_set_bool(arena, object, name, slice_equal(value, S("TRUE")));
    } else if (field->kind == HTCDS_NUMBER && slice_to_int64(value, &number)) {
        doc_set_int(arena, object, name, number);
    } else {
        doc_set_text(arena, object, name, value);
    }
}

static void values_put(struct arena *arena, struct doc *object, enum htcds_group group,
                       const struct slice *values) {
    for (size_t f = 0; f < htcds_field_count; f++) {
        if (htcds_fields[f].group == group) value_put(arena, object, &htcds_fields[f], values[f]);
    }
}

void htcds_write_case(struct arena *arena, const struct htcds_case *one, struct doc *cases) {
    struct doc *object = doc_add_object(arena, cases);
    const struct htcds_part *part;
    values_put(arena, object, HTCDS_WHOLE, one->values);
    for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS; group++) {
        struct doc *parts = NULL;
        for (size_t i = 0; (part = htcds_part_of(one, (enum htcds_group)group, i)); i++) {
            if (!parts)
                parts = doc_set_array(arena, object, slice_of(htcds_group_name((enum htcds_group)group)));
            values_put(arena, doc_add_object(arena, parts), (enum htcds_group)group, part->values);
        }
    }
    if (one->decide.len) doc_set_text(arena, object, S("mlup_Decide"), one->decide);
}

static struct slice write_json(struct arena *arena, const struct htcds_set *set) {
    struct doc *whole = doc_new_object(arena);
    struct text out = TEXT_IN(arena);
    doc_set_text(arena, whole, S("standard"), S("HTCDS"));
    doc_set_text(arena, whole, S("version"), S("2.0"));
    struct doc *cases = doc_set_array(arena, whole, S("cases"));
    for (size_t i = 0; i < set->count; i++)
        htcds_write_case(arena, &set->cases[i], cases);
    doc_write_json(&out, whole);
    return text_slice(&out);
}

struct slice htcds_write(struct arena *arena, const struct htcds_set *set, enum htcds_form form) {
    switch (form) {
    case HTCDS_CSV: return write_csv(arena, set);
    case HTCDS_XLSX: return write_xlsx(arena, set);
    case HTCDS_JSON: return write_json(arena, set);
    case HTCDS_FORMS: break;
    }
    BUG("form %d", form);
}
