/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the program relies on in a database, the same tests on SQLite (in a directory of its own) and, when
 * MLUP_TEST_PG holds an address, on that PostgreSQL database.  All tables here start with db_test_.
 */
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "store/db.h"

struct fixture {
    struct arena *arena;
    struct slice url;
    struct db *db;
};

static struct db *open_or_stop(struct fixture *fixture, enum db_access access) {
    struct slice error = S("");
    struct db *db = db_open(fixture->arena, fixture->url, access, &error);
    if (!db) fail_msg("%.*s", SLICE_ARG(error));
    return db;
}

static void script_or_stop(struct db *db, struct slice script) {
    if (!db_script(db, script)) fail_msg("%.*s", SLICE_ARG(db_error(db)));
}

static bool is_postgres(const struct fixture *fixture) {
    return db_kind_of(fixture->db) == DB_POSTGRESQL;
}

static int64_t ask_int(struct db *db, struct sql sql) {
    struct db_query *query = db_query(db, sql);
    assert_true(db_next(query));
    int64_t number = db_column_int(query, 0);
    db_done(query);
    return number;
}

static int64_t count_rows(struct db *db) {
    return ask_int(db, SQL("SELECT count(*) FROM db_test_item"));
}

static void insert_number(struct db *db, int64_t id, int64_t number) {
    struct db_query *query = db_query(db, SQL("INSERT INTO db_test_item (id, number) VALUES (?1, ?2)"));
    db_bind_int(query, 1, id);
    db_bind_int(query, 2, number);
    db_run(query);
}

static void insert_text(struct db *db, int64_t id, struct slice text) {
    struct db_query *query = db_query(db, SQL("INSERT INTO db_test_item (id, words) VALUES (?1, ?2)"));
    db_bind_int(query, 1, id);
    db_bind_text(query, 2, text);
    db_run(query);
}

/* --- Values
 * ---------------------------------------------------------------------------------------------------- */

static void numbers_survive_up_to_the_edge_of_int64(void **state) {
    struct fixture *fixture = *state;
    const int64_t numbers[] = {0, 1, -1, 127, 128, -129, 65536, 4294967296, INT64_MAX, INT64_MIN};
    assert_true(db_begin(fixture->db));
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        insert_number(fixture->db, (int64_t)i, numbers[i]);
    }
    assert_true(db_commit(fixture->db));
    struct db_query *query = db_query(fixture->db, SQL("SELECT number FROM db_test_item ORDER BY id"));
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        assert_true(db_next(query));
        assert_true(db_column_int(query, 0) == numbers[i]);
    }
    assert_false(db_next(query));
    db_done(query);
}

static struct slice long_text(struct arena *arena) {
    size_t len = 300 * 1000;
    char *text = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        text[i] = (char)(' ' + i % 90);
    }
    return (struct slice){text, len};
}

static void texts_survive_in_any_script_and_length(void **state) {
    struct fixture *fixture = *state;
    const struct slice texts[] = {S(""),
                                  S("a"),
                                  S("ស្រ្តី ខ្មែរ ១២៣"),
                                  S("O'Brien \\ \"x\" ?1 $1 \n\t"),
                                  S("😀"),
                                  long_text(fixture->arena)};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        insert_text(fixture->db, (int64_t)i, texts[i]);
    }
    struct db_query *query = db_query(fixture->db, SQL("SELECT words FROM db_test_item ORDER BY id"));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_true(db_next(query));
        assert_false(db_column_is_null(query, 0));
        assert_true(slice_equal(db_column_text(query, 0), texts[i]));
    }
    db_done(query);
}

static void ids_and_sealed_bytes_survive(void **state) {
    struct fixture *fixture = *state;
    struct uuid id = uuid_new();
    const struct slice blobs[] = {S("\0\x01\xff\\x00 ' \n\0"), S("")};
    for (size_t i = 0; i < ARRAY_LEN(blobs); i++) {
        struct db_query *query =
            db_query(fixture->db, SQL("INSERT INTO db_test_item (id, key, bytes) VALUES (?1, ?2, ?3)"));
        db_bind_int(query, 1, (int64_t)i);
        db_bind_uuid(query, 2, id);
        db_bind_blob(query, 3, blobs[i]);
        db_run(query);
        id.bytes[15] ^= 1;
    }
    struct db_query *query = db_query(fixture->db, SQL("SELECT bytes, key FROM db_test_item WHERE key = ?1"));
    for (size_t i = 0; i < ARRAY_LEN(blobs); i++) {
        db_bind_uuid(query, 1, id);
        assert_true(db_next(query));
        assert_false(db_column_is_null(query, 0));
        assert_true(slice_equal(db_column_blob(query, 0), blobs[i]));
        assert_true(uuid_equal(db_column_uuid(query, 1), id));
        assert_false(db_next(query));
        db_done(query);
        id.bytes[15] ^= 1;
    }
}

