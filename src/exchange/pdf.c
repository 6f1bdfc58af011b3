/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/pdf.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "base/log.h"
#include "i18n/khmer_break.h"

/* A4 in points, with margins that leave 493 points of text. */
static const double page_width = 595.28, page_height = 841.89, margin = 51, foot = 60;

const struct pdf_colour pdf_ink = {.11, .15, .14}, pdf_muted = {.34, .38, .36}, pdf_accent = {.11, .40, .29},
                        pdf_line = {.84, .84, .80}, pdf_sunk = {.93, .93, .90}, pdf_warn = {.82, .54, .11};

struct style {
    const char *font; /* Latin and digits by DejaVu; Khmer, which it lacks, by Khmer OS Siemreap: its text
                         extracts rightly */
    double before, after;
    const struct pdf_colour *colour;
};

static const struct style styles[PDF_STYLES] = {
    [PDF_TITLE] = {"DejaVu Sans,Khmer OS Siemreap 20", 0, 8, &pdf_accent},
    [PDF_HEADING] = {"DejaVu Sans,Khmer OS Siemreap 14", 14, 6, &pdf_accent},
    [PDF_SUBHEADING] = {"DejaVu Sans,Khmer OS Siemreap bold 10", 8, 3, &pdf_ink},
    [PDF_BODY] = {"DejaVu Sans,Khmer OS Siemreap 9", 0, 4, &pdf_ink},
    [PDF_STRONG] = {"DejaVu Sans,Khmer OS Siemreap bold 9", 0, 3, &pdf_ink},
    [PDF_SMALL] = {"DejaVu Sans,Khmer OS Siemreap 7.5", 0, 3, &pdf_muted},
};

struct pdf {
    struct arena *arena;
    struct text bytes;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layouts[PDF_STYLES];
    struct slice footer, page_word;
    double y, drawing_height;
    int page;
};

static cairo_status_t take_bytes(void *context, const unsigned char *data, unsigned int length) {
    text_append(context, (struct slice){(const char *)data, length});
    return CAIRO_STATUS_SUCCESS;
}

static void make_layouts(struct pdf *pdf) {
    for (size_t i = 0; i < PDF_STYLES; i++) {
        PangoFontDescription *font = pango_font_description_from_string(styles[i].font);
        pdf->layouts[i] = pango_cairo_create_layout(pdf->cairo);
        pango_layout_set_font_description(pdf->layouts[i], font);
        pango_layout_set_wrap(pdf->layouts[i], PANGO_WRAP_WORD_CHAR);
        pango_font_description_free(font);
    }
}

struct pdf *pdf_new(struct arena *arena, struct slice title, struct slice footer) {
    struct pdf *pdf = arena_make(arena, struct pdf, 1);
    *pdf = (struct pdf){.arena = arena, .bytes = TEXT_IN(arena), .footer = footer, .y = margin, .page = 1};
    pdf->surface = cairo_pdf_surface_create_for_stream(take_bytes, &pdf->bytes, page_width, page_height);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, arena_cstr(arena, title));
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Mlup");
    pdf->cairo = cairo_create(pdf->surface);
    make_layouts(pdf);
    return pdf;
}

void pdf_set_footer(struct pdf *pdf, struct slice footer, struct slice page_word) {
    pdf->footer = footer;
    pdf->page_word = page_word;
}

double pdf_width(const struct pdf *pdf) {
    (void)pdf;
    return page_width - 2 * margin;
}

static void set_colour(struct pdf *pdf, const struct pdf_colour *colour) {
    cairo_set_source_rgb(pdf->cairo, colour->red, colour->green, colour->blue);
}

/* The text ready to be drawn, `width` points wide (0: one line, as wide as it is). */
static PangoLayout *laid_out(struct pdf *pdf, enum pdf_style style, struct slice text, double width) {
    PangoLayout *layout = pdf->layouts[style];
    struct slice broken = khmer_break_lines(pdf->arena, text);
    pango_layout_set_width(layout, width > 0 ? (int)(width * PANGO_SCALE) : -1);
    pango_layout_set_text(layout, broken.s ? broken.s : "", (int)broken.len);
    return layout;
}

