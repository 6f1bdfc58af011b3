/* SPDX-License-Identifier: Apache-2.0 */
#include "echo_app.h"

#include <pthread.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

enum { QUEUE_MAX = 8192, BIG_BYTES = 1000000, UPLOAD_BYTES_MAX = 4 * 1024 * 1024 };

/* Takes all that is waiting at once, sleeps like a disk, finishes all: the shape of a group commit. */
struct finisher {
    pthread_t thread;
    pthread_mutex_t lock; /* guards queue, count, stopping */
    pthread_cond_t wake;
    struct http_request *queue[QUEUE_MAX];
    size_t count;
    bool stopping;
    unsigned batch_us_max, seed;
};

/* Runs on the pool after the finisher: half of the late answers are made here. */
static void complete_late(struct http_request *request, struct http_response *response) {
    (void)request;
    http_response_set(response, 201, S("application/json"), S("{\"done\":true}"));
}

static void finish_batch(struct finisher *finisher, struct http_request **batch, size_t count) {
    finisher->seed = finisher->seed * 1103515245u + 12345u;
    if (finisher->batch_us_max) usleep(finisher->seed / 65536u % finisher->batch_us_max);
    for (size_t i = 0; i < count; i++) {
        struct http_response *response = http_response_of(batch[i]);
        if (i % 2) {
            response->complete = complete_late;
        } else {
            complete_late(batch[i], response);
        }
        http_finish(batch[i]);
    }
}

static void *finisher_loop(void *handle) {
    struct finisher *finisher = handle;
    static struct http_request *batch[QUEUE_MAX];
    for (;;) {
        pthread_mutex_lock(&finisher->lock);
        while (!finisher->count && !finisher->stopping)
            pthread_cond_wait(&finisher->wake, &finisher->lock);
        size_t count = finisher->count;
        memcpy(batch, finisher->queue, count * sizeof batch[0]);
        finisher->count = 0;
        pthread_mutex_unlock(&finisher->lock);
        if (!count) return NULL;
        finish_batch(finisher, batch, count);
    }
}

static void finisher_add(struct finisher *finisher, struct http_request *request) {
    pthread_mutex_lock(&finisher->lock);
    ASSERT(finisher->count < QUEUE_MAX);
    finisher->queue[finisher->count++] = request;
    pthread_cond_signal(&finisher->wake);
    pthread_mutex_unlock(&finisher->lock);
}

static struct finisher *finisher_new(unsigned batch_us_max) {
    struct finisher *finisher = heap_alloc(sizeof *finisher);
    pthread_mutex_init(&finisher->lock, NULL);
    pthread_cond_init(&finisher->wake, NULL);
    finisher->batch_us_max = batch_us_max;
    finisher->seed = 7;
    pthread_create(&finisher->thread, NULL, finisher_loop, finisher);
    return finisher;
}

static void finisher_free(struct finisher *finisher) {
    pthread_mutex_lock(&finisher->lock);
    finisher->stopping = true;
    pthread_cond_signal(&finisher->wake);
    pthread_mutex_unlock(&finisher->lock);
    pthread_join(finisher->thread, NULL);
    pthread_cond_destroy(&finisher->wake);
    pthread_mutex_destroy(&finisher->lock);
    heap_free(finisher);
}

/* What was understood, one fact a line. */
static void show_request(struct http_request *request, struct http_response *response) {
    struct text out = TEXT_IN(request->request_arena);
    text_printf(&out, "%.*s ", SLICE_ARG(http_method_name(request->method)));
    text_append(&out, request->path);
    text_append_char(&out, '\n');
    for (size_t i = 0; i < request->query.count; i++) {
        text_printf(&out, "query %.*s=%.*s\n", SLICE_ARG(request->query.items[i].name),
                    SLICE_ARG(request->query.items[i].value));
    }
    text_printf(&out, "client %.*s tls %d local %d\n", SLICE_ARG(request->client_address), request->is_tls,
                request->over_local_socket);
    text_printf(&out, "cookie %.*s\n", SLICE_ARG(http_cookie(request, S("sid"))));
    text_printf(&out, "x-test %.*s\n", SLICE_ARG(http_header(request, S("x-test"))));
    text_printf(&out, "body %zu %.*s\n", request->body.len, SLICE_ARG(slice_sub(request->body, 0, 100)));
    http_response_set(response, 200, S("text/plain; charset=utf-8"), text_slice(&out));
}

