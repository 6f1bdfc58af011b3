/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup serve`: opens the program, listens, and stops cleanly on SIGINT and SIGTERM. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/notices.h"
#include "demo/demo.h"
#include "domain/attachment/attachment_store.h"
#include "domain/referral/rules.h"
#include "domain/ledger/hold_sweep.h"
#include "exchange/book_desk.h"
#include "exchange/intake/intake_desk.h"
#include "http/server.h"
#include "web/app.h"
#include "web/furniture.h"
#include "web/page_cache.h"
#include "web/people/pair_desk.h"
#include "web/place/places_page_desk.h"
#include "web/web.h"

/* One hash over all assets: a new version of any makes new addresses. */
static struct slice assets_query(struct arena *arena) {
    size_t count;
    const struct embedded_file *file = embedded_folder(S("assets/"), &count);
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        hash = hash * 31 + slice_hash(file[i].hash);
    }
    return arena_printf(arena, "?v=%08x", (unsigned)(hash ^ hash >> 32));
}

static struct app *app_new(struct cli *cli, struct program *program, struct notice *notice) {
    struct app *app = arena_make(cli->process_arena, struct app, 1);
    *app = (struct app){
        .process_arena = cli->process_arena,
        .store = program->store,
        .access = program->access,
        .gazetteer = gazetteer_new(cli->process_arena, program->store),
        .templates = furniture_load_templates(cli->process_arena),
        .khmer = messages_of_program(cli->process_arena),
        .notice = notice,
        .page_cache = page_cache_new(),
        .place_desk = place_desk_new(program->store),
        .pair_desk = pair_desk_new(program->store),
        .demo_password = demo_state_of(program->store) == DEMO_NONE ? S("") : demo_password(),
        .assets_query = assets_query(cli->process_arena),
        .setup_lock = arena_make(cli->process_arena, pthread_mutex_t, 1),
        .started_ms = clock_now_ms(),
    };
    app->intake = intake_desk_new(app->store, app->access, app->gazetteer, app->khmer, program_intake_folder(cli));
    app->books = book_desk_new(app->store, app->access, program_intake_folder(cli));
    pthread_mutex_init(app->setup_lock, NULL);
    return app;
}

static void app_free(struct app *app) {
    book_desk_free(app->books);
    intake_desk_free(app->intake);
    place_desk_free(app->place_desk);
    pair_desk_free(app->pair_desk);
    gazetteer_free(app->gazetteer);
    page_cache_free(app->page_cache);
}

/* Commands of the person at the machine come over the local socket; everything else is the web's. */
static void serve_handle(struct http_request *request, struct http_response *response) {
    if (!desk_handle(request, response)) web_handle(request, response);
}

static struct http_server *start_server(struct cli *cli, struct app *app) {
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    int64_t port;
    if (!slice_to_int64(cli->settings.port, &port) || port < 0 || port > 65535) {
        cli_fail("the port must be a number from 0 to 65535");
        return NULL;
    }
    if (!cli->settings.tls_certificate.len != !cli->settings.tls_key.len) {
        cli_fail("TLS needs both --tls-certificate and --tls-key");
        return NULL;
    }
    struct http_config config = {
        .host = cli->settings.host,
        .port = (uint16_t)port,
        .certificate_file = cli->settings.tls_certificate,
        .key_file = cli->settings.tls_key,
        .local_path = program_socket_path(cli),
        .behind_proxy = slice_equal(cli->settings.behind_proxy, S("yes")),
        .handler = serve_handle,
        .error_page = web_error_page,
        .body_limit = web_body_limit,
        .body_folder = web_body_folder,
        .app = app,
    };
    struct http_server *server = http_server_start(&config, &refusal);
    if (!server) cli_refused(&refusal);
    return server;
}

/* The signals are blocked in every thread and read here. */
static int signals_open(void) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is a full disk, not an end */
    return signalfd(-1, &stop, SFD_CLOEXEC);
}

static void signals_wait(int signals) {
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) < 0 && errno == EINTR) {
    }
}

/* Serves until a signal; false when it could not start. */
static bool serve(struct cli *cli, struct app *app, struct runner *runner, int signals) {
    struct http_server *server =
        intake_desk_start(app->intake) && book_desk_start(app->books) ? start_server(cli, app) : NULL;
    if (!server) return false;
    const char *scheme = cli->settings.tls_certificate.len ? "https" : "http";
    printf("Mlup serves %s://%.*s:%u\n", scheme, SLICE_ARG(cli->settings.host), http_server_port(server));
    fflush(stdout);
    if (!runner_start(runner)) log_fail("no thread for the work in the background: no mail and no webhook is sent");
    signals_wait(signals);
    log_info("stopping");
    http_server_stop(server);
    return true;
}

int serve_run(struct cli *cli) {
    struct notice_settings *settings = arena_make(cli->process_arena, struct notice_settings, 1);
    if (!cli_is_empty(cli) || !notice_settings_read(cli, settings)) return 1;
    int signals = signals_open();
    struct program *program = program_open(cli, OPEN_CREATE | OPEN_HOUSEKEEPING);
    if (!program) return 1;
    struct runner *runner = runner_new(cli->process_arena);
    struct notice *notice = notice_open(cli->process_arena, program->store, program->access,
                                        messages_of_program(cli->process_arena), settings);
    notice_add_jobs(notice, runner);
    runner_add(runner, "attachments", attachment_sweep, program->store);
    runner_add(runner, "referrals", referral_sweep, program->store);
    runner_add(runner, "holds", ledger_hold_sweep, program->store);
    program->notice = notice;
    struct app *app = app_new(cli, program, notice);
    bool served = serve(cli, app, runner, signals);
    program->notice = NULL;
    runner_stop(runner);
    app_free(app);
    program_close(program);
    notice_close(notice);
    close(signals);
    return served ? 0 : 1;
}
