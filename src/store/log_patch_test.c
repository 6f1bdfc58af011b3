/* SPDX-License-Identifier: Apache-2.0 */
/* The change log of files that end with their key: what it says is read by who may, stands nowhere in the
 * clear, and proves itself after the key is gone. */
#include "store/log_patch.h"

#include "store/history.h"
#include "store/rule.h"
#include "store/test_world.h"
#include "store/vault.h"
#include "store/verify.h"

#include "catalogue/pass_struct.h"
#include "store/log_patch_test.def"
#include "catalogue/pass_clear.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "store/log_patch_test.def"
#undef PASS_FIELDS
#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "store/log_patch_test.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"

static const struct record_type *const types[] = {&dossier_type, &leaf_type, &verdict_type, &paper_type,
                                                  &shelf_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

/* A dossier with a leaf, a verdict and two papers, and words that nothing else has. */
struct file {
    struct base_world base;
    struct uuid dossier, leaf, verdict, on_dossier, on_leaf;
};

struct piece {
    struct uuid org, paper, owner;
};

static bool piece_put(void *context, struct db *db) {
    const struct piece *piece = context;
    struct db_query *query = db_query(
        db, SQL("INSERT INTO attachment_piece (org_id, attachment_id, position, owner_id, stored_ms, sealed) "
                "VALUES (?1, ?2, 0, ?3, 0, ?4)"));
    db_bind_uuid(query, 1, piece->org);
    db_bind_uuid(query, 2, piece->paper);
    db_bind_uuid(query, 3, piece->owner);
    db_bind_blob(query, 4, S("bytes"));
    db_run(query);
    return true;
}

/* A paper on the record of that type, its bytes under the key of `owner`. */
static struct uuid attach(struct file *file, const char *type, struct uuid id, struct uuid owner,
                          const char *label) {
    struct piece piece = {file->base.org, uuid_new(), owner};
    struct slice hangs_on = uuid_format(file->base.arena, id);
    struct change change =
        change_of(&file->base, CHANGE_CREATE, &paper_type, piece.paper,
                  PUTS(P("owner_type", type), P("owner_id", hangs_on.s), P("label", label)));
    assert_true(store_run(file->base.store, piece_put, &piece));
    assert_int_equal(send(&file->base, &change, 1), OUTCOME_OK);
    return piece.paper;
}

static int setup(void **state) {
    struct file *file = heap_alloc(sizeof *file);
    const struct store_options options = {.catalogue = &catalogue};
    *file = (struct file){0};
    base_world_open(&file->base, &options);
    file->dossier = create(&file->base, &dossier_type,
                           PUTS(P("topic", "wordtopic"), P("name", "wordname"), P("score", "7")));
    file->leaf = create(&file->base, &leaf_type,
                        PUTS(R("dossier", file->dossier), P("said", "wordsaid"), P("secret", "wordsecret")));
    file->verdict =
        create(&file->base, &verdict_type, PUTS(R("dossier", file->dossier), P("word", "proven")));
    file->on_dossier = attach(file, "dossier", file->dossier, file->dossier, "wordlabel");
    file->on_leaf = attach(file, "leaf", file->leaf, file->dossier, "wordlabel");
    *state = file;
    return 0;
}

static int teardown(void **state) {
    struct file *file = *state;
    int closed = base_world_close(&file->base);
    heap_free(file);
    return closed;
}

/* ---- small helpers ---- */

static int64_t entries_with(struct file *file, const char *word) {
    struct db *db = store_borrow(file->base.store);
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM change_log WHERE patch LIKE ?1 OR reason LIKE ?1"));
    db_bind_text(query, 1, arena_printf(file->base.step_arena, "%%%s%%", word));
    assert_true(db_next(query));
    int64_t count = db_column_int(query, 0);
    db_done(query);
    store_return(file->base.store, db);
    return count;
}

static struct record *stored(struct file *file, const struct record_type *type, struct uuid id) {
    struct record *record = NULL;
    struct view view = {.allowed = true,
                        .orgs = &file->base.org,
                        .org_count = 1,
                        .own_org = file->base.org,
                        .own_max = IDENTIFYING};
    struct db *db = store_borrow(file->base.store);
    bool found = query_get(file->base.store, db, file->base.step_arena, &view, type, id, &record, NULL);
    store_return(file->base.store, db);
    assert_true(found);
    return record;
}

static size_t history(struct file *file, const struct record_type *type, struct uuid id,
                      struct history_entry **entries) {
    struct view view = {.allowed = true,
                        .orgs = &file->base.org,
                        .org_count = 1,
                        .own_org = file->base.org,
                        .own_max = IDENTIFYING};
    struct record *record = stored(file, type, id);
    struct db *db = store_borrow(file->base.store);
    size_t count = history_read(file->base.store, db, file->base.step_arena, &view, record, entries);
    store_return(file->base.store, db);
    return count;
}

static void assert_proven(struct file *file) {
    struct verify_report report;
    struct db *db = store_borrow(file->base.store);
    assert_true(verify_chain(file->base.store, db, NULL, NULL, &report) &&
                verify_records(file->base.store, db, &report));
    store_return(file->base.store, db);
    assert_true(report.entries >= 5);
    assert_int_equal(report.wrong_hashes + report.gaps + report.wrong_records, 0);
}

/* What stays of a dossier is its score. */
static void blur(struct record *now) {
    if (now->type == &dossier_type) dossier_of(now)->topic = (struct value){0};
    if (now->type == &leaf_type) leaf_of(now)->said = (struct value){0};
    if (now->type == &paper_type) paper_of(now)->label = value_of_text(S("a paper"));
}

static void erase(struct file *file) {
    assert_true(vault_erase(file->base.store, file->base.org, file->dossier, blur));
}

/* ---- what a user keeps ---- */

static void the_log_of_a_file_says_nothing_in_the_clear_and_is_read_by_who_may(void **state) {
    struct file *file = *state;
    struct history_entry *entries;
    struct change removal = change_of(&file->base, CHANGE_DELETE, &leaf_type, file->leaf, NULL, 0);
    removal.reason = S("wordreason");
    assert_int_equal(touch(&file->base, CHANGE_UPDATE, &leaf_type, file->leaf, PUTS(P("said", "wordagain"))),
                     OUTCOME_OK);
    assert_int_equal(send(&file->base, &removal, 1), OUTCOME_OK);
    assert_int_equal(entries_with(file, "word"), 1); /* the name of a field of the verdict */
    assert_int_equal(history(file, &leaf_type, file->leaf, &entries), 3);
    assert_true(slice_equal(leaf_of(entries[0].after)->said.text, S("wordsaid")) &&
                leaf_of(entries[0].after)->secret.sealed);
    assert_true(slice_equal(leaf_of(entries[1].before)->said.text, S("wordsaid")));
    assert_true(slice_equal(leaf_of(entries[1].after)->said.text, S("wordagain")));
    assert_true(slice_equal(entries[2].reason, S("wordreason")) && entries[2].after->deleted_ms);
    struct activity_entry newest[1];
    struct db *db = store_borrow(file->base.store);
    assert_int_equal(
        history_activity(file->base.store, db, file->base.step_arena, &file->base.org, 1, 0, newest, 1), 1);
    store_return(file->base.store, db);
    assert_true(slice_equal(newest[0].reason, S("wordreason")));
    assert_proven(file);
}

static void a_log_that_is_not_of_a_file_stays_in_the_clear(void **state) {
    struct file *file = *state;
    struct uuid shelf = create(&file->base, &shelf_type, PUTS(P("name", "plainshelf")));
    attach(file, "shelf", shelf, shelf, "plainlabel");
    assert_int_equal(entries_with(file, "plainshelf"), 1);
    assert_int_equal(entries_with(file, "plainlabel"), 1);
    assert_int_equal(entries_with(file, "proven"), 1);
}

static void an_erased_file_leaves_who_and_when_and_a_log_that_proves_itself(void **state) {
    struct file *file = *state;
    struct history_entry *entries;
    assert_int_equal(
        touch(&file->base, CHANGE_UPDATE, &dossier_type, file->dossier, PUTS(P("topic", "wordlater"))),
        OUTCOME_OK);
    erase(file);
    size_t count = history(file, &dossier_type, file->dossier, &entries);
    assert_int_equal(count, 3);
    for (size_t i = 0; i + 1 < count; i++) {
        assert_true(entries[i].is_erased && entries[i].at_ms > 0 && !entries[i].changed);
        assert_false(dossier_of(entries[i].after)->topic.present ||
                     dossier_of(entries[i].after)->score.present);
    }
    assert_false(entries[2].is_erased);
    assert_int_equal(dossier_of(entries[2].after)->score.number, 7);
    assert_int_equal(history(file, &paper_type, file->on_leaf, &entries), 2);
    assert_true(entries[0].is_erased && slice_equal(paper_of(entries[1].after)->label.text, S("a paper")));
    assert_int_equal(history(file, &verdict_type, file->verdict, &entries), 1);
    assert_false(entries[0].is_erased);
    assert_int_equal(entries_with(file, "word"), 1);
    assert_proven(file);
}

static void what_was_erased_is_not_undone(void **state) {
    struct file *file = *state;
    struct refusal refusal = REFUSAL_IN(file->base.step_arena);
    struct history_entry *entries;
    struct change undo;
    struct view view = {.allowed = true,
                        .orgs = &file->base.org,
                        .org_count = 1,
                        .own_org = file->base.org,
                        .own_max = IDENTIFYING};
    assert_int_equal(touch(&file->base, CHANGE_UPDATE, &dossier_type, file->dossier, PUTS(P("score", "8"))),
                     OUTCOME_OK);
    erase(file);
    size_t count = history(file, &dossier_type, file->dossier, &entries);
    struct record *now = stored(file, &dossier_type, file->dossier);
    struct db *db = store_borrow(file->base.store);
    for (size_t i = 1; i < count; i++)
        assert_false(history_undo(file->base.store, db, file->base.step_arena, &view, now,
                                  entries[i].sequence, &undo, &refusal));
    const struct history_entry *then =
        history_as_of(file->base.store, db, file->base.step_arena, &view, now, entries[1].at_ms);
    assert_true(then && (then->is_erased || then->sequence == entries[count - 1].sequence));
    store_return(file->base.store, db);
}

struct moving {
    struct file *file;
    struct uuid to;
};

static bool move_leaf(struct rule *rule, struct write_job *job) {
    const struct moving *moving = job->also_context;
    const struct record *found = rule_find(rule, &leaf_type, moving->file->base.org, moving->file->leaf);
    struct record *now = record_copy_deep(rule->job_arena, found);
    leaf_of(now)->dossier = value_of_id(moving->to);
    rule_move(rule, now, S("moved"));
    return true;
}

static void move_to(struct file *file, struct uuid to) {
    struct moving moving = {file, to};
    struct change change =
        change_of(&file->base, CHANGE_CREATE, &shelf_type, uuid_new(), PUTS(P("name", "aside")));
    struct write_job job = {.job_arena = file->base.step_arena,
                            .actor = &system_actor,
                            .changes = &change,
                            .change_count = 1,
                            .also = move_leaf,
                            .also_context = &moving};
    assert_int_equal(store_write(file->base.store, &job), OUTCOME_OK);
}

static void a_part_that_was_moved_is_known_without_the_key_it_came_from(void **state) {
    struct file *file = *state;
    struct uuid other = create(&file->base, &dossier_type, PUTS(P("topic", "another")));
    struct history_entry *entries;
    move_to(file, other);
    erase(file);
    assert_int_equal(history(file, &leaf_type, file->leaf, &entries), 2);
    assert_true(entries[0].is_erased && !entries[1].is_erased);
    assert_true(slice_equal(leaf_of(entries[1].after)->said.text, S("wordsaid")));
    assert_proven(file);
    assert_true(vault_erase(file->base.store, file->base.org, other, blur));
    assert_int_equal(history(file, &leaf_type, file->leaf, &entries), 3);
    assert_true(entries[1].is_erased && !leaf_of(entries[2].after)->said.present);
    assert_proven(file);
}

static void a_part_that_came_back_is_known_when_the_file_it_was_in_is_erased(void **state) {
    struct file *file = *state;
    struct uuid other = create(&file->base, &dossier_type, PUTS(P("topic", "another")));
    struct history_entry *entries;
    move_to(file, other);
    move_to(file, file->dossier);
    assert_true(vault_erase(file->base.store, file->base.org, other, blur));
    assert_int_equal(history(file, &leaf_type, file->leaf, &entries), 3);
    assert_true(!entries[0].is_erased && entries[1].is_erased && !entries[2].is_erased);
    assert_true(slice_equal(leaf_of(entries[2].after)->said.text, S("wordsaid")));
    assert_proven(file);
}

static bool swap_work(void *context, struct db *db) {
    (void)context;
    db_run(db_query(
        db, SQL("UPDATE change_log SET patch = (SELECT patch FROM change_log WHERE seq = 2) WHERE seq = 1")));
    return true;
}

static void an_entry_put_in_the_place_of_another_does_not_open(void **state) {
    struct file *file = *state;
    struct history_entry *entries;
    assert_true(store_run(file->base.store, swap_work, NULL));
    assert_int_equal(history(file, &dossier_type, file->dossier, &entries), 1);
    assert_true(entries[0].is_erased && !dossier_of(entries[0].after)->topic.present);
    struct verify_report report;
    struct db *db = store_borrow(file->base.store);
    assert_true(verify_chain(file->base.store, db, NULL, NULL, &report) &&
                verify_records(file->base.store, db, &report));
    store_return(file->base.store, db);
    assert_true(report.wrong_hashes == 1 && report.wrong_records == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_log_of_a_file_says_nothing_in_the_clear_and_is_read_by_who_may,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_log_that_is_not_of_a_file_stays_in_the_clear, setup, teardown),
        cmocka_unit_test_setup_teardown(an_erased_file_leaves_who_and_when_and_a_log_that_proves_itself,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_erased_is_not_undone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_part_that_was_moved_is_known_without_the_key_it_came_from, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_part_that_came_back_is_known_when_the_file_it_was_in_is_erased,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(an_entry_put_in_the_place_of_another_does_not_open, setup, teardown),
    };
    log_set_quiet(true);
    catalogue_check(&catalogue);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
