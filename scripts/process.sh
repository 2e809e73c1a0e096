#!/usr/bin/env bash
# Become one process of the Procfile: scripts/process.sh web|worker|scheduler|release
# The Procfile is the only place that says how the application is run; containers start through here.
set -euo pipefail
cd "$(dirname "$0")/.."

command=$(sed -n "s/^${1:?which process of the Procfile?}: //p" Procfile)
if [ -z "$command" ]; then
  echo "The Procfile has no process called \"$1\"." >&2
  exit 2
fi
exec sh -c "$command"
