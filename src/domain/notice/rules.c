/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/notice/rules.h"

#include "base/log.h"
#include "domain/notice/webhook.h"
#include "domain/notice/webhook_url.h"
#include "i18n/locale.h"

static const char *fault_words(enum webhook_url_fault fault) {
    switch (fault) {
    case WEBHOOK_URL_OK: return NULL;
    case WEBHOOK_URL_SCHEME: return TR("The address starts with https:// or http://.");
    case WEBHOOK_URL_USER:
        return TR("Leave a name and password out of the address; the signature proves who sends.");
    case WEBHOOK_URL_HOST: return TR("The address names no computer that can be looked up.");
    case WEBHOOK_URL_PORT: return TR("The port in the address is a number from 1 to 65535.");
    case WEBHOOK_URL_REST:
        return "The address holds a blank or a sign that addresses do not have; write it as %20 and the "
               "like.";
    }
    BUG("fault %d", fault);
}

bool webhook_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    const struct webhook *webhook = webhook_of(now);
    struct webhook_url url;
    (void)rule;
    (void)before;
    const char *fault = webhook->url.present ? fault_words(webhook_url_parse(webhook->url.text, &url)) : NULL;
    if (fault) refuse(refusal, S("url"), fault);
    bool tells = webhook->kinds.present || (webhook->progress.present && webhook->progress.number);
    if (!tells)
        refuse(refusal, S("kinds"),
               "Choose what it tells of: a kind of records, or the progress of promises.");
    return !fault && tells;
}
