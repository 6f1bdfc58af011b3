/* SPDX-License-Identifier: Apache-2.0 */
/* A case file by its code: where it stands, what is next, who works on it, and all that was done, without a
 * word that is sealed. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/contact.h"
#include "domain/care/plan.h"
#include "web/care/case_approval.h"
#include "web/care/case_pages.h"
#include "web/care/case_timeline.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_head.h"

enum { EVENTS_SHOWN = 250, NEEDS_SHOWN = 40 };

/* What the page is made of. */
struct case_view {
    struct record *file;
    struct case_names *names;
    struct case_event *events;
    size_t event_count;
    bool may_write;
};

static const char *risk_badge(const struct value *risk) {
    if (value_is_code(risk, "high")) return "bad";
    return value_is_code(risk, "medium") ? "behind" : "open";
}

static void badge_add(struct web *web, struct doc *badges, struct slice text, const char *kind) {
    if (!text.len) return;
    struct doc *badge = doc_add_object(web->arena, badges);
    doc_set_text(web->arena, badge, S("badge_text"), text);
    doc_set_text(web->arena, badge, S("badge_kind"), slice_of(kind));
}

static void badges_add(struct web *web, const struct record *record) {
    const struct case_file *file = case_file_of(record);
    struct doc *badges = doc_set_array(web->arena, web->view, S("badges"));
    struct slice urgent = file->urgent.text, code;
    badge_add(web, badges, case_choice(web, record, "state"), "open");
    badge_add(web, badges, case_choice(web, record, "risk"), risk_badge(&file->risk));
    const struct field *field = record_type_field(&case_file_type, S("urgent"));
    while (file->urgent.present && slice_split(&urgent, ',', &code)) {
        badge_add(web, badges, choice_label(web, field, code), "bad");
    }
    bool held = file->legal_hold.present && file->legal_hold.number;
    badge_add(web, badges, held ? web_tr(web, TR("Must be kept")) : S(""), "behind");
}

/* "Female · 17 · arrived 3 March 2016 from Thailand". */
static struct slice summary_of(struct web *web, const struct record *record) {
    const struct case_file *file = case_file_of(record);
    struct text text = TEXT_IN(web->arena);
    text_append(&text, case_choice(web, record, "sex"));
    if (file->age_years.present) {
        struct slice age =
            web_tr_fill(web, TR("{1} years old on arrival"),
                        format_number(web->arena, &web->locale, file->age_years.number), S(""));
        text_printf(&text, " · %.*s", SLICE_ARG(age));
    }
    struct slice arrived = web_tr_fill(web, TR("arrived {1}"), case_day(web, &file->arrived_on), S(""));
    text_printf(&text, " · %.*s", SLICE_ARG(arrived));
    struct slice from = case_choice(web, record, "from_country");
    if (from.len) text_printf(&text, " · %.*s", SLICE_ARG(from));
    return text_slice(&text);
}

/* ---- tasks ---- */

static struct slice when_words(struct web *web, int64_t day, int64_t today) {
    struct slice days = format_number(web->arena, &web->locale, day < today ? today - day : day - today);
    if (day < today) return web_tr_fill(web, TR("{1} days late"), days, S(""));
    if (day == today) return web_tr(web, TR("due today"));
    return web_tr_fill(web, TR("in {1} days"), days, S(""));
}

static const char *when_badge(int64_t day, int64_t today) {
    return day < today ? "bad" : day - today <= 7 ? "behind" : "open";
}

static void task_add(struct web *web, const struct case_view *view, const struct record *record,
                     struct doc *tasks) {
    const struct case_task *task = case_task_of(record);
    int64_t day = date_first_day(task->due_on.date), today = date_first_day(clock_today());
    struct doc *row = doc_add_object(web->arena, tasks);
    struct slice id = uuid_format(web->arena, record->id);
    doc_set_text(web->arena, row, S("task_text"), case_choice(web, record, "kind"));
    doc_set_text(web->arena, row, S("task_href"), record_href(web, &case_task_type, record->id));
    doc_set_text(web->arena, row, S("task_day"), case_day(web, &task->due_on));
    doc_set_text(web->arena, row, S("task_who"),
                 task->assigned.present ? case_name(view->names, task->assigned.id) : S(""));
    doc_set_text(web->arena, row, S("task_when"), when_words(web, day, today));
    doc_set_text(web->arena, row, S("task_badge"), slice_of(when_badge(day, today)));
    struct slice done = arena_printf(web->arena, "/tasks/%.*s/done", SLICE_ARG(id));
    doc_set_text(web->arena, row, S("task_done"),
                 view->may_write ? arena_join(web->arena, case_href(web, view->file, ""), done) : S(""));
}

