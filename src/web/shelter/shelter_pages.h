/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of shelters and of the services that are given to a whole room. */
#ifndef MLUP_WEB_SHELTER_PAGES_H
#define MLUP_WEB_SHELTER_PAGES_H

#include "web/web.h"

enum outcome shelter_page(struct web *web); /* GET /shelters/{id}: shelter; /api/v1/shelters/{id}/board */
enum outcome shelter_census_post(struct web *web); /* POST /shelters/{id}/census: shelter */
enum outcome service_room_page(struct web *web);   /* GET /case-services/room: service_room */
enum outcome service_room_post(struct web *web);   /* POST the same */
enum outcome
services_given_page(struct web *web); /* GET /case-services/summary: services_given; its JSON twin */
/* For record_extras: a service for all of an arrival; the sums above the list of services. */
void arrival_service_link(struct web *web, const struct record *record, struct doc *actions);
void services_given_link(struct web *web, struct doc *actions);

#endif
