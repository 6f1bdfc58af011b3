/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/referral_view.h"

#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/referral/referral.h"
#include "domain/referral/share.h"
#include "i18n/zone.h"
#include "store/query.h"
#include "web/attachment/attachment_page.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_head.h"

/* ---- records ---- */

struct record *referral_seen_file(struct web *web, const struct record *part) {
    if (part->type == &case_file_type) return (struct record *)(uintptr_t)part;
    return web_record(web, &case_file_type,
                      record_value_const(part, record_type_field(part->type, S("case_file")))->id);
}

size_t referral_seen_parts(struct web *web, const struct record_type *type, const char *field,
                           const struct record *of, struct record ***records) {
    return web_parts(web, type, field, of->id, of->org_id, NULL, LIMIT_REFERRALS, records);
}

struct rule referral_seen_rule(struct web *web) {
    return (struct rule){.store = web->app->store,
                         .db = web_db(web),
                         .job_arena = web->arena,
                         .actor = web->actor,
                         .is_asking = true};
}

bool referral_seen_is_open(struct web *web, const struct record *file) {
    struct rule rule = referral_seen_rule(web);
    return case_is_open_to(&rule, file, web->actor->user_id);
}

/* ---- words ---- */

struct slice referral_view_href(struct web *web, const struct record *record, const char *what) {
    return arena_printf(web->arena, "%.*s/%s", SLICE_ARG(record_href(web, record->type, record->id)), what);
}

struct slice referral_view_codes(struct web *web, const struct field *field, struct slice codes) {
    struct text out = TEXT_IN(web->arena);
    struct slice rest = codes, code;
    while (rest.len && slice_split(&rest, ',', &code)) {
        if (out.len) text_append(&out, S("; "));
        text_append(&out, choice_label(web, field, code));
    }
    return text_slice(&out);
}

struct slice referral_view_day(struct web *web, const struct value *value) {
    return value->present ? promise_view_day(web, date_first_day(value->date)) : S("");
}

struct slice referral_view_instant(struct web *web, int64_t ms) {
    enum { MINUTE_MS = 60000, HOUR_MINUTES = 60, DAY_MINUTES = 24 * 60 };
    int64_t local = ms + zone_offset_ms(S("Asia/Phnom_Penh"), ms), minutes = local / MINUTE_MS;
    struct slice day = promise_view_day(web, minutes / DAY_MINUTES);
    return arena_printf(web->arena, "%.*s %02d:%02d", SLICE_ARG(day),
                        (int)(minutes % DAY_MINUTES / HOUR_MINUTES), (int)(minutes % HOUR_MINUTES));
}

struct slice referral_view_ref(struct record_names *names, const struct record *record, const char *name) {
    const struct field *field = record_type_field(record->type, slice_of(name));
    return record_value_const(record, field)->present ? record_cell_of(names, record, field, false).text
                                                      : S("");
}

struct slice referral_view_user(struct web *web, const struct value *user) {
    return user->present ? access_user_name(web->app->access, web->arena, web_db(web), web->actor, user->id)
                         : S("");
}

void referral_view_head(struct web *web, struct record_names *names, const struct record *record,
                        const char *title) {
    record_add_head(names, web, record, title);
    doc_set_text(web->arena, web->view, S("view_title"), web_tr(web, title));
    doc_set_text(web->arena, web->view, S("record_text"), record_label(names, record));
}

void referral_view_form(struct web *web, struct slice action, const char *button, struct slice back) {
    doc_set_text(web->arena, web->view, S("form_action"), action);
    doc_set_text(web->arena, web->view, S("form_button"), web_tr(web, button));
    doc_set_text(web->arena, web->view, S("form_back"), back);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    plain_form_add_summary(web);
}

/* ---- what is told ---- */

static struct slice told_label(struct web *web, const struct doc *item) {
    const struct field *field = packet_field(item);
    const struct field *reason = record_type_field(&referral_type, S("reason"));
    if (field) return web_tr(web, field->label);
    bool is_note = slice_equal(doc_get_text(item, S("field")), S("note"));
    return is_note ? web_tr(web, case_note_type.label) : web_tr(web, reason->label);
}

/* A value of a file in the reader's words: codes, days and places too. */
static struct slice told_text(struct web *web, struct record_names *names, const struct doc *item) {
    const struct field *field = packet_field(item);
    struct slice text = doc_get_text(item, S("value"));
    struct record *file = record_new(web->arena, &case_file_type);
    struct date day;
    if (field && slice_equal(slice_of(field->name), S("birth_year")))
        return text; /* no number to be grouped */
    bool is_birth = field && slice_equal(slice_of(field->name), S("birth_date")) &&
                    date_parse_iso(text, &day) && day.precision == DATE_DAY;
    if (is_birth) return promise_view_day(web, date_first_day(day));
    if (!field || !value_parse(web->arena, field, text, record_value(file, field))) return text;
    return record_cell_of(names, file, field, false).text;
}

static void told_add(struct web *web, struct record_names *names, struct doc *rows, const struct doc *item) {
    struct doc *row = doc_add_object(web->arena, rows);
    struct slice on = doc_get_text(item, S("on"));
    struct date day;
    doc_set_text(web->arena, row, S("told_label"), told_label(web, item));
    doc_set_text(web->arena, row, S("told_on"),
                 on.len && date_parse_iso(on, &day) ? promise_view_day(web, date_first_day(day)) : S(""));
    doc_set_text(web->arena, row, S("told_text"), told_text(web, names, item));
    doc_set_text(web->arena, row, S("told_href"), S(""));
    doc_set_bool(web->arena, row, S("told_tells"), false);
    doc_set_text(web->arena, row, S("told_cites"), doc_get_text(item, S("cites")));
}

bool referral_view_file_tells(struct web *web, const struct doc *item) {
    struct uuid id;
    bool is_id = uuid_parse(doc_get_text(item, S("id")), &id);
    struct rule rule = referral_seen_rule(web);
    const struct record *file = is_id ? rule_find(&rule, &attachment_type, web->actor->org_id, id) : NULL;
    return file && attachment_tells(web, file);
}

static void told_file_add(struct web *web, struct slice files_href, struct doc *rows,
                          const struct doc *item) {
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("told_label"), web_tr(web, TR("Attached file")));
    doc_set_text(web->arena, row, S("told_on"), S(""));
    doc_set_text(web->arena, row, S("told_text"), doc_get_text(item, S("name")));
    struct slice id = doc_get_text(item, S("id"));
    doc_set_text(web->arena, row, S("told_href"),
                 files_href.len ? arena_printf(web->arena, "%.*s/%.*s", SLICE_ARG(files_href), SLICE_ARG(id))
                                : S(""));
    doc_set_text(web->arena, row, S("told_cites"), doc_get_text(item, S("cites")));
    doc_set_bool(web->arena, row, S("told_tells"), referral_view_file_tells(web, item));
}

bool referral_view_packet(struct web *web, struct slice json, struct slice files_href) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    const struct doc *packet = doc_parse_json(web->arena, json, &refusal);
    if (!packet || packet->kind != DOC_OBJECT) return false;
    struct record_names *names = record_names_new(web);
    struct doc *rows = doc_set_array(web->arena, web->view, S("told"));
    const struct doc *items = doc_get(packet, S("items")), *files = doc_get(packet, S("files"));
    for (const struct doc_entry *entry = items ? items->first : NULL; entry; entry = entry->next)
        told_add(web, names, rows, &entry->value);
    for (const struct doc_entry *entry = files ? files->first : NULL; entry; entry = entry->next)
        told_file_add(web, files_href, rows, &entry->value);
    return true;
}
