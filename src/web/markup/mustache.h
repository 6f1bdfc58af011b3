/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mustache templates (mustache.github.io/mustache.5, and the suite github.com/mustache/spec): compiled once at start,
 * rendered from a view document by any number of threads.  Mandatory modules of the suite, plus inheritance
 * ({{<parent}}, {{$block}}), dynamic names ({{>*name}}) and messages:
 *
 *     {{#t}}{{count}} of {{target}} people{{/t}}
 *
 * is a message when `t` was registered as a lambda: the text between the tags, runs of white space made one blank, is
 * the key of a translation; the translated text is escaped (a message is plain text, never markup) and its {{value}}
 * tags are filled from the same context.  A message holds values only, no sections, so a translator can misplace a
 * word but not break a page.
 *
 * Everything is escaped except {{{name}}} and {{&name}}.
 */
#ifndef MLUP_WEB_MUSTACHE_H
#define MLUP_WEB_MUSTACHE_H

#include "base/doc.h"

struct mustache;     /* one compiled template; immutable */
struct mustache_set; /* templates that may call each other by name */

/* What turns the raw text of a lambda section into the text to show. `context` is the one given at render;
 * `arena` is the arena of the output.  The result may be `raw` itself. */
struct mustache_lambda {
    struct slice name;
    struct slice (*apply)(const void *context, struct arena *arena, struct slice raw);
};

/* An empty set.  The lambdas are borrowed and must live as long as the set, which lives in the arena. */
struct mustache_set *mustache_set_new(struct arena *process_arena, const struct mustache_lambda lambdas[],
                                      size_t lambda_count);
/* Compiles the source and adds it under the name ("layout", "partials/field").  Name and source are borrowed for the
 * life of the set.  Refuses unbalanced tags, nesting over LIMIT_TEMPLATE_DEPTH and a name used twice; the refusal's
 * field is the template's name and {2} the line. */
bool mustache_set_add(struct mustache_set *set, struct slice name, struct slice source, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* Connects partials and parents; nothing may be added afterwards.  Refuses names that no template has, one item
 * each; the set is usable nevertheless, a missing partial being empty as the specification wants it. */
bool mustache_set_link(struct mustache_set *set, struct refusal *refusal) __attribute__((warn_unused_result));
/* The template, or NULL. */
const struct mustache *mustache_set_find(const struct mustache_set *set, struct slice name);

/* Appends the page.  `view` is borrowed; `context` goes to the lambdas.  False when a part was left out because
 * sections or partials (one that includes itself, say) went deeper than LIMIT_TEMPLATE_DEPTH or were more than
 * LIMIT_TEMPLATE_BODIES. */
bool mustache_render(const struct mustache *template, const struct doc *view, const void *context, struct text *out);

#endif