static int by_due_day(const void *a, const void *b) {
    const struct record *left = *(struct record *const *)a, *right = *(struct record *const *)b;
    int64_t one = date_first_day(case_task_of(left)->due_on.date),
            other = date_first_day(case_task_of(right)->due_on.date);
    return one != other ? (one < other ? -1 : 1) : uuid_compare(left->id, right->id);
}

/* What is due first comes first; the timeline has them by the day on which they were set. */
static void tasks_add(struct web *web, const struct case_view *view) {
    struct record **open = arena_make(web->arena, struct record *, view->event_count);
    struct doc *tasks = doc_set_array(web->arena, web->view, S("tasks"));
    size_t count = 0;
    for (size_t i = 0; i < view->event_count; i++) {
        struct record *record = view->events[i].record;
        if (record->type == &case_task_type && !case_task_of(record)->done_on.present) open[count++] = record;
    }
    if (count) qsort(open, count, sizeof *open, by_due_day);
    for (size_t i = 0; i < count; i++)
        task_add(web, view, open[i], tasks);
}

static void contact_add(struct web *web, const struct record *file) {
    struct contact_due contact;
    bool any = contact_of(web_db(web), web->arena, file->org_id, file->id, &contact);
    struct doc *found = any ? doc_set_object(web->arena, web->view, S("contact")) : NULL;
    if (!any) return;
    int64_t today = date_first_day(clock_today());
    struct slice last = format_date(web->arena, &web->locale, date_of_day(contact.last_day));
    doc_set_text(web->arena, found, S("contact_last"),
                 web_tr_fill(web, TR("Last met or called: {1}"), last, S("")));
    doc_set_text(web->arena, found, S("contact_rule"),
                 web_tr_fill(web, TR("With this risk somebody is met every {1} days."),
                             format_number(web->arena, &web->locale, contact.every_days), S("")));
    doc_set_text(web->arena, found, S("contact_when"), when_words(web, contact.due_day, today));
    doc_set_text(web->arena, found, S("contact_badge"), slice_of(when_badge(contact.due_day, today)));
}

/* ---- how somebody stands ---- */

static bool is_same_domain(const struct case_need *a, const struct case_need *b) {
    return slice_equal(a->domain.text, b->domain.text);
}

/* The score before this one; events are newest first. */
static int64_t score_before(const struct case_view *view, size_t at) {
    const struct case_need *now = case_need_of(view->events[at].record);
    for (size_t i = at + 1; i < view->event_count; i++) {
        const struct record *record = view->events[i].record;
        if (record->type == &case_need_type && is_same_domain(now, case_need_of(record)))
            return case_need_of(record)->score.number;
    }
    return 0;
}

static bool is_latest_of_domain(const struct case_view *view, size_t at) {
    const struct case_need *now = case_need_of(view->events[at].record);
    for (size_t i = 0; i < at; i++) {
        const struct record *record = view->events[i].record;
        if (record->type == &case_need_type && is_same_domain(now, case_need_of(record))) return false;
    }
    return true;
}

static const char *way_of(int64_t before, int64_t now) {
    if (!before || before == now) return "";
    return now > before ? "↑" : "↓";
}

static void need_add(struct web *web, const struct case_view *view, size_t at, struct doc *needs) {
    const struct record *record = view->events[at].record;
    const struct case_need *need = case_need_of(record);
    int64_t before = score_before(view, at), score = need->score.number;
    struct doc *row = doc_add_object(web->arena, needs);
    doc_set_text(web->arena, row, S("need_text"), case_choice(web, record, "domain"));
    doc_set_text(web->arena, row, S("need_href"), record_href(web, &case_need_type, record->id));
    doc_set_text(web->arena, row, S("need_score"),
                 web_tr_fill(web, TR("{1} of 5"), format_number(web->arena, &web->locale, score), S("")));
    doc_set_text(web->arena, row, S("need_badge"),
                 slice_of(score < 3    ? "bad"
                          : score == 3 ? "behind"
                                       : "done"));
    doc_set_text(web->arena, row, S("need_way"), slice_of(way_of(before, score)));
    doc_set_text(
        web->arena, row, S("need_before"),
        before ? web_tr_fill(web, TR("before: {1}"), format_number(web->arena, &web->locale, before), S(""))
               : S(""));
}

static void needs_add(struct web *web, const struct case_view *view) {
    struct doc *needs = doc_set_array(web->arena, web->view, S("needs"));
    for (size_t i = 0; i < view->event_count && needs->count < NEEDS_SHOWN; i++) {
        if (view->events[i].record->type == &case_need_type && is_latest_of_domain(view, i))
            need_add(web, view, i, needs);
    }
}

/* ---- who works on it ---- */

static void member_add(struct web *web, struct doc *team, struct slice name, struct slice role) {
    struct doc *member = doc_add_object(web->arena, team);
    doc_set_text(web->arena, member, S("member_name"), name);
    doc_set_text(web->arena, member, S("member_role"), role);
}

