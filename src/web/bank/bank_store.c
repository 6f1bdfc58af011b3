/* SPDX-License-Identifier: Apache-2.0 */
#include "web/bank/bank_store.h"

#include "catalogue/value.h"
#include "store/query.h"
#include "web/table.h"

enum { COUNTS_SHOWN = 4, OUTS_SHOWN = 6, LOTS_OPEN = 8 };

/* How it was weighed, where the book has another weight. */
static struct slice lot_detail(const struct bank_seen *seen, const struct stock_move *move) {
    struct web *web = seen->web;
    if (move->moisture_ppm >= 0 && !bank_counts_heads(seen->bank))
        return web_tr_fill(web, TR("weighed {1} at {2} moisture"), bank_amount(seen, move->weighed),
                           bank_percent(seen, move->moisture_ppm));
    if (move->left == move->amount) return S("");
    return web_tr_fill(web, TR("of {1}"), bank_amount(seen, move->amount), S(""));
}

/* Short lines: a store of a hundred lots is read on a phone. */
static void show_lots(const struct bank_seen *seen, struct stock_moves *moves) {
    struct web *web = seen->web;
    struct doc *lines = doc_set_array(web->arena, web->view, S("lots"));
    stock_lots_left(moves);
    for (size_t i = 0; i < moves->count; i++) {
        const struct stock_move *move = &moves->items[i];
        if (move->left <= 0) continue;
        struct doc *line = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, line, S("lot_day"), bank_day_text(seen, move->day));
        doc_set_text(web->arena, line, S("lot_text"), web_tr(web, bank_move_words(move->kind)));
        doc_set_text(web->arena, line, S("lot_href"), bank_move_href(seen, move));
        doc_set_text(web->arena, line, S("lot_detail"), lot_detail(seen, move));
        doc_set_text(web->arena, line, S("lot_left"), bank_amount(seen, move->left));
    }
    struct slice count = format_number(web->arena, &web->locale, (int64_t)lines->count);
    doc_set_text(web->arena, web->view, S("lots_text"),
                 lines->count ? web_tr_fill(web, TR("Lots in the store, the oldest first: {1}"), count, S(""))
                              : S(""));
    doc_set_bool(web->arena, web->view, S("lots_open"), lines->count <= LOTS_OPEN);
}

/* ---- storage and drying ---- */

static void add_words(const struct bank_seen *seen, struct doc *list, struct slice words) {
    doc_set_text(seen->web->arena, doc_add_object(seen->web->arena, list), S("store_text"), words);
}

static void show_storage(const struct bank_seen *seen, const struct stock_moves *moves) {
    struct web *web = seen->web;
    struct bank_terms terms;
    int64_t loss, since;
    struct doc *list = doc_set_array(web->arena, web->view, S("store_words"));
    if (!bank_storage(seen, moves, &terms, &loss, &since)) return;
    if (terms.storage_loss_ppm)
        add_words(seen, list,
                  web_tr_fill(web, TR("Storage may cost {1} in 30 days: up to {2} by now."),
                              bank_percent(seen, terms.storage_loss_ppm), bank_amount(seen, loss)));
    doc_set_bool(web->arena, web->view, S("has_store_words"), terms.storage_loss_ppm || terms.moisture_ppm);
    if (!terms.moisture_ppm) return;
    add_words(seen, list,
              web_tr_fill(web,
                          TR("The book counts goods of {1} moisture. What comes wetter is counted as it will "
                             "weigh when dry; above {2} it is not taken."),
                          bank_percent(seen, terms.moisture_ppm),
                          bank_percent(seen, terms.moisture_max_ppm)));
    if (terms.credits_drier) add_words(seen, list, web_tr(web, TR("What comes drier counts for more.")));
}

/* ---- the last of its records ---- */

