/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/bed_table.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/bed.h"
#include "domain/referral/referral.h"
#include "domain/referral/vetting.h"
#include "store/query.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/referral/referral_view.h"
#include "web/shelter/care_view.h"
#include "web/table.h"

struct own_bed {
    const struct record *provider;
    struct beds_answer answer;
    const struct refusal_item *not_admitted; /* NULL: the house takes such a person */
};

/* A house that does not take such a person has no place for them, whatever is free. */
static struct own_bed own_bed_of(struct web *web, const struct record *file, const struct record *provider,
                                 int64_t day) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    struct own_bed bed = {.provider = provider, .answer = {.lack = BED_NOBODY}};
    if (provider_admits(provider, file, S("accommodation"), &refusal))
        bed.answer =
            beds_free_for_file(web_db(web), web->arena, provider_of(provider)->shelter.id, file, day);
    else
        bed.not_admitted = refusal.first;
    return bed;
}

/* Every shelter of ours that people are referred to, as this reader may see them. */
static size_t own_beds_read(struct web *web, const struct record *file, int64_t day, struct own_bed **beds) {
    struct view view = web_view(web, &provider_type);
    struct list_query query = {.type = &provider_type, .filter_count = 1, .limit = LIMIT_LIST_ROWS};
    struct record **found;
    size_t count = 0;
    query.filters[0] = (struct filter){record_type_field(&provider_type, S("kind")), FILTER_EQUAL,
                                       value_of_text(S("own_shelter"))};
    query.sort = record_type_field(&provider_type, S("name"));
    size_t all = view.allowed ? query_list_all(web->app->store, web_db(web), web->arena, &view, &query,
                                               LIMIT_LIST_ROWS, &found, NULL)
                              : 0;
    *beds = arena_make(web->arena, struct own_bed, all + 1);
    for (size_t i = 0; i < all && i < LIMIT_LIST_ROWS; i++) {
        const struct value *shelter = &provider_of(found[i])->shelter;
        if (!shelter->present || !uuid_equal(found[i]->org_id, file->org_id)) continue;
        (*beds)[count++] = own_bed_of(web, file, found[i], day);
    }
    return count;
}

static struct slice lack_text(struct web *web, const struct own_bed *bed, int64_t day) {
    const char *words = bed_lack_words(bed->answer.lack);
    if (bed->not_admitted) return tr_refusal(web->arena, &web->locale, bed->not_admitted);
    return words ? web_tr_fill(web, words, care_day_number(web, day), S("")) : S("");
}

static struct slice choose_href(struct web *web, const struct record *file, const struct record *provider) {
    return arena_printf(web->arena, "%.*s?provider=%.*s&service=accommodation",
                        SLICE_ARG(referral_view_href(web, file, "referrals/new")),
                        SLICE_ARG(uuid_format(web->arena, provider->id)));
}

static void bed_row(struct web *web, struct doc *table, const struct record *file, const struct own_bed *bed,
                    int64_t day) {
    struct doc *row = table_row(web, table);
    bool is_free = bed->answer.lack == BED_FREE;
    table_cell(web, row, TR("Shelter"), record_name(web, bed->provider),
               choose_href(web, file, bed->provider));
    table_badge_cell(web, row, TR("Free places"), care_number(web, bed->answer.free),
                     is_free ? "done" : "bad");
    table_cell(web, row, TR("What is lacking"), lack_text(web, bed, day), S(""));
}

static void beds_put(struct web *web, const struct record *file, const struct own_bed *beds, size_t count,
                     int64_t day) {
    struct doc *table = table_new(web, web->view, "own_beds", TR("Free places in our shelters"));
    int64_t free = 0;
    table_column(web, table, TR("Shelter"), false);
    table_column(web, table, TR("Free places"), false);
    table_column(web, table, TR("What is lacking"), false);
    for (size_t i = 0; i < count; i++) {
        bed_row(web, table, file, &beds[i], day);
        free += beds[i].answer.free;
    }
    doc_set_bool(web->arena, web->view, S("has_own_beds"), count > 0);
    doc_set_text(
        web->arena, web->view, S("beds_words"),
        count && !free
            ? web_tr(web,
                     TR("No shelter of ours has a place for this person. Ask a partner; when nobody takes "
                        "them, a plan of care in the community is needed."))
            : S(""));
}

void bed_table_show(struct web *web, const struct record *file, int64_t from_day) {
    struct own_bed *beds;
    size_t count = own_beds_read(web, file, from_day, &beds);
    beds_put(web, file, beds, count, from_day);
}

/* ---- the page ---- */

static const char *lack_code(enum bed_lack lack) {
    switch (lack) {
    case BED_FREE: return "";
    case BED_FULL: return "full";
    case BED_NEEDS: return "needs";
    case BED_NOBODY: return "nobody";
    }
    return "";
}

static void beds_json(struct web *web, const struct own_bed *beds, size_t count, int64_t day) {
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    doc_set_text(web->arena, web->view, S("on"), date_format_iso(web->arena, date_of_day(day)));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_uuid(web->arena, item, S("provider"), beds[i].provider->id);
        doc_set_uuid(web->arena, item, S("shelter"), provider_of(beds[i].provider)->shelter.id);
        doc_set_int(web->arena, item, S("free"), beds[i].answer.free);
        doc_set_text(web->arena, item, S("lack"), slice_of(lack_code(beds[i].answer.lack)));
    }
}

static int64_t asked_day(struct web *web) {
    struct date from;
    int64_t today = date_first_day(clock_today());
    struct slice text = http_query(web->http, S("from"));
    if (!text.len) return today;
    if (!date_parse_iso(text, &from) || from.precision != DATE_DAY || date_first_day(from) < today)
        return refuse(&web->refusal, S("from"), "Write a day from today on, for example 2016-03-07."), today;
    return date_first_day(from);
}

enum outcome bed_page(struct web *web) {
    struct own_bed *beds;
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    if (!file || !access_may_in(web->app->access, web->actor, &referral_type, file->org_id, VERB_CREATE))
        return OUTCOME_NOT_FOUND;
    int64_t day = asked_day(web);
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    size_t count = own_beds_read(web, file, day, &beds);
    if (web->is_api) {
        beds_json(web, beds, count, day);
        return OUTCOME_OK;
    }
    referral_view_head(web, record_names_new(web), file, TR("Free places in our shelters"));
    beds_put(web, file, beds, count, day);
    doc_set_text(web->arena, web->view, S("refer_href"), referral_view_href(web, file, "referrals/new"));
    return OUTCOME_OK;
}
