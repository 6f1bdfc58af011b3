/* SPDX-License-Identifier: Apache-2.0 */
#include "web/report/report_money_view.h"

#include "web/markup/html.h"
#include "web/markup/svg_chart.h"

static void add_sum(struct web *web, struct doc *sums, const char *label, struct money amount) {
    struct doc *sum = doc_add_object(web->arena, sums);
    doc_set_text(web->arena, sum, S("sum_label"), web_tr(web, label));
    doc_set_text(web->arena, sum, S("sum_text"), format_money(web->arena, &web->locale, amount));
}

static void add_line(struct web *web, const struct document_line *line, struct doc *lines) {
    struct doc *row = doc_add_object(web->arena, lines);
    struct text out = TEXT_IN(web->arena);
    struct slice spent = format_money(web->arena, &web->locale, line->spent);
    struct svg_bar bar = {.title = spent, .actual = line->spent.amount, .target = line->budget.amount};
    svg_bar_target(&out, &bar);
    doc_set_text(web->arena, row, S("line_title"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(line->number),
                              SLICE_ARG(report_both(web, &line->title))));
    doc_set_text(web->arena, row, S("line_budget"), format_money(web->arena, &web->locale, line->budget));
    doc_set_text(web->arena, row, S("line_spent"), spent);
    html_set_doc(web->arena, row, S("line_bar_html"), html_of(&out));
}

void report_add_money(struct web *web, const struct report_open *open) {
    const struct document_money *money = open->document.money;
    if (!money) {
        doc_set_null(web->arena, web->view, S("money"));
        return;
    }
    struct doc *object = doc_set_object(web->arena, web->view, S("money"));
    struct doc *sums = doc_set_array(web->arena, object, S("sums"));
    add_sum(web, sums, TR("Budget"), money->budget);
    add_sum(web, sums, TR("Obligated by the lead"), money->obligated);
    add_sum(web, sums, TR("Advanced"), money->advanced);
    add_sum(web, sums, TR("Spent so far"), money->spent);
    add_sum(web, sums, TR("Spent in the period"), money->spent_in_period);
    add_sum(web, sums, TR("Advances outstanding"), money->outstanding);
    add_sum(web, sums, TR("Left of the budget"), money->left);
    struct doc *lines = doc_set_array(web->arena, object, S("money_lines"));
    for (size_t i = 0; i < money->line_count; i++)
        add_line(web, &money->lines[i], lines);
    doc_set_bool(web->arena, object, S("any_lines"), money->line_count > 0);
}
