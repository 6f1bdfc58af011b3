/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a key file, a wrapped key or a sealed field: refused, because nobody without the key can make one. */
#include "base/log.h"
#include "store/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The keys of the whole run. */
static struct secret_key *key_of(enum seal_key_kind kind) {
    static struct secret_key *keys[SEAL_KEY_DERIVED];
    if (!keys[kind]) keys[kind] = seal_key_new(kind);
    return keys[kind];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice plain, text = {(const char *)bytes, length};
    struct seal_place place = {S("person"), S("name"), {{0}}, {{0}}};
    struct uuid owner = {{0}};
    seal_key_free(seal_master_parse(text));
    ASSERT(!seal_unwrap_key(key_of(SEAL_KEY_MASTER), SEAL_KEY_ORGANISATION, owner, text));
    ASSERT(!seal_open_field(job_arena, key_of(SEAL_KEY_RECORD), &place, text, &plain));
    ASSERT(!seal_open_wrapped(job_arena, key_of(SEAL_KEY_ORGANISATION), owner, text, &place, text, &plain));
    struct slice sealed = seal_field(job_arena, key_of(SEAL_KEY_RECORD), &place, text);
    ASSERT(seal_open_field(job_arena, key_of(SEAL_KEY_RECORD), &place, sealed, &plain) && slice_equal(plain, text));
    arena_free(job_arena);
    return 0;
}
