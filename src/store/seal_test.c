/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "store/seal.h"

/* One organisation with one case, as every test needs it. */
struct house {
    struct arena *arena;
    struct refusal refusal;
    struct secret_key *master, *organisation, *record;
    struct uuid org_id, case_id;
    struct seal_place place;
    char directory[64];
};

static int house_setup(void **state) {
    struct house *house = heap_alloc(sizeof *house);
    memset(house, 0, sizeof *house);
    house->arena = arena_new();
    house->refusal = REFUSAL_IN(house->arena);
    house->master = seal_key_new(SEAL_KEY_MASTER);
    house->organisation = seal_key_new(SEAL_KEY_ORGANISATION);
    house->record = seal_key_new(SEAL_KEY_RECORD);
    house->org_id = uuid_new();
    house->case_id = uuid_new();
    house->place = (struct seal_place){S("person"), S("name_latin"), house->case_id, house->org_id};
    snprintf(house->directory, sizeof house->directory, "/tmp/mlup-seal-XXXXXX");
    assert_non_null(mkdtemp(house->directory));
    *state = house;
    return 0;
}

static int house_teardown(void **state) {
    struct house *house = *state;
    seal_key_free(house->master);
    seal_key_free(house->organisation);
    seal_key_free(house->record);
    unlink(arena_cstr(house->arena, arena_printf(house->arena, "%s/key", house->directory)));
    rmdir(house->directory);
    arena_free(house->arena);
    heap_free(house);
    return 0;
}

static struct slice key_path(struct house *house) {
    return arena_printf(house->arena, "%s/key", house->directory);
}

static bool opens(struct house *house, const struct secret_key *key, struct seal_place place, struct slice sealed) {
    struct slice plain;
    bool opened = seal_open_field(house->arena, key, &place, sealed, &plain);
    if (!opened) assert_int_equal(plain.len, 0);
    return opened;
}

static void a_sealed_name_comes_back_exactly(void **state) {
    struct house *house = *state;
    const struct slice names[] = {S("Sok Dara"), S("សុខ ដារ៉ា"), S(""), S("exactly thirty-two bytes, really"),
                                  S("with\0a zero byte")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct slice plain, sealed = seal_field(house->arena, house->record, &house->place, names[i]);
        assert_true(seal_open_field(house->arena, house->record, &house->place, sealed, &plain));
        assert_true(slice_equal(plain, names[i]));
        assert_int_equal(plain.s[plain.len], 0);
        assert_false(slice_contains(sealed, names[i].len ? names[i] : S("Sok")));
    }
}

static void sealing_twice_gives_different_bytes_of_the_same_length(void **state) {
    struct house *house = *state;
    struct slice male = seal_field(house->arena, house->record, &house->place, S("male"));
    struct slice female = seal_field(house->arena, house->record, &house->place, S("female"));
    struct slice again = seal_field(house->arena, house->record, &house->place, S("male"));
    assert_int_equal(male.len, female.len);
    assert_false(slice_equal(male, again));
}

static void a_field_moved_to_another_place_does_not_open(void **state) {
    struct house *house = *state;
    struct slice sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    struct seal_place moved[5];
    for (size_t i = 0; i < ARRAY_LEN(moved); i++)
        moved[i] = house->place;
    moved[0].table = S("member");
    moved[1].field = S("name_khmer");
    moved[2].record_id = uuid_new();
    moved[3].org_id = uuid_new();
    moved[4].table = S("personn"), moved[4].field = S("ame_latin"); /* the same letters, cut elsewhere */
    for (size_t i = 0; i < ARRAY_LEN(moved); i++)
        assert_false(opens(house, house->record, moved[i], sealed));
    assert_true(opens(house, house->record, house->place, sealed));
}

static void another_case_key_does_not_open_a_field(void **state) {
    struct house *house = *state;
    struct secret_key *other = seal_key_new(SEAL_KEY_RECORD);
    struct slice sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    assert_true(seal_is_under(sealed, house->record));
    assert_false(seal_is_under(sealed, other));
    assert_false(opens(house, other, house->place, sealed));
    /* Not even when the envelope lies about its key. */
    struct seal_key_id id = seal_key_id(other);
    struct slice lying = arena_copy(house->arena, sealed);
    memcpy((char *)lying.s + 1, id.bytes, sizeof id.bytes);
    assert_false(opens(house, other, house->place, lying));
    seal_key_free(other);
}

