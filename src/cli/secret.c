/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"

static bool echo_set(bool on) {
    struct termios terminal;
    if (tcgetattr(STDIN_FILENO, &terminal) != 0) return false;
    if (on)
        terminal.c_lflag |= ECHO;
    else
        terminal.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal) == 0;
}

struct slice secret_read(struct arena *arena, const char *prompt) {
    char line[LIMIT_PASSWORD_BYTES_MAX + 2];
    bool terminal = isatty(STDIN_FILENO);
    if (terminal) {
        fprintf(stderr, "%s: ", prompt);
        echo_set(false);
    }
    bool read = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        echo_set(true);
        fputc('\n', stderr);
    }
    size_t len = read ? strlen(line) : 0;
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
        len--;
    }
    struct slice secret = arena_copy(arena, (struct slice){line, len});
    sodium_memzero(line, sizeof line);
    return secret;
}

struct slice secret_make(struct arena *arena) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* without those that look alike */
    enum { GROUPS = 5, GROUP = 4 };
    struct text text = TEXT_IN(arena);
    for (int i = 0; i < GROUPS * GROUP; i++) {
        if (i > 0 && i % GROUP == 0) text_append_char(&text, '-');
        text_append_char(&text, letters[randombytes_uniform(sizeof letters - 1)]);
    }
    return text_slice(&text);
}
