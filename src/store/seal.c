/* SPDX-License-Identifier: Apache-2.0 */
/* See seal.h.  Raw key bytes never leave this file but through seal_key_bytes of a derived key. */
#include "store/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEADER_BYTES = 1 + SEAL_KEY_ID_BYTES,
    OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES,
    PAD_BYTES = 32,
    SALT_BYTES = crypto_pwhash_argon2id_SALTBYTES,
    /* RFC 9106, second recommended choice: 3 passes over 64 MiB; a small board has that much at start. */
    PASSPHRASE_OPS = 3,
    PASSPHRASE_KIB = 64 * 1024,
    /* What a stored line may ask for at most, so that an altered one cannot exhaust the machine. */
    PASSPHRASE_OPS_MAX = 64,
    PASSPHRASE_KIB_MAX = 1024 * 1024,
    TEXT_KEY_BYTES = sodium_base64_ENCODED_LEN(SEAL_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL),
    TEXT_SALT_BYTES = sodium_base64_ENCODED_LEN(SALT_BYTES, sodium_base64_VARIANT_ORIGINAL),
    TEXT_ID_BYTES = 2 * SEAL_KEY_ID_BYTES + 1,
};

/* Separate the two uses of the cipher, so that no wrapped key can pass for a sealed field. */
enum envelope_version { VERSION_FIELD = 1, VERSION_KEY = 2 };

/* Contexts of crypto_kdf, eight bytes each. */
static const char CONTEXT_KEY_ID[] = "mlupKeId";
static const char CONTEXT_PURPOSE[] = "mlupPurp";

