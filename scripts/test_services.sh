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
caller='make test-services' variable=TEST_POSTGRES_URL scratch=commonweal_test postgres_url=${TEST_POSTGRES_URL:-}
. scripts/services.sh

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
export DATABASE_URL=$postgres_url

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
