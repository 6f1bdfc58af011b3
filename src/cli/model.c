/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup model`: the data model drawn from the catalogue, as docs/data-model.md holds it. */
#include "base/log.h"
#include "cli/commands.h"
#include "domain/records.h"

static const char *class_name(enum access_class class) {
    switch (class) {
    case ACCESS_PROGRAMME: return "Programme";
    case ACCESS_PROMISE: return "Promises";
    case ACCESS_PEOPLE: return "People";
    case ACCESS_TRAINING: return "Training";
    case ACCESS_PLACE: return "Places";
    case ACCESS_USERS: return "Users";
    case ACCESS_OWN: return "A user's own";
    case ACCESS_FINANCE: return "Money";
    case ACCESS_REPORT: return "Deliverables and reports";
    case ACCESS_EXCHANGE: return "Exchange";
    case ACCESS_SAVINGS: return "Savings groups and banks";
    case ACCESS_LEDGER: return "Books and accounts";
    case ACCESS_CASE: return "Case files";
    case ACCESS_CARE: return "Shelters, providers and employers";
    case ACCESS_ATTACHED: return "As the record it hangs on";
    case ACCESS_CLASSES: break;
    }
    BUG("access class %d", class);
}

static const char *sensitivity_name(enum sensitivity sensitivity) {
    switch (sensitivity) {
    case PUBLIC: return "public";
    case INTERNAL: return "internal";
    case PERSONAL: return "personal";
    case IDENTIFYING: return "identifying";
    }
    BUG("sensitivity %d", sensitivity);
}

static const char *kind_name(enum field_kind kind) {
    switch (kind) {
    case KIND_TEXT: return "text";
    case KIND_LONG_TEXT: return "long text";
    case KIND_INTEGER: return "whole number";
    case KIND_BOOL: return "yes or no";
    case KIND_DATE: return "date";
    case KIND_MONEY: return "money";
    case KIND_CHOICE: return "choice";
    case KIND_CHOICES: return "choices";
    case KIND_REF: return "reference";
    case KIND_PLACE: return "place";
    case KIND_PLACES: return "places";
    case KIND_PHONE: return "phone";
    }
    BUG("field kind %d", kind);
}

static void draw_references(void) {
    printf("```mermaid\nerDiagram\n");
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        const struct record_type *type = mlup_catalogue.types[t];
        for (size_t i = 0; i < type->field_count; i++) {
            const struct field *field = &type->fields[i];
            if (field->kind != KIND_REF) continue;
            bool is_part = type->parent && slice_equal(slice_of(type->parent), slice_of(field->name));
            printf("  %s ||--o{ %s : \"%s%s\"\n", field->ref, type->name, field->name,
                   is_part ? " (part of)" : "");
        }
    }
    printf("```\n");
}

static void print_choices(const struct choice_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        printf("%s`%s`", i ? " " : "", set->choices[i].code);
    }
}

static void print_field(const struct field *field) {
    printf("| `%s` | %s | %s | %s%s%s%s | ", field->name, field->label, kind_name(field->kind),
           sensitivity_name(field->sensitivity), field->sealed ? ", sealed" : "",
           field->required ? ", required" : "", field->computed ? ", computed" : "");
    if (field->ref) printf("→ `%s`", field->ref);
    if (field->choices) print_choices(field->choices);
    if (field->help) printf("%s%s", field->choices || field->ref ? ". " : "", field->help);
    if (field_scale(field)) printf("%s%s", field->help ? " " : "", field_scale(field));
    printf(" |\n");
}

static void print_type(const struct record_type *type) {
    printf("\n### %s (`%s`)\n\n", type->label, type->name);
    if (type->help) printf("%s\n\n", type->help);
    printf("%s; %s", class_name(type->access),
           type->scope == SCOPE_SHARED ? "shared by all organisations" : "belongs to one organisation");
    if (type->code_prefix) printf("; codes %s-…", type->code_prefix);
    if (type->kept) printf("; written by the program alone");
    if (type->parent) printf("; part of its `%s`", type->parent);
    if (type->unique) printf("; unique: `%s`", type->unique);
    printf(". API: `/api/v1/%s`.\n\n| field | label | kind | class | values |\n| --- | --- | --- | --- | --- "
           "|\n",
           type->path);
    for (size_t i = 0; i < type->field_count; i++) {
        print_field(&type->fields[i]);
    }
}

int model_run(struct cli *cli) {
    if (!cli_is_empty(cli)) return 1;
    printf("# Data model\n\nMade from the catalogue by `mlup model`; do not edit. Every record also has an "
           "id (UUID version 7), its "
           "organisation, a\nversion, the times of its making and last change, who made it, and when it was "
           "deleted.\n\n");
    draw_references();
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        print_type(mlup_catalogue.types[t]);
    }
    return 0;
}
