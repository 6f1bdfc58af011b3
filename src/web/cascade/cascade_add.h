/* SPDX-License-Identifier: Apache-2.0 */
/* Several trainees in one go: the people of a village, of a group, or of a session's attendance. */
#ifndef MLUP_WEB_CASCADE_ADD_H
#define MLUP_WEB_CASCADE_ADD_H

#include "web/web.h"

enum outcome trainees_page(struct web *web); /* GET /trainers/{id}/trainees */
enum outcome trainees_save(struct web *web); /* POST the same */

#endif
