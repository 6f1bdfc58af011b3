/* SPDX-License-Identifier: Apache-2.0 */
#include "web/export/download.h"

#include "base/limits.h"
#include "base/log.h"
#include "web/record/record_text.h"

struct download {
    struct app *app;
    struct db *db;
    struct list_export *list;
    struct download_maker maker; /* in its place */
    void *made;
    struct list_query query;
    struct list_export_choice choice;
    int64_t until_ms;
};

bool download_is_allowed(struct web *web, const struct record_type *type) {
    return web_view(web, type).allowed && access_may(web->actor, type->access, VERB_EXPORT);
}

/* ---- the filter in words ---- */

static const char *operator_sign(enum filter_op op) {
    switch (op) {
    case FILTER_EQUAL:
    case FILTER_HAS:
    case FILTER_WITHIN: return ":";
    case FILTER_NOT_EQUAL:
    case FILTER_FILLED: return " ≠";
    case FILTER_LESS: return " <";
    case FILTER_GREATER: return " >";
    case FILTER_AT_LEAST: return " ≥";
    case FILTER_AT_MOST: return " ≤";
    case FILTER_EMPTY: return ":";
    }
    BUG("filter %d", op);
}

/* What is sealed or personal would stand in the log unsealed, for everybody who reads the log. */
static struct slice filter_value_words(struct web *web, struct record_names *names,
                                       const struct record_type *type, const struct filter *filter) {
    if (filter->op == FILTER_EMPTY || filter->op == FILTER_FILLED) return S("–");
    if (filter->field->sealed || filter->field->sensitivity > INTERNAL) return S("(sealed)");
    struct record *record = record_new(web->arena, type);
    *record_value(record, filter->field) = filter->value;
    return record_cell_of(names, record, filter->field, true).text;
}

static void add_words(struct text *words, struct slice label, const char *sign, struct slice value) {
    if (words->len) text_append(words, S("; "));
    text_append(words, label);
    text_printf(words, "%s ", sign);
    text_append(words, value);
}

/* Words that find a name are a name. */
static bool finds_names(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].is_name) return true;
    }
    return false;
}

struct slice download_filter_words(struct web *web, const struct list_query *query) {
    struct text words = TEXT_IN(web->arena);
    struct record_names *names = record_names_new(web);
    if (slice_trim(query->search).len)
        add_words(&words, web_tr(web, TR("Search")), ":",
                  finds_names(query->type) ? S("(sealed)") : slice_trim(query->search));
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct filter *filter = &query->filters[i];
        add_words(&words, web_tr(web, filter->field->label), operator_sign(filter->op),
                  filter_value_words(web, names, query->type, filter));
    }
    if (!uuid_is_zero(query->org))
        add_words(&words, web_tr(web, TR("Organisation")), ":",
                  access_org_name(web->app->access, web->arena, query->org));
    return text_slice(&words);
}

/* ---- lists ---- */

/* On the connection's thread, when all was sent or the client is gone. */
static void download_end(void *state) {
    struct download *download = state;
    list_export_close(download->list);
    if (download->made) download->maker.close(download->made);
    if (download->db) {
        db_rollback(download->db);
        store_return(download->app->store, download->db);
    }
    atomic_fetch_sub(&download->app->exports, 1);
}

static int64_t download_next(void *state, char *buffer, size_t size) {
    struct download *download = state;
    if (clock_now_ms() > download->until_ms) {
        log_warn("an export was cut off after %d s", LIMIT_EXPORT_S);
        return -1;
    }
    return download->made ? download->maker.pull(download->made, buffer, size)
                          : list_export_pull(download->list, buffer, size);
}

static struct list_export_source source_of(struct web *web, struct download *download) {
    return (struct list_export_source){.store = web->app->store,
                                       .db = download->db,
                                       .access = web->app->access,
                                       .gazetteer = web->app->gazetteer,
                                       .actor = web->actor,
                                       .list = &download->query};
}

static void add_file_name(struct web *web, struct slice name) {
    http_response_add_header(web->response, S("Content-Disposition"),
                             arena_printf(web->arena, "attachment; filename=\"%.*s\"", SLICE_ARG(name)));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
}

static struct slice file_name(struct web *web, const struct record_type *type, struct slice ending) {
    struct slice today = date_format_iso(web->arena, clock_today());
    return arena_printf(web->arena, "%s-%.*s.%.*s", type->path, SLICE_ARG(today), SLICE_ARG(ending));
}

/* The line of the log is durable: now the file may leave. */
static enum outcome download_logged(struct web *web, struct write_job *job) {
    struct download *download = web->state;
    if (job->outcome != OUTCOME_OK) return web->refusal = job->refusal, job->outcome;
    struct list_export_source source = source_of(web, download);
    download->list = list_export_open(&source, &download->choice);
    web->response->produce = download_next;
    enum list_format format = download->choice.format;
    add_file_name(web, file_name(web, download->query.type, list_format_code(format)));
    return web_answer(web, 200, list_format_media_type(format), S(""));
}

