#!/usr/bin/env bash
# Resolve requirements*.in again into exact versions. No address of a package index gets into the files.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in requirements requirements-dev; do
  .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
    --no-header --no-annotate "$name.in" --output-file "$name.txt"
done
