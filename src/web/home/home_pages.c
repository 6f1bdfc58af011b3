/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Home.  For who enters work: what is planned, what waits for its sheet, what was done last.  For who answers for it:
 * how the promises stand, the ones most behind, who has sessions without a sheet.  Each block asks the actor's views, so
 * a role that sees little gets a short page and nothing is said about what it may not see.
 */
#include "web/home/home_pages.h"

#include <stdlib.h>

#include "store/history.h"
#include "web/care/case_pages.h"
#include "web/due/due_page.h"
#include "web/furniture.h"
#include "web/home/home_sessions.h"
#include "web/programme/board_page.h"
#include "web/record/record_text.h"
#include "web/report/report_due.h"

enum { BEHIND_MAX = 5, ACTIVITY_READ = 200, ACTIVITY_SHOWN = 8 };

/* ---- quick actions ---- */

static const struct home_action {
    const char *label, *href;
    enum access_class class;
    enum verb verb;
    bool looks; /* a look at how things stand; the others enter work */
} home_actions[] = {
    {TR("New session"), "/sessions/new", ACCESS_TRAINING, VERB_CREATE, false},
    {TR("New person"), "/people/new", ACCESS_PEOPLE, VERB_CREATE, false},
    {TR("Promise board"), "/board", ACCESS_PROMISE, VERB_READ, true},
    {TR("Map"), "/map", ACCESS_PROMISE, VERB_READ, true},
    {TR("New user"), "/users/new", ACCESS_USERS, VERB_CREATE, false},
};

/* Who makes promises answers for them, and looks before entering. */
static bool actor_answers(const struct web *web) {
    return access_may(web->actor, ACCESS_PROMISE, VERB_CREATE);
}

static void actions_add(struct web *web, struct doc *actions, bool looks) {
    for (size_t i = 0; i < ARRAY_LEN(home_actions); i++) {
        if (home_actions[i].looks != looks || !access_may(web->actor, home_actions[i].class, home_actions[i].verb)) continue;
        furniture_add_action(web, actions, home_actions[i].label, slice_of(home_actions[i].href),
                             actions->count == 1);
    }
}

static void actions_show(struct web *web) {
    struct doc *actions = doc_set_array(web->arena, web->view, S("actions"));
    bool looks_first = actor_answers(web);
    actions_add(web, actions, looks_first);
    actions_add(web, actions, !looks_first);
}

/* ---- sessions ---- */

static void sessions_add(struct web *web, struct doc *blocks, const char *heading, struct record **sessions, size_t count,
                         const char *behind, struct slice more) {
    if (!count) return;
    struct doc *block = doc_add_object(web->arena, blocks);
    doc_set_text(web->arena, block, S("heading"), web_tr(web, heading));
    doc_set_text(web->arena, block, S("about"), S(""));
    doc_set_text(web->arena, block, S("more"), more);
    struct doc *items = doc_set_array(web->arena, block, S("items"));
    for (size_t i = 0; i < count; i++) {
        const struct session *session = session_of(sessions[i]);
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("href"), training_href(web, sessions[i], behind));
        doc_set_text(web->arena, item, S("title"), session->title.text);
        struct slice day = format_date_short(web->arena, &web->locale, session->starts_on.date);
        struct slice detail = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(day), SLICE_ARG(training_place(web, session->place.text)));
        doc_set_text(web->arena, item, S("detail"), detail);
    }
}

static void sessions_show(struct web *web, struct doc *blocks) {
    struct record *sessions[HOME_SESSIONS_MAX];
    int64_t total;
    if (!access_may(web->actor, ACCESS_TRAINING, VERB_CREATE)) return;
    size_t count = home_sessions_overdue(web, sessions);
    sessions_add(web, blocks, TR("Planned for a day that has passed: did they take place?"), sessions, count, "/roster", S(""));
    count = home_sessions_empty(web, sessions, &total);
    struct slice values[2] = {format_number(web->arena, &web->locale, total), S("")};
    struct slice more = total > (int64_t)count ? refusal_fill(web->arena, web_tr(web, TR("{1} in all")), values) : S("");
    sessions_add(web, blocks, TR("Held, and nothing entered yet"), sessions, count, "/roster", more);
    count = home_sessions_coming(web, sessions);
    sessions_add(web, blocks, TR("Coming sessions"), sessions, count, "", S(""));
}

