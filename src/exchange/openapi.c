/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/openapi.h"

#include "base/limits.h"
#include "base/log.h"

/* Adds {"a": {"b": …}} steps: object under the key. */
static struct doc *under(struct arena *arena, struct doc *parent, const char *key) {
    return doc_set_object(arena, parent, slice_of(key));
}

static void put(struct arena *arena, struct doc *object, const char *key, const char *text) {
    doc_set_text(arena, object, slice_of(key), slice_of(text));
}

static void put_type(struct arena *arena, struct doc *schema, const char *type, bool required) {
    if (required) {
        put(arena, schema, "type", type);
        return;
    }
    struct doc *types = doc_set_array(arena, schema, S("type"));
    doc_add_text(arena, types, slice_of(type));
    doc_add_text(arena, types, S("null"));
}

static void put_codes(struct arena *arena, struct doc *schema, const struct choice_set *set, bool or_null) {
    struct doc *codes = doc_set_array(arena, schema, S("enum"));
    for (size_t i = 0; i < set->count; i++) {
        doc_add_text(arena, codes, slice_of(set->choices[i].code));
    }
    if (or_null) doc_set_null(arena, codes, S(""));
}

static void put_list(struct arena *arena, struct doc *schema, const struct field *field) {
    put_type(arena, schema, "array", field->required);
    struct doc *items = under(arena, schema, "items");
    put(arena, items, "type", "string");
    if (field->choices) put_codes(arena, items, field->choices, false);
    else put(arena, items, "pattern", "^[0-9]{2}([0-9]{2}){0,3}$");
}

static void put_money(struct arena *arena, struct doc *schema, const struct field *field) {
    put_type(arena, schema, "object", field->required);
    struct doc *properties = under(arena, schema, "properties");
    put(arena, under(arena, properties, "amount"), "type", "integer");
    struct doc *codes = doc_set_array(arena, under(arena, properties, "currency"), S("enum"));
    doc_add_text(arena, codes, S("KHR"));
    doc_add_text(arena, codes, S("USD"));
    put(arena, schema, "description", "Whole riel, or US cents.");
}

static void put_description(struct arena *arena, struct doc *schema, const struct field *field) {
    const char *help = field->help, *scale = field_scale(field);
    if (!help && !scale) return;
    doc_set_text(arena, schema, S("description"), arena_printf(arena, "%s%s%s", help ? help : "", help && scale ? " " : "", scale ? scale : ""));
}

static void put_field(struct arena *arena, struct doc *schema, const struct field *field) {
    put(arena, schema, "title", field->label);
    put_description(arena, schema, field);
    switch (field->kind) {
    case KIND_INTEGER: put_type(arena, schema, "integer", field->required); break;
    case KIND_BOOL: put_type(arena, schema, "boolean", field->required); break;
    case KIND_MONEY: put_money(arena, schema, field); return;
    case KIND_CHOICES:
    case KIND_PLACES: put_list(arena, schema, field); return;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_DATE:
    case KIND_CHOICE:
    case KIND_REF:
    case KIND_PLACE:
    case KIND_PHONE: put_type(arena, schema, "string", field->required); break;
    }
    if (field->kind == KIND_CHOICE) put_codes(arena, schema, field->choices, !field->required);
    if (field->kind == KIND_REF) put(arena, schema, "format", "uuid");
    if (field->kind == KIND_REF) put(arena, schema, "x-record", field->ref); /* the schema it refers to */
    if (field->fixed) doc_set_bool(arena, schema, S("x-fixed"), true);
    if (field->computed) doc_set_bool(arena, schema, S("readOnly"), true);
    if (field->sealed) doc_set_bool(arena, schema, S("x-sealed"), true); /* read as {"sealed": true} */
    if (field->kind == KIND_DATE) put(arena, schema, "pattern", field->reduced ? "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" : "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    if (field->kind == KIND_PLACE) put(arena, schema, "pattern", "^[0-9]{2}([0-9]{2}){0,3}$");
    if (field->kind == KIND_TEXT) doc_set_int(arena, schema, S("maxLength"), field->chars_max ? field->chars_max : LIMIT_LINE_CHARS);
    if (field->kind == KIND_INTEGER && (field->min || field->max)) {
        doc_set_int(arena, schema, S("minimum"), field->min);
        doc_set_int(arena, schema, S("maximum"), field->max);
    }
}

static void put_head(struct arena *arena, struct doc *properties) {
    static const char *const read_only[] = {"code", "created", "updated", "deleted"};
    put(arena, under(arena, properties, "id"), "type", "string");
    put(arena, under(arena, properties, "org"), "type", "string");
    put(arena, under(arena, properties, "version"), "type", "integer");
    for (size_t i = 0; i < ARRAY_LEN(read_only); i++) {
        struct doc *schema = under(arena, properties, read_only[i]);
        put(arena, schema, "type", "string");
        doc_set_bool(arena, schema, S("readOnly"), true);
    }
}

static void put_schema(struct arena *arena, struct doc *schemas, const struct record_type *type) {
    struct doc *schema = under(arena, schemas, type->name);
    put(arena, schema, "type", "object");
    put(arena, schema, "title", type->label);
    if (type->help) put(arena, schema, "description", type->help);
    if (type->kept) doc_set_bool(arena, schema, S("readOnly"), true);
    if (type->takes_files) doc_set_bool(arena, schema, S("x-files"), true); /* /{id}/files */
    struct doc *properties = under(arena, schema, "properties");
    put_head(arena, properties);
    struct doc *required = NULL;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        put_field(arena, under(arena, properties, field->name), field);
        if (!field->required) continue;
        if (!required) required = doc_set_array(arena, schema, S("required"));
        doc_add_text(arena, required, slice_of(field->name));
    }
}

static void put_ref(struct arena *arena, struct doc *holder, const char *media_type, struct slice ref) {
    struct doc *media = under(arena, under(arena, holder, "content"), media_type);
    doc_set_text(arena, under(arena, media, "schema"), S("$ref"), ref);
}

static void put_response(struct arena *arena, struct doc *operation, const char *status, const char *description, struct slice ref) {
    struct doc *responses = (struct doc *)(uintptr_t)doc_get(operation, S("responses"));
    if (!responses) responses = under(arena, operation, "responses");
    struct doc *response = under(arena, responses, status);
    put(arena, response, "description", description);
    bool is_problem = status[0] == '4';
    if (is_problem) put_ref(arena, response, "application/problem+json", S("#/components/schemas/problem"));
    else if (ref.len) put_ref(arena, response, "application/json", ref);
}