static struct slice column_words(struct web *web, const struct record_type *type, uint64_t columns) {
    struct text words = TEXT_IN(web->arena);
    for (size_t i = 0; i < type->field_count; i++) {
        if (!(columns >> i & 1)) continue;
        if (words.len) text_append(&words, S(", "));
        text_append(&words, web_tr(web, type->fields[i].label));
    }
    return text_slice(&words);
}

/* Begins the snapshot; false when too many files are leaving already. */
static bool download_begin(struct web *web, struct download *download) {
    if (atomic_fetch_add(&web->app->exports, 1) >= LIMIT_EXPORTS) {
        atomic_fetch_sub(&web->app->exports, 1);
        return refuse(&web->refusal, S(""), "Several files are being made just now. Try again in a minute.");
    }
    web->response->produce_state = download;
    web->response->produced =
        download_end; /* from here on the end of the request frees it, whatever happens */
    download->db = store_borrow(web->app->store);
    return db_begin(download->db) || refuse(&web->refusal, S(""), "The list could not be read.");
}

enum outcome download_list(struct web *web, const struct list_query *query,
                           const struct list_export_choice *choice, struct slice purpose) {
    struct download *download = arena_make(web->arena, struct download, 1);
    *download = (struct download){.app = web->app,
                                  .query = *query,
                                  .choice = *choice,
                                  .until_ms = clock_now_ms() + (int64_t)LIMIT_EXPORT_S * 1000};
    if (!export_purpose_check(web->arena, purpose, &web->refusal)) return OUTCOME_REFUSED;
    if (!download_begin(web, download)) return OUTCOME_TOO_MANY;
    struct list_export_source source = source_of(web, download);
    const struct record_type *type = query->type;
    struct export_entry entry = {.what = web_tr(web, type->plural),
                                 .type = slice_of(type->name),
                                 .format = list_format_code(choice->format),
                                 .filter = download_filter_words(web, query),
                                 .columns = column_words(web, type, choice->columns),
                                 .purpose = purpose,
                                 .rows = list_export_count(&source)};
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = export_entry_change(web->arena, web->actor, &entry);
    web->state = download;
    return web_write_as(web, export_scribe(web->arena, web->actor), change, 1, S(""), download_logged);
}

/* ---- files that others make ---- */

static enum outcome made_logged(struct web *web, struct write_job *job) {
    struct download *download = web->state;
    if (job->outcome != OUTCOME_OK) return web->refusal = job->refusal, job->outcome;
    download->made = download->maker.open(download->maker.context, download->db);
    web->response->produce = download_next;
    add_file_name(web, download->maker.name);
    return web_answer(web, 200, download->maker.media_type, S(""));
}

enum outcome download_made(struct web *web, const struct export_entry *entry,
                           const struct download_maker *maker) {
    struct download *download = arena_make(web->arena, struct download, 1);
    *download = (struct download){
        .app = web->app, .maker = *maker, .until_ms = clock_now_ms() + (int64_t)LIMIT_EXPORT_S * 1000};
    if (!export_purpose_check(web->arena, entry->purpose, &web->refusal)) return OUTCOME_REFUSED;
    if (!download_begin(web, download)) return OUTCOME_TOO_MANY;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = export_entry_change(web->arena, web->actor, entry);
    web->state = download;
    return web_write_as(web, export_scribe(web->arena, web->actor), change, 1, S(""), made_logged);
}

/* ---- files in memory ---- */

struct ready_file {
    struct slice media_type, name, bytes;
};

static enum outcome file_logged(struct web *web, struct write_job *job) {
    const struct ready_file *file = web->state;
    if (job->outcome != OUTCOME_OK) return web->refusal = job->refusal, job->outcome;
    add_file_name(web, file->name);
    return web_answer(web, 200, file->media_type, file->bytes);
}

enum outcome download_file(struct web *web, const struct export_entry *entry, struct slice media_type,
                           struct slice file_name_given, struct slice bytes) {
    struct ready_file *file = arena_make(web->arena, struct ready_file, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    *file = (struct ready_file){media_type, file_name_given, bytes};
    if (!export_purpose_check(web->arena, entry->purpose, &web->refusal)) return OUTCOME_REFUSED;
    *change = export_entry_change(web->arena, web->actor, entry);
    web->state = file;
    return web_write_as(web, export_scribe(web->arena, web->actor), change, 1, S(""), file_logged);
}

enum outcome download_file_slowly(struct web *web, const struct export_entry *entry, struct slice media_type,
                                  struct slice file_name_given, struct slice bytes) {
    if (!export_purpose_check(web->arena, entry->purpose, &web->refusal)) return OUTCOME_REFUSED;
    struct change change = export_entry_change(web->arena, web->actor, entry);
    struct write_job job = {.job_arena = web->arena,
                            .actor = export_scribe(web->arena, web->actor),
                            .changes = &change,
                            .change_count = 1};
    if (store_write(web->app->store, &job) != OUTCOME_OK) return web->refusal = job.refusal, job.outcome;
    add_file_name(web, file_name_given);
    return web_answer(web, 200, media_type, bytes);
}