/* ---- what I did last ---- */

static bool activity_is_mine(const struct web *web, const struct activity_entry *entry, struct uuid last) {
    bool shown_alone = !entry->type->hidden && entry->type->scope == SCOPE_ORG;
    return shown_alone && uuid_equal(entry->actor_id, web->actor->user_id) && !uuid_equal(entry->record_id, last);
}

static void activity_add(struct web *web, struct record_names *names, const struct activity_entry *entry, struct doc *items) {
    struct slice title = record_label_of(names, entry->type, entry->record_id);
    if (!title.len) return;
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("href"), record_href(web, entry->type, entry->record_id));
    doc_set_text(web->arena, item, S("title"), title);
    struct slice kind = web_tr(web, entry->type->label), verb = web_tr(web, record_verb_text(entry->verb)), when = format_instant(web->arena, &web->locale, entry->at_ms);
    doc_set_text(web->arena, item, S("detail"), arena_printf(web->arena, "%.*s · %.*s · %.*s", SLICE_ARG(kind), SLICE_ARG(verb), SLICE_ARG(when)));
}

static void activity_show(struct web *web) {
    struct activity_entry *entries = arena_make(web->arena, struct activity_entry, ACTIVITY_READ);
    size_t count = history_activity(web->app->store, web_db(web), web->arena, &web->actor->org_id, 1, INT64_MAX, entries, ACTIVITY_READ);
    struct record_names *names = record_names_new(web);
    struct doc *mine = doc_new_object(web->arena), *items = doc_set_array(web->arena, mine, S("items"));
    struct uuid last = SHARED_ORG;
    for (size_t i = 0; i < count && items->count < ACTIVITY_SHOWN; i++) {
        if (!activity_is_mine(web, &entries[i], last)) continue;
        last = entries[i].record_id;
        activity_add(web, names, &entries[i], items);
    }
    if (items->count) doc_set_doc(web->arena, web->view, S("mine"), mine);
    else doc_set_null(web->arena, web->view, S("mine"));
}

/* ---- promises ---- */

struct behind {
    const struct promise_state *state;
    size_t index;
    int64_t gap_per_mille; /* of the planned path */
};

static int by_gap(const void *a, const void *b) {
    const struct behind *left = a, *right = b;
    return (left->gap_per_mille < right->gap_per_mille) - (left->gap_per_mille > right->gap_per_mille);
}

static size_t behind_collect(const struct board_view *view, struct behind *behind) {
    size_t count = 0;
    for (size_t o = 0; o < view->org_count; o++) {
        const struct promise_board *board = &view->orgs[o].board;
        for (size_t i = 0; i < board->count; i++) {
            for (size_t p = 0; p < board->promises[i].part_count; p++) {
                const struct promise_part_state *part = &board->promises[i].parts[p];
                if (part->status != STATUS_BEHIND || part->planned <= 0) continue;
                int64_t gap = (part->planned - part->value) * 1000 / part->planned;
                if (behind) behind[count] = (struct behind){&board->promises[i], p, gap};
                count++;
            }
        }
    }
    return count;
}

static void behind_show(struct web *web, const struct board_view *view) {
    size_t count = behind_collect(view, NULL);
    struct behind *behind = arena_make(web->arena, struct behind, count + 1);
    behind_collect(view, behind);
    if (count) qsort(behind, count, sizeof *behind, by_gap);
    struct doc *rows = doc_set_array(web->arena, web->view, S("behind"));
    for (size_t i = 0; i < count && i < BEHIND_MAX; i++) {
        board_add_row(web, behind[i].state, behind[i].index, rows);
    }
    doc_set_bool(web->arena, web->view, S("any_behind"), count > 0);
}

