/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of publication.def. */
#ifndef MLUP_DOMAIN_PUBLICATION_H
#define MLUP_DOMAIN_PUBLICATION_H

#include "base/limits.h"
#include "catalogue/pass_struct.h"
#include "domain/publication/publication.def"
#include "catalogue/pass_clear.h"

#endif
