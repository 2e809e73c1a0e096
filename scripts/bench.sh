#!/usr/bin/env bash
# Take every measurement, or those that are named: scripts/bench.sh scoring
# Called by `make bench`, inside scripts/in_env.sh.
#
# Pages are measured on SQLite and on PostgreSQL: on the server that BENCH_POSTGRES_URL names, else on the one of this
# computer, which is started and stopped again if it does not run. Without one they are measured on SQLite alone.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PATH:/usr/sbin:/usr/local/sbin"
caller='make bench' variable=BENCH_POSTGRES_URL scratch=commonweal_bench postgres_url=${BENCH_POSTGRES_URL:-}
. scripts/services.sh

if [ $# = 0 ] || [[ " $* " == *" pages "* ]]; then
  if [ -n "$postgres_url" ] || answers 5432 || has pg_lsclusters; then
    use_postgres
    export BENCH_POSTGRES_URL=$postgres_url
  else
    echo "There is no PostgreSQL on this computer, so pages are measured on SQLite alone." >&2
  fi
fi
python -m bench "$@"
