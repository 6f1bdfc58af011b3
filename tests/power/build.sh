#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the power-cut tools into the folder named.  Outside Meson: a preloaded library cannot have sanitizers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
mkdir -p "$out"
flags="-std=gnu17 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wshadow -Werror"
gcc $flags -fPIC -shared -o "$out/powercut.so" "$here/powercut.c" -ldl -lpthread
gcc $flags -o "$out/powerimage" "$here/powerimage.c"
gcc $flags -o "$out/powerload" "$here/powerload.c" -lsqlite3
