/* SPDX-License-Identifier: Apache-2.0 */
#include "web/account/profile_fields.h"

#include "web/plain_form.h"

void profile_add_name(struct web *web, struct doc *fields, const struct profile *profile) {
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "name",
                                         .label = TR("Name"),
                                         .required = true,
                                         .autocomplete = profile->is_own ? "name" : "off",
                                         .value = plain_form_value(web, "name", profile->name)});
}

static void add_language(struct web *web, struct doc *fields, struct slice otherwise) {
    struct slice chosen = plain_form_value(web, "language", otherwise);
    struct plain_choice languages[] = {{S("km"), S("ខ្មែរ"), slice_equal(chosen, S("km"))},
                                       {S("en"), S("English"), slice_equal(chosen, S("en"))}};
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "language",
                                         .label = TR("Language"),
                                         .control = PLAIN_RADIO,
                                         .choices = languages,
                                         .choice_count = ARRAY_LEN(languages)});
}

void profile_add_contact(struct web *web, struct doc *fields, const struct profile *profile) {
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "email",
                                         .label = TR("E-mail"),
                                         .type = "email",
                                         .autocomplete = profile->is_own ? "email" : "off",
                                         .value = plain_form_value(web, "email", profile->email)});
    add_language(web, fields, profile->language);
}
