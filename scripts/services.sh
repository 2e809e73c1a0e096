#!/usr/bin/env bash
# Servers that tests and measurements need: found where they run, else started, and stopped again at the end.
# Sourced by scripts/test_services.sh and scripts/bench.sh from the project's folder, with what the caller sets:
#   caller     what was typed, for messages: make test-services
#   variable   the variable by which it is told of a PostgreSQL elsewhere
#   scratch    the role on PostgreSQL and the virtual host on RabbitMQ that it uses
# use_postgres leaves its address in `postgres_url`, which may be set before.

clean_up=()
trap 'for ((i = ${#clean_up[@]} - 1; i >= 0; i--)); do eval "${clean_up[i]}" >/dev/null 2>&1 || true; done' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

has() { command -v "$1" >/dev/null 2>&1; }
as() { # as USER COMMAND...: run it as a server's own user, where that needs no password
  local user=$1
  shift
  if [ "$(id -un)" = "$user" ]; then
    "$@"
  elif [ "$(id -u)" = 0 ]; then
    runuser -u "$user" -- "$@"
  else
    sudo -n -u "$user" "$@"
  fi
}
answers() { python -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1" 2>/dev/null; }
wait_for() { # wait_for NAME PORT
  for _ in $(seq 150); do
    if answers "$2"; then return; fi
    sleep 0.2
  done
  echo "$1 was started but does not answer on port $2 of this computer after 30 seconds." >&2
  exit 1
}
no_server() { # no_server NAME PACKAGE VARIABLE EXAMPLE
  cat >&2 <<TEXT
$caller found no $1 that it could start or use.
  Install one:   sudo apt-get install -y $2      (macOS: brew install ${2%%-*} and start it)
  or name one:   $caller $3=$4
TEXT
  exit 1
}

use_postgres() {
  [ -z "${postgres_url:-}" ] || return 0
  if ! answers 5432; then
    if has pg_lsclusters && read -r version cluster _ < <(pg_lsclusters --no-header) && [ -n "$version" ]; then
      echo "Starting PostgreSQL $version/$cluster"
      as postgres pg_ctlcluster "$version" "$cluster" start </dev/null >/dev/null
      clean_up+=("as postgres pg_ctlcluster $version $cluster stop --mode fast")
      wait_for PostgreSQL 5432
    else
      no_server PostgreSQL postgresql $variable postgres://user:password@host:5432/database
    fi
  fi
  local administrator=(psql --no-psqlrc --quiet --dbname postgres)
  "${administrator[@]}" -c 'SELECT 1' >/dev/null 2>&1 || administrator=(as postgres "${administrator[@]}")
  if ! "${administrator[@]}" >/dev/null 2>&1 <<SQL; then
DO \$\$ BEGIN
  CREATE ROLE $scratch LOGIN CREATEDB PASSWORD '$scratch';
EXCEPTION WHEN duplicate_object THEN NULL;
END \$\$;
SQL
    echo "PostgreSQL runs on this computer, but this account may not make the role that is used. Make it once:" >&2
    echo "  sudo -u postgres psql -c \"CREATE ROLE $scratch LOGIN CREATEDB PASSWORD '$scratch'\"" >&2
    echo "then: $caller $variable=postgres://$scratch:$scratch@127.0.0.1:5432/$scratch" >&2
    exit 1
  fi
  # A database of its own, test_$scratch, is made there and dropped; this one is never made.
  postgres_url=postgres://$scratch:$scratch@127.0.0.1:5432/$scratch
}
