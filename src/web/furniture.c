/* SPDX-License-Identifier: Apache-2.0 */
#include "web/furniture.h"

#include "access/user.h"
#include "base/embedded.h"
#include "base/log.h"
#include "domain/records.h"
#include "web/account/account_lock.h"
#include "web/home/getting_started.h"
#include "web/markup/html.h"
#include "web/record/list_secret.h"

extern const struct mustache_lambda web_lambdas[];
extern const size_t web_lambda_count;

static void templates_fail(const struct refusal *refusal) {
    const struct refusal_item *item = refusal->first;
    BUG("template %.*s: %s (%.*s, line %.*s)", SLICE_ARG(item->field), item->message, SLICE_ARG(item->args[0]),
        SLICE_ARG(item->args[1]));
}

struct mustache_set *furniture_load_templates(struct arena *process_arena) {
    struct mustache_set *set = mustache_set_new(process_arena, web_lambdas, web_lambda_count);
    struct refusal refusal = REFUSAL_IN(process_arena);
    size_t count, prefix = sizeof "templates/" - 1, suffix = sizeof ".mustache" - 1;
    const struct embedded_file *file = embedded_folder(S("templates/"), &count);
    for (size_t i = 0; i < count; i++) {
        if (!slice_ends(file[i].name, S(".mustache"))) continue;
        struct slice name = slice_sub(file[i].name, prefix, file[i].name.len - suffix);
        if (!mustache_set_add(set, name, file[i].bytes, &refusal)) templates_fail(&refusal);
    }
    if (!mustache_set_link(set, &refusal)) templates_fail(&refusal);
    return set;
}

/* ---- the menu ---- */

/* What the menu offers; shown to those who may read the class. */
static const struct menu_item {
    const char *group, *label, *href;
    enum access_class class;
    enum verb verb;
} menu[] = {
    {NULL, TR("Home"), "/", ACCESS_CLASSES, VERB_READ},
    {NULL, TR("Promise board"), "/board", ACCESS_PROMISE, VERB_READ},
    {NULL, TR("Map"), "/map", ACCESS_PROMISE, VERB_READ},
    {NULL, TR("Coverage"), "/coverage", ACCESS_TRAINING, VERB_READ},
    {TR("Field work"), TR("Sessions"), "/sessions", ACCESS_TRAINING, VERB_READ},
    {TR("Field work"), TR("People"), "/people", ACCESS_PEOPLE, VERB_READ},
    {TR("Field work"), TR("Households"), "/households", ACCESS_PEOPLE, VERB_READ},
    {TR("Field work"), TR("Groups of people"), "/groups", ACCESS_PEOPLE, VERB_READ},
    {TR("Field work"), TR("Savings groups"), "/savings-groups", ACCESS_SAVINGS, VERB_READ},
    {TR("Field work"), TR("Courses"), "/courses", ACCESS_TRAINING, VERB_READ},
    {TR("Field work"), TR("Training cascade"), "/cascade", ACCESS_TRAINING, VERB_READ},
    {TR("Field work"), TR("Rice and animal banks"), "/banks", ACCESS_SAVINGS, VERB_READ},
    {TR("Protection"), TR("Arrivals"), "/arrivals", ACCESS_CASE, VERB_READ},
    {TR("Protection"), TR("Case files"), "/case-files", ACCESS_CASE, VERB_READ},
    {TR("Protection"), TR("Referrals"), "/referrals", ACCESS_CASE, VERB_READ},
    {TR("Protection"), TR("Incoming referrals"), "/incoming-referrals", ACCESS_CASE, VERB_READ},
    {TR("Protection"), TR("Who can help"), "/providers/directory", ACCESS_CARE, VERB_READ},
    {TR("Protection"), TR("Caseload"), "/caseload", ACCESS_CASE, VERB_CREATE},
    {TR("Protection"), TR("Services given"), "/case-services", ACCESS_CASE, VERB_READ},
    {TR("Protection"), TR("Shelters"), "/shelters", ACCESS_CARE, VERB_READ},
    {TR("Protection"), TR("Employers"), "/employers", ACCESS_CARE, VERB_READ},
    {TR("Protection"), TR("Schools"), "/schools", ACCESS_CARE, VERB_READ},
    {TR("Protection"), TR("Forms"), "/care-forms", ACCESS_CARE, VERB_UPDATE},
    {TR("Programme"), TR("Programmes"), "/programmes", ACCESS_PROGRAMME, VERB_READ},
    {TR("Programme"), TR("Sub-grant agreements"), "/agreements", ACCESS_PROGRAMME, VERB_READ},
    {TR("Programme"), TR("Promises"), "/promises", ACCESS_PROMISE, VERB_READ},
    {TR("Programme"), TR("What is due"), "/due", ACCESS_TRAINING, VERB_READ},
    {TR("Programme"), TR("Money"), "/money", ACCESS_FINANCE, VERB_READ},
    {TR("Programme"), TR("Books and accounts"), "/books", ACCESS_LEDGER, VERB_READ},
    {TR("Programme"), TR("Organisations"), "/organisations", ACCESS_PROGRAMME, VERB_READ},
    {TR("Programme"), TR("Period reports"), "/reports", ACCESS_REPORT, VERB_READ},
    {TR("Programme"), TR("Publications"), "/publications", ACCESS_REPORT, VERB_READ},
    {TR("Programme"), TR("Places"), "/places", ACCESS_PLACE, VERB_READ},
    {TR("Programme"), TR("DHIS2 data sets"), "/dhis2-sets", ACCESS_EXCHANGE, VERB_READ},
    {TR("Administration"), TR("Exports"), "/exports", ACCESS_EXCHANGE, VERB_READ},
    {TR("Administration"), TR("Imports"), "/imports", ACCESS_EXCHANGE, VERB_READ},
    {TR("Administration"), TR("Users"), "/users", ACCESS_USERS, VERB_READ},
    {TR("Administration"), TR("Mails"), "/notices", ACCESS_USERS, VERB_UPDATE},
    {TR("Administration"), TR("Webhooks"), "/webhooks", ACCESS_EXCHANGE, VERB_READ},
    {TR("Administration"), TR("Activity"), "/activity", ACCESS_USERS, VERB_READ},
};