static struct doc *put_schema_of(struct arena *arena, struct doc *operation, const char *status) {
    struct doc *response = (struct doc *)(uintptr_t)doc_get(doc_get(operation, S("responses")), slice_of(status));
    return under(arena, under(arena, under(arena, response, "content"), "application/json"), "schema");
}

/* {"total": …, "items": [record], "next_cursor": …} */
static void put_page(struct arena *arena, struct doc *list, struct slice ref) {
    struct doc *schema = put_schema_of(arena, list, "200");
    put(arena, schema, "type", "object");
    struct doc *properties = under(arena, schema, "properties");
    put(arena, under(arena, properties, "total"), "type", "integer");
    struct doc *items = under(arena, properties, "items");
    put(arena, items, "type", "array");
    doc_set_text(arena, under(arena, items, "items"), S("$ref"), ref);
    put_type(arena, under(arena, properties, "next_cursor"), "string", false);
}

static void put_parameter(struct arena *arena, struct doc *parameters, const char *name, const char *place, const char *description) {
    struct doc *parameter = doc_add_object(arena, parameters);
    put(arena, parameter, "name", name);
    put(arena, parameter, "in", place);
    put(arena, parameter, "description", description);
    if (place[0] == 'p') doc_set_bool(arena, parameter, S("required"), true);
    put(arena, under(arena, parameter, "schema"), "type", "string");
}

static struct doc *put_operation(struct arena *arena, struct doc *path, const char *method, const struct record_type *type, const char *summary) {
    struct doc *operation = under(arena, path, method);
    doc_set_text(arena, operation, S("operationId"), arena_printf(arena, "%s_%s", type->name, summary));
    doc_set_text(arena, operation, S("summary"), arena_printf(arena, "%s: %s", type->plural, summary));
    doc_add_text(arena, doc_set_array(arena, operation, S("tags")), slice_of(type->path));
    return operation;
}

static void put_collection(struct arena *arena, struct doc *paths, const struct record_type *type, struct slice ref) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s", type->path));
    struct doc *list = put_operation(arena, path, "get", type, "list");
    struct doc *parameters = doc_set_array(arena, list, S("parameters"));
    put_parameter(arena, parameters, "q", "query", "Words to search for.");
    put_parameter(arena, parameters, "sort", "query", "A field; with '-' before it, descending.");
    put_parameter(arena, parameters, "limit", "query", "Rows of a page, at most 250.");
    put_parameter(arena, parameters, "cursor", "query", "next_cursor of the page before.");
    put_parameter(arena, parameters, "page", "query", "Number of a page, instead of a cursor.");
    for (size_t i = 0; i < type->field_count; i++) {
        put_parameter(arena, parameters, type->fields[i].name, "query", "Only records with this value; FIELD.op=value for other comparisons.");
    }
    put_parameter(arena, parameters, "org", "query", "Id of one organisation, for those who see several.");
    put_parameter(arena, parameters, "deleted", "query", "1: deleted records too; only: nothing else.");
    put_response(arena, list, "200", "A page: total, items, next_cursor.", S(""));
    put_page(arena, list, ref);
    put_response(arena, list, "422", "What is wrong with the question, by parameter.", S(""));
    struct doc *create = put_operation(arena, path, "post", type, "create");
    put_parameter(arena, doc_set_array(arena, create, S("parameters")), "Idempotency-Key", "header", "The same key has one effect.");
    put_ref(arena, under(arena, create, "requestBody"), "application/json", ref);
    put_response(arena, create, "201", "Created and durable.", ref);
    put_response(arena, create, "422", "What is wrong, by field.", S(""));
}

static void put_search(struct arena *arena, struct doc *paths, const struct record_type *type) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s/search", type->path));
    struct doc *search = put_operation(arena, path, "post", type, "search");
    struct doc *content = under(arena, under(arena, search, "requestBody"), "content");
    struct doc *body = under(arena, under(arena, content, "application/json"), "schema");
    put(arena, body, "type", "object");
    put(arena, body, "description", "What the list takes in its address; what is sealed, and names of people in protection, only here.");
    put_response(arena, search, "200", "As the list.", S(""));
    put_response(arena, search, "422", "A filter that is none.", S(""));
}

static void put_member(struct arena *arena, struct doc *paths, const struct record_type *type, struct slice ref) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s/{id}", type->path));
    put_parameter(arena, doc_set_array(arena, path, S("parameters")), "id", "path", "Id of the record.");
    struct doc *get = put_operation(arena, path, "get", type, "read");
    struct doc *questions = doc_set_array(arena, get, S("parameters"));
    put_parameter(arena, questions, "as_of", "query", "A day: the record as it was when that day ended.");
    put_parameter(arena, questions, "If-None-Match", "header", "The ETag that the client has; then 304.");
    put_response(arena, get, "200", "The record; its version is also the ETag.", ref);
    put_response(arena, get, "404", "It is not there, or not for you.", S(""));
    struct doc *update = put_operation(arena, path, "patch", type, "update");
    put_parameter(arena, doc_set_array(arena, update, S("parameters")), "If-Match", "header", "The version that was read.");
    put_ref(arena, under(arena, update, "requestBody"), "application/json", ref);
    put_response(arena, update, "200", "Changed and durable.", ref);
    put_response(arena, update, "409", "Somebody changed it meanwhile, by the version in the body; `current` holds it.", S(""));
    put_response(arena, update, "412", "Somebody changed it meanwhile, by If-Match; `current` holds it.", S(""));
    put_response(arena, update, "428", "The version is missing.", S(""));
    put_response(arena, update, "422", "What is wrong, by field.", S(""));
    struct doc *gone = put_operation(arena, path, "delete", type, "delete");
    put_parameter(arena, doc_set_array(arena, gone, S("parameters")), "reason", "query", "Why; required.");
    put_response(arena, gone, "200", "Deleted; POST …/restore brings it back.", ref);
}

static struct doc *put_step(struct arena *arena, struct doc *paths, const struct record_type *type, const char *step, const char *method) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s/{id}/%s", type->path, step));
    put_parameter(arena, doc_set_array(arena, path, S("parameters")), "id", "path", "Id of the record.");
    return put_operation(arena, path, method, type, step);
}

