/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case file, opened, beside HTCDS: what each field of the standard says of it, and how a value becomes one
 * of its own.  Both are named in the table of fields (htcds.h).  A value that does not come back from where
 * it was put exactly as it came is kept beside the file (htcds_kept.h), so that nothing is lost and an export
 * gives it back.
 */
#ifndef MLUP_EXCHANGE_HTCDS_OWN_H
#define MLUP_EXCHANGE_HTCDS_OWN_H

#include "domain/place/gazetteer.h"
#include "exchange/htcds/htcds.h"

/* An event, a plan, a comment, a referral that was sent. */
struct htcds_own_part {
    enum htcds_group group;
    struct record *record;
    struct slice name; /* of a referral: to whom */
};

/* What is absent is NULL. */
struct htcds_own {
    struct arena *arena;
    struct gazetteer *gazetteer;
    struct record *file, *profile, *decision;
    const struct record *organisation, *incoming, *reintegration;
    struct slice owner;           /* name of the social worker */
    bool consents;                /* some consent holds now */
    struct htcds_own_part *parts; /* the oldest first */
    size_t part_count;
    struct record *const *kept; /* records of values kept beside it, the oldest first */
    size_t kept_count;
};

/* The value of a field as the own records say it; empty: they do not.  `part` NULL: of the case itself. */
struct slice htcds_own_get(const struct htcds_own *own, const struct htcds_field *field,
                           const struct htcds_own_part *part);
/* Puts all values of a group into the own records, as far as they have a place. */
void htcds_own_set(struct htcds_own *own, struct htcds_own_part *part, enum htcds_group group,
                   const struct slice *values);
/* The record type in which a part of the group is kept; NULL: it is kept beside the file. */
const struct record_type *htcds_own_type(enum htcds_group group);

/* The case as it leaves; only fields whose class is in `shares` ("identity,needs") have a value. */
void htcds_own_case(const struct htcds_own *own, struct slice shares, struct htcds_case *one);

/* The functions of the table. */
struct slice own_owner(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_first_name(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_second_name(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_local_name(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_consent(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_birth(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_gender(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_citizenship(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_phone(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_city(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_state(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_country(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_street(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_status(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_case_status(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_closing(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_from(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_from_day(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_from_worker(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_from_reason(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_to(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_to_day(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_to_reason(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_to_details(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_plan_type(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_org_name(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_org_street(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_org_phone(const struct htcds_own *own, const struct htcds_own_part *part);
struct slice own_org_type(const struct htcds_own *own, const struct htcds_own_part *part);
void set_names(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text);
void set_birth(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text);
void set_gender(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text);
void set_citizenship(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                     struct slice text);
void set_phone(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text);
void set_home(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
              struct slice text);
void set_street(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text);
void set_status(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text);
void set_case_status(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                     struct slice text);
void set_plan_type(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                   struct slice text);

#endif
