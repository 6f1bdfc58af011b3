/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/desk.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "base/doc.h"
#include "base/limits.h"
#include "exchange/intake/intake_desk.h"
#include "web/app.h"

#define DESK_PATH "/local/command"
#define STOP_PATH "/local/stop/" /* and the id of an import */

static const struct {
    struct slice name;
    desk_work *work;
} works[] = {{S_INIT("user"), user_work}, {S_INIT("token"), token_work}, {S_INIT("import"), import_work},
             {S_INIT("export-log"), export_log_work}, {S_INIT("notice"), notice_work},
             {S_INIT("import-file"), import_file_work}, {S_INIT("book-import"), book_import_work}, {S_INIT("publish"), publish_work}};

static desk_work *work_find(struct slice name) {
    for (size_t i = 0; i < ARRAY_LEN(works); i++) {
        if (slice_equal(works[i].name, name)) return works[i].work;
    }
    return NULL;
}

/* ---- what works say ---- */

int desk_fail(struct desk *desk, const char *format, ...) {
    char line[500];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_printf(&desk->err, "mlup: %s\n", line);
    return 1;
}

int desk_refused(struct desk *desk, const struct refusal *refusal) {
    const struct locale english = {.lang = LANG_EN};
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice message = tr_refusal(desk->arena, &english, item);
        desk_fail(desk, "%.*s%s%.*s", SLICE_ARG(item->field), item->field.len ? ": " : "",
                  SLICE_ARG(message));
    }
    if (refusal_is_empty(refusal))
        desk_fail(desk, "it could not be done; the log of the program may say why");
    return 1;
}

bool desk_is_empty(struct desk *desk) {
    if (desk->args.arg_count == 0) return true;
    desk_fail(desk, "%.*s", SLICE_ARG(cli_left_over(&desk->args)));
    return false;
}

bool desk_find_org(struct desk *desk, struct slice name, struct org_entry *org) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct org_entry *orgs;
    size_t count = access_orgs(desk->program.access, desk->arena, &actor, ACCESS_PROGRAMME, &orgs);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal_nocase(orgs[i].short_name, name) && (name.len || count > 1)) continue;
        *org = orgs[i];
        return true;
    }
    if (!count)
        desk_fail(desk, "there is no organisation yet; make one with `mlup init --admin LOGIN --org NAME`");
    else if (name.len)
        desk_fail(desk, "there is no organisation “%.*s”", SLICE_ARG(name));
    else
        desk_fail(desk, "which organisation? Say it with --org NAME");
    return false;
}

static void print_slice(FILE *file, struct slice text) {
    if (text.len) fwrite(text.s, 1, text.len, file);
}

/* ---- here ---- */

static int run_here(struct cli *cli, desk_work *work, struct slice input) {
    struct program *program = program_open(cli, 0);
    if (!program) return 1;
    struct desk desk = {.arena = cli->process_arena,
                        .program = *program,
                        .args = *cli,
                        .input = input,
                        .out = TEXT_IN(cli->process_arena),
                        .err = TEXT_IN(cli->process_arena)};
    int code = work(&desk);
    print_slice(stdout, text_slice(&desk.out));
    print_slice(stderr, text_slice(&desk.err));
    program_close(program);
    return code;
}

/* ---- in the server ---- */

static void desk_take_args(struct desk *desk, const struct doc *body) {
    const struct doc *args = doc_get(body, S("args"));
    for (const struct doc_entry *entry = args && args->kind == DOC_ARRAY ? args->first : NULL; entry;
         entry = entry->next) {
        if (desk->args.arg_count < CLI_ARGS_MAX) desk->args.args[desk->args.arg_count++] = entry->value.text;
    }
}

/* On a slow thread: passwords are hashed, places compared. */
static void desk_serve(struct http_request *request, struct http_response *response) {
    const struct app *app = request->app;
    struct arena *arena = request->request_arena;
    struct refusal refusal = REFUSAL_IN(arena);
    struct doc *body = doc_parse_json(arena, request->body, &refusal);
    desk_work *work = work_find(doc_get_text(body, S("command")));
    if (!body || !work) {
        http_response_set(response, 400, S("text/plain; charset=utf-8"), S("not a command\n"));
        return;
    }
    struct desk desk = {.arena = arena,
                        .program = {.store = app->store, .access = app->access, .intake = app->intake, .notice = app->notice},
                        .args = {.process_arena = arena},
                        .input = doc_get_text(body, S("input")),
                        .out = TEXT_IN(arena),
                        .err = TEXT_IN(arena)};
    desk_take_args(&desk, body);
    struct doc *answer = doc_new_object(arena);
    doc_set_int(arena, answer, S("code"), work(&desk));
    doc_set_text(arena, answer, S("out"), text_slice(&desk.out));
    doc_set_text(arena, answer, S("err"), text_slice(&desk.err));
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, answer);
    http_response_set(response, 200, S("application/json"), text_slice(&json));
    response->is_compressed = true; /* a password may be in it */
}

