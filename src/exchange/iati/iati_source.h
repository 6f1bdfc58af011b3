/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an IATI file tells, gathered from the records: the programme's award, each sub-grant with its money
 * and its promises.  Totals of agreements alone: no name of a person, no place below a province, no number of
 * people under IATI_CELL_MIN.
 */
#ifndef MLUP_EXCHANGE_IATI_SOURCE_H
#define MLUP_EXCHANGE_IATI_SOURCE_H

#include "access/access.h"
#include "domain/place/gazetteer.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_read.h"

enum { IATI_CELL_MIN = 5 }; /* fewer people could be known by who they are */

struct iati_org {
    struct slice ref, type, name, name_km;
};

/* Codes of the list TransactionType. */
enum iati_transaction_type {
    IATI_INCOMING_COMMITMENT = 11,
    IATI_COMMITMENT = 2,
    IATI_DISBURSEMENT = 3,
    IATI_EXPENDITURE = 4
};

struct iati_transaction {
    enum iati_transaction_type type;
    int64_t day;
    struct money money;
    struct slice description;
};

/* One fiscal year of a part, or what of it lies in the part's time. */
struct iati_period {
    int64_t first_day, last_day;
    bool has_target, has_actual, has_sex;
    int64_t target, actual;
    int64_t female, male;
};

struct iati_indicator {
    const struct promise_part_state *part;
    struct iati_period *periods;
    size_t period_count;
};

struct iati_result {
    const struct promise_state *promise;
    struct slice type; /* of the list ResultType */
    struct iati_indicator *indicators;
    size_t indicator_count;
};

struct iati_subgrant {
    const struct record *agreement;
    struct iati_org grantee;
    struct slice identifier;
    struct value amount; /* in force now */
    int64_t first_day, last_day;
    bool is_amended;
    struct iati_transaction *transactions;
    size_t transaction_count;
    struct iati_result *results;
    size_t result_count;
};

struct iati_source {
    const struct record *programme;
    struct uuid lead_id;
    struct iati_org lead, donor;
    struct slice identifier;
    enum currency currency;
    int64_t today;
    struct iati_subgrant *subgrants;
    size_t subgrant_count;
};

/* Who reads: the program itself, so that the file is the same whoever asks for it.  The caller has checked
 * that they may have it.  NULL when there is no such programme or no lead. */
struct iati_source *iati_source_read(struct store *store, struct db *db, struct access *access,
                                     struct arena *arena, struct uuid programme_id);
/* "XM-EXAMPLE-1" of an identifier that may hold what IATI forbids: / & | ? and blanks become hyphens. */
struct slice iati_identifier(struct arena *arena, struct slice org_ref, struct slice number);

#endif
