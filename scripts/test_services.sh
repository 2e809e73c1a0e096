#!/usr/bin/env bash
# Run the tests marked "services" or "postgres" on PostgreSQL, those with a worker on Redis, and those of them without
# a browser again on RabbitMQ.
# Called by `make test-services`.
#
# A server that is installed but not running is started, and stopped again at the end. TEST_POSTGRES_URL,
# TEST_REDIS_URL and TEST_AMQP_URL name servers elsewhere; for those nothing is started or made.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH:/usr/sbin:/usr/local/sbin"
scratch=commonweal_test # the role on PostgreSQL and the virtual host on RabbitMQ that the tests use

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
make test-services found no $1 that it could start or use.
  Install one:   sudo apt-get install -y $2      (macOS: brew install ${2%%-*} and start it)
  or name one:   make test-services $3=$4
TEXT
  exit 1
}

use_postgres() {
  [ -z "${TEST_POSTGRES_URL:-}" ] || return 0
  if ! answers 5432; then
    if has pg_lsclusters && read -r version cluster _ < <(pg_lsclusters --no-header) && [ -n "$version" ]; then
      echo "Starting PostgreSQL $version/$cluster"
      as postgres pg_ctlcluster "$version" "$cluster" start </dev/null >/dev/null
      clean_up+=("as postgres pg_ctlcluster $version $cluster stop --mode fast")
      wait_for PostgreSQL 5432
    else
      no_server PostgreSQL postgresql TEST_POSTGRES_URL postgres://user:password@host:5432/database
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
    echo "PostgreSQL runs on this computer, but this account may not make the role that the tests use. Make it once:" >&2
    echo "  sudo -u postgres psql -c \"CREATE ROLE $scratch LOGIN CREATEDB PASSWORD '$scratch'\"" >&2
    echo "then: make test-services TEST_POSTGRES_URL=postgres://$scratch:$scratch@127.0.0.1:5432/$scratch" >&2
    exit 1
  fi
  # The tests make and drop their own database, test_$scratch; this one is never made.
  TEST_POSTGRES_URL=postgres://$scratch:$scratch@127.0.0.1:5432/$scratch
}

use_redis() {
  [ -z "${TEST_REDIS_URL:-}" ] || return 0
  local port=6379
  if ! answers $port; then
    has redis-server || no_server Redis redis-server TEST_REDIS_URL redis://host:6379/0
    echo "Starting Redis"
    redis-server --bind 127.0.0.1 --port $port --save '' --appendonly no --daemonize yes --dir "$PWD/var" >/dev/null
    clean_up+=("python -c 'import redis; redis.Redis(port=$port).shutdown(nosave=True)'")
    wait_for Redis $port
  fi
  # A database that nobody uses, emptied afterwards.
  if ! TEST_REDIS_URL=$(python scripts/empty_redis.py $port); then
    echo "Every database of the Redis on this computer holds data; name an empty one with TEST_REDIS_URL." >&2
    exit 1
  fi
  clean_up+=("python -c 'import redis; redis.from_url(\"$TEST_REDIS_URL\").flushdb()'")
}

use_rabbitmq() {
  [ -z "${TEST_AMQP_URL:-}" ] || return 0
  if ! answers 5672; then
    has rabbitmq-server || no_server RabbitMQ rabbitmq-server TEST_AMQP_URL amqp://guest:guest@host:5672//
    echo "Starting RabbitMQ"
    as rabbitmq rabbitmq-server -detached </dev/null >/dev/null 2>&1
    clean_up+=("as rabbitmq epmd -kill" "as rabbitmq rabbitmqctl stop")
    wait_for RabbitMQ 5672
    as rabbitmq rabbitmqctl --quiet await_startup </dev/null
  fi
  # A virtual host of its own where this account may make one, else the default one.
  TEST_AMQP_URL=amqp://guest:guest@127.0.0.1:5672//
  if as rabbitmq rabbitmqctl --quiet add_vhost $scratch </dev/null >/dev/null 2>&1; then
    clean_up+=("as rabbitmq rabbitmqctl --quiet delete_vhost $scratch </dev/null")
    as rabbitmq rabbitmqctl --quiet set_permissions --vhost $scratch guest '.*' '.*' '.*' </dev/null
    TEST_AMQP_URL=amqp://guest:guest@127.0.0.1:5672/$scratch
  fi
}

use_postgres
use_redis
use_rabbitmq
export DATABASE_URL=$TEST_POSTGRES_URL

chosen=("$@")
part() { # part TITLE BROKER PYTEST-ARGUMENT...: with ARGS, a part of which nothing was chosen is no fault
  local code=0
  echo "--- $1"
  CELERY_BROKER_URL=$2 pytest "${@:3}" ${chosen[@]+"${chosen[@]}"} || code=$?
  [ $code = 0 ] || { [ $code = 5 ] && [ ${#chosen[@]} -gt 0 ]; }
}
beside() {
  part "without a worker, on PostgreSQL" filesystem://localhost// -n 1 -m "(services or postgres) and not worker" &&
    part "with a worker, on PostgreSQL and RabbitMQ" "$TEST_AMQP_URL" -n 1 -m "services and worker and not browser"
}

# Two at a time, each with its own broker and its own database, which `-n 1` gives the second.
log=$(mktemp)
clean_up+=("rm -f $log")
beside >"$log" 2>&1 &
second=$!
clean_up+=("pkill -P $second")
failed=0
part "with a worker, on PostgreSQL and Redis" "$TEST_REDIS_URL" -m "services and worker" || failed=1
wait "$second" || failed=1
cat "$log"
exit $failed