static void nothing_stays_nothing_and_is_not_the_empty_text(void **state) {
    struct fixture *fixture = *state;
    struct db_query *insert =
        db_query(fixture->db,
                 SQL("INSERT INTO db_test_item (id, number, words, bytes, key) VALUES (?1, ?2, ?3, ?4, ?5)"));
    db_bind_int(insert, 1, 1);
    db_bind_text(insert, 3, S("left over"));
    db_bind_null(insert, 3);
    db_bind_null(insert, 4);
    db_run(insert);
    struct db_query *query = db_query(fixture->db, SQL("SELECT number, words, bytes, key FROM db_test_item"));
    assert_true(db_next(query));
    for (int column = 0; column < 4; column++) {
        assert_true(db_column_is_null(query, column));
    }
    assert_true(db_column_int(query, 0) == 0);
    assert_true(db_column_text(query, 1).len == 0);
    assert_true(db_column_blob(query, 2).len == 0);
    assert_true(uuid_is_zero(db_column_uuid(query, 3)));
    db_done(query);
}

static void a_run_keeps_its_parameters_when_the_callers_memory_changes(void **state) {
    struct fixture *fixture = *state;
    char text[] = "first";
    assert_true(db_begin(fixture->db));
    insert_text(fixture->db, 1, slice_of(text));
    memset(text, 'x', sizeof text - 1);
    assert_true(db_commit(fixture->db));
    struct db_query *query = db_query(fixture->db, SQL("SELECT words FROM db_test_item WHERE id = 1"));
    assert_true(db_next(query));
    assert_true(slice_equal(db_column_text(query, 0), S("first")));
    db_done(query);
}

static void a_text_with_a_nul_is_never_cut_silently(void **state) {
    struct fixture *fixture = *state;
    insert_text(fixture->db, 1, S("before\0after"));
    if (db_status(fixture->db) == DB_OK) {
        assert_true(ask_int(fixture->db,
                            SQL("SELECT CAST(length(CAST(words AS BLOB)) AS BIGINT) FROM db_test_item")) ==
                    12);
    }
    db_clear(fixture->db);
}

/* --- SQL
 * ------------------------------------------------------------------------------------------------------- */

static void the_tenth_parameter_is_not_the_first_with_a_zero(void **state) {
    struct fixture *fixture = *state;
    struct db_query *query = db_query(
        fixture->db,
        SQL("SELECT CAST(?10 AS BIGINT) + 0 * (CAST(?1 AS BIGINT) + CAST(?2 AS BIGINT) + CAST(?3 AS BIGINT)"
            " + CAST(?4 AS BIGINT) + CAST(?5 AS BIGINT) + CAST(?6 AS BIGINT) + CAST(?7 AS BIGINT)"
            " + CAST(?8 AS BIGINT) + CAST(?9 AS BIGINT)), CAST(?1 AS BIGINT)"));
    for (int i = 1; i <= 10; i++) {
        db_bind_int(query, i, i * 100);
    }
    assert_true(db_next(query));
    assert_true(db_column_int(query, 0) == 1000);
    assert_true(db_column_int(query, 1) == 100);
    db_done(query);
}

static void question_marks_in_quotes_and_comments_are_text(void **state) {
    struct fixture *fixture = *state;
    struct db_query *query = db_query(fixture->db, SQL("SELECT 'why ?1 it''s ?2', /* ?3 */ CAST(?1 AS BIGINT)"
                                                       " AS \"a ?4\" -- ?5\n"));
    db_bind_int(query, 1, 7);
    assert_true(db_next(query));
    assert_true(slice_equal(db_column_text(query, 0), S("why ?1 it's ?2")));
    assert_true(db_column_int(query, 1) == 7);
    db_done(query);
}

static void a_statement_is_prepared_once_and_serves_again(void **state) {
    struct fixture *fixture = *state;
    struct db_query *first = db_query(fixture->db, SQL("SELECT CAST(?1 AS BIGINT)"));
    for (int64_t i = 0; i < 20; i++) {
        struct db_query *query = db_query(fixture->db, SQL("SELECT CAST(?1 AS BIGINT)"));
        assert_ptr_equal(query, first);
        db_bind_int(query, 1, i);
        assert_true(db_next(query));
        assert_true(db_column_int(query, 0) == i);
        db_done(query);
    }
}

