/* SPDX-License-Identifier: Apache-2.0 */
/* The report's own page, for those that show it again after a refusal, and the small change of its forms. */
#ifndef MLUP_WEB_REPORT_PAGE_SHOW_H
#define MLUP_WEB_REPORT_PAGE_SHOW_H

#include "web/report/report_view.h"

void report_page_show(struct web *web, const struct report_open *open);
/* The value of a field that a change sets. */
struct value *report_set(struct change *change, const char *name);
/* A snapshot that the rule fills in. */
struct change report_snapshot_change(struct web *web, const struct record *report, const char *kind);

#endif
