/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/list_secret.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/search_word.h"
#include "store/vault.h"
#include "web/markup/html.h"
#include "web/record/record_text.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    PADDING_BYTES = 64, /* the length of a name tells nothing */
    HOLDS_MINUTES = 30,
    MINUTE_MS = 60000,
    PAIRS_MAX = 16,
    PLAIN_MAX = 2048,
};

bool list_is_secret(const struct record_type *type) {
    return search_words_are_sealed(type);
}

bool search_is_secret(const struct web *web) {
    return web->actor && access_may(web->actor, ACCESS_CASE, VERB_READ);
}

/* Lists that are searched by names, or where a picker takes the name of somebody. */
static bool asks_for_names(const struct catalogue *catalogue, const struct record_type *type) {
    bool asks = search_has_words(type);
    for (size_t i = 0; i < type->field_count && !asks; i++) {
        const struct field *field = &type->fields[i];
        const struct record_type *other = field->kind == KIND_REF && field->filterable
                                              ? catalogue_find(catalogue, slice_of(field->ref))
                                              : NULL;
        asks = other && search_has_words(other);
    }
    return asks;
}

bool list_is_posted(const struct web *web, const struct record_type *type) {
    return list_is_secret(type) ||
           (search_is_secret(web) && asks_for_names(store_catalogue(web->app->store), type));
}

bool list_param_is_secret(struct web *web, const struct record_type *type, const struct http_pair *pair) {
    const struct field *field = record_type_field(type, pair->name);
    struct slice value = slice_trim(pair->value);
    if (field && field->sealed) return value.len > 0;
    return slice_equal(pair->name, S("q")) && value.len && !parse_code(web->arena, value).len;
}

/* ---- sealing ---- */

static struct slice base64(struct web *web, const uint8_t *bytes, size_t len) {
    size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_make(web->arena, char, size);
    sodium_bin2base64(text, size, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return slice_of(text);
}

/* "UNTIL q=…&phone=…", sealed; what opens as nothing without a key, or when it is too long to be a question.
 */
static struct slice pairs_seal(struct web *web, struct slice pairs) {
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_SEARCHES);
    struct slice plain = arena_printf(
        web->arena, "%lld %.*s", (long long)(clock_now_ms() + HOLDS_MINUTES * MINUTE_MS), SLICE_ARG(pairs));
    size_t room = plain.len + PADDING_BYTES, padded = 0;
    if (!key || plain.len > PLAIN_MAX) return S("0");
    uint8_t *text = arena_make(web->arena, uint8_t, room);
    uint8_t *sealed = arena_make(web->arena, uint8_t, NONCE_BYTES + room + TAG_BYTES);
    memcpy(text, plain.s, plain.len);
    if (sodium_pad(&padded, text, plain.len, PADDING_BYTES, room) != 0) BUG("a question does not fit");
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, text, padded,
                                               web->actor->user_id.bytes, UUID_BYTES, NULL, sealed,
                                               seal_key_bytes(key));
    return base64(web, sealed, NONCE_BYTES + padded + TAG_BYTES);
}

static bool pairs_unseal(struct web *web, struct slice token, struct slice *pairs) {
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_SEARCHES);
    uint8_t sealed[NONCE_BYTES + PLAIN_MAX + PADDING_BYTES + TAG_BYTES];
    size_t len = 0, plain_len = 0;
    int64_t until;
    bool read = key && sodium_base642bin(sealed, sizeof sealed, token.s, token.len, NULL, &len, NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    if (!read || len <= NONCE_BYTES + TAG_BYTES) return false;
    size_t padded = len - NONCE_BYTES - TAG_BYTES;
    uint8_t *text = arena_make(web->arena, uint8_t, padded);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL, sealed + NONCE_BYTES, padded + TAG_BYTES,
                                                   web->actor->user_id.bytes, UUID_BYTES, sealed,
                                                   seal_key_bytes(key)) != 0 ||
        sodium_unpad(&plain_len, text, padded, PADDING_BYTES) != 0)
        return false;
    struct slice plain = {(const char *)text, plain_len};
    size_t blank = slice_find(plain, S(" "), 0);
    *pairs = slice_sub(plain, blank + 1, plain.len);
    return blank < plain.len && slice_to_int64(slice_sub(plain, 0, blank), &until) && until > clock_now_ms();
}

