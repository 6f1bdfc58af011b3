/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to a book as a whole, each a page with one form: opening balances, closing and opening again,
 * the end of a year, an exchange of currencies. */
#ifndef MLUP_WEB_BOOK_FORMS_H
#define MLUP_WEB_BOOK_FORMS_H

#include "web/web.h"

enum outcome book_opening_page(struct web *web);  /* GET /books/{id}/opening: book_opening */
enum outcome book_opening_post(struct web *web);  /* POST the same */
enum outcome book_close_page(struct web *web);    /* GET /books/{id}/close: book_close */
enum outcome book_close_post(struct web *web);    /* POST the same: closes, or opens again */
enum outcome book_year_post(struct web *web);     /* POST /books/{id}/year-end: book_close when refused */
enum outcome book_exchange_page(struct web *web); /* GET /books/{id}/exchange: book_exchange */
enum outcome book_exchange_post(struct web *web); /* POST the same */

#endif
