/* SPDX-License-Identifier: Apache-2.0 */
#include "web/markup/html.h"

#include "base/log.h"

static const struct slice escapes[256] = {
    ['&'] = S_INIT("&amp;"),  ['<'] = S_INIT("&lt;"),  ['>'] = S_INIT("&gt;"),
    ['"'] = S_INIT("&quot;"), ['\''] = S_INIT("&#39;"),
};

void html_escape_to(struct text *out, struct slice text) {
    size_t clean_from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const struct slice *escape = &escapes[(unsigned char)text.s[i]];
        if (!escape->len) continue;
        text_append(out, (struct slice){text.s + clean_from, i - clean_from});
        text_append(out, *escape);
        clean_from = i + 1;
    }
    if (text.len) text_append(out, (struct slice){text.s + clean_from, text.len - clean_from});
}

static bool needs_escape(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (escapes[(unsigned char)text.s[i]].len) return true;
    }
    return false;
}

struct html html_escape(struct arena *arena, struct slice text) {
    if (!needs_escape(text)) return (struct html){text};
    struct text out = TEXT_IN(arena);
    html_escape_to(&out, text);
    return html_of(&out);
}

void html_append(struct text *out, struct html html) {
    text_append(out, html.s);
}

struct html html_of(const struct text *out) {
    return (struct html){text_slice(out)};
}

void html_set_doc(struct arena *arena, struct doc *object, struct slice key, struct html html) {
    if (!slice_ends(key, S("_html"))) BUG("html under the key %.*s, which no template may write", SLICE_ARG(key));
    doc_set_text(arena, object, key, html.s);
}

static bool is_unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void html_url_encode_to(struct text *out, struct slice text) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        char bytes[3] = {'%', hex[c >> 4], hex[c & 15]};
        if (is_unreserved(c)) text_append_char(out, (char)c);
        else text_append(out, (struct slice){bytes, 3});
    }
}

struct slice html_url_encode(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    html_url_encode_to(&out, text);
    return text_slice(&out);
}
