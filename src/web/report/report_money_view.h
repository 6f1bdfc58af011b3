/* SPDX-License-Identifier: Apache-2.0 */
/* The money section of a report's page. */
#ifndef MLUP_WEB_REPORT_MONEY_VIEW_H
#define MLUP_WEB_REPORT_MONEY_VIEW_H

#include "web/report/report_view.h"

void report_add_money(struct web *web, const struct report_open *open);

#endif
