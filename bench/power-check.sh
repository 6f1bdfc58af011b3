#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The checker of bench/power-cut.sh for one image: every acknowledged record is in the change log, and `mlup verify`
# finds the database whole.   power-check.sh MLUP IMAGE ACKS
set -u
mlup=$1 image=$2 acks=$3
# The log writes ids as the API does; the database holds their bytes.
lost=$(comm -23 <(tr -d - <"$acks" | sort) \
    <(sqlite3 "$image/mlup.db" "SELECT lower(hex(record_id)) FROM change_log WHERE verb = 0 UNION ALL SELECT replace(record_id, '-', '') FROM change_log WHERE verb = 0 AND typeof(record_id) = 'text'" | sort -u) | wc -l)
if [ "$lost" != 0 ]; then
    echo "# $lost acknowledged writes are not in the image"
    exit 1
fi
"$mlup" verify --db "sqlite:$image/mlup.db" >"$image.verify" 2>&1 && exit 0
echo "# mlup verify found a fault:"
tail -n 5 "$image.verify"
exit 1
