/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child that reads a file somebody brought: the program itself, started again with the file as its
 * standard input, the pipe as its output and nothing else, which gives up every right before it looks at the
 * first byte.  What it may still do: read what is open, write to the pipe, have memory, end.  A file or a
 * socket it cannot open (the kernel ends it).
 */
#ifndef MLUP_EXCHANGE_SHEET_CHILD_H
#define MLUP_EXCHANGE_SHEET_CHILD_H

#include <stdbool.h>
#include <stddef.h>

/* Gives up all rights, for good: limits of memory and time, no new privileges, Landlock where the kernel has
 * it, and a list of system calls (seccomp) outside which the kernel ends the process.  False when the kernel
 * has no seccomp. */
bool sheet_child_confine(void);
/* True when the kernel has Landlock: one wall more. */
bool sheet_child_has_landlock(void);
/* The two walls, each alone; parts of sheet_child_confine, which says before that there are no new privileges.  Landlock: no
 * file can be opened; false where the kernel has it not.  Seccomp: the kernel ends the process at any other system call. */
bool sheet_child_forbid_files(void);
bool sheet_child_forbid_calls(void);
/* What the child does: reads standard input, writes frames (sheet_frame.h) to standard output, never returns.
 */
void sheet_child_run(size_t sheet) __attribute__((noreturn));

#endif