_Static_assert(SEAL_WRAPPED_BYTES == OVERHEAD_BYTES + SEAL_KEY_BYTES, "the header tells the true size");
_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key size everywhere");
_Static_assert(SEAL_KEY_BYTES == crypto_kdf_KEYBYTES && SEAL_KEY_BYTES == crypto_sign_SEEDBYTES, "one key size");
_Static_assert(SEAL_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SEAL_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

struct secret_key {
    uint8_t bytes[SEAL_KEY_BYTES];
    struct seal_key_id id;
    enum seal_key_kind kind;
    uint32_t unused; /* sodium_malloc aligns to the size only when it is a multiple of 16 */
};
_Static_assert(sizeof(struct secret_key) % 16 == 0, "sodium_malloc keeps the alignment");

void seal_init(void) {
    if (sodium_init() < 0) BUG("libsodium cannot start: no source of randomness");
}

/* ---- keys ---- */

static struct seal_key_id id_of_bytes(const uint8_t bytes[static SEAL_KEY_BYTES]) {
    uint8_t wide[crypto_kdf_BYTES_MIN];
    struct seal_key_id id;
    crypto_kdf_derive_from_key(wide, sizeof wide, 0, CONTEXT_KEY_ID, bytes);
    memcpy(id.bytes, wide, sizeof id.bytes);
    return id;
}

/* Moves the bytes into guarded memory and wipes the source. */
static struct secret_key *key_take(enum seal_key_kind kind, uint8_t bytes[static SEAL_KEY_BYTES]) {
    struct secret_key *key = sodium_malloc(sizeof *key);
    if (!key) BUG("out of memory for a key");
    memcpy(key->bytes, bytes, SEAL_KEY_BYTES);
    sodium_memzero(bytes, SEAL_KEY_BYTES);
    key->id = id_of_bytes(key->bytes);
    key->kind = kind;
    key->unused = 0;
    ASSERT(sodium_mprotect_readonly(key) == 0);
    return key;
}

struct secret_key *seal_key_new(enum seal_key_kind kind) {
    uint8_t bytes[SEAL_KEY_BYTES];
    seal_init();
    ASSERT(kind != SEAL_KEY_DERIVED);
    randombytes_buf(bytes, sizeof bytes);
    return key_take(kind, bytes);
}

void seal_key_free(void *key) {
    if (key) sodium_free(key);
}

struct seal_key_id seal_key_id(const struct secret_key *key) {
    return key->id;
}

struct slice seal_key_id_format(struct arena *arena, struct seal_key_id id) {
    char hex[TEXT_ID_BYTES];
    sodium_bin2hex(hex, sizeof hex, id.bytes, sizeof id.bytes);
    return arena_copy(arena, slice_of(hex));
}

bool seal_key_equal(const struct secret_key *a, const struct secret_key *b) {
    return a->kind == b->kind && sodium_memcmp(a->bytes, b->bytes, SEAL_KEY_BYTES) == 0;
}

/* ---- the master key in a file ---- */

/* Decodes base64 of exactly `size` bytes. */
static bool decode_exact(struct slice text, uint8_t *bytes, size_t size) {
    size_t len = 0;
    const char *end = NULL;
    if (text.len == 0) return false;
    return sodium_base642bin(bytes, size, text.s, text.len, NULL, &len, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           len == size && end == text.s + text.len;
}

static bool id_matches_text(struct seal_key_id id, struct slice text) {
    char hex[TEXT_ID_BYTES];
    sodium_bin2hex(hex, sizeof hex, id.bytes, sizeof id.bytes);
    return slice_equal(text, slice_of(hex));
}

/* The next word of a line whose words are separated by one space. */
static struct slice next_word(struct slice *line) {
    struct slice word = {0};
    slice_split(line, ' ', &word);
    return word;
}

struct secret_key *seal_master_parse(struct slice line) {
    uint8_t bytes[SEAL_KEY_BYTES];
    seal_init();
    line = slice_trim(line);
    if (!slice_equal(next_word(&line), S("mlup-key-1"))) return NULL;
    struct slice id = next_word(&line);
    if (!decode_exact(line, bytes, sizeof bytes)) return NULL;
    struct secret_key *key = key_take(SEAL_KEY_MASTER, bytes);
    if (id_matches_text(key->id, id)) return key;
    seal_key_free(key);
    return NULL;
}

static void *refuse_path(struct refusal *refusal, const char *message, struct slice path) {
    refuse_with(refusal, (struct slice){0}, message, path, slice_of(strerror(errno)));
    return NULL;
}

/* Reads the whole of a small file; -1 when it is too long or cannot be read. */
static ssize_t read_small(int file, char *buffer, size_t size) {
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(file, buffer + len, size - len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) return (ssize_t)len;
        len += (size_t)got;
    }
    errno = EFBIG;
    return -1;
}

static bool write_all(int file, struct slice bytes) {
    while (bytes.len > 0) {
        ssize_t done = write(file, bytes.s, bytes.len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        bytes = slice_sub(bytes, (size_t)done, bytes.len);
    }
    return true;
}

/* True when only this user (or root) can read the open file. */
static bool file_is_private(int file) {
    struct stat info;
    return fstat(file, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0 &&
           (info.st_uid == geteuid() || info.st_uid == 0);
}

static struct secret_key *read_open_file(int file, struct slice path, struct refusal *refusal) {
    char line[LIMIT_KEY_FILE_BYTES];
    if (!file_is_private(file))
        return refuse_path(refusal, "The key file {1} must be a file that only its owner can read (mode 0600).", path);
    ssize_t len = read_small(file, line, sizeof line);
    if (len < 0) return refuse_path(refusal, "The key file {1} cannot be read: {2}.", path);
    struct secret_key *key = seal_master_parse((struct slice){line, (size_t)len});
    sodium_memzero(line, sizeof line);
    return key ? key : refuse_path(refusal, "The file {1} does not hold a key of this program.", path);
}

struct secret_key *seal_master_read_file(struct slice path, struct refusal *refusal) {
    int file = open(arena_cstr(refusal->arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0) return refuse_path(refusal, "The key file {1} cannot be read: {2}.", path);
    struct secret_key *key = read_open_file(file, path, refusal);
    close(file);
    return key;
}

/* A new name is durable only when its directory is. */
static bool sync_directory_of(struct arena *arena, struct slice path) {
    size_t end = path.len;
    while (end > 0 && path.s[end - 1] != '/')
        end--;
    struct slice directory = end ? slice_sub(path, 0, end) : S(".");
    int file = open(arena_cstr(arena, directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    bool done = fsync(file) == 0;
    close(file);
    return done;
}

static bool write_key_line(int file, const struct secret_key *key) {
    char id[TEXT_ID_BYTES], text[TEXT_KEY_BYTES], line[LIMIT_KEY_FILE_BYTES];
    sodium_bin2hex(id, sizeof id, key->id.bytes, sizeof key->id.bytes);
    sodium_bin2base64(text, sizeof text, key->bytes, SEAL_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL);
    int len = snprintf(line, sizeof line, "mlup-key-1 %s %s\n", id, text);
    bool done = write_all(file, (struct slice){line, (size_t)len}) && fsync(file) == 0;
    sodium_memzero(text, sizeof text);
    sodium_memzero(line, sizeof line);
    return done;
}

struct secret_key *seal_master_create_file(struct slice path, struct refusal *refusal) {
    const char *name = arena_cstr(refusal->arena, path);
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return refuse_path(refusal, "The key file {1} cannot be made: {2}.", path);
    struct secret_key *key = seal_key_new(SEAL_KEY_MASTER);
    bool done = write_key_line(file, key);
    if (close(file) != 0) done = false;
    if (done && sync_directory_of(refusal->arena, path)) return key;
    refuse_path(refusal, "The key file {1} cannot be made: {2}.", path);
    unlink(name);
    seal_key_free(key);
    return NULL;
}

/* ---- the master key from a passphrase ---- */

static struct secret_key *key_of_passphrase(struct slice passphrase, const uint8_t salt[static SALT_BYTES],
                                            int64_t ops, int64_t kib) {
    uint8_t bytes[SEAL_KEY_BYTES];
    if (crypto_pwhash(bytes, sizeof bytes, passphrase.s, passphrase.len, salt, (unsigned long long)ops,
                      (size_t)kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return NULL;
    return key_take(SEAL_KEY_MASTER, bytes);
}

static void *refuse_passphrase(struct refusal *refusal, const char *message) {
    refuse(refusal, S("passphrase"), message);
    return NULL;
}

struct secret_key *seal_master_new_passphrase(struct arena *arena, struct slice passphrase, struct slice *stored,
                                              struct refusal *refusal) {
    uint8_t salt[SALT_BYTES];
    char salt_text[TEXT_SALT_BYTES];
    seal_init();
    if (slice_rune_count(passphrase) < LIMIT_PASSPHRASE_CHARS_MIN) {
        refuse_with(refusal, S("passphrase"), "The passphrase must have at least {1} characters.",
                    arena_printf(refusal->arena, "%d", LIMIT_PASSPHRASE_CHARS_MIN), (struct slice){0});
        return NULL;
    }
    randombytes_buf(salt, sizeof salt);
    struct secret_key *key = key_of_passphrase(passphrase, salt, PASSPHRASE_OPS, PASSPHRASE_KIB);
    if (!key) return refuse_passphrase(refusal, "There is not enough memory to use a passphrase.");
    sodium_bin2base64(salt_text, sizeof salt_text, salt, sizeof salt, sodium_base64_VARIANT_ORIGINAL);
    struct slice id = seal_key_id_format(arena, key->id);
    *stored = arena_printf(arena, "mlup-passphrase-1 %d %d %s %.*s", PASSPHRASE_OPS, PASSPHRASE_KIB, salt_text,
                           SLICE_ARG(id));
    return key;
}

struct passphrase_line {
    int64_t ops, kib;
    uint8_t salt[SALT_BYTES];
    struct slice id;
};

static bool parse_passphrase_line(struct slice line, struct passphrase_line *parsed) {
    if (!slice_equal(next_word(&line), S("mlup-passphrase-1"))) return false;
    if (!slice_to_int64(next_word(&line), &parsed->ops)) return false;
    if (!slice_to_int64(next_word(&line), &parsed->kib)) return false;
    if (!decode_exact(next_word(&line), parsed->salt, SALT_BYTES)) return false;
    parsed->id = line;
    return parsed->ops >= 1 && parsed->ops <= PASSPHRASE_OPS_MAX && parsed->kib >= 8 &&
           parsed->kib <= PASSPHRASE_KIB_MAX;
}

struct secret_key *seal_master_open_passphrase(struct slice passphrase, struct slice stored,
                                               struct refusal *refusal) {
    struct passphrase_line line;
    seal_init();
    if (!parse_passphrase_line(stored, &line))
        return refuse_passphrase(refusal, "The stored settings of the passphrase are damaged.");
    struct secret_key *key = key_of_passphrase(passphrase, line.salt, line.ops, line.kib);
    if (!key) return refuse_passphrase(refusal, "There is not enough memory to use a passphrase.");
    if (id_matches_text(key->id, line.id)) return key;
    seal_key_free(key);
    return refuse_passphrase(refusal, "The passphrase is wrong.");
}

/* ---- envelopes ---- */

/* Associated data under construction.  A name longer than the buffer cannot exist: see ASSERT. */
struct binding {
    uint8_t bytes[512];
    size_t len;
};

static void bind_bytes(struct binding *binding, const void *bytes, size_t len) {
    ASSERT(len <= sizeof binding->bytes - binding->len);
    if (len) memcpy(binding->bytes + binding->len, bytes, len);
    binding->len += len;
}

static void bind_text(struct binding *binding, struct slice text) {
    uint32_t len = (uint32_t)text.len;
    const uint8_t prefix[4] = {(uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};
    bind_bytes(binding, prefix, sizeof prefix);
    bind_bytes(binding, text.s, text.len);
}

static struct binding bind_header(enum envelope_version version, struct seal_key_id id) {
    struct binding binding = {.len = 0};
    binding.bytes[binding.len++] = (uint8_t)version;
    bind_bytes(&binding, id.bytes, sizeof id.bytes);
    return binding;
}

static struct binding bind_field(struct seal_key_id id, const struct seal_place *place) {
    struct binding binding = bind_header(VERSION_FIELD, id);
    bind_text(&binding, place->table);
    bind_text(&binding, place->field);
    bind_bytes(&binding, place->record_id.bytes, UUID_BYTES);
    bind_bytes(&binding, place->org_id.bytes, UUID_BYTES);
    return binding;
}

static struct binding bind_key(struct seal_key_id wrapping, enum seal_key_kind kind, struct uuid owner) {
    struct binding binding = bind_header(VERSION_KEY, wrapping);
    binding.bytes[binding.len++] = (uint8_t)kind;
    bind_bytes(&binding, owner.bytes, UUID_BYTES);
    return binding;
}

/* Writes header, nonce and ciphertext; `envelope` has room for plain_len + OVERHEAD_BYTES. */
static void encrypt(uint8_t *envelope, const uint8_t key[static SEAL_KEY_BYTES], const struct binding *binding,
                    const uint8_t *plain, size_t plain_len) {
    uint8_t *nonce = envelope + HEADER_BYTES;
    memcpy(envelope, binding->bytes, HEADER_BYTES);
    randombytes_buf(nonce, NONCE_BYTES);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, plain, plain_len,
                                                            binding->bytes, binding->len, NULL, nonce, key);
    ASSERT(failed == 0);
}

/* Opens an envelope of at least OVERHEAD_BYTES into `plain`, which has room for its length less the overhead. */
static bool decrypt(uint8_t *plain, const uint8_t key[static SEAL_KEY_BYTES], const struct binding *binding,
                    struct slice envelope) {
    const uint8_t *bytes = (const uint8_t *)envelope.s;
    const uint8_t *nonce = bytes + HEADER_BYTES;
    if (sodium_memcmp(bytes, binding->bytes, HEADER_BYTES) != 0) return false;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, nonce + NONCE_BYTES,
                                                      envelope.len - HEADER_BYTES - NONCE_BYTES, binding->bytes,
                                                      binding->len, nonce, key) == 0;
}

bool seal_is_under(struct slice envelope, const struct secret_key *key) {
    return envelope.len >= OVERHEAD_BYTES && memcmp(envelope.s + 1, key->id.bytes, SEAL_KEY_ID_BYTES) == 0;
}

/* ---- wrapped keys ---- */

/* Which kind wraps which. */
static enum seal_key_kind wrapper_of(enum seal_key_kind kind) {
    switch (kind) {
    case SEAL_KEY_ORGANISATION: return SEAL_KEY_MASTER;
    case SEAL_KEY_RECORD: return SEAL_KEY_ORGANISATION;
    case SEAL_KEY_MASTER:
    case SEAL_KEY_DERIVED: break;
    }
    BUG("a key of kind %d is never wrapped", (int)kind);
}

struct slice seal_wrap_key(struct arena *arena, const struct secret_key *wrapping, const struct secret_key *key,
                           struct uuid owner) {
    ASSERT(wrapping->kind == wrapper_of(key->kind));
    struct binding binding = bind_key(wrapping->id, key->kind, owner);
    uint8_t *envelope = arena_alloc(arena, SEAL_WRAPPED_BYTES);
    encrypt(envelope, wrapping->bytes, &binding, key->bytes, SEAL_KEY_BYTES);
    return (struct slice){(char *)envelope, SEAL_WRAPPED_BYTES};
}

/* The bytes of the wrapped key; the caller wipes them. */
static bool unwrap_bytes(const struct secret_key *wrapping, enum seal_key_kind kind, struct uuid owner,
                         struct slice wrapped, uint8_t bytes[static SEAL_KEY_BYTES]) {
    ASSERT(wrapping->kind == wrapper_of(kind));
    if (wrapped.len != SEAL_WRAPPED_BYTES) return false;
    struct binding binding = bind_key(wrapping->id, kind, owner);
    return decrypt(bytes, wrapping->bytes, &binding, wrapped);
}

struct secret_key *seal_unwrap_key(const struct secret_key *wrapping, enum seal_key_kind kind, struct uuid owner,
                                   struct slice wrapped) {
    uint8_t bytes[SEAL_KEY_BYTES];
    return unwrap_bytes(wrapping, kind, owner, wrapped, bytes) ? key_take(kind, bytes) : NULL;
}

bool seal_rewrap_key(struct arena *arena, const struct secret_key *before, const struct secret_key *after,
                     enum seal_key_kind kind, struct uuid owner, struct slice wrapped, struct slice *rewrapped) {
    uint8_t bytes[SEAL_KEY_BYTES];
    ASSERT(after->kind == before->kind);
    if (!unwrap_bytes(before, kind, owner, wrapped, bytes)) return false;
    struct binding binding = bind_key(after->id, kind, owner);
    uint8_t *envelope = arena_alloc(arena, SEAL_WRAPPED_BYTES);
    encrypt(envelope, after->bytes, &binding, bytes, SEAL_KEY_BYTES);
    sodium_memzero(bytes, sizeof bytes);
    *rewrapped = (struct slice){(char *)envelope, SEAL_WRAPPED_BYTES};
    return true;
}

/* ---- fields ---- */

struct slice seal_field(struct arena *arena, const struct secret_key *record_key, const struct seal_place *place,
                        struct slice plain) {
    ASSERT(record_key->kind == SEAL_KEY_RECORD);
    ASSERT(plain.len <= LIMIT_SEALED_BYTES);
    size_t padded_len = plain.len + PAD_BYTES - plain.len % PAD_BYTES;
    uint8_t *envelope = arena_alloc(arena, OVERHEAD_BYTES + padded_len);
    uint8_t *padded = envelope + HEADER_BYTES + NONCE_BYTES; /* encrypted where it stands */
    if (plain.len) memcpy(padded, plain.s, plain.len);
    ASSERT(sodium_pad(&padded_len, padded, plain.len, PAD_BYTES, padded_len) == 0);
    struct binding binding = bind_field(record_key->id, place);
    encrypt(envelope, record_key->bytes, &binding, padded, padded_len);
    return (struct slice){(char *)envelope, OVERHEAD_BYTES + padded_len};
}

static bool open_with(struct arena *arena, const uint8_t key[static SEAL_KEY_BYTES], struct seal_key_id id,
                      const struct seal_place *place, struct slice sealed, struct slice *plain) {
    *plain = (struct slice){0};
    if (sealed.len < OVERHEAD_BYTES || sealed.len > OVERHEAD_BYTES + LIMIT_SEALED_BYTES + PAD_BYTES) return false;
    size_t len = sealed.len - OVERHEAD_BYTES;
    uint8_t *bytes = arena_alloc(arena, len + 1); /* the NUL that slices of an arena carry */
    struct binding binding = bind_field(id, place);
    if (!decrypt(bytes, key, &binding, sealed)) return false;
    if (len == 0 || sodium_unpad(&len, bytes, len, PAD_BYTES) != 0) return false;
    bytes[len] = 0;
    *plain = (struct slice){(char *)bytes, len};
    return true;
}

bool seal_open_field(struct arena *arena, const struct secret_key *record_key, const struct seal_place *place,
                     struct slice sealed, struct slice *plain) {
    ASSERT(record_key->kind == SEAL_KEY_RECORD);
    return open_with(arena, record_key->bytes, record_key->id, place, sealed, plain);
}

bool seal_open_wrapped(struct arena *arena, const struct secret_key *organisation_key, struct uuid owner,
                       struct slice wrapped, const struct seal_place *place, struct slice sealed,
                       struct slice *plain) {
    uint8_t bytes[SEAL_KEY_BYTES];
    *plain = (struct slice){0};
    if (!unwrap_bytes(organisation_key, SEAL_KEY_RECORD, owner, wrapped, bytes)) return false;
    bool opened = open_with(arena, bytes, id_of_bytes(bytes), place, sealed, plain);
    sodium_memzero(bytes, sizeof bytes);
    return opened;
}

/* ---- derived keys ---- */

static void derive_bytes(const struct secret_key *parent, enum seal_purpose purpose,
                         uint8_t bytes[static SEAL_KEY_BYTES]) {
    crypto_kdf_derive_from_key(bytes, SEAL_KEY_BYTES, purpose, CONTEXT_PURPOSE, parent->bytes);
}

struct secret_key *seal_key_derive(const struct secret_key *parent, enum seal_purpose purpose) {
    uint8_t bytes[SEAL_KEY_BYTES];
    ASSERT(parent->kind == (purpose == SEAL_FOR_BLIND_INDEX ? SEAL_KEY_ORGANISATION : SEAL_KEY_MASTER));
    derive_bytes(parent, purpose, bytes);
    return key_take(SEAL_KEY_DERIVED, bytes);
}

const uint8_t *seal_key_bytes(const struct secret_key *derived) {
    ASSERT(derived->kind == SEAL_KEY_DERIVED);
    return derived->bytes;
}

struct blind_index seal_blind_index(const struct secret_key *organisation_key, struct slice table,
                                    struct slice field, struct slice search_key) {
    uint8_t root[SEAL_KEY_BYTES], field_key[SEAL_KEY_BYTES];
    struct binding binding = {.len = 0};
    struct blind_index index;
    ASSERT(organisation_key->kind == SEAL_KEY_ORGANISATION);
    bind_text(&binding, table);
    bind_text(&binding, field);
    derive_bytes(organisation_key, SEAL_FOR_BLIND_INDEX, root);
    crypto_generichash(field_key, sizeof field_key, binding.bytes, binding.len, root, sizeof root);
    crypto_generichash(index.bytes, sizeof index.bytes, (const uint8_t *)search_key.s, search_key.len, field_key,
                       sizeof field_key);
    sodium_memzero(root, sizeof root);
    sodium_memzero(field_key, sizeof field_key);
    return index;
}

/* ---- signatures ---- */

void seal_signing_public(const struct secret_key *checkpoint_key, uint8_t public_key[static SEAL_PUBLIC_BYTES]) {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, seal_key_bytes(checkpoint_key));
    sodium_memzero(secret, sizeof secret);
}

void seal_sign(const struct secret_key *checkpoint_key, struct slice message,
               uint8_t signature[static SEAL_SIGNATURE_BYTES]) {
    uint8_t public_key[SEAL_PUBLIC_BYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, seal_key_bytes(checkpoint_key));
    crypto_sign_detached(signature, NULL, (const uint8_t *)message.s, message.len, secret);
    sodium_memzero(secret, sizeof secret);
}

bool seal_signature_is_valid(const uint8_t public_key[static SEAL_PUBLIC_BYTES], struct slice message,
                             const uint8_t signature[static SEAL_SIGNATURE_BYTES]) {
    return crypto_sign_verify_detached(signature, (const uint8_t *)message.s, message.len, public_key) == 0;
}
