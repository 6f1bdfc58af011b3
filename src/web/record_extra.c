/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record_extra.h"

const struct record_extra record_extras[] = {
    {NULL, NULL, NULL, NULL},
};
