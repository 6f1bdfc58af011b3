/* SPDX-License-Identifier: Apache-2.0 */
#include "web/coverage/coverage_view.h"

#include "access/user.h"
#include "base/text.h"
#include "domain/cascade/cascade.h"
#include "domain/people/people.h"
#include "domain/place/area.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/records.h"
#include "domain/training/training.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/programme/promise_view.h"

/* ---- what is asked ---- */

static struct uuid ask_coverage_org(struct web *web, const struct coverage_view *view) {
    struct slice asked = http_query(web->http, S("org"));
    struct uuid id = {{0}};
    bool is_id = uuid_parse(asked, &id);
    for (size_t i = 0; is_id && i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i].id, id)) return id;
    }
    if (asked.len) ask_refuse(web, "org", TR("“{1}” is not an organisation that you can choose here."));
    return (struct uuid){{0}};
}

static size_t ask_digits(struct web *web, const struct coverage_view *view) {
    struct slice asked = http_query(web->http, S("level"));
    if (slice_equal(asked, S("province"))) return 2;
    if (slice_equal(asked, S("district"))) return 4;
    if (slice_equal(asked, S("commune"))) return 6;
    if (asked.len) ask_refuse(web, "level", TR("“{1}” is none of the choices."));
    return view->province.len ? 6 : 2;
}

static void ask_activity(struct web *web, struct coverage_view *view) {
    struct slice asked = http_query(web->http, S("activity"));
    view->has_activity = asked.len && coverage_activity_parse(asked, &view->activity);
    if (asked.len && !view->has_activity) ask_refuse(web, "activity", TR("“{1}” is none of the choices."));
}

bool coverage_view_ask(struct web *web, struct coverage_view *view) {
    struct view sessions = web_view(web, &session_type);
    *view = (struct coverage_view){0};
    if (!sessions.allowed) return false;
    view->org_count = access_coverage_orgs(web->app->access, web->arena, web->actor, &view->orgs);
    view->is_open = arena_make(web->arena, bool, view->org_count + 1);
    for (size_t i = 0; i < view->org_count; i++) {
        view->is_open[i] = view_has(&sessions, view->orgs[i].id) && !sessions.creator_count;
    }
    view->org = ask_coverage_org(web, view);
    view->province = ask_province(web);
    view->digits = ask_digits(web, view);
    view->page = (size_t)ask_number(web, "page", 1, 1000, 1);
    ask_activity(web, view);
    ask_only(web, "org province level page activity from until place");
    view->period = (struct coverage_period){ask_day(web, "from"), ask_day(web, "until")};
    bool is_span = view->period.from.precision == DATE_DAY && view->period.until.precision == DATE_DAY;
    if (is_span && date_first_day(view->period.until) < date_first_day(view->period.from))
        ask_refuse(web, "until", TR("The end comes before the start."));
    return true;
}

/* ---- what is found ---- */

static void add_provinces(struct coverage_view *view, size_t org, const struct record *agreement) {
    struct slice rest = agreement_of(agreement)->provinces.text, code;
    while (rest.len && slice_split(&rest, ',', &code)) {
        coverage_add_province(&view->commune, org, code);
    }
}

/* Rules and agreements are enough: what of them is kept stands in the cells. */
static void read_promised(struct web *web, struct coverage_view *view, size_t org,
                          const struct view *promises) {
    if (!promises->allowed || !view_has(promises, view->orgs[org].id)) return;
    struct promise_book *book =
        promise_book_load(web->arena, web_db(web), &mlup_catalogue, view->orgs[org].id);
    const struct record *before = NULL;
    for (size_t i = 0; i < book->part_count; i++) {
        const struct book_part *part = &book->parts[i];
        struct slice provinces = part->agreement ? agreement_of(part->agreement)->provinces.text : S("");
        if (part->rule) coverage_add_promised(&view->commune, org, part->rule, provinces);
        if (part->agreement && part->agreement != before) add_provinces(view, org, part->agreement);
        before = part->agreement;
    }
}

static bool is_wanted(const struct coverage_view *view, const struct coverage_cell *cell) {
    if (view->has_activity && cell->activity != view->activity) return false;
    return !view->province.len || slice_starts(cell->place, view->province);
}

