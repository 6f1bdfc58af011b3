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

# Table and column by which the writer and the pages find records: SQLite must not walk an organisation for one of them.
lookups='finance_posting source_id
finance_posting advance
finance_posting obligation
expense liquidation
liquidation advance
liquidation status
period_report period
attachment owner_id
attachment hash
attendance session
trainee person'
plans() {
    { cat schema/sqlite.sql
      while read -r table column; do
          echo "EXPLAIN QUERY PLAN SELECT * FROM \"$table\" WHERE org_id = ?1 AND \"$column\" = ?2 AND deleted_ms = 0;"
      done <<<"$lookups"; } | sqlite3 :memory: 2>&1
}
plans | grep -vE "SEARCH .* USING INDEX" | grep -v '^QUERY PLAN' | report "records are found by an index, not by walking an organisation"
