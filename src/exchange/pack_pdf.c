/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "domain/training/training.h"
#include "exchange/pack.h"
#include "exchange/pack_map.h"
#include "exchange/pdf.h"

/* One pack being written. */
struct writing {
    struct arena *arena;
    struct pdf *pdf;
    const struct pack *pack;
};

static struct slice words(const struct writing *writing, const char *english) {
    return tr(&writing->pack->locale, slice_of(english));
}

static struct slice in_language(const struct writing *writing, const struct both *both) {
    return both_text(both, writing->pack->locale.lang);
}

static struct slice number(const struct writing *writing, const struct document_part *part, int64_t value,
                           bool hidden) {
    if (!part->counted) return S("–");
    return report_number_text(writing->arena, &writing->pack->locale, part, value, hidden);
}

static struct pdf_cell cell(struct slice text, double width, enum pdf_align align, enum pdf_style style) {
    return (struct pdf_cell){
        .text = text, .width = width, .align = align, .style = style, .bar = -1, .plan = -1};
}

static struct slice filled(const struct writing *writing, const char *english, struct slice first,
                           struct slice second) {
    struct slice args[2] = {first, second};
    return refusal_fill(writing->arena, words(writing, english), args);
}

/* ---- title page ---- */

static void fact(const struct writing *writing, const char *label, struct slice text) {
    if (!text.len) return;
    struct pdf_cell cells[] = {cell(words(writing, label), .32, PDF_START, PDF_SMALL),
                               cell(text, .68, PDF_START, PDF_BODY)};
    pdf_row(writing->pdf, cells, 2);
}

static void write_title(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    const struct locale *locale = &writing->pack->locale;
    cairo_t *cairo = pdf_draw(writing->pdf, 70);
    cairo_set_source_rgb(cairo, pdf_accent.red, pdf_accent.green, pdf_accent.blue);
    cairo_rectangle(cairo, 0, 30, pdf_width(writing->pdf), 6);
    cairo_fill(cairo);
    pdf_drawn(writing->pdf);
    pdf_text(writing->pdf, PDF_SMALL, in_language(writing, &document->programme));
    pdf_text(writing->pdf, PDF_TITLE,
             filled(writing, TR("Report {1}"), in_language(writing, &document->period), S("")));
    pdf_text(writing->pdf, PDF_HEADING, in_language(writing, &document->organisation));
    pdf_space(writing->pdf, 16);
    fact(writing, TR("Donor"), document->donor);
    fact(writing, TR("Award number"), document->award_number);
    fact(writing, TR("Sub-grant agreement"),
         arena_printf(writing->arena, "%.*s · %.*s", SLICE_ARG(document->agreement_number),
                      SLICE_ARG(in_language(writing, &document->agreement))));
    fact(writing, TR("Agreement in force"),
         report_days_text(writing->arena, locale, document->agreement_starts, document->agreement_ends));
    fact(writing, TR("Reporting period"),
         report_days_text(writing->arena, locale, document->period_starts, document->period_ends));
    fact(writing, TR("Status"), words(writing, writing->pack->state));
    fact(writing, TR("Hash of the snapshot"), writing->pack->hash);
    pdf_space(writing->pdf, 12);
    if (document->for_outsiders) {
        pdf_text(writing->pdf, PDF_SMALL,
                 words(writing, TR("Counts of fewer than five people are not shown, nor numbers from which "
                                   "they could be worked out.")));
    }
    if (document->overview.en.len || document->overview.km.len)
        pdf_text(writing->pdf, PDF_SUBHEADING, words(writing, TR("What happened")));
    pdf_text(writing->pdf, PDF_BODY, in_language(writing, &document->overview));
    if (document->challenges.en.len || document->challenges.km.len) {
        pdf_text(writing->pdf, PDF_SUBHEADING,
                 words(writing, TR("What was difficult, and what was learned")));
    }
    pdf_text(writing->pdf, PDF_BODY, in_language(writing, &document->challenges));
}

/* ---- summary ---- */