static void keep_wanted(struct coverage_view *view) {
    size_t left = 0;
    for (size_t i = 0; i < view->commune.count; i++) {
        if (is_wanted(view, &view->commune.cells[i])) view->commune.cells[left++] = view->commune.cells[i];
    }
    view->commune.count = left;
}

/* Communes of the registers that the reader sees; whoever asks about one activity does not ask about this. */
static void read_vulnerable(struct web *web, struct coverage_view *view) {
    struct view households = web_view(web, &household_type);
    size_t room = 0;
    for (size_t i = 0; i < view->org_count && !view->has_activity; i++) {
        struct slice *communes;
        bool seen = view_has(&households, view->orgs[i].id);
        if (!seen || view_max(&households, &household_type, view->orgs[i].id) < INTERNAL) continue;
        size_t count = coverage_vulnerable(web->arena, web_db(web), view->orgs[i].id, &communes);
        for (size_t k = 0; k < count; k++) {
            if (!slice_starts(communes[k], view->province)) continue;
            view->vulnerable = arena_room(web->arena, view->vulnerable, sizeof *view->vulnerable, room++);
            view->vulnerable[view->vulnerable_count++] = communes[k];
        }
    }
}

void coverage_view_read(struct web *web, struct coverage_view *view) {
    struct view promises = web_view(web, &promise_type);
    view->commune = (struct coverage){.arena = web->arena};
    for (size_t i = 0; i < view->org_count; i++) {
        if (!uuid_is_zero(view->org) && !uuid_equal(view->org, view->orgs[i].id)) continue;
        coverage_read(&view->commune, web_db(web), view->orgs[i].id, i, &view->period);
        read_promised(web, view, i, &promises);
    }
    keep_wanted(view);
    coverage_sort(&view->commune);
    if (uuid_is_zero(view->org)) read_vulnerable(web, view);
}

/* ---- what is kept ---- */

struct slice coverage_view_key(struct web *web, const struct coverage_view *view) {
    struct text key = TEXT_IN(web->arena);
    text_append(&key, web_kept_key(web, "coverage"));
    text_append(&key, S(" "));
    for (size_t i = 0; i < view->org_count; i++) {
        text_append(&key, view->is_open[i] ? S("1") : S("0"));
    }
    return text_slice(&key);
}

uint64_t coverage_view_stamp(struct web *web) {
    static const struct record_type *const types[] = {
        &session_type,    &trainer_type,   &trainee_type,      &person_group_type,
        &household_type,  &promise_type,   &promise_part_type, &promise_target_type,
        &plan_point_type, &agreement_type, &amendment_type,    &organisation_type,
        &programme_type,  &user_type,      &membership_type,   &area_type,
    };
    uint64_t stamp = 0;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        stamp += store_changes_of(web->app->store, types[i]);
    }
    return stamp;
}

/* ---- words ---- */

struct slice coverage_view_level(const struct coverage_view *view) {
    return view->digits == 2 ? S("province") : view->digits == 4 ? S("district") : S("commune");
}

bool coverage_view_is_small(const struct coverage_view *view, const struct coverage_cell *cell) {
    bool people = coverage_kinds[cell->activity].counts_people;
    return people && !view->is_open[cell->org] && cell->done > 0 && cell->done < COVERAGE_SMALL;
}

struct coverage_cell coverage_view_told(const struct coverage_view *view, const struct coverage_cell *cell) {
    struct coverage_cell told = *cell;
    if (!coverage_kinds[cell->activity].counts_people || view->is_open[cell->org]) return told;
    told.done = promise_step_of(cell->done, false, 0);
    told.planned = promise_step_of(cell->planned, false, 0);
    return told;
}

struct slice coverage_view_number(struct web *web, const struct coverage_view *view,
                                  const struct coverage_cell *cell) {
    if (coverage_view_is_small(view, cell)) return S("1–4");
    struct coverage_cell told = coverage_view_told(view, cell);
    struct slice done = promise_view_count(web, told.done);
    if (told.planned <= told.done) return done;
    return arena_printf(web->arena, "%.*s / %.*s", SLICE_ARG(done),
                        SLICE_ARG(promise_view_count(web, told.planned)));
}

const char *coverage_view_label(enum coverage_activity activity) {
    return activity < COVERAGE_ACTIVITIES ? coverage_kinds[activity].label : TR("Any activity");
}
