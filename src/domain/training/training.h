/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of training.def. */
#ifndef MLUP_DOMAIN_TRAINING_H
#define MLUP_DOMAIN_TRAINING_H

#include "catalogue/pass_struct.h"
#include "domain/training/training.def"
#include "catalogue/pass_clear.h"

#endif
