/* SPDX-License-Identifier: Apache-2.0 */
/* The national gazetteer, whole, through a store: reading, importing a newer one, finding places. */
#include <pthread.h>
#include <unistd.h>

#include "base/check.h"
#include "base/embedded.h"
#include "domain/place/area.h"
#include "domain/place/gazetteer.h"
#include "domain/place/gazetteer_import.h"

static const struct record_type *const test_types[] = {&area_type};
static const struct catalogue test_catalogue = {test_types, ARRAY_LEN(test_types)};
static const struct actor system_actor = {.is_system = true};

struct world {
    struct arena *arena;
    struct slice dir;
    struct store *store;
    struct gazetteer *gazetteer;
};

static struct world world; /* the country is loaded once for all tests; each closes what it changes */

static struct slice country(void) {
    return embedded_find(S("data/gazetteer-kh/areas.csv"))->bytes;
}

static struct area_diff diff_of(struct slice csv) {
    struct area_rows rows;
    struct refusal refusal = REFUSAL_IN(world.arena);
    if (!area_rows_read(world.arena, csv, &rows, &refusal)) {
        fail_msg("%.*s: %s", SLICE_ARG(refusal.first->field), refusal.first->message);
    }
    return area_diff_make(world.store, world.arena, &rows);
}

static void import(struct slice csv) {
    struct area_diff diff = diff_of(csv);
    struct refusal refusal = REFUSAL_IN(world.arena);
    struct date day = {.year = 2026, .month = 6, .day = 1, .precision = DATE_DAY};
    assert_int_equal(area_diff_apply(world.store, &system_actor, &diff, day, NULL, NULL, &refusal), OUTCOME_OK);
}

static int world_setup(void **state) {
    char template[] = "/tmp/mlup-place-XXXXXX";
    struct slice error = S("");
    (void)state;
    world.arena = arena_new();
    world.dir = arena_copy(world.arena, slice_of(mkdtemp(template)));
    struct store_options options = {.url = arena_printf(world.arena, "sqlite:%.*s/test.db", SLICE_ARG(world.dir)),
                                    .catalogue = &test_catalogue, .may_create = true, .reader_max = 4,
                                    .key_file = arena_printf(world.arena, "%.*s/key", SLICE_ARG(world.dir))};
    world.store = store_open(world.arena, &options, &error);
    if (!world.store) fail_msg("%.*s", SLICE_ARG(error));
    world.gazetteer = gazetteer_new(world.arena, world.store);
    import(country());
    return 0;
}

static int world_teardown(void **state) {
    (void)state;
    gazetteer_free(world.gazetteer);
    store_close(world.store);
    struct slice command = arena_printf(world.arena, "rm -rf '%.*s'", SLICE_ARG(world.dir));
    int removed = system(command.s);
    arena_free(world.arena);
    return removed;
}

/* ---- small helpers ---- */

static struct slice replaced(struct slice text, struct slice from, struct slice to) {
    size_t at = slice_find(text, from, 0);
    assert_true(at < text.len);
    struct slice start = arena_join(world.arena, slice_sub(text, 0, at), to);
    return arena_join(world.arena, start, slice_sub(text, at + from.len, text.len));
}

/* The country with one piece of the file changed. */
static struct slice country_with(struct slice from, struct slice to) {
    return replaced(country(), from, to);
}

static size_t found(const char *words, int digits_min, const char *within, struct place *places) {
    return gazetteer_search(world.gazetteer, world.arena, slice_of(words), digits_min, slice_of(within), places, 10);
}

static void expect_first(const char *words, int digits_min, const char *code) {
    struct place places[10];
    if (!found(words, digits_min, "", places)) fail_msg("nothing for %s", words);
    if (!slice_equal(places[0].code, slice_of(code))) fail_msg("%s gives %.*s", words, SLICE_ARG(places[0].code));
}

/* ---- reading a file ---- */

