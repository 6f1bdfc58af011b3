/* SPDX-License-Identifier: Apache-2.0 */
/* A referral from its draft to its end, as the organisation that sends it sees it. */
#ifndef MLUP_WEB_REFERRAL_PAGES_H
#define MLUP_WEB_REFERRAL_PAGES_H

#include "web/web.h"

enum outcome referral_new_page(struct web *web); /* GET /case-files/{id}/referrals/new: referral_form */
enum outcome referral_new_post(struct web *web); /* POST the same */
enum outcome referral_send_page(
    struct web *web); /* GET /referrals/{id}/send: referral_send, on what each class may leave */
enum outcome referral_preview(
    struct web *web); /* POST /referrals/{id}/preview: referral_send with all that is told; JSON too */
enum outcome referral_send(struct web *web);      /* POST /referrals/{id}/send */
enum outcome referral_step_page(struct web *web); /* GET /referrals/{id}/step/{step}: referral_step */
enum outcome referral_step_post(struct web *web); /* POST the same */
enum outcome referral_slip(struct web *web); /* GET /referrals/{id}/slip: referral_slip, without a name */
enum outcome referral_letter(
    struct web *web); /* POST /referrals/{id}/letter: referral_letter, all that was told, logged */

/* For record_extras. */
void referral_actions(struct web *web, const struct record *record, struct doc *actions);
void referral_sections(struct web *web, const struct record *record, struct doc *sections);

#endif
