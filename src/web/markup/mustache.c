/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A template is a flat array of nodes in the order of its source; a node that has a body knows the index behind it
 * (`next`), so that rendering is a walk with jumps and skipping a section is one assignment.  After linking nothing
 * is ever written: threads share the array, each with its own `struct render` on its stack.
 *
 * The standalone-line rule of the specification is settled when compiling; the indentation of partials is settled
 * when rendering, because a partial may include itself at ever deeper indentation.
 */
#include "web/markup/mustache.h"

#include "base/limits.h"
#include "base/log.h"
#include "web/markup/html.h"

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,     /* {{name}} */
    NODE_RAW_VALUE, /* {{{name}}} */
    NODE_SECTION,   /* {{#name}} */
    NODE_INVERTED,  /* {{^name}} */
    NODE_MESSAGE,   /* {{#t}} where t is a lambda */
    NODE_PARTIAL,   /* {{>name}} */
    NODE_PARENT,    /* {{<name}} */
    NODE_BLOCK,     /* {{$name}} */
};

struct node {
    enum node_kind kind;
    uint32_t next;        /* index behind the node and its body */
    struct slice text;    /* literal text; the message key; otherwise the whole name */
    struct slice indent;  /* of a partial or parent alone on its line */
    struct slice *path;   /* the name at its dots; none for "." */
    uint32_t path_count;
    bool dynamic;         /* {{>*name}}: the name is a value of the view */
    const struct mustache *target; /* partial or parent, after linking */
    const struct mustache_lambda *lambda;
};

struct mustache {
    struct slice name;
    const struct mustache_set *set;
    struct node *nodes;
    uint32_t count;
    struct mustache *next;
};

struct mustache_set {
    struct arena *arena;
    const struct mustache_lambda *lambdas;
    size_t lambda_count;
    struct mustache *first;
    struct mustache **sorted; /* by name, after linking */
    size_t count;
};

/* ---- Compiling ---- */

struct open_section {
    uint32_t node;
    struct slice name;
    size_t body_from; /* index in the source behind the opening tag */
};

struct parser {
    struct mustache_set *set;
    struct refusal *refusal;
    struct slice name, source;
    size_t at;
    struct slice open, close; /* delimiters in force */
    struct arena *scratch;
    struct node *nodes;
    uint32_t count;
    struct open_section stack[LIMIT_TEMPLATE_DEPTH];
    uint32_t depth;
};

/* One tag as it stands in the source: source[from, to), its sigil ('\0' for a plain value) and trimmed content. */
struct tag {
    size_t from, to;
    char sigil;
    struct slice content;
};

static bool parse_refuse(struct parser *parser, const char *message, struct slice what, size_t at) {
    int64_t line = 1;
    for (size_t i = 0; i < at && i < parser->source.len; i++) {
        line += parser->source.s[i] == '\n';
    }
    return refuse_with(parser->refusal, parser->name, message, arena_copy(parser->refusal->arena, what),
                       arena_printf(parser->refusal->arena, "%lld", (long long)line));
}

static struct node *parse_add_node(struct parser *parser, enum node_kind kind) {
    parser->nodes = arena_room(parser->scratch, parser->nodes, sizeof *parser->nodes, parser->count);
    struct node *node = &parser->nodes[parser->count++];
    *node = (struct node){.kind = kind, .next = parser->count};
    return node;
}

static void parse_add_text(struct parser *parser, struct slice text) {
    if (text.len) parse_add_node(parser, NODE_TEXT)->text = text;
}

/* Splits "a.b.c" at its dots; "." has no parts. */
static void parse_set_path(struct parser *parser, struct node *node, struct slice name) {
    struct slice rest = name, part;
    node->text = name;
    if (slice_equal(name, S("."))) return;
    for (size_t i = 0; i < name.len; i++) {
        node->path_count += name.s[i] == '.';
    }
    node->path = arena_make(parser->set->arena, struct slice, ++node->path_count);
    for (uint32_t i = 0; slice_split(&rest, '.', &part); i++) {
        node->path[i] = part;
    }
}

