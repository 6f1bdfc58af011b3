/* SPDX-License-Identifier: Apache-2.0 */
/* Two files of one person in a real store: made one, sealed under one key, made two again, erased together.
 */
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/care/care_test_world.h"
#include "domain/care/case_merge.h"
#include "domain/care/case_pair.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "domain/care/remains.h"
#include "store/verify.h"

static const struct record_type *const types[] = {&user_type,
                                                  &area_type,
                                                  &arrival_type,
                                                  &case_family_type,
                                                  &case_file_type,
                                                  &case_team_member_type,
                                                  &case_opening_type,
                                                  &case_note_type,
                                                  &case_need_type,
                                                  &case_goal_type,
                                                  &case_task_type,
                                                  &case_safety_type,
                                                  &case_approval_type,
                                                  &contact_standard_type,
                                                  &case_erasure_type,
                                                  &case_retention_type,
                                                  &case_pair_type,
                                                  &case_merge_type,
                                                  &case_merge_step_type,
                                                  &attachment_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

struct two {
    struct world world;
    struct actor second;
    struct uuid stays, goes, note, need_stays, need_goes, paper;
};

static void follow(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    case_merge_after_change(rule, change);
}

static const struct store_options options = {.catalogue = &catalogue, .hooks = {.after_change = follow}};

static int setup(void **state) {
    struct two *two = heap_alloc(sizeof *two);
    *two = (struct two){0};
    care_world_open(&two->world, &options);
    two->second = somebody(&two->world, "second", ROLE_MANAGER);
    *state = two;
    return 0;
}

static int teardown(void **state) {
    struct two *two = *state;
    int closed = base_world_close(&two->world.base);
    heap_free(two);
    return closed;
}

/* Two files of one woman: the second with another worker, a note, a need that the first has too, and a paper.
 */
static void make_two_files(struct two *two) {
    struct world *world = &two->world;
    struct slice hash;
    two->stays = made_by(world, &world->worker, &case_file_type,
                         PUTS(P("name_latin", "Sok Sreymom"), P("sex", "f"), R("arrival", world->arrival)));
    two->goes =
        made_by(world, &world->colleague, &case_file_type,
                PUTS(P("name_latin", "Sok Srey Mom"), P("birth_date", "2004-05-12"), P("phone", "012777666"),
                     P("sex", "f"), R("arrival", world->arrival), P("legal_hold", "true")));
    two->note = made_by(world, &world->colleague, &case_note_type,
                        PUTS(R("case_file", two->goes), P("on_day", "2016-05-11"), P("kind", "interview"),
                             P("note", "She asks for her sister.")));
    two->need_stays = made_by(
        world, &world->worker, &case_need_type,
        PUTS(R("case_file", two->stays), P("on_day", "2016-05-12"), P("domain", "health"), P("score", "2")));
    two->need_goes = made_by(world, &world->colleague, &case_need_type,
                             PUTS(R("case_file", two->goes), P("on_day", "2016-05-12"), P("domain", "health"),
                                  P("score", "3"), P("finding", "A cough.")));
    two->paper = uuid_new();
    assert_true(attachment_put_hidden(world->base.store, world->base.step_arena, world->base.org, two->paper,
                                      two->goes, S("bytes"), S("{}"), &hash));
    struct change paper = change_of(&world->base, CHANGE_CREATE, &attachment_type, two->paper,
                                    PUTS(P("owner_type", "case_file"), P("file_name", "paper"),
                                         P("media_type", "text/plain"), P("bytes", "5")));
    change_set_value(&paper, "owner_id", value_of_text(uuid_format(world->base.step_arena, two->goes)));
    change_set_value(&paper, "hash", value_of_text(hash));
    assert_int_equal(send(&world->base, &paper, 1), OUTCOME_OK);
}

static struct change proposal(struct two *two, struct uuid stays, struct uuid goes, const struct actor *by,
                              const char *taken) {
    return making(&two->world, &case_merge_type,
                  PUTS(R("case_file", stays), R("survivor", stays), R("merged", goes),
                       P("merged_code", "CA-?"), P("reason", "One woman."), P("taken", taken),
                       P("state", "proposed"), R("asked_by", by->user_id)));
}

static struct uuid propose(struct two *two, struct uuid stays, struct uuid goes, const char *taken) {
    struct change change = proposal(two, stays, goes, &two->world.worker, taken);
    assert_string_equal(why_not(&two->world, &two->world.worker, change), "nothing");
    return change.id;
}

static const char *decide(struct two *two, const struct actor *actor, struct uuid merge, const char *state) {
    struct record *now = stored(&two->world, &case_merge_type, merge);
    return why_not(
        &two->world, actor,
        changing(&two->world, &case_merge_type, merge, now->version,
                 PUTS(P("state", state), R("decided_by", actor->user_id), P("decided_on", "2016-06-01"))));
}

static struct record *opened(struct two *two, const struct record_type *type, struct uuid id) {
    struct base_world *base = &two->world.base;
    struct record *record = stored(&two->world, type, id);
    struct db *db = store_borrow(base->store);
    bool opens = vault_open_record(base->store, db, base->step_arena, record);
    store_return(base->store, db);
    return opens ? record : NULL;
}

static enum attachment_state paper_state(struct two *two) {
    struct base_world *base = &two->world.base;
    struct slice bytes = S("");
    struct db *db = store_borrow(base->store);
    enum attachment_state state = attachment_get(base->store, db, base->step_arena,
                                                 stored(&two->world, &attachment_type, two->paper), &bytes);
    store_return(base->store, db);
    return state;
}

static struct uuid by_code(struct two *two, struct slice code) {
    struct db *db = store_borrow(two->world.base.store);
    struct uuid id = case_file_by_code(db, two->world.base.org, code);
    store_return(two->world.base.store, db);
    return id;
}

/* Records and log agree, whichever keys are gone. */
static void assert_proven(struct two *two) {
    struct verify_report report;
    struct db *db = store_borrow(two->world.base.store);
    assert_true(verify_chain(two->world.base.store, db, NULL, NULL, &report) &&
                verify_records(two->world.base.store, db, &report));
    store_return(two->world.base.store, db);
    assert_int_equal(report.wrong_hashes + report.gaps + report.wrong_records, 0);
}

static void erase(struct two *two, struct uuid file) {
    assert_true(vault_erase(two->world.base.store, two->world.base.org, file, case_remains_blur));
    assert_proven(two);
}

/* ---- tests ---- */

static void two_people_make_one_file_of_two(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct uuid merge = propose(two, two->stays, two->goes, "birth_date birth_year age_years phone");
    assert_string_equal(decide(two, &two->world.colleague, merge, "done"), "A supervisor decides.");
    assert_string_equal(decide(two, &two->world.supervisor, merge, "done"), "nothing");
    struct record *file = opened(two, &case_file_type, two->stays);
    const struct case_file *values = case_file_of(file);
    assert_true(slice_equal(values->name_latin.text, S("Sok Sreymom")) &&
                slice_equal(values->phone.text, S("012777666")));
    assert_true(slice_equal(values->birth_date.text, S("2004-05-12")) && values->birth_year.number == 2004 &&
                values->legal_hold.number);
    struct record *note = opened(two, &case_note_type, two->note);
    assert_true(uuid_equal(case_note_of(note)->case_file.id, two->stays));
    assert_true(slice_equal(case_note_of(note)->note.text, S("She asks for her sister.")));
    assert_int_equal(paper_state(two), ATTACHMENT_WHOLE);
    assert_true(stored(&two->world, &case_file_type, two->goes)->deleted_ms > 0);
}

static void what_both_have_once_is_completed_and_the_other_set_aside(void **state) {
    struct two *two = *state;
    make_two_files(two);
    assert_string_equal(
        decide(two, &two->world.supervisor, propose(two, two->stays, two->goes, NULL), "done"), "nothing");
    const struct case_need *need = case_need_of(opened(two, &case_need_type, two->need_stays));
    assert_int_equal(need->score.number, 2);
    assert_true(slice_equal(need->finding.text, S("A cough.")));
    assert_true(stored(&two->world, &case_need_type, two->need_goes)->deleted_ms > 0);
}

static void the_code_of_the_other_finds_the_file_that_stays(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct slice code = stored(&two->world, &case_file_type, two->goes)->code;
    assert_true(uuid_equal(by_code(two, code), two->goes));
    struct uuid merge = propose(two, two->stays, two->goes, NULL);
    assert_string_equal(decide(two, &two->world.supervisor, merge, "done"), "nothing");
    assert_true(uuid_equal(by_code(two, code), two->stays));
    struct uuid third = file_by(&two->world, &two->world.worker);
    assert_string_equal(decide(two, &two->world.supervisor, propose(two, third, two->stays, NULL), "done"),
                        "nothing");
    assert_true(uuid_equal(by_code(two, code), third));
    assert_string_equal(
        decide(two, &two->world.supervisor, merge, "undone"),
        "The file that stayed is not there any more or was erased. Take back the later merge first.");
}

static void who_worked_on_the_other_goes_on(void **state) {
    struct two *two = *state;
    make_two_files(two);
    assert_string_equal(
        decide(two, &two->world.supervisor, propose(two, two->stays, two->goes, NULL), "done"), "nothing");
    struct put risk[] = {P("risk", "high")};
    int64_t version = stored(&two->world, &case_file_type, two->stays)->version;
    assert_string_equal(why_not(&two->world, &two->world.colleague,
                                changing(&two->world, &case_file_type, two->stays, version, risk, 1)),
                        "nothing");
}

static void taken_back_it_is_two_files_again_each_under_its_key(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct uuid merge = propose(two, two->stays, two->goes, "birth_date birth_year age_years phone");
    assert_string_equal(decide(two, &two->world.supervisor, merge, "done"), "nothing");
    struct uuid later = made_by(
        &two->world, &two->world.worker, &case_note_type,
        PUTS(R("case_file", two->stays), P("on_day", "2016-06-11"), P("kind", "call"), P("note", "Later.")));
    assert_string_equal(decide(two, &two->second, merge, "undone"), "nothing");
    assert_int_equal(stored(&two->world, &case_file_type, two->goes)->deleted_ms, 0);
    const struct case_file *stays = case_file_of(opened(two, &case_file_type, two->stays));
    assert_true(!stays->phone.present && !stays->birth_date.present && !stays->birth_year.present);
    struct record *note = opened(two, &case_note_type, two->note);
    assert_true(uuid_equal(case_note_of(note)->case_file.id, two->goes));
    assert_true(
        uuid_equal(case_note_of(stored(&two->world, &case_note_type, later))->case_file.id, two->stays));
    assert_false(case_need_of(stored(&two->world, &case_need_type, two->need_stays))->finding.present);
    assert_int_equal(stored(&two->world, &case_need_type, two->need_goes)->deleted_ms, 0);
    erase(two, two->stays);
    assert_non_null(opened(two, &case_note_type, two->note));
    assert_int_equal(paper_state(two), ATTACHMENT_WHOLE);
    erase(two, two->goes);
    assert_null(opened(two, &case_note_type, two->note));
    assert_int_equal(paper_state(two), ATTACHMENT_ERASED);
}

static void a_part_that_was_moved_ends_with_the_key_of_the_file_that_stays(void **state) {
    struct two *two = *state;
    make_two_files(two);
    assert_string_equal(
        decide(two, &two->world.supervisor, propose(two, two->stays, two->goes, NULL), "done"), "nothing");
    struct uuid merged[4];
    struct db *db = store_borrow(two->world.base.store);
    assert_int_equal(case_merged_into(db, two->world.base.org, two->stays, merged, 4), 1);
    store_return(two->world.base.store, db);
    assert_true(uuid_equal(merged[0], two->goes));
    erase(two, two->stays);
    assert_null(opened(two, &case_note_type, two->note));
    assert_int_equal(paper_state(two), ATTACHMENT_ERASED);
    erase(two, two->goes);
}

static void a_merge_is_not_decided_by_who_proposed_it_nor_twice(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct change own = proposal(two, two->stays, two->goes, &two->world.supervisor, NULL);
    assert_string_equal(why_not(&two->world, &two->world.supervisor, own), "nothing");
    assert_string_equal(decide(two, &two->world.supervisor, own.id, "done"),
                        "A second person agrees, not the one who proposed it.");
    assert_string_equal(why_not(&two->world, &two->world.worker,
                                proposal(two, two->goes, two->stays, &two->world.worker, NULL)),
                        "A merge of one of the two was proposed already and waits for a second person.");
    assert_string_equal(decide(two, &two->second, own.id, "declined"), "nothing");
    assert_string_equal(decide(two, &two->second, own.id, "done"), "This was decided already.");
    assert_string_equal(why_not(&two->world, &two->world.worker,
                                proposal(two, two->stays, two->stays, &two->world.worker, NULL)),
                        "Choose another file of this organisation, one that was not erased.");
}

static void what_was_decided_about_one_file_is_not_decided_about_the_other(void **state) {
    struct two *two = *state;
    make_two_files(two);
    const struct actor *worker = &two->world.colleague;
    struct uuid approval =
        made_by(&two->world, worker, &case_approval_type,
                PUTS(R("case_file", two->goes), P("subject", "closure"), P("asked_on", "2016-05-20"),
                     P("state", "asked"), R("asked_by", worker->user_id)));
    struct uuid opening = made_by(&two->world, &two->world.worker, &case_opening_type,
                                  PUTS(R("case_file", two->goes), R("user", two->world.worker.user_id),
                                       P("reason", "She is ill."), P("state", "asked")));
    struct uuid merge = propose(two, two->stays, two->goes, NULL);
    assert_string_equal(decide(two, &two->world.supervisor, merge, "done"), "nothing");
    const struct case_approval *asked = case_approval_of(stored(&two->world, &case_approval_type, approval));
    assert_true(uuid_equal(asked->case_file.id, two->goes));
    const struct case_opening *open = case_opening_of(stored(&two->world, &case_opening_type, opening));
    assert_true(uuid_equal(open->case_file.id, two->goes));
}

static void an_erasure_that_was_proposed_is_decided_before_a_merge(void **state) {
    struct two *two = *state;
    struct world *world = &two->world;
    two->stays = file_by(world, &world->worker);
    two->goes = file_by(world, &world->worker);
    struct uuid merge = propose(two, two->stays, two->goes, NULL);
    struct uuid erasure = made_by(world, &world->worker, &case_erasure_type,
                                  PUTS(R("case_file", two->goes), P("basis", "person_asks"),
                                       P("state", "proposed"), R("proposed_by", world->worker.user_id)));
    assert_string_equal(decide(two, &world->supervisor, merge, "done"),
                        "An erasure of one of the two was proposed: decide that first.");
    struct put declined[] = {P("state", "declined"), R("decided_by", world->supervisor.user_id)};
    int64_t version = stored(world, &case_erasure_type, erasure)->version;
    assert_string_equal(
        why_not(world, &world->supervisor,
                changing(world, &case_erasure_type, erasure, version, declined, ARRAY_LEN(declined))),
        "nothing");
    assert_string_equal(decide(two, &world->supervisor, merge, "done"), "nothing");
}

static void who_is_on_the_team_of_one_is_not_taken_off_it_by_the_other(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct value user = value_of_id(two->second.user_id);
    struct change on = making(&two->world, &case_team_member_type,
                              PUTS(R("case_file", two->stays), P("role", "social_worker")));
    struct change off =
        making(&two->world, &case_team_member_type,
               PUTS(R("case_file", two->goes), P("role", "social_worker"), P("until", "2016-05-20")));
    change_set_value(&on, "user", user);
    change_set_value(&off, "user", user);
    assert_string_equal(why_not(&two->world, &two->world.worker, on), "nothing");
    assert_string_equal(why_not(&two->world, &two->world.colleague, off), "nothing");
    assert_string_equal(
        decide(two, &two->world.supervisor, propose(two, two->stays, two->goes, NULL), "done"), "nothing");
    assert_false(case_team_member_of(stored(&two->world, &case_team_member_type, on.id))->until.present);
}

static void no_more_files_go_into_one_than_are_erased_with_it(void **state) {
    struct two *two = *state;
    struct world *world = &two->world;
    two->stays = file_by(world, &world->worker);
    for (size_t i = 0; i < CASE_MERGED_MAX; i++) {
        struct uuid merge = propose(two, two->stays, file_by(world, &world->worker), NULL);
        assert_string_equal(decide(two, &world->supervisor, merge, "done"), "nothing");
    }
    struct uuid one = propose(two, two->stays, file_by(world, &world->worker), NULL);
    assert_string_equal(decide(two, &world->supervisor, one, "done"),
                        "Too many files went into these two already.");
    assert_string_equal(decide(two, &world->supervisor, one, "declined"), "nothing");
    one = propose(two, file_by(world, &world->worker), two->stays, NULL);
    assert_string_equal(decide(two, &world->supervisor, one, "done"),
                        "Too many files went into these two already.");
}

static void a_file_that_another_went_into_is_not_deleted(void **state) {
    struct two *two = *state;
    struct world *world = &two->world;
    two->stays = file_by(world, &world->worker);
    two->goes = file_by(world, &world->worker);
    struct uuid merge = propose(two, two->stays, two->goes, NULL);
    assert_string_equal(decide(two, &world->supervisor, merge, "done"), "nothing");
    struct change removal = changing(world, &case_file_type, two->stays,
                                     stored(world, &case_file_type, two->stays)->version, NULL, 0);
    removal.verb = CHANGE_DELETE;
    removal.reason = S("A mistake.");
    assert_string_equal(why_not(world, &world->worker, removal),
                        "Another file went into this one: take that back first, or erase it.");
    assert_string_equal(decide(two, &world->supervisor, merge, "undone"), "nothing");
    removal.base_version = stored(world, &case_file_type, two->stays)->version;
    assert_string_equal(why_not(world, &world->worker, removal), "nothing");
}

struct pile {
    struct uuid org, owner;
    int64_t files;
};

/* So many papers under the key of a file, without what they say. */
static bool pile_put(void *context, struct db *db) {
    const struct pile *pile = context;
    for (int64_t i = 0; i < pile->files; i++) {
        struct db_query *query =
            db_query(db, SQL("INSERT INTO attachment_piece (org_id, attachment_id, position, "
                             "owner_id, stored_ms, sealed) VALUES (?1, ?2, 0, ?3, 0, ?4)"));
        db_bind_uuid(query, 1, pile->org);
        db_bind_uuid(query, 2, uuid_new());
        db_bind_uuid(query, 3, pile->owner);
        db_bind_blob(query, 4, S("bytes"));
        db_run(query);
    }
    return true;
}

static void no_paper_is_left_behind_without_a_word(void **state) {
    struct two *two = *state;
    make_two_files(two);
    struct pile pile = {two->world.base.org, two->goes, 500};
    assert_true(store_run(two->world.base.store, pile_put, &pile));
    assert_string_equal(
        decide(two, &two->world.supervisor, propose(two, two->stays, two->goes, NULL), "done"),
        "Too many files are attached to be moved at once.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_people_make_one_file_of_two),
        cmocka_unit_test(what_both_have_once_is_completed_and_the_other_set_aside),
        cmocka_unit_test(the_code_of_the_other_finds_the_file_that_stays),
        cmocka_unit_test(who_worked_on_the_other_goes_on),
        cmocka_unit_test(taken_back_it_is_two_files_again_each_under_its_key),
        cmocka_unit_test(a_part_that_was_moved_ends_with_the_key_of_the_file_that_stays),
        cmocka_unit_test(a_merge_is_not_decided_by_who_proposed_it_nor_twice),
        cmocka_unit_test(who_is_on_the_team_of_one_is_not_taken_off_it_by_the_other),
        cmocka_unit_test(no_more_files_go_into_one_than_are_erased_with_it),
        cmocka_unit_test(a_file_that_another_went_into_is_not_deleted),
        cmocka_unit_test(no_paper_is_left_behind_without_a_word),
        cmocka_unit_test(what_was_decided_about_one_file_is_not_decided_about_the_other),
        cmocka_unit_test(an_erasure_that_was_proposed_is_decided_before_a_merge),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
