/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/form_unit.h"

#include "web/ledger/ledger_view.h"

struct form_unit form_unit_of(struct record_names *names, const struct field *field,
                              const struct record *values) {
    if (field->ppm) return (struct form_unit){FIELD_PPM_DECIMALS, S("%")};
    const struct commodity *unit = field->quantity ? record_unit_of(names, values, field) : NULL;
    return unit
               ? (struct form_unit){(int)unit->decimals.number, book_unit_text(record_names_web(names), unit)}
               : (struct form_unit){0, S("")};
}

struct slice form_unit_show(struct web *web, struct form_unit unit, int64_t number) {
    return format_quantity(web->arena, &(struct locale){.lang = LANG_EN}, number, unit.decimals, S(""));
}

/* "20 kg" is 20 where kilograms are asked for. */
static struct slice without_symbol(struct slice text, struct slice symbol) {
    bool has_symbol = symbol.len && text.len > symbol.len &&
                      slice_equal_nocase(slice_sub(text, text.len - symbol.len, text.len), symbol);
    return has_symbol ? slice_trim(slice_sub(text, 0, text.len - symbol.len)) : text;
}

bool form_unit_read(struct web *web, struct form_unit unit, const struct field *field, struct slice text,
                    struct value *value) {
    struct slice typed = slice_trim(text), name = slice_of(field->name);
    *value = (struct value){.present = typed.len > 0};
    if (!typed.len) return true;
    switch (parse_decimal(without_symbol(typed, unit.symbol), unit.decimals, &value->number)) {
    case PARSE_OK: return true;
    case PARSE_AMBIGUOUS:
        return refuse_with(&web->refusal, name,
                           "“{1}” can be read in two ways. Write it without points, for example 1234.", typed,
                           S(""));
    case PARSE_BAD: return refuse_with(&web->refusal, name, TR("“{1}” is not a number."), typed, S(""));
    }
    return false;
}
