/* SPDX-License-Identifier: Apache-2.0 */
#include "web/attachment/attachment_page.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/attachment/media.h"
#include "domain/attachment/media_strip.h"
#include "domain/records.h"
#include "store/query.h"
#include "store/rule.h"
#include "store/vault.h"
#include "store/view.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/record/record_text.h"

/* ---- rights: those of the record ---- */

static bool may_see(struct web *web, const struct record *owner) {
    const struct record_type *type = owner->type;
    struct view view = web_view(web, type);
    return type->takes_files && view.allowed &&
           view_max(&view, type, owner->org_id) >= type->files_sensitivity;
}

/* Files that tell by themselves who somebody is: they open to whom what is sealed in the record opens, and the record of such
 * a file says nothing of what is in it. */
static bool is_hidden(const struct record_type *type) {
    return type->files_sensitivity == IDENTIFYING && type->before_reveal;
}

/* May the reader look into the files of the record. */
static bool may_open(struct web *web, const struct record *owner) {
    return !is_hidden(owner->type) || query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, owner);
}

static bool may_add(struct web *web, const struct record *owner) {
    return may_see(web, owner) && may_open(web, owner) && !owner->deleted_ms &&
           access_may_record(web->app->access, web->actor, owner, VERB_UPDATE);
}

/* NULL: it is not there for this reader, or its files are not. */
static struct record *owner_find(struct web *web, const struct record_type *type, struct uuid id) {
    struct record *owner;
    if (!type || !type->takes_files) return NULL;
    struct view view = web_view(web, type);
    bool found =
        view.allowed && query_get(web->app->store, web_db(web), web->arena, &view, type, id, &owner, NULL);
    return found && may_see(web, owner) ? owner : NULL;
}

static struct record *owner_of_path(struct web *web) {
    struct uuid id;
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    return web_arg_id(web, 1, &id) ? owner_find(web, type, id) : NULL;
}

/* What hangs on records that the reader sees: of their organisations, whole. */
static struct view view_of_files(const struct uuid *orgs, size_t org_count) {
    return (struct view){.allowed = org_count > 0,
                         .orgs = orgs,
                         .org_count = org_count,
                         .own_org = org_count ? orgs[0] : SHARED_ORG,
                         .own_max = IDENTIFYING,
                         .foreign_max = IDENTIFYING};
}

size_t attachment_files(struct web *web, const struct record *owner, struct record ***files) {
    struct view view = view_of_files(&owner->org_id, 1);
    struct list_query query = {
        .type = &attachment_type, .org = owner->org_id, .limit = LIMIT_ATTACHMENTS, .filter_count = 2};
    query.filters[0] = (struct filter){record_type_field(&attachment_type, S("owner_id")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = uuid_format(web->arena, owner->id)}};
    query.filters[1] = (struct filter){record_type_field(&attachment_type, S("owner_type")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = slice_of(owner->type->name)}};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    *files = page.records;
    return page.count;
}

/* ---- words ---- */

static const char *kind_words(struct slice media_type) {
    static const struct {
        const char *type, *words;
    } kinds[] = {
        {"application/pdf", "PDF"},
        {"image/jpeg", TR("Picture")},
        {"image/png", TR("Picture")},
        {"image/webp", TR("Picture")},
        {"image/heic", TR("Picture")},
        {"audio/mpeg", TR("Sound")},
        {"audio/mp4", TR("Sound")},
        {"audio/ogg", TR("Sound")},
        {"audio/wav", TR("Sound")},
        {"audio/amr", TR("Sound")},
        {"text/csv", "CSV"},
        {"text/plain", TR("Text")},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"},
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (slice_equal(slice_of(kinds[i].type), media_type)) return kinds[i].words;
    }
    return "";
}

static struct slice file_href(struct web *web, struct uuid id, const char *what) {
    return arena_printf(web->arena, "/attachments/%.*s/%s", SLICE_ARG(uuid_format(web->arena, id)), what);
}

static struct slice files_href(struct web *web, const struct record *owner) {
    return arena_printf(web->arena, "/attachments/to/%s/%.*s", owner->type->path,
                        SLICE_ARG(uuid_format(web->arena, owner->id)));
}

