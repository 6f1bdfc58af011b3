/* SPDX-License-Identifier: Apache-2.0 */
/* See permission.h.  The reasons for each row are in permission_matrix.txt. */
#include "access/permission.h"

#include "base/log.h"

enum {
    R = VERB_READ, C = VERB_CREATE, U = VERB_UPDATE, D = VERB_DELETE, A = VERB_APPROVE, E = VERB_EXPORT,
    V = VERB_REVEAL,
    ALL = R | C | U | D | A | E | V,
};

/* A class that is missing from a role's row gives nothing. */
static const struct permission permissions[ROLES][ACCESS_CLASSES] = {
    [ROLE_ADMINISTRATOR] = {
        [ACCESS_PROGRAMME] = {R | U | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PROMISE] = {R | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PEOPLE] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_TRAINING] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_PLACE] = {R | C | U | D | E, PUBLIC, 0, PUBLIC},
        [ACCESS_USERS] = {R | C | U | D | E, PERSONAL, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_REPORT] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_EXCHANGE] = {R | C | U | D | E, INTERNAL, R, INTERNAL},
        [ACCESS_SAVINGS] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_LEDGER] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_CARE] = {R, INTERNAL, 0, PUBLIC},
    },
    [ROLE_MANAGER] = {
        [ACCESS_PROGRAMME] = {R | C | U | D | A | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PROMISE] = {R | C | U | D | A | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PEOPLE] = {R | C | U | D | A | E | V, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_TRAINING] = {R | C | U | D | A | E, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_PLACE] = {R | C | U | E, PUBLIC, 0, PUBLIC},
        [ACCESS_USERS] = {R, PERSONAL, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R | C | U | D | A | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_REPORT] = {R | C | U | D | A | E, PERSONAL, R | C | U | A | E, INTERNAL},
        [ACCESS_EXCHANGE] = {R | C | U | D | A | E, PERSONAL, R | E, INTERNAL},
        [ACCESS_SAVINGS] = {R | C | U | D | A | E | V, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_LEDGER] = {R | C | U | D | A | E, PERSONAL, 0, PUBLIC},
        [ACCESS_CASE] = {R | C | U | D | A | E | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_CARE] = {R | C | U | D | A | E, PERSONAL, R, INTERNAL},
    },
    [ROLE_ME_OFFICER] = {
        [ACCESS_PROGRAMME] = {R | C | U | D | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PROMISE] = {R | C | U | D | E, PERSONAL, R | C | U | D | A | E, INTERNAL},
        [ACCESS_PEOPLE] = {R | C | U | D | E | V, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_TRAINING] = {R | C | U | D | E, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_PLACE] = {R | C | U | E, PUBLIC, 0, PUBLIC},
        [ACCESS_USERS] = {R, PERSONAL, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R | E, INTERNAL, R | E, INTERNAL},
        [ACCESS_REPORT] = {R | C | U | D | E, PERSONAL, R | C | U | A | E, INTERNAL},
        [ACCESS_EXCHANGE] = {R | C | U | D | E, PERSONAL, R | E, INTERNAL},
        [ACCESS_SAVINGS] = {R | C | U | D | E | V, IDENTIFYING, R | E, INTERNAL},
        [ACCESS_LEDGER] = {R | E, PERSONAL, 0, PUBLIC},
        [ACCESS_CASE] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_CARE] = {R | E, INTERNAL, R, INTERNAL},
    },
    [ROLE_FIELD_OFFICER] = {
        [ACCESS_PROGRAMME] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PROMISE] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PEOPLE] = {R | C | U | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_TRAINING] = {R | C | U | D, IDENTIFYING, 0, PUBLIC},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_REPORT] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_SAVINGS] = {R | C | U | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_LEDGER] = {R | C | U, PERSONAL, 0, PUBLIC},
        [ACCESS_CARE] = {R, INTERNAL, 0, PUBLIC},
    },
    [ROLE_BOOKKEEPER] = {
        [ACCESS_PROGRAMME] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PROMISE] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PEOPLE] = {R, IDENTIFYING, 0, PUBLIC},
        [ACCESS_TRAINING] = {R, PERSONAL, 0, PUBLIC},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R | C | U | E, INTERNAL, R, INTERNAL},
        [ACCESS_REPORT] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_EXCHANGE] = {R | C | U, INTERNAL, 0, PUBLIC},
        [ACCESS_SAVINGS] = {R | C | U | E, IDENTIFYING, 0, PUBLIC},
        [ACCESS_LEDGER] = {R | C | U | D | E, PERSONAL, 0, PUBLIC},
    },
    [ROLE_SOCIAL_WORKER] = {
        [ACCESS_PROGRAMME] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PROMISE] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PEOPLE] = {R | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_TRAINING] = {R, PERSONAL, 0, PUBLIC},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_REPORT] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_CASE] = {R | C | U | D | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_CARE] = {R | C | U, PERSONAL, 0, PUBLIC},
    },
    [ROLE_LAWYER] = {
        [ACCESS_PROGRAMME] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PROMISE] = {R, INTERNAL, R, PUBLIC},
        [ACCESS_PEOPLE] = {R | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_TRAINING] = {R, PERSONAL, 0, PUBLIC},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_REPORT] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_CASE] = {R | V, IDENTIFYING, 0, PUBLIC},
        [ACCESS_CARE] = {R, PERSONAL, 0, PUBLIC},
    },
    [ROLE_VIEWER] = {
        [ACCESS_PROGRAMME] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_PROMISE] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_PEOPLE] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_TRAINING] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_REPORT] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_SAVINGS] = {R, INTERNAL, R, INTERNAL},
        [ACCESS_LEDGER] = {R, INTERNAL, 0, PUBLIC},
        [ACCESS_CARE] = {R, INTERNAL, 0, PUBLIC},
    },
    [ROLE_DONOR] = {
        [ACCESS_PROGRAMME] = {R, PUBLIC, R, PUBLIC},
        [ACCESS_PROMISE] = {R | E, PUBLIC, R | E, PUBLIC},
        [ACCESS_PLACE] = {R, PUBLIC, 0, PUBLIC},
        [ACCESS_OWN] = {R | C | U | D, PERSONAL, 0, PUBLIC},
        [ACCESS_FINANCE] = {R, PUBLIC, R, PUBLIC},
        [ACCESS_REPORT] = {R | E, PUBLIC, R | E, PUBLIC},
    },
};