/* The tag that opens at `from`; false (refused) when it does not end. */
static bool parse_read_tag(struct parser *parser, size_t from, struct tag *tag) {
    struct slice source = parser->source, close = parser->close;
    size_t inner = from + parser->open.len;
    char sigil = inner < source.len ? source.s[inner] : '\0';
    if (sigil == '{') close = arena_join(parser->scratch, S("}"), close);
    else if (sigil == '=') close = arena_join(parser->scratch, S("="), close);
    else if (sigil == '\0' || !strchr("#^/><$!&", sigil)) sigil = '\0';
    if (sigil) inner++;
    size_t end = slice_find(source, close, inner);
    if (end >= source.len) return parse_refuse(parser, "The tag in line {2} does not end.", (struct slice){0}, from);
    *tag = (struct tag){from, end + close.len, sigil, slice_trim(slice_sub(source, inner, end))};
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* Whether only blanks share the line with the tag: then the line goes as a whole, from `*line_from` to `*line_to`. */
static bool parse_is_standalone(const struct parser *parser, const struct tag *tag, size_t *line_from, size_t *line_to) {
    struct slice source = parser->source;
    size_t from = tag->from, to = tag->to;
    if (tag->sigil == '\0' || tag->sigil == '&' || tag->sigil == '{') return false;
    while (from > 0 && is_blank(source.s[from - 1])) {
        from--;
    }
    while (to < source.len && is_blank(source.s[to])) {
        to++;
    }
    if (from > 0 && source.s[from - 1] != '\n') return false;
    if (to < source.len && source.s[to] == '\r') to++;
    if (to < source.len && source.s[to] != '\n') return false;
    *line_from = from;
    *line_to = to < source.len ? to + 1 : to;
    return true;
}

static const struct mustache_lambda *set_find_lambda(const struct mustache_set *set, struct slice name) {
    for (size_t i = 0; i < set->lambda_count; i++) {
        if (slice_equal(set->lambdas[i].name, name)) return &set->lambdas[i];
    }
    return NULL;
}

static bool parse_set_delimiters(struct parser *parser, const struct tag *tag) {
    struct slice open, close, rest = tag->content;
    size_t blank = 0;
    while (blank < rest.len && !is_blank(rest.s[blank]) && rest.s[blank] != '\n') {
        blank++;
    }
    open = slice_sub(rest, 0, blank);
    close = slice_trim(slice_sub(rest, blank, rest.len));
    if (!open.len || !close.len || slice_contains(close, S(" "))) {
        return parse_refuse(parser, "The delimiters in line {2} are not two words.", tag->content, tag->from);
    }
    parser->open = open;
    parser->close = close;
    return true;
}

static bool parse_open(struct parser *parser, const struct tag *tag, enum node_kind kind, struct slice indent) {
    if (parser->depth == LIMIT_TEMPLATE_DEPTH) {
        return parse_refuse(parser, "{1} in line {2} is nested too deep.", tag->content, tag->from);
    }
    parser->stack[parser->depth++] = (struct open_section){parser->count, tag->content, tag->to};
    struct node *node = parse_add_node(parser, kind);
    node->indent = indent;
    node->dynamic = kind == NODE_PARENT && slice_starts(tag->content, S("*"));
    struct slice name = node->dynamic ? slice_trim(slice_sub(tag->content, 1, tag->content.len)) : tag->content;
    parse_set_path(parser, node, name);
    if (kind == NODE_SECTION) node->lambda = set_find_lambda(parser->set, name);
    return true;
}

/* Runs of white space become one blank, so that a long message may be wrapped in the template. */
static struct slice message_key(struct arena *arena, struct slice raw) {
    struct text key = TEXT_IN(arena);
    raw = slice_trim(raw);
    for (size_t i = 0; i < raw.len; i++) {
        bool space = is_blank(raw.s[i]) || raw.s[i] == '\n' || raw.s[i] == '\r';
        bool again = space && (is_blank(raw.s[i - 1]) || raw.s[i - 1] == '\n' || raw.s[i - 1] == '\r');
        if (!again) text_append_char(&key, space ? ' ' : raw.s[i]);
    }
    return text_slice(&key);
}

/* The body of a message is a key, not nodes. */
static bool parse_close_message(struct parser *parser, const struct open_section *open, const struct tag *tag) {
    for (uint32_t i = open->node + 1; i < parser->count; i++) {
        enum node_kind kind = parser->nodes[i].kind;
        if (kind == NODE_TEXT || kind == NODE_VALUE || kind == NODE_RAW_VALUE) continue;
        return parse_refuse(parser, "The message that ends in line {2} holds more than values.", open->name, tag->from);
    }
    parser->count = open->node + 1;
    struct node *node = &parser->nodes[open->node];
    node->kind = NODE_MESSAGE;
    node->next = parser->count;
    node->text = message_key(parser->set->arena, slice_sub(parser->source, open->body_from, tag->from));
    return true;
}

static bool parse_close(struct parser *parser, const struct tag *tag) {
    if (parser->depth == 0 || !slice_equal(parser->stack[parser->depth - 1].name, tag->content)) {
        return parse_refuse(parser, "{1} is closed in line {2} but was not opened last.", tag->content, tag->from);
    }
    struct open_section *open = &parser->stack[--parser->depth];
    if (parser->nodes[open->node].lambda) return parse_close_message(parser, open, tag);
    parser->nodes[open->node].next = parser->count;
    return true;
}

static bool parse_add_partial(struct parser *parser, const struct tag *tag, struct slice indent) {
    struct node *node = parse_add_node(parser, NODE_PARTIAL);
    node->dynamic = slice_starts(tag->content, S("*"));
    node->indent = indent;
    parse_set_path(parser, node, node->dynamic ? slice_trim(slice_sub(tag->content, 1, tag->content.len)) : tag->content);
    return true;
}

static bool parse_add_value(struct parser *parser, const struct tag *tag, enum node_kind kind) {
    parse_set_path(parser, parse_add_node(parser, kind), tag->content);
    return true;
}

static bool parse_apply_tag(struct parser *parser, const struct tag *tag, struct slice indent) {
    if (tag->sigil != '!' && !tag->content.len) {
        return parse_refuse(parser, "The tag in line {2} is empty.", tag->content, tag->from);
    }
    switch (tag->sigil) {
    case '!': return true;
    case '=': return parse_set_delimiters(parser, tag);
    case '#': return parse_open(parser, tag, NODE_SECTION, (struct slice){0});
    case '^': return parse_open(parser, tag, NODE_INVERTED, (struct slice){0});
    case '$': return parse_open(parser, tag, NODE_BLOCK, (struct slice){0});
    case '<': return parse_open(parser, tag, NODE_PARENT, indent);
    case '>': return parse_add_partial(parser, tag, indent);
    case '/': return parse_close(parser, tag);
    case '&':
    case '{': return parse_add_value(parser, tag, NODE_RAW_VALUE);
    }
    return parse_add_value(parser, tag, NODE_VALUE);
}

/* Everything up to and including the next tag. */
static bool parse_step(struct parser *parser) {
    struct slice source = parser->source, indent = {0};
    struct tag tag = {0};
    size_t from = slice_find(source, parser->open, parser->at);
    if (from >= source.len) {
        parse_add_text(parser, slice_sub(source, parser->at, source.len));
        parser->at = source.len;
        return true;
    }
    if (!parse_read_tag(parser, from, &tag)) return false;
    size_t text_to = tag.from, resume = tag.to;
    if (parse_is_standalone(parser, &tag, &text_to, &resume)) indent = slice_sub(source, text_to, tag.from);
    parse_add_text(parser, slice_sub(source, parser->at, text_to));
    parser->at = resume;
    return parse_apply_tag(parser, &tag, indent);
}

static bool parse_template(struct parser *parser) {
    while (parser->at < parser->source.len) {
        if (!parse_step(parser)) return false;
    }
    if (parser->depth == 0) return true;
    const struct open_section *open = &parser->stack[parser->depth - 1];
    return parse_refuse(parser, "{1}, opened in line {2}, is not closed.", open->name, open->body_from);
}

struct mustache_set *mustache_set_new(struct arena *process_arena, const struct mustache_lambda lambdas[],
                                      size_t lambda_count) {
    struct mustache_set *set = arena_make(process_arena, struct mustache_set, 1);
    *set = (struct mustache_set){.arena = process_arena, .lambdas = lambdas, .lambda_count = lambda_count};
    return set;
}

static bool set_has(const struct mustache_set *set, struct slice name) {
    for (const struct mustache *template = set->first; template; template = template->next) {
        if (slice_equal(template->name, name)) return true;
    }
    return false;
}

static void set_keep(struct mustache_set *set, const struct parser *parser) {
    struct mustache *template = arena_make(set->arena, struct mustache, 1);
    *template = (struct mustache){.name = parser->name, .set = set, .count = parser->count, .next = set->first};
    template->nodes = arena_make(set->arena, struct node, parser->count);
    if (parser->count) memcpy(template->nodes, parser->nodes, parser->count * sizeof *parser->nodes);
    set->first = template;
    set->count++;
}

bool mustache_set_add(struct mustache_set *set, struct slice name, struct slice source, struct refusal *refusal) {
    if (set->sorted) BUG("template %.*s added after linking", SLICE_ARG(name));
    if (set_has(set, name)) return refuse(refusal, name, "Two templates have this name.");
    struct arena *scratch = arena_new();
    struct parser parser = {.set = set, .refusal = refusal, .name = name, .source = source,
                            .open = S("{{"), .close = S("}}"), .scratch = scratch};
    bool ok = parse_template(&parser);
    if (ok) set_keep(set, &parser);
    arena_free(scratch);
    return ok;
}

static int compare_by_name(const void *a, const void *b) {
    return slice_compare((*(struct mustache *const *)a)->name, (*(struct mustache *const *)b)->name);
}

static void set_sort(struct mustache_set *set) {
    size_t i = 0;
    set->sorted = arena_make(set->arena, struct mustache *, set->count + 1);
    for (struct mustache *template = set->first; template; template = template->next) {
        set->sorted[i++] = template;
    }
    qsort(set->sorted, set->count, sizeof *set->sorted, compare_by_name);
}

static bool template_link(struct mustache *template, struct refusal *refusal) {
    bool ok = true;
    for (uint32_t i = 0; i < template->count; i++) {
        struct node *node = &template->nodes[i];
        if ((node->kind != NODE_PARTIAL && node->kind != NODE_PARENT) || node->dynamic) continue;
        node->target = mustache_set_find(template->set, node->text);
        if (!node->target) ok = refuse_with(refusal, template->name, "There is no template {1}.", node->text, S(""));
    }
    return ok;
}

bool mustache_set_link(struct mustache_set *set, struct refusal *refusal) {
    bool ok = true;
    set_sort(set);
    for (size_t i = 0; i < set->count; i++) {
        ok = template_link(set->sorted[i], refusal) && ok;
    }
    return ok;
}

const struct mustache *mustache_set_find(const struct mustache_set *set, struct slice name) {
    size_t from = 0, to = set->sorted ? set->count : 0;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = slice_compare(name, set->sorted[middle]->name);
        if (order == 0) return set->sorted[middle];
        if (order < 0) to = middle;
        else from = middle + 1;
    }
    return NULL;
}