static void show_form(struct http_request *request, struct http_response *response) {
    struct refusal refusal = REFUSAL_IN(request->request_arena);
    struct http_form form;
    struct text out = TEXT_IN(request->request_arena);
    bool is_read = http_form(request, &form, &refusal);
    for (size_t i = 0; i < form.count; i++) {
        const struct http_field *field = &form.fields[i];
        text_printf(&out, "%.*s=%.*s\n", SLICE_ARG(field->name), SLICE_ARG(field->value));
    }
    if (!is_read) text_append(&out, slice_of(refusal.first->message));
    http_response_set(response, is_read ? 200 : 422, S("text/plain"), text_slice(&out));
}

static void answer_slowly(struct http_request *request, struct http_response *response) {
    (void)request;
    usleep(20000);
    http_response_set(response, 200, S("text/plain"), S("slow\n"));
}

struct stream {
    struct echo_app *app;
    size_t sent;
    bool breaks;
};

static int64_t produce(void *state, char *buffer, size_t size) {
    struct stream *stream = state;
    if (stream->breaks && stream->sent > BIG_BYTES / 2) return -1;
    size_t len = BIG_BYTES - stream->sent < size ? BIG_BYTES - stream->sent : size;
    for (size_t i = 0; i < len; i++)
        buffer[i] = (char)('a' + (stream->sent + i) % 26);
    stream->sent += len;
    return (int64_t)len;
}

static void stream_closed(void *handle) {
    struct stream *stream = handle;
    atomic_fetch_add(&stream->app->streams_closed, 1);
}

static void answer_in_pieces(struct http_request *request, struct http_response *response) {
    struct stream *stream = arena_make(request->request_arena, struct stream, 1);
    *stream = (struct stream){.app = request->app, .breaks = slice_equal(request->path, S("/broken"))};
    arena_defer(request->request_arena, stream_closed, stream);
    response->content_type = S("text/csv");
    response->produce = produce;
    response->produce_state = stream;
}

static void answer_big(struct http_request *request, struct http_response *response) {
    char *bytes = arena_alloc(request->request_arena, BIG_BYTES);
    for (size_t i = 0; i < BIG_BYTES; i++)
        bytes[i] = (char)('a' + i % 26);
    http_response_set(response, 200, S("text/plain"), (struct slice){bytes, BIG_BYTES});
}

static void answer_trivially(struct http_request *request, struct http_response *response) {
    (void)request;
    http_response_set(response, 200, S("text/plain"), S("ok\n"));
    http_response_add_header(response, S("X-Content-Type-Options"), S("nosniff"));
}

static void answer_later(struct http_request *request, struct http_response *response) {
    struct echo_app *app = request->app;
    (void)response;
    http_defer(request);
    finisher_add(app->finisher, request);
}

static void answer_late_and_early(struct http_request *request, struct http_response *response) {
    http_defer(request);
    answer_trivially(request, response);
    http_finish(request); /* before the handler has returned */
}

static void run_slow(struct http_request *request, struct http_response *response) {
    (void)response;
    http_run_slow(request, answer_slowly);
}

static void handle(struct http_request *request, struct http_response *response) {
    static const struct {
        struct slice path;
        http_handler handler;
    } routes[] = {{S_INIT("/ok"), answer_trivially},     {S_INIT("/form"), show_form},
                  {S_INIT("/later"), answer_later},      {S_INIT("/early"), answer_late_and_early},
                  {S_INIT("/slow"), run_slow},           {S_INIT("/stream"), answer_in_pieces},
                  {S_INIT("/broken"), answer_in_pieces}, {S_INIT("/big"), answer_big}};
    struct echo_app *app = request->app;
    atomic_fetch_add(&app->calls, 1);
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        if (slice_equal(request->path, routes[i].path)) {
            routes[i].handler(request, response);
            return;
        }
    }
    show_request(request, response);
}

static size_t body_limit(const struct http_request *request) {
    return slice_equal(request->path, S("/upload")) ? UPLOAD_BYTES_MAX : 0;
}

void echo_start(struct echo_app *app, struct echo_options options) {
    struct arena *job_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(job_arena);
    struct http_config config = {.host = S("127.0.0.1"),
                                 .port = options.port,
                                 .certificate_file = slice_of(options.certificate_file),
                                 .key_file = slice_of(options.key_file),
                                 .local_path = slice_of(options.local_path),
                                 .threads = options.threads,
                                 .behind_proxy = options.behind_proxy,
                                 .body_limit = body_limit,
                                 .handler = handle,
                                 .app = app};
    *app = (struct echo_app){.finisher = finisher_new(options.batch_us_max)};
    app->server = http_server_start(&config, &refusal);
    if (!app->server) BUG("no server: %s %.*s", refusal.first->message, SLICE_ARG(refusal.first->args[1]));
    arena_free(job_arena);
}

void echo_stop(struct echo_app *app) {
    http_server_stop(app->server);
    finisher_free(app->finisher);
}