/* The same bytes on another record of the organisation: one receipt handed in twice is worth a look. */
static bool is_elsewhere(struct web *web, const struct record *file) {
    const struct attachment *attachment = attachment_of(file);
    struct db_query *query =
        db_query(web_db(web), SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM attachment WHERE org_id = ?1 AND "
                                  "hash = ?2 AND owner_id <> ?3 AND "
                                  "deleted_ms = 0"));
    db_bind_uuid(query, 1, file->org_id);
    db_bind_text(query, 2, attachment->hash.text);
    db_bind_text(query, 3, attachment->owner_id.text);
    bool found = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return found;
}

static struct slice added_words(struct web *web, const struct record *file) {
    struct slice who =
        access_user_name(web->app->access, web->arena, web_db(web), web->actor, file->created_by);
    return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(who),
                        SLICE_ARG(format_instant(web->arena, &web->locale, file->created_ms)));
}

/* ---- on the record's page ---- */

static const char *const labels[] = {TR("File"), TR("Kind of file"), TR("Size"), TR("Added"), TR("Note")};

static void file_row(struct web *web, const struct record *file, struct doc *rows) {
    const struct attachment *attachment = attachment_of(file);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice note = attachment->note.text;
    if (is_elsewhere(web, file))
        note = arena_printf(web->arena, "%.*s%s%.*s", SLICE_ARG(note), note.len ? " · " : "",
                            SLICE_ARG(web_tr(web, TR("The same file is on another record too."))));
    promise_view_cell(web, cells, web_tr(web, labels[0]), attachment->file_name.text, false,
                      file_href(web, file->id, "file"));
    promise_view_cell(web, cells, web_tr(web, labels[1]),
                      web_tr(web, kind_words(attachment->media_type.text)), false, S(""));
    promise_view_cell(web, cells, web_tr(web, labels[2]), format_bytes(web->arena, &web->locale, attachment->bytes.number), true,
                      S(""));
    promise_view_cell(web, cells, web_tr(web, labels[3]), added_words(web, file), false, S(""));
    promise_view_cell(web, cells, web_tr(web, labels[4]), note, false, S(""));
}

static void files_table(struct web *web, struct doc *section, struct record **files, size_t count) {
    struct doc *table = record_section_table(web, section);
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i == 2);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < count; i++) {
        file_row(web, files[i], rows);
    }
}

void attachment_sections(struct web *web, const struct record *record, struct doc *sections) {
    struct record **files = NULL;
    if (!record->type->takes_files || !may_see(web, record) || !may_open(web, record)) return;
    size_t count = attachment_files(web, record, &files);
    bool adds = may_add(web, record);
    if (!count && !adds) return;
    struct slice note = count ? S("") : web_tr(web, TR("No file is attached yet."));
    struct doc *section =
        record_section_add(web, sections, TR("Attached files"), note, adds ? files_href(web, record) : S(""),
                           TR("Add or remove files"));
    if (count) files_table(web, section, files, count);
}

struct slice attachment_href(struct web *web, const struct record *record) {
    return record->type->takes_files && may_see(web, record) ? files_href(web, record) : S("");
}

/* ---- the page of files ---- */

/* What was sealed beside a hidden file: {name, note, hash, traces}; an empty object when there is nothing. */
static struct doc *about_of(struct web *web, const struct record *file) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    struct slice about = attachment_about(web->app->store, web_db(web), web->arena, file);
    struct doc *doc = about.len ? doc_parse_json(web->arena, about, &ignored) : NULL;
    return doc ? doc : doc_new_object(web->arena);
}

/* What was found in it beside the picture, the sound or the words; of files from before it was looked for in papers, by their
 * kind. */
static struct slice traces_of(struct web *web, const struct record *file) {
    static const char papers[] = "application/";
    struct slice traces = doc_get_text(about_of(web, file), S("traces"));
    bool is_paper = slice_starts(attachment_of(file)->media_type.text, slice_of(papers));
    return traces.len || !is_paper ? traces : S(MEDIA_KEPT);
}

bool attachment_tells(struct web *web, const struct record *file) {
    return slice_equal(traces_of(web, file), S(MEDIA_KEPT));
}

/* Of a hidden file: the way to add a copy in which names and faces are covered, and the file as it was sent. */
static void hidden_links(struct web *web, const struct record *owner, const struct record *file, struct doc *item) {
    bool shows = is_hidden(owner->type) && !attachment_of(file)->redacts.present && may_open(web, owner);
    struct slice id = uuid_format(web->arena, file->id), none = S("");
    struct slice redact = arena_printf(web->arena, "%.*s?redacts=%.*s#add", SLICE_ARG(files_href(web, owner)), SLICE_ARG(id));
    doc_set_text(web->arena, item, S("redact_href"), shows && may_add(web, owner) ? redact : none);
    doc_set_text(web->arena, item, S("original_href"), shows ? arena_join(web->arena, file_href(web, file->id, "file"), S("?original=1")) : none);
    doc_set_bool(web->arena, item, S("is_redacted"), attachment_of(file)->redacts.present);
    doc_set_bool(web->arena, item, S("file_tells"), shows && attachment_tells(web, file));
}

