#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every visible text exists in both languages.
. "$(dirname "$0")/../checks_lib.sh"
if [ -f i18n/km.po ]; then
    msgfmt --check-format --check-domain -o /dev/null i18n/km.po 2>&1 | report "i18n/km.po is well-formed"
    msgattrib --untranslated --no-obsolete i18n/km.po | grep '^msgid' | grep -v '^msgid ""$' | report "every message of i18n/km.po is translated"
    msgattrib --only-fuzzy --no-obsolete i18n/km.po | grep '^#~\? *msgid\|^msgid' | grep -v '^msgid ""$' | report "no translation is only a guess (fuzzy)"
fi
if [ -f tools/messages.sh ]; then
    { found=$(sh tools/messages.sh 2>&1) || echo "$found"; } | report "every text of the program is in i18n/km.po (tools/messages.sh)"
fi