static size_t last_of(const struct bank_seen *seen, const struct record_type *type, const char *day, int most,
                      struct record ***records) {
    struct web *web = seen->web;
    struct view view = web_view(web, type);
    struct list_page page;
    struct list_query query = {.type = type,
                               .org = seen->bank->org_id,
                               .limit = most,
                               .filter_count = 1,
                               .sort = record_type_field(type, slice_of(day)),
                               .descending = true};
    query.filters[0] = (struct filter){
        record_type_field(type, S("bank")), FILTER_EQUAL, {.present = true, .id = seen->bank->id}};
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *records = page.records;
    return page.count;
}

static void count_row(const struct bank_seen *seen, struct doc *table, struct record *record) {
    const struct stock_count *count = stock_count_of(record);
    int64_t missing = bank_number(&count->loss) + bank_number(&count->shortage),
            surplus = bank_number(&count->surplus);
    struct doc *row = table_row(seen->web, table);
    table_cell(seen->web, row, TR("Counted on"), bank_day_text(seen, bank_day(&count->counted_on)),
               record_href(seen->web, &stock_count_type, record->id));
    table_number_cell(seen->web, row, TR("In the book"), bank_amount(seen, bank_number(&count->book)));
    table_number_cell(seen->web, row, TR("Counted"), bank_amount(seen, bank_number(&count->counted)));
    table_number_cell(seen->web, row, TR("Difference"),
                      surplus ? arena_join(seen->web->arena, S("+"), bank_amount(seen, surplus))
                              : bank_amount(seen, -missing));
    table_cell(seen->web, row, TR("Why it differs"), count->reason.present ? count->reason.text : S(""),
               S(""));
}

static void show_counts(const struct bank_seen *seen) {
    struct record **records;
    size_t count = last_of(seen, &stock_count_type, "counted_on", COUNTS_SHOWN, &records);
    if (!count) return;
    struct doc *table = table_new(seen->web, seen->web->view, "counts", TR("The last counts"));
    table_column(seen->web, table, TR("Counted on"), false);
    table_column(seen->web, table, TR("In the book"), true);
    table_column(seen->web, table, TR("Counted"), true);
    table_column(seen->web, table, TR("Difference"), true);
    table_column(seen->web, table, TR("Why it differs"), false);
    for (size_t i = 0; i < count; i++) {
        count_row(seen, table, records[i]);
    }
}

static void out_row(const struct bank_seen *seen, struct doc *table, struct record *record) {
    const struct stock_out *out = stock_out_of(record);
    struct doc *row = table_row(seen->web, table);
    table_cell(seen->web, row, TR("On"), bank_day_text(seen, bank_day(&out->on_day)), S(""));
    table_cell(seen->web, row, TR("What happened"),
               choice_label(seen->web, record_type_field(&stock_out_type, S("kind")), out->kind.text),
               record_href(seen->web, &stock_out_type, record->id));
    table_number_cell(seen->web, row, TR("Quantity"), bank_amount(seen, bank_number(&out->amount)));
    table_number_cell(seen->web, row, TR("Money received"),
                      out->cash.present ? bank_riel(seen, out->cash.number) : S(""));
    table_cell(seen->web, row, TR("Who got it"), out->to_whom.present ? out->to_whom.text : S(""), S(""));
}

static void show_outs(const struct bank_seen *seen) {
    struct record **records;
    size_t count = last_of(seen, &stock_out_type, "on_day", OUTS_SHOWN, &records);
    if (!count) return;
    struct doc *table =
        table_new(seen->web, seen->web->view, "outs", TR("What was sold, lost or given away"));
    table_column(seen->web, table, TR("On"), false);
    table_column(seen->web, table, TR("What happened"), false);
    table_column(seen->web, table, TR("Quantity"), true);
    table_column(seen->web, table, TR("Money received"), true);
    table_column(seen->web, table, TR("Who got it"), false);
    for (size_t i = 0; i < count; i++) {
        out_row(seen, table, records[i]);
    }
}

void bank_store_show(const struct bank_seen *seen, struct stock_moves *moves) {
    show_lots(seen, moves);
    show_storage(seen, moves);
    show_counts(seen);
    show_outs(seen);
}