static bool has_sealed(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].sealed) return true;
    }
    return false;
}

static void put_reveal(struct arena *arena, struct doc *paths, const struct record_type *type, struct slice ref) {
    struct doc *reveal = put_step(arena, paths, type, "reveal", "post");
    struct doc *body = under(arena, under(arena, under(arena, under(arena, reveal, "requestBody"), "content"), "application/json"), "schema");
    put(arena, body, "type", "object");
    put(arena, under(arena, under(arena, body, "properties"), "purpose"), "type", "string");
    doc_add_text(arena, doc_set_array(arena, body, S("required")), S("purpose"));
    put_response(arena, reveal, "200", "With its sealed fields open; who looked and for what is kept.", ref);
    put_response(arena, reveal, "404", "It is not there, or not for you.", S(""));
    put_response(arena, reveal, "422", "The purpose is missing, or the key was destroyed.", S(""));
}

static void put_files(struct arena *arena, struct doc *paths, const struct record_type *type) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s/{id}/files", type->path));
    put_parameter(arena, doc_set_array(arena, path, S("parameters")), "id", "path", "Id of the record.");
    put_response(arena, put_operation(arena, path, "get", type, "files"), "200", "The files attached to it: name, kind, size and hash of each.", S(""));
    struct doc *attach = put_operation(arena, path, "post", type, "attach");
    struct doc *media = under(arena, under(arena, under(arena, attach, "requestBody"), "content"), "multipart/form-data");
    struct doc *body = under(arena, media, "schema"), *properties = under(arena, body, "properties");
    put(arena, body, "type", "object");
    put(arena, under(arena, properties, "file"), "format", "binary");
    put(arena, under(arena, properties, "note"), "type", "string");
    put_response(arena, attach, "201", "Taken, sealed and durable; all files of the record.", S(""));
    put_response(arena, attach, "422", "It is no kind of file that is taken, it could act, or it is there already.", S(""));
}

static void put_steps(struct arena *arena, struct doc *paths, const struct record_type *type, struct slice ref) {
    put_response(arena, put_step(arena, paths, type, "history", "get"), "200", "Every change: sequence, who, when, why, each field from and to.", S(""));
    put_response(arena, put_step(arena, paths, type, "reads", "get"), "200", "Who opened its sealed fields: when, who, which, for what.", S(""));
    put_response(arena, put_step(arena, paths, type, "restore", "post"), "200", "Brought back.", ref);
    struct doc *undo = put_step(arena, paths, type, "undo", "post");
    struct doc *media = under(arena, under(arena, under(arena, undo, "requestBody"), "content"), "application/json");
    struct doc *body = under(arena, media, "schema");
    put(arena, body, "type", "object");
    put(arena, under(arena, under(arena, body, "properties"), "sequence"), "type", "integer");
    if (has_sealed(type)) put_reveal(arena, paths, type, ref);
    if (type->takes_files) put_files(arena, paths, type);
    put_response(arena, undo, "200", "That change of the history is taken back.", ref);
    put_response(arena, undo, "422", "Why it cannot be taken back.", S(""));
}

static void put_export(struct arena *arena, struct doc *paths, const struct record_type *type) {
    struct doc *path = doc_set_object(arena, paths, arena_printf(arena, "/%s/export", type->path));
    struct doc *operation = put_operation(arena, path, "post", type, "export");
    struct doc *media = under(arena, under(arena, under(arena, operation, "requestBody"), "content"), "application/json");
    struct doc *body = under(arena, media, "schema");
    put(arena, body, "type", "object");
    struct doc *properties = under(arena, body, "properties");
    put(arena, under(arena, properties, "purpose"), "type", "string");
    put(arena, under(arena, properties, "format"), "description", "csv, xlsx or json.");
    put(arena, under(arena, properties, "names"), "description", "codes, or names in km or en.");
    put(arena, under(arena, properties, "columns"), "type", "array");
    put(arena, under(arena, properties, "hxl"), "type", "boolean");
    doc_add_text(arena, doc_set_array(arena, body, S("required")), S("purpose"));
    put_response(arena, operation, "200", "The list as a file, however long; the address takes the filters of the list.", S(""));
    put_response(arena, operation, "404", "There is no such list for you, or you may not take it away.", S(""));
    put_response(arena, operation, "422", "The purpose is missing, or a column is not known.", S(""));
}

static void put_problem(struct arena *arena, struct doc *schemas) {
    struct doc *problem = under(arena, schemas, "problem");
    put(arena, problem, "type", "object");
    struct doc *properties = under(arena, problem, "properties");
    put(arena, under(arena, properties, "title"), "type", "string");
    put(arena, under(arena, properties, "status"), "type", "integer");
    struct doc *code = under(arena, properties, "code");
    put(arena, code, "type", "string");
    put(arena, code, "description", "Of 409 and 412: changed, somebody else was first; alike, somebody like this may be known, and `candidates` says who.");
    struct doc *errors = under(arena, properties, "errors");
    put(arena, errors, "type", "array");
    struct doc *item = under(arena, errors, "items");
    put(arena, item, "type", "object");
    struct doc *parts = under(arena, item, "properties");
    put(arena, under(arena, parts, "field"), "type", "string");
    put(arena, under(arena, parts, "message"), "type", "string");
}

/* ---- what is not a record ---- */

struct parameter {
    const char *name, *description;
};

#define PARAMETERS_MAX 6
#define PERIODS "A month 2017-03, a quarter 2017-Q1, a US fiscal year FY2017, or all."

