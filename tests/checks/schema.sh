#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The schema files are derived from the catalogue: `mlup schema` must say the same.
. "$(dirname "$0")/../checks_lib.sh"
if [ ! -x "${MLUP_BINARY:-}" ]; then
    list_files 'schema/*.sql' | sed 's/$/: there is no program to compare it with/' | report "no schema file goes stale"
    exit
fi
for database in sqlite postgres; do
    "$MLUP_BINARY" schema "$database" 2>&1 | diff "schema/$database.sql" - 2>&1 | head -n 40 |
        report "schema/$database.sql is what \`mlup schema $database\` prints"
done
