/* SPDX-License-Identifier: Apache-2.0 */
/* All record types of the program, in the order people meet them. */
#ifndef MLUP_DOMAIN_RECORDS_H
#define MLUP_DOMAIN_RECORDS_H

#include "catalogue/record.h"

extern const struct catalogue mlup_catalogue;

#endif
