# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL 15 of one's own in a temporary folder, on a unix socket, durable (fsync on) as in an office.
# Sourced by ./test and bench/.  Not for production.

postgres_bin=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root; then it runs as the user that its Debian package makes.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid postgres --regid postgres --clear-groups "$@")
    else "$@"
    fi
}

# Starts one and sets postgres_url (a database to create others from) and postgres_dir.
start_postgres() {
    postgres_dir=$(mktemp -d /tmp/mlup-postgres-XXXXXX)
    [ "$(id -u)" = 0 ] && chown postgres: "$postgres_dir"
    chmod 755 "$postgres_dir"
    as_postgres "$postgres_bin/initdb" -D "$postgres_dir/data" -U mlup -A trust -E UTF8 --locale=C.UTF-8 \
        >"$postgres_dir.log" 2>&1 || { cat "$postgres_dir.log"; die "initdb failed"; }
    # No TCP: the socket's folder is its own, so the port number cannot be taken.
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -w -t 60 -l "$postgres_dir/server.log" \
        -o "-c listen_addresses='' -c unix_socket_directories='$postgres_dir' -c max_connections=200 -c fsync=on" \
        start >>"$postgres_dir.log" 2>&1 || { cat "$postgres_dir.log"; die "PostgreSQL did not start"; }
    postgres_url="postgresql://mlup@/postgres?host=$postgres_dir"
}

stop_postgres() {
    [ -n "${postgres_dir:-}" ] || return 0
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$postgres_dir" "$postgres_dir.log"
    postgres_dir=
}
