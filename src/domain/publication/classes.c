/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publication/classes.h"

#include "base/csv.h"
#include "base/text.h"

const char *const class_columns[CLASS_COLUMNS] = {"yearOfRegistration",    "gender",         "ageBroad",
                                                  "countryOfExploitation", "isReintegrated", "isForcedLabour",
                                                  "isSexualExploit",       "isOtherExploit"};

/* ---- what may be told ---- */

static bool is_same(const struct people_class *a, const struct people_class *b) {
    for (int i = 0; i < CLASS_COLUMNS; i++) {
        if (!slice_equal(a->values[i], b->values[i])) return false;
    }
    return true;
}

static int64_t told_then(const struct class_release *release, const struct people_class *one) {
    for (size_t i = 0; i < release->count; i++) {
        if (is_same(&release->classes[i], one)) return release->classes[i].people;
    }
    return 0;
}

static bool moved_little(const struct people_class *one, int64_t least, const struct class_release *earlier,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t then = told_then(&earlier[i], one),
                moved = then > one->people ? then - one->people : one->people - then;
        if (then && moved && moved < least) return true;
    }
    return false;
}

void classes_keep_back(struct people_class *classes, size_t count, int64_t least,
                       const struct class_release *earlier, size_t earlier_count) {
    for (size_t i = 0; i < count; i++)
        classes[i].is_kept_back =
            classes[i].people < least || moved_little(&classes[i], least, earlier, earlier_count);
}

struct class_risk class_risk_of(const struct people_class *classes, size_t count, int64_t least) {
    struct class_risk risk = {.classes = (int64_t)count};
    for (size_t i = 0; i < count; i++) {
        int64_t people = classes[i].people;
        risk.people += people;
        if (i == 0 || people < risk.smallest) risk.smallest = people;
        if (people == 1) risk.unique++;
        if (classes[i].is_kept_back) risk.left_out += people;
        if (classes[i].is_kept_back && people >= least) risk.moved_little += people;
        bool stays = !classes[i].is_kept_back;
        if (stays && (risk.smallest_left == 0 || people < risk.smallest_left)) risk.smallest_left = people;
    }
    return risk;
}

/* ---- as a file ---- */

static void line_write(struct text *out, const struct slice *cells) {
    for (int i = 0; i < CLASS_COLUMNS; i++) {
        if (i) text_append_char(out, ',');
        csv_write_cell(out, cells[i], true);
    }
    text_append(out, S("\r\n"));
}

struct slice classes_csv(struct arena *arena, const struct people_class *classes, size_t count) {
    struct text out = TEXT_IN(arena);
    struct slice header[CLASS_COLUMNS];
    for (int i = 0; i < CLASS_COLUMNS; i++)
        header[i] = slice_of(class_columns[i]);
    line_write(&out, header);
    for (size_t i = 0; i < count; i++) {
        for (int64_t person = 0; !classes[i].is_kept_back && person < classes[i].people; person++)
            line_write(&out, classes[i].values);
    }
    return text_slice(&out);
}

/* ---- as it is remembered ---- */

struct slice classes_write(struct arena *arena, const struct people_class *classes, size_t count,
                           int64_t least) {
    struct text json = TEXT_IN(arena);
    struct doc *content = doc_new_object(arena);
    doc_set_int(arena, content, S("format"), 1);
    doc_set_int(arena, content, S("least"), least);
    struct doc *columns = doc_set_array(arena, content, S("columns")),
               *rows = doc_set_array(arena, content, S("classes"));
    for (int i = 0; i < CLASS_COLUMNS; i++)
        doc_add_text(arena, columns, slice_of(class_columns[i]));
    for (size_t i = 0; i < count; i++) {
        if (classes[i].is_kept_back) continue;
        struct doc *row = doc_add_object(arena, rows), *values = doc_set_array(arena, row, S("values"));
        for (int k = 0; k < CLASS_COLUMNS; k++)
            doc_add_text(arena, values, classes[i].values[k]);
        doc_set_int(arena, row, S("people"), classes[i].people);
    }
    doc_write_json(&json, content);
    return text_slice(&json);
}

static bool values_read(const struct doc *values, struct slice *into) {
    int i = 0;
    if (!values || values->kind != DOC_ARRAY || values->count != CLASS_COLUMNS) return false;
    for (const struct doc_entry *entry = values->first; entry; entry = entry->next)
        into[i++] = entry->value.text;
    return true;
}

static bool columns_are_ours(const struct doc *content) {
    struct slice columns[CLASS_COLUMNS];
    if (!values_read(doc_get(content, S("columns")), columns)) return false;
    for (int i = 0; i < CLASS_COLUMNS; i++) {
        if (!slice_equal(columns[i], slice_of(class_columns[i]))) return false;
    }
    return true;
}

bool classes_read(struct arena *arena, const struct doc *content, struct class_release *release) {
    *release = (struct class_release){0};
    bool is_ours = content && content->kind == DOC_OBJECT && doc_get_int(content, S("format"), 0) == 1 &&
                   columns_are_ours(content);
    const struct doc *rows = is_ours ? doc_get(content, S("classes")) : NULL;
    if (!rows || rows->kind != DOC_ARRAY) return false;
    release->classes = arena_make(arena, struct people_class, rows->count + 1);
    for (const struct doc_entry *entry = rows->first; entry; entry = entry->next) {
        struct people_class *one = &release->classes[release->count];
        if (!values_read(doc_get(&entry->value, S("values")), one->values)) return false;
        one->people = doc_get_int(&entry->value, S("people"), 0);
        release->count++;
    }
    return true;
}