static void a_parameter_is_forgotten_after_use(void **state) {
    struct fixture *fixture = *state;
    struct db_query *query = db_query(fixture->db, SQL("SELECT CAST(?1 AS BIGINT)"));
    db_bind_int(query, 1, 5);
    assert_true(db_next(query));
    db_done(query);
    assert_true(db_next(query));
    assert_true(db_column_is_null(query, 0));
    db_done(query);
}

static void a_thousand_different_statements_still_work(void **state) {
    struct fixture *fixture = *state;
    for (int64_t i = 0; i < 1000; i++) {
        struct slice text = arena_printf(fixture->arena, "SELECT CAST(%lld AS BIGINT)", (long long)i);
        assert_true(ask_int(fixture->db, sql_built(fixture->arena, text)) == i);
    }
    if (is_postgres(fixture)) {
        assert_true(ask_int(fixture->db, SQL("SELECT count(*) FROM pg_prepared_statements")) < 600);
    }
}

/* A page gives up on a statement, verifying a large database does not. */
static void only_a_patient_reader_waits_for_ever(void **state) {
    struct fixture *fixture = *state;
    if (!is_postgres(fixture)) return; /* SQLite stops no statement */
    static const enum db_access readers[] = {DB_READ, DB_READ_PATIENT};
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        struct db *reader = open_or_stop(fixture, readers[i]);
        int64_t limit_ms = ask_int(reader, SQL("SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name = "
                                               "'statement_timeout'"));
        assert_int_equal(limit_ms, readers[i] == DB_READ ? 60000 : 0);
        assert_false(db_script(reader, S("CREATE TABLE not_by_a_reader (x BIGINT)")));
        db_close(reader);
    }
}

static void a_reader_sees_one_snapshot_after_a_thousand_statements(void **state) {
    struct fixture *fixture = *state;
    struct db *reader = open_or_stop(fixture, DB_READ);
    assert_true(db_begin(reader));
    for (int64_t i = 0; i < 1000; i++) {
        struct slice text = arena_printf(fixture->arena, "SELECT CAST(%lld AS BIGINT)", (long long)i);
        assert_true(ask_int(reader, sql_built(fixture->arena, text)) == i);
    }
    db_rollback(reader);
    assert_true(db_begin(reader));
    assert_true(count_rows(reader) == 0);
    insert_number(fixture->db, 1, 1);
    assert_true(count_rows(reader) == 0);
    assert_int_equal(db_status(reader), DB_OK);
    db_rollback(reader);
    assert_true(count_rows(reader) == 1);
    db_close(reader);
}

static void a_statement_being_read_survives_a_thousand_others(void **state) {
    struct fixture *fixture = *state;
    for (int64_t i = 0; i < 1000; i++) {
        insert_number(fixture->db, i, i);
    }
    struct db_query *outer =
        db_query(fixture->db, SQL("SELECT number FROM db_test_item WHERE id >= ?1 ORDER BY id"));
    db_bind_int(outer, 1, 0);
    int64_t rows = 0;
    for (; db_next(outer); rows++) {
        struct slice text = arena_printf(fixture->arena, "SELECT CAST(?1 AS BIGINT) + %lld", (long long)rows);
        struct db_query *inner = db_query(fixture->db, sql_built(fixture->arena, text));
        db_bind_int(inner, 1, db_column_int(outer, 0));
        assert_true(db_next(inner));
        assert_true(db_column_int(inner, 0) == 2 * rows);
        db_done(inner);
    }
    db_done(outer);
    assert_true(rows == 1000);
}

static void a_thousand_different_writes_fit_in_one_transaction(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    for (int64_t i = 0; i < 1000; i++) {
        struct slice text = arena_printf(
            fixture->arena, "INSERT INTO db_test_item (id, number) VALUES (%lld, ?1)", (long long)i);
        struct db_query *insert = db_query(fixture->db, sql_built(fixture->arena, text));
        db_bind_int(insert, 1, 1);
        db_run(insert);
    }
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(fixture->db) == 1000);
}

static void a_read_sees_the_writes_before_it(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    for (int64_t i = 1; i <= 50; i++) {
        insert_number(fixture->db, i, i);
        assert_true(count_rows(fixture->db) == i);
    }
    assert_true(db_commit(fixture->db));
}

static void two_statements_can_be_read_at_the_same_time(void **state) {
    struct fixture *fixture = *state;
    for (int64_t i = 0; i < 3; i++) {
        insert_number(fixture->db, i, i * 10);
    }
    struct db_query *outer = db_query(fixture->db, SQL("SELECT id FROM db_test_item ORDER BY id"));
    struct db_query *inner = db_query(fixture->db, SQL("SELECT number FROM db_test_item WHERE id = ?1"));
    int64_t sum = 0;
    while (db_next(outer)) {
        db_bind_int(inner, 1, db_column_int(outer, 0));
        assert_true(db_next(inner));
        sum += db_column_int(inner, 0);
        db_done(inner);
    }
    db_done(outer);
    assert_true(sum == 30);
}

