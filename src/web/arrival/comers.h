/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People of an arrival written down row by row: what was typed becomes case files, families and places in the
 * queue in one write.  A row that resembles somebody with a file is saved only when it was said whether it is
 * the same person.
 */
#ifndef MLUP_WEB_ARRIVAL_COMERS_H
#define MLUP_WEB_ARRIVAL_COMERS_H

#include "domain/arrival/queue.h"
#include "web/care/case_alike.h"

enum comers_cell {
    CELL_NAME,
    CELL_SEX,
    CELL_AGE,
    CELL_HOME,
    CELL_FAMILY,
    CELL_TIE,
    CELL_BAND,
    CELL_DECIDE,
    COMERS_CELLS
};
enum { COMERS_NEEDS_MAX = 8 };

struct comers_line {
    size_t number; /* 1…; the inputs end with it */
    struct slice typed[COMERS_CELLS];
    struct slice needs[COMERS_NEEDS_MAX];
    size_t need_count;
    bool is_empty;
    struct record *file; /* what was typed, read */
    struct value band;   /* the number on the wrist, when it was typed */
    struct case_candidate alike[CASE_ALIKE_MAX]; /* files that may be this person's: when nothing was said, asked about; */
    size_t alike_count, other_count;             /* else those that it was said not to be */
    size_t double_of; /* an earlier row that may be this person; SIZE_MAX */
    bool is_same;     /* goes on in the file `same` */
    struct uuid same;
    size_t family; /* index, SIZE_MAX: none */
};

struct comers_family {
    struct slice name; /* what joins its rows */
    struct uuid id;
    struct record *stored; /* joined by its code; NULL: a new one */
    int64_t people;
};

/* Which row and cell a change came from, for what the rules refuse. */
struct comers_source {
    size_t line;
    enum comers_cell cell;
};

struct comers {
    struct web *web;
    struct record *arrival;
    struct slice key;
    struct comers_line *lines;
    size_t count;
    struct comers_family *families;
    size_t family_count;
    struct change *changes;
    struct comers_source *sources; /* of each change */
    size_t change_count, people;
    bool is_read; /* what a program sent is JSON */
    bool asks;    /* somebody may have a file already */
    struct refusal refusal;
};

/* The arrival of the address; false: answer NOT_FOUND. */
bool comers_begin(struct web *web, struct comers *comers);
/* "sex.3"; of the API "2.sex". */
struct slice comers_input(const struct comers *comers, size_t line, enum comers_cell cell);
const char *comers_cell_name(enum comers_cell cell);
/* `rows` empty lines behind those that are there, LIMIT_INTAKE_ROWS at most. */
void comers_add_lines(struct comers *comers, size_t rows);

/* ---- comers_read.c ---- */
bool comers_read_form(struct comers *comers);
bool comers_read_json(struct comers *comers);
/* ---- comers_lines.c: what was typed, read; false when something cannot be.  Lines that are empty are passed
 * over. */
bool comers_check(struct comers *comers);
/* ---- comers_alike.c: takes over what was said of rows; then asks of every other whether the person has a
 * file, and sets `asks` where somebody may have. */
void comers_decide(struct comers *comers);
void comers_ask(struct comers *comers);
/* ---- comers_changes.c ---- */
void comers_make_changes(struct comers *comers);
/* What the rules refused, by the inputs. */
void comers_take_refusal(struct comers *again, const struct comers *comers, const struct refusal *refusal);
/* ---- comers_show.c ---- */
void comers_show(struct comers *comers);
void comers_show_alike(const struct comers *comers, const struct comers_line *line, struct doc *people);

#endif
