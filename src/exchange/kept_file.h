/* SPDX-License-Identifier: Apache-2.0 */
/* Files that somebody brought and a later work reads, in a folder that the server's user alone may enter. */
#ifndef MLUP_EXCHANGE_KEPT_FILE_H
#define MLUP_EXCHANGE_KEPT_FILE_H

#include "base/slice.h"

/* Makes the folder when it is not there; false, with errno, when it cannot be. */
bool kept_folder_make(const char *folder) __attribute__((warn_unused_result));
/* Writes all of it, durably; false, with errno, when that fails: then no file is left. */
bool kept_file_write(const char *path, struct slice bytes) __attribute__((warn_unused_result));

#endif
