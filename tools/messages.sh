#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Collects every text that people see and names those that i18n/km.po lacks (exit 1).  See messages.py.
exec python3 "$(dirname "$0")/messages.py" "$@"