static struct db_query *ask_number(struct db *db, struct sql sql, int64_t id) {
    struct db_query *query = db_query(db, sql);
    db_bind_int(query, 1, id);
    db_ask(query);
    return query;
}

static void check_reads_asked_together(struct db *db, int64_t id) {
    insert_number(db, id, id * 10);
    struct db_query *first = ask_number(db, SQL("SELECT number FROM db_test_item WHERE id = ?1"), id);
    struct db_query *second = ask_number(db, SQL("SELECT number + 1 FROM db_test_item WHERE id = ?1"), id);
    struct db_query *unread = ask_number(db, SQL("SELECT number + 2 FROM db_test_item WHERE id = ?1"), id);
    assert_true(db_next(second));
    assert_true(db_column_int(second, 0) == id * 10 + 1);
    assert_true(db_next(first));
    assert_true(db_column_int(first, 0) == id * 10);
    assert_false(db_next(first));
    db_done(first);
    db_done(second);
    db_done(unread);
}

static void check_an_unread_answer_is_not_the_next_one(struct db *db, int64_t id) {
    struct db_query *query = ask_number(db, SQL("SELECT number FROM db_test_item WHERE id = ?1"), 99);
    db_done(query);
    db_bind_int(query, 1, id);
    assert_true(db_next(query));
    assert_true(db_column_int(query, 0) == id * 10);
    db_done(query);
}

static void reads_asked_together_give_each_its_own_rows(void **state) {
    struct fixture *fixture = *state;
    check_reads_asked_together(fixture->db, 1);
    check_an_unread_answer_is_not_the_next_one(fixture->db, 1);
    assert_true(db_begin(fixture->db));
    check_reads_asked_together(fixture->db, 2);
    check_an_unread_answer_is_not_the_next_one(fixture->db, 2);
    assert_true(db_commit(fixture->db));
}

static void changes_counts_the_rows_of_the_last_write(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    for (int64_t i = 0; i < 5; i++) {
        insert_number(fixture->db, i, i);
    }
    assert_true(db_changes(fixture->db) == 1);
    db_run(db_query(fixture->db, SQL("UPDATE db_test_item SET number = 0 WHERE id >= 2")));
    assert_true(db_changes(fixture->db) == 3);
    assert_true(count_rows(fixture->db) == 5);
    assert_true(db_changes(fixture->db) == 3);
    db_run(db_query(fixture->db, SQL("UPDATE db_test_item SET number = 0 WHERE id = 99")));
    assert_true(db_changes(fixture->db) == 0);
    assert_true(db_commit(fixture->db));
}

/* --- Transactions
 * ---------------------------------------------------------------------------------------------- */

static void a_committed_row_is_seen_by_another_connection(void **state) {
    struct fixture *fixture = *state;
    struct db *reader = open_or_stop(fixture, DB_READ);
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    assert_true(db_flush(fixture->db));
    assert_true(count_rows(reader) == 0);
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(reader) == 1);
    db_close(reader);
}

/* More than the writer keeps in memory (32 MB): pages go to the log before the commit and are read back from
 * it. */
static void a_commit_larger_than_memory_is_whole_for_another_connection(void **state) {
    enum { TEXTS = 450, BYTES = 100000 };
    struct fixture *fixture = *state;
    struct db *reader = open_or_stop(fixture, DB_READ);
    char *bytes = arena_alloc(fixture->arena, BYTES);
    assert_true(db_begin(fixture->db));
    for (int64_t i = 0; i < TEXTS; i++) {
        memset(bytes, 'a' + (int)(i % 26), BYTES);
        insert_text(fixture->db, i, (struct slice){bytes, BYTES});
    }
    assert_true(count_rows(fixture->db) == TEXTS);
    assert_true(count_rows(reader) == 0);
    assert_true(db_commit(fixture->db));
    struct db_query *query = db_query(reader, SQL("SELECT id, words FROM db_test_item ORDER BY id"));
    for (int64_t i = 0; i < TEXTS; i++) {
        assert_true(db_next(query));
        memset(bytes, 'a' + (int)(i % 26), BYTES);
        assert_true(slice_equal(db_column_text(query, 1), (struct slice){bytes, BYTES}));
    }
    assert_false(db_next(query));
    db_done(query);
    db_close(reader);
}

static void a_reader_keeps_one_view_during_its_transaction(void **state) {
    struct fixture *fixture = *state;
    struct db *reader = open_or_stop(fixture, DB_READ);
    assert_true(db_begin(reader));
    assert_true(count_rows(reader) == 0);
    insert_number(fixture->db, 1, 1);
    assert_true(count_rows(reader) == 0);
    assert_true(db_commit(reader));
    assert_true(count_rows(reader) == 1);
    db_close(reader);
}