/* ---- Rendering ---- */

/* The blocks that one {{<parent}} tag overrides: the body of that tag. */
struct overrides {
    const struct mustache *template;
    uint32_t from, to;
};

struct render {
    struct text *out;
    const struct mustache_set *set;
    const void *context;
    const struct doc *frames[LIMIT_TEMPLATE_DEPTH + 1]; /* the view first, the innermost section last */
    uint32_t frame_count;
    struct overrides overrides[LIMIT_TEMPLATE_DEPTH];
    uint32_t override_count, depth, body_count;
    struct slice indent; /* goes before each line of a partial's own text */
    bool line_start;
    bool cut;
};

static void render_range(struct render *render, const struct mustache *template, uint32_t from, uint32_t to);

/* doc_get without the calls: a board looks up a thousand names per page.  Names of one list tend to differ in their
 * length or last letter, which is compared first. */
static const struct doc *find_member(const struct doc *object, struct slice key) {
    if (object->kind != DOC_OBJECT) return NULL;
    char last = key.len ? key.s[key.len - 1] : '\0';
    for (const struct doc_entry *entry = object->first; entry; entry = entry->next) {
        if (entry->key.len != key.len) continue;
        if (key.len && (entry->key.s[key.len - 1] != last || memcmp(entry->key.s, key.s, key.len) != 0)) continue;
        return &entry->value;
    }
    return NULL;
}

