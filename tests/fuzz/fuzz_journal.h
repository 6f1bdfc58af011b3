/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a journal: what comes out is in order, and does not depend on how the bytes were cut into
 * pieces. */
#ifndef MLUP_FUZZ_JOURNAL_H
#define MLUP_FUZZ_JOURNAL_H

#include "base/log.h"
#include "base/limits.h"
#include "exchange/journal/journal_read.h"

struct bytes {
    struct slice text;
    size_t at, step;
};

static inline int64_t read_bytes(void *context, char *buffer, size_t size) {
    struct bytes *bytes = context;
    size_t len = bytes->text.len - bytes->at;
    if (len > size) len = size;
    if (bytes->step && len > bytes->step) len = bytes->step;
    if (len) memcpy(buffer, bytes->text.s + bytes->at, len);
    bytes->at += len;
    return (int64_t)len;
}

static inline uint64_t hash_transaction(const struct journal_book *book,
                                        const struct journal_transaction *transaction) {
    uint64_t hash =
        slice_hash(transaction->payee) * 31 + slice_hash(transaction->narration) + (uint64_t)transaction->day;
    ASSERT(slice_is_utf8(transaction->payee) && slice_is_utf8(transaction->code));
    for (size_t i = 0; i < transaction->posting_count; i++) {
        const struct journal_posting *posting = &transaction->postings[i];
        ASSERT(posting->account < book->account_names.count &&
               posting->amount.commodity < book->commodity_names.count);
        ASSERT(posting->amount.decimals <= JOURNAL_DECIMALS_MAX && posting->amount.quantity != INT64_MIN);
        hash = hash * 31 + (uint64_t)posting->amount.quantity + posting->account;
    }
    for (size_t i = 0; i < transaction->note_count; i++) {
        hash = hash * 31 + slice_hash(transaction->notes[i].text);
    }
    return hash;
}

static inline uint64_t hash_sums(const struct journal_book *book) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < book->running.count; i++) {
        ASSERT(book->running.sums[i].quantity != INT64_MIN);
        hash = hash * 31 + (uint64_t)book->running.sums[i].quantity;
    }
    return hash;
}

static inline uint64_t read_all(enum journal_syntax syntax, struct slice text, size_t step) {
    struct arena *arena = arena_new();
    struct bytes bytes = {text, 0, step};
    struct refusal refusal = REFUSAL_IN(arena);
    struct journal_source source = {.read = read_bytes, .context = &bytes, .name = S("f")};
    struct journal_options options = {.syntax = syntax, .refusal = &refusal, .window_bytes = 64 * 1024};
    struct journal_reader *reader = journal_open(arena, &source, &options);
    struct journal_item item = {0};
    enum journal_event event;
    uint64_t hash = 0;
    while ((event = journal_next(reader, &item)) != JOURNAL_END) {
        hash = hash * 31 + event;
        if (event == JOURNAL_TRANSACTION)
            hash = hash * 31 + hash_transaction(journal_reader_book(reader), &item.transaction);
    }
    hash = hash * 31 + refusal.count + hash_sums(journal_reader_book(reader));
    journal_close(reader);
    arena_free(arena);
    return hash;
}

static inline int fuzz_journal(enum journal_syntax syntax, const uint8_t *data, size_t size) {
    struct slice text = {(const char *)data, size};
    ASSERT(read_all(syntax, text, 0) == read_all(syntax, text, 3));
    return 0;
}

#endif
