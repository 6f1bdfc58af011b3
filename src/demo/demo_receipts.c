/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_receipts.h"

#include "base/log.h"
#include "base/text.h"
#include "demo/demo_records.h"
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/attachment/media.h"

enum { OBJECTS = 5 };

/* What stands on the page: one line below the other, in points from above. */
static struct slice page_content(struct arena *arena, struct slice lines) {
    struct text content = TEXT_IN(arena);
    struct slice line;
    text_append(&content, S("BT /F 12 Tf 18 TL 24 250 Td\n"));
    while (slice_split(&lines, '|', &line)) {
        text_append_char(&content, '(');
        for (size_t i = 0; i < line.len; i++) {
            if (line.s[i] == '(' || line.s[i] == ')' || line.s[i] == '\\') text_append_char(&content, '\\');
            if ((unsigned char)line.s[i] < 128) text_append_char(&content, line.s[i]);
        }
        text_append(&content, S(") Tj T*\n"));
    }
    text_append(&content, S("ET"));
    return text_slice(&content);
}

/* The least PDF that a reader opens (ISO 32000-1, annex H.2): a catalogue, a page, its text, a standard font.
 */
static struct slice pdf_make(struct arena *arena, struct slice lines) {
    struct text pdf = TEXT_IN(arena);
    struct slice content = page_content(arena, lines);
    size_t at[OBJECTS + 1];
    const char *const objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 280]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        NULL, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
    text_append(&pdf, S("%PDF-1.4\n"));
    for (size_t i = 0; i < OBJECTS; i++) {
        at[i] = pdf.len;
        text_printf(&pdf, "%zu 0 obj\n", i + 1);
        if (objects[i])
            text_append(&pdf, slice_of(objects[i]));
        else
            text_printf(&pdf, "<</Length %zu>>stream\n%.*s\nendstream", content.len, SLICE_ARG(content));
        text_append(&pdf, S("\nendobj\n"));
    }
    at[OBJECTS] = pdf.len;
    text_printf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
    for (size_t i = 0; i < OBJECTS; i++) {
        text_printf(&pdf, "%010zu 00000 n \n", at[i]);
    }
    text_printf(&pdf, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1, at[OBJECTS]);
    return text_slice(&pdf);
}

static struct slice csv_make(struct arena *arena, struct slice lines) {
    struct text csv = TEXT_IN(arena);
    struct slice line;
    while (slice_split(&lines, '|', &line)) {
        text_append(&csv, line);
        text_append(&csv, S("\r\n"));
    }
    return text_slice(&csv);
}

static struct value text_value(struct slice text) {
    return (struct value){.present = true, .text = text};
}

static bool receipt_add(struct demo_out *out, const struct demo_table *table) {
    struct slice type = demo_table_text(table, "owner_type"), key = demo_table_text(table, "owner"),
                 name = demo_table_text(table, "file_name");
    struct uuid owner = demo_id_of_key(arena_cstr(out->arena, type), key),
                org = demo_id_of_key("organisation", demo_table_text(table, "org"));
    struct uuid id =
        demo_id_of_key("attachment", arena_printf(out->arena, "%.*s %.*s", SLICE_ARG(key), SLICE_ARG(name)));
    struct slice lines = demo_table_text(table, "text");
    struct slice bytes =
        slice_ends(name, S(".csv")) ? csv_make(out->arena, lines) : pdf_make(out->arena, lines);
    struct refusal refusal = REFUSAL_IN(out->arena);
    const struct media *media = media_recognise(bytes, name, &refusal);
    if (!media) BUG("the receipt %.*s is no file that is taken", SLICE_ARG(name));
    struct db *db = store_borrow(out->store);
    bool stored = attachment_is_stored(db, org, id);
    store_return(out->store, db);
    if (!stored && !attachment_put(out->store, org, id, owner, bytes)) return false;
    demo_out_act(out, org, (struct uuid){{0}});
    struct attachment *file = attachment_of(demo_out_add(out, &attachment_type, id));
    file->owner_type = text_value(arena_copy(out->arena, type));
    file->owner_id = text_value(uuid_format(out->arena, owner));
    file->file_name = text_value(arena_copy(out->arena, name));
    file->media_type = text_value(slice_of(media->type));
    file->bytes = DEMO_NUMBER((int64_t)bytes.len);
    file->hash = text_value(attachment_hash(out->arena, bytes));
    return true;
}

bool demo_receipts_add(struct demo_out *out) {
    struct demo_table *table = arena_make(out->arena, struct demo_table, 1);
    demo_table_open(table, out->arena, S("data/scenario/demo/receipts.csv"));
    while (demo_table_next(table)) {
        if (!receipt_add(out, table)) return false;
    }
    return true;
}
