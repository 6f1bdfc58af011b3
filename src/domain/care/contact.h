/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is due in case files: tasks, and people who have not been met or called for longer than the contact
 * standard of their risk allows.  Files are named by their code; the standards are records
 * (contact_standard).
 */
#ifndef MLUP_DOMAIN_CARE_CONTACT_H
#define MLUP_DOMAIN_CARE_CONTACT_H

#include "store/db.h"
#include "base/uuid.h"

/* A file whose risk has a standard: when somebody was last met or called (else the day of arrival), and when
 * again. */
struct contact_due {
    struct uuid file_id;
    struct slice code;
    int64_t last_day, due_day, every_days;
};

/* False when the file has no standard, or is closed. */
bool contact_of(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                struct contact_due *contact);
/* Of all open files of an organisation (`worker` zero) or of one social worker: those due until the day, the
 * longest waiting first, at most `max`.  `*is_cut` tells that there are more. */
size_t contacts_due(struct db *db, struct arena *arena, struct uuid org, struct uuid worker, int64_t until,
                    struct contact_due *contacts, size_t max, bool *is_cut);

struct task_due {
    struct uuid file_id, id;
    struct slice code, kind; /* of the file; of the task, as in case_task_kind */
    int64_t due_day;
};
/* Open tasks of open files: all of the organisation (`worker` zero), or those of one person: assigned to
 * them, or to nobody in a file of theirs. */
size_t tasks_due(struct db *db, struct arena *arena, struct uuid org, struct uuid worker, int64_t until,
                 struct task_due *tasks, size_t max, bool *is_cut);

#endif
