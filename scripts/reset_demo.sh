#!/usr/bin/env bash
# Start the demonstration afresh: everything in var/ but the keys goes, then its data is made again.
# Called by `make demo`, inside scripts/in_env.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${DATABASE_URL:-}" ] || [ -n "${MEDIA_ROOT:-}" ]; then
  echo "DATABASE_URL or MEDIA_ROOT is set: make demo only ever empties the demonstration in var/, so nothing was done." >&2
  exit 1
fi
for pid_file in var/run-*.pid; do
  if [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; then
    echo "The demonstration is running (process $(cat "$pid_file")). Stop it first, then: make demo" >&2
    exit 1
  fi
done

rm -rf var/commonweal.sqlite3* var/media var/broker var/beat-schedule* var/run-*.pid
export DEMO=${DEMO:-1}
scripts/process.sh release