/* The first part of a name is looked for from the innermost section outwards, the others strictly inside. */
static const struct doc *find_first(const struct render *render, struct slice key) {
    for (uint32_t i = render->frame_count; i-- > 0;) {
        const struct doc *found = find_member(render->frames[i], key);
        if (found) return found;
    }
    return NULL;
}

static const struct doc *find_value(const struct render *render, const struct node *node) {
    if (node->path_count == 0) return render->frames[render->frame_count - 1];
    const struct doc *found = find_first(render, node->path[0]);
    for (uint32_t i = 1; found && i < node->path_count; i++) {
        found = find_member(found, node->path[i]);
    }
    return found;
}

/* The indentation of the partial, when something is about to stand at the start of one of its lines. */
static void render_line_start(struct render *render) {
    if (!render->line_start) return;
    text_append(render->out, render->indent);
    render->line_start = false;
}

static void render_text_indented(struct render *render, struct slice text) {
    for (size_t from = 0; from < text.len;) {
        size_t end = slice_find(text, S("\n"), from);
        if (end > from) render_line_start(render);
        size_t next = end < text.len ? end + 1 : end;
        text_append(render->out, slice_sub(text, from, next));
        render->line_start = end < text.len;
        from = next;
    }
}

static void render_doc(struct render *render, const struct doc *value, bool raw) {
    if (!value) return;
    switch (value->kind) {
    case DOC_BOOL: text_append(render->out, value->flag ? S("true") : S("false")); return;
    case DOC_INT: text_append_int(render->out, value->number); return;
    case DOC_TEXT:
    case DOC_RAW:
        if (raw) text_append(render->out, value->text);
        else html_escape_to(render->out, value->text);
        return;
    case DOC_NULL:
    case DOC_ARRAY:
    case DOC_OBJECT: return;
    }
    BUG("doc kind %d", value->kind);
}

