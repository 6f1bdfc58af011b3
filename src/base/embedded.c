/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a file inside the program by binary search in the table that the build made. */
#include "base/embedded.h"

/* Index of the first file whose name is not before `name`. */
static size_t first_from(struct slice name) {
    size_t low = 0, high = embedded_file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(embedded_files[middle].name, name) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

const struct embedded_file *embedded_find(struct slice name) {
    size_t i = first_from(name);
    return i < embedded_file_count && slice_equal(embedded_files[i].name, name) ? &embedded_files[i] : NULL;
}

const struct embedded_file *embedded_folder(struct slice folder, size_t *count) {
    size_t first = first_from(folder), end = first;
    while (end < embedded_file_count && slice_starts(embedded_files[end].name, folder))
        end++;
    *count = end - first;
    return *count ? &embedded_files[first] : NULL;
}
