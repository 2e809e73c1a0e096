#!/usr/bin/env bash
# Everything that can be said about the code without running it. Called by `make lint`, inside scripts/in_env.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

check() {
  echo "--- $*"
  "$@"
}
check ruff check .
check ruff format --check .
check lint-imports
check mypy scoring procurement/*/services*
check djlint templates --lint --quiet

# The last two ask Django itself, with the settings that production would have.
unset DEMO DEBUG HTTPS_ONLY
export ALLOWED_HOSTS=commonweal.example.org CSRF_TRUSTED_ORIGINS=https://commonweal.example.org BEHIND_PROXY=1
export SITE_URL=https://commonweal.example.org
check python manage.py makemigrations --check --dry-run
check python manage.py check --deploy --fail-level WARNING
