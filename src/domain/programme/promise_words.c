/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_words.h"

#include "base/text.h"

struct speaker {
    struct arena *arena;
    const struct promise_speech *speech;
    const struct promise_rule *rule;
};

static struct slice say(const struct speaker *speaker, const char *english, struct slice arg1,
                        struct slice arg2) {
    struct slice args[2] = {arg1, arg2};
    return refusal_fill(speaker->arena, tr(speaker->speech->locale, slice_of(english)), args);
}

static struct slice label(const struct speaker *speaker, const char *english) {
    return tr(speaker->speech->locale, slice_of(english));
}

/* "Session → Course → Topics" */
static void append_node(const struct speaker *speaker, struct text *text, uint8_t node) {
    if (node == 0) return;
    append_node(speaker, text, speaker->rule->nodes[node].parent);
    text_append(text, label(speaker, speaker->rule->nodes[node].field->label));
    text_append(text, S(" → "));
}

static struct slice end_words(const struct speaker *speaker, const struct promise_end *end) {
    struct text text = TEXT_IN(speaker->arena);
    append_node(speaker, &text, end->node);
    text_append(&text, label(speaker, end->field->label));
    return text_slice(&text);
}

/* ---- values and conditions ---- */

static struct slice place_words(const struct speaker *speaker, struct slice code) {
    const struct promise_speech *speech = speaker->speech;
    return speech->place_name ? speech->place_name(speech->context, speaker->arena, code) : code;
}

static struct slice choice_words(const struct speaker *speaker, const struct field *field,
                                 struct slice code) {
    const struct choice *choice = choice_find(field->choices, code);
    return choice ? label(speaker, choice->label) : code;
}

static void append_codes(const struct speaker *speaker, struct text *text, const struct field *field,
                         struct slice codes) {
    struct slice code;
    while (slice_split(&codes, ',', &code)) {
        if (text->len) text_append(text, S(", "));
        bool place = field->kind == KIND_PLACE || field->kind == KIND_PLACES;
        text_append(text, place ? place_words(speaker, code) : choice_words(speaker, field, code));
    }
}

static struct slice value_words(const struct speaker *speaker, const struct field *field,
                                const struct value *value) {
    const struct locale *locale = speaker->speech->locale;
    struct text text = TEXT_IN(speaker->arena);
    switch (field->kind) {
    case KIND_INTEGER: return format_number(speaker->arena, locale, value->number);
    case KIND_BOOL: return label(speaker, value->number ? TR("Yes") : TR("No"));
    case KIND_DATE: return format_date(speaker->arena, locale, value->date);
    case KIND_MONEY: return format_money(speaker->arena, locale, value->money);
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_PLACE:
    case KIND_PLACES: append_codes(speaker, &text, field, value->text); return text_slice(&text);
    case KIND_REF: return label(speaker, TR("one chosen record"));
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_PHONE: return value->text;
    }
    return S("");
}

static const char *op_pattern(enum promise_op op, bool is_date) {
    switch (op) {
    case OP_EQUAL: return TR("{1} is {2}");
    case OP_NOT_EQUAL: return TR("{1} is not {2}");
    case OP_LESS: return is_date ? TR("{1} is before {2}") : TR("{1} is less than {2}");
    case OP_AT_MOST: return is_date ? TR("{1} is not after {2}") : TR("{1} is at most {2}");
    case OP_GREATER: return is_date ? TR("{1} is after {2}") : TR("{1} is more than {2}");
    case OP_AT_LEAST: return is_date ? TR("{1} is not before {2}") : TR("{1} is at least {2}");
    case OP_HAS: return TR("{1} includes {2}");
    case OP_WITHIN: return TR("{1} lies in {2}");
    case OP_EMPTY: return TR("{1} is empty");
    case OP_FILLED: return TR("{1} is filled in");
    }
    return "";
}

static struct slice condition_words(const struct speaker *speaker,
                                    const struct promise_condition *condition) {
    const struct field *field = condition->at.field;
    struct text values = TEXT_IN(speaker->arena);
    for (size_t i = 0; i < condition->value_count; i++) {
        if (i) text_append(&values, label(speaker, TR(" or ")));
        text_append(&values, value_words(speaker, field, &condition->values[i]));
    }
    return say(speaker, op_pattern(condition->op, field->kind == KIND_DATE),
               end_words(speaker, &condition->at), text_slice(&values));
}

/* ---- what is counted ---- */

static const char *level_plural(uint8_t digits) {
    switch (digits) {
    case 2: return TR("Provinces");
    case 4: return TR("Districts");
    case 6: return TR("Communes");
    case 8: return TR("Villages");
    default: return TR("Places");
    }
}

