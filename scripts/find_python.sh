#!/usr/bin/env bash
# Print the first Python on this computer that is 3.11 or newer (PYTHON names one that goes first); fail if there is none.
set -euo pipefail

for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    "$candidate" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done
exit 1
