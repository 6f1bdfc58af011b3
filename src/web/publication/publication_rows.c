/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that nobody can be told from, for who may approve and export files; each time with a purpose, in the
 * log of exports. */
#include "access/permission.h"
#include "domain/care/care.h"
#include "domain/publication/counts.h"
#include "web/export/download.h"
#include "web/publication/publication_pages.h"

enum { LEAST_ROWS = 5 };

static bool may_take(struct web *web) {
    return publication_may_publish(web) && access_may(web->actor, ACCESS_CASE, VERB_EXPORT);
}

static void number_add(struct web *web, struct doc *items, const char *code, const char *label,
                       int64_t number, struct slice text) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("risk_code"), slice_of(code));
    doc_set_text(web->arena, item, S("risk_label"), web_tr(web, label));
    doc_set_int(web->arena, item, S("risk_number"), number);
    doc_set_text(web->arena, item, S("risk_text"),
                 text.len ? text : format_number(web->arena, &web->locale, number));
}

bool publication_risk_add(struct web *web, int64_t least) {
    struct people_class *classes;
    if (!may_take(web)) return false;
    size_t count = counts_classes(web_db(web), web->arena, web->actor->org_id, &classes);
    struct class_risk risk = class_risk_of(classes, count, least);
    int64_t unique = risk.people ? risk.unique * 1000 / risk.people : 0;
    struct doc *items = doc_set_array(web->arena, web->view, S("risk"));
    number_add(web, items, "people", TR("People"), risk.people, S(""));
    number_add(web, items, "smallest", TR("Smallest class of people who are alike"), risk.smallest, S(""));
    number_add(web, items, "unique_per_mille", TR("Rows that are alone in their class"), unique,
               format_percent(web->arena, &web->locale, unique));
    number_add(web, items, "left_out", TR("Rows left out"), risk.left_out, S(""));
    number_add(web, items, "smallest_left", TR("Smallest class that stays"), risk.smallest_left, S(""));
    return true;
}

enum outcome publication_risk(struct web *web) {
    return publication_risk_add(web, LEAST_ROWS) ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}

static struct slice columns_text(struct web *web) {
    struct text text = TEXT_IN(web->arena);
    for (int i = 0; i < CLASS_COLUMNS; i++)
        text_printf(&text, "%s%s", i ? ", " : "", class_columns[i]);
    return text_slice(&text);
}

enum outcome publication_rows(struct web *web) {
    struct people_class *classes;
    if (!may_take(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    size_t count = counts_classes(web_db(web), web->arena, web->actor->org_id, &classes);
    struct class_risk risk = class_risk_of(classes, count, LEAST_ROWS);
    struct export_entry entry = {.what = S("People who came back, without names"),
                                 .type = slice_of(case_file_type.name),
                                 .format = S("csv"),
                                 .filter = arena_printf(web->arena,
                                                        "smallest class %lld, alone %lld, left out %lld",
                                                        (long long)risk.smallest_left, (long long)risk.unique,
                                                        (long long)risk.left_out),
                                 .columns = columns_text(web),
                                 .purpose = slice_trim(web_field(web, S("purpose"))),
                                 .rows = risk.people - risk.left_out};
    if (!export_purpose_check(web->arena, entry.purpose, &web->refusal)) return OUTCOME_REFUSED;
    return download_file(web, &entry, S("text/csv; charset=utf-8"), S("people-without-names.csv"),
                         classes_csv(web->arena, classes, count, LEAST_ROWS));
}