static const double summary_widths[] = {.07, .29, .11, .145, .1, .145, .14}; /* a heading is one Khmer word */

static void summary_head(const struct writing *writing) {
    const char *const heads[] = {"",           TR("Promise"),       "",          TR("So far"),
                                 TR("Target"), TR("In the period"), TR("Status")};
    struct pdf_cell cells[7];
    for (size_t i = 0; i < 7; i++) {
        struct slice text = heads[i][0] ? words(writing, heads[i]) : S("");
        cells[i] = cell(text, summary_widths[i], i > 2 && i < 6 ? PDF_END : PDF_START, PDF_SMALL);
    }
    pdf_row(writing->pdf, cells, 7);
}

static void summary_row(const struct writing *writing, const struct document_promise *promise, size_t index) {
    const struct document_part *part = &promise->parts[index];
    bool measured = part->counted && part->has_target && part->target > 0 && !part->hidden;
    struct slice target = part->has_target ? report_number_text(writing->arena, &writing->pack->locale, part,
                                                                part->target, false)
                                           : S("–");
    struct pdf_cell cells[] = {
        cell(promise->number, summary_widths[0], PDF_START, PDF_BODY),
        cell(report_part_title(writing->arena, writing->pack->locale.lang, promise, index), summary_widths[1],
             PDF_START, PDF_BODY),
        cell(S(""), summary_widths[2], PDF_START, PDF_BODY),
        cell(number(writing, part, part->value, part->hidden), summary_widths[3], PDF_END, PDF_STRONG),
        cell(target, summary_widths[4], PDF_END, PDF_BODY),
        cell(number(writing, part, part->in_period, part->in_period_hidden), summary_widths[5], PDF_END,
             PDF_BODY),
        cell(words(writing, report_status_label(part->status)), summary_widths[6], PDF_START, PDF_SMALL)};
    if (measured) {
        cells[2].bar = (double)part->value / (double)part->target;
        cells[2].plan = part->planned > 0 ? (double)part->planned / (double)part->target : -1;
    }
    pdf_row(writing->pdf, cells, 7);
}

static void write_summary(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    pdf_page(writing->pdf);
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Promises at a glance")));
    summary_head(writing);
    for (size_t i = 0; i < document->promise_count; i++) {
        for (size_t k = 0; k < document->promises[i].part_count; k++)
            summary_row(writing, &document->promises[i], k);
    }
    pdf_space(writing->pdf, 6);
    pdf_text(writing->pdf, PDF_SMALL,
             words(writing, TR("The bar is what was reached of the target; the mark is what was planned by "
                               "the end of the period.")));
}

/* ---- the chart of a part ---- */

static const double chart_height = 120, chart_left = 40, chart_bottom = 18;

struct chart {
    const struct document_part *part;
    double width, top;
};

static double chart_x(const struct chart *chart, size_t i) {
    size_t steps = chart->part->month_count > 1 ? chart->part->month_count - 1 : 1;
    return chart_left + (chart->width - chart_left - 8) * (double)i / (double)steps;
}

static double chart_y(const struct chart *chart, int64_t value) {
    return chart_height - chart_bottom - (chart_height - chart_bottom - 12) * (double)value / chart->top;
}

static double chart_top(const struct document_part *part) {
    int64_t top = part->has_target ? part->target : 0;
    for (size_t i = 0; i < part->month_count; i++) {
        if (!part->months[i].hidden && part->months[i].value > top) top = part->months[i].value;
        if (part->has_target && part->months[i].planned > top) top = part->months[i].planned;
    }
    return top > 0 ? (double)top : 1;
}

static void chart_line(cairo_t *cairo, const struct chart *chart, bool planned) {
    bool begun = false;
    for (size_t i = 0; i < chart->part->month_count; i++) {
        const struct document_month *month = &chart->part->months[i];
        if (!planned && month->hidden) continue;
        double x = chart_x(chart, i), y = chart_y(chart, planned ? month->planned : month->value);
        if (begun)
            cairo_line_to(cairo, x, y);
        else
            cairo_move_to(cairo, x, y);
        begun = true;
    }
    cairo_stroke(cairo);
}