static void pair_write(struct text *pairs, struct slice name, struct slice value) {
    if (pairs->len) text_append_char(pairs, '&');
    html_url_encode_to(pairs, name);
    text_append_char(pairs, '=');
    html_url_encode_to(pairs, value);
}

struct slice list_secret_words(struct web *web, struct slice words) {
    struct text pairs = TEXT_IN(web->arena);
    if (!words.len) return S("");
    pair_write(&pairs, S("q"), words);
    return arena_join(web->arena, S("find="), pairs_seal(web, text_slice(&pairs)));
}

/* ---- opening ---- */

static void query_add(struct web *web, struct http_pairs added) {
    struct http_pairs *query = &web->http->query;
    struct http_pair *all = arena_make(web->arena, struct http_pair, query->count + added.count + 1);
    if (query->count) memcpy(all, query->items, query->count * sizeof *all);
    if (added.count) memcpy(all + query->count, added.items, added.count * sizeof *all);
    web->secret_pairs = added.count;
    *query = (struct http_pairs){all, query->count + added.count};
}

bool list_secret_open(struct web *web) {
    struct slice token = http_query(web->http, S("find")), text;
    struct http_pairs pairs;
    if (!token.len || web->secret_pairs) return true;
    if (pairs_unseal(web, token, &text) && pairs_decode(web->arena, text, PAIRS_MAX, &pairs)) {
        query_add(web, pairs);
        return true;
    }
    return refuse(&web->refusal, S("find"), "This search is over. Type it once more.");
}

static struct slice asked_text(struct web *web, const struct doc *value) {
    if (value->kind == DOC_TEXT) return value->text;
    if (value->kind == DOC_INT) return arena_printf(web->arena, "%lld", (long long)value->number);
    if (value->kind == DOC_BOOL) return value->flag ? S("true") : S("false");
    return S("");
}

bool list_secret_take(struct web *web, const struct doc *asked) {
    struct http_pair *pairs = arena_make(web->arena, struct http_pair, PAIRS_MAX);
    struct http_pairs added = {pairs, 0};
    if (asked->kind != DOC_OBJECT)
        return refuse(&web->refusal, S(""), "Send an object: what is looked for, by its name.");
    for (const struct doc_entry *entry = asked->first; entry; entry = entry->next) {
        if (added.count == PAIRS_MAX)
            return refuse(&web->refusal, entry->key, "These are too many filters for one list.");
        pairs[added.count++] = (struct http_pair){entry->key, asked_text(web, &entry->value)};
    }
    query_add(web, added);
    return true;
}

size_t list_open_count(const struct web *web) {
    return web->http->query.count - web->secret_pairs;
}

/* ---- asking ---- */

static bool is_secret_field(const struct record_type *type, struct slice name) {
    const struct field *field = record_type_field(type, name);
    return slice_equal(name, S("q")) || slice_ends(name, S(".text")) || (field && field->sealed);
}

/* What may be seen goes on in the address; what may not, beside it under its seal. */
static struct slice address_of(struct web *web, const struct record_type *type) {
    struct text open = TEXT_IN(web->arena), secret = TEXT_IN(web->arena);
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        struct slice value = slice_trim(field->value);
        if (!value.len || field->is_file || names_contain("csrf find page cursor done", field->name))
            continue;
        pair_write(is_secret_field(type, field->name) ? &secret : &open, field->name, value);
    }
    if (secret.len) pair_write(&open, S("find"), pairs_seal(web, text_slice(&secret)));
    return text_slice(&open);
}

enum outcome list_secret_post(struct web *web) {
    struct view view;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type || type->hidden || !list_is_posted(web, type)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice address = address_of(web, type);
    return web_redirect(
        web, arena_printf(web->arena, "/%s%s%.*s", type->path, address.len ? "?" : "", SLICE_ARG(address)));
}

enum outcome search_secret_post(struct web *web) {
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice find = list_secret_words(web, slice_trim(web_field(web, S("q"))));
    return web_redirect(web, arena_printf(web->arena, "/search%s%.*s", find.len ? "?" : "", SLICE_ARG(find)));
}
