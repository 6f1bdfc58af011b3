/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/address_guard.h"

#include <arpa/inet.h>

enum { TEXT_MAX = 46, V4_BITS = 96 };

/* RFC 6890 and the IANA special-purpose registries: what is not global unicast. */
static const char *const special_ranges[] = {
    "0.0.0.0/8",       /* this network */
    "10.0.0.0/8",      /* private */
    "100.64.0.0/10",   /* shared by carriers; metadata services of some clouds */
    "127.0.0.0/8",     /* this machine */
    "169.254.0.0/16",  /* link-local; metadata services of most clouds */
    "172.16.0.0/12",   /* private */
    "192.0.0.0/24",    /* protocol assignments */
    "192.0.2.0/24",    /* documentation */
    "192.88.99.0/24",  /* 6to4 relays, given up */
    "192.168.0.0/16",  /* private */
    "198.18.0.0/15",   /* measuring */
    "198.51.100.0/24", /* documentation */
    "203.0.113.0/24",  /* documentation */
    "224.0.0.0/4",     /* multicast */
    "240.0.0.0/4",     /* reserved, and the broadcast address */
};

/* Of IPv6 only 2000::/3 is given out; these parts of it are special, too, or hold an IPv4 address inside. */
static const char *const special_ranges_v6[] = {
    "2001::/23",     /* protocol assignments, Teredo among them */
    "2001:db8::/32", /* documentation */
    "2002::/16",     /* 6to4: an IPv4 address, perhaps a private one */
    "3fff::/20",     /* documentation */
};

bool net_address_parse(struct slice text, struct net_address *address) {
    char cstr[TEXT_MAX + 1];
    struct in_addr v4;
    *address = (struct net_address){0};
    if (!text.len || text.len > TEXT_MAX || memchr(text.s, 0, text.len)) return false;
    memcpy(cstr, text.s, text.len);
    cstr[text.len] = 0;
    if (inet_pton(AF_INET, cstr, &v4) == 1) {
        address->bytes[10] = address->bytes[11] = 0xff;
        memcpy(address->bytes + 12, &v4, 4);
        return true;
    }
    return inet_pton(AF_INET6, cstr, address->bytes) == 1;
}

static bool is_v4(const struct net_address *address) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static bool range_parse(struct slice text, struct address_range *range) {
    size_t slash = slice_find(text, S("/"), 0);
    if (!net_address_parse(slice_sub(text, 0, slash), &range->start)) return false;
    bool v4 = slice_find(slice_sub(text, 0, slash), S(":"), 0) == slash;
    int64_t bits = v4 ? 32 : 128;
    if (slash < text.len &&
        (!slice_to_int64(slice_sub(text, slash + 1, text.len), &bits) || bits < 0 || bits > (v4 ? 32 : 128)))
        return false;
    range->bits = (uint8_t)(v4 ? bits + V4_BITS : bits);
    return true;
}

/* The next range of the list; false at its end. */
static bool range_next(struct slice *rest, struct slice *part) {
    size_t start = 0, end;
    while (start < rest->len && (rest->s[start] == ',' || rest->s[start] == ' '))
        start++;
    for (end = start; end < rest->len && rest->s[end] != ',' && rest->s[end] != ' ';)
        end++;
    *part = slice_sub(*rest, start, end);
    *rest = slice_sub(*rest, end, rest->len);
    return part->len > 0;
}

bool address_ranges_parse(struct arena *arena, struct slice text, struct address_range **ranges,
                          size_t *count, struct slice *bad) {
    *ranges = NULL;
    *count = 0;
    while (range_next(&text, bad)) {
        *ranges = arena_room(arena, *ranges, sizeof **ranges, *count);
        if (!range_parse(*bad, &(*ranges)[*count])) return false;
        (*count)++;
    }
    return true;
}

bool address_is_within(const struct net_address *address, const struct address_range *range) {
    size_t bytes = range->bits / 8, bits = range->bits % 8;
    if (bytes && memcmp(address->bytes, range->start.bytes, bytes) != 0) return false;
    if (!bits) return true;
    return (uint8_t)(address->bytes[bytes] ^ range->start.bytes[bytes]) >> (8 - bits) == 0;
}

static bool is_in(const struct net_address *address, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct address_range range;
        if (!range_parse(slice_of(list[i]), &range) || address_is_within(address, &range)) return true;
    }
    return false;
}

bool address_is_public(const struct net_address *address) {
    if (is_v4(address)) return !is_in(address, special_ranges, ARRAY_LEN(special_ranges));
    bool given_out = address->bytes[0] >> 5 == 1; /* 2000::/3 */
    return given_out && !is_in(address, special_ranges_v6, ARRAY_LEN(special_ranges_v6));
}
