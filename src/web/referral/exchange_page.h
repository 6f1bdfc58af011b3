/* SPDX-License-Identifier: Apache-2.0 */
/* Referrals for other case systems and from them, as JSON in the shape of their contract
 * (exchange/case_contract.h). */
#ifndef MLUP_WEB_EXCHANGE_PAGE_H
#define MLUP_WEB_EXCHANGE_PAGE_H

#include "web/web.h"

enum outcome
referral_exchange_get(struct web *web); /* GET /api/v1/referral-exchange?provider=ID&after=CURSOR&limit=N */
enum outcome referral_exchange_post(struct web *web); /* POST /api/v1/referral-exchange: an array of cases */
enum outcome
referral_exchange_answers(struct web *web); /* GET /api/v1/referral-exchange/answers?after=CURSOR&limit=N */

#endif