static void chart_axis(const struct writing *writing, cairo_t *cairo, const struct chart *chart) {
    const struct locale *locale = &writing->pack->locale;
    cairo_set_source_rgb(cairo, pdf_line.red, pdf_line.green, pdf_line.blue);
    cairo_set_line_width(cairo, .7);
    cairo_move_to(cairo, chart_left, chart_y(chart, 0));
    cairo_line_to(cairo, chart->width - 8, chart_y(chart, 0));
    cairo_stroke(cairo);
    pdf_label(writing->pdf, chart_left - 4, chart_y(chart, 0), 1, PDF_SMALL, pdf_muted,
              format_number(writing->arena, locale, 0));
    pdf_label(writing->pdf, chart_left - 4, chart_y(chart, (int64_t)chart->top) + 3, 1, PDF_SMALL, pdf_muted,
              format_number(writing->arena, locale, (int64_t)chart->top));
    size_t every = chart->part->month_count > 12 ? 6 : 3;
    for (size_t i = 0; i < chart->part->month_count; i += every) {
        int64_t month = chart->part->months[i].month;
        struct slice label = format_month(writing->arena, locale, (int)(month / 12), (int)(month % 12) + 1);
        pdf_label(writing->pdf, chart_x(chart, i), chart_height - 4, i ? .5 : 0, PDF_SMALL, pdf_muted, label);
    }
}

static void write_chart(const struct writing *writing, const struct document_part *part) {
    if (part->month_count < 2 || part->hidden) return;
    struct chart chart = {.part = part, .width = pdf_width(writing->pdf), .top = chart_top(part)};
    cairo_t *cairo = pdf_draw(writing->pdf, chart_height);
    chart_axis(writing, cairo, &chart);
    if (part->has_target) {
        static const double dashes[] = {3, 3};
        cairo_set_source_rgb(cairo, pdf_muted.red, pdf_muted.green, pdf_muted.blue);
        cairo_set_dash(cairo, dashes, 2, 0);
        cairo_set_line_width(cairo, 1);
        chart_line(cairo, &chart, true);
        cairo_set_dash(cairo, NULL, 0, 0);
    }
    cairo_set_source_rgb(cairo, pdf_accent.red, pdf_accent.green, pdf_accent.blue);
    cairo_set_line_width(cairo, 1.8);
    chart_line(cairo, &chart, false);
    pdf_drawn(writing->pdf);
    if (part->has_target)
        pdf_text(writing->pdf, PDF_SMALL, words(writing, TR("Line: counted so far. Dashes: planned.")));
}

/* ---- the splits of a part ---- */

static void split_row(const struct writing *writing, const struct document_part *part,
                      const struct document_split *split) {
    struct slice in_period = part->counted && writing->pack->document.for_outsiders
                                 ? S("")
                                 : number(writing, part, split->in_period, split->in_period_hidden);
    struct pdf_cell cells[] = {
        cell(report_key_text(writing->arena, &writing->pack->speech, split->dim, split->key), .4, PDF_START,
             PDF_BODY),
        cell(number(writing, part, split->value, split->hidden), .2, PDF_END, PDF_BODY),
        cell(in_period, .2, PDF_END, PDF_BODY)};
    pdf_row(writing->pdf, cells, 3);
}

static void write_splits(const struct writing *writing, const struct document_part *part,
                         enum promise_dim dim) {
    bool begun = false;
    for (size_t i = 0; i < part->split_count; i++) {
        if (part->splits[i].dim != dim) continue;
        if (!begun) {
            bool outside = writing->pack->document.for_outsiders;
            struct pdf_cell head[] = {
                cell(words(writing, report_dim_label(dim)), .4, PDF_START, PDF_SMALL),
                cell(words(writing, TR("So far")), .2, PDF_END, PDF_SMALL),
                cell(outside ? S("") : words(writing, TR("In the period")), .2, PDF_END, PDF_SMALL)};
            pdf_need(writing->pdf, 44);
            pdf_row(writing->pdf, head, 3);
            begun = true;
        }
        split_row(writing, part, &part->splits[i]);
    }
    if (begun) pdf_space(writing->pdf, 6);
}

