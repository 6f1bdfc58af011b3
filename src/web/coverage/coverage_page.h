/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who works where on what, as a matrix and a map, with what that says together: overlaps, gaps, complements.
 * Counts only; of other organisations those that access_coverage_orgs gives, without a way to their records.
 */
#ifndef MLUP_WEB_COVERAGE_PAGE_H
#define MLUP_WEB_COVERAGE_PAGE_H

#include "web/web.h"

enum outcome coverage_page(struct web *web);    /* GET /coverage, /api/v1/coverage */
enum outcome coverage_records(struct web *web); /* GET /coverage/records: on to the list behind a cell */

#endif
