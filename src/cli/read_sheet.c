/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup read-sheet [N]`: what reads a file that somebody brought, without any rights. */
#include "cli/commands.h"
#include "exchange/sheet/sheet_child.h"

int read_sheet_run(struct cli *cli) {
    struct slice word;
    int64_t sheet = 0;
    bool has_number = cli_take_word(cli, &word);
    if (has_number && (!slice_to_int64(word, &sheet) || sheet < 0))
        return cli_fail("the number of a sheet, from 0");
    sheet_child_run((size_t)sheet);
}
