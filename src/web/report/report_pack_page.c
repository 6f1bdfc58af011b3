/* SPDX-License-Identifier: Apache-2.0 */
/* The donor pack as a file; like every file that leaves, it stands in the list of exports first. */
#include "exchange/report_pack.h"
#include "web/export/download.h"
#include "web/report/report_pages.h"
#include "web/report/report_view.h"

static struct slice file_name(struct web *web, const struct report_open *open, const char *ending) {
    struct text name = TEXT_IN(web->arena);
    text_append(&name, open->document.agreement_number);
    text_append(&name, S("-"));
    text_append(&name, date_format_iso(web->arena, open->document.period_ends));
    text_append(&name, slice_of(ending));
    return text_slice(&name);
}

static enum outcome pack(struct web *web, enum pack_kind kind, const char *media_type, const char *ending,
                         const char *format) {
    struct report_open *open = arena_make(web->arena, struct report_open, 1);
    struct report_pack_wish wish = {
        .kind = kind, .khmer_digits = web->locale.khmer_digits, .gazetteer = web->app->gazetteer};
    enum outcome outcome = report_open_asked(web, open);
    if (outcome != OUTCOME_OK) return outcome;
    if (!report_may_export(web, open)) return OUTCOME_FORBIDDEN;
    if (!web_form(web) || !report_pack_languages(web_field(web, S("in")), &wish)) return OUTCOME_MALFORMED;
    struct slice bytes = report_pack_make(&open->reader, &open->found, &wish);
    if (!bytes.len) return OUTCOME_FAILED;
    struct export_entry entry = {.what = period_report_of(open->found.report)->title.text,
                                 .type = S("period_report"),
                                 .format = slice_of(format),
                                 .purpose = web_tr(web, TR("Donor pack")),
                                 .rows = 1};
    return download_file_slowly(web, &entry, slice_of(media_type), file_name(web, open, ending), bytes);
}

enum outcome report_pack_pdf(struct web *web) {
    return pack(web, PACK_PDF, "application/pdf", ".pdf", "pdf");
}

enum outcome report_pack_xlsx(struct web *web) {
    return pack(web, PACK_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx",
                "xlsx");
}
