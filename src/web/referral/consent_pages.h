/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of consents of a file: what holds now, for what, until when; taking one, taking one back,
 * deciding without one. */
#ifndef MLUP_WEB_CONSENT_PAGES_H
#define MLUP_WEB_CONSENT_PAGES_H

#include "web/web.h"

enum outcome consent_ledger_page(struct web *web);   /* GET /case-files/{id}/consents: consent_ledger */
enum outcome consent_new_page(struct web *web);      /* GET /case-files/{id}/consents/new: consent_form */
enum outcome consent_new_post(struct web *web);      /* POST the same */
enum outcome consent_withdraw_page(struct web *web); /* GET /consents/{id}/withdraw: referral_step */
enum outcome consent_withdraw_post(struct web *web); /* POST the same */
enum outcome override_new_page(struct web *web);    /* GET /case-files/{id}/consents/without: referral_step */
enum outcome override_new_post(struct web *web);    /* POST the same */
enum outcome override_decide_page(struct web *web); /* GET /consent-overrides/{id}/decide: referral_step */
enum outcome override_decide_post(struct web *web); /* POST the same */
/* For record_extras: consents and referrals of a case file. */
void referral_case_actions(struct web *web, const struct record *record, struct doc *actions);
void consent_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
