#!/usr/bin/env bash
# Run a command inside the project's virtual environment, with this computer's own keys:
#   scripts/in_env.sh python manage.py shell
# A variable that is set already wins over var/keys.env.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -f var/keys.env ] || .venv/bin/python scripts/make_keys.py
while read -r line; do
  case $line in
    '' | '#'*) continue ;;
  esac
  name=${line%%=*}
  [ -n "${!name:-}" ] || export "$line"
done <var/keys.env
export PATH="$PWD/.venv/bin:$PATH"
exec "$@"
