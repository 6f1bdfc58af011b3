/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record_extra.h"

#include "web/promise_why.h"

const struct record_extra record_extras[] = {
    {NULL, NULL, promise_why_add, NULL},
    {NULL, NULL, NULL, NULL},
};
