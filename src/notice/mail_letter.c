/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/mail_letter.h"

/* Mail programs know no style sheets and load nothing from outside, so that the style stands with each
 * element. */
#define FONT "font-family:'Noto Sans Khmer','Khmer OS',sans-serif"

struct letter letter_new(struct arena *arena, const struct locale *locale) {
    struct letter letter = {TEXT_IN(arena), TEXT_IN(arena), false};
    text_printf(
        &letter.html,
        "<!doctype html><html lang=\"%.*s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"></head><body style=\"margin:0;padding:16px;max-width:640px;" FONT
        ";font-size:16px;line-height:1.6;color:#1d2733;background:#ffffff\">\n",
        SLICE_ARG(lang_code(locale->lang)));
    return letter;
}

static void list_end(struct letter *letter) {
    if (!letter->in_list) return;
    text_append(&letter->html, S("</ul>\n"));
    letter->in_list = false;
}

static void add_element(struct letter *letter, const char *open, struct slice text, const char *close) {
    list_end(letter);
    text_append(&letter->html, slice_of(open));
    html_escape_to(&letter->html, text);
    text_append(&letter->html, slice_of(close));
}

static void add_line(struct letter *letter, struct slice text) {
    text_append(&letter->text, text);
    text_append(&letter->text, S("\n"));
}

void letter_heading(struct letter *letter, struct slice text) {
    if (letter->text.len) add_line(letter, S(""));
    add_line(letter, text);
    add_element(letter, "<h2 style=\"font-size:19px;margin:20px 0 8px\">", text, "</h2>\n");
}

void letter_paragraph(struct letter *letter, struct slice text) {
    add_line(letter, text);
    add_element(letter, "<p style=\"margin:8px 0\">", text, "</p>\n");
}

static void add_anchor(struct letter *letter, struct slice label, struct slice url) {
    if (url.len) {
        text_append(&letter->html, S("<a style=\"color:#0b5d7a\" href=\""));
        html_escape_to(&letter->html, url);
        text_append(&letter->html, S("\">"));
    }
    html_escape_to(&letter->html, label);
    if (url.len) text_append(&letter->html, S("</a>"));
}

void letter_item(struct letter *letter, struct slice title, struct slice detail, struct slice url) {
    text_printf(&letter->text, "- %.*s%s%.*s\n", SLICE_ARG(title), detail.len ? " · " : "",
                SLICE_ARG(detail));
    if (url.len) text_printf(&letter->text, "  %.*s\n", SLICE_ARG(url));
    if (!letter->in_list) text_append(&letter->html, S("<ul style=\"margin:0;padding-left:20px\">\n"));
    letter->in_list = true;
    text_append(&letter->html, S("<li style=\"margin:6px 0\">"));
    add_anchor(letter, title, url);
    if (detail.len) {
        text_append(&letter->html, S("<br><span style=\"color:#4a5866;font-size:14px\">"));
        html_escape_to(&letter->html, detail);
        text_append(&letter->html, S("</span>"));
    }
    text_append(&letter->html, S("</li>\n"));
}

void letter_link(struct letter *letter, struct slice label, struct slice url) {
    if (!url.len) return;
    text_printf(&letter->text, "%.*s: %.*s\n", SLICE_ARG(label), SLICE_ARG(url));
    list_end(letter);
    text_append(&letter->html, S("<p style=\"margin:8px 0\">"));
    add_anchor(letter, label, url);
    text_append(&letter->html, S("</p>\n"));
}

void letter_foot(struct letter *letter, struct slice text, struct slice label, struct slice url) {
    text_printf(&letter->text, "\n-- \n%.*s\n", SLICE_ARG(text));
    if (url.len) text_printf(&letter->text, "%.*s: %.*s\n", SLICE_ARG(label), SLICE_ARG(url));
    add_element(letter,
                "<hr style=\"border:0;border-top:1px solid #c6ced6;margin:24px 0 8px\"><p "
                "style=\"margin:0;font-size:14px;color:#4a5866\">",
                text, " ");
    if (url.len) add_anchor(letter, label, url);
    text_append(&letter->html, S("</p>\n"));
}

void letter_end(struct letter *letter) {
    list_end(letter);
    text_append(&letter->html, S("</body></html>\n"));
}