static struct slice unit_plural(const struct speaker *speaker, const struct promise_end *end, uint8_t node,
                                uint8_t digits) {
    if (!end->field) return label(speaker, speaker->rule->source->plural);
    if (end->field->kind == KIND_PLACE) return label(speaker, level_plural(digits));
    return label(speaker, speaker->rule->nodes[node].type->plural);
}

/* "Attendance → Person": where the units are read. */
static struct slice unit_way(const struct speaker *speaker) {
    struct slice source = label(speaker, speaker->rule->source->plural);
    if (!speaker->rule->unit.field) return source;
    struct text text = TEXT_IN(speaker->arena);
    text_append(&text, source);
    text_append(&text, S(" → "));
    text_append(&text, end_words(speaker, &speaker->rule->unit));
    return text_slice(&text);
}

static struct slice what_is_counted(const struct speaker *speaker) {
    const struct promise_rule *rule = speaker->rule;
    struct slice plural = label(speaker, rule->source->plural);
    struct slice units = unit_plural(speaker, &rule->unit, rule->unit_node, rule->unit_digits);
    struct slice times = format_number(speaker->arena, speaker->speech->locale, rule->times);
    switch (rule->shape) {
    case SHAPE_COUNT: return say(speaker, TR("Counts the records of {1}."), plural, S(""));
    case SHAPE_SUM:
        return say(speaker, TR("Adds up “{1}” of {2}."), end_words(speaker, &rule->amount), plural);
    case SHAPE_FREQUENCY:
        return say(speaker, TR("Counts how often there were {1} in each place; promised are {2} in each."),
                   plural, times);
    case SHAPE_DISTINCT:
    case SHAPE_CAP:
        return say(speaker, TR("Counts different {1}, each once ({2})."), units, unit_way(speaker));
    case SHAPE_EVERY: return say(speaker, TR("Counts which {1} have it ({2})."), units, unit_way(speaker));
    case SHAPE_REPORTED:
        return rule->unit.field
                   ? say(speaker, TR("Counts different {1}, each once ({2})."), units, unit_way(speaker))
                   : say(speaker, TR("Counts the records of {1}."), plural, S(""));
    }
    return S("");
}

static struct slice shape_words(const struct speaker *speaker, struct slice base_label) {
    const struct promise_rule *rule = speaker->rule;
    const struct locale *locale = speaker->speech->locale;
    struct text places = TEXT_IN(speaker->arena);
    struct slice rest = rule->places, code;
    switch (rule->shape) {
    case SHAPE_FREQUENCY:
        if (rest.len == 0) return tr(locale, S(TR("The places are all where there was one.")));
        while (slice_split(&rest, ',', &code)) {
            if (places.len) text_append(&places, S(", "));
            text_append(&places, place_words(speaker, code));
        }
        return say(speaker, TR("The places are: {1}."), text_slice(&places), S(""));
    case SHAPE_CAP:
        return say(speaker, TR("At most {1} for each “{2}”."),
                   format_number(speaker->arena, locale, rule->times), end_words(speaker, &rule->each));
    case SHAPE_EVERY: return say(speaker, TR("Everything counted in “{1}” must have it."), base_label, S(""));
    case SHAPE_REPORTED: return tr(locale, S(TR("No number is promised.")));
    case SHAPE_COUNT:
    case SHAPE_DISTINCT:
    case SHAPE_SUM: return S("");
    }
    return S("");
}

static struct slice day_words(const struct speaker *speaker, int64_t day) {
    return format_date(speaker->arena, speaker->speech->locale, date_of_day(day));
}

static struct slice date_words(const struct speaker *speaker) {
    const struct promise_rule *rule = speaker->rule;
    if (!rule->day.field)
        return tr(speaker->speech->locale, S(TR("The day that counts is the day it was entered.")));
    return say(speaker, TR("The day that counts is “{1}”."), end_words(speaker, &rule->day), S(""));
}

static size_t not_recorded(const struct speaker *speaker, struct slice source_name, struct slice *sentences) {
    if (source_name.len == 0) {
        sentences[0] = label(speaker, TR("Reported in words; no number is counted."));
    } else {
        sentences[0] = say(
            speaker, TR("Records of the kind “{1}” are not yet kept in this program, so nothing is counted."),
            source_name, S(""));
    }
    return 1;
}

