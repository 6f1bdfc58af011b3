/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/mail_send.h"

#include <curl/curl.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "notice/notice_internal.h"

struct mail_channel {
    const struct notice_settings *settings;
    const struct runner *runner;
    CURL *curl;
    char error[CURL_ERROR_SIZE];
    char line[LIMIT_NOTICE_WORDS_BYTES]; /* the server's last */
    size_t line_len;
    bool line_is_no;   /* it says no: what the server says after that ("221 Bye") is not kept */
    struct slice left; /* of the mail being sent */
};

/* ---- libcurl's questions ---- */

static size_t take_line(char *bytes, size_t size, size_t count, void *context) {
    struct mail_channel *channel = context;
    struct slice line = slice_trim((struct slice){bytes, size * count});
    if (!line.len || channel->line_is_no) return size * count;
    channel->line_is_no = line.s[0] == '4' || line.s[0] == '5';
    channel->line_len = line.len < sizeof channel->line ? line.len : sizeof channel->line;
    memcpy(channel->line, line.s, channel->line_len);
    return size * count;
}

static size_t give_bytes(char *bytes, size_t size, size_t count, void *context) {
    struct mail_channel *channel = context;
    size_t room = size * count, len = channel->left.len < room ? channel->left.len : room;
    if (len) memcpy(bytes, channel->left.s, len);
    channel->left = slice_sub(channel->left, len, channel->left.len);
    return len;
}

/* At the end a mail that is on its way is let through; one that is not is left for the next start. */
static int is_over(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                   curl_off_t up) {
    const struct mail_channel *channel = context;
    (void)down_total;
    (void)down;
    (void)up_total;
    return up == 0 && notice_is_stopping(channel->runner);
}

/* ---- the channel ---- */

/* The name we greet the server with is the domain we send from. */
static struct slice server_url(struct arena *arena, const struct notice_settings *settings) {
    size_t at = slice_find(settings->mail_from, S("@"), 0);
    struct slice domain = slice_sub(settings->mail_from, at + 1, settings->mail_from.len);
    return arena_printf(arena, "%.*s/%.*s", SLICE_ARG(settings->mail_server), SLICE_ARG(domain));
}

static void set_server(CURL *curl, struct arena *arena, const struct notice_settings *settings) {
    curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(arena, server_url(arena, settings)));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     settings->mail_in_clear ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file.len) curl_easy_setopt(curl, CURLOPT_CAINFO, arena_cstr(arena, settings->ca_file));
    if (settings->mail_user.len)
        curl_easy_setopt(curl, CURLOPT_USERNAME, arena_cstr(arena, settings->mail_user));
    if (settings->mail_password) curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->mail_password);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                     arena_cstr(arena, arena_printf(arena, "<%.*s>", SLICE_ARG(settings->mail_from))));
}

static void set_manners(CURL *curl, struct mail_channel *channel) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_MAIL_CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)LIMIT_MAIL_SEND_MS);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, channel->error);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, channel);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, channel);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_over);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, channel);
}

struct mail_channel *mail_channel_open(struct arena *arena, const struct notice_settings *settings,
                                       const struct runner *runner) {
    struct mail_channel *channel = arena_make(arena, struct mail_channel, 1);
    *channel = (struct mail_channel){.settings = settings, .runner = runner, .curl = curl_easy_init()};
    if (!channel->curl) BUG("libcurl gives no handle");
    set_server(channel->curl, arena, settings);
    set_manners(channel->curl, channel);
    return channel;
}

void mail_channel_close(struct mail_channel *channel) {
    curl_easy_cleanup(channel->curl);
}

/* ---- a mail ---- */

/* `was_given`: the server has taken the mail's bytes. */
static enum mail_answer answer_of(CURLcode sent, long code, bool was_given) {
    if (sent == CURLE_OK) return MAIL_TAKEN;
    if (sent == CURLE_WEIRD_SERVER_REPLY && !was_given) return MAIL_DOWN; /* it did not even greet us */
    bool is_refused = sent == CURLE_SEND_ERROR || sent == CURLE_RECV_ERROR ||
                      sent == CURLE_WEIRD_SERVER_REPLY || sent == CURLE_UPLOAD_FAILED ||
                      sent == CURLE_FAILED_INIT;
    if (!is_refused || code == 421) return MAIL_DOWN; /* RFC 5321 §3.8: 421, the service is closing */
    if (code >= 500 && code < 600) return MAIL_NEVER;
    return code >= 400 && code < 500 ? MAIL_LATER : MAIL_DOWN;
}

/* The server's own line when it said no, else libcurl's words. */
static struct slice words_of(struct mail_channel *channel, struct arena *arena, CURLcode sent, long code) {
    if (channel->line_len && (sent == CURLE_OK || code >= 400))
        return arena_copy(arena, (struct slice){channel->line, channel->line_len});
    struct slice words = slice_of(channel->error[0] ? channel->error : curl_easy_strerror(sent));
    return arena_copy(arena, slice_sub(words, 0, LIMIT_NOTICE_WORDS_BYTES));
}

/* Words come from outside: a line of well-formed text, or it is not shown. */
static struct slice words_clean(struct arena *arena, struct slice words) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < words.len; i++) {
        bool visible = words.s[i] >= ' ' && words.s[i] < 0x7f;
        text_append_char(&out, visible ? words.s[i] : '?');
    }
    return text_slice(&out);
}

struct mail_result mail_channel_send(struct mail_channel *channel, struct arena *arena, struct slice to,
                                     struct slice bytes) {
    struct slice rcpt = arena_printf(arena, "<%.*s>", SLICE_ARG(to));
    struct curl_slist *recipients = curl_slist_append(NULL, arena_cstr(arena, rcpt));
    long code = 0;
    channel->error[0] = 0;
    channel->line_len = 0;
    channel->line_is_no = false;
    channel->left = bytes;
    curl_easy_setopt(channel->curl, CURLOPT_MAIL_RCPT, recipients);
    CURLcode sent = curl_easy_perform(channel->curl);
    curl_easy_getinfo(channel->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_setopt(channel->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    struct slice words = words_clean(arena, words_of(channel, arena, sent, code));
    return (struct mail_result){answer_of(sent, code, channel->left.len < bytes.len), (int)code, words};
}
