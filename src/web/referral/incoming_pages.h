/* SPDX-License-Identifier: Apache-2.0 */
/* A referral that came from others: what they told, taking it up into a file of one's own, or not. */
#ifndef MLUP_WEB_INCOMING_PAGES_H
#define MLUP_WEB_INCOMING_PAGES_H

#include "web/web.h"

enum outcome told_page(struct web *web);            /* GET /{what holds a packet}/{id}/told: referral_told */
enum outcome told_post(struct web *web);            /* POST the same: opened, logged; JSON too */
enum outcome incoming_accept_page(struct web *web); /* GET /incoming-referrals/{id}/accept: referral_step */
enum outcome incoming_accept(struct web *web);      /* POST the same: makes or names the file; JSON too */
enum outcome
incoming_step_page(struct web *web); /* GET /incoming-referrals/{id}/step/{step}: referral_step */
enum outcome incoming_step_post(struct web *web); /* POST the same; JSON too */

enum outcome
told_file(struct web *web); /* GET /{incoming-referrals, received-referrals}/{id}/files/{file}: logged */

/* Of the records that hold a packet, the one of the address, when the role opens what is sealed in it; NULL:
 * NOT_FOUND. */
struct record *told_record(struct web *web);
/* Opens it and logs that; REFUSED when it is no longer there. */
enum outcome told_reveal(struct web *web, struct record *record);

/* For record_extras. */
/* What a consent that was taken back means for the file of the receiver. */
void incoming_sections(struct web *web, const struct record *record, struct doc *sections);
void incoming_actions(struct web *web, const struct record *record, struct doc *actions);
void copy_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