static void a_field_altered_in_any_byte_or_length_does_not_open(void **state) {
    struct house *house = *state;
    struct slice sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    for (size_t i = 0; i < sealed.len; i++) {
        struct slice altered = arena_copy(house->arena, sealed);
        ((char *)altered.s)[i] ^= 0x01;
        assert_false(opens(house, house->record, house->place, altered));
        assert_false(opens(house, house->record, house->place, slice_sub(sealed, 0, i)));
    }
    assert_false(opens(house, house->record, house->place, arena_join(house->arena, sealed, S("x"))));
}

static void a_wrapped_key_altered_or_given_to_another_owner_does_not_open(void **state) {
    struct house *house = *state;
    struct slice wrapped = seal_wrap_key(house->arena, house->organisation, house->record, house->case_id);
    assert_int_equal(wrapped.len, SEAL_WRAPPED_BYTES);
    assert_null(seal_unwrap_key(house->organisation, SEAL_KEY_RECORD, uuid_new(), wrapped));
    assert_null(seal_unwrap_key(house->master, SEAL_KEY_ORGANISATION, house->case_id, wrapped));
    for (size_t i = 0; i < wrapped.len; i++) {
        struct slice altered = arena_copy(house->arena, wrapped);
        ((char *)altered.s)[i] ^= (char)0x80;
        assert_null(seal_unwrap_key(house->organisation, SEAL_KEY_RECORD, house->case_id, altered));
    }
    struct secret_key *back = seal_unwrap_key(house->organisation, SEAL_KEY_RECORD, house->case_id, wrapped);
    assert_non_null(back);
    assert_true(seal_key_equal(back, house->record));
    seal_key_free(back);
}

static void a_new_master_key_keeps_every_organisation_readable(void **state) {
    struct house *house = *state;
    struct secret_key *next = seal_key_new(SEAL_KEY_MASTER);
    struct slice rewrapped, wrapped = seal_wrap_key(house->arena, house->master, house->organisation, house->org_id);
    assert_true(seal_rewrap_key(house->arena, house->master, next, SEAL_KEY_ORGANISATION, house->org_id, wrapped,
                                &rewrapped));
    assert_true(seal_is_under(rewrapped, next));
    assert_null(seal_unwrap_key(house->master, SEAL_KEY_ORGANISATION, house->org_id, rewrapped));
    struct secret_key *back = seal_unwrap_key(next, SEAL_KEY_ORGANISATION, house->org_id, rewrapped);
    assert_non_null(back);
    assert_true(seal_key_equal(back, house->organisation));
    assert_false(seal_rewrap_key(house->arena, next, house->master, SEAL_KEY_ORGANISATION, house->org_id, wrapped,
                                 &rewrapped));
    seal_key_free(back);
    seal_key_free(next);
}

static void a_new_organisation_key_keeps_old_fields_readable_without_touching_them(void **state) {
    struct house *house = *state;
    struct secret_key *next = seal_key_new(SEAL_KEY_ORGANISATION);
    struct slice plain, rewrapped, sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    struct slice wrapped = seal_wrap_key(house->arena, house->organisation, house->record, house->case_id);
    assert_true(seal_rewrap_key(house->arena, house->organisation, next, SEAL_KEY_RECORD, house->case_id, wrapped,
                                &rewrapped));
    assert_true(seal_open_wrapped(house->arena, next, house->case_id, rewrapped, &house->place, sealed, &plain));
    assert_true(slice_equal(plain, S("Sok Dara")));
    assert_false(seal_open_wrapped(house->arena, house->organisation, house->case_id, rewrapped, &house->place,
                                   sealed, &plain));
    seal_key_free(next);
}