static void file_item(struct web *web, const struct record *owner, const struct record *file, bool removes, struct doc *items) {
    const struct attachment *attachment = attachment_of(file);
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_uuid(web->arena, item, S("file_id"), file->id);
    doc_set_text(web->arena, item, S("file_name"), attachment->file_name.text);
    doc_set_text(web->arena, item, S("media_type"), attachment->media_type.text);
    doc_set_int(web->arena, item, S("file_bytes"), attachment->bytes.number);
    doc_set_text(web->arena, item, S("file_hash"), attachment->hash.text);
    doc_set_text(web->arena, item, S("file_note"), attachment->note.text);
    doc_set_bool(web->arena, item, S("is_elsewhere"), is_elsewhere(web, file));
    doc_set_text(web->arena, item, S("file_href"), file_href(web, file->id, "file"));
    if (web->is_api) return;
    hidden_links(web, owner, file, item);
    doc_set_text(web->arena, item, S("file_kind"), web_tr(web, kind_words(attachment->media_type.text)));
    doc_set_text(web->arena, item, S("file_size"), format_bytes(web->arena, &web->locale, attachment->bytes.number));
    doc_set_text(web->arena, item, S("file_added"), added_words(web, file));
    doc_set_text(web->arena, item, S("remove_href"), removes ? file_href(web, file->id, "remove") : S(""));
}

static void files_list(struct web *web, const struct record *owner) {
    struct record **files = NULL;
    size_t count = attachment_files(web, owner, &files);
    bool removes = may_add(web, owner);
    struct doc *items = doc_set_array(web->arena, web->view, web->is_api ? S("items") : S("files"));
    for (size_t i = 0; i < count; i++) {
        bool goes = removes && rule_allows_delete(web->app->store, web_db(web), web->arena, web->actor, files[i]);
        file_item(web, owner, files[i], goes, items);
    }
}

/* The original of which a redacted copy is added: in the address, then in the form. */
static struct slice redacts_of(struct web *web) {
    struct uuid id;
    struct slice asked = web->http->method == HTTP_GET ? http_query(web->http, S("redacts")) : web_field(web, S("redacts"));
    return uuid_parse(asked, &id) ? asked : S("");
}

static void files_show(struct web *web, const struct record *owner) {
    struct slice title = record_label(record_names_new(web), owner),
                 href = record_href(web, owner->type, owner->id);
    files_list(web, owner);
    if (web->is_api) return;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Attached files")));
    doc_set_text(web->arena, web->view, S("record_text"), title);
    doc_set_text(web->arena, web->view, S("record_href"), href);
    doc_set_text(web->arena, web->view, S("files_action"), files_href(web, owner));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    if (!owner->type->hidden) /* there is a list */
        furniture_add_crumb(web, web_tr(web, owner->type->plural),
                            arena_join(web->arena, S("/"), slice_of(owner->type->path)));
    furniture_add_crumb(web, title, href);
    furniture_add_crumb(web, web_tr(web, TR("Attached files")), S(""));
    struct slice values[2] = {format_bytes(web->arena, &web->locale, LIMIT_ATTACHMENT_BYTES), S("")};
    doc_set_text(
        web->arena, web->view, S("limit_text"),
        refusal_fill(
            web->arena,
            web_tr(web, TR("PDF, pictures, sound, XLSX, DOCX, CSV and text, at most {1}. The file is kept sealed.")),
            values));
    doc_set_bool(web->arena, web->view, S("adds"), may_add(web, owner));
    doc_set_bool(web->arena, web->view, S("is_hidden"), is_hidden(owner->type));
    doc_set_text(web->arena, web->view, S("redacts"), redacts_of(web));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "file",
                                         .label = TR("File"),
                                         .control = PLAIN_FILE,
                                         .accept = media_accept,
                                         .required = true});
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "note", .label = TR("Note"), .value = plain_form_value(web, "note", S(""))});
    plain_form_add_summary(web);
}

