#!/usr/bin/env bash
# Make the virtual environment if there is none and install locked packages into it:
#   scripts/python_packages.sh requirements.txt [requirements-dev.txt]
# uv does it in seconds; where uv cannot be had, or cannot reach this computer's package index, pip does the same.
set -euo pipefail
cd "$(dirname "$0")/.."
uv_version=0.13.9

files=()
for file in "$@"; do files+=(-r "$file"); done
[ -x .venv/bin/python ] || "$(scripts/find_python.sh)" -m venv .venv
echo "Installing Python packages: $*"
export PIP_DISABLE_PIP_VERSION_CHECK=1
if .venv/bin/python -m pip install --quiet --only-binary :all: "uv==$uv_version" 2>/dev/null &&
  .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python "${files[@]}"; then
  exit 0
fi
.venv/bin/python -m pip install --quiet "${files[@]}"