static const struct {
    const char *path, *method, *id, *summary, *answer;
    struct parameter parameters[PARAMETERS_MAX]; /* in the query; ended by one without a name */
} others[] = {
    {"/money", "get", "money", "The money of every agreement.", "Totals, lines and open advances of each; for a donor the totals.",
     {{"currency", "USD or KHR; each amount by the rate of its own day."}, {"on", "As of the end of this day."}}},
    {"/agreements/{id}/money", "get", "agreement_money", "The money of one agreement.", "Totals, lines, ageing, and the rates used.",
     {{"currency", "USD or KHR; each amount by the rate of its own day."}, {"on", "As of the end of this day."}}},
    {"/balances", "get", "balances", "What every account of the organisation holds now.", "Each account that was ever posted to with its balance: debit less credit, in its smallest unit.", {{NULL, NULL}}},
    {"/books/{id}/trial-balance", "get", "trial_balance", "The trial balance of a book.", "Every account that moved: opening, debit, credit, closing, in the smallest unit; a total for each unit of account.", {{"from", "The first day."}, {"to", "The last day."}}},
    {"/books/{id}/balance-sheet", "get", "balance_sheet", "Assets, liabilities and equity at the end of a day.", "The accounts of each kind, and the profit that is not closed yet.", {{"on", "The day."}}},
    {"/books/{id}/income-statement", "get", "income_statement", "Income and expenses between two days.", "The accounts of both kinds, and the profit; closing entries are left out.", {{"from", "The first day."}, {"to", "The last day."}}},
    {"/books/{id}/cash-book", "get", "cash_book", "What went into the box and out of it.", "The postings of each account with the role cash, with the running balance.", {{"from", "The first day."}, {"to", "The last day."}}},
    {"/books/{id}/day-book", "get", "day_book", "The entries of a book, one after the other.", "Fifty to a page: a heading for each entry, then its lines.", {{"from", "The first day."}, {"to", "The last day."}, {"page", "From 1."}}},
    {"/books/{id}/journal", "get", "book_journal", "The whole book as a plain-text journal.", "The file; it is logged.", {{"as", "ledger, hledger, beancount or csv."}}},
    {"/books/{id}/journal", "post", "journal_import_begin", "Brings a plain-text journal, as the body (up to 512 MB), and has it looked through.", "Its id; the same file is the same import. Then /imported-journals/{id}/look says what would become different.", {{"name", "The name of the file."}, {"syntax", "ledger, hledger or beancount; without it as the file looks."}}},
    {"/books/{id}/opening", "get", "book_opening", "The form of the opening balances.", "Its inputs by kind of account; holds_href when they were entered.", {{NULL, NULL}}},
    {"/books/{id}/opening", "post", "book_opening_enter", "Enters the opening balances once: on_day, and open.NUMBER for each account with its amount as it grows, in its unit.", "The id of the entry; of the first one when the same comes again. 422: others were entered before.", {{NULL, NULL}}},
    {"/books/{id}/close", "get", "book_close", "What is open in a book through a day.", "open_things, profits, and the day that it is closed through.", {{"through", "The day; without it the end of the last month."}}},
    {"/books/{id}/close", "post", "book_close_through", "Closes a book, or opens it again: closed_through (empty: all of it is open), closed_reason, _version of the book.", "The id of the book.", {{NULL, NULL}}},
    {"/books/{id}/year-end", "post", "book_year_end", "Takes income and expenses to the profit that is kept: on_day.", "The id of the closing entry.", {{NULL, NULL}}},
    {"/books/{id}/exchange", "get", "book_exchange", "The form of an exchange of money, with the rate of the day.", "Its inputs, rate_text.", {{NULL, NULL}}},
    {"/books/{id}/exchange", "post", "book_exchange_enter", "Exchanges money: on_day, from, given, to, got (without it by the rate of the day), memo; accounts by number, amounts in their unit.", "The id of the entry.", {{NULL, NULL}}},
    {"/imported-journals/{id}/look", "get", "journal_import_look", "A journal on its way into a book.", "State, numbers, what would become different by account, what is wrong by line.", {{NULL, NULL}}},
    {"/imported-journals/{id}/progress", "get", "journal_import_progress", "How far the work on a journal is.", "Percent, done, state.", {{NULL, NULL}}},
    {"/imported-journals/{id}/write", "post", "journal_import_write", "Posts all of a journal, or goes on with it.", "Where it stands.", {{NULL, NULL}}},
    {"/imported-journals/{id}/stop", "post", "journal_import_stop", "Ends the writing behind the step that is being made.", "Where it stands.", {{NULL, NULL}}},
    {"/imported-journals/{id}/take-back", "post", "journal_import_take_back", "Reverses every entry of a journal on its own day; the body has the reason.", "Where it stands.", {{NULL, NULL}}},
    {"/accounts/{id}/ofx", "get", "account_ofx", "The statement of an account of money as OFX 2.", "The file; it is logged.", {{"from", "The first day."}, {"to", "The last day."}}},
    {"/accounts/{id}/statement", "get", "account_statement", "The postings of an account with its running balance.", "Each with the record it follows from.", {{"from", "The first day."}, {"to", "The last day."}}},
    {"/banks/{id}/do/{step}", "post", "bank_step",
     "What is done in a bank: receive, lend, give-back, count, sell, loss, give, write-off; of a bank of animals: animal. The body has the fields of the record that it makes; of write-off: loan, written_off_on, written_off_why. The day is today unless it is said.",
     "items: type and record of all that was made; durable.", {{NULL, NULL}}},
    {"/bank-animals/{id}/do/{step}", "post", "animal_step",
     "What happens to an animal: lend, serve, calve, return, pass-on, replace, sell, die, steal, own. With a tag, calve and replace also make the animal that comes: tag, name, sex, marks.",
     "items: type and record of all that was made; durable.", {{NULL, NULL}}},
    {"/savings-groups/compare", "get", "savings_groups_compare", "Savings groups beside each other, as of a day.", "For each group members, savings, loans, ratios in parts per million, points, phase, last meeting and the codes of its alarms.",
     {{"on", "The day; without it today, or the day of the last meeting of all when that is more than a year ago."}, {"province", "Code of a province."}, {"phase", "intensive, development, maturity or graduated."}, {"alarm", "any, box, late, attendance, no_meeting or unconfirmed."}, {"sort", "A figure; a minus before it: the largest first."}}},
    {"/savings-groups/paper-books", "get", "paper_books_columns", "What a list of the paper books of many groups has: its columns.", "The code and the words of each column; codes may stand over the columns too.", {{NULL, NULL}}},
    {"/savings-groups/paper-books", "post", "paper_books_bring", "Brings the paper books of many groups as a list, a row for each member and one for the box of each group: {do: check or post, rows: the list as CSV, as_of: the day of rows that say none}; or multipart with file (CSV or XLSX). check writes nothing. Each group is taken over whole or not at all.", "For each group ready, posted, same or refused, both sides with their difference where its rows can be entered, and what is wrong by row and column; unread_columns: headings that are not understood, nothing of which is taken.", {{NULL, NULL}}},
    {"/savings-groups/paper-books/template", "get", "paper_books_template", "An empty list to fill in.", "The file.", {{"format", "csv or xlsx."}, {"words", "The language over the columns: km or en."}}},
    {"/savings-roll-up", "get", "savings_roll_up", "Savings groups of each organisation together: counts, sums, ratios; no group and no member.", "A line for each organisation, and the total; money is null where there are too few groups to hide each.", {{"on", "As of this day."}}},
    {"/savings-roll-up/file", "get", "savings_roll_up_file", "One row a group a quarter of the own organisation, in the manner of the SAVIX.", "The file; it is logged.", {{"from", "The first quarter: 2017-Q1."}, {"until", "The last quarter."}, {"format", "csv or xlsx."}}},
    {"/form-answers/{id}/result", "get", "form_answer_result", "What the answers of a form say.", "Act, means and purpose with the questions they rest on, and all answers; opened for who works on the file, and logged.", {{0}}},
    {"/care-forms/{id}/draft", "post", "form_draft_begin", "Begins the draft of the next version of a form with the questions of the last one; where there is a draft already, that one.", "id, version and number of the draft.", {{0}}},
    {"/care-form-versions/{id}/draft", "get", "form_draft", "A draft with its questions.", "version, definition (a form as docs/forms.md says), missing (before it can be published), warnings.", {{0}}},
    {"/care-form-versions/{id}/draft", "put", "form_draft_write", "Writes a draft: version (as it was read) and definition.", "The draft as it is now. 409 with `current` when somebody changed it meanwhile; 422 with the question and why.", {{0}}},
    {"/care-form-versions/{id}/differences", "get", "form_differences", "What is different from the version published before.", "differences: what, of which question, from and to.", {{0}}},
    {"/care-form-versions/{id}/publish", "post", "form_publish", "Publishes a draft: version (as it was read), note.", "The version; it never changes again. 422 names what is missing in which language.", {{0}}},
    {"/care-form-versions/{id}/xlsform", "get", "form_xlsform", "A version as an XLSForm.", "The workbook (XLSX); its import gives the same form.", {{0}}},
    {"/savings-groups/{id}/standing", "get", "savings_group_standing", "How far a group stands alone.", "Phase, grade, what it lacks, and every ratio with both figures and the last eight quarters.", {{"on", "As of this day."}}},
    {"/business-plans/{id}/follow", "get", "business_plan_follow", "A business plan beside what became of it, by quarter and year.", "What was planned, and what the books and sheets say of every quarter that is over.", {{"on", "As of this day."}}},
    {"/providers/directory", "get", "providers_directory", "Who can help, with what holds of their vetting today.", "Every provider that fits, in words.",
     {{"service", "A code of referral_service."}, {"sex", "f or m."}, {"age", "In years."}, {"province", "Code of a province."}}},
    {"/case-files/htcds", "get", "htcds_out", "Case files in HTCDS 2.0 for a recipient, each class of fields on a consent for this purpose.",
     "The file. Those that stay are named by their codes in the header Mlup-Left-Out; when all stay, the answer is 422. Every look and the file are logged.",
     {{"provider", "The recipient's id in the directory of providers."}, {"purpose", "A code of consent_purpose."}, {"files", "Ids of case files, with commas between."}, {"format", "json, csv or xlsx."}}},
    {"/case-files/htcds", "post", "htcds_in", "Takes in cases in HTCDS 2.0; the body is the file: JSON, CSV or XLSX. A case may say mlup_Decide: new, or the file in which the person goes on.",
     "items: row, state (new, same, known, asked, wrong) and case_file of each; 409 with candidates when somebody may have a file.",
     {{"dry_run", "1: only says what would happen."}, {"skip", "1: takes in what is right, leaves the rest."}, {"header", "names or labels: which of two rows of headers counts."}}},
    {"/referral-exchange", "get", "referral_exchange", "Referrals for a provider with a case system of its own, in the shape of the contract of case systems in Cambodia, as they change.",
     "items, and next_cursor: where to go on the next time. Each says on which consents it leaves and is logged; one whose consent has run out is Withheld.",
     {{"provider", "The provider's id."}, {"after", "next_cursor of the last answer."}, {"limit", "At most so many, up to 100."}}},
    {"/referral-exchange", "post", "referral_exchange_take", "An array of cases that others refer here, or of their answers to what was sent to them.",
     "items: what became of each: received, known, answered, revoked or refused with its errors.", {{NULL, NULL}}},
    {"/referral-exchange/answers", "get", "referral_exchange_answers", "How referrals of other systems stand here: ids and states alone.", "items and next_cursor.",
     {{"after", "next_cursor of the last answer."}, {"limit", "At most so many, up to 100."}}},
    {"/referrals/{id}/preview", "post", "referral_preview", "What a draft would tell, line by line, each with the consent it leaves on. The file is opened for it, and the log of reads says so. `telling_files` are those that leave as they were sent and may say who made them.",
     "told, cites, and shown: send it with {\"state\": \"sent\", \"shown\": …}.", {{NULL, NULL}}},
    {"/incoming-referrals/{id}/told", "post", "referral_told", "What another organisation told; logged.", "told: items and files.", {{NULL, NULL}}},
    {"/incoming-referrals/{id}/accept", "post", "referral_accept", "Takes the person up into a new file, or into that of the code {\"case_file\": …}.", "The incoming referral with its file.", {{NULL, NULL}}},
    {"/incoming-referrals/{id}/step/{step}", "post", "referral_step", "rejected with {\"rejection\": …}, or done with {\"outcome\": …}.", "The incoming referral.", {{NULL, NULL}}},
    {"/shelters/{id}/board", "get", "shelter_board", "Rooms of a shelter, and who sleeps there tonight by code.", "Places and stays of each room; the stays for who works with files.", {{NULL, NULL}}},
    {"/case-services/summary", "get", "services_summary", "What was given in a time, in sums.", "by_kind: times, people, units and cost; by_line: cost.", {{"from", "The first day."}, {"until", "The last day."}}},
    {"/reintegrations/{id}/overview", "get", "reintegration_overview", "Where a reintegration stands.", "Risk, next visit, papers of the stages, criteria of closing.", {{NULL, NULL}}},
    {"/reintegration-rules", "get", "reintegration_rules", "What is asked before a reintegration is closed, and how often people are visited.", "As it holds today.", {{NULL, NULL}}},
    {"/case-files/{id}/beds", "get", "free_beds", "Which of the own shelters has a place for this person.", "By sex, age and needs, and by what is taken or reserved; lack: full, needs or nobody.", {{"from", "The night from which, at the earliest today."}}},
    {"/caseload", "get", "caseload", "Whom a social worker visits next.", "By day: code, risk, step of the ladder.", {{"worker", "Id of a user, or all."}, {"page", "Of the page; here all come."}}},
    {"/employers/register", "get", "employer_register", "Employers with their vetting of today.", "standing: unknown, valid, later, expired or suspended, and its day.", {{NULL, NULL}}},
    {"/schools/{id}/term", "get", "school_term_sheet", "The children of a school in a term.", "By code, with days of school and presence.", {{"year", "The year in which the school year begins."}, {"term", "first or second."}}},
    {"/publications/{id}/figures", "get", "publication_figures", "What is told of people who came back.", "Counts by year, country, sex, age and service; null where a count is hidden.", {{NULL, NULL}}},
    {"/publications/rows", "post", "publication_rows", "Takes rows without names: {purpose, least}; each taking is a release that later ones are compared with.", "CSV, one line a person.", {{NULL, NULL}}},
    {"/publications/risk", "get", "publication_risk", "What rows without names would risk, for who may take them.", "The smallest class, rows that are alone, rows left out.", {{"least", "Smallest class that may leave; five at least."}}},
    {"/due", "get", "due", "What is due and late for who asks.", "By day, the oldest first.", {{NULL, NULL}}},
    {"/attachments/{id}/file", "get", "file", "The bytes of an attached file.", "The file; the read is logged.", {{NULL, NULL}}},
    {"/notices", "get", "notices", "The mails of the organisation: settings, what was sent to whom, failures.", "The last hundred.", {{NULL, NULL}}},
    {"/webhooks/{id}/deliveries", "get", "webhook_deliveries", "What a webhook was told, and what it answered.", "The last hundred, newest first.", {{NULL, NULL}}},
    {"/webhooks/{id}/secret", "post", "webhook_secret", "A new secret; the one before is valid for a day.", "The secret, this once.", {{NULL, NULL}}},
    {"/webhooks/{id}/test", "post", "webhook_test", "Sends a delivery that only tests the way.", "The id of the delivery.", {{NULL, NULL}}},
    {"/webhooks/{id}/deliveries/{delivery}/again", "post", "webhook_again", "Sends a delivery once more, with the same id.", "The id of the delivery.", {{NULL, NULL}}},
    {"/me", "get", "me", "Who the token acts for.", "User, organisation, roles.", {{NULL, NULL}}},
    {"/openapi.json", "get", "openapi", "This document.", "OpenAPI 3.1.", {{NULL, NULL}}},
    {"/board", "get", "board", "The promise board.", "Every promise with its parts: target, counted, planned.",
     {{"org", "Id of one organisation."}, {"province", "Code of a province, two digits."}, {"period", PERIODS}, {"state", "done, on, behind, open or reported."},
      {"on", "A day: as of when it is judged."}}},
    {"/map", "get", "map", "The province map in numbers.", "Counts by province.",
     {{"part", "Id of the part of a promise that is counted."}, {"province", "Code of a province: its communes."}, {"period", PERIODS}}},
    {"/coverage", "get", "coverage", "Who works where on what.", "A cell for each place, activity and organisation; overlaps and gaps.",
     {{"org", "Id of one organisation."}, {"province", "Code of a province."}, {"level", "province, district or commune."}, {"activity", "awareness, workshop, farming, money, business, rights, other, coaching, cascade or group."},
      {"from", "A day."}, {"until", "A day."}}},
    {"/cascade", "get", "cascade", "Trainers and whom they teach.", "By organisation: levels, practices, and every trainer with counts; no names.",
     {{"org", "Id of one organisation."}, {"province", "Code of a province: of the trainer's village."}, {"subject", "A topic."}, {"role", "master_trainer, model_farmer or farm_advisor."}}},
    {"/imports/file", "post", "import_begin", "Brings a file to import, as the body (CSV or XLSX, up to 512 MB).", "Its id; the columns are matched next.",
     {{"kind", "What a row is: person, household, attendance…"}, {"name", "Name of the file."}}},
    {"/imports/{id}/look", "get", "import_look", "Where an import stands: its columns, or what the check found, or what came of it.", "As the page shows it.",
     {{"sheet", "Number of the sheet, from 0."}, {"header", "Row of the header."}}},
    {"/imports/{id}/columns", "post", "import_columns", "Says which column is which field (an empty body: as suggested) and has the rows checked.", "Where it stands.", {{NULL, NULL}}},
    {"/imports/{id}/check", "post", "import_check", "Checks again, with decisions: {\"known\": \"update\", \"known-12\": \"skip\"}.", "Where it stands.", {{NULL, NULL}}},
    {"/imports/{id}/write", "post", "import_write", "Writes the rows.", "Where it stands.", {{NULL, NULL}}},
    {"/imports/{id}/take-back", "post", "import_take_back", "Takes the whole import back.", "Where it stands.", {{"edited", "Anything: also what was edited since."}}},
    {"/imports/{id}/stop", "post", "import_stop", "Stops the check or the writing that is under way: nothing is written of a check; a writing goes on or is taken back.", "Where it stands.", {{NULL, NULL}}},
    {"/imports/{id}/discard", "post", "import_discard", "Throws the file and its record away.", "Nothing.", {{NULL, NULL}}},
    {"/imports/{id}/progress", "get", "import_progress", "How far the work is.", "percent, text, done, state.", {{NULL, NULL}}},
    {"/imports/{id}/refused", "get", "import_refused", "The refused rows as a workbook, cells coloured and commented.", "XLSX.", {{NULL, NULL}}},
    {"/promises/{id}/progress", "get", "promise_progress", "How far a promise is.", "Its parts by period, sex, age band and place.",
     {{"grain", "month, quarter or year: the length of a period."}, {"on", "A day: as of when it is judged."}, {"period", PERIODS}}},
    {"/promises/{id}/records", "get", "promise_records", "The records behind a number.", "What was counted, with the record of each.",
     {{"part", "Id of the part; without it, the first."}, {"dim", "What the number is split by: sex, age, province, commune or each."}, {"key", "Which of them."}, {"period", PERIODS}, {"cursor", "next_cursor of the page before."}}},
    {"/programmes/{id}/iati", "get", "iati", "Whether the programme's IATI file may be published.", "What is missing, what the rules say, what was published.", {{NULL, NULL}}},
    {"/programmes/{id}/iati", "post", "iati_file", "The IATI file as a draft; with publish, a fixed version of it.", "The file; when published, its version.", {{NULL, NULL}}},
    {"/programmes/{id}/360giving", "get", "giving", "What the programme's 360Giving file still needs.", "The fields that are missing.", {{NULL, NULL}}},
    {"/programmes/{id}/360giving", "post", "giving_file", "The programme's sub-grants as 360Giving JSON.", "The file.", {{NULL, NULL}}},
    {"/dhis2-sets/{id}/file", "get", "dhis2", "What has no code in the mapping of a data set.", "What is missing, and how many values there are.",
     {{"from", "The first period, as DHIS2 writes it."}, {"until", "The last period."}}},
    {"/dhis2-sets/{id}/file", "post", "dhis2_file", "Data values of a data set: format dhis2_json, dhis2_csv or adx, from, until, purpose.", "The file.", {{NULL, NULL}}},
    {"/pick/{type}", "get", "pick", "Records to choose from, for a picker.", "At most a few: id, label.", {{"q", "What was typed."}}},
    {"/pick/{type}", "post", "pick_posted", "The same where what was typed may be a name in a file: {q}.", "At most a few: id, label.", {{NULL, NULL}}},
    {"/people/duplicates", "get", "duplicates", "Pairs of people who may be one, best first.", "Each pair side by side, with what speaks for and against it.",
     {{"state", "open (what is to be decided), later, different or same."}, {"cursor", "From more_href of the page before."}}},
    {"/people/duplicates/decide", "post", "duplicates_decide", "Decides about a pair: {pair, state, reason}; state is different, later or open.", "Nothing; durable.", {{NULL, NULL}}},
    {"/people/duplicates/search", "post", "duplicates_search", "Begins to look for pairs among people changed since the last search.", "202: it runs; ask for its progress.", {{NULL, NULL}}},
    {"/people/duplicates/progress", "get", "duplicates_progress", "How far the search is.", "percent, text, done, found.", {{NULL, NULL}}},
    {"/people/distinct", "get", "people_distinct", "For the lead: how many different people the organisations know together.", "Counts of all, by programme and by pair of organisations; fewer than five are not told.", {{NULL, NULL}}},
    {"/case-files/{id}/merge", "get", "case_merge_look", "What was proposed and decided about making one file of two; with ?with=CODE both beside each other.", "merges, and of two files the fields and what would move.",
     {{"with", "Code or id of the other file."}}},
    {"/case-files/{id}/merge", "post", "case_merge", "The file of the address stays: {do: propose, with, reason, \"take.FIELD\": \"theirs\" or \"mine\"}; a second person then sends {do: agree, decline or undo, merge}, with agree for each of the clashes \"consent.ID\": \"ends\" or \"goes_on\", of the twins \"twin.ID\": \"both\" where both were paid; with undo of what was written meanwhile \"part.ID\": \"stays\" or \"goes\".", "The merge.", {{NULL, NULL}}},
    {"/people/{id}/merge", "get", "merge_look", "Two people side by side before a merge.", "Fields of both, the score with its reasons, what would move.",
     {{"with", "Id of the person who would go."}}},
    {"/people/{id}/merge", "post", "merge", "Makes one of two: {with, reason, \"take.FIELD\": \"theirs\" or \"mine\"}. The person of the address stays.", "merge: the id with which it is taken back.", {{NULL, NULL}}},
    {"/people/{id}/unmerge", "post", "unmerge", "Takes a merge back: {merge, reason}. The person of the address had stayed.", "Nothing; durable.", {{NULL, NULL}}},
    {"/savings-groups/{id}/loans/new", "get", "loan_new", "What is usual for a new loan of a group.", "As the page shows it.", {{NULL, NULL}}},
    {"/savings-groups/{id}/loans/new", "post", "loan_ask_new", "A loan is looked at, asked for or approved: {do: look, ask or approve, member, amount, purpose, count, first_due_on, …}; amounts as they are written in the group's unit, rate_ppm in percent.", "look: cost, schedule, household, breaches of bylaws; else the id of the loan.", {{NULL, NULL}}},
    {"/group-loans/{id}/ask", "get", "loan_asked", "A loan that is asked for, with what speaks for and against it.", "As the page shows it.", {{NULL, NULL}}},
    {"/group-loans/{id}/ask", "post", "loan_ask", "The same with changes: do is look, ask, approve or refuse.", "look: the answers; else the id of the loan.", {{NULL, NULL}}},
    {"/group-loans/{id}/reschedule", "get", "loan_terms", "Other terms for a loan that was paid out: what is owed, what is usual.", "As the page shows it.", {{NULL, NULL}}},
    {"/group-loans/{id}/reschedule", "post", "loan_reschedule", "Other terms: {do: look or approve, count, first_due_on, carry, decision, …}; the decision is minuted.", "look: the answers; else the id of the loan that takes its place.", {{NULL, NULL}}},
    {"/group-loans/{id}/schedule", "get", "loan_schedule", "Cost, schedule, payments and state of a loan.", "As the page shows it.", {{NULL, NULL}}},
    {"/group-loans/{id}/schedule", "post", "loan_decide", "Decides about a loan that is asked for: {do: approve or refuse, _version, decided_by, decision}.", "The id of the loan.", {{NULL, NULL}}},
    {"/savings-groups/{id}/meetings/new", "get", "sheet_next", "The sheet of the group's next meeting.", "Members, loans, what is due; the names of all inputs.", {{NULL, NULL}}},
    {"/savings-groups/{id}/meetings/new", "post", "sheet_begin", "Saves the sheet of the next meeting, all of it or nothing; do is save or close. number is the sheet's number_plain. Members are named by number: {\"shares.3\": 2, \"notes.10000\": 4}; what is not said stays.", "The id of the meeting.", {{NULL, NULL}}},
    {"/group-meetings/{id}/sheet", "get", "sheet_read", "The sheet of a meeting.", "As the page shows it.", {{NULL, NULL}}},
    {"/group-meetings/{id}/sheet", "post", "sheet_save", "The same for a meeting that was saved; repayment.CODE, payoff.CODE, write_off.CODE, payout.CODE name loans.", "The id of the meeting.", {{NULL, NULL}}},
    {"/savings-groups/{id}/takeover", "get", "takeover_look", "The paper books of a group as they are entered, or taken over.", "Both sides, their difference and where it goes; the inputs by name.", {{NULL, NULL}}},
    {"/savings-groups/{id}/takeover", "post", "takeover", "Enters the paper books of a group and takes them over: {do: save, post or undo, as_of, cash or notes.10000, bank, social_fund, payable, reserve, retained, profit, difference_reason, amount.3 or shares.3, loan_who.1, loan_out.1, loan_amount.1, loan_owed.1, loan_next.1, loan_count.1, loan_late.1, loan_interest.1, loan_interest_late.1, loan_rate.1, loan_method.1, loan_frequency.1}; members by number, loans by code once they are saved; what is not said stays. undo needs undo_reason.", "The id of the books taken over.", {{NULL, NULL}}},
    {"/savings-groups/{id}/share-out", "get", "share_look", "What a share-out would pay, before it happens.", "The eight steps, and each member's payout.", {{NULL, NULL}}},
    {"/savings-groups/{id}/share-out", "post", "share_out", "Shares out: {minutes}. It cannot be undone.", "The id of the share-out.", {{NULL, NULL}}},
    {"/share-outs/{id}/list", "get", "share_list", "Who got how much.", "As it is signed.", {{NULL, NULL}}},
    {"/reports/overview", "get", "reports_overview", "Which period reports are expected, came, and when.", "The reports that exist for the reader, and counts.",
     {{"org", "Only this organisation."}}},
    {"/reports/{id}/figures", "get", "report_figures", "A period report as it is shown and packed.", "Figures, words and quality; what is hidden from the reader is null.", {{NULL, NULL}}},
    {"/reports/{id}/quality", "get", "report_quality", "The findings of the data-quality desk for a report.", "By kind, with the record of each.", {{NULL, NULL}}},
    {"/reports/{id}/changes", "get", "report_changes", "What was reported beside what the records say now.", "By part of a promise, with the records that changed.",
     {{"snapshot", "Number of another snapshot than the one in force."}}},
    {"/arrivals/queue", "get", "arrivals_queue", "Who waits after an arrival, most urgent first, and who was taken over; codes, no names.", "Families together; `more_href` when there are more.", {{"from", "How many are passed over."}}},
    {"/arrivals/{id}/intake", "post", "arrival_intake", "Writes down up to 500 people of an arrival: `rows` of {name, name_km, name_latin, sex, age, home, family, tie, urgent, band, decide}; all of them or nothing.",
     "Each row's file, place and number. 409 with `candidates` when somebody may have a file: send again with decide = new, or the code of the file.", {{NULL, NULL}}},
    {"/sessions/overview", "get", "sessions_overview", "Events and participants by commune.", "A line for each commune.", {{NULL, NULL}}},
    {"/sessions/{id}/roster", "get", "roster_read", "The attendance sheet of a session.", "Its lines and its version.", {{NULL, NULL}}},
    {"/sessions/{id}/roster", "post", "roster_save", "Saves an attendance sheet: all of it or nothing.", "What was saved; durable.", {{NULL, NULL}}},
};