static enum outcome refuse_shut(struct web *web) {
    refuse(&web->refusal, S(""), "This file opens to those who work on it. In an emergency, ask to open it and say why.");
    return OUTCOME_FORBIDDEN;
}

enum outcome attachment_page(struct web *web) {
    struct record *owner = owner_of_path(web);
    if (!owner) return OUTCOME_NOT_FOUND;
    if (!may_open(web, owner)) return refuse_shut(web);
    files_show(web, owner);
    return OUTCOME_OK;
}

/* ---- taking a file in ---- */

static struct slice hash_of(struct web *web, const struct record *owner, const struct record *file) {
    return is_hidden(owner->type) ? doc_get_text(about_of(web, file), S("hash")) : attachment_of(file)->hash.text;
}

static bool is_here_already(struct web *web, const struct record *owner, struct slice hash) {
    struct record **files = NULL;
    size_t count = attachment_files(web, owner, &files);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(hash_of(web, owner, files[i]), hash)) continue;
        refuse_with(&web->refusal, S("file"), "This file is attached already, as {1}.",
                    attachment_of(files[i])->file_name.text, S(""));
        return true;
    }
    if (count < LIMIT_ATTACHMENTS) return false;
    refuse(&web->refusal, S("file"), "There are too many files on this record.");
    return true;
}

/* A file as it comes in. */
struct incoming {
    const struct http_field *file;
    const struct media *media;
    struct slice hash;
};

static struct slice typed_note(struct web *web) {
    return slice_trim(web_field(web, S("note")));
}

/* "picture-3.jpg": what the name on somebody's computer said is sealed. */
static struct slice neutral_name(struct web *web, const struct record *owner, const struct media *media) {
    struct record **files;
    struct slice type = slice_of(media->type), extension, rest = slice_of(media->extensions);
    const char *kind = slice_starts(type, S("image/")) ? "picture" : slice_starts(type, S("audio/")) ? "sound" : "document";
    size_t count = attachment_files(web, owner, &files);
    slice_split(&rest, ' ', &extension);
    return arena_printf(web->arena, "%s-%zu.%.*s", kind, count + 1, SLICE_ARG(extension));
}

static struct slice about_write(struct web *web, const struct incoming *in) {
    struct doc *about = doc_new_object(web->arena);
    struct text json = TEXT_IN(web->arena);
    struct slice clean, traces;
    bool stripped = media_strip(web->arena, in->media->type, in->file->value, &clean, &traces);
    doc_set_text(web->arena, about, S("name"), media_clean_name(web->arena, in->file->file_name));
    doc_set_text(web->arena, about, S("note"), typed_note(web));
    doc_set_text(web->arena, about, S("hash"), in->hash);
    bool is_kept = !stripped && !media_is_plain(in->media->type);
    doc_set_text(web->arena, about, S("traces"), stripped ? traces : is_kept ? S(MEDIA_KEPT) : S(""));
    doc_write_json(&json, about);
    return text_slice(&json);
}

static struct change change_of_file(struct web *web, const struct record *owner, const struct incoming *in) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &attachment_type, owner->org_id);
    bool hidden = is_hidden(owner->type);
    struct slice name = hidden ? neutral_name(web, owner, in->media) : media_clean_name(web->arena, in->file->file_name);
    change_set_value(&change, "owner_type", value_of_text(slice_of(owner->type->name)));
    change_set_value(&change, "owner_id", value_of_text(uuid_format(web->arena, owner->id)));
    change_set_value(&change, "file_name", value_of_text(name));
    change_set_value(&change, "media_type", value_of_text(slice_of(in->media->type)));
    change_set_value(&change, "bytes", (struct value){.present = true, .number = (int64_t)in->file->value.len});
    change_set_value(&change, "hash", value_of_text(in->hash));
    change_set_value(&change, "note", value_of_text(hidden ? S("") : typed_note(web)));
    change_set_value(&change, "redacts", value_of_text(redacts_of(web)));
    return change;
}

/* The bytes before their record, once however often the form is sent; of hidden ones the record says the hash of what is
 * stored. */
static bool bytes_put(struct web *web, const struct record *owner, const struct incoming *in, struct change *change) {
    struct store *store = web->app->store;
    bool stored = attachment_is_stored(web_db(web), owner->org_id, change->id);
    if (!is_hidden(owner->type)) return stored || attachment_put(store, owner->org_id, change->id, owner->id, in->file->value);
    struct slice hash;
    if (stored) hash = attachment_sealed_hash(web_db(web), web->arena, owner->org_id, change->id);
    bool put = stored || attachment_put_hidden(store, web->arena, owner->org_id, change->id, vault_owner(owner), in->file->value,
                                               about_write(web, in), &hash);
    if (put) change_set_value(change, "hash", value_of_text(hash));
    return put;
}