static double height_of(PangoLayout *layout) {
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

/* ---- glyphs ----
 * Pango would give every glyph its letter.  Khmer vowels stand above and below the line, and a reader of the
 * file takes them for lines of their own: words could not be found.  So a Khmer word is given to Cairo as one
 * cluster, which stands in the file with its whole text (ActualText). */

enum { RUN_GLYPHS_MAX = 4096 };

struct run {
    cairo_glyph_t *glyphs;
    cairo_text_cluster_t *clusters;
    int glyph_count, cluster_count;
    struct text text; /* of the clusters, without U+200B */
};

static bool is_break(struct slice text, size_t at) {
    return text.s[at] == ' ' || slice_starts(slice_sub(text, at, text.len), S("\xE2\x80\x8B"));
}

/* The text from `from` to the next break (with a blank that ends it); the break itself when it stands there.
 */
static size_t word_end(struct slice text, size_t from) {
    if (is_break(text, from)) return from + (text.s[from] == ' ' ? 1 : 3);
    size_t at = from;
    while (at < text.len && !is_break(text, at))
        at++;
    return at;
}

/* Glyphs stand in the order of the text: nothing here is written from right to left. */
static void run_add_word(struct run *run, const PangoGlyphString *glyphs, struct slice word, size_t to,
                         int *next, double *x, double y) {
    int first = run->glyph_count;
    for (; *next < glyphs->num_glyphs && (size_t)glyphs->log_clusters[*next] < to &&
           run->glyph_count < RUN_GLYPHS_MAX;
         ++*next) {
        const PangoGlyphInfo *glyph = &glyphs->glyphs[*next];
        if (glyph->glyph != PANGO_GLYPH_EMPTY && !(glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG)) {
            run->glyphs[run->glyph_count++] =
                (cairo_glyph_t){.index = glyph->glyph,
                                .x = *x + (double)glyph->geometry.x_offset / PANGO_SCALE,
                                .y = y + (double)glyph->geometry.y_offset / PANGO_SCALE};
        }
        *x += (double)glyph->geometry.width / PANGO_SCALE;
    }
    if (run->glyph_count == first) return;
    text_append(&run->text, word);
    run->clusters[run->cluster_count++] = (cairo_text_cluster_t){(int)word.len, run->glyph_count - first};
}

static void show_run(struct pdf *pdf, const PangoGlyphItem *item, struct slice text, double *x, double y) {
    struct run run = {.glyphs = arena_make(pdf->arena, cairo_glyph_t, (size_t)item->glyphs->num_glyphs + 1),
                      .clusters = arena_make(pdf->arena, cairo_text_cluster_t, text.len + 1),
                      .text = TEXT_IN(pdf->arena)};
    int next = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = word_end(text, at);
        run_add_word(&run, item->glyphs, slice_sub(text, at, end), end, &next, x, y);
        at = end;
    }
    if (!run.glyph_count) return;
    struct slice whole = text_slice(&run.text);
    cairo_set_scaled_font(pdf->cairo,
                          pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(item->item->analysis.font)));
    cairo_show_text_glyphs(pdf->cairo, whole.s, (int)whole.len, run.glyphs, run.glyph_count, run.clusters,
                           run.cluster_count, 0);
}

/* A line with its base at the point. */
static void show_line(struct pdf *pdf, PangoLayout *layout, PangoLayoutLine *line, double x, double y) {
    const char *text = pango_layout_get_text(layout);
    for (const GSList *runs = line->runs; runs; runs = runs->next) {
        const PangoGlyphItem *item = runs->data;
        show_run(pdf, item, (struct slice){text + item->item->offset, (size_t)item->item->length}, &x, y);
    }
}

