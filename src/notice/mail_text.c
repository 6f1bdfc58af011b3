/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/mail_text.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

/* RFC 5322 §2.1.1 and RFC 2047 §2; an encoded word is =?UTF-8?B?…?= */
enum { LINE_CHARS = 76, WORD_CHARS_MAX = 75, WORD_FRAME_CHARS = 12, BASE64_LINE_BYTES = 57 };

/* ---- addresses ---- */

static bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5321 §4.1.2: dot-string. */
static bool dots_are_between(struct slice text) {
    return text.len && text.s[0] != '.' && text.s[text.len - 1] != '.' && !slice_contains(text, S(".."));
}

static bool local_is_good(struct slice local) {
    static const char signs[] = "!#$%&'*+-/=?^_`{|}~.";
    bool good = local.len <= 64 && dots_are_between(local);
    for (size_t i = 0; i < local.len && good; i++) {
        good = is_alphanumeric(local.s[i]) || (local.s[i] && strchr(signs, local.s[i]));
    }
    return good;
}

static bool domain_is_good(struct slice domain) {
    bool good = domain.len <= 253 && dots_are_between(domain) && domain.s[0] != '-';
    for (size_t i = 0; i < domain.len && good; i++) {
        good = is_alphanumeric(domain.s[i]) || domain.s[i] == '-' || domain.s[i] == '.';
    }
    return good;
}

bool mail_address_is_good(struct slice address) {
    size_t at = slice_find(address, S("@"), 0);
    if (at == address.len || address.len > LIMIT_MAIL_ADDRESS_BYTES) return false;
    return local_is_good(slice_sub(address, 0, at)) &&
           domain_is_good(slice_sub(address, at + 1, address.len));
}

/* ---- base64 ---- */

static void add_base64(struct text *out, struct slice bytes) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(uint8_t)bytes.s[i] << 16;
        if (left > 1) group |= (uint32_t)(uint8_t)bytes.s[i + 1] << 8;
        if (left > 2) group |= (uint8_t)bytes.s[i + 2];
        text_append_char(out, letters[group >> 18]);
        text_append_char(out, letters[group >> 12 & 63]);
        text_append_char(out, left > 1 ? letters[group >> 6 & 63] : '=');
        text_append_char(out, left > 2 ? letters[group & 63] : '=');
    }
}

void mail_add_base64(struct text *out, struct slice bytes) {
    for (size_t i = 0; i < bytes.len; i += BASE64_LINE_BYTES) {
        add_base64(out, slice_sub(bytes, i, i + BASE64_LINE_BYTES));
        text_append(out, S("\r\n"));
    }
}

/* ---- headers ---- */

static bool is_visible_ascii(char c) {
    return c > ' ' && c < 0x7f;
}

/* Can the text stand in a header as it is?  "=?" would be read as an encoded word. */
static bool is_plain(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (!is_visible_ascii(text.s[i]) && text.s[i] != ' ') return false;
    }
    return !slice_contains(text, S("=?"));
}

/* Plain words, folded at blanks; `column` is where the line stands. */
static void add_plain(struct text *out, struct slice text, size_t column) {
    struct slice rest = text, word;
    bool is_first = true;
    while (slice_split(&rest, ' ', &word)) {
        bool fold = !is_first && column + 1 + word.len > LINE_CHARS;
        text_append(out, fold ? S("\r\n ") : is_first ? S("") : S(" "));
        text_append(out, word);
        column = (fold || is_first ? (fold ? 1 : column) : column + 1) + word.len;
        is_first = false;
    }
}

/* Length of the longest start of the text that fits and ends between two characters; at least one character.
 */
static size_t fitting_bytes(struct slice text, size_t bytes_max) {
    size_t index = 0, fits = 0;
    uint32_t rune;
    while (index < text.len && slice_next_rune(text, &index, &rune)) {
        if (fits && index > bytes_max) break;
        fits = index;
        if (index >= bytes_max) break;
    }
    return fits;
}

/* Control characters become blanks; bytes that are no UTF-8 end the text. */
static struct slice cleaned(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(text, &index, &rune)) {
        text_append_rune(&out, rune < ' ' || rune == 0x7f || rune == 0x2028 || rune == 0x2029 ? ' ' : rune);
    }
    return text_slice(&out);
}

static void add_encoded(struct text *out, struct slice text, size_t column) {
    while (text.len) {
        size_t room = LINE_CHARS - column < WORD_CHARS_MAX ? LINE_CHARS - column : WORD_CHARS_MAX;
        size_t bytes = fitting_bytes(text, (room - WORD_FRAME_CHARS) / 4 * 3);
        text_append(out, S("=?UTF-8?B?"));
        add_base64(out, slice_sub(text, 0, bytes));
        text_append(out, S("?="));
        text = slice_sub(text, bytes, text.len);
        if (text.len) text_append(out, S("\r\n "));
        column = 1;
    }
}