static bool menu_is_for(const struct web *web, const struct menu_item *item) {
    return item->class == ACCESS_CLASSES || access_may(web->actor, item->class, item->verb);
}

static bool path_is_under(struct slice path, struct slice href) {
    if (href.len == 1) return path.len == 1;
    return slice_starts(path, href) && (path.len == href.len || path.s[href.len] == '/');
}

static void menu_add(struct web *web) {
    struct doc *groups = doc_set_array(web->arena, doc_set_object(web->arena, web->view, S("nav")), S("groups"));
    struct doc *items = NULL;
    const char *group = "";
    for (size_t i = 0; i < ARRAY_LEN(menu); i++) {
        if (!menu_is_for(web, &menu[i])) continue;
        if (!items || group != menu[i].group) {
            struct doc *object = doc_add_object(web->arena, groups);
            group = menu[i].group;
            if (group) doc_set_text(web->arena, object, S("label"), web_tr(web, group));
            else doc_set_null(web->arena, object, S("label"));
            items = doc_set_array(web->arena, object, S("items"));
        }
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("href"), slice_of(menu[i].href));
        doc_set_text(web->arena, item, S("label"), web_tr(web, menu[i].label));
        doc_set_bool(web->arena, item, S("current"), path_is_under(web->http->path, slice_of(menu[i].href)));
        doc_set_null(web->arena, item, S("count"));
    }
}

/* ---- the user ---- */

static struct slice roles_label(struct web *web) {
    struct text text = TEXT_IN(web->arena);
    const struct field *field = record_type_field(&membership_type, S("role"));
    for (int role = 0; role < ROLES; role++) {
        if (!(web->actor->roles & ROLE_BIT(role))) continue;
        const struct choice *choice = choice_find(field->choices, role_code((enum role)role));
        if (text.len) text_append(&text, S(", "));
        if (choice) text_append(&text, web_tr(web, choice->label));
    }
    return text_slice(&text);
}

static void user_add_link(struct web *web, struct doc *links, const char *label, const char *href) {
    struct doc *link = doc_add_object(web->arena, links);
    doc_set_text(web->arena, link, S("href"), slice_of(href));
    doc_set_text(web->arena, link, S("label"), web_tr(web, label));
}

