# SPDX-License-Identifier: Apache-2.0
# What ./run and ./test share: installing what is missing, fonts, the build.  Sourced by bash from the root of the
# source tree.  It never removes anything and never touches a database.

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Runs a command as root: directly, or with sudo when there is one.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "these packages are missing and installing needs root or sudo: $missing_packages"
    fi
}

# Prints the packages of the sections named that are not on this machine.
list_missing_packages() {
    local wanted installed section package command
    wanted=" $* "
    installed=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' 2>/dev/null) "
    while read -r section package command; do
        case "$wanted" in *" $section "*) ;; *) continue ;; esac
        if [ -n "$command" ]; then
            command -v "$command" >/dev/null && continue
        fi
        case "$installed" in *" $package=installed "*) ;; *) printf '%s ' "$package" ;; esac
    done < <(sed '/^#/d; /^$/d' tools/packages.txt)
}

# Installs what the sections named lack.  The package lists are read from the network only when they are too old
# to know a package.
install_packages() {
    command -v dpkg-query >/dev/null || die "this is not Debian; see docs/deploy.md for building elsewhere"
    missing_packages=$(list_missing_packages "$@")
    [ -n "$missing_packages" ] || return 0
    say "Installing with apt-get: $missing_packages"
    # shellcheck disable=SC2086 # a list of words
    apt_install $missing_packages || { as_root apt-get update && apt_install $missing_packages; } ||
        die "apt-get could not install: $missing_packages"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# Installs the npm packages of package-lock.json (fonts; with "dev" also what browser tests need), when the lock
# file changed since the last time.  No package runs a script, and none brings a browser.
install_npm() {
    local kind=$1 stamp wanted
    stamp=node_modules/.mlup-$kind
    wanted=$(cat package.json package-lock.json | cksum)
    if [ "$kind" = fonts ] && [ "$(cat node_modules/.mlup-dev 2>/dev/null)" = "$wanted" ]; then return 0; fi
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    say "Installing with npm: fonts$([ "$kind" = dev ] && printf ' and browser-test tools')"
    if [ "$kind" = dev ]; then npm ci --ignore-scripts --no-fund --no-audit
    else npm ci --omit=dev --ignore-scripts --no-fund --no-audit
    fi || die "npm ci failed"
    printf '%s' "$wanted" >"$stamp"
}

# Configures a build directory once and builds it: build_in DIR [meson options...].  Quiet when all is well.
build_in() {
    local dir=$1 log
    shift
    mkdir -p "$dir"
    log=$dir/build.log
    if [ ! -f "$dir/build.ninja" ]; then
        say "Configuring $dir"
        meson setup "$dir" . "$@" >"$log" 2>&1 || { cat "$log"; die "meson setup failed"; }
    fi
    if ! ninja -C "$dir" >"$log" 2>&1; then
        cat "$log"
        die "the build in $dir failed"
    fi
}

# Prints the path of the program in a build directory.
find_mlup() {
    local path
    for path in "$1/src/mlup" "$1/mlup"; do
        if [ -x "$path" ]; then
            printf '%s' "$path"
            return 0
        fi
    done
    die "the build in $1 made no mlup"
}
