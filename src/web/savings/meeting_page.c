/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/meeting_page.h"

#include "web/savings/meeting_print.h"
#include "web/savings/meeting_show.h"

static struct slice sheet_href(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    if (sheet->meeting) return savings_href(web, "group-meetings", sheet->meeting_id, "/sheet");
    return savings_href(web, "savings-groups", sheet->seen.record->id, "/meetings/new");
}

/* Who may not write meetings does not get an empty sheet; who may see the group hears why. */
static enum outcome sheet_open_page(struct meeting_sheet *sheet) {
    if (!sheet->seen.may_write) return OUTCOME_FORBIDDEN;
    meeting_take_recorded(sheet);
    meeting_show(sheet, sheet_href(sheet));
    return OUTCOME_OK;
}

enum outcome meeting_new_page(struct web *web) {
    struct meeting_sheet sheet;
    struct uuid group;
    if (!web_arg_id(web, 0, &group) || !meeting_begin_new(web, group, 0, &sheet)) return OUTCOME_NOT_FOUND;
    return sheet_open_page(&sheet);
}

enum outcome meeting_sheet_page(struct web *web) {
    struct meeting_sheet sheet;
    struct uuid id;
    if (!web_arg_id(web, 0, &id) || !meeting_begin(web, id, &sheet)) return OUTCOME_NOT_FOUND;
    if (meeting_is_open(&sheet)) return sheet_open_page(&sheet);
    return meeting_show_closed(&sheet);
}

/* ---- saving ---- */

static bool sheet_begin_again(struct web *web, struct meeting_sheet *sheet) {
    struct uuid id;
    int64_t number = 0;
    if (!web_arg_id(web, 0, &id)) return false;
    if (slice_contains(web->http->path, S("/group-meetings/"))) return meeting_begin(web, id, sheet);
    slice_to_int64(web_field(web, S("number")), &number);
    return meeting_begin_new(web, id, number, sheet);
}

static enum outcome sheet_refused(struct meeting_sheet *sheet, bool conflict) {
    bool is_conflict = conflict || meeting_has_conflict(sheet);
    sheet->web->response->status = web_status(is_conflict ? OUTCOME_CONFLICT : OUTCOME_REFUSED);
    if (sheet->web->is_api) {
        sheet->web->refusal = sheet->refusal;
        return is_conflict ? OUTCOME_CONFLICT : OUTCOME_REFUSED;
    }
    meeting_show(sheet, sheet_href(sheet));
    return OUTCOME_OK;
}

static enum outcome sheet_saved(const struct meeting_sheet *sheet, bool closes) {
    struct web *web = sheet->web;
    const char *behind = closes ? "/sheet?done=closed" : "/sheet?done=saved";
    return savings_done(web, sheet->meeting_id,
                        savings_href(web, "group-meetings", sheet->meeting_id, behind));
}

static bool form_closes(struct web *web) {
    return slice_equal(web_field(web, S("do")), S("close"));
}

/* "3.amount" of the store is the input of the third change. */
static void take_job_refusal(struct meeting_sheet *again, const struct meeting_sheet *sheet,
                             const struct refusal_item *item) {
    struct slice rest = item->field, first = S("");
    int64_t index = 0;
    size_t dot = slice_find(item->field, S("."), 0);
    if (dot < item->field.len) slice_split(&rest, '.', &first);
    bool is_numbered = first.len && slice_to_int64(first, &index) && index >= 0;
    struct slice input =
        meeting_input_of(sheet, is_numbered ? (size_t)index : 0, is_numbered ? rest : item->field);
    refuse_with(&again->refusal, input, item->message, item->args[0], item->args[1]);
}

/* Refused by the rules, or somebody was quicker: the sheet again with what was typed, and what is recorded by
 * now. */
static enum outcome sheet_failed(struct meeting_sheet *sheet, const struct write_job *job) {
    struct web *web = sheet->web;
    struct meeting_sheet *again = arena_make(web->arena, struct meeting_sheet, 1);
    bool conflict = job->outcome == OUTCOME_CONFLICT;
    if (!sheet_begin_again(web, again)) return OUTCOME_NOT_FOUND;
    meeting_take_form(again);
    meeting_changes(again, form_closes(web));
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        take_job_refusal(again, sheet, item);
    }
    if (refusal_is_empty(&again->refusal))
        refuse(&again->refusal, S(""), "Somebody changed this sheet meanwhile. Look at it and save again.");
    return sheet_refused(again, conflict);
}

static enum outcome sheet_written(struct web *web, struct write_job *job) {
    struct meeting_sheet *sheet = web->state;
    switch (job->outcome) {
    case OUTCOME_OK: return sheet_saved(sheet, form_closes(web));
    case OUTCOME_REFUSED:
    case OUTCOME_CONFLICT: return sheet_failed(sheet, job);
    case OUTCOME_MALFORMED:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_NOT_FOUND:
    case OUTCOME_TOO_MANY:
    case OUTCOME_FULL:
    case OUTCOME_FAILED: web->refusal = job->refusal; return job->outcome;
    }
    BUG("outcome %d", job->outcome);
}

static struct slice submission_key(struct web *web, const struct meeting_sheet *sheet) {
    struct uuid body = web_form_identity(web, sheet->key);
    return sheet->key.len ? arena_printf(web->arena, "meeting-%.*s", SLICE_ARG(uuid_format(web->arena, body)))
                          : S("");
}

static enum outcome sheet_write(struct meeting_sheet *sheet, struct slice key) {
    struct web *web = sheet->web;
    bool closes = form_closes(web);
    if (!meeting_changes(sheet, closes)) return sheet_refused(sheet, false);
    if (sheet->change_count == 0) return sheet_saved(sheet, closes);
    web->state = sheet;
    return web_write(web, sheet->changes, sheet->change_count, key, sheet_written);
}

/* A new sheet says which meeting it is: sent again it would else be the next, and one that skips a meeting
 * would be another than its sender means. */
static bool sheet_is_named(struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct slice typed = slice_trim(web_field(web, S("number")));
    int64_t number;
    if (sheet->meeting && !typed.len) return true;
    if (!typed.len) return !web->is_api || refuse(&sheet->refusal, S("number"), "This field is required.");
    if (!slice_to_int64(typed, &number))
        return refuse_with(&sheet->refusal, S("number"), "“{1}” is not a number.", typed, S(""));
    return number == sheet->number ||
           refuse_with(&sheet->refusal, S("number"),
                       "The sheet is of meeting {1}, but the next is meeting {2}.",
                       savings_number(web, number), savings_number(web, sheet->number));
}

static enum outcome meeting_save(struct web *web) {
    struct meeting_sheet *sheet = arena_make(web->arena, struct meeting_sheet, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!sheet_begin_again(web, sheet)) return OUTCOME_NOT_FOUND;
    if (!sheet->seen.may_write) return OUTCOME_FORBIDDEN;
    meeting_take_form(sheet);
    if (!sheet_is_named(sheet)) return sheet_refused(sheet, false);
    struct slice key = submission_key(web, sheet);
    if (key.len && store_key_is_used(web_db(web), web->actor, key))
        return sheet_saved(sheet, form_closes(web));
    if (slice_equal(web_field(web, S("do")), S("look"))) {
        meeting_show(sheet, sheet_href(sheet));
        return OUTCOME_OK;
    }
    return sheet_write(sheet, key);
}

enum outcome meeting_new_save(struct web *web) {
    return meeting_save(web);
}

enum outcome meeting_sheet_save(struct web *web) {
    return meeting_save(web);
}