size_t promise_rule_sentences(struct arena *arena, const struct promise_speech *speech,
                              const struct promise_rule *rule, struct slice source_name,
                              struct slice base_label, struct slice sentences[static PROMISE_SENTENCES_MAX]) {
    struct speaker speaker = {arena, speech, rule};
    if (!rule->source) return not_recorded(&speaker, source_name, sentences);
    size_t count = 0;
    sentences[count++] = what_is_counted(&speaker);
    for (size_t i = 0; i < rule->condition_count; i++) {
        sentences[count++] =
            say(&speaker, TR("Only where {1}."), condition_words(&speaker, &rule->conditions[i]), S(""));
    }
    sentences[count] = shape_words(&speaker, base_label);
    if (sentences[count].len) count++;
    sentences[count++] = say(&speaker, TR("From {1} to {2}."), day_words(&speaker, rule->first_day),
                             day_words(&speaker, rule->last_day));
    sentences[count++] = date_words(&speaker);
    if (rule->place.field) {
        sentences[count++] =
            say(&speaker, TR("The place that counts is “{1}”."), end_words(&speaker, &rule->place), S(""));
    }
    if (rule->by_person)
        sentences[count++] = label(&speaker, TR("The age is that on the first day of the period."));
    return count;
}

struct slice promise_rule_words(struct arena *arena, const struct promise_speech *speech,
                                const struct promise_rule *rule, struct slice source_name,
                                struct slice base_label) {
    struct slice sentences[PROMISE_SENTENCES_MAX];
    size_t count = promise_rule_sentences(arena, speech, rule, source_name, base_label, sentences);
    struct text text = TEXT_IN(arena);
    for (size_t i = 0; i < count; i++) {
        if (i) text_append_char(&text, ' ');
        text_append(&text, sentences[i]);
    }
    return text_slice(&text);
}

/* ---- why not ---- */

static struct slice failed_condition(const struct speaker *speaker, const struct promise_reason *reason) {
    const struct promise_condition *condition = reason->condition;
    struct slice wanted = condition_words(speaker, condition);
    const struct value *value = reason->at ? record_value_const(reason->at, condition->at.field) : NULL;
    if (!value || !value->present) {
        if (condition->op == OP_FILLED) return say(speaker, TR("It counts only where {1}."), wanted, S(""));
        return say(speaker, TR("It counts only where {1}; here it is empty."), wanted, S(""));
    }
    if (condition->at.field->sensitivity > INTERNAL || condition->op == OP_EMPTY) {
        return say(speaker, TR("It counts only where {1}."), wanted, S(""));
    }
    return say(speaker, TR("It counts only where {1}; here it is {2}."), wanted,
               value_words(speaker, condition->at.field, value));
}

static struct slice is_empty(const struct speaker *speaker, const struct promise_end *end) {
    return say(speaker, TR("“{1}” is empty or leads to a deleted record."), end_words(speaker, end), S(""));
}

struct slice promise_reason_words(struct arena *arena, const struct promise_speech *speech,
                                  const struct promise_rule *rule, const struct promise_reason *reason) {
    struct speaker speaker = {arena, speech, rule};
    switch (reason->verdict) {
    case VERDICT_COUNTS: return label(&speaker, TR("It counts."));
    case VERDICT_NOT_RECORDED: return label(&speaker, TR("This part counts nothing yet."));
    case VERDICT_DELETED: return label(&speaker, TR("It was deleted."));
    case VERDICT_CONDITION: return failed_condition(&speaker, reason);
    case VERDICT_NO_UNIT: return is_empty(&speaker, &rule->unit);
    case VERDICT_NO_EACH: return is_empty(&speaker, &rule->each);
    case VERDICT_NO_DAY: return is_empty(&speaker, &rule->day);
    case VERDICT_NO_AMOUNT: return is_empty(&speaker, &rule->amount);
    case VERDICT_TOO_EARLY:
        return say(&speaker, TR("Its day, {1}, comes before the first day that counts, {2}."),
                   day_words(&speaker, reason->day), day_words(&speaker, rule->first_day));
    case VERDICT_TOO_LATE:
        return say(&speaker, TR("Its day, {1}, comes after the last day that counts, {2}."),
                   day_words(&speaker, reason->day), day_words(&speaker, rule->last_day));
    case VERDICT_OTHER_CURRENCY:
        return say(&speaker, TR("“{1}” is in another currency."), end_words(&speaker, &rule->amount), S(""));
    case VERDICT_TOO_LARGE:
        return say(&speaker, TR("“{1}” is too large to be added up."), end_words(&speaker, &rule->amount),
                   S(""));
    case VERDICT_NOT_ASKED: return label(&speaker, TR("The part this one asks about does not count it."));
    case VERDICT_NO_PLACE: return label(&speaker, TR("It has no place."));
    }
    return S("");
}
