/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers for what clients send inside a request: paths, queries, form bodies, cookies.  Pure functions from
 * bytes to a struct or to "no"; each has a fuzz target.  Results live in the arena or point into the input.
 */
#ifndef MLUP_HTTP_FORMS_H
#define MLUP_HTTP_FORMS_H

#include "base/arena.h"

struct http_pair {
    struct slice name, value;
};

struct http_pairs {
    const struct http_pair *items;
    size_t count;
};

/* One field or file of a form. */
struct http_field {
    struct slice name;         /* UTF-8 without control characters */
    struct slice value;        /* a field: UTF-8, line ends as sent; a file: its bytes */
    struct slice file_name;    /* as the client said; never use it as a path */
    struct slice content_type; /* of a file, as the client said; may be empty */
    bool is_file;
    bool is_damaged; /* the value was not UTF-8 or held control characters; here it is repaired, to be shown
                        again */
};

struct http_form {
    const struct http_field *fields;
    size_t count;
    bool *asked; /* by field: a reader knows its name (form_find, form_note); NULL: nobody keeps it */
};

/* First value under the name (exact); empty when absent. */
struct slice pairs_find(struct http_pairs pairs, struct slice name);
/* The same without regard to ASCII case. */
struct slice pairs_find_nocase(struct http_pairs pairs, struct slice name);
/* First field with the name that is not a file; empty when absent. */
struct slice form_find(const struct http_form *form, struct slice name);
/* A reader that goes through the fields by itself knows what this one is. */
void form_note(const struct http_form *form, const struct http_field *field);
/* The first field that no reader has asked for; NULL: all are known. */
const struct http_field *form_first_unknown(const struct http_form *form);

/* Decodes %XX.  False for a '%' without two hex digits, for a decoded NUL or other control character and for
 * what is not UTF-8. */
bool percent_decode(struct arena *arena, struct slice text, struct slice *decoded);
/* A request path: as percent_decode, and must start with '/', must hold no "." or ".." segment and no encoded
 * '/'. */
bool path_decode(struct arena *arena, struct slice raw, struct slice *path);
/* "a=1&b=%20+x" (application/x-www-form-urlencoded, WHATWG URL §5.1): '+' is a space; tabs and line ends may
 * appear in values, other control characters not.  Empty pieces are skipped.  False on bad escapes, on bad
 * UTF-8, on more than `pairs_max` pairs. */
bool pairs_decode(struct arena *arena, struct slice text, size_t pairs_max, struct http_pairs *pairs);
/* A Cookie header (RFC 6265 §4.2): "a=1; b=2".  Pieces that are not name=value are skipped: browsers send
 * what other programs on the same host have set.  False on more than LIMIT_COOKIES. */
bool cookies_parse(struct arena *arena, struct slice header, struct http_pairs *cookies);
/* "multipart/form-data; boundary=..." or any other media type: the value of a parameter, unquoted, or empty.
 */
struct slice media_type_parameter(struct arena *arena, struct slice content_type, struct slice name);
/* True when the media type, without its parameters and without case, is `type`. */
bool media_type_is(struct slice content_type, struct slice type);
/* A multipart/form-data body (RFC 7578).  Values are slices of the body.  False when the body does not end
 * with the closing boundary, on a part without a name, on too many parts or too long part headers. */
bool multipart_parse(struct arena *arena, struct slice body, struct slice boundary, struct http_form *form);
/* application/x-www-form-urlencoded as a form; as pairs_decode with LIMIT_FORM_FIELDS, but a
 * value with wrong bytes is marked damaged. */
bool urlencoded_parse(struct arena *arena, struct slice body, struct http_form *form);

#endif
