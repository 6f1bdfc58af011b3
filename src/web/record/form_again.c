/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/form_again.h"

#include "base/log.h"
#include "domain/records.h"
#include "web/errors.h"
#include "web/record/record_text.h"

static bool is_secret(struct slice name) {
    return slice_contains(name, S("password")) || slice_equal(name, S("code")) || slice_contains(name, S("secret"));
}

static bool can_be_kept(const struct http_form *form) {
    for (size_t i = 0; i < form->count; i++) {
        if (form->fields[i].is_file || is_secret(form->fields[i].name)) return false;
    }
    return true;
}

static const struct record_type *type_of_address(const struct web *web) {
    struct slice rest = slice_sub(web->http->path, 1, web->http->path.len), noun;
    return slice_split(&rest, '/', &noun) ? catalogue_find_path(&mlup_catalogue, noun) : NULL;
}

/* The label of a record's field, where the address says which record; else the input's own name. */
static struct slice label_of(const struct web *web, struct slice name) {
    const struct record_type *type = type_of_address(web);
    const struct field *field = type ? record_type_field(type, slice_sub(name, 0, slice_find(name, S("."), 0))) : NULL;
    return field ? web_tr(web, field->label) : name;
}

/* What the page itself sends along: numbers of versions, ids of rows. */
static bool is_machinery(struct slice name) {
    static const struct slice ends[] = {S_INIT("version"), S_INIT(".row"), S_INIT(".id"), S_INIT("of_source")};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (slice_ends(name, ends[i])) return true;
    }
    return slice_equal(name, S("do")) || slice_equal(name, S("key")) || slice_equal(name, S("action"));
}

/* What somebody typed or chose by its words; ids and what the form carries for itself tell a reader nothing. */
static bool is_shown(const struct http_field *field) {
    struct uuid id;
    if (is_machinery(field->name)) return false;
    return field->value.len && field->name.len && field->name.s[0] != '_' && !uuid_parse(field->value, &id);
}

static void add_field(struct web *web, struct doc *kept, struct doc *facts, const struct http_field *field) {
    if (slice_equal(field->name, S("csrf"))) return;
    struct doc *hidden = doc_add_object(web->arena, kept);
    doc_set_text(web->arena, hidden, S("name"), field->name);
    doc_set_text(web->arena, hidden, S("value"), field->value);
    if (!facts || !is_shown(field)) return;
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("label"), label_of(web, field->name));
    doc_set_text(web->arena, fact, S("text"), field->value);
}

static bool is_locked(const struct web *web) {
    return web->session && web->session->stage == SESSION_LOCKED;
}

/* Somebody else may sit there now: what was typed about a person waits unseen until the one who typed it is back. */
static bool is_told_later(const struct web *web) {
    const struct record_type *type = type_of_address(web);
    return (!web->session || is_locked(web)) && type && type->access == ACCESS_CASE;
}

static bool show(struct web *web, const char *message, int status) {
    web->template = "form_again";
    web->response->status = status;
    web->view = doc_new_object(web->arena);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Send it again")));
    doc_set_text(web->arena, web->view, S("message"), web_tr(web, message));
    doc_set_text(web->arena, web->view, S("again_action"), web->http->path);
    doc_set_bool(web->arena, web->view, S("signed_out"), !web->session);
    doc_set_bool(web->arena, web->view, S("locked"), is_locked(web));
    struct doc *kept = doc_set_array(web->arena, web->view, S("kept")), *facts = doc_set_array(web->arena, web->view, S("facts"));
    for (size_t i = 0; i < web->form.count; i++) {
        add_field(web, kept, is_told_later(web) ? NULL : facts, &web->form.fields[i]);
    }
    return true;
}

bool form_show_again(struct web *web) {
    if (web->is_api || !web_form(web) || !can_be_kept(&web->form)) return false;
    if (is_locked(web)) return show(web, TR("You were away, and what you typed is still here. Type your password on another page, come back and send it again."), 401);
    const char *message = web->session ? TR("This form was sent before the page was renewed. Look at it and send it again; nothing is lost.")
                                       : TR("Your session has ended, and what you typed is still here. Sign in on another page, come back and send it again.");
    return show(web, message, web->session ? 403 : 401);
}

static bool somebody_typed(const struct http_form *form) {
    for (size_t i = 0; i < form->count; i++) {
        if (is_shown(&form->fields[i]) && !slice_equal(form->fields[i].name, S("csrf"))) return true;
    }
    return false;
}

bool form_keep(struct web *web, enum outcome outcome) {
    bool is_form = !web->is_api && web->http->method == HTTP_POST && web->session && web_form(web);
    if (!is_form || !can_be_kept(&web->form) || !somebody_typed(&web->form)) return false;
    switch (outcome) {
    case OUTCOME_NOT_FOUND:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_TOO_MANY:
    case OUTCOME_FULL:
    case OUTCOME_FAILED: return show(web, web_outcome_title(outcome), web_status(outcome));
    case OUTCOME_OK:
    case OUTCOME_REFUSED:
    case OUTCOME_MALFORMED:
    case OUTCOME_CONFLICT: return false;
    }
    BUG("outcome %d", outcome);
}
