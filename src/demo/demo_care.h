/* SPDX-License-Identifier: Apache-2.0 */
/* What is done for people who came back, after their files are made. */
#ifndef MLUP_DEMO_CARE_H
#define MLUP_DEMO_CARE_H

#include "demo/demo_internal.h"

struct demo_client {
    struct uuid file, worker;
    int64_t day, last_day; /* of arrival; of the scenario: nothing happens later */
    int64_t age;
    bool female, alone;
};

struct demo_service_line {
    struct slice kind, at;
    int64_t percent, units_low, units_high, after_low, after_high;
};

enum { DEMO_SERVICES_MAX = 16, DEMO_PLACES_MAX = 16 };

struct demo_ids {
    struct uuid ids[DEMO_PLACES_MAX];
    size_t count;
};

/* Employers and schools of one organisation, and how often each service is given. */
struct demo_care {
    struct demo *demo;
    struct demo_random random;
    struct demo_service_line services[DEMO_SERVICES_MAX];
    size_t service_count;
    struct demo_ids employers, schools;
};

void demo_care_open(struct demo_care *care, struct demo *demo, struct slice org);
/* Everything that follows the arrival of one person. */
void demo_care_add(struct demo_care *care, const struct demo_client *client);
/* The way home (demo_care_home.c). */
void demo_care_home_add(struct demo_care *care, const struct demo_client *client);

/* Needs, goals, tasks, a plan of safety (demo_care_plan.c). */
void demo_care_plan_add(struct demo_care *care, const struct demo_client *client);

/* A new part of the client's file. */
struct record *demo_care_part(struct demo_care *care, const struct record_type *type,
                              const struct demo_client *client, int64_t day, struct uuid *id);
/* One of them. */
struct uuid demo_care_any(struct demo_care *care, const struct demo_ids *ids);

#endif
