/* SPDX-License-Identifier: Apache-2.0 */
/* The echo program on a port, for measuring with a load generator: echo_server [port] [threads]. */
#include <signal.h>
#include <unistd.h>

#include "echo_app.h"

int main(int count, char **words) {
    struct echo_app app;
    int64_t port = 8099, threads = 0;
    if (count > 1 && !slice_to_int64(slice_of(words[1]), &port)) return 2;
    if (count > 2 && !slice_to_int64(slice_of(words[2]), &threads)) return 2;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    echo_start(
        &app, (struct echo_options){.port = (uint16_t)port, .threads = (unsigned)threads, .batch_us_max = 0});
    printf("http://127.0.0.1:%u\n", http_server_port(app.server));
    fflush(stdout);
    int signal_number;
    sigwait(&signals, &signal_number);
    echo_stop(&app);
    return 0;
}
