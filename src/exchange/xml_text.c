/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/xml_text.h"

static const char *const escapes[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", [0] = " ",  [1] = " ",  [2] = " ",
    [3] = " ",       [4] = " ",      [5] = " ",      [6] = " ",        [7] = " ",  [8] = " ",  [11] = " ",
    [12] = " ",      [14] = " ",     [15] = " ",     [16] = " ",       [17] = " ", [18] = " ", [19] = " ",
    [20] = " ",      [21] = " ",     [22] = " ",     [23] = " ",       [24] = " ", [25] = " ", [26] = " ",
    [27] = " ",      [28] = " ",     [29] = " ",     [30] = " ",       [31] = " ",
};

void xml_append(struct text *xml, struct slice text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escapes[(uint8_t)text.s[i]];
        if (!escape) continue;
        text_append(xml, slice_sub(text, from, i));
        text_append(xml, slice_of(escape));
        from = i + 1;
    }
    text_append(xml, slice_sub(text, from, text.len));
}

void xml_open(struct text *xml, const char *name) {
    text_append_char(xml, '<');
    text_append(xml, slice_of(name));
}

void xml_attribute(struct text *xml, const char *name, struct slice value) {
    if (!value.len) return;
    text_printf(xml, " %s=\"", name);
    xml_append(xml, value);
    text_append_char(xml, '"');
}

void xml_attribute_int(struct text *xml, const char *name, int64_t number) {
    text_printf(xml, " %s=\"%lld\"", name, (long long)number);
}

void xml_open_end(struct text *xml) {
    text_append_char(xml, '>');
}

void xml_close_empty(struct text *xml) {
    text_append(xml, S("/>\n"));
}

void xml_close(struct text *xml, const char *name) {
    text_printf(xml, "</%s>\n", name);
}

void xml_mark(struct text *xml, const char *name, const char *attribute, struct slice value) {
    if (!value.len) return;
    xml_open(xml, name);
    xml_attribute(xml, attribute, value);
    xml_close_empty(xml);
}

void xml_element(struct text *xml, const char *name, struct slice text) {
    if (!text.len) return;
    xml_open(xml, name);
    xml_open_end(xml);
    xml_append(xml, text);
    xml_close(xml, name);
}