static void user_add(struct web *web) {
    struct doc *user = doc_set_object(web->arena, web->view, S("user"));
    doc_set_text(web->arena, user, S("name"), web->session->name);
    doc_set_uuid(web->arena, user, S("user_id"), web->actor->user_id);
    doc_set_text(web->arena, user, S("role"), roles_label(web));
    struct doc *links = doc_set_array(web->arena, user, S("links"));
    user_add_link(web, links, TR("My account"), "/account");
    if (web->session->org_count > 1) user_add_link(web, links, TR("Change the organisation"), "/account/organisation");
    if (getting_started_is_for(web)) user_add_link(web, links, TR("Getting started"), "/getting-started");
    doc_set_text(web->arena, web->view, S("csrf"), web_csrf(web));
    if (web->session->stage != SESSION_READY) return;
    doc_set_text(web->arena, web->view, S("organisation_name"),
                 access_org_name(web->app->access, web->arena, web->actor->org_id));
    menu_add(web);
}

/* ---- languages: the same page with ?lang= ---- */

static struct slice language_href(struct web *web, struct slice code) {
    struct text href = TEXT_IN(web->arena);
    bool can_repeat = web->http->method == HTTP_GET && web->http->path.len;
    text_append(&href, can_repeat ? web->http->path : S("/"));
    text_append(&href, S("?"));
    for (size_t i = 0; can_repeat && i < list_open_count(web); i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        if (slice_equal(pair->name, S("lang"))) continue;
        html_url_encode_to(&href, pair->name);
        text_append_char(&href, '=');
        html_url_encode_to(&href, pair->value);
        text_append_char(&href, '&');
    }
    text_append(&href, S("lang="));
    text_append(&href, code);
    return text_slice(&href);
}

void furniture_keep_form(struct web *web, const struct furniture_form *form) {
    struct doc *kept = doc_set_object(web->arena, web->view, S("language_form"));
    bool has_query = slice_contains(form->action, S("?"));
    doc_set_text(web->arena, kept, S("kept_form"), slice_of(form->id));
    doc_set_text(web->arena, kept, S("kept_action"), arena_join(web->arena, form->action, has_query ? S("&") : S("?")));
    doc_set_text(web->arena, kept, S("look_name"), slice_of(form->look));
    doc_set_text(web->arena, kept, S("look_value"), slice_of(form->look_value));
    doc_set_text(web->arena, kept, S("enter_name"), slice_of(form->enter ? form->enter : ""));
    doc_set_text(web->arena, kept, S("enter_value"), slice_of(form->enter_value ? form->enter_value : ""));
}

static void language_add(struct web *web, struct doc *languages, enum lang lang, struct slice label) {
    struct doc *language = doc_add_object(web->arena, languages);
    doc_set_text(web->arena, language, S("code"), lang_code(lang));
    doc_set_text(web->arena, language, S("label"), label);
    doc_set_text(web->arena, language, S("href"), language_href(web, lang_code(lang)));
    doc_set_bool(web->arena, language, S("current"), web->locale.lang == lang);
}

/* ---- messages after a redirect: ?done=saved ---- */

static const struct {
    struct slice code;
    const char *message;
} done_messages[] = {
    {S_INIT("saved"), TR("Saved.")},
    {S_INIT("deleted"), TR("Deleted. It can be brought back from its page.")},
    {S_INIT("restored"), TR("Brought back.")},
    {S_INIT("undone"), TR("The change was undone.")},
    {S_INIT("sent"), TR("Sent.")},
    {S_INIT("merged"), TR("The two are one person now. This can be taken back below.")},
    {S_INIT("unmerged"), TR("The two are two people again.")},
    {S_INIT("led-on"), TR("The person you asked for was merged into this one.")},
    {S_INIT("led-to-file"), TR("The file you asked for and this one are of one person: this is where it goes on.")},
    {S_INIT("queued"), TR("It is being sent; reload the page to see what became of it.")},
    {S_INIT("signed-out"), TR("You are signed out.")},
};

static void flash_add(struct web *web) {
    struct slice done = http_query(web->http, S("done"));
    for (size_t i = 0; i < ARRAY_LEN(done_messages); i++) {
        if (!slice_equal(done, done_messages[i].code)) continue;
        struct doc *flash = doc_set_object(web->arena, web->view, S("flash"));
        doc_set_text(web->arena, flash, S("saved"), web_tr(web, done_messages[i].message));
    }
}

