/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  The form of a stage for paper, in Khmer and English.  It carries the code
 * alone; the name is written by hand, by who has the right to know it.  The texts of the ministry's own forms
 * are not published: these are the programme's, and name the circular they follow. */
#include "catalogue/value.h"
#include "domain/reintegration/reintegration.h"
#include "domain/reintegration/stage.h"
#include "web/furniture.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/shelter/care_view.h"

struct print_line {
    enum stage stage;
    const char *km, *en;
    int lines; /* to write on */
};

static const struct print_line print_lines[] = {
    {STAGE_PREPARE, "ស្ថានភាពសុខភាព និងផ្លូវចិត្ត", "Health and state of mind", 2},
    {STAGE_PREPARE, "ស្ថានភាពគ្រួសារ និងផ្ទះ", "Family and home", 2},
    {STAGE_PREPARE, "ហានិភ័យ និងរបៀបការពារ", "Risks, and what protects from them", 2},
    {STAGE_PREPARE, "បំណង ជំនាញ និងផែនការ", "Wishes, skills and plan", 3},
    {STAGE_PREPARE, "យល់ព្រមវិលទៅផ្ទះ (បាទ/ចាស ឬទេ)", "Agrees to go home (yes or no)", 1},
    {STAGE_INTEGRATE, "ថ្ងៃ និងទីកន្លែងប្រគល់", "Day and place of handing over", 1},
    {STAGE_INTEGRATE, "អ្នកទទួល និងទំនាក់ទំនងគ្រួសារ", "Who receives, and how related", 1},
    {STAGE_INTEGRATE, "របស់ និងប្រាក់ដែលបានឱ្យ", "Goods and money given", 3},
    {STAGE_INTEGRATE, "លេខទូរស័ព្ទពេលមានបញ្ហា", "Whom to call in trouble", 1},
    {STAGE_MONITOR, "សុវត្ថិភាព (១–៥)", "Safety (1–5)", 1},
    {STAGE_MONITOR, "ចំណូល (១–៥)", "Income (1–5)", 1},
    {STAGE_MONITOR, "សុខភាព (១–៥)", "Health (1–5)", 1},
    {STAGE_MONITOR, "ការប្រព្រឹត្តក្នុងគ្រួសារ (១–៥)", "Treated well in the family (1–5)", 1},
    {STAGE_MONITOR, "ការប្រព្រឹត្តក្នុងសហគមន៍ (១–៥)", "Treated well in the community (1–5)", 1},
    {STAGE_MONITOR, "អ្វីដែលត្រូវធ្វើបន្ទាប់", "What is to be done next", 3},
    {STAGE_CLOSE, "ស្ថានភាពពេលបិទ", "State on closing", 3},
    {STAGE_CLOSE, "មូលហេតុបិទ", "Why it is closed", 2},
    {STAGE_CLOSE, "យល់ព្រមបិទ (បាទ/ចាស ឬទេ)", "Agrees to close (yes or no)", 1},
    {STAGE_CLOSE, "អាចត្រឡប់មករកជំនួយវិញ តាមរយៈ", "May come back for help, through", 1},
};

static const char *const titles_km[STAGES] = {"ដំណាក់កាលទី១៖ ការរៀបចំសមាហរណកម្ម", "ដំណាក់កាលទី២៖ សមាហរណកម្ម",
                                              "ដំណាក់កាលទី៣៖ ការតាមដាន និងគាំទ្រ", "ដំណាក់កាលទី៤៖ ការបិទករណី"};
static const char *const titles_en[STAGES] = {"Stage 1: pre-integration", "Stage 2: integration",
                                              "Stage 3: monitoring and support", "Stage 4: case closing"};

static void lines_show(struct web *web, enum stage stage) {
    struct doc *list = doc_set_array(web->arena, web->view, S("print_lines"));
    for (size_t i = 0; i < ARRAY_LEN(print_lines); i++) {
        if (print_lines[i].stage != stage) continue;
        struct doc *line = doc_add_object(web->arena, list);
        doc_set_text(web->arena, line, S("line_km"), slice_of(print_lines[i].km));
        doc_set_text(web->arena, line, S("line_en"), slice_of(print_lines[i].en));
        struct doc *rules = doc_set_array(web->arena, line, S("rules"));
        for (int k = 0; k < print_lines[i].lines; k++)
            doc_add_object(web->arena, rules);
    }
}

static void papers_show(struct web *web, enum stage stage) {
    struct doc *list = doc_set_array(web->arena, web->view, S("print_papers"));
    const struct field *field = record_type_field(&reintegration_paper_type, S("paper"));
    for (size_t i = 0; i < stage_paper_count; i++) {
        if (stage_papers[i].stage != stage) continue;
        struct doc *paper = doc_add_object(web->arena, list);
        doc_set_text(web->arena, paper, S("print_paper"),
                     choice_label(web, field, slice_of(stage_papers[i].code)));
    }
}

enum outcome stage_print(struct web *web) {
    enum stage stage;
    struct record *record = web_record_of_path(web, &reintegration_type, 0);
    struct record *file =
        record ? web_record(web, &case_file_type, reintegration_of(record)->case_file.id) : NULL;
    if (!file || !stage_find(web_arg(web, 1), &stage)) return OUTCOME_NOT_FOUND;
    furniture_add_crumb(web, web_tr_fill(web, TR("Reintegration of {1}"), file->code, S("")),
                        record_href(web, &reintegration_type, record->id));
    care_head(web, web_tr(web, stage_label(stage)));
    doc_set_text(web->arena, web->view, S("print_back"), record_href(web, &reintegration_type, record->id));
    doc_set_text(web->arena, web->view, S("title_km"), slice_of(titles_km[stage]));
    doc_set_text(web->arena, web->view, S("title_en"), slice_of(titles_en[stage]));
    doc_set_text(web->arena, web->view, S("print_code"), file->code);
    doc_set_text(web->arena, web->view, S("print_number"), record->code);
    doc_set_text(web->arena, web->view, S("print_org"),
                 access_org_name(web->app->access, web->arena, record->org_id));
    doc_set_bool(web->arena, web->view, S("by_supervisor"), stage == STAGE_CLOSE);
    lines_show(web, stage);
    papers_show(web, stage);
    return OUTCOME_OK;
}