static void put_other(struct arena *arena, struct doc *paths, size_t i) {
    struct doc *path = (struct doc *)(uintptr_t)doc_get(paths, slice_of(others[i].path));
    if (!path) path = under(arena, paths, others[i].path);
    struct doc *operation = under(arena, path, others[i].method);
    put(arena, operation, "operationId", others[i].id);
    put(arena, operation, "summary", others[i].summary);
    struct doc *parameters = doc_set_array(arena, operation, S("parameters"));
    if (slice_contains(slice_of(others[i].path), S("{id}"))) put_parameter(arena, parameters, "id", "path", "Id of the record.");
    if (slice_contains(slice_of(others[i].path), S("{delivery}"))) put_parameter(arena, parameters, "delivery", "path", "Id of the delivery.");
    if (slice_contains(slice_of(others[i].path), S("{step}"))) put_parameter(arena, parameters, "step", "path", "What is done.");
    if (slice_contains(slice_of(others[i].path), S("{type}"))) put_parameter(arena, parameters, "type", "path", "The kind of record, as in its address.");
    for (size_t k = 0; k < PARAMETERS_MAX && others[i].parameters[k].name; k++) {
        put_parameter(arena, parameters, others[i].parameters[k].name, "query", others[i].parameters[k].description);
    }
    put_response(arena, operation, "200", others[i].answer, S(""));
    put(arena, put_schema_of(arena, operation, "200"), "type", "object");
    put_response(arena, operation, "401", "No token, or not one of ours.", S(""));
}

