/* SPDX-License-Identifier: Apache-2.0 */
/* The months' names, shared by writing and reading of dates; private to this folder. */
#ifndef MLUP_I18N_MONTHS_H
#define MLUP_I18N_MONTHS_H

#include "base/slice.h"

struct month_name {
    struct slice english, khmer; /* Khmer in the stored form */
};

/* January first (format.c). */
extern const struct month_name month_names[12];

#endif
