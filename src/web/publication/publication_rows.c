/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that nobody can be told from, for who may approve and export files; each time with a purpose, in the
 * log of exports, and remembered, so that the next ones are compared with them. */
#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/publication/counts.h"
#include "domain/publication/publication.h"
#include "web/export/download.h"
#include "web/publication/publication_pages.h"

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
    struct class_release *earlier;
    if (!may_take(web)) return false;
    size_t count = counts_classes(web_db(web), web->arena, web->actor->org_id, &classes),
           releases = counts_released(web_db(web), web->arena, web->actor->org_id, &earlier);
    classes_keep_back(classes, count, least, earlier, releases);
    struct class_risk risk = class_risk_of(classes, count, least);
    int64_t unique = risk.people ? risk.unique * 1000 / risk.people : 0;
    struct doc *items = doc_set_array(web->arena, web->view, S("risk"));
    number_add(web, items, "least", TR("Smallest class that may leave"), least, S(""));
    number_add(web, items, "people", TR("People"), risk.people, S(""));
    number_add(web, items, "smallest", TR("Smallest class of people who are alike"), risk.smallest, S(""));
    number_add(web, items, "unique_per_mille", TR("Rows that are alone in their class"), unique,
               format_percent(web->arena, &web->locale, unique));
    number_add(web, items, "left_out", TR("Rows left out"), risk.left_out, S(""));
    number_add(web, items, "moved_little", TR("Of them because their class moved a little since an earlier release"), risk.moved_little,
               S(""));
    number_add(web, items, "smallest_left", TR("Smallest class that stays"), risk.smallest_left, S(""));
    number_add(web, items, "releases", TR("Earlier releases compared with"), (int64_t)releases, S(""));
    return true;
}

/* The floor for a number that is none or below it; the rule says no to what is above. */
static int64_t least_of(struct slice typed) {
    int64_t least = PUBLICATION_LEAST;
    return slice_to_int64(slice_trim(typed), &least) && least > PUBLICATION_LEAST ? least : PUBLICATION_LEAST;
}

enum outcome publication_risk(struct web *web) {
    return publication_risk_add(web, least_of(http_query(web->http, S("least")))) ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}

/* ---- taking them ---- */

static struct slice columns_text(struct web *web) {
    struct text text = TEXT_IN(web->arena);
    for (int i = 0; i < CLASS_COLUMNS; i++)
        text_printf(&text, "%s%s", i ? ", " : "", class_columns[i]);
    return text_slice(&text);
}

/* In the program's hand, as a publication; on a slow thread, which may wait. */
static enum outcome release_write(struct web *web, struct change *change) {
    int64_t least;
    *change = change_new(web->arena, CHANGE_CREATE, &row_release_type, web->actor->org_id);
    struct slice typed = slice_trim(web_field(web, S("least")));
    if (!typed.len) typed = arena_printf(web->arena, "%d", PUBLICATION_LEAST);
    if (slice_to_int64(typed, &least)) change_set_value(change, "least", value_of_number(least));
    struct write_job job = {.job_arena = web->arena,
                            .actor = export_scribe(web->arena, web->actor),
                            .changes = change,
                            .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    web->refusal = job.refusal;
    return outcome;
}

enum outcome publication_rows(struct web *web) {
    struct change change;
    struct class_release told;
    struct slice purpose = slice_trim(web_field(web, S("purpose")));
    if (!may_take(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!export_purpose_check(web->arena, purpose, &web->refusal)) return OUTCOME_REFUSED;
    enum outcome outcome = release_write(web, &change);
    if (outcome != OUTCOME_OK) return outcome;
    const struct row_release *release = row_release_of(change.after);
    if (!classes_read(web->arena, doc_parse_json(web->arena, release->content.text, &web->refusal), &told)) return OUTCOME_FAILED;
    struct export_entry entry = {.what = S("People who came back, without names"),
                                 .type = slice_of(case_file_type.name),
                                 .format = S("csv"),
                                 .filter = arena_printf(web->arena, "release %lld, smallest class %lld",
                                                        (long long)release->number.number, (long long)release->least.number),
                                 .columns = columns_text(web),
                                 .purpose = purpose,
                                 .rows = release->people.number};
    return download_file_slowly(web, &entry, S("text/csv; charset=utf-8"), S("people-without-names.csv"),
                                classes_csv(web->arena, told.classes, told.count));
}
