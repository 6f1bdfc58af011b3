/* SPDX-License-Identifier: Apache-2.0 */
/* What is compared of a name, a label or a code: letters without case, and digits; marks and blanks do not
 * count. */
#ifndef MLUP_EXCHANGE_HTCDS_KEY_H
#define MLUP_EXCHANGE_HTCDS_KEY_H

#include "base/arena.h"

struct slice htcds_key(struct arena *arena, struct slice text);

#endif
