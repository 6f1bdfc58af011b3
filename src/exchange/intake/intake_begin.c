/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_begin.h"

#include "catalogue/value.h"
#include "domain/records.h"
#include "i18n/khmer.h"

bool intake_may(const struct actor *actor, const struct record_type *type) {
    bool is_ours = type == &import_type || type == &import_mapping_type;
    bool is_apart = type->access == ACCESS_USERS || type->access == ACCESS_OWN || type->attached || is_ours;
    bool is_secret = type->access == ACCESS_CASE; /* its file would lie open on the disk: web/arrival/comers_file.h */
    return !is_apart && !is_secret && access_may(actor, ACCESS_EXCHANGE, VERB_CREATE) && access_may_add(actor, type);
}

static void set_text(struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = text.len > 0, .text = text};
    change_set(change, field);
}

static void set_number(struct change *change, const char *name, int64_t number) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = value_of_number(number);
    change_set(change, field);
}

static enum outcome write_one(const struct intake_office *office, struct change *change,
                              struct refusal *refusal) {
    change->by_program = true;
    struct write_job job = {
        .job_arena = office->arena, .actor = office->actor, .changes = change, .change_count = 1};
    enum outcome outcome = store_write(office->store, &job);
    refusal_add(refusal, &job.refusal);
    if (outcome != OUTCOME_OK && !job.refusal.first)
        refuse(refusal, S(""), "This could not be saved. Try again.");
    return outcome;
}

/* The name as a person knows it: without folders, cut to what a line holds. */
static struct slice plain_name(struct arena *arena, struct slice name) {
    enum { NAME_BYTES = 200 };
    for (size_t i = name.len; i > 0; i--) {
        if (name.s[i - 1] != '/' && name.s[i - 1] != '\\') continue;
        name = slice_sub(name, i, name.len);
        break;
    }
    while (name.len > NAME_BYTES || (name.len && !slice_is_utf8(name))) {
        name.len = name.len > NAME_BYTES ? NAME_BYTES : name.len - 1;
    }
    name = khmer_normalise(arena, name); /* the stored form: else the record would differ from its log */
    return name.len ? arena_copy(arena, name) : S("table");
}

/* A first look decides whether there is anything to match. */
static void set_readable(const struct intake_office *office, struct change *change,
                         const struct record_type *type) {
    struct arena *scratch = arena_new();
    struct intake_head *head = arena_make(scratch, struct intake_head, 1);
    struct view view = access_view(office->access, scratch, office->actor, type);
    const char *path = intake_desk_path(office->desk, scratch, INTAKE_FILE, change->id);
    enum sheet_trouble trouble = SHEET_FINE;
    int64_t row = 0;
    bool good = intake_head_read(scratch, path, type, &view, 0, -1, office->khmer, head, &trouble, &row);
    set_text(change, "state", good ? S("matching") : S("unreadable"));
    if (!good) {
        set_text(change, "trouble", slice_of(sheet_trouble_text(trouble)));
        set_number(change, "trouble_row", row);
    }
    arena_free(scratch);
}

bool intake_begin(const struct intake_office *office, const struct record_type *type, struct slice file_name,
                  struct slice bytes, struct uuid *id, struct refusal *refusal) {
    struct slice digest;
    if (!bytes.len) return refuse(refusal, S("file"), "There is nothing in the file.");
    if (uuid_is_zero(*id)) *id = uuid_new();
    if (!intake_desk_keep(office->desk, office->arena, *id, bytes, &digest)) {
        return refuse(refusal, S("file"), "The file could not be kept: the disk may be full.");
    }
    struct change *change = arena_make(office->arena, struct change, 1);
    *change = change_new(office->arena, CHANGE_CREATE, &import_type, office->actor->org_id);
    change->id = *id;
    set_text(change, "file_name", plain_name(office->arena, file_name));
    set_text(change, "record_kind", slice_of(type->name));
    set_readable(office, change, type);
    set_text(change, "digest", digest);
    set_number(change, "file_bytes", (int64_t)bytes.len);
    if (write_one(office, change, refusal) == OUTCOME_OK) return true;
    intake_desk_forget(office->desk, office->arena, *id);
    return false;
}

