/* SPDX-License-Identifier: Apache-2.0 */
/* The table of subcommands. */
#include "cli/commands.h"

const struct command cli_commands[] = {
    {"serve", "[--host ADDRESS] [--port N]", "Serve the program to browsers and the API.", NULL, serve_run},
    {"routes", "", "List every address of the program.", NULL, routes_run},
    {"model", "", "Print the data model, drawn from the catalogue.", NULL, model_run},
    {"init", "[--admin LOGIN --org NAME [--password-stdin]]",
     "Make a database with its key file and the gazetteer.",
     "With --admin also the lead organisation and its first administrator; else the first page makes them.  "
     "The password\n"
     "is made up and shown once unless it comes on standard input.",
     init_run},
    {"demo", "[--people N] [--groups N] [--seed S] [--quiet] | --logins [--json]",
     "Fill the database with the demo programme, or list its logins.",
     "Two years of trainings, people and savings groups are invented (6,000 people and 138 groups unless said\n"
     "otherwise); the same seed gives the same records.  A database that has the demo is left as it is.",
     demo_run},
    {"user", "add|list|passwd|role|deactivate|activate|unlock …", "Who may sign in.",
     "user add LOGIN --role ROLE[,ROLE] [--org NAME] [--name NAME] [--language km|en] [--email ADDRESS]\n"
     "              [--scope own|team|organisation] [--team NAME] [--password-stdin]\n"
     "user list [--org NAME]\n"
     "user passwd LOGIN [--password-stdin]\n"
     "user role LOGIN add|remove ROLE [--org NAME] [--scope SCOPE] [--team NAME]\n"
     "user deactivate LOGIN, user activate LOGIN, user unlock LOGIN\n\n"
     "Done in the running server when there is one.",
     user_run},
    {"token", "create|list|revoke …", "Keys for programs that use the API.",
     "token create LOGIN --name TEXT [--org NAME] [--scopes read,write,people,training…] [--days N]\n"
     "token list [--org NAME]\n"
     "token revoke ID [--org NAME]\n\n"
     "Done in the running server when there is one.  A token is shown once.",
     token_run},
    {"key", "rotate [--org NAME]", "Change the key that everything sealed hangs on.",
     "Without --org a new master key: every organisation's key is wrapped again, the new file takes the place of the old,\n"
     "which is kept as FILE.until-TIME for older backups.  With --org a new key of one organisation.  Sealed fields, chain\n"
     "and sessions stay; a signed state of the change log is from then on signed with another key.  Stop the server first.",
     key_run},
    {"import", "gazetteer FILE [--apply] | TYPE FILE [--org NAME] [--apply] …",
     "Show what a file would change; with --apply change it.",
     "gazetteer: CSV with the columns code, level, name_en, name_km, type and, when known, parent_code, alias,\n"
     "valid_from, valid_to, merged_into.  A place that is not in the file any more ends today; it is never deleted.\n\n"
     "TYPE is a name as in the API (person, household, attendance…), FILE is CSV or XLSX.  Columns are matched by their\n"
     "headers, as the last time or as suggested; more is said with\n"
     "  --column HEADER=FIELD  this column is that field; FIELD is also code, key or none (may be given several times)\n"
     "  --dates day|month      what comes first in 03/04/2016     --dots groups|decimals  what the dot in 1.234 is\n"
     "  --currency KHR|USD     of amounts without one             --sheet N               which sheet, from 1\n"
     "  --known, --twice skip|update|create   people who are in the register already; rows that are twice in the file\n"
     "Done in the running server when there is one, which must be able to read FILE.",
     import_run},
    {"export", "TYPE --purpose TEXT [--format csv|xlsx|json] [--org NAME] …", "Write all records of a kind to standard output.",
     "TYPE is a name as in the API: person, sessions, attendance…  Sealed fields stay sealed; the file is "
     "otherwise as\n"
     "secret as the database.  The purpose stands in the list of exports before the file begins.\n\n"
     "--columns A,B    only these fields\n"
     "--filter QUERY   as in the address of a list: \"sex=f&village.within=03\"\n"
     "--names km|en    names of choices, places and references instead of codes\n"
     "--hxl            a second row with HXL tags\n\n"
     "TYPE may also be iati or 360giving [--programme NAME], or dhis2 [--set CODE] --from PERIOD [--until PERIOD]\n"
     "[--format dhis2_json|dhis2_csv|adx], or savix --org NAME --from 2017-Q1 [--until QUARTER] [--format csv|xlsx]:\n"
     "files for other systems, checked before they are written.",
     export_run},
    {"journal", "balance|check|convert|import FILE [--syntax ledger|hledger|beancount] …",
     "Read a plain-text journal of ledger, hledger or beancount, without a database.",
     "journal balance FILE [--as-of DAY] [--tree | --csv]   what stands on every account\n"
     "journal check FILE                                    whether it can be read and every transaction balances\n"
     "journal convert FILE --to ledger|hledger|beancount|csv the same book for another program, to standard output\n"
     "journal import FILE --book BOOK [--org NAME] [--apply] its transactions as entries of a book of the database\n"
     "journal convert FILE --to ofx --account NAME           the statement of an account\n"
     "journal convert FILE.ofx --to … --account NAME --other NAME\n"
     "                                                       a statement as a book\n\n"
     "The syntax is seen from the file's name or what it says.  Files that it includes must lie in its folder or below.",
     journal_run},
    {"htcds", "check|convert FILE [--to csv|xlsx|json] [--header names|labels]",
     "Read a file of cases in HTCDS 2.0, without a database.",
     "check says what is wrong, by row and field; convert writes the same cases in another form to standard output.\n"
     "FILE is CSV, XLSX or JSON in any spelling of the standard's own files; --header says which of two rows of headers\n"
     "counts where they contradict each other.  Case files of a database leave and come in by its pages and its API,\n"
     "where rights, consents and the log of reads are.",
     htcds_run},
    {"read-sheet", "[N] < FILE", "Read a table without any rights; imports start it, nobody else needs it.",
     "Writes the rows of sheet N (from 0) to standard output, in the frames of src/exchange/sheet/sheet_frame.h.",
     read_sheet_run},
    {"report", "pack ID --purpose TEXT [--pdf FILE] [--xlsx FILE] [--lang en|km|both] [--outside]",
     "Write the donor pack of a period report.",
     "ID is that of the report's address.  --outside: as a donor gets it, with small counts taken out.  The "
     "purpose stands\n"
     "in the list of exports before the files are written.",
     report_run},
    {"render-pack", "", "Turn a pack's order on standard input into its file; the server starts this by itself.", NULL,
     render_pack_run},
    {"publish", "[--org NAME] [--least N]", "Publish counts of the people who came back to an organisation.",
     "No count below N (5 unless said otherwise, and never less) can be told from it, nor from it and an earlier one.  What is\n"
     "published is seen by the lead and donors, and cannot be taken back.  Done in the running server when there is one.",
     publish_run},
    {"notice", "run|test LOGIN", "Send what waits: mails and webhooks; or a mail that tests the way.",
     "A running server sends by itself; without one `notice run` does it once, for a machine that is on now and then.\n"
     "Give it the settings of the server (--mail-server, --public-url…).",
     notice_run},
    {"verify", "[--quiet] [--checkpoint] [--against FILE]",
     "Recompute the change log, records and promises, and compare.",
     "--checkpoint prints the newest signed state of the change log, for another office to keep; --against "
     "checks a file\n"
     "of such lines.  Works beside a running server.  Exit code 0 when all is well.",
     verify_run},
    {"backup", "FILE|FOLDER [--quiet]", "Copy the database into a new file, also while the server runs.",
     "On PostgreSQL it calls pg_dump.  The key file is not in a backup: keep it elsewhere.", backup_run},
    {"restore", "FILE", "Make a new database of a backup and verify it.",
     "The database named by --db must not exist, and the key file must be in its place.  On PostgreSQL it "
     "calls pg_restore.",
     restore_run},
    {"schema", "[sqlite|postgres] | --check",
     "Print the tables as SQL, or tell whether the database has them.", NULL, schema_run},
    {"doctor", "", "Look over the installation: rights, passwords, TLS, backups, disk, clock.",
     "Give it the settings of the server (--config, --host, --backup-dir…).  Exit code 1 when something is "
     "bad.",
     doctor_run},
    {NULL, NULL, NULL, NULL, NULL},
};
