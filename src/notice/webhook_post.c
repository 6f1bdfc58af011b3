/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/webhook_post.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "notice/notice_internal.h"
#include "notice/webhook_sign.h"

struct webhook_channel {
    const struct notice_settings *settings;
    const struct runner *runner;
    CURL *curl;
    bool is_https, was_guarded;
    char error[CURL_ERROR_SIZE];
    char answer[LIMIT_NOTICE_WORDS_BYTES]; /* the start of it */
    size_t answer_len, read_bytes;
};

/* ---- the guard ---- */

/* Plain http is only for addresses that were allowed by name of the network. */
static bool may_connect(const struct webhook_channel *channel, const struct net_address *address) {
    for (size_t i = 0; i < channel->settings->allowed_count; i++) {
        if (address_is_within(address, &channel->settings->allowed[i])) return true;
    }
    return channel->is_https && address_is_public(address);
}

static bool address_of(const struct sockaddr *given, struct net_address *address) {
    *address = (struct net_address){0};
    if (given->sa_family == AF_INET6) {
        memcpy(address->bytes, &((const struct sockaddr_in6 *)(const void *)given)->sin6_addr, 16);
        return true;
    }
    address->bytes[10] = address->bytes[11] = 0xff;
    memcpy(address->bytes + 12, &((const struct sockaddr_in *)(const void *)given)->sin_addr, 4);
    return given->sa_family == AF_INET;
}

/* Asked by libcurl for each address that the name led to, just before it connects: nothing can change in
 * between. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    struct webhook_channel *channel = context;
    struct net_address address;
    (void)purpose;
    if (!address_of(&to->addr, &address) || !may_connect(channel, &address)) {
        channel->was_guarded = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- libcurl's other questions ---- */

/* A receiver that talks on and on is not listened to. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *context) {
    struct webhook_channel *channel = context;
    size_t len = size * count, room = sizeof channel->answer - channel->answer_len;
    channel->read_bytes += len;
    if (len < room) room = len;
    if (room) memcpy(channel->answer + channel->answer_len, bytes, room);
    channel->answer_len += room;
    return channel->read_bytes <= LIMIT_WEBHOOK_ANSWER_BYTES ? len : 0;
}

static int is_over(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                   curl_off_t up) {
    const struct webhook_channel *channel = context;
    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    return notice_is_stopping(channel->runner); /* it is sent again at the next start, with the same id */
}

/* ---- the channel ---- */

static void set_manners(CURL *curl, struct webhook_channel *channel) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_WEBHOOK_CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)LIMIT_WEBHOOK_POST_MS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Mlup");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, channel->error);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, channel);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, channel);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_over);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, channel);
}

struct webhook_channel *webhook_channel_open(struct arena *arena, const struct notice_settings *settings,
                                             const struct runner *runner) {
    struct webhook_channel *channel = arena_make(arena, struct webhook_channel, 1);
    *channel = (struct webhook_channel){.settings = settings, .runner = runner, .curl = curl_easy_init()};
    if (!channel->curl) BUG("libcurl gives no handle");
    set_manners(channel->curl, channel);
    if (settings->ca_file.len)
        curl_easy_setopt(channel->curl, CURLOPT_CAINFO, arena_cstr(arena, settings->ca_file));
    return channel;
}

void webhook_channel_close(struct webhook_channel *channel) {
    curl_easy_cleanup(channel->curl);
}

/* ---- a delivery ---- */

static struct curl_slist *add_header(struct curl_slist *headers, struct arena *arena, const char *name,
                                     struct slice text) {
    return curl_slist_append(headers,
                             arena_cstr(arena, arena_printf(arena, "%s: %.*s", name, SLICE_ARG(text))));
}

static struct curl_slist *headers_of(struct arena *arena, const struct webhook_state *state,
                                     const struct webhook_delivery *delivery) {
    struct slice signature =
        webhook_signature(arena, clock_now_ms() / 1000, delivery->body, state->secret, state->old_secret);
    struct curl_slist *headers = add_header(NULL, arena, "Content-Type", S("application/json"));
    headers = add_header(headers, arena, "Mlup-Event", delivery->event);
    headers = add_header(headers, arena, "Mlup-Delivery", uuid_format(arena, delivery->id));
    headers = add_header(headers, arena, "Mlup-Attempt",
                         arena_printf(arena, "%lld", (long long)delivery->attempts + 1));
    headers = add_header(headers, arena, "Mlup-Signature", signature);
    return curl_slist_append(headers, "Expect:");
}

/* The start of an answer as one line of visible text. */
static struct slice line_of(struct arena *arena, struct slice bytes) {
    struct text out = TEXT_IN(arena);
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(bytes, &index, &rune)) {
        if (rune == '\n' && out.len) break;
        if (rune >= ' ' && rune != 0x7f) text_append_rune(&out, rune);
    }
    return slice_trim(text_slice(&out));
}

static struct slice words_of(struct webhook_channel *channel, struct arena *arena, CURLcode sent,
                             long status) {
    if (channel->was_guarded && !status) {
        return channel->is_https
                   ? S(TR("The address leads into a network that the server's settings do not allow."))
                   : S(TR("Without https only addresses that the server's settings allow are spoken to."));
    }
    if (sent == CURLE_OK) return line_of(arena, (struct slice){channel->answer, channel->answer_len});
    return line_of(arena, slice_of(channel->error[0] ? channel->error : curl_easy_strerror(sent)));
}

struct webhook_answer webhook_post(struct webhook_channel *channel, struct arena *arena, struct slice url,
                                   const struct webhook_state *state,
                                   const struct webhook_delivery *delivery) {
    struct curl_slist *headers = headers_of(arena, state, delivery);
    int64_t start_ns = clock_monotonic_ns();
    long status = 0;
    channel->is_https = slice_starts(url, S("https://"));
    channel->was_guarded = false;
    channel->error[0] = 0;
    channel->answer_len = channel->read_bytes = 0;
    curl_easy_setopt(channel->curl, CURLOPT_URL, arena_cstr(arena, url));
    curl_easy_setopt(channel->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(channel->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)delivery->body.len);
    curl_easy_setopt(channel->curl, CURLOPT_POSTFIELDS, delivery->body.s);
    CURLcode sent = curl_easy_perform(channel->curl);
    curl_easy_getinfo(channel->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(channel->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return (struct webhook_answer){.taken = sent == CURLE_OK && status >= 200 && status < 300,
                                   .is_gone = status == 410,
                                   .status = (int)status,
                                   .duration_ms = (clock_monotonic_ns() - start_ns) / 1000000,
                                   .words = words_of(channel, arena, sent, status)};
}
