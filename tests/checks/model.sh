#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# docs/data-model.md is what the catalogue says.
. "$(dirname "$0")/../checks_lib.sh"
if [ -x "${MLUP_BINARY:-}" ]; then
    "$MLUP_BINARY" model | diff docs/data-model.md - | head -n 20 | report "docs/data-model.md equals \`mlup model\`"
fi
