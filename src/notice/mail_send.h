/* SPDX-License-Identifier: Apache-2.0 */
/* Speaking to the mail server (libcurl's SMTP): one channel sends several mails over one connection. */
#ifndef MLUP_NOTICE_MAIL_SEND_H
#define MLUP_NOTICE_MAIL_SEND_H

#include "notice/notice.h"

enum mail_answer {
    MAIL_TAKEN,
    MAIL_LATER, /* 4xx: this mail may be tried again */
    MAIL_NEVER, /* 5xx: this mail will never be taken */
    MAIL_DOWN,  /* no connection, no TLS, no sign-in: no mail can be sent now */
};

struct mail_result {
    enum mail_answer answer;
    int code;           /* SMTP's, 0 when the server said none */
    struct slice words; /* the server's last line, or what went wrong, in English */
};

struct mail_channel;
/* `runner` (may be NULL) is asked whether the program is about to end: then a mail that has not gone out is
 * left. */
struct mail_channel *mail_channel_open(struct arena *arena, const struct notice_settings *settings,
                                       const struct runner *runner);
void mail_channel_close(struct mail_channel *channel);
/* `bytes` is what mail_write made. */
struct mail_result mail_channel_send(struct mail_channel *channel, struct arena *arena, struct slice to,
                                     struct slice bytes);

#endif
