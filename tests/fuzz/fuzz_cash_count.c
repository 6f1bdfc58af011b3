/* SPDX-License-Identifier: Apache-2.0 */
/* The count of a box by note and coin: whatever is typed, the sum is that of the parts, or it is refused. */
#include "base/log.h"
#include "domain/savings/cash_count.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    struct cash_count counted;
    int64_t sum = 0;
    if (!cash_count_parse((struct slice){(const char *)bytes, len}, &counted)) return 0;
    for (size_t i = 0; i < counted.count; i++) {
        sum += counted.parts[i].value * counted.parts[i].pieces;
    }
    if (sum != counted.sum || !counted.count) BUG("the count is not the sum of its parts");
    return 0;
}
