/* SPDX-License-Identifier: Apache-2.0 */
/* One function per subcommand, each in the file of its name; all give the exit code. */
#ifndef MLUP_CLI_COMMANDS_H
#define MLUP_CLI_COMMANDS_H

#include "cli/cli.h"

int serve_run(struct cli *cli);
int routes_run(struct cli *cli);
int key_run(struct cli *cli);
int model_run(struct cli *cli);
int init_run(struct cli *cli);
int demo_run(struct cli *cli);
int user_run(struct cli *cli);
int token_run(struct cli *cli);
int import_run(struct cli *cli);
int htcds_run(struct cli *cli);
int journal_run(struct cli *cli);
int read_sheet_run(struct cli *cli);
int export_run(struct cli *cli);
int report_run(struct cli *cli);
int render_pack_run(struct cli *cli);
int notice_run(struct cli *cli);
int verify_run(struct cli *cli);
int publish_run(struct cli *cli);
int backup_run(struct cli *cli);
int restore_run(struct cli *cli);
int schema_run(struct cli *cli);
int doctor_run(struct cli *cli);

#endif