static void rolled_back_rows_are_gone(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    assert_true(count_rows(fixture->db) == 1);
    insert_number(fixture->db, 2, 1);
    db_rollback(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void one_error_undoes_the_whole_transaction(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    insert_number(fixture->db, 1, 2);
    insert_number(fixture->db, 3, 3);
    struct db_query *query = db_query(fixture->db, SQL("SELECT count(*) FROM db_test_item"));
    assert_false(db_next(query));
    db_done(query);
    insert_number(fixture->db, 4, 4);
    assert_false(db_flush(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    assert_true(db_error(fixture->db).len > 0);
    assert_false(db_commit(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);

    assert_true(db_begin(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_OK);
    assert_true(count_rows(fixture->db) == 0);
    insert_number(fixture->db, 1, 1);
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(fixture->db) == 1);
}

static void an_error_that_nobody_looked_at_still_stops_the_commit(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    insert_number(fixture->db, 1, 2);
    assert_false(db_commit(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void an_error_outside_a_transaction_stays_until_cleared(void **state) {
    struct fixture *fixture = *state;
    insert_number(fixture->db, 1, 1);
    insert_number(fixture->db, 1, 1);
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    insert_number(fixture->db, 2, 1);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 1);
}

static void a_check_and_a_missing_value_are_constraints(void **state) {
    struct fixture *fixture = *state;
    insert_number(fixture->db, -5, 1); /* the table checks id >= 0 */
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    db_clear(fixture->db);
    db_run(db_query(fixture->db, SQL("INSERT INTO db_test_item (id, needed) VALUES (1, NULL)")));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void ten_thousand_rows_fit_in_one_transaction(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    for (int64_t i = 0; i < 10000; i++) {
        insert_number(fixture->db, i, i);
    }
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(fixture->db) == 10000);
    assert_true(ask_int(fixture->db, SQL("SELECT CAST(sum(number) AS BIGINT) FROM db_test_item")) ==
                49995000);
}

static void large_texts_queue_up_without_a_standstill(void **state) {
    struct fixture *fixture = *state;
    struct slice text = long_text(fixture->arena);
    assert_true(db_begin(fixture->db));
    for (int64_t i = 0; i < 100; i++) {
        insert_text(fixture->db, i, text);
    }
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(fixture->db) == 100);
}

static void a_savepoint_gives_back_one_change_and_keeps_its_neighbours(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    db_run(db_query(fixture->db, SQL("SAVEPOINT change")));
    insert_number(fixture->db, 2, 2);
    db_run(db_query(fixture->db, SQL("ROLLBACK TO SAVEPOINT change")));
    insert_number(fixture->db, 3, 3);
    assert_true(db_commit(fixture->db));
    assert_true(count_rows(fixture->db) == 2);
}

static void a_reading_connection_refuses_to_write(void **state) {
    struct fixture *fixture = *state;
    struct db *reader = open_or_stop(fixture, DB_READ);
    insert_number(reader, 1, 1);
    assert_int_not_equal(db_status(reader), DB_OK);
    db_clear(reader);
    assert_true(db_begin(reader));
    insert_number(reader, 1, 1);
    assert_false(db_commit(reader));
    assert_true(db_begin(reader));
    assert_true(count_rows(reader) == 0);
    assert_true(db_commit(reader));
    db_close(reader);
}

static void scripts_run_inside_and_outside_a_transaction(void **state) {
    struct fixture *fixture = *state;
    script_or_stop(fixture->db,
                   S("CREATE TABLE IF NOT EXISTS db_test_more (a BIGINT); DROP TABLE db_test_more;"));
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    script_or_stop(fixture->db,
                   S("INSERT INTO db_test_item (id) VALUES (2); INSERT INTO db_test_item (id) VALUES (3);"));
    insert_number(fixture->db, 4, 1);
    assert_true(count_rows(fixture->db) == 4);
    db_rollback(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
    assert_false(db_script(fixture->db, S("SELECT * FROM db_test_nowhere")));
    assert_int_equal(db_status(fixture->db), DB_BROKEN);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void a_failed_script_undoes_its_transaction(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    assert_false(db_script(fixture->db, S("INSERT INTO db_test_item (id) VALUES (1);")));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    assert_false(db_commit(fixture->db));
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void a_full_disk_is_told_as_such_and_reads_go_on(void **state) {
    struct fixture *fixture = *state;
    struct db *db = fixture->db;
    if (is_postgres(fixture)) {
        assert_false(db_script(db, S("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")));
    } else {
        script_or_stop(db, S("VACUUM"));
        int64_t pages = ask_int(db, SQL("PRAGMA page_count"));
        struct slice cap = arena_printf(fixture->arena, "PRAGMA max_page_count = %lld", (long long)pages);
        script_or_stop(db, cap);
        insert_text(db, 1, long_text(fixture->arena));
    }
    assert_int_equal(db_status(db), DB_FULL);
    db_clear(db);
    assert_true(count_rows(db) == 0);
}

/* --- PostgreSQL only
 * ------------------------------------------------------------------------------------------- */

static void postgres_errors_have_their_own_status(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *code;
        enum db_status status;
    } rows[] = {{"23505", DB_CONSTRAINT}, {"23503", DB_CONSTRAINT}, {"23514", DB_CONSTRAINT},
                {"53100", DB_FULL},       {"55P03", DB_BUSY},       {"40001", DB_BUSY},
                {"40P01", DB_BUSY},       {"53200", DB_BROKEN},     {"P0001", DB_BROKEN}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct slice script =
            arena_printf(fixture->arena, "DO $$ BEGIN RAISE EXCEPTION 'told to' USING ERRCODE = '%s'; END $$",
                         rows[i].code);
        assert_false(db_script(fixture->db, script));
        assert_int_equal(db_status(fixture->db), rows[i].status);
        db_clear(fixture->db);
    }
}

static void postgres_error_words_do_not_repeat_the_row(void **state) {
    struct fixture *fixture = *state;
    script_or_stop(fixture->db, S("CREATE UNIQUE INDEX db_test_words ON db_test_item (words)"));
    insert_text(fixture->db, 1, S("Sok Chanthy"));
    insert_text(fixture->db, 2, S("Sok Chanthy"));
    assert_int_equal(db_status(fixture->db), DB_CONSTRAINT);
    assert_false(slice_contains(db_error(fixture->db), S("Chanthy")));
    db_clear(fixture->db);
}

static void postgres_commits_are_durable(void **state) {
    struct fixture *fixture = *state;
    struct db_query *query = db_query(fixture->db, SQL("SELECT current_setting('synchronous_commit'),"
                                                       " current_setting('application_name')"));
    assert_true(db_next(query));
    assert_false(slice_equal(db_column_text(query, 0), S("off")));
    assert_true(slice_equal(db_column_text(query, 1), S("mlup")));
    db_done(query);
}

/* What an administrator or a restart does to a connection. */
static void terminate(struct fixture *fixture, int64_t pid) {
    struct db *other = open_or_stop(fixture, DB_WRITE);
    struct db_query *query = db_query(other, SQL("SELECT pg_terminate_backend(CAST(?1 AS INTEGER), 5000)"));
    db_bind_int(query, 1, pid);
    assert_true(db_next(query));
    db_done(query);
    db_close(other);
}

static void terminate_connection_of(struct fixture *fixture, struct db *db) {
    terminate(fixture, ask_int(db, SQL("SELECT CAST(pg_backend_pid() AS BIGINT)")));
}

static void postgres_comes_back_after_a_restart_between_transactions(void **state) {
    struct fixture *fixture = *state;
    insert_number(fixture->db, 1, 1);
    terminate_connection_of(fixture, fixture->db);
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 2, 2);
    assert_true(db_commit(fixture->db));
    terminate_connection_of(fixture, fixture->db);
    assert_true(count_rows(fixture->db) == 2);
}

static void postgres_breaks_only_the_transaction_that_was_cut(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    insert_number(fixture->db, 1, 1);
    terminate_connection_of(fixture, fixture->db);
    insert_number(fixture->db, 2, 2);
    insert_number(fixture->db, 3, 3);
    assert_false(db_commit(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_BROKEN);
    assert_true(db_begin(fixture->db));
    assert_true(count_rows(fixture->db) == 0);
    insert_number(fixture->db, 1, 1);
    assert_true(db_commit(fixture->db));
}

static void postgres_never_takes_a_lost_answer_for_no_rows(void **state) {
    struct fixture *fixture = *state;
    int64_t pid = ask_int(fixture->db, SQL("SELECT CAST(pg_backend_pid() AS BIGINT)"));
    insert_number(fixture->db, 1, 1);
    struct db_query *query = ask_number(fixture->db, SQL("SELECT number FROM db_test_item WHERE id = ?1"), 1);
    terminate(fixture, pid);
    assert_false(db_next(query));
    assert_int_equal(db_status(fixture->db), DB_BROKEN);
    db_done(query);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 1);
}

static void postgres_breaks_the_read_of_a_transaction_that_was_cut(void **state) {
    struct fixture *fixture = *state;
    assert_true(db_begin(fixture->db));
    terminate_connection_of(fixture, fixture->db);
    struct db_query *query = db_query(fixture->db, SQL("SELECT count(*) FROM db_test_item"));
    assert_false(db_next(query));
    db_done(query);
    assert_int_equal(db_status(fixture->db), DB_BROKEN);
    db_rollback(fixture->db);
    db_clear(fixture->db);
    assert_true(count_rows(fixture->db) == 0);
}

static void postgres_waiting_for_a_row_ends_as_busy(void **state) {
    struct fixture *fixture = *state;
    insert_number(fixture->db, 1, 1);
    struct db *other = open_or_stop(fixture, DB_WRITE);
    script_or_stop(other, S("SET lock_timeout = '50ms'"));
    assert_true(db_begin(fixture->db));
    db_run(db_query(fixture->db, SQL("UPDATE db_test_item SET number = 2")));
    assert_true(db_flush(fixture->db));
    assert_true(db_begin(other));
    db_run(db_query(other, SQL("UPDATE db_test_item SET number = 3")));
    assert_false(db_commit(other));
    assert_int_equal(db_status(other), DB_BUSY);
    assert_true(db_commit(fixture->db));
    db_close(other);
}

static void postgres_lets_one_program_write_even_after_a_restart(void **state) {
    struct fixture *fixture = *state;
    enum { TEST_LOCK = 4711 };
    assert_true(db_hold_lock(fixture->db, TEST_LOCK));
    struct db *other = open_or_stop(fixture, DB_WRITE);
    assert_false(db_hold_lock(other, TEST_LOCK));
    assert_int_equal(db_status(other), DB_BUSY);
    terminate_connection_of(fixture, fixture->db);
    insert_number(fixture->db, 1, 1); /* connects again and so takes the lock again */
    assert_false(db_hold_lock(other, TEST_LOCK));
    terminate_connection_of(fixture, fixture->db);
    db_clear(other);
    assert_true(db_hold_lock(other, TEST_LOCK));
    assert_false(db_begin(fixture->db));
    assert_int_equal(db_status(fixture->db), DB_BUSY);
    db_close(other);
    assert_true(db_begin(fixture->db));
    db_rollback(fixture->db);
}

static void postgres_survives_a_table_changed_under_its_statements(void **state) {
    struct fixture *fixture = *state;
    struct db_query *query = db_query(fixture->db, SQL("SELECT * FROM db_test_item"));
    assert_false(db_next(query));
    db_done(query);
    script_or_stop(fixture->db, S("ALTER TABLE db_test_item ADD COLUMN later BIGINT"));
    assert_false(db_next(query));
    assert_int_equal(db_status(fixture->db), DB_BROKEN);
    db_done(query);
    db_clear(fixture->db);
    insert_number(fixture->db, 1, 1);
    assert_true(db_next(query));
    db_done(query);
}

static void an_address_of_no_database_is_told_in_words(void **state) {
    struct fixture *fixture = *state;
    const struct slice urls[] = {S("mysql://x"), S("postgresql://127.0.0.1:1/none?connect_timeout=2"),
                                 S("sqlite:/nonexistent/dir/file.db")};
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct slice error = S("");
        assert_null(db_open(fixture->arena, urls[i], DB_WRITE, &error));
        assert_true(error.len > 0);
    }
}

/* --- The two runs
 * ---------------------------------------------------------------------------------------------- */

static void drop_tables(struct db *db) {
    db_clear(db);
    script_or_stop(db, S("DROP TABLE IF EXISTS db_test_item"));
}

static int setup(void **state) {
    struct fixture *fixture = *state;
    fixture->arena = arena_new();
    fixture->db = open_or_stop(fixture, DB_WRITE);
    drop_tables(fixture->db);
    bool postgres = is_postgres(fixture);
    struct slice ddl = arena_printf(
        fixture->arena,
        "CREATE TABLE db_test_item (id BIGINT PRIMARY KEY CHECK (id >= 0), number BIGINT, words TEXT,"
        " bytes %s, key %s, needed BIGINT NOT NULL DEFAULT 0)",
        postgres ? "BYTEA" : "BLOB", postgres ? "UUID" : "BLOB");
    script_or_stop(fixture->db, ddl);
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    drop_tables(fixture->db);
    db_close(fixture->db);
    arena_free(fixture->arena);
    return 0;
}

#define ON_DATABASE(function) cmocka_unit_test_prestate_setup_teardown(function, setup, teardown, fixture)

static int run_common_tests(struct fixture *fixture, const char *name) {
    const struct CMUnitTest tests[] = {
        ON_DATABASE(numbers_survive_up_to_the_edge_of_int64),
        ON_DATABASE(texts_survive_in_any_script_and_length),
        ON_DATABASE(ids_and_sealed_bytes_survive),
        ON_DATABASE(nothing_stays_nothing_and_is_not_the_empty_text),
        ON_DATABASE(a_run_keeps_its_parameters_when_the_callers_memory_changes),
        ON_DATABASE(a_text_with_a_nul_is_never_cut_silently),
        ON_DATABASE(the_tenth_parameter_is_not_the_first_with_a_zero),
        ON_DATABASE(question_marks_in_quotes_and_comments_are_text),
        ON_DATABASE(a_statement_is_prepared_once_and_serves_again),
        ON_DATABASE(a_parameter_is_forgotten_after_use),
        ON_DATABASE(a_thousand_different_statements_still_work),
        ON_DATABASE(a_statement_being_read_survives_a_thousand_others),
        ON_DATABASE(a_thousand_different_writes_fit_in_one_transaction),
        ON_DATABASE(a_read_sees_the_writes_before_it),
        ON_DATABASE(two_statements_can_be_read_at_the_same_time),
        ON_DATABASE(reads_asked_together_give_each_its_own_rows),
        ON_DATABASE(changes_counts_the_rows_of_the_last_write),
        ON_DATABASE(a_committed_row_is_seen_by_another_connection),
        ON_DATABASE(a_commit_larger_than_memory_is_whole_for_another_connection),
        ON_DATABASE(a_reader_keeps_one_view_during_its_transaction),
        ON_DATABASE(rolled_back_rows_are_gone),
        ON_DATABASE(one_error_undoes_the_whole_transaction),
        ON_DATABASE(an_error_that_nobody_looked_at_still_stops_the_commit),
        ON_DATABASE(an_error_outside_a_transaction_stays_until_cleared),
        ON_DATABASE(a_check_and_a_missing_value_are_constraints),
        ON_DATABASE(ten_thousand_rows_fit_in_one_transaction),
        ON_DATABASE(large_texts_queue_up_without_a_standstill),
        ON_DATABASE(a_savepoint_gives_back_one_change_and_keeps_its_neighbours),
        ON_DATABASE(a_reading_connection_refuses_to_write),
        ON_DATABASE(only_a_patient_reader_waits_for_ever),
        ON_DATABASE(a_reader_sees_one_snapshot_after_a_thousand_statements),
        ON_DATABASE(scripts_run_inside_and_outside_a_transaction),
        ON_DATABASE(a_failed_script_undoes_its_transaction),
        ON_DATABASE(a_full_disk_is_told_as_such_and_reads_go_on),
        ON_DATABASE(an_address_of_no_database_is_told_in_words),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

static int run_postgres_tests(struct fixture *fixture, const char *name) {
    const struct CMUnitTest tests[] = {
        ON_DATABASE(postgres_errors_have_their_own_status),
        ON_DATABASE(postgres_error_words_do_not_repeat_the_row),
        ON_DATABASE(postgres_commits_are_durable),
        ON_DATABASE(postgres_comes_back_after_a_restart_between_transactions),
        ON_DATABASE(postgres_breaks_only_the_transaction_that_was_cut),
        ON_DATABASE(postgres_never_takes_a_lost_answer_for_no_rows),
        ON_DATABASE(postgres_breaks_the_read_of_a_transaction_that_was_cut),
        ON_DATABASE(postgres_waiting_for_a_row_ends_as_busy),
        ON_DATABASE(postgres_lets_one_program_write_even_after_a_restart),
        ON_DATABASE(postgres_survives_a_table_changed_under_its_statements),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

static int run_on_sqlite(struct arena *arena) {
    char folder[] = "/tmp/mlup-db-test-XXXXXX";
    if (!mkdtemp(folder)) return 1;
    struct fixture fixture = {.url = arena_printf(arena, "sqlite:%s/test.db", folder)};
    int failed = run_common_tests(&fixture, "database: sqlite");
    static const char *const files[] = {"test.db", "test.db-wal", "test.db-shm"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        unlink(arena_printf(arena, "%s/%s", folder, files[i]).s);
    }
    rmdir(folder);
    return failed;
}

int main(void) {
    struct arena *arena = arena_new();
    int failed = run_on_sqlite(arena);
    const char *address = getenv("MLUP_TEST_PG");
    if (address && *address) {
        struct fixture fixture = {.url = slice_of(address)};
        failed += run_common_tests(&fixture, "database: postgresql");
        failed += run_postgres_tests(&fixture, "database: only postgresql");
    } else {
        log_warn("MLUP_TEST_PG is not set: nothing was tested on PostgreSQL");
    }
    arena_free(arena);
    return failed != 0;
}
