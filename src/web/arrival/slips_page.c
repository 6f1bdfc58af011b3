/* SPDX-License-Identifier: Apache-2.0 */
#include "web/arrival/slips_page.h"

#include "access/totp.h"
#include "base/limits.h"
#include "domain/arrival/queue.h"
#include "domain/care/care.h"
#include "notice/notice.h"
#include "web/furniture.h"
#include "web/record/record_text.h"

enum { BANDS_AT_ONCE = 32, NUMBER_MAX = 99999 };

struct slips {
    struct web *web;
    const struct record *arrival;
    int64_t from, to;
    bool are_bands;
};

/* ---- one slip ---- */

static struct doc *slip_add(const struct slips *slips, struct doc *list, int64_t number, struct slice code,
                            struct slice qr_text) {
    struct web *web = slips->web;
    struct doc *slip = doc_add_object(web->arena, list);
    struct totp_qr qr;
    doc_set_text(web->arena, slip, S("wrist_text"), format_number(web->arena, &web->locale, number));
    doc_set_text(web->arena, slip, S("file_code"), code);
    doc_set_text(web->arena, slip, S("arrival_code"), slips->arrival->code);
    doc_set_text(web->arena, slip, S("day_text"),
                 format_date_short(web->arena, &web->locale, arrival_of(slips->arrival)->on_day.date));
    if (!totp_qr_path(web->arena, qr_text, &qr)) return slip;
    doc_set_text(web->arena, slip, S("qr_path"), qr.path);
    doc_set_int(web->arena, slip, S("qr_size"), qr.size);
    return slip;
}

/* Where a telephone that reads the picture goes; without an address of this server, the code alone. */
static struct slice file_address(struct web *web, const struct record *file) {
    struct slice url = notice_settings_of(web->app->notice)->public_url;
    if (!url.len) return file->code;
    return arena_printf(web->arena, "%.*s/case-files/%.*s", SLICE_ARG(url),
                        SLICE_ARG(uuid_format(web->arena, file->id)));
}

/* ---- many ---- */

static size_t places_read(const struct slips *slips, struct record ***places) {
    struct web *web = slips->web;
    struct view view = web_view(web, &queue_place_type);
    const struct field *number = record_type_field(&queue_place_type, S("number"));
    struct list_query query = {.type = &queue_place_type,
                               .org = slips->arrival->org_id,
                               .limit = LIMIT_SLIPS,
                               .sort = number,
                               .filter_count = 3};
    query.filters[0] = (struct filter){record_type_field(&queue_place_type, S("arrival")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = slips->arrival->id}};
    query.filters[1] = (struct filter){number, FILTER_AT_LEAST, {.present = true, .number = slips->from}};
    query.filters[2] = (struct filter){number, FILTER_AT_MOST, {.present = true, .number = slips->to}};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    *places = page.records;
    return page.count;
}

static size_t people_show(const struct slips *slips, struct doc *list) {
    struct web *web = slips->web;
    struct record **places, *files[LIMIT_SLIPS];
    struct uuid ids[LIMIT_SLIPS];
    struct view view = web_view(web, &case_file_type);
    size_t count = places_read(slips, &places);
    for (size_t i = 0; i < count; i++)
        ids[i] = queue_place_of(places[i])->case_file.id;
    query_get_many(web->app->store, web_db(web), web->arena, &view, &case_file_type, ids, count, files);
    for (size_t i = 0; i < count; i++) {
        if (files[i])
            slip_add(slips, list, queue_place_of(places[i])->number.number, files[i]->code,
                     file_address(web, files[i]));
    }
    return count;
}

static size_t bands_show(const struct slips *slips, struct doc *list) {
    struct web *web = slips->web;
    size_t count = 0;
    for (int64_t number = slips->from; number <= slips->to && count < LIMIT_SLIPS; number++, count++) {
        slip_add(slips, list, number, S(""),
                 arena_printf(web->arena, "%.*s/%lld", SLICE_ARG(slips->arrival->code), (long long)number));
    }
    return count;
}

/* ---- the page ---- */

static int64_t asked(struct web *web, struct slice name, int64_t otherwise) {
    int64_t number;
    bool good =
        parse_number(http_query(web->http, name), &number) == PARSE_OK && number >= 1 && number <= NUMBER_MAX;
    return good ? number : otherwise;
}

static void receipt_show(const struct slips *slips, size_t count) {
    struct web *web = slips->web;
    struct slice number = format_number(web->arena, &web->locale, (int64_t)count);
    doc_set_text(web->arena, web->view, S("receipt_text"),
                 count
                     ? web_tr_fill(web, TR("Receipt: {1} people, printed by {2}"), number, web->session->name)
                     : S(""));
    doc_set_text(web->arena, web->view, S("receipt_when"),
                 format_instant(web->arena, &web->locale, clock_now_ms()));
}

static void page_show(const struct slips *slips) {
    struct web *web = slips->web;
    struct slice id = uuid_format(web->arena, slips->arrival->id),
                 path = arena_printf(web->arena, "/arrivals/%.*s", SLICE_ARG(id));
    const char *title = slips->are_bands ? TR("Wrist numbers") : TR("Queue slips");
    furniture_add_crumb(web, web_tr(web, TR("Arrivals")), S("/arrivals"));
    furniture_add_crumb(web, slips->arrival->code, path);
    furniture_add_crumb(web, web_tr(web, title), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, title));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, slips->arrival->org_id));
    doc_set_text(web->arena, web->view, S("slips_href"), arena_join(web->arena, path, S("/slips")));
    doc_set_text(web->arena, web->view, S("intake_href"), arena_join(web->arena, path, S("/intake")));
    doc_set_bool(web->arena, web->view, S("are_bands"), slips->are_bands);
    doc_set_text(web->arena, web->view, S("from_plain"),
                 arena_printf(web->arena, "%lld", (long long)slips->from));
    doc_set_text(web->arena, web->view, S("to_plain"),
                 slips->to == NUMBER_MAX ? S("") : arena_printf(web->arena, "%lld", (long long)slips->to));
}

enum outcome slips_page(struct web *web) {
    struct record *arrival = web_record_of_path(web, &arrival_type, 0);
    if (!arrival || !web_view(web, &queue_place_type).allowed) return OUTCOME_NOT_FOUND;
    struct slips slips = {
        .web = web, .arrival = arrival, .are_bands = slice_equal(http_query(web->http, S("bands")), S("1"))};
    slips.from = asked(web, S("from"), 1);
    slips.to = asked(web, S("to"), slips.are_bands ? slips.from + BANDS_AT_ONCE - 1 : NUMBER_MAX);
    struct doc *list = doc_set_array(web->arena, web->view, S("slips"));
    size_t count = slips.are_bands ? bands_show(&slips, list) : people_show(&slips, list);
    page_show(&slips);
    doc_set_bool(web->arena, web->view, S("has_slips"), count > 0);
    doc_set_text(web->arena, web->view, S("full_text"),
                 count == LIMIT_SLIPS
                     ? web_tr(web, TR("Not more than 240 at once: print the next from the last number on."))
                     : S(""));
    if (!slips.are_bands) receipt_show(&slips, count);
    return OUTCOME_OK;
}
