/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of A4 as PDF: text that flows over pages, rows of a table, and room for drawings.  Text is shaped by
 * Pango, Khmer breaks at its words (i18n/khmer_break.h), and everything can be searched and copied.  Cairo,
 * Pango and fontconfig keep caches of their own in the process; a server lets a child do this work
 * (exchange/pack_child.h).
 */
#ifndef MLUP_EXCHANGE_PDF_H
#define MLUP_EXCHANGE_PDF_H

#include <cairo.h>

#include "base/text.h"

struct pdf;

enum pdf_style { PDF_TITLE, PDF_HEADING, PDF_SUBHEADING, PDF_BODY, PDF_STRONG, PDF_SMALL, PDF_STYLES };
enum pdf_align { PDF_START, PDF_END };

/* Shares of one, for cairo_set_source_rgb. */
struct pdf_colour {
    double red, green, blue;
};
extern const struct pdf_colour pdf_ink, pdf_muted, pdf_accent, pdf_line, pdf_sunk, pdf_warn;

enum { PDF_CELLS_MAX = 8 };
struct pdf_cell {
    struct slice text;
    double width; /* share of the width of the page's text */
    enum pdf_align align;
    enum pdf_style style;
    double bar,
        plan; /* instead of text, when bar >= 0: a bar of so much of one, with a mark; plan < 0: no mark */
};

/* A document with its title; `footer` stands on every page, with the page's number (`page_word` before it).
 */
struct pdf *pdf_new(struct arena *arena, struct slice title, struct slice footer);
/* Changes what stands at the foot from the present page on. */
void pdf_set_footer(struct pdf *pdf, struct slice footer, struct slice page_word);
/* A paragraph; empty text draws nothing. */
void pdf_text(struct pdf *pdf, enum pdf_style style, struct slice text);
/* One row with a line under it, kept on one page. */
void pdf_row(struct pdf *pdf, const struct pdf_cell cells[], size_t count);
void pdf_space(struct pdf *pdf, double points);
/* A new page unless so much room is left. */
void pdf_need(struct pdf *pdf, double points);
void pdf_page(struct pdf *pdf);
/* Takes so much room for a drawing: gives the context with its origin at the upper left corner of it; give
 * back with pdf_drawn. */
cairo_t *pdf_draw(struct pdf *pdf, double height);
void pdf_drawn(struct pdf *pdf);
double pdf_width(const struct pdf *pdf);
/* A short text inside a drawing, at its base line's left, middle (0.5) or right end (1). */
void pdf_label(struct pdf *pdf, double x, double y, double anchor, enum pdf_style style,
               struct pdf_colour colour, struct slice text);
/* The whole file, in the arena; the document is closed.  Empty when the library failed. */
struct slice pdf_finish(struct pdf *pdf);

#endif
