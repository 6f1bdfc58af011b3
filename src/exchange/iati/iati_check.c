/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/iati/iati_check.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <limits.h>
#include <pthread.h>

#include "base/embedded.h"
#include "base/log.h"

/* The address of the embedded schemas: libxml2 asks for what a schema includes by its address. */
#define SCHEMA_ROOT "mlup-embedded:"
#define SCHEMA_FOLDER "data/iati/xsd/"

/* ---- the included schemas, out of the program ---- */

struct embedded_reader {
    struct slice left;
};

static int embedded_match(const char *address) {
    return slice_starts(slice_of(address), S(SCHEMA_ROOT));
}

static void *embedded_open(const char *address) {
    struct slice name = slice_sub(slice_of(address), sizeof SCHEMA_ROOT - 1, strlen(address));
    while (slice_starts(name, S("/")))
        name = slice_sub(name, 1, name.len);
    const struct embedded_file *file = embedded_find(name);
    if (!file) return NULL;
    struct embedded_reader *reader = heap_alloc(sizeof *reader);
    reader->left = file->bytes;
    return reader;
}

static int embedded_read(void *context, char *buffer, int size) {
    struct embedded_reader *reader = context;
    size_t len = reader->left.len < (size_t)size ? reader->left.len : (size_t)size;
    memcpy(buffer, reader->left.s, len);
    reader->left = slice_sub(reader->left, len, reader->left.len);
    return (int)len;
}

static int embedded_close(void *context) {
    heap_free(context);
    return 0;
}

/* libxml2 keeps its list of such callbacks for the whole process; ours answers to our addresses alone. */
static void register_once(void) {
    xmlInitParser();
    xmlRegisterInputCallbacks(embedded_match, embedded_open, embedded_read, embedded_close);
}

static void prepare(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
}

/* ---- errors of the library as findings ---- */

struct xsd_errors {
    struct iati_findings *findings;
    xmlDocPtr document;
};

/* The activity around a line: the last identifier before it. */
static struct slice activity_at(struct xsd_errors *errors, xmlNodePtr node) {
    while (node && node->parent && strcmp((const char *)node->name, "iati-activity") != 0)
        node = node->parent;
    for (xmlNodePtr child = node ? node->children : NULL; child; child = child->next) {
        if (!child->name || strcmp((const char *)child->name, "iati-identifier") != 0) continue;
        xmlChar *text = xmlNodeGetContent(child);
        struct slice copy = arena_copy(errors->findings->arena, slice_of((const char *)text));
        xmlFree(text);
        return copy;
    }
    return S("");
}

static void take_error(void *context, xmlErrorPtr error) {
    struct xsd_errors *errors = context;
    struct arena *arena = errors->findings->arena;
    struct iati_finding finding = {.rule = S("xsd"),
                                   .is_error = true,
                                   .message = arena_copy(arena, slice_trim(slice_of(error->message))),
                                   .line = error->line};
    if (errors->document) finding.activity = activity_at(errors, error->node);
    iati_findings_add(errors->findings, &finding);
}

static void ignore_error(void *context, xmlErrorPtr error) {
    (void)context;
    log_warn("IATI schema: %s", error->message);
}

/* ---- checking ---- */

static xmlSchemaPtr schema_load(void) {
    static const char address[] = SCHEMA_ROOT "/" SCHEMA_FOLDER "iati-activities-schema.xsd";
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(address);
    if (!parser) return NULL;
    xmlSchemaSetParserStructuredErrors(parser, ignore_error, NULL);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    return schema;
}

static bool check_schema(struct iati_findings *findings, xmlDocPtr document) {
    xmlSchemaPtr schema = schema_load();
    if (!schema) return false;
    struct xsd_errors errors = {findings, document};
    xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidStructuredErrors(validator, take_error, &errors);
    int result = xmlSchemaValidateDoc(validator, document);
    xmlSchemaFreeValidCtxt(validator);
    xmlSchemaFree(schema);
    return result >= 0;
}

/* No network, no entities from outside, no entity put in: what is checked is what was given. */
static xmlDocPtr document_read(struct iati_findings *findings, struct slice xml) {
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    struct xsd_errors errors = {findings, NULL};
    if (!parser || xml.len > INT_MAX) return NULL;
    xmlDocPtr document = xmlCtxtReadMemory(parser, xml.s ? xml.s : "", (int)xml.len, NULL, NULL,
                                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!document) take_error(&errors, &parser->lastError);
    xmlFreeParserCtxt(parser);
    return document;
}

bool iati_check(struct iati_findings *findings, struct slice xml, int64_t now_ms) {
    prepare();
    const struct embedded_file *rules = embedded_find(S("data/iati/rulesets/standard.json"));
    xmlDocPtr document = document_read(findings, xml);
    if (!document) return rules != NULL; /* said as a finding */
    if (document->intSubset) {
        iati_findings_add(findings,
                          &(struct iati_finding){
                              .rule = S("xsd"),
                              .is_error = true,
                              .message = S("A document type declaration has no place in an IATI file.")});
        xmlFreeDoc(document);
        return rules != NULL;
    }
    bool good = rules && check_schema(findings, document) &&
                iati_rules_check(findings, document, rules->bytes, now_ms);
    xmlFreeDoc(document);
    return good;
}
