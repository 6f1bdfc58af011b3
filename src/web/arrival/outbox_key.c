/* SPDX-License-Identifier: Apache-2.0 */
#include "web/arrival/outbox_key.h"

#include <sodium.h>

#include "domain/care/care.h"
#include "store/vault.h"

enum { KEY_BYTES = 32, KEY_TEXT = 2 * KEY_BYTES + 1 };

enum outcome outbox_key(struct web *web) {
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_OUTBOXES);
    uint8_t bytes[KEY_BYTES];
    if (!access_may_add(web->actor, &case_file_type)) return OUTCOME_NOT_FOUND;
    if (!key) return OUTCOME_FAILED;
    crypto_generichash(bytes, KEY_BYTES, web->actor->user_id.bytes, UUID_BYTES, seal_key_bytes(key),
                       KEY_BYTES);
    char *text = arena_make(web->arena, char, KEY_TEXT);
    sodium_bin2hex(text, KEY_TEXT, bytes, KEY_BYTES);
    sodium_memzero(bytes, KEY_BYTES);
    doc_set_text(web->arena, web->view, S("key"), slice_of(text));
    return OUTCOME_OK;
}
