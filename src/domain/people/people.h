/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of people.def. */
#ifndef MLUP_DOMAIN_PEOPLE_H
#define MLUP_DOMAIN_PEOPLE_H

#include "catalogue/pass_struct.h"
#include "domain/people/people.def"
#include "catalogue/pass_clear.h"

#endif
