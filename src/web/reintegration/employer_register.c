/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  Employers with their vetting of today, and how many work there; on an
 * employer's page, who. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/reintegration/reintegration.h"
#include "domain/reintegration/vetting.h"
#include "store/query.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/record/record_extra.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/shelter/care_view.h"
#include "web/table.h"

static const struct {
    const char *code, *label, *brief, *badge; /* the brief one beside its day */
} standings[] = {
    [EMPLOYER_UNKNOWN] = {"unknown", TR("Never vetted"), TR("Never vetted"), "behind"},
    [EMPLOYER_VALID] = {"valid", TR("Valid until {1}"), TR("Valid"), "on"},
    [EMPLOYER_LATER] = {"later", TR("Valid from {1}"), TR("Not yet valid"), "behind"},
    [EMPLOYER_EXPIRED] = {"expired", TR("Over since {1}"), TR("Expired"), "behind"},
    [EMPLOYER_SUSPENDED] = {"suspended", TR("Suspended since {1}"), TR("Suspended"), "bad"},
    [EMPLOYER_FAILED] = {"failed", TR("Not passed on {1}"), TR("Not passed"), "bad"},
};

static struct slice standing_text(struct web *web, const struct standing *standing) {
    return web_tr_fill(web, standings[standing->is].label, care_day_number(web, standing->day), S(""));
}

static struct standing standing_today(struct web *web, const struct record *employer) {
    return employer_standing_on(web_db(web), web->arena, employer->org_id, employer->id,
                                date_first_day(clock_today()));
}

/* ---- who works there ---- */

static bool is_there(const struct record *placement) {
    const struct placement *place = placement_of(placement);
    int64_t today = date_first_day(clock_today());
    return date_first_day(place->from_day.date) <= today &&
           (!place->until_day.present || date_first_day(place->until_day.date) > today);
}

static size_t people_at(struct web *web, struct uuid employer, struct record ***there) {
    struct record **all;
    struct view view = web_view(web, &placement_type);
    *there = NULL;
    if (!view.allowed || view_max(&view, &placement_type, web->actor->org_id) < PERSONAL) return 0;
    size_t count = care_parts(web, &placement_type, "employer", employer, "from_day", LIMIT_CASE_PARTS, &all),
           kept = 0;
    *there = arena_make(web->arena, struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (is_there(all[i])) (*there)[kept++] = all[i];
    }
    return kept;
}

/* ---- the register ---- */

static size_t employers_read(struct web *web, struct record ***employers) {
    struct view view = web_view(web, &employer_type);
    struct list_query query = {.type = &employer_type,
                               .limit = LIMIT_LIST_ROWS,
                               .sort = record_type_field(&employer_type, S("name")),
                               .org = web->actor->org_id};
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, LIMIT_CASE_PARTS,
                          employers, NULL);
}

static void row_show(struct web *web, struct doc *table, const struct record *record, bool sees_people) {
    struct standing standing = standing_today(web, record);
    struct record **there;
    struct doc *row = table_row(web, table);
    table_cell(web, row, TR("Name"), record_name(web, record), record_href(web, &employer_type, record->id));
    table_cell(web, row, TR("Kind"), care_choice(web, record, "kind"), S(""));
    table_cell(web, row, TR("Work"), care_choice(web, record, "skill"), S(""));
    table_badge_cell(web, row, TR("Vetting"), web_tr(web, standings[standing.is].brief),
                     standings[standing.is].badge);
    table_cell(web, row, TR("Until or since"), standing.day ? care_day_number(web, standing.day) : S(""),
               S(""));
    if (sees_people)
        table_number_cell(web, row, TR("Work there"),
                          care_number(web, (int64_t)people_at(web, record->id, &there)));
}

static void row_json(struct web *web, struct doc *items, const struct record *record) {
    struct standing standing = standing_today(web, record);
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_uuid(web->arena, item, S("employer"), record->id);
    doc_set_text(web->arena, item, S("code"), record->code);
    doc_set_text(web->arena, item, S("name"), employer_of(record)->name.text);
    doc_set_text(web->arena, item, S("standing"), slice_of(standings[standing.is].code));
    doc_set_text(web->arena, item, S("day"),
                 standing.day ? date_format_iso(web->arena, date_of_day(standing.day)) : S(""));
}

enum outcome employer_register_page(struct web *web) {
    struct record **employers;
    if (!web_view(web, &employer_type).allowed) return OUTCOME_NOT_FOUND;
    ask_only(web, "");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    size_t count = employers_read(web, &employers);
    if (web->is_api) {
        struct doc *items = doc_set_array(web->arena, web->view, S("items"));
        for (size_t i = 0; i < count; i++)
            row_json(web, items, employers[i]);
        return OUTCOME_OK;
    }
    bool sees_people = care_may_write(web);
    furniture_add_crumb(web, web_tr(web, employer_type.plural), S("/employers"));
    care_head(web, web_tr(web, TR("Register of vettings")));
    struct doc *table = table_new(web, web->view, "employers", TR("Employers and training places"));
    static const char *const columns[] = {TR("Name"), TR("Kind"), TR("Work"), TR("Vetting"),
                                          TR("Until or since")};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        table_column(web, table, columns[i], false);
    if (sees_people) table_column(web, table, TR("Work there"), true);
    for (size_t i = 0; i < count; i++)
        row_show(web, table, employers[i], sees_people);
    doc_set_bool(web->arena, web->view, S("has_employers"), count > 0);
    return OUTCOME_OK;
}

void employer_register_link(struct web *web, struct doc *actions) {
    furniture_add_action(web, actions, TR("Register of vettings"), S("/employers/register"), false);
}

/* ---- on an employer's page ---- */

static void people_section(struct web *web, struct doc *sections, const struct record *record,
                           const struct standing *standing) {
    struct record **there;
    size_t count = people_at(web, record->id, &there);
    bool is_urgent = count && standing->is != EMPLOYER_VALID;
    struct doc *section = record_section_add(
        web, sections, TR("Who works there today"),
        is_urgent ? web_tr(web, TR("Look after each of them now.")) : S(""), S(""), TR("Add"));
    struct doc *facts = record_section_facts(web, section);
    for (size_t i = 0; i < count; i++) {
        const struct placement *placement = placement_of(there[i]);
        struct slice since = web_tr_fill(web, TR("since {1}"), care_day(web, &placement->from_day), S(""));
        record_section_fact(web, facts, care_code(web, placement->case_file.id),
                            arena_printf(web->arena, "%.*s, %.*s",
                                         SLICE_ARG(care_choice(web, there[i], "kind")), SLICE_ARG(since)));
    }
    if (!count) record_section_fact(web, facts, web_tr(web, TR("Nobody")), S("–"));
}

void employer_sections(struct web *web, const struct record *record, struct doc *sections) {
    struct standing standing = standing_today(web, record);
    struct slice add = arena_printf(web->arena, "/employer-vettings/new?employer=%.*s",
                                    SLICE_ARG(uuid_format(web->arena, record->id)));
    bool may = access_may_add(web->actor, &employer_vetting_type);
    struct doc *section = record_section_add(web, sections, TR("May people be sent there today?"), S(""),
                                             may ? add : S(""), TR("New vetting"));
    struct doc *facts = record_section_facts(web, section);
    record_section_fact(web, facts, web_tr(web, TR("Vetting")), standing_text(web, &standing));
    if (care_may_write(web)) people_section(web, sections, record, &standing);
}
