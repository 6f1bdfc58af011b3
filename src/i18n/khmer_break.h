/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Khmer is written without spaces between words, so a program that lays out lines must know the words.  ICU's
 * dictionary does; Pango does not ask it.  Only for rendering: the result is never stored.
 */
#ifndef MLUP_I18N_KHMER_BREAK_H
#define MLUP_I18N_KHMER_BREAK_H

#include "base/arena.h"

/* The text with U+200B (zero width space) wherever a line may end between two Khmer letters; the text itself
 * when it has no Khmer. */
struct slice khmer_break_lines(struct arena *arena, struct slice text);

#endif