static void write_part(const struct writing *writing, const struct document_promise *promise, size_t index) {
    const struct document_part *part = &promise->parts[index];
    struct slice unit = words(writing, report_unit_label(part->unit));
    struct slice value = number(writing, part, part->value, part->hidden);
    struct slice target = part->has_target ? report_number_text(writing->arena, &writing->pack->locale, part,
                                                                part->target, false)
                                           : S("");
    if (promise->part_count > 1) pdf_text(writing->pdf, PDF_STRONG, in_language(writing, &part->label));
    struct slice line = target.len ? filled(writing, TR("{1} of {2}"), value, target) : value;
    line = part->counted ? arena_printf(writing->arena, "%.*s %.*s", SLICE_ARG(line), SLICE_ARG(unit))
                         : words(writing, TR("Not yet recorded"));
    pdf_text(writing->pdf, PDF_BODY, line);
    if (!part->counted) return;
    write_chart(writing, part);
    write_splits(writing, part, DIM_SEX);
    write_splits(writing, part, DIM_AGE);
    write_splits(writing, part, DIM_PROVINCE);
}

static void write_words(const struct writing *writing, const char *label, const struct both *both) {
    struct slice text = in_language(writing, both);
    if (!text.len) return;
    pdf_text(writing->pdf, PDF_STRONG, words(writing, label));
    pdf_text(writing->pdf, PDF_BODY, text);
}

/* What is not recorded yet stands in the summary alone. */
static bool says_something(const struct document_promise *promise) {
    bool has_words =
        promise->done.en.len || promise->done.km.len || promise->behind.en.len || promise->behind.km.len;
    for (size_t k = 0; k < promise->part_count; k++)
        has_words = has_words || promise->parts[k].counted;
    return has_words;
}

static void write_promises(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    pdf_page(writing->pdf);
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Promise by promise")));
    for (size_t i = 0; i < document->promise_count; i++) {
        const struct document_promise *promise = &document->promises[i];
        if (!says_something(promise)) continue;
        pdf_text(writing->pdf, PDF_SUBHEADING,
                 arena_printf(writing->arena, "%.*s  %.*s", SLICE_ARG(promise->number),
                              SLICE_ARG(in_language(writing, &promise->title))));
        for (size_t k = 0; k < promise->part_count; k++)
            write_part(writing, promise, k);
        write_words(writing, TR("What was done"), &promise->done);
        write_words(writing, TR("Why it is behind"), &promise->behind);
        write_words(writing, TR("What comes next"), &promise->next);
    }
}

/* ---- map ---- */

static void write_map(const struct writing *writing) {
    struct pack_province provinces[PACK_PROVINCES_MAX];
    size_t count = pack_provinces(&writing->pack->document, provinces);
    if (!count) return;
    pdf_need(writing->pdf, 330);
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Where it happened")));
    pdf_text(writing->pdf, PDF_SMALL,
             words(writing, TR("For how many promises something was counted in the province. Boundaries: "
                               "geoBoundaries / Open Development Cambodia, CC BY 4.0")));
    cairo_t *cairo = pdf_draw(writing->pdf, 270);
    pack_map_draw(cairo, pdf_width(writing->pdf), 265, provinces, count);
    pdf_drawn(writing->pdf);
    for (size_t i = 0; i < count; i++) {
        struct pdf_cell cells[] = {
            cell(report_key_text(writing->arena, &writing->pack->speech, DIM_PROVINCE, provinces[i].code), .4,
                 PDF_START, PDF_BODY),
            cell(format_number(writing->arena, &writing->pack->locale, provinces[i].promises), .2, PDF_END,
                 PDF_BODY)};
        pdf_row(writing->pdf, cells, 2);
    }
}

/* ---- money ---- */

