/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite writes its log page by page, two calls of the system each; a batch of commits is hundreds of them.
 * Under this VFS what is appended to the log is gathered and written in one piece, at the latest when SQLite
 * asks for it to be on the disk, for its size, or for a piece of it.  With synchronous=FULL each commit asks,
 * before any reader is told of its pages; so nobody ever looks for what is only here.  Every other file is
 * the system's own.
 */
#ifndef MLUP_STORE_SQLITE_LOG_H
#define MLUP_STORE_SQLITE_LOG_H

/* The name to open a writing connection with. */
const char *sqlite_log_vfs(void);

#endif
