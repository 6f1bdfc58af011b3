/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small numbers of people who are known to several organisations could point at somebody, so fewer than five
 * are never told; nor can they be worked out: totals beside them are rounded to tens, and of the pairs of
 * organisations a second one is kept back where only one would be.
 */
#include "web/people/distinct_page.h"

#include "domain/people/person_token.h"
#include "domain/programme/programme.h"
#include "store/query.h"
#include "web/furniture.h"

enum { SMALL = 5, ROUND = 10, ORGS_MAX = 200, PROGRAMMES_MAX = 50 };

/* The lead, when it sees the rows of the organisations at all. */
static bool may_count(struct web *web) {
    struct view view = web_view(web, &person_type);
    return view.allowed && web->actor->is_lead && view.org_count > 1;
}

static bool is_small(int64_t count) {
    return count > 0 && count < SMALL;
}

static void count_show(struct web *web, struct doc *object, const char *name, int64_t count, bool hidden) {
    struct slice five[2] = {format_number(web->arena, &web->locale, SMALL), S("")};
    struct slice text = hidden ? refusal_fill(web->arena, web_tr(web, TR("fewer than {1}")), five)
                               : format_number(web->arena, &web->locale, count);
    if (hidden)
        doc_set_null(web->arena, object, slice_of(name));
    else
        doc_set_int(web->arena, object, slice_of(name), count);
    doc_set_text(web->arena, object, arena_printf(web->arena, "%s_text", name), text);
}

/* {distinct, distinct_text, shared, shared_text, entries}: beside a small number the total is a round one. */
static void totals_show(struct web *web, struct doc *object, const struct token_counts *counts,
                        size_t org_count) {
    bool small = is_small(counts->shared_by_any);
    int64_t entries = 0, distinct = counts->distinct;
    for (size_t i = 0; i < org_count; i++)
        entries += counts->people[i];
    if (small) distinct = (distinct + ROUND / 2) / ROUND * ROUND;
    count_show(web, object, "distinct", distinct, false);
    count_show(web, object, "entries", entries, false);
    count_show(web, object, "shared", counts->shared_by_any, small);
    doc_set_bool(web->arena, object, S("is_rounded"), small);
}

/* ---- pairs of organisations ---- */

struct pairs {
    size_t first[ORGS_MAX], second[ORGS_MAX];
    int64_t count[ORGS_MAX];
    bool hidden[ORGS_MAX];
    size_t used;
};

static void pairs_collect(struct pairs *pairs, const struct token_counts *counts, size_t org_count) {
    for (size_t a = 0; a < org_count; a++) {
        for (size_t b = a + 1; b < org_count && pairs->used < ORGS_MAX; b++) {
            int64_t count = counts->shared[a * org_count + b];
            if (!count) continue;
            pairs->first[pairs->used] = a;
            pairs->second[pairs->used] = b;
            pairs->hidden[pairs->used] = is_small(count);
            pairs->count[pairs->used++] = count;
        }
    }
}

/* One number kept back among others could be had by taking the others from the total. */
static void pairs_keep_second_back(struct pairs *pairs) {
    size_t hidden = 0, least = pairs->used;
    for (size_t i = 0; i < pairs->used; i++) {
        hidden += pairs->hidden[i];
        if (!pairs->hidden[i] && (least == pairs->used || pairs->count[i] < pairs->count[least])) least = i;
    }
    if (hidden == 1 && least < pairs->used) pairs->hidden[least] = true;
}

static void pairs_show(struct web *web, const struct token_counts *counts, const struct uuid *orgs,
                       size_t org_count) {
    struct pairs *pairs = arena_make(web->arena, struct pairs, 1);
    struct doc *rows = doc_set_array(web->arena, web->view, S("pairs"));
    pairs_collect(pairs, counts, org_count);
    pairs_keep_second_back(pairs);
    for (size_t i = 0; i < pairs->used; i++) {
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("first_name"),
                     access_org_name(web->app->access, web->arena, orgs[pairs->first[i]]));
        doc_set_text(web->arena, row, S("second_name"),
                     access_org_name(web->app->access, web->arena, orgs[pairs->second[i]]));
        count_show(web, row, "known", pairs->count[i], false);
        if (!pairs->hidden[i]) continue;
        doc_set_null(web->arena, row, S("known"));
        doc_set_text(web->arena, row, S("known_text"), web_tr(web, TR("not told")));
    }
}

/* ---- programmes ---- */

/* The organisations that have an agreement under the programme. */
static size_t programme_orgs(struct web *web, struct uuid programme, const struct uuid *orgs,
                             size_t org_count, struct uuid *of) {
    struct view view = web_view(web, &agreement_type);
    size_t count = 0;
    for (size_t i = 0; i < org_count; i++) {
        struct list_query query = {.type = &agreement_type, .limit = 1, .org = orgs[i], .filter_count = 1};
        struct list_page page;
        query.filters[0] = (struct filter){record_type_field(&agreement_type, S("programme")),
                                           FILTER_EQUAL,
                                           {.present = true, .id = programme}};
        if (query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal) &&
            page.count)
            of[count++] = orgs[i];
    }
    return count;
}

static void programmes_show(struct web *web, const struct token_rows *tokens, const struct uuid *orgs, size_t org_count) {
    struct view view = web_view(web, &programme_type);
    struct list_query query = {.type = &programme_type, .limit = PROGRAMMES_MAX};
    struct list_page page;
    struct doc *rows = doc_set_array(web->arena, web->view, S("programmes"));
    struct uuid *of = arena_make(web->arena, struct uuid, org_count + 1);
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return;
    for (size_t i = 0; i < page.count; i++) {
        size_t count = programme_orgs(web, page.records[i]->id, orgs, org_count, of);
        if (!count) continue;
        struct token_counts counts = person_token_count(tokens, of, count);
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("programme"), record_title(web->arena, page.records[i]));
        totals_show(web, row, &counts, count);
    }
}

enum outcome distinct_page(struct web *web) {
    struct view view = web_view(web, &person_type);
    if (!may_count(web)) return OUTCOME_NOT_FOUND;
    struct token_rows *tokens = person_token_read(web_db(web), web->arena, view.orgs, view.org_count);
    struct token_counts counts = person_token_count(tokens, view.orgs, view.org_count);
    furniture_add_crumb(web, web_tr(web, TR("People")), S("/people"));
    furniture_add_crumb(web, web_tr(web, TR("Different people")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"),
                 web_tr(web, TR("Different people over the organisations")));
    totals_show(web, doc_set_object(web->arena, web->view, S("all")), &counts, view.org_count);
    programmes_show(web, tokens, view.orgs, view.org_count);
    pairs_show(web, &counts, view.orgs, view.org_count);
    return OUTCOME_OK;
}

void distinct_link(struct web *web, struct doc *actions) {
    if (!may_count(web)) return;
    furniture_add_action(web, actions, TR("Different people over the organisations"), S("/people/distinct"),
                         false);
}