void mail_add_header(struct text *out, struct slice name, struct slice text) {
    struct slice clean = cleaned(out->arena, text);
    size_t column = name.len + 2;
    ASSERT(column + WORD_FRAME_CHARS + 4 <= LINE_CHARS);
    text_append(out, name);
    text_append(out, S(": "));
    if (is_plain(clean))
        add_plain(out, clean, column);
    else
        add_encoded(out, clean, column);
    text_append(out, S("\r\n"));
}

/* "Fri, 27 Nov 2026 18:00:00 +0700" (RFC 5322 §3.3). */
static void add_date(struct text *out, int64_t at_ms, int64_t offset_ms) {
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun",
                                       "Mon", "Tue", "Wed"}; /* 1970 began on a Thursday */
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    enum { MINUTE_MS = 60000, DAY_S = 24 * 3600 };
    struct date date = date_of_ms(at_ms + offset_ms);
    int64_t day = date_first_day(date), second = (at_ms + offset_ms) / 1000 - day * DAY_S;
    int64_t minutes = (offset_ms < 0 ? -offset_ms : offset_ms) / MINUTE_MS;
    text_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days[(day % 7 + 7) % 7], date.day,
                months[date.month - 1], date.year, (int)(second / 3600), (int)(second / 60 % 60),
                (int)(second % 60), offset_ms < 0 ? '-' : '+', (int)(minutes / 60), (int)(minutes % 60));
}

/* A display name in front of an address: encoded, or quoted when it has more than letters. */
static void add_from(struct text *out, const struct mail *mail) {
    struct text from = TEXT_IN(out->arena);
    struct slice name = cleaned(out->arena, mail->from_name);
    bool simple = is_plain(name);
    for (size_t i = 0; i < name.len && simple; i++) {
        simple = is_alphanumeric(name.s[i]) || name.s[i] == ' ';
    }
    text_append(&from, S("From: "));
    if (simple)
        text_append(&from, name);
    else
        add_encoded(&from, name, from.len);
    text_printf(&from, "%s<%.*s>\r\n", name.len ? (simple ? " " : "\r\n ") : "", SLICE_ARG(mail->from));
    text_append(out, text_slice(&from));
}

/* ---- the whole ---- */

static void add_message_id(struct text *out, const struct mail *mail) {
    size_t at = slice_find(mail->from, S("@"), 0);
    struct slice domain = slice_sub(mail->from, at + 1, mail->from.len);
    text_printf(out, "Message-ID: <%.*s@%.*s>\r\n", SLICE_ARG(uuid_format(out->arena, mail->id)),
                SLICE_ARG(domain));
}

static void add_unsubscribe(struct text *out, const struct mail *mail) {
    if (!mail->unsubscribe_url.len) return;
    text_printf(out, "List-Unsubscribe: <%.*s>\r\n", SLICE_ARG(mail->unsubscribe_url));
    text_append(out, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

/* Line ends of a text part are CRLF before it is encoded (RFC 2046 §4.1.1). */
static struct slice with_crlf(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '\n' && (i == 0 || text.s[i - 1] != '\r')) text_append_char(&out, '\r');
        text_append_char(&out, text.s[i]);
    }
    return text_slice(&out);
}

static void add_part(struct text *out, struct slice boundary, const char *type, struct slice body) {
    text_printf(out, "--%.*s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                SLICE_ARG(boundary), type);
    mail_add_base64(out, with_crlf(out->arena, body));
}

struct slice mail_write(struct arena *arena, const struct mail *mail) {
    struct text out = TEXT_IN(arena);
    ASSERT(mail_address_is_good(mail->from) && mail_address_is_good(mail->to));
    struct slice boundary = arena_printf(arena, "mlup_%.*s", SLICE_ARG(uuid_format(arena, mail->id)));
    add_date(&out, mail->at_ms, mail->offset_ms);
    add_from(&out, mail);
    text_printf(&out, "To: <%.*s>\r\n", SLICE_ARG(mail->to));
    mail_add_header(&out, S("Subject"), mail->subject);
    add_message_id(&out, mail);
    text_append(&out, S("Auto-Submitted: auto-generated\r\n")); /* no answers from absent people: RFC 3834 */
    add_unsubscribe(&out, mail);
    text_printf(&out,
                "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"%.*s\"\r\n\r\n",
                SLICE_ARG(boundary));
    add_part(&out, boundary, "text/plain", mail->text);
    add_part(&out, boundary, "text/html", mail->html);
    text_printf(&out, "--%.*s--\r\n", SLICE_ARG(boundary));
    return text_slice(&out);
}
