/* SPDX-License-Identifier: Apache-2.0 */
/* The description of the API (OpenAPI 3.1), made from the catalogue. */
#ifndef MLUP_EXCHANGE_OPENAPI_H
#define MLUP_EXCHANGE_OPENAPI_H

#include "base/doc.h"
#include "catalogue/record.h"

struct doc *openapi_document(struct arena *arena, const struct catalogue *catalogue);

#endif