/* A frame more; false at the limit, and the page is marked as cut. */
static bool render_enter(struct render *render) {
    if (render->depth == LIMIT_TEMPLATE_DEPTH) {
        render->cut = true;
        return false;
    }
    render->depth++;
    return true;
}

static void render_in(struct render *render, const struct mustache *template, uint32_t index, const struct doc *frame) {
    render->frames[render->frame_count++] = frame;
    render_range(render, template, index + 1, template->nodes[index].next);
    render->frame_count--;
}

static void render_section(struct render *render, const struct mustache *template, uint32_t index) {
    const struct doc *value = find_value(render, &template->nodes[index]);
    if (!doc_is_true(value) || !render_enter(render)) return;
    if (value->kind != DOC_ARRAY) {
        render_in(render, template, index, value);
    } else {
        for (const struct doc_entry *item = value->first; item; item = item->next) {
            render_in(render, template, index, &item->value);
        }
    }
    render->depth--;
}

/* A name inside a message: looked up like any other, without a compiled node. */
static const struct doc *find_named(const struct render *render, struct slice name) {
    struct slice rest = name, part;
    if (slice_equal(name, S("."))) return render->frames[render->frame_count - 1];
    if (!slice_split(&rest, '.', &part)) return NULL;
    const struct doc *found = find_first(render, part);
    while (found && slice_split(&rest, '.', &part)) {
        found = find_member(found, part);
    }
    return found;
}

static void render_message(struct render *render, const struct node *node) {
    struct slice message = node->lambda->apply(render->context, render->out->arena, node->text);
    size_t at = 0;
    while (at < message.len) {
        size_t open = slice_find(message, S("{{"), at);
        html_escape_to(render->out, slice_sub(message, at, open));
        size_t close = slice_find(message, S("}}"), open);
        if (close >= message.len) return;
        bool raw = message.s[open + 2] == '{' || message.s[open + 2] == '&';
        struct slice name = slice_trim(slice_sub(message, open + (raw ? 3 : 2), close));
        render_doc(render, find_named(render, name), raw);
        at = close + 2;
        if (raw && at < message.len && message.s[at] == '}') at++;
    }
}