static int64_t last_movement(const struct board_view *view) {
    int64_t last = INT64_MIN;
    for (size_t o = 0; o < view->org_count; o++) {
        const struct promise_board *board = &view->orgs[o].board;
        for (size_t i = 0; i < board->count; i++) {
            for (size_t p = 0; p < board->promises[i].part_count; p++) {
                const struct promise_part_state *part = &board->promises[i].parts[p];
                if (part->has_last_day && part->last_day > last) last = part->last_day;
            }
        }
    }
    return last;
}

/* ---- by grantee: for who sees several ---- */

static void grantee_count(const struct board_org *org, struct board_view *counted) {
    for (size_t i = 0; i < org->board.count; i++) {
        for (size_t p = 0; p < org->board.promises[i].part_count; p++) {
            counted->counts[org->board.promises[i].parts[p].status]++;
        }
    }
}

static void grantee_add(struct web *web, const struct board_org *org, struct doc *grantees) {
    struct board_view *counted = arena_make(web->arena, struct board_view, 1);
    struct doc *object = doc_add_object(web->arena, grantees);
    grantee_count(org, counted);
    doc_set_text(web->arena, object, S("grantee"), org->org.short_name);
    doc_set_text(web->arena, object, S("grantee_href"), arena_join(web->arena, S("/board?org="), uuid_format(web->arena, org->org.id)));
    board_add_states(web, counted, object);
    int64_t empty = home_sessions_empty_count(web, org->org.id);
    struct slice values[2] = {format_number(web->arena, &web->locale, empty), S("")};
    doc_set_text(web->arena, object, S("waiting"), empty ? refusal_fill(web->arena, web_tr(web, TR("Sessions held without attendance: {1}")), values) : S(""));
}

static void grantees_show(struct web *web, const struct board_view *view) {
    struct doc *grantees = doc_set_array(web->arena, web->view, S("grantees"));
    for (size_t o = 0; o < view->org_count && view->org_count > 1; o++) {
        grantee_add(web, &view->orgs[o], grantees);
    }
    doc_set_bool(web->arena, web->view, S("any_grantees"), grantees->count > 0);
}

static void promises_show(struct web *web, struct doc *blocks) {
    struct board_view *view = arena_make(web->arena, struct board_view, 1);
    view->ask = board_ask_read(web);
    bool any = access_may(web->actor, ACCESS_PROMISE, VERB_READ) && board_read(web, view);
    size_t parts = 0;
    for (int status = 0; any && status < PROMISE_STATUSES; status++) {
        parts += view->counts[status];
    }
    if (!parts) {
        doc_set_null(web->arena, web->view, S("promises"));
        return;
    }
    struct doc *promises = doc_set_object(web->arena, web->view, S("promises"));
    board_add_states(web, view, promises);
    int64_t last = last_movement(view);
    struct slice values[2] = {last == INT64_MIN ? S("") : promise_view_day(web, last), S("")};
    doc_set_text(web->arena, promises, S("last_movement"), last == INT64_MIN ? S("") : refusal_fill(web->arena, web_tr(web, TR("Last movement: {1}")), values));
    home_missing_add(web, view, blocks);
    behind_show(web, view);
    grantees_show(web, view);
}

enum outcome home_page(struct web *web) {
    struct slice values[2] = {web->session->name, S("")};
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Home")));
    doc_set_text(web->arena, web->view, S("greeting"), refusal_fill(web->arena, web_tr(web, TR("Good day, {1}")), values));
    doc_set_text(web->arena, web->view, S("today"), format_date(web->arena, &web->locale, clock_today()));
    actions_show(web);
    struct doc *blocks = doc_set_array(web->arena, web->view, S("blocks"));
    case_home_add(web, blocks);
    due_home_add(web, blocks);
    sessions_show(web, blocks);
    report_due_show(web, blocks);
    activity_show(web);
    promises_show(web, blocks);
    bool enters = access_may(web->actor, ACCESS_TRAINING, VERB_CREATE) && !web->actor->is_lead;
    doc_set_bool(web->arena, web->view, S("nothing_waits"), enters && blocks->count == 0);
    return OUTCOME_OK;
}
