/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proves the shim: a plain SQLite program that commits numbered rows and notes each as acknowledged in the shim's
 * log; and the checker that looks for them in an image.
 *
 *   powerload write DATABASE JOURNAL_MODE SYNCHRONOUS ROWS LOG
 *   powerload check DATABASE ACKS      exit 0: sound, nothing lost; 1: acknowledged rows lost; 3: database damaged
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run_sql(sqlite3 *db, const char *sql) {
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK) return;
    fprintf(stderr, "powerload: %s: %s\n", sql, message);
    exit(3);
}

static long long first_number(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    long long number = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) return -1;
    if (sqlite3_step(statement) == SQLITE_ROW) number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static sqlite3 *open_database(const char *path) {
    sqlite3 *db;
    if (sqlite3_open(path, &db) == SQLITE_OK) return db;
    fprintf(stderr, "powerload: cannot open %s\n", path);
    exit(3);
}

static void write_row(sqlite3 *db, long row, int log) {
    char text[400];
    /* Some rows are long, so that a commit spans pages; some commits change a row that is there. */
    snprintf(text, sizeof text, "INSERT INTO t VALUES(%ld, hex(randomblob(%ld))); UPDATE t SET v = v || 'x' WHERE id = %ld;",
             row, 20 + row * 37 % 3000, row / 2);
    run_sql(db, "BEGIN IMMEDIATE");
    run_sql(db, text);
    run_sql(db, "COMMIT");
    int length = snprintf(text, sizeof text, "A %ld\n", row);
    if (write(log, text, (size_t)length) != length) exit(2);
}

static int write_rows(char **argv) {
    char text[200];
    int log = open(argv[6], O_WRONLY | O_APPEND | O_CREAT, 0666);
    sqlite3 *db = open_database(argv[2]);
    snprintf(text, sizeof text, "PRAGMA journal_mode=%s; PRAGMA synchronous=%s; PRAGMA wal_autocheckpoint=60;", argv[3], argv[4]);
    run_sql(db, text);
    for (long row = 1; row <= atol(argv[5]); row++) write_row(db, row, log);
    /* No closing: the power goes while the program runs. */
    _exit(0);
}

static int check_rows(char **argv) {
    long long acknowledged = 0;
    char line[100];
    FILE *acks = fopen(argv[3], "r");
    if (!acks) return 3;
    while (fgets(line, sizeof line, acks)) acknowledged = atoll(line);
    fclose(acks);
    sqlite3 *db = open_database(argv[2]);
    long long sound = first_number(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM t WHERE id <= %lld", acknowledged);
    long long there = first_number(db, sql);
    sqlite3_close(db);
    if (sound != 1) return 3;
    return there == acknowledged ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc == 7 && strcmp(argv[1], "write") == 0) return write_rows(argv);
    if (argc == 4 && strcmp(argv[1], "check") == 0) return check_rows(argv);
    fputs("usage: powerload write DATABASE JOURNAL_MODE SYNCHRONOUS ROWS LOG | powerload check DATABASE ACKS\n", stderr);
    return 2;
}