/* ---- matching ---- */

/* What this header was the last time in this organisation; NULL when it is new. */
static struct record *mapping_find(const struct intake_office *office, const struct record_type *type,
                                   struct slice fingerprint) {
    struct view view = access_view(office->access, office->arena, office->actor, &import_mapping_type);
    struct list_query query = {
        .type = &import_mapping_type, .limit = 1, .filter_count = 2, .org = office->actor->org_id};
    struct list_page page = {0};
    struct refusal refusal = REFUSAL_IN(office->arena);
    query.filters[0] = (struct filter){.field = record_type_field(&import_mapping_type, S("record_kind")),
                                       .value = {.present = true, .text = slice_of(type->name)}};
    query.filters[1] = (struct filter){.field = record_type_field(&import_mapping_type, S("fingerprint")),
                                       .value = {.present = true, .text = fingerprint}};
    if (!view.allowed) return NULL;
    struct db *db = store_borrow(office->store);
    bool good = query_list(office->store, db, office->arena, &view, &query, &page, &refusal);
    store_return(office->store, db);
    return good && page.count ? page.records[0] : NULL;
}

/* Where rows begin is this file's own; the rest is taken over. */
static bool plan_take(struct arena *arena, struct slice json, struct intake_plan *plan, bool with_rows) {
    struct intake_plan *before = arena_make(arena, struct intake_plan, 1);
    *before = *plan;
    if (!intake_plan_read(arena, json, plan)) {
        *plan = *before;
        return false;
    }
    if (with_rows) return true;
    plan->sheet = before->sheet;
    plan->header_row = before->header_row;
    plan->data_row = before->data_row;
    return true;
}

static size_t count_matched(const struct intake_plan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        count += plan->columns[i].target != TARGET_NONE;
    }
    return count;
}

bool intake_look_at(const struct intake_office *office, const struct record *record, int64_t sheet,
                    int64_t header_row, struct intake_head *head, bool *is_remembered,
                    enum sheet_trouble *trouble, int64_t *trouble_row) {
    const struct import *import = import_of(record);
    const struct record_type *type = catalogue_find(&mlup_catalogue, import->record_kind.text);
    struct view view = access_view(office->access, office->arena, office->actor, type);
    struct intake_plan *chosen = arena_make(office->arena, struct intake_plan, 1);
    chosen->type = type;
    bool is_chosen =
        sheet < 0 && header_row < 0 && intake_plan_read(office->arena, import->plan.text, chosen);
    if (is_chosen) {
        sheet = (int64_t)chosen->sheet;
        header_row = chosen->header_row;
    }
    const char *path = intake_desk_path(office->desk, office->arena, INTAKE_FILE, record->id);
    *is_remembered = false;
    bool good = intake_head_read(office->arena, path, type, &view, sheet < 0 ? 0 : (size_t)sheet, header_row,
                                 office->khmer, head, trouble, trouble_row);
    if (!good) return false;
    if (is_chosen) {
        plan_take(office->arena, import->plan.text, &head->plan, true);
    } else {
        struct record *mapping = mapping_find(office, type, intake_fingerprint(office->arena, &head->plan));
        *is_remembered =
            mapping && plan_take(office->arena, import_mapping_of(mapping)->plan.text, &head->plan, false);
    }
    head->matched = count_matched(&head->plan);
    return true;
}

/* For the next file; that it is not kept is no reason to refuse this one. */
static void mapping_keep(const struct intake_office *office, const struct intake_plan *plan,
                         struct slice json) {
    struct slice fingerprint = intake_fingerprint(office->arena, plan);
    struct record *before = mapping_find(office, plan->type, fingerprint);
    struct change *change = arena_make(office->arena, struct change, 1);
    struct refusal refusal = REFUSAL_IN(office->arena);
    *change = change_new(office->arena, before ? CHANGE_UPDATE : CHANGE_CREATE, &import_mapping_type,
                         office->actor->org_id);
    if (before) {
        change->id = before->id;
        change->base_version = before->version;
    } else {
        set_text(change, "record_kind", slice_of(plan->type->name));
        set_text(change, "fingerprint", fingerprint);
    }
    set_text(change, "plan", json);
    (void)write_one(office, change, &refusal);
}

