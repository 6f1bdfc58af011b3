/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an OFX statement: what is read is the same when it is written and read again. */
#include "base/log.h"
#include "exchange/journal/journal_ofx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct ofx_statement statement, again;
    struct text out = TEXT_IN(arena);
    if (journal_ofx_read(arena, (struct slice){(const char *)data, size}, &statement, &refusal)) {
        journal_ofx_write(&out, &statement);
        ASSERT(journal_ofx_read(arena, text_slice(&out), &again, &refusal));
        ASSERT(again.count == statement.count && again.balance == statement.balance);
        for (size_t i = 0; i < again.count; i++) {
            ASSERT(again.lines[i].amount == statement.lines[i].amount &&
                   again.lines[i].day == statement.lines[i].day);
        }
    } else {
        ASSERT(!refusal_is_empty(&refusal));
    }
    arena_free(arena);
    return 0;
}
