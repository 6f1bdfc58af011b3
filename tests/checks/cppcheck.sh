#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# cppcheck over the whole program; the few suppressions are argued for in tests/checks/cppcheck.supp.
. "$(dirname "$0")/../checks_lib.sh"
mkdir -p build-test/cppcheck
list_files 'src/*.c' | grep -v '_test\.c$' >build-test/cppcheck.files
cppcheck --file-list=build-test/cppcheck.files --enable=warning,portability,performance --inline-suppr --std=c11 -D__GNUC__ -Isrc \
    --suppressions-list=tests/checks/cppcheck.supp --cppcheck-build-dir=build-test/cppcheck -j 2 --quiet \
    --template='{file}:{line}: {id}: {message}' 2>&1 | grep -v '^nofile' | report "cppcheck finds nothing"