static void money_row(const struct writing *writing, const char *label, struct money amount) {
    struct pdf_cell cells[] = {
        cell(words(writing, label), .4, PDF_START, PDF_BODY),
        cell(format_money(writing->arena, &writing->pack->locale, amount), .25, PDF_END, PDF_STRONG)};
    pdf_row(writing->pdf, cells, 2);
}

static void money_line(const struct writing *writing, const struct document_line *line) {
    const struct locale *locale = &writing->pack->locale;
    struct slice title = arena_printf(writing->arena, "%.*s %.*s", SLICE_ARG(line->number),
                                      SLICE_ARG(in_language(writing, &line->title)));
    struct pdf_cell cells[] = {
        cell(title, .42, PDF_START, PDF_BODY), cell(S(""), .2, PDF_START, PDF_BODY),
        cell(format_money(writing->arena, locale, line->spent), .19, PDF_END, PDF_BODY),
        cell(format_money(writing->arena, locale, line->budget), .19, PDF_END, PDF_BODY)};
    if (line->budget.amount > 0) cells[1].bar = (double)line->spent.amount / (double)line->budget.amount;
    if (cells[1].bar < 0 && line->budget.amount > 0) cells[1].bar = 0;
    pdf_row(writing->pdf, cells, 4);
}

static void write_money(const struct writing *writing) {
    const struct document_money *money = writing->pack->document.money;
    if (!money) return;
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Money")));
    money_row(writing, TR("Budget"), money->budget);
    money_row(writing, TR("Advanced"), money->advanced);
    money_row(writing, TR("Spent so far"), money->spent);
    money_row(writing, TR("Spent in the period"), money->spent_in_period);
    money_row(writing, TR("Advances outstanding"), money->outstanding);
    money_row(writing, TR("Left of the budget"), money->left);
    if (!money->line_count) return;
    pdf_space(writing->pdf, 8);
    struct pdf_cell head[] = {cell(words(writing, TR("Budget line")), .42, PDF_START, PDF_SMALL),
                              cell(S(""), .2, PDF_START, PDF_SMALL),
                              cell(words(writing, TR("Spent so far")), .19, PDF_END, PDF_SMALL),
                              cell(words(writing, TR("Budget")), .19, PDF_END, PDF_SMALL)};
    pdf_row(writing->pdf, head, 4);
    for (size_t i = 0; i < money->line_count; i++)
        money_line(writing, &money->lines[i]);
}

/* ---- quality and evidence ---- */

static void write_quality(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Data quality")));
    if (!document->quality_count)
        pdf_text(writing->pdf, PDF_BODY, words(writing, TR("The desk found nothing to ask about.")));
    for (size_t i = 0; i < document->quality_count; i++) {
        const struct document_quality *quality = &document->quality[i];
        int64_t answered = quality->right + quality->known + quality->all_seen;
        if (answered > quality->found) answered = quality->found;
        struct slice counts = filled(writing, TR("{1} found, {2} answered"),
                                     format_number(writing->arena, &writing->pack->locale, quality->found),
                                     format_number(writing->arena, &writing->pack->locale, answered));
        struct pdf_cell cells[] = {
            cell(words(writing, finding_kind_label(quality->kind)), .5, PDF_START, PDF_BODY),
            cell(counts, .2, PDF_START, PDF_BODY),
            cell(document->for_outsiders ? S("") : quality->all_explanation, .3, PDF_START, PDF_SMALL)};
        pdf_row(writing->pdf, cells, 3);
    }
}

static void event_row(const struct writing *writing, const struct document_event *event) {
    const struct locale *locale = &writing->pack->locale;
    const struct choice *kind = choice_find(&session_kind_choices, event->kind);
    struct slice attendances = event->attendances_hidden
                                   ? words(writing, TR("not shown"))
                                   : format_number(writing->arena, locale, event->attendances);
    struct pdf_cell cells[] = {
        cell(kind ? words(writing, kind->label) : event->kind, .3, PDF_START, PDF_BODY),
        cell(report_key_text(writing->arena, &writing->pack->speech, DIM_PROVINCE, event->province), .25,
             PDF_START, PDF_BODY),
        cell(format_number(writing->arena, locale, event->held), .15, PDF_END, PDF_BODY),
        cell(format_number(writing->arena, locale, event->places), .15, PDF_END, PDF_BODY),
        cell(attendances, .15, PDF_END, PDF_BODY)};
    pdf_row(writing->pdf, cells, 5);
}