/* The same form sent again is the same file: it has the id that it had. */
static enum outcome file_write(struct web *web, const struct record *owner, const struct incoming *in) {
    struct slice key = web_field(web, S("_key"));
    struct change change = change_of_file(web, owner, in);
    change.id = key.len ? web_form_identity(web, key) : uuid_new();
    if (!bytes_put(web, owner, in, &change)) return OUTCOME_FAILED;
    struct write_job job = {.job_arena = web->arena, .actor = web->actor, .idempotency_key = key, .changes = &change, .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    refusal_add(&web->refusal, &job.refusal);
    return outcome;
}

static enum outcome file_take(struct web *web, const struct record *owner) {
    struct incoming in = {.file = web_file(web)};
    if (!in.file || !in.file->value.len) return refuse(&web->refusal, S("file"), "Choose a file."), OUTCOME_REFUSED;
    if (in.file->value.len > LIMIT_ATTACHMENT_BYTES)
        return refuse(&web->refusal, S("file"), "The file is too large."), OUTCOME_REFUSED;
    in.media = media_recognise(in.file->value, in.file->file_name, &web->refusal);
    in.hash = attachment_hash(web->arena, in.file->value);
    struct slice key = web_field(web, S("_key"));
    bool again = key.len && attachment_is_stored(web_db(web), owner->org_id, web_form_identity(web, key));
    if (!in.media || (!again && is_here_already(web, owner, in.hash))) return OUTCOME_REFUSED;
    return file_write(web, owner, &in);
}

enum outcome attachment_post(struct web *web) {
    struct record *owner = owner_of_path(web);
    if (!owner || !may_see(web, owner)) return OUTCOME_NOT_FOUND;
    if (!may_add(web, owner)) return OUTCOME_FORBIDDEN;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = file_take(web, owner);
    if (outcome == OUTCOME_OK && web->is_api)
        return web->response->status = 201, files_list(web, owner), OUTCOME_OK;
    if (outcome == OUTCOME_OK)
        return web_redirect(web, arena_join(web->arena, files_href(web, owner), S("?done=saved")));
    if (outcome != OUTCOME_REFUSED || web->is_api) return outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    files_show(web, owner);
    return OUTCOME_OK;
}

bool attachment_takes_body(const struct http_request *request) {
    bool page = slice_starts(request->path, S("/attachments/to/"));
    return page || (slice_starts(request->path, S("/api/v1/")) && slice_ends(request->path, S("/files")));
}

/* ---- giving a file out, taking one off ---- */

/* In the organisations of which the reader sees records that take files, one after the other. */
static struct record *file_find(struct web *web, struct uuid id) {
    for (size_t i = 0; i < mlup_catalogue.count; i++) {
        const struct record_type *type = mlup_catalogue.types[i];
        struct record *file;
        if (!type->takes_files) continue;
        struct view owners = web_view(web, type), view = view_of_files(owners.orgs, owners.org_count);
        if (owners.allowed &&
            query_get(web->app->store, web_db(web), web->arena, &view, &attachment_type, id, &file, NULL))
            return file->deleted_ms ? NULL : file;
    }
    return NULL;
}

/* The file of the address (first argument) and the record it hangs on. */
static struct record *file_of_path(struct web *web, struct record **owner) {
    struct uuid id, owner_id;
    struct record *file = web_arg_id(web, 0, &id) ? file_find(web, id) : NULL;
    if (!file) return NULL;
    const struct attachment *attachment = attachment_of(file);
    if (!uuid_parse(attachment->owner_id.text, &owner_id)) return NULL;
    *owner = owner_find(web, catalogue_find(&mlup_catalogue, attachment->owner_type.text), owner_id);
    return *owner && uuid_equal((*owner)->org_id, file->org_id) ? file : NULL;
}

struct slice attachment_disposition(struct web *web, struct slice name) {
    struct text text = TEXT_IN(web->arena);
    text_append(&text, S("attachment; filename=\""));
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.s[i];
        if (c < 128)
            text_append_char(&text, c == '\\' ? '_' : (char)c);
        else if (c >= 0xc0)
            text_append_char(&text, '_'); /* one for each letter */
    }
    text_append(&text, S("\"; filename*=UTF-8''"));
    html_url_encode_to(&text, name);
    return text_slice(&text);
}

