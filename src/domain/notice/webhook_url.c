/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/notice/webhook_url.h"

static bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool take_scheme(struct slice *rest, struct webhook_url *url) {
    struct slice https = S("https://"), http = S("http://");
    url->is_https = slice_starts(*rest, https);
    if (!url->is_https && !slice_starts(*rest, http)) return false;
    *rest = slice_sub(*rest, url->is_https ? https.len : http.len, rest->len);
    url->port = url->is_https ? 443 : 80;
    return true;
}

/* Host and port: all before the path or the query. */
static struct slice take_authority(struct slice *rest) {
    size_t end = 0;
    while (end < rest->len && rest->s[end] != '/' && rest->s[end] != '?' && rest->s[end] != '#')
        end++;
    struct slice authority = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end, rest->len);
    return authority;
}

static bool host_is_name(struct slice host) {
    bool good = host.len > 0 && host.len <= 253;
    for (size_t i = 0; i < host.len && good; i++) {
        good = is_letter_or_digit(host.s[i]) || host.s[i] == '-' || host.s[i] == '.' || host.s[i] == '_';
    }
    return good && host.s[0] != '-' && host.s[0] != '.';
}

static bool host_is_bracketed(struct slice host) {
    bool good = host.len >= 2 && host.len <= 45;
    for (size_t i = 0; i < host.len && good; i++) {
        good = is_hex(host.s[i]) || host.s[i] == ':' || host.s[i] == '.';
    }
    return good;
}

/* Cuts the host off; what is left is empty or ":port". */
static bool take_host(struct slice *authority, struct webhook_url *url) {
    if (slice_starts(*authority, S("["))) {
        size_t end = slice_find(*authority, S("]"), 0);
        bool is_closed = end < authority->len;
        url->host = slice_sub(*authority, 1, end);
        *authority = slice_sub(*authority, end + 1, authority->len);
        return is_closed && host_is_bracketed(url->host);
    }
    size_t end = slice_find(*authority, S(":"), 0);
    url->host = slice_sub(*authority, 0, end);
    *authority = slice_sub(*authority, end, authority->len);
    return host_is_name(url->host);
}

static bool take_port(struct slice rest, struct webhook_url *url) {
    int64_t port = 0;
    if (!rest.len) return true;
    if (rest.s[0] != ':' || rest.len > 6 || (rest.len > 1 && rest.s[1] == '-')) return false;
    if (!slice_to_int64(slice_sub(rest, 1, rest.len), &port) || port < 1 || port > 65535) return false;
    url->port = (int)port;
    return true;
}

static bool rest_is_plain(struct slice rest) {
    for (size_t i = 0; i < rest.len; i++) {
        unsigned char c = (unsigned char)rest.s[i];
        if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\' || c == '"' || c == '<' || c == '>') return false;
    }
    return true;
}

enum webhook_url_fault webhook_url_parse(struct slice text, struct webhook_url *url) {
    struct slice rest = text;
    *url = (struct webhook_url){0};
    if (!take_scheme(&rest, url)) return WEBHOOK_URL_SCHEME;
    struct slice authority = take_authority(&rest);
    if (slice_contains(authority, S("@"))) return WEBHOOK_URL_USER;
    if (!take_host(&authority, url)) return WEBHOOK_URL_HOST;
    if (!take_port(authority, url)) return WEBHOOK_URL_PORT;
    return rest_is_plain(rest) ? WEBHOOK_URL_OK : WEBHOOK_URL_REST;
}