/* Renders another template at the place of a partial or parent tag, indented as that tag was. */
static void render_template(struct render *render, const struct mustache *template, struct slice indent) {
    struct slice outer = render->indent;
    if (!render_enter(render)) return;
    if (indent.len) {
        render->indent = outer.len ? arena_join(render->out->arena, outer, indent) : indent;
        render->line_start = true;
    }
    render_range(render, template, 0, template->count);
    render->indent = outer;
    render->depth--;
}

static const struct mustache *render_find_target(const struct render *render, const struct node *node) {
    if (!node->dynamic) return node->target;
    const struct doc *name = find_value(render, node);
    return name && name->kind == DOC_TEXT ? mustache_set_find(render->set, name->text) : NULL;
}

static void render_partial(struct render *render, const struct node *node) {
    const struct mustache *target = render_find_target(render, node);
    if (target) render_template(render, target, node->indent);
}

static void render_parent(struct render *render, const struct mustache *template, uint32_t index) {
    const struct node *node = &template->nodes[index];
    const struct mustache *target = render_find_target(render, node);
    if (!target) return;
    if (render->override_count == LIMIT_TEMPLATE_DEPTH) {
        render->cut = true;
        return;
    }
    render->overrides[render->override_count++] = (struct overrides){template, index + 1, node->next};
    render_template(render, target, node->indent);
    render->override_count--;
}

/* The body of the block with this name in the overrides, 0 when there is none (a body never starts at 0). */
static uint32_t overrides_find(const struct overrides *overrides, struct slice name) {
    for (uint32_t i = overrides->from; i < overrides->to; i = overrides->template->nodes[i].next) {
        const struct node *node = &overrides->template->nodes[i];
        if (node->kind == NODE_BLOCK && slice_equal(node->text, name)) return i + 1;
    }
    return 0;
}

/* The outermost override wins: the page that is rendered, then its parents inwards, then the block's own body. */
static void render_block(struct render *render, const struct mustache *template, uint32_t index) {
    const struct node *node = &template->nodes[index];
    uint32_t body = index + 1;
    for (uint32_t i = 0; i < render->override_count; i++) {
        uint32_t found = overrides_find(&render->overrides[i], node->text);
        if (!found) continue;
        template = render->overrides[i].template;
        body = found;
        break;
    }
    if (!render_enter(render)) return;
    render_range(render, template, body, template->nodes[body - 1].next);
    render->depth--;
}

static void render_node(struct render *render, const struct mustache *template, uint32_t index) {
    const struct node *node = &template->nodes[index];
    switch (node->kind) {
    case NODE_TEXT:
        if (render->indent.len) render_text_indented(render, node->text);
        else text_append(render->out, node->text);
        return;
    case NODE_VALUE:
    case NODE_RAW_VALUE:
        render_line_start(render);
        render_doc(render, find_value(render, node), node->kind == NODE_RAW_VALUE);
        return;
    case NODE_MESSAGE:
        render_line_start(render);
        render_message(render, node);
        return;
    case NODE_SECTION: render_section(render, template, index); return;
    case NODE_INVERTED:
        if (!doc_is_true(find_value(render, node))) render_range(render, template, index + 1, node->next);
        return;
    case NODE_PARTIAL: render_partial(render, node); return;
    case NODE_PARENT: render_parent(render, template, index); return;
    case NODE_BLOCK: render_block(render, template, index); return;
    }
    BUG("node kind %d", node->kind);
}

/* Depth alone does not bound the work: a template that names itself twice doubles at every level. */
static void render_range(struct render *render, const struct mustache *template, uint32_t from, uint32_t to) {
    if (render->body_count == LIMIT_TEMPLATE_BODIES) {
        render->cut = true;
        return;
    }
    render->body_count++;
    for (uint32_t i = from; i < to; i = template->nodes[i].next) {
        render_node(render, template, i);
    }
}

bool mustache_render(const struct mustache *template, const struct doc *view, const void *context, struct text *out) {
    struct render render = {.out = out, .set = template->set, .context = context, .frame_count = 1};
    render.frames[0] = view;
    render_range(&render, template, 0, template->count);
    return !render.cut;
}