static void write_records(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    struct pdf_cell head[] = {
        cell(words(writing, TR("Records behind the figures")), .6, PDF_START, PDF_SMALL),
        cell(words(writing, TR("So far")), .2, PDF_END, PDF_SMALL),
        cell(words(writing, TR("In the period")), .2, PDF_END, PDF_SMALL)};
    pdf_row(writing->pdf, head, 3);
    for (size_t i = 0; i < document->promise_count; i++) {
        const struct document_promise *promise = &document->promises[i];
        for (size_t k = 0; k < promise->part_count; k++) {
            const struct document_part *part = &promise->parts[k];
            if (!part->counted) continue;
            const struct locale *locale = &writing->pack->locale;
            struct slice title =
                arena_printf(writing->arena, "%.*s  %.*s", SLICE_ARG(promise->number),
                             SLICE_ARG(report_part_title(writing->arena, locale->lang, promise, k)));
            struct slice none = words(writing, TR("not shown"));
            struct pdf_cell cells[] = {
                cell(title, .6, PDF_START, PDF_BODY),
                cell(part->records_hidden ? none : format_number(writing->arena, locale, part->records), .2,
                     PDF_END, PDF_BODY),
                cell(part->records_hidden ? none
                                          : format_number(writing->arena, locale, part->records_in_period),
                     .2, PDF_END, PDF_BODY)};
            pdf_row(writing->pdf, cells, 3);
        }
    }
}

static void write_evidence(const struct writing *writing) {
    const struct document *document = &writing->pack->document;
    pdf_text(writing->pdf, PDF_HEADING, words(writing, TR("Evidence")));
    pdf_text(
        writing->pdf, PDF_SMALL,
        words(writing, TR("Every number opens into its records in the program. No names are in this pack.")));
    write_records(writing);
    if (!document->event_count) return;
    pdf_space(writing->pdf, 10);
    const char *const heads[] = {TR("Held in the period"), TR("Province"), TR("Number"), TR("Places"),
                                 TR("Attendances")};
    static const double widths[] = {.3, .25, .15, .15, .15};
    struct pdf_cell cells[5];
    for (size_t i = 0; i < 5; i++)
        cells[i] = cell(words(writing, heads[i]), widths[i], i > 1 ? PDF_END : PDF_START, PDF_SMALL);
    pdf_row(writing->pdf, cells, 5);
    for (size_t i = 0; i < document->event_count; i++)
        event_row(writing, &document->events[i]);
}

static struct slice footer_of(struct arena *arena, const struct pack *pack) {
    const struct document *document = &pack->document;
    struct slice hash =
        pack->hash.len ? pack->hash : tr(&pack->locale, slice_of(TR("Draft: the figures may still change.")));
    return arena_printf(arena, "%.*s · %.*s · %.*s", SLICE_ARG(document->organisation_short),
                        SLICE_ARG(both_text(&document->period, pack->locale.lang)), SLICE_ARG(hash));
}

static void write_pack(const struct writing *writing) {
    write_title(writing);
    write_summary(writing);
    write_promises(writing);
    write_map(writing);
    write_money(writing);
    write_quality(writing);
    write_evidence(writing);
}

struct slice pack_pdf(struct arena *arena, const struct pack packs[], size_t count) {
    struct pdf *pdf = NULL;
    for (size_t i = 0; i < count; i++) {
        struct slice footer = footer_of(arena, &packs[i]);
        if (pdf)
            pdf_page(pdf);
        else
            pdf = pdf_new(arena, footer, footer);
        pdf_set_footer(pdf, footer, tr(&packs[i].locale, slice_of(TR("Page"))));
        write_pack(&(struct writing){arena, pdf, &packs[i]});
    }
    return pdf ? pdf_finish(pdf) : S("");
}
