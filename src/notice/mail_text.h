/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail as the bytes that SMTP carries: headers of RFC 5322, Khmer in them by RFC 2047, text and HTML as
 * multipart/alternative by RFC 2045 and 2046, unsubscribing in one click by RFC 8058.  Pure functions; lines
 * end with CRLF. Nothing that a person typed can add a header: line ends and other control characters never
 * get through.
 */
#ifndef MLUP_NOTICE_MAIL_TEXT_H
#define MLUP_NOTICE_MAIL_TEXT_H

#include "base/text.h"
#include "base/uuid.h"

struct mail {
    struct uuid id;                   /* the Message-ID: the same when a mail is sent again */
    int64_t at_ms, offset_ms;         /* when, and how far local time is ahead of UTC */
    struct slice from_name, from, to; /* addresses that mail_address_is_good */
    struct slice subject, text, html; /* UTF-8 */
    struct slice unsubscribe_url;     /* ASCII; empty: none */
};

/* local@domain in ASCII (RFC 5321 without quoted local parts, which nobody has): what may be put into a
 * header and an SMTP command as it is. */
bool mail_address_is_good(struct slice address);
/* Adds "Name: text" with its line end; words outside ASCII as encoded words of at most 75 characters, lines
 * folded at 76 or before (RFC 2047 §2). */
void mail_add_header(struct text *out, struct slice name, struct slice text);
/* Adds base64 in lines of 76 characters (RFC 2045 §6.8). */
void mail_add_base64(struct text *out, struct slice bytes);
/* The whole mail. */
struct slice mail_write(struct arena *arena, const struct mail *mail);

#endif
