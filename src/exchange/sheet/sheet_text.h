/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of a text file as UTF-8, piece by piece: UTF-8 with and without its mark, UTF-16 in both orders, and
 * Windows-1252, which is taken when the first bytes above ASCII are no UTF-8.  What is no character becomes
 * U+FFFD, which no column accepts.
 */
#ifndef MLUP_EXCHANGE_SHEET_TEXT_H
#define MLUP_EXCHANGE_SHEET_TEXT_H

#include "base/text.h"
#include "exchange/sheet/sheet.h"

struct sheet_text {
    enum sheet_encoding encoding;
    bool is_settled; /* the encoding is known, and nothing more can change it */
    size_t mark;     /* bytes of a byte-order mark still to be left out */
};

/* Looks at the start of the file (some kilobytes). */
void sheet_text_start(struct sheet_text *text, struct slice start);
/* Appends what `bytes` say; gives how many of them were used: a character that is cut in two waits for the
 * rest unless these are the last bytes. */
size_t sheet_text_decode(struct sheet_text *text, struct slice bytes, bool is_last, struct text *out);

#endif