static void an_erased_case_key_leaves_nothing_that_opens_the_fields(void **state) {
    struct house *house = *state;
    struct slice plain, sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    struct slice wrapped = seal_wrap_key(house->arena, house->organisation, house->record, house->case_id);
    seal_key_free(house->record);
    house->record = NULL;
    memset((char *)wrapped.s, 0, wrapped.len); /* erasing: the row with the wrapped key is overwritten */
    assert_false(seal_open_wrapped(house->arena, house->organisation, house->case_id, wrapped, &house->place, sealed,
                                   &plain));
    struct secret_key *fresh = seal_key_new(SEAL_KEY_RECORD);
    assert_false(opens(house, fresh, house->place, sealed));
    seal_key_free(fresh);
}

static bool index_equal(struct blind_index a, struct blind_index b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static void a_blind_index_finds_equals_inside_one_field_of_one_organisation_only(void **state) {
    struct house *house = *state;
    struct secret_key *other = seal_key_new(SEAL_KEY_ORGANISATION);
    struct blind_index index = seal_blind_index(house->organisation, S("person"), S("phone"), S("012345678"));
    assert_true(index_equal(index, seal_blind_index(house->organisation, S("person"), S("phone"), S("012345678"))));
    assert_false(index_equal(index, seal_blind_index(house->organisation, S("person"), S("phone"), S("012345679"))));
    assert_false(index_equal(index, seal_blind_index(house->organisation, S("person"), S("id_no"), S("012345678"))));
    assert_false(index_equal(index, seal_blind_index(house->organisation, S("child"), S("phone"), S("012345678"))));
    assert_false(index_equal(index, seal_blind_index(other, S("person"), S("phone"), S("012345678"))));
    seal_key_free(other);
}

static void a_key_file_gives_the_same_key_back_and_is_private(void **state) {
    struct house *house = *state;
    struct stat info;
    struct secret_key *made = seal_master_create_file(key_path(house), &house->refusal);
    assert_non_null(made);
    assert_int_equal(stat(arena_cstr(house->arena, key_path(house)), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    struct secret_key *read_back = seal_master_read_file(key_path(house), &house->refusal);
    assert_non_null(read_back);
    assert_true(seal_key_equal(made, read_back));
    seal_key_free(read_back);
    seal_key_free(made);
}

static void a_key_file_is_never_overwritten(void **state) {
    struct house *house = *state;
    seal_key_free(seal_master_create_file(key_path(house), &house->refusal));
    assert_null(seal_master_create_file(key_path(house), &house->refusal));
    assert_int_equal(house->refusal.count, 1);
    struct secret_key *still = seal_master_read_file(key_path(house), &house->refusal);
    assert_non_null(still);
    seal_key_free(still);
}

static void a_key_file_that_others_may_read_is_refused(void **state) {
    struct house *house = *state;
    const mode_t modes[] = {0640, 0604, 0620, 0602, 0644};
    const char *path = arena_cstr(house->arena, key_path(house));
    seal_key_free(seal_master_create_file(key_path(house), &house->refusal));
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_null(seal_master_read_file(key_path(house), &house->refusal));
        assert_int_equal(house->refusal.count, i + 1);
    }
    assert_int_equal(chmod(path, 0400), 0);
    struct secret_key *key = seal_master_read_file(key_path(house), &house->refusal);
    assert_non_null(key);
    seal_key_free(key);
}

static void a_missing_directory_or_damaged_key_file_is_refused_in_words(void **state) {
    struct house *house = *state;
    assert_null(seal_master_read_file(key_path(house), &house->refusal));
    assert_null(seal_master_read_file(slice_of(house->directory), &house->refusal));
    int file = open(arena_cstr(house->arena, key_path(house)), O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(file, "nothing\n", 8), 8);
    close(file);
    assert_null(seal_master_read_file(key_path(house), &house->refusal));
    assert_int_equal(house->refusal.count, 3);
}

static void a_key_line_with_any_wrong_character_is_refused(void **state) {
    struct house *house = *state;
    struct slice line = S("mlup-key-1 c29215dd9f53a409 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    struct secret_key *key = seal_master_parse(line);
    assert_non_null(key);
    seal_key_free(key);
    for (size_t i = 0; i < line.len; i++) {
        struct slice altered = arena_copy(house->arena, line);
        ((char *)altered.s)[i] ^= 0x02;
        assert_null(seal_master_parse(altered));
        assert_null(seal_master_parse(slice_sub(line, 0, i)));
    }
}

static void a_passphrase_makes_the_same_key_again_and_a_wrong_one_is_refused(void **state) {
    struct house *house = *state;
    struct slice stored, passphrase = S("seven buffaloes cross the green river");
    struct secret_key *made = seal_master_new_passphrase(house->arena, passphrase, &stored, &house->refusal);
    assert_non_null(made);
    struct secret_key *again = seal_master_open_passphrase(passphrase, stored, &house->refusal);
    assert_non_null(again);
    assert_true(seal_key_equal(made, again));
    assert_null(seal_master_open_passphrase(S("seven buffaloes cross the green rivers"), stored, &house->refusal));
    assert_null(seal_master_open_passphrase(passphrase, S("mlup-passphrase-1 999 8 x y"), &house->refusal));
    assert_null(seal_master_new_passphrase(house->arena, S("too short"), &stored, &house->refusal));
    assert_int_equal(house->refusal.count, 3);
    seal_key_free(made);
    seal_key_free(again);
}

static void the_programs_own_keys_differ_by_purpose_and_stay_the_same(void **state) {
    struct house *house = *state;
    struct secret_key *csrf = seal_key_derive(house->master, SEAL_FOR_CSRF);
    struct secret_key *again = seal_key_derive(house->master, SEAL_FOR_CSRF);
    struct secret_key *sessions = seal_key_derive(house->master, SEAL_FOR_SESSIONS);
    assert_true(seal_key_equal(csrf, again));
    assert_false(seal_key_equal(csrf, sessions));
    assert_memory_equal(seal_key_bytes(csrf), seal_key_bytes(again), SEAL_KEY_BYTES);
    seal_key_free(csrf);
    seal_key_free(again);
    seal_key_free(sessions);
}

static void a_signed_checkpoint_is_believed_and_an_altered_one_is_not(void **state) {
    struct house *house = *state;
    uint8_t public_key[SEAL_PUBLIC_BYTES], signature[SEAL_SIGNATURE_BYTES];
    struct secret_key *key = seal_key_derive(house->master, SEAL_FOR_CHECKPOINTS);
    seal_signing_public(key, public_key);
    seal_sign(key, S("entry 1200 hash abc"), signature);
    assert_true(seal_signature_is_valid(public_key, S("entry 1200 hash abc"), signature));
    assert_false(seal_signature_is_valid(public_key, S("entry 1201 hash abc"), signature));
    signature[3] ^= 1;
    assert_false(seal_signature_is_valid(public_key, S("entry 1200 hash abc"), signature));
    seal_key_free(key);
}

static size_t from_hex(const char *hex, uint8_t *bytes, size_t size) {
    size_t len = 0;
    assert_int_equal(sodium_hex2bin(bytes, size, hex, strlen(hex), NULL, &len, NULL), 0);
    return len;
}

/* draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
static void the_cipher_gives_the_published_vector(void **state) {
    const char plain[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                         "sunscreen would be it.";
    uint8_t ad[32], key[32], nonce[24], expected[160], sealed[160];
    unsigned long long len = 0;
    (void)state;
    size_t ad_len = from_hex("50515253c0c1c2c3c4c5c6c7", ad, sizeof ad);
    from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", key, sizeof key);
    from_hex("404142434445464748494a4b4c4d4e4f5051525354555657", nonce, sizeof nonce);
    size_t expected_len = from_hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa644"
                                   "0bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"
                                   "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
                                   "c0875924c1c7987947deafd8780acf49",
                                   expected, sizeof expected);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, &len, (const uint8_t *)plain, sizeof plain - 1, ad, ad_len,
                                               NULL, nonce, key);
    assert_int_equal(len, expected_len);
    assert_memory_equal(sealed, expected, expected_len);
}

/* Another program that knows only the comment in seal.h and the case key can read a field. */
static void the_envelope_is_what_the_header_describes(void **state) {
    struct house *house = *state;
    uint8_t raw[SEAL_KEY_BYTES], plain[64], ad[9 + 4 + 6 + 4 + 10 + 32];
    struct slice wrapped = seal_wrap_key(house->arena, house->master, house->organisation, house->org_id);
    struct secret_key *master = seal_master_parse(S("mlup-key-1 c29215dd9f53a409 "
                                                    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    assert_int_equal(wrapped.len, 81);
    /* A known key instead of a random one: wrap the record key under a key whose bytes the test knows. */
    wrapped = seal_wrap_key(house->arena, master, house->organisation, house->org_id);
    uint8_t known[SEAL_KEY_BYTES], key_ad[26];
    for (size_t i = 0; i < sizeof known; i++)
        known[i] = (uint8_t)i;
    memcpy(key_ad, wrapped.s, 9);
    key_ad[9] = SEAL_KEY_ORGANISATION;
    memcpy(key_ad + 10, house->org_id.bytes, 16);
    assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(
                         raw, NULL, NULL, (const uint8_t *)wrapped.s + 33, 48, key_ad, sizeof key_ad,
                         (const uint8_t *)wrapped.s + 9, known),
                     0);
    wrapped = seal_wrap_key(house->arena, house->organisation, house->record, house->case_id);
    memcpy(known, raw, sizeof known);
    memcpy(key_ad, wrapped.s, 9);
    key_ad[9] = SEAL_KEY_RECORD;
    memcpy(key_ad + 10, house->case_id.bytes, 16);
    assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(
                         raw, NULL, NULL, (const uint8_t *)wrapped.s + 33, 48, key_ad, sizeof key_ad,
                         (const uint8_t *)wrapped.s + 9, known),
                     0);
    struct slice sealed = seal_field(house->arena, house->record, &house->place, S("Sok Dara"));
    memcpy(ad, sealed.s, 9);
    memcpy(ad + 9, "\0\0\0\6person\0\0\0\12name_latin", 24);
    memcpy(ad + 33, house->case_id.bytes, 16);
    memcpy(ad + 49, house->org_id.bytes, 16);
    assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, (const uint8_t *)sealed.s + 33, 48,
                                                                ad, sizeof ad, (const uint8_t *)sealed.s + 9, raw),
                     0);
    assert_memory_equal(plain, "Sok Dara\x80\0\0", 11);
    seal_key_free(master);
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, house_setup, house_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(a_sealed_name_comes_back_exactly),
        HOUSE_TEST(sealing_twice_gives_different_bytes_of_the_same_length),
        HOUSE_TEST(a_field_moved_to_another_place_does_not_open),
        HOUSE_TEST(another_case_key_does_not_open_a_field),
        HOUSE_TEST(a_field_altered_in_any_byte_or_length_does_not_open),
        HOUSE_TEST(a_wrapped_key_altered_or_given_to_another_owner_does_not_open),
        HOUSE_TEST(a_new_master_key_keeps_every_organisation_readable),
        HOUSE_TEST(a_new_organisation_key_keeps_old_fields_readable_without_touching_them),
        HOUSE_TEST(an_erased_case_key_leaves_nothing_that_opens_the_fields),
        HOUSE_TEST(a_blind_index_finds_equals_inside_one_field_of_one_organisation_only),
        HOUSE_TEST(a_key_file_gives_the_same_key_back_and_is_private),
        HOUSE_TEST(a_key_file_is_never_overwritten),
        HOUSE_TEST(a_key_file_that_others_may_read_is_refused),
        HOUSE_TEST(a_missing_directory_or_damaged_key_file_is_refused_in_words),
        HOUSE_TEST(a_key_line_with_any_wrong_character_is_refused),
        HOUSE_TEST(a_passphrase_makes_the_same_key_again_and_a_wrong_one_is_refused),
        HOUSE_TEST(the_programs_own_keys_differ_by_purpose_and_stay_the_same),
        HOUSE_TEST(a_signed_checkpoint_is_believed_and_an_altered_one_is_not),
        HOUSE_TEST(the_cipher_gives_the_published_vector),
        HOUSE_TEST(the_envelope_is_what_the_header_describes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
