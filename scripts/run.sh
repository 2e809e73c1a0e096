#!/usr/bin/env bash
# Start the demonstration: database and demonstration data brought up to date, then web server, worker and scheduler.
# Called by `make run`, inside scripts/in_env.sh. Ctrl-C, a closed terminal or TERM stops all of it.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEMO=${DEMO:-1} HOST=${HOST:-127.0.0.1} PORT=${PORT:-8000}
export SITE_URL=${SITE_URL:-http://localhost:$PORT}
# honcho tells the whole group of each process to stop: a worker with children of its own would see them die first.
export WORKER_POOL=${WORKER_POOL:-solo}
# Starting takes twice as long without bytecode, and the checks are `make lint`'s.
unset PYTHONDONTWRITEBYTECODE
export SKIP_CHECKS=${SKIP_CHECKS:-1}

python scripts/check_port.py "$HOST" "$PORT"
scripts/process.sh release

pid_file=var/run-$PORT.pid
announcer='' honcho=''
stop() {
  trap '' INT TERM HUP
  [ -z "$announcer" ] || kill "$announcer" 2>/dev/null || true
  [ -z "$honcho" ] || { kill -TERM "$honcho" 2>/dev/null && wait "$honcho"; } || true
  rm -f "$pid_file"
}
trap stop EXIT
trap 'exit 0' INT TERM HUP
echo $$ >"$pid_file"

# The three processes each lead a session of their own, so a closed terminal does not reach them: honcho has to
# outlive it for as long as it takes to stop them.
(
  trap '' HUP
  exec honcho --env /dev/null start web worker scheduler
) &
honcho=$!

PYTHONPATH=. python scripts/announce.py &
announcer=$!

wait "$honcho" && code=0 || code=$?
honcho=''
case $code in
  130 | 143) exit 0 ;; # honcho was told to stop: nothing went wrong
esac
exit "$code"
