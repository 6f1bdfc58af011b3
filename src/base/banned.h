/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that invite an overflow or a race fail to compile.  Included by slice.h and so by every file.
 */
#ifndef MLUP_BASE_BANNED_H
#define MLUP_BASE_BANNED_H

/* The headers that declare the names must be read before the names are poisoned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime ctime asctime atoi atol atoll rand srand

#endif