struct role_row {
    const char *code;
    bool requires_totp; /* sees case files, or can give itself a role that does */
};

static const struct role_row role_rows[ROLES] = {
    [ROLE_ADMINISTRATOR] = {"administrator", true},
    [ROLE_MANAGER] = {"manager", true},
    [ROLE_ME_OFFICER] = {"me_officer", false},
    [ROLE_FIELD_OFFICER] = {"field_officer", false},
    [ROLE_BOOKKEEPER] = {"bookkeeper", false},
    [ROLE_SOCIAL_WORKER] = {"social_worker", true},
    [ROLE_LAWYER] = {"lawyer", true},
    [ROLE_VIEWER] = {"viewer", false},
    [ROLE_DONOR] = {"donor", false},
};

/* What only the lead does, in whatever organisation the record is: `fields` NULL = the verbs on the whole record, else
 * changes of these fields. */
struct leads_row {
    const char *type;
    uint32_t verbs;
    const char *fields;
};

static const struct leads_row leads_rows[] = {
    {"programme", C | U | D, NULL},
    {"organisation", C | D, NULL},
    {"organisation", U, "iati_type"}, /* who is an authority: its users alone say that somebody is recognised */
    {"agreement", C | D, NULL},
    {"agreement", U, "programme number title status signed_on starts_on ends_on amount provinces orientation_on"},
    {"amendment", C | U | D, NULL},
    {"deliverable", U, "received_on accepted_on"}, /* who waits for it says when it came */
    {"promise", D, NULL},
    {"reporting_period", C | U | D, NULL},
    {"promise_target", C | U | D, NULL}, /* an amended number stands in an amendment */
};

/* Records that are an approval themselves: whoever may not approve does not write them either. */
static const char *const approval_types[] = {"cap_exception", "service_rate", "cost_line", "employer_vetting", "closing_rule", "visit_interval"};

const struct permission *permission_of(enum role role, enum access_class class) {
    ASSERT(role < ROLES && class < ACCESS_CLASSES);
    return &permissions[role][class];
}

struct slice role_code(enum role role) {
    return role < ROLES ? slice_of(role_rows[role].code) : S("");
}

bool role_of_code(struct slice code, enum role *role) {
    for (size_t i = 0; i < ROLES; i++) {
        if (slice_equal(slice_of(role_rows[i].code), code)) return *role = (enum role)i, true;
    }
    return false;
}

enum access_scope scope_of_code(struct slice code) {
    if (slice_equal(code, S("organisation"))) return SCOPE_ORGANISATION;
    return slice_equal(code, S("team")) ? SCOPE_TEAM : SCOPE_OWN;
}

bool roles_require_totp(uint32_t roles) {
    for (size_t i = 0; i < ROLES; i++) {
        if ((roles & ROLE_BIT(i)) && role_rows[i].requires_totp) return true;
    }
    return false;
}

/* ---- the roles of one actor ---- */

static bool actor_has(const struct actor *actor, enum role role) {
    return actor->roles & ROLE_BIT(role);
}

static uint32_t row_verbs(const struct actor *actor, enum role role, enum access_class class, enum reach reach) {
    const struct permission *row = &permissions[role][class];
    switch (reach) {
    case REACH_NONE: return 0;
    case REACH_HOME: return row->home | (actor->is_lead ? row->abroad : 0);
    case REACH_ABROAD: return row->abroad;
    }
    BUG("reach %d", reach);
}

