/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of banks and of their animals. */
#ifndef MLUP_WEB_BANK_PAGES_H
#define MLUP_WEB_BANK_PAGES_H

#include "web/web.h"

enum outcome bank_page(struct web *web);           /* GET /banks/{id}: bank */
enum outcome bank_register_print(struct web *web); /* GET /banks/{id}/register: bank_register, for paper */
enum outcome bank_step_page(struct web *web);      /* GET /banks/{id}/do/{step}: bank_step */
enum outcome bank_step_post(struct web *web);      /* POST the same */
enum outcome bank_animal_page(struct web *web);    /* GET /bank-animals/{id}: bank_animal */
enum outcome animal_step_page(struct web *web);    /* GET /bank-animals/{id}/do/{step}: bank_step */
enum outcome animal_step_post(struct web *web);    /* POST the same */
enum outcome bank_step_api(struct web *web);       /* POST /api/v1/banks/{id}/do/{step} */
enum outcome animal_step_api(struct web *web);     /* POST /api/v1/bank-animals/{id}/do/{step} */
enum outcome
loan_contract_print(struct web *web); /* GET /stock-loans/{id}/contract: bank_loan_paper, for paper */
/* For record_extras: giving back and the contract on paper, above a loan in kind. */
void stock_loan_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