static struct change *change_of(const struct intake_office *office, const struct record *import) {
    struct change *change = arena_make(office->arena, struct change, 1);
    *change = change_new(office->arena, CHANGE_UPDATE, &import_type, import->org_id);
    change->id = import->id;
    change->base_version = import->version;
    return change;
}

static bool state_is(const struct record *record, struct slice state) {
    return slice_equal(import_of(record)->state.text, state);
}

bool intake_save_plan(const struct intake_office *office, const struct record *import,
                      const struct intake_plan *plan, const struct locale *locale, struct refusal *refusal) {
    bool may = state_is(import, S("matching")) || state_is(import, S("stopped")) ||
               state_is(import, S("checked")) || state_is(import, S("unreadable"));
    if (!may) return refuse(refusal, S(""), "This import is past that step.");
    struct view view = access_view(office->access, office->arena, office->actor, plan->type);
    if (!intake_plan_check(plan, &view, refusal)) return false;
    struct slice json = intake_plan_write(office->arena, plan);
    struct change *change = change_of(office, import);
    set_text(change, "plan", json);
    set_text(change, "state", S("checking"));
    set_text(change, "trouble", S(""));
    if (write_one(office, change, refusal) != OUTCOME_OK) return false;
    mapping_keep(office, plan, json);
    intake_desk_wake(office->desk, import->id, office->actor, locale);
    return true;
}

/* ---- the next state ---- */

static bool may_follow(const struct record *import, struct slice state) {
    if (slice_equal(state, S("checking")))
        return state_is(import, S("checked")) || state_is(import, S("stopped")) ||
               state_is(import, S("checking"));
    if (slice_equal(state, S("writing")))
        return state_is(import, S("checked")) || state_is(import, S("writing")) ||
               state_is(import, S("paused"));
    return state_is(import, S("done")) || state_is(import, S("paused")) || state_is(import, S("undone")) ||
           state_is(import, S("undoing"));
}

bool intake_stop(const struct intake_office *office, const struct record *import, struct refusal *refusal) {
    struct intake_setup setup = {.store = office->store, .access = office->access, .actor = office->actor};
    bool may = state_is(import, S("checking")) || state_is(import, S("writing"));
    if (!may) return refuse(refusal, S(""), "This import is past that step.");
    if (!intake_desk_stop(office->desk, import->id))
        return refuse(refusal, S(""), "It has not stopped yet. Look again in a moment.");
    /* The work notes it itself; of one that had not begun nobody else does. */
    return intake_note_stopped(office->arena, &setup, import->id) ||
           refuse(refusal, S(""), "This could not be saved. Try again.");
}

/* Once rows are written, what was decided holds for the rest too. */
static bool may_decide(const struct record *import) {
    return !state_is(import, S("writing")) && !state_is(import, S("paused"));
}

bool intake_go(const struct intake_office *office, const struct record *import, struct slice state,
               struct slice decisions, bool with_edited, const struct locale *locale,
               struct refusal *refusal) {
    struct change *change = change_of(office, import);
    bool is_busy = intake_desk_look(office->desk, import->id).is_busy,
         is_check = slice_equal(state, S("checking"));
    if (is_busy && !is_check && state_is(import, state)) return true; /* asked for twice */
    if (is_busy || !may_follow(import, state))
        return refuse(refusal, S(""), "This import is past that step.");
    set_text(change, "state", state);
    if (decisions.len && may_decide(import)) set_text(change, "decisions", decisions);
    if (slice_equal(state, S("undoing")) && !state_is(import, S("undoing"))) {
        set_number(change, "undo_at", import_of(import)->log_to.number + 1);
        set_number(change, "rows_kept", 0);
        set_text(change, "kept", S(""));
        set_number(change, "undo_edited", with_edited);
    }
    if (write_one(office, change, refusal) != OUTCOME_OK) return false;
    intake_desk_wake(office->desk, import->id, office->actor, locale);
    return true;
}
