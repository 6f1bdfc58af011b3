/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An attendance sheet between a request and the write path: who stands on it, what was typed in each line, what is
 * recorded already.  Forms and JSON are read into the same sheet, so both obey the same rules.
 *
 * It keeps what was typed byte for byte; nothing here writes.
 */
#ifndef MLUP_WEB_TRAINING_SHEET_H
#define MLUP_WEB_TRAINING_SHEET_H

#include "domain/programme/promise_read.h"
#include "web/training/training_load.h"

/* What a line says beside the tick; in the order of the inputs, with the names of attendance's fields. */
enum sheet_cell { CELL_FUNCTION, CELL_PRE_TEST, CELL_POST_TEST, CELL_NOTE, SHEET_CELLS };
/* What is asked about somebody new, before the cells. */
enum newcomer_cell { NEW_NAME_KM, NEW_NAME_LATIN, NEW_SEX, NEW_AGE, NEW_VILLAGE, NEW_VILLAGE_TEXT, NEW_CELLS };
extern const struct slice sheet_cell_names[SHEET_CELLS];
extern const struct slice newcomer_cell_names[NEW_CELLS];

struct sheet_line {
    struct slice prefix; /* of the names of its inputs: "12" or "rows.12" */
    struct uuid person_id;
    struct record *person; /* NULL: not there for this actor */
    struct record *stored; /* the attendance as it is now; NULL: not recorded */
    int64_t seen_version;  /* of the attendance that the sender looked at; 0: not recorded then */
    bool ticked;
    struct slice typed[SHEET_CELLS];
    enum { KEEP_UNDECIDED, KEEP_MINE, KEEP_THEIRS } keep;
    bool is_conflict;        /* changed by somebody else, to something other than what was typed */
    struct value cells[SHEET_CELLS]; /* of what was typed, once checked */
    uint64_t sets;           /* bits of attendance's fields that differ from what is recorded */
};

struct sheet_newcomer {
    struct slice prefix;
    struct slice about[NEW_CELLS], typed[SHEET_CELLS];
    struct slice choice;          /* who it is: the id of somebody known, or "new"; empty: not asked or not answered */
    struct record **known;        /* people with this name and sex */
    size_t known_count;
    struct uuid person_id;        /* made of key and row, so that a submission repeated is the same person */
    struct value cells[SHEET_CELLS];
    bool is_filled, is_saved_already;
    struct change person;         /* the create, once checked */
};

struct sheet {
    struct session_seen seen;
    struct slice key;           /* of the submission */
    int64_t session_version;    /* seen by the sender */
    bool mark_held;             /* the session took place: planned becomes held */
    struct sheet_line *lines;
    size_t line_count, line_room;
    struct sheet_newcomer *newcomers;
    size_t newcomer_count;
    struct record **attendance; /* what is recorded */
    size_t attendance_count;

    /* Adding somebody of the register. */
    struct slice add_id, add_text;
    struct record **candidates;
    size_t candidate_count;
    struct slice from; /* where more people were taken from */

    struct change *changes;
    size_t change_count;
    struct promise_board before; /* the promises before the change */
    struct refusal refusal;
};

/* The sheet as it is recorded; false when the session is not there. */
bool sheet_open(struct web *web, struct sheet *sheet);
/* Adds a line unless the person stands on the sheet already; NULL when the sheet is full. */
struct sheet_line *sheet_add_line(struct web *web, struct sheet *sheet, struct uuid person_id);
/* A line for everybody recorded, showing what is recorded. */
void sheet_add_recorded(struct web *web, struct sheet *sheet);
/* Fetches the people of all lines, and joins what is recorded to lines. */
void sheet_join(struct web *web, struct sheet *sheet);
/* Gives every line of a form its prefix: lines that joined later must not share one. */
void sheet_number(struct web *web, struct sheet *sheet);
/* Lines by name, as people look for them. */
void sheet_sort(struct web *web, struct sheet *sheet);
/* Takes people from "group", "previous", "place" or the id of another session; unticked. */
void sheet_take_from(struct web *web, struct sheet *sheet, struct slice from);

/* The posted form; false when it cannot be read. */
bool sheet_read_form(struct web *web, struct sheet *sheet);
/* The JSON body; wrong members are refused in sheet->refusal.  False when it is no JSON. */
bool sheet_read_json(struct web *web, struct sheet *sheet);
/* The sheet as JSON into web->view. */
void sheet_show_json(struct web *web, const struct sheet *sheet);

/* Checks every line and makes the changes; all refusals are in sheet->refusal, each under the name of its input.  True
 * when nothing was refused and nothing is in conflict. */
bool sheet_plan(struct web *web, struct sheet *sheet);
/* People of the organisation who may be the one about to be saved: of this name (any script) and sex, or alike. */
size_t sheet_find_known(struct web *web, const struct change *person, struct record ***known);
/* The name of an input: prefix and cell. */
struct slice sheet_input(struct web *web, struct slice prefix, struct slice cell);

/* The promises of the session's organisation as they are now. */
struct promise_board sheet_promises(struct web *web, const struct sheet *sheet);
/* "?moved=PART:BEFORE:AFTER,…&proof=…" for the parts that moved between the two boards; empty when none did. */
struct slice moved_query(struct web *web, const struct promise_board *before, const struct promise_board *after);
/* Shows what such an address of this session (of the browser) says; false when it has none, or a forged one. */
bool moved_show(struct web *web, struct uuid org);

#endif
