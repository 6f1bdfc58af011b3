/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an e-mail address, a subject, a webhook's address and a list of ranges: what goes out has the right form. */
#include "base/log.h"
#include "domain/notice/webhook_url.h"
#include "notice/address_guard.h"
#include "notice/mail_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void try_header(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    mail_add_header(&out, S("Subject"), text);
    struct slice header = text_slice(&out);
    ASSERT(slice_ends(header, S("\r\n")));
    /* Every line end is followed by a blank (a fold) or is the last: no text becomes a second header. */
    for (size_t at = slice_find(header, S("\r\n"), 0); at + 2 < header.len; at = slice_find(header, S("\r\n"), at + 2)) {
        ASSERT(header.s[at + 2] == ' ');
    }
    for (size_t i = 0; i < header.len; i++) {
        ASSERT((uint8_t)header.s[i] < 0x7f && (header.s[i] != '\n' || header.s[i - 1] == '\r'));
    }
}

static void try_address(struct slice text) {
    if (!mail_address_is_good(text)) return;
    for (size_t i = 0; i < text.len; i++) {
        ASSERT(text.s[i] > ' ' && (uint8_t)text.s[i] < 0x7f && text.s[i] != '<' && text.s[i] != '>');
    }
}

static void try_webhook(struct arena *arena, struct slice text) {
    struct webhook_url url;
    if (webhook_url_parse(text, &url) == WEBHOOK_URL_OK) ASSERT(url.host.len && url.port > 0 && url.port < 65536);
    struct address_range *ranges;
    struct net_address address;
    struct slice bad;
    size_t count;
    if (address_ranges_parse(arena, text, &ranges, &count, &bad)) {
        for (size_t i = 0; i < count; i++) ASSERT(address_is_within(&ranges[i].start, &ranges[i]));
    }
    if (net_address_parse(text, &address)) (void)address_is_public(&address);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    try_header(arena, text);
    try_address(text);
    try_webhook(arena, text);
    arena_free(arena);
    return 0;
}
