/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/unsubscribe.h"

#include <sodium.h>

#include "store/vault.h"

enum { MAC_BYTES = 16, TOKEN_BYTES = UUID_BYTES + MAC_BYTES, TOKEN_CHARS = 43 };

static bool mac_make(struct store *store, struct uuid user_id, uint8_t mac[static MAC_BYTES]) {
    static const char purpose[] = "stop mails";
    const struct secret_key *key = vault_derived(store, SEAL_FOR_LINKS);
    crypto_generichash_state state;
    if (!key) return false;
    crypto_generichash_init(&state, seal_key_bytes(key), SEAL_KEY_BYTES, MAC_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)purpose, sizeof purpose);
    crypto_generichash_update(&state, user_id.bytes, UUID_BYTES);
    crypto_generichash_final(&state, mac, MAC_BYTES);
    return true;
}

struct slice unsubscribe_token(struct store *store, struct arena *arena, struct uuid user_id) {
    uint8_t bytes[TOKEN_BYTES];
    char text[TOKEN_CHARS + 1];
    memcpy(bytes, user_id.bytes, UUID_BYTES);
    if (!mac_make(store, user_id, bytes + UUID_BYTES)) return S("");
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_copy(arena, slice_of(text));
}

bool unsubscribe_token_read(struct store *store, struct slice token, struct uuid *user_id) {
    uint8_t bytes[TOKEN_BYTES], mac[MAC_BYTES];
    size_t len;
    if (token.len != TOKEN_CHARS) return false;
    if (sodium_base642bin(bytes, sizeof bytes, token.s, token.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        len != sizeof bytes)
        return false;
    memcpy(user_id->bytes, bytes, UUID_BYTES);
    return mac_make(store, *user_id, mac) && sodium_memcmp(mac, bytes + UUID_BYTES, MAC_BYTES) == 0;
}