static void a_wrong_line_is_named_with_its_number(void **state) {
    static const struct {
        const char *csv, *field;
    } cases[] = {
        {"code,level,name_en,name_km\n", "line 1"},
        {"code,level,name_en,name_km,type\n01,province,A,ក,khaet\n1,province,A,ក,khaet\n", "line 3"},
        {"code,level,name_en,name_km,type\n01,district,A,ក,khaet\n", "line 2"},
        {"code,level,name_en,name_km,type\n01,province,A,ក,srok\n", "line 2"},
        {"code,level,name_en,name_km,type\n01,province,A,,khaet\n", "line 2"},
        {"code,level,name_en,name_km,type\n01,province,\"A,ក,khaet\n", "line 2"},
        {"code,level,name_en,name_km,type\n01,province,\"A\"b,ក,khaet\n", "line 2"},
        {"code,level,name_en,name_km,type,valid_to\n01,province,A,ក,khaet,soon\n", "line 2"},
        {"code,level,name_en,name_km,type,parent_code\n0102,district,A,ក,srok,02\n", "line 2"},
        {"code,level,name_en,name_km,type\n01,province,A,ក,khaet\n01,province,B,ខ,khaet\n", "01"},
        {"code,level,name_en,name_km,type\n0102,district,A,ក,srok\n", "0102"},
        {"code,level,name_en,name_km,type,merged_into\n01,province,A,ក,khaet,02\n", "01"},
        {"code,level,name_en,name_km,type\n01,province,A,\xff,khaet\n", "file"},
        {"code,level,name_en,name_km,type\n", "file"},
        {"", "file"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct area_rows rows;
        struct refusal refusal = REFUSAL_IN(world.arena);
        assert_false(area_rows_read(world.arena, slice_of(cases[i].csv), &rows, &refusal));
        if (!slice_equal(refusal.first->field, slice_of(cases[i].field))) {
            fail_msg("case %zu: %.*s: %s", i, SLICE_ARG(refusal.first->field), refusal.first->message);
        }
    }
}

static void quotes_bom_and_line_ends_of_windows_are_understood(void **state) {
    struct area_rows rows;
    struct refusal refusal = REFUSAL_IN(world.arena);
    (void)state;
    assert_true(area_rows_read(world.arena,
                               S("\xEF\xBB\xBFtype,name_km,\"name_en\",level,code,other\r\n"
                                 "\"khaet\",ក,\"A \"\"big\"\", one\",province,01,x\r\n\r\nreach theani,ខ,B,province,02,\r\n"),
                               &rows, &refusal));
    assert_int_equal(rows.count, 2);
    assert_true(slice_equal(rows.rows[0].name_latin, S("A \"big\", one")));
    assert_true(slice_equal(rows.rows[1].type, S("reach_theani")));
}

/* ---- importing ---- */

static void the_same_file_again_changes_nothing(void **state) {
    (void)state;
    struct area_diff diff = diff_of(country());
    assert_int_equal(diff.count, 0);
    assert_int_equal(diff.unchanged, 16465);
}

static void a_newer_file_shows_what_was_added_renamed_and_retyped(void **state) {
    (void)state;
    struct slice csv = country_with(S("Ou Thum,"), S("Ou Thom,"));
    csv = replaced(csv, S("0102,01,district,Mongkol Borey,មង្គលបូរី,srok"), S("0102,01,district,Mongkol Borey,មង្គលបូរី,krong"));
    csv = arena_join(world.arena, csv, S("0199,01,district,New,ថ្មី,srok\n"));
    struct area_diff diff = diff_of(csv);
    assert_int_equal(diff.count, 3);
    assert_int_equal(diff.by_kind[AREA_ADDED], 1);
    assert_int_equal(diff.by_kind[AREA_RENAMED], 1);
    assert_int_equal(diff.by_kind[AREA_RETYPED], 1);
}

static void a_place_that_is_gone_ends_and_comes_back(void **state) {
    struct place place;
    (void)state;
    import(country_with(S("01020101,010201,village,Ou Thum,អូរធំ,phum\n"), S("")));
    assert_true(gazetteer_find(world.gazetteer, world.arena, S("01020101"), &place));
    assert_true(place.closed);
    assert_int_equal(diff_of(country_with(S("01020101,010201,village,Ou Thum,អូរធំ,phum\n"), S(""))).count, 0);
    struct area_diff diff = diff_of(country());
    assert_int_equal(diff.by_kind[AREA_BACK], 1);
    import(country());
    assert_true(gazetteer_find(world.gazetteer, world.arena, S("01020101"), &place));
    assert_false(place.closed);
}

static void a_place_with_another_code_leads_to_the_new_one(void **state) {
    struct place place;
    (void)state;
    struct slice old = S("01020101,010201,village,Ou Thum,អូរធំ,phum\n");
    import(country_with(old, S("01020199,010201,village,Ou Thum,អូរធំ,phum\n")));
    assert_true(gazetteer_find(world.gazetteer, world.arena, S("01020101"), &place));
    assert_true(place.closed && slice_equal(place.merged_into, S("01020199")));
    import(country());
    assert_true(gazetteer_find(world.gazetteer, world.arena, S("01020199"), &place) && place.closed);
}

static void a_merger_is_taken_from_the_file(void **state) {
    struct place place;
    (void)state;
    struct slice csv = country_with(S("name_km,type\n"), S("name_km,type,merged_into\n"));
    csv = replaced(csv, S("01020101,010201,village,Ou Thum,អូរធំ,phum"), S("01020101,010201,village,Ou Thum,អូរធំ,phum,01020102"));
    assert_int_equal(diff_of(csv).by_kind[AREA_CLOSED], 1);
    import(csv);
    assert_true(gazetteer_find(world.gazetteer, world.arena, S("01020101"), &place));
    assert_true(place.closed && slice_equal(place.merged_into, S("01020102")));
    import(country());
}

/* ---- finding ---- */

static void the_whole_country_is_there(void **state) {
    struct place *provinces, *districts;
    (void)state;
    assert_true(gazetteer_count(world.gazetteer) >= 16465);
    assert_in_range(gazetteer_bytes(world.gazetteer), 1000000, 4 * 1024 * 1024);
    assert_int_equal(gazetteer_children(world.gazetteer, world.arena, S(""), &provinces), 25);
    assert_int_equal(gazetteer_children(world.gazetteer, world.arena, S("12"), &districts), 14);
    assert_true(slice_equal(provinces[11].name_latin, S("Phnom Penh")));
}

static void a_chain_goes_up_to_the_province_in_either_script(void **state) {
    (void)state;
    struct slice chain = gazetteer_chain(world.gazetteer, world.arena, S("12051001"), false);
    assert_true(slice_starts(chain, S("Prey Thum, Prey Sa, ")));
    assert_true(slice_ends(chain, S(", Phnom Penh")));
    chain = gazetteer_chain(world.gazetteer, world.arena, S("12051001"), true);
    assert_true(slice_starts(chain, S("ព្រៃធំ, ")) && slice_ends(chain, S(", ភ្នំពេញ")));
    assert_true(slice_equal(gazetteer_chain(world.gazetteer, world.arena, S("99"), true), S("99")));
    assert_true(slice_equal(gazetteer_name(world.gazetteer, world.arena, S("12"), true), S("ភ្នំពេញ")));
}

static void places_are_found_by_either_script_by_code_and_by_their_own_spelling(void **state) {
    (void)state;
    expect_first("Phnom Penh", 2, "12");
    expect_first("phnom pe", 2, "12");
    expect_first("ភ្នំពេញ", 2, "12");
    expect_first("090401", 2, "090401");
    expect_first("០៩០៤០១", 2, "090401");
    expect_first("Tbong Khmum", 2, "25");
    expect_first("Poi Pet", 2, "0110");
    expect_first("Svay Rieng", 2, "20");
    expect_first("prey thum prey sa", 8, "12051001");
    expect_first("បាវិត", 6, "200802");
}

static void a_search_stays_within_an_area_and_below_a_level(void **state) {
    struct place places[10];
    (void)state;
    size_t count = found("svay", 8, "20", places);
    assert_int_equal(count, 10);
    for (size_t i = 0; i < count; i++) {
        assert_true(slice_starts(places[i].code, S("20")) && places[i].code.len == 8);
    }
    assert_int_equal(found("", 2, "", places), 0);
    assert_int_equal(found("zzqqxx", 2, "", places), 0);
    assert_int_equal(found("\xff", 2, "", places), 0);
}

static void *search_always(void *stop) {
    struct place places[10];
    struct arena *arena = arena_new();
    while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED)) {
        size_t count = gazetteer_search(world.gazetteer, arena, S("Phnom Penh"), 2, S(""), places, 10);
        assert_true(count > 0 && slice_equal(places[0].code, S("12")));
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

static void people_search_on_while_a_newer_gazetteer_comes(void **state) {
    pthread_t threads[3];
    bool stop = false;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, search_always, &stop), 0);
    }
    for (int i = 0; i < 3; i++) {
        import(country_with(S("Ou Thum,"), i % 2 ? S("Ou Thom,") : S("Ou Tom,")));
    }
    __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    import(country());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_line_is_named_with_its_number),
        cmocka_unit_test(quotes_bom_and_line_ends_of_windows_are_understood),
        cmocka_unit_test(the_same_file_again_changes_nothing),
        cmocka_unit_test(a_newer_file_shows_what_was_added_renamed_and_retyped),
        cmocka_unit_test(the_whole_country_is_there),
        cmocka_unit_test(a_chain_goes_up_to_the_province_in_either_script),
        cmocka_unit_test(places_are_found_by_either_script_by_code_and_by_their_own_spelling),
        cmocka_unit_test(a_search_stays_within_an_area_and_below_a_level),
        cmocka_unit_test(a_place_that_is_gone_ends_and_comes_back),
        cmocka_unit_test(a_place_with_another_code_leads_to_the_new_one),
        cmocka_unit_test(a_merger_is_taken_from_the_file),
        cmocka_unit_test(people_search_on_while_a_newer_gazetteer_comes),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