/* What leaves of a hidden picture is the picture; the file as it was sent, with what the camera wrote into it, only when that is
 * asked for. */
static struct slice bytes_given(struct web *web, const struct record *owner, const struct record *file, struct slice bytes, bool original) {
    struct slice clean, traces;
    const char *type = arena_cstr(web->arena, attachment_of(file)->media_type.text);
    bool strips = is_hidden(owner->type) && !original && media_strip(web->arena, type, bytes, &clean, &traces);
    return strips ? clean : bytes;
}

/* The log names a hidden file as its record does, not as its sender did. */
static bool look_logged(struct web *web, const struct record *owner, const struct record *file, bool original) {
    struct slice what = attachment_of(file)->file_name.text;
    if (original) what = web_tr_fill(web, TR("{1}, as it was sent"), what, S(""));
    return query_log_read(web->app->store, web->actor, owner, S("file"), what);
}

enum outcome attachment_file(struct web *web) {
    struct record *owner, *file = file_of_path(web, &owner);
    struct slice bytes;
    bool original = http_query(web->http, S("original")).len > 0;
    if (!file) return OUTCOME_NOT_FOUND;
    if (!may_open(web, owner)) return refuse_shut(web);
    const struct attachment *attachment = attachment_of(file);
    enum attachment_state state = attachment_get(web->app->store, web_db(web), web->arena, file, &bytes);
    if (state == ATTACHMENT_ERASED) return OUTCOME_NOT_FOUND;
    if (state == ATTACHMENT_DAMAGED) return OUTCOME_FAILED;
    if (!look_logged(web, owner, file, original)) return OUTCOME_FAILED;
    struct slice sent_as = is_hidden(owner->type) ? doc_get_text(about_of(web, file), S("name")) : S("");
    http_response_add_header(web->response, S("Content-Disposition"), attachment_disposition(web, sent_as.len ? sent_as : attachment->file_name.text));
    http_response_add_header(web->response, S("Cache-Control"), S("private, no-store"));
    web->response->is_compressed = true;
    return web_answer(web, 200, attachment->media_type.text, bytes_given(web, owner, file, bytes, original));
}

void attachment_opened_add(struct web *web, const struct record *owner, struct doc *opened) {
    struct record **files;
    size_t count = may_see(web, owner) ? attachment_files(web, owner, &files) : 0;
    for (size_t i = 0; i < count; i++) {
        struct doc *row = doc_add_object(web->arena, opened), *about = about_of(web, files[i]);
        struct slice name = doc_get_text(about, S("name")), traces = traces_of(web, files[i]);
        bool tells = slice_equal(traces, S(MEDIA_KEPT));
        doc_set_bool(web->arena, row, S("opened_tells"), tells);
        doc_set_text(web->arena, row, S("opened_name"), name.len ? name : attachment_of(files[i])->file_name.text);
        doc_set_text(web->arena, row, S("opened_note"), doc_get_text(about, S("note")));
        doc_set_text(web->arena, row, S("opened_traces"), traces);
        doc_set_bool(web->arena, row, S("opened_redacted"), attachment_of(files[i])->redacts.present);
        doc_set_text(web->arena, row, S("opened_kind"), web_tr(web, kind_words(attachment_of(files[i])->media_type.text)));
        doc_set_text(web->arena, row, S("opened_size"), format_bytes(web->arena, &web->locale, attachment_of(files[i])->bytes.number));
        doc_set_text(web->arena, row, S("opened_href"), file_href(web, files[i]->id, "file"));
        doc_set_text(web->arena, row, S("original_href"), traces.len && !tells ? arena_join(web->arena, file_href(web, files[i]->id, "file"), S("?original=1")) : S(""));
    }
}

static enum outcome removed(struct web *web, struct write_job *job) {
    const struct record *owner = web->state;
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web, arena_join(web->arena, files_href(web, owner), S("?done=saved")));
}

enum outcome attachment_remove(struct web *web) {
    struct record *owner, *file = file_of_path(web, &owner);
    if (!file) return OUTCOME_NOT_FOUND;
    if (!may_add(web, owner)) return OUTCOME_FORBIDDEN;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_DELETE, &attachment_type, file->org_id);
    change->id = file->id;
    change->base_version = file->version;
    change->reason = S("Taken off the record");
    web->state = owner;
    return web_write(web, change, 1, S(""), removed);
}
