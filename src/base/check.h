/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit test includes: cmocka with the headers it asks for, in the order it asks for. */
#ifndef MLUP_BASE_CHECK_H
#define MLUP_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