/* At once, on no thread that may be busy with the very work that is to stop. */
static bool stop_handle(struct http_request *request, struct http_response *response) {
    struct app *app = request->app;
    struct uuid id;
    size_t head = sizeof STOP_PATH - 1;
    bool is_stop = request->over_local_socket && request->method == HTTP_POST &&
                   slice_starts(request->path, S(STOP_PATH)) && app->intake &&
                   uuid_parse(slice_sub(request->path, head, request->path.len), &id);
    if (!is_stop) return false;
    intake_desk_ask_to_stop(app->intake, id);
    http_response_set(response, 200, S("text/plain; charset=utf-8"), S("asked to stop\n"));
    return true;
}

bool desk_handle(struct http_request *request, struct http_response *response) {
    if (stop_handle(request, response)) return true;
    bool is_ours = request->over_local_socket && request->method == HTTP_POST &&
                   slice_equal(request->path, S(DESK_PATH));
    if (is_ours) http_run_slow(request, desk_serve);
    return is_ours;
}

/* ---- sending it there ---- */

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    struct text *answer = context;
    if (answer->len + size * count > LIMIT_BODY_BYTES) return 0;
    text_append(answer, (struct slice){bytes, size * count});
    return size * count;
}

static struct slice body_of(struct cli *cli, struct slice name, struct slice input) {
    struct arena *arena = cli->process_arena;
    struct doc *body = doc_new_object(arena);
    doc_set_text(arena, body, S("command"), name);
    struct doc *args = doc_set_array(arena, body, S("args"));
    for (size_t i = 0; i < cli->arg_count; i++) {
        doc_add_text(arena, args, cli->args[i]);
    }
    doc_set_text(arena, body, S("input"), input);
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, body);
    return text_slice(&json);
}

static int print_answer(struct cli *cli, struct slice json) {
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    struct doc *answer = doc_parse_json(cli->process_arena, json, &refusal);
    if (!answer) return cli_fail("the server's answer cannot be read");
    print_slice(stdout, doc_get_text(answer, S("out")));
    print_slice(stderr, doc_get_text(answer, S("err")));
    return (int)doc_get_int(answer, S("code"), 1);
}

/* A POST to the server's local socket, ready to be performed. */
static CURL *local_post(struct arena *arena, struct slice socket, struct slice path, struct slice body, struct text *answer) {
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, arena_cstr(arena, socket));
    curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(arena, arena_join(arena, S("http://localhost"), path)));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.s);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    return curl;
}

static bool is_interrupted(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGINT);
}

/* What SIGINT stops while the server is at it. */
struct stopping {
    struct arena *arena;
    struct slice socket, path;
};

/* Called by libcurl once a second and more; asked again and again, for the work may be between two steps. */
static int stop_when_interrupted(void *context, curl_off_t all_down, curl_off_t down, curl_off_t all_up, curl_off_t up) {
    const struct stopping *stopping = context;
    (void)all_down, (void)down, (void)all_up, (void)up;
    if (!is_interrupted()) return 0;
    struct arena *arena = arena_new();
    struct text answer = TEXT_IN(arena);
    CURL *curl = local_post(arena, stopping->socket, stopping->path, S(""), &answer);
    (void)curl_easy_perform(curl); /* the command itself ends and says what came of it */
    curl_easy_cleanup(curl);
    arena_free(arena);
    return 0;
}

static void watch_interrupt(CURL *curl, struct stopping *stopping) {
    if (!stopping->path.len) return;
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_when_interrupted);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, stopping);
}

/* True when a server answered; then *code is the command's. */
static bool run_there(struct cli *cli, struct slice socket, struct slice body, struct slice stop_path, int *code) {
    struct text answer = TEXT_IN(cli->process_arena);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    struct stopping stopping = {cli->process_arena, socket, stop_path};
    CURL *curl = local_post(cli->process_arena, socket, S(DESK_PATH), body, &answer);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    watch_interrupt(curl, &stopping);
    CURLcode sent = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (sent == CURLE_COULDNT_CONNECT) return false; /* a socket that an ended server left */
    if (sent != CURLE_OK)
        *code = cli_fail("the server did not answer: %s", curl_easy_strerror(sent));
    else if (status == 200)
        *code = print_answer(cli, text_slice(&answer));
    else
        *code = cli_fail("the server refused (%ld); stop it and run the command again", status);
    return true;
}

static int desk_run_with(struct cli *cli, struct slice name, struct slice input, struct slice stop_path) {
    struct slice socket = program_socket_path(cli), body = body_of(cli, name, input);
    struct stat status;
    int code = 1;
    bool has_socket = stat(arena_cstr(cli->process_arena, socket), &status) == 0 && S_ISSOCK(status.st_mode);
    if (has_socket && body.len > LIMIT_BODY_BYTES) {
        return cli_fail(
            "the file is too large to be sent to the running server; stop it and run the command again");
    }
    if (has_socket && run_there(cli, socket, body, stop_path, &code)) return code;
    return run_here(cli, work_find(name), input);
}

int desk_run(struct cli *cli, struct slice name, struct slice input) {
    return desk_run_with(cli, name, input, S(""));
}

int desk_run_import(struct cli *cli, struct slice name, struct slice input, struct uuid id) {
    struct slice stop_path = arena_join(cli->process_arena, S(STOP_PATH), uuid_format(cli->process_arena, id));
    sigset_t interrupt; /* blocked before the first thread is made, and looked for as pending: no handler, no global */
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, NULL);
    return desk_run_with(cli, name, input, stop_path);
}