/* Pages about people who came back, or what is given them: others may look over the shoulder. */
static bool is_protection(struct web *web) {
    struct slice path = slice_sub(web->http->path, 1, web->http->path.len), noun;
    if (slice_starts(path, S("attachments/to/"))) path = slice_sub(path, sizeof "attachments/to/" - 1, path.len);
    const struct record_type *type = slice_split(&path, '/', &noun) ? catalogue_find_path(&mlup_catalogue, noun) : NULL;
    if (type && (type->access == ACCESS_CASE || type->access == ACCESS_CARE)) return true;
    for (size_t i = 0; i < ARRAY_LEN(menu); i++) {
        bool is_case = menu[i].class == ACCESS_CASE || menu[i].class == ACCESS_CARE;
        if (is_case && path_is_under(web->http->path, slice_of(menu[i].href))) return true;
    }
    return false;
}

/* Pages of everything, on which files stand by their code for who sees files: what a search by name found, what is due, what was
 * done.  The browser keeps none of them, so that nobody comes back to one after that person has gone. */
static bool may_name_files(struct web *web) {
    static const char *const pages[] = {"/", "/search", "/due", "/activity"};
    if (web->session->stage != SESSION_READY || !access_may(web->actor, ACCESS_CASE, VERB_READ)) return false;
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (slice_equal(web->http->path, slice_of(pages[i]))) return true;
    }
    return slice_starts(web->http->path, S("/promises/")) && slice_ends(web->http->path, S("/records"));
}

static void keep_nothing(struct web *web) {
    if (is_protection(web) || (may_name_files(web) && slice_equal(web->http->path, S("/search")))) leave_add(web);
    else if (may_name_files(web)) http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
}

void furniture_add_crumb(struct web *web, struct slice label, struct slice href) {
    struct doc *breadcrumb = (struct doc *)(uintptr_t)doc_get(web->view, S("breadcrumb"));
    if (!breadcrumb) {
        breadcrumb = doc_set_object(web->arena, web->view, S("breadcrumb"));
        doc_set_array(web->arena, breadcrumb, S("steps"));
    }
    struct doc *steps = (struct doc *)(uintptr_t)doc_get(breadcrumb, S("steps"));
    struct doc *step = doc_add_object(web->arena, steps);
    doc_set_text(web->arena, step, S("label"), label);
    if (href.len) doc_set_text(web->arena, step, S("href"), href);
    else doc_set_null(web->arena, step, S("href"));
}

void furniture_add(struct web *web) {
    struct doc *view = web->view;
    doc_set_text(web->arena, view, S("lang"), lang_code(web->locale.lang));
    doc_set_text(web->arena, view, S("programme_name"), S("Mlup"));
    doc_set_text(web->arena, view, S("assets_query"), web->app->assets_query);
    doc_set_text(web->arena, view, S("search_text"),
                 slice_equal(web->http->path, S("/search")) ? http_query(web->http, S("q")) : S(""));
    doc_set_bool(web->arena, view, S("search_is_posted"), search_is_secret(web));
    struct doc *languages = doc_set_array(web->arena, view, S("languages"));
    language_add(web, languages, LANG_KM, S("ខ្មែរ"));
    language_add(web, languages, LANG_EN, S("English"));
    if (web->session) user_add(web);
    if (web->session) keep_nothing(web);
    if (!doc_get(view, S("flash"))) flash_add(web);
}

void furniture_add_figure(struct web *web, struct doc *figures, const char *heading, struct slice figure,
                          struct slice note) {
    struct doc *object = doc_add_object(web->arena, figures);
    doc_set_text(web->arena, object, S("heading"), web_tr(web, heading));
    doc_set_text(web->arena, object, S("figure"), figure);
    doc_set_text(web->arena, object, S("figure_note"), note);
}

void furniture_add_action(struct web *web, struct doc *actions, const char *label, struct slice href,
                          bool primary) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, label));
    doc_set_text(web->arena, action, S("href"), href);
    doc_set_bool(web->arena, action, S("primary"), primary);
}