struct doc *openapi_document(struct arena *arena, const struct catalogue *catalogue) {
    struct doc *document = doc_new_object(arena);
    put(arena, document, "openapi", "3.1.0");
    struct doc *info = under(arena, document, "info");
    put(arena, info, "title", "Mlup");
    put(arena, info, "version", "1");
    put(arena, doc_add_object(arena, doc_set_array(arena, document, S("servers"))), "url", "/api/v1");
    struct doc *components = under(arena, document, "components");
    struct doc *bearer = under(arena, under(arena, components, "securitySchemes"), "bearer");
    put(arena, bearer, "type", "http");
    put(arena, bearer, "scheme", "bearer");
    doc_set_array(arena, doc_add_object(arena, doc_set_array(arena, document, S("security"))), S("bearer"));
    struct doc *schemas = under(arena, components, "schemas"), *paths = under(arena, document, "paths");
    put_problem(arena, schemas);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct record_type *type = catalogue->types[i];
        struct slice ref = arena_printf(arena, "#/components/schemas/%s", type->name);
        put_schema(arena, schemas, type);
        put_collection(arena, paths, type, ref);
        put_export(arena, paths, type);
        put_search(arena, paths, type);
        put_member(arena, paths, type, ref);
        put_steps(arena, paths, type, ref);
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        put_other(arena, paths, i);
    }
    return document;
}