static void team_add(struct web *web, const struct case_view *view) {
    struct doc *team = doc_set_array(web->arena, web->view, S("team"));
    const struct value *worker = &case_file_of(view->file)->case_worker;
    if (worker->present)
        member_add(web, team, case_name(view->names, worker->id), web_tr(web, TR("Social worker")));
    for (size_t i = 0; i < view->event_count; i++) {
        const struct record *record = view->events[i].record;
        if (record->type != &case_team_member_type) continue;
        member_add(web, team, case_name(view->names, case_team_member_of(record)->user.id),
                   case_choice(web, record, "role"));
    }
}

/* ---- opening ---- */

static void open_add(struct web *web, const struct record *file) {
    bool has_right =
        access_may_in(web->app->access, web->actor, &case_file_type, file->org_id, VERB_REVEAL) &&
        !file->deleted_ms;
    bool erased = case_file_of(file)->erased_on.present;
    bool opens = has_right && !erased && query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, file);
    doc_set_bool(web->arena, web->view, S("opens"), opens);
    doc_set_text(web->arena, web->view, S("emergency_href"),
                 has_right && !erased && !opens ? case_href(web, file, "/emergency") : S(""));
}

/* What stands behind the buttons that every record has. */
static void actions_add(struct web *web, const struct case_view *view) {
    struct doc *actions = (struct doc *)(uintptr_t)doc_get(web->view, S("actions"));
    bool reveals = access_may(web->actor, ACCESS_CASE, VERB_REVEAL);
    if (reveals)
        furniture_add_action(web, actions, TR("Who saw this file"), case_href(web, view->file, "/reads"),
                             false);
    if (reveals)
        furniture_add_action(web, actions, TR("Openings in an emergency"),
                             case_href(web, view->file, "/emergency"), false);
    if (reveals && !view->file->deleted_ms)
        furniture_add_action(web, actions, TR("One file of two"), case_href(web, view->file, "/merge"), false);
    if (reveals)
        furniture_add_action(web, actions, TR("Erasure"), case_href(web, view->file, "/erasure"), false);
}

static void view_read(struct web *web, struct case_view *view) {
    view->names = case_names_new(web);
    view->event_count = case_events(web, view->file, &view->events);
    case_events_sort(view->events, view->event_count);
    view->may_write = case_may_write(web, view->file) && !case_file_of(view->file)->erased_on.present;
}

static void next_add(struct web *web, const struct case_view *view) {
    struct doc *links = doc_set_array(web->arena, web->view, S("adds"));
    if (view->may_write) case_parts_to_add(web, view->file, links);
    doc_set_bool(web->arena, web->view, S("may_write"), view->may_write);
    doc_set_text(web->arena, web->view, S("team_href"),
                 view->may_write ? case_href(web, view->file, "/team") : S(""));
}

enum outcome case_page(struct web *web) {
    uint64_t hidden = 0;
    struct case_view view = {.file = case_read(web, &hidden)};
    if (!view.file) return OUTCOME_NOT_FOUND;
    if (case_leads_on(web, view.file)) return OUTCOME_OK;
    record_show_alone(record_names_new(web), web, view.file, hidden);
    view_read(web, &view);
    doc_set_text(web->arena, web->view, S("case_summary"), summary_of(web, view.file));
    doc_set_text(web->arena, web->view, S("case_path"), case_href(web, view.file, ""));
    doc_set_bool(web->arena, web->view, S("is_erased"), case_file_of(view.file)->erased_on.present);
    badges_add(web, view.file);
    open_add(web, view.file);
    actions_add(web, &view);
    tasks_add(web, &view);
    contact_add(web, view.file);
    needs_add(web, &view);
    team_add(web, &view);
    case_approvals_add(web, view.names, view.events, view.event_count, view.may_write);
    next_add(web, &view);
    struct doc *days = doc_set_array(web->arena, web->view, S("days"));
    case_timeline_add(web, view.names, days, view.events, view.event_count, EVENTS_SHOWN, NULL);
    doc_set_bool(web->arena, web->view, S("is_cut"), view.event_count > EVENTS_SHOWN);
    return OUTCOME_OK;
}

enum outcome case_task_done(struct web *web) {
    struct record *file = case_read(web, NULL), *task = NULL;
    struct uuid id;
    if (file && web_arg_id(web, 1, &id)) task = case_part_read(web, file, &case_task_type, id);
    if (!task || !access_may_record(web->app->access, web->actor, task, VERB_UPDATE))
        return OUTCOME_NOT_FOUND;
    struct change *change = case_change(web, CHANGE_UPDATE, &case_task_type, task);
    change_set_value(change, "done_on", value_today());
    return case_write(web, change, 1, case_href(web, file, ""), NULL);
}