/* What the token of the actor takes away. */
static uint32_t verbs_left(const struct actor *actor, enum access_class class, uint32_t verbs) {
    if (actor->classes_barred & (1u << class)) return 0;
    return actor->read_only ? verbs & ~(uint32_t)VERBS_WRITING : verbs;
}

uint32_t permission_verbs(const struct actor *actor, enum access_class class, enum reach reach) {
    if (actor->is_system) return ALL;
    uint32_t verbs = 0;
    for (enum role role = 0; role < ROLES; role++) {
        if (actor_has(actor, role)) verbs |= row_verbs(actor, role, class, reach);
    }
    return verbs_left(actor, class, verbs);
}

bool access_may(const struct actor *actor, enum access_class class, enum verb verb) {
    return permission_verbs(actor, class, REACH_HOME) & verb;
}

bool class_is_scoped(enum access_class class) {
    return class == ACCESS_PEOPLE || class == ACCESS_TRAINING;
}

static enum access_scope role_scope(const struct actor *actor, enum role role) {
    _Static_assert(ROLES <= sizeof actor->role_scopes, "a scope for each role");
    uint8_t scope = actor->role_scopes[role];
    return scope ? (enum access_scope)(scope - 1) : (enum access_scope)actor->scope;
}

enum access_scope permission_scope(const struct actor *actor, enum access_class class, enum verb verb) {
    if (actor->is_system || !class_is_scoped(class)) return SCOPE_ORGANISATION;
    enum access_scope widest = SCOPE_OWN;
    for (enum role role = 0; role < ROLES; role++) {
        if (!actor_has(actor, role) || !(row_verbs(actor, role, class, REACH_HOME) & verb)) continue;
        if (role_scope(actor, role) > widest) widest = role_scope(actor, role);
    }
    return widest;
}

/* Takes the role's pair when it shows more of a field, or as much of more rows. */
static void reading_add(struct reading *reading, enum sensitivity max, enum access_scope scope) {
    bool more = !reading->allowed || max > reading->max || (max == reading->max && scope > reading->scope);
    if (more) *reading = (struct reading){true, max, scope};
}

struct reading permission_reading(const struct actor *actor, enum access_class class) {
    struct reading reading = {0};
    if (actor->is_system) return (struct reading){true, IDENTIFYING, SCOPE_ORGANISATION};
    if (actor->classes_barred & (1u << class)) return reading;
    for (enum role role = 0; role < ROLES; role++) {
        if (!actor_has(actor, role) || !(permissions[role][class].home & R)) continue;
        reading_add(&reading, permissions[role][class].home_max,
                    class_is_scoped(class) ? role_scope(actor, role) : SCOPE_ORGANISATION);
    }
    return reading;
}

enum sensitivity permission_abroad_max(const struct actor *actor, enum access_class class) {
    if (actor->is_system) return IDENTIFYING;
    enum sensitivity max = PUBLIC;
    for (enum role role = 0; role < ROLES; role++) {
        enum sensitivity of_role = permissions[role][class].abroad_max;
        if (actor_has(actor, role) && of_role > max) max = of_role;
    }
    return max;
}

bool permission_is_leads(const struct record_type *type, const struct field *field, enum verb verb) {
    for (size_t i = 0; i < ARRAY_LEN(leads_rows); i++) {
        const struct leads_row *row = &leads_rows[i];
        if (!(row->verbs & verb) || !slice_equal(slice_of(row->type), slice_of(type->name))) continue;
        if (!row->fields && !field) return true;
        if (row->fields && field && names_contain(row->fields, slice_of(field->name))) return true;
    }
    return false;
}

bool permission_is_approval(const struct record_type *type) {
    for (size_t i = 0; i < ARRAY_LEN(approval_types); i++) {
        if (slice_equal(slice_of(approval_types[i]), slice_of(type->name))) return true;
    }
    return false;
}

bool access_may_add(const struct actor *actor, const struct record_type *type) {
    if (type->kept && !actor->is_system) return false;
    if (permission_is_approval(type) && !access_may(actor, type->access, VERB_APPROVE)) return false;
    if (permission_is_leads(type, NULL, VERB_CREATE) && !actor->is_lead && !actor->is_system) return false;
    return access_may(actor, type->access, VERB_CREATE) && (type->scope == SCOPE_ORG || actor->is_lead);
}

/* Those who plan: not who keeps lists in the field or in court, and no outsider. */
bool permission_reads_coverage(const struct actor *actor) {
    uint32_t planners = ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ME_OFFICER) | ROLE_BIT(ROLE_VIEWER);
    struct reading reading = permission_reading(actor, ACCESS_TRAINING);
    bool whole = reading.allowed && reading.scope == SCOPE_ORGANISATION;
    return actor->is_system || (whole && (actor->roles & planners));
}
