/* SPDX-License-Identifier: Apache-2.0 */
/* How the numbers and codes of a report's document are written for a reader: the same on the screen, in
 * print, in PDF and in workbooks. */
#ifndef MLUP_DOMAIN_REPORT_WORDS_H
#define MLUP_DOMAIN_REPORT_WORDS_H

#include "domain/programme/promise_words.h"
#include "domain/report/report_document.h"

/* A number of the part, with its currency when money is added up; "<5" in words when it is hidden. */
struct slice report_number_text(struct arena *arena, const struct locale *locale,
                                const struct document_part *part, int64_t number, bool hidden);
/* "Female", "18–24", "Siem Reap"; words for none when the key is empty. */
struct slice report_key_text(struct arena *arena, const struct promise_speech *speech, enum promise_dim dim,
                             struct slice key);
/* English; keys of translations. */
const char *report_dim_label(enum promise_dim dim);
const char *report_status_label(enum promise_status status);
const char *report_unit_label(struct slice unit);
/* "P06: Farmers trained by model farmers", for a part that is not the only one with its label behind it. */
struct slice report_part_title(struct arena *arena, enum lang lang, const struct document_promise *promise,
                               size_t index);
/* "1 Jan 2017 – 31 Mar 2017" */
struct slice report_days_text(struct arena *arena, const struct locale *locale, struct date first,
                              struct date last);

#endif