static void show_layout(struct pdf *pdf, PangoLayout *layout, double x, double y) {
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(lines, NULL, &box);
        show_line(pdf, layout, pango_layout_iter_get_line_readonly(lines), x + (double)box.x / PANGO_SCALE,
                  y + (double)pango_layout_iter_get_baseline(lines) / PANGO_SCALE);
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

/* ---- pages ---- */

static void draw_footer(struct pdf *pdf) {
    struct slice page = arena_printf(pdf->arena, "%.*s %d", SLICE_ARG(pdf->page_word), pdf->page);
    double y = page_height - foot + 12;
    set_colour(pdf, &pdf_line);
    cairo_set_line_width(pdf->cairo, .5);
    cairo_move_to(pdf->cairo, margin, y - 4);
    cairo_line_to(pdf->cairo, page_width - margin, y - 4);
    cairo_stroke(pdf->cairo);
    set_colour(pdf, &pdf_muted);
    show_layout(pdf, laid_out(pdf, PDF_SMALL, pdf->footer, pdf_width(pdf) - 60), margin, y);
    pdf_label(pdf, page_width - margin, y + 8, 1, PDF_SMALL, pdf_muted, page);
}

void pdf_page(struct pdf *pdf) {
    draw_footer(pdf);
    cairo_show_page(pdf->cairo);
    pdf->page++;
    pdf->y = margin;
}

void pdf_need(struct pdf *pdf, double points) {
    if (pdf->y > margin && pdf->y + points > page_height - foot) pdf_page(pdf);
}

void pdf_space(struct pdf *pdf, double points) {
    if (pdf->y > margin) pdf->y += points;
}

/* ---- text ---- */

/* Line by line, so that a long paragraph goes on over the page. */
static void flow_lines(struct pdf *pdf, PangoLayout *layout, const struct pdf_colour *colour) {
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(lines, NULL, &box);
        double height = (double)box.height / PANGO_SCALE;
        double base = (double)(pango_layout_iter_get_baseline(lines) - box.y) / PANGO_SCALE;
        pdf_need(pdf, height);
        set_colour(pdf, colour);
        show_line(pdf, layout, pango_layout_iter_get_line_readonly(lines),
                  margin + (double)box.x / PANGO_SCALE, pdf->y + base);
        pdf->y += height;
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

void pdf_text(struct pdf *pdf, enum pdf_style style, struct slice text) {
    if (!text.len) return;
    bool is_heading = style == PDF_HEADING || style == PDF_SUBHEADING;
    pdf_space(pdf, styles[style].before);
    if (is_heading) pdf_need(pdf, 60); /* not alone at the foot of a page */
    PangoLayout *layout = laid_out(pdf, style, text, pdf_width(pdf));
    PangoLayout *own = pango_layout_copy(layout); /* the footer of a page between uses the shared ones */
    flow_lines(pdf, own, styles[style].colour);
    g_object_unref(own);
    pdf->y += styles[style].after;
}

/* ---- rows ---- */

static const double cell_pad = 3;

static double cell_height(struct pdf *pdf, const struct pdf_cell *cell) {
    if (cell->bar >= 0) return 12;
    return height_of(laid_out(pdf, cell->style, cell->text, cell->width * pdf_width(pdf) - 2 * cell_pad));
}

static void draw_bar(struct pdf *pdf, const struct pdf_cell *cell, double x, double width) {
    double y = pdf->y + 6, done = cell->bar > 1 ? 1 : cell->bar;
    set_colour(pdf, &pdf_sunk);
    cairo_rectangle(pdf->cairo, x, y, width, 7);
    cairo_fill(pdf->cairo);
    bool behind = cell->plan >= 0 && cell->bar < cell->plan * .9;
    set_colour(pdf, behind ? &pdf_warn : &pdf_accent);
    cairo_rectangle(pdf->cairo, x, y, width * done, 7);
    cairo_fill(pdf->cairo);
    if (cell->plan < 0) return;
    set_colour(pdf, &pdf_ink);
    cairo_rectangle(pdf->cairo, x + width * (cell->plan > 1 ? 1 : cell->plan) - .7, y - 2, 1.4, 11);
    cairo_fill(pdf->cairo);
}

static void draw_cell(struct pdf *pdf, const struct pdf_cell *cell, double x) {
    double width = cell->width * pdf_width(pdf) - 2 * cell_pad;
    if (cell->bar >= 0) {
        draw_bar(pdf, cell, x + cell_pad, width);
        return;
    }
    PangoLayout *layout = laid_out(pdf, cell->style, cell->text, width);
    pango_layout_set_alignment(layout, cell->align == PDF_END ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    set_colour(pdf, styles[cell->style].colour);
    show_layout(pdf, layout, x + cell_pad, pdf->y + cell_pad);
    pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT);
}

void pdf_row(struct pdf *pdf, const struct pdf_cell cells[], size_t count) {
    double height = 0, x = margin;
    ASSERT(count <= PDF_CELLS_MAX);
    for (size_t i = 0; i < count; i++)
        height = fmax(height, cell_height(pdf, &cells[i]));
    height += 2 * cell_pad;
    pdf_need(pdf, height);
    for (size_t i = 0; i < count; i++) {
        draw_cell(pdf, &cells[i], x);
        x += cells[i].width * pdf_width(pdf);
    }
    pdf->y += height;
    set_colour(pdf, &pdf_line);
    cairo_set_line_width(pdf->cairo, .5);
    cairo_move_to(pdf->cairo, margin, pdf->y);
    cairo_line_to(pdf->cairo, x, pdf->y);
    cairo_stroke(pdf->cairo);
}

/* ---- drawings ---- */

cairo_t *pdf_draw(struct pdf *pdf, double height) {
    pdf_need(pdf, height);
    cairo_save(pdf->cairo);
    cairo_translate(pdf->cairo, margin, pdf->y);
    pdf->drawing_height = height;
    return pdf->cairo;
}

void pdf_drawn(struct pdf *pdf) {
    cairo_restore(pdf->cairo);
    pdf->y += pdf->drawing_height;
}

void pdf_label(struct pdf *pdf, double x, double y, double anchor, enum pdf_style style,
               struct pdf_colour colour, struct slice text) {
    PangoLayout *layout = laid_out(pdf, style, text, 0);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    if (!line) return;
    set_colour(pdf, &colour);
    show_line(pdf, layout, line, x - anchor * width / PANGO_SCALE, y);
}

/* ---- the end ---- */

struct slice pdf_finish(struct pdf *pdf) {
    draw_footer(pdf);
    for (size_t i = 0; i < PDF_STYLES; i++)
        g_object_unref(pdf->layouts[i]);
    cairo_destroy(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    bool good = cairo_surface_status(pdf->surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(pdf->surface);
    return good ? text_slice(&pdf->bytes) : S("");
}
