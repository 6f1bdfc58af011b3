/* SPDX-License-Identifier: Apache-2.0 */
/* What is written into the file of somebody who came back in the first days: what they allowed, and their
 * plan. */
#ifndef MLUP_DEMO_CARE_H
#define MLUP_DEMO_CARE_H

#include "demo/demo_internal.h"

struct demo_client {
    struct uuid file;
    int64_t day, last_day; /* of arrival; of the scenario: nothing happens later */
    int64_t age;
    bool female, alone;
};

struct demo_care {
    struct demo *demo;
    struct demo_random random;
};

/* Everything that follows the arrival of one person. */
void demo_care_add(struct demo_care *care, const struct demo_client *client);
/* Needs, goals, tasks, a plan of safety (demo_care_plan.c). */
void demo_care_plan_add(struct demo_care *care, const struct demo_client *client);

/* A new part of the client's file. */
struct record *demo_care_part(struct demo_care *care, const struct record_type *type,
                              const struct demo_client *client, int64_t day, struct uuid *id);

#endif
