/* SPDX-License-Identifier: Apache-2.0 */
/* XML 1.0 written as text: elements, attributes, escaped content. */
#ifndef MLUP_EXCHANGE_XML_TEXT_H
#define MLUP_EXCHANGE_XML_TEXT_H

#include "base/text.h"

/* Text for content and for attributes in double quotes; what may not stand in XML at all becomes a blank. */
void xml_append(struct text *xml, struct slice text);

/* "<name", to be followed by attributes and xml_open_end or xml_close_empty. */
void xml_open(struct text *xml, const char *name);
/* ` name="value"`; nothing when the value is empty. */
void xml_attribute(struct text *xml, const char *name, struct slice value);
void xml_attribute_int(struct text *xml, const char *name, int64_t number);
void xml_open_end(struct text *xml);
void xml_close_empty(struct text *xml);
void xml_close(struct text *xml, const char *name);
/* `<name attribute="value"/>` and `<name>text</name>`; nothing when the value is empty. */
void xml_mark(struct text *xml, const char *name, const char *attribute, struct slice value);
void xml_element(struct text *xml, const char *name, struct slice text);

#endif
