#!/usr/bin/env bash
# See that this computer has the programs and libraries that are not Python or npm packages:
#   scripts/system_packages.sh run    to run the application
#   scripts/system_packages.sh test   to run its tests as well (Chromium, PDF tools, LibreOffice)
# What is missing is installed where that needs no password; otherwise the line to type is shown and nothing is changed.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?run or test}
python=$(scripts/find_python.sh) || python=

has() { command -v "$1" >/dev/null 2>&1; }
has_library() { # a shared library by the name under which WeasyPrint loads it
  [ -n "$python" ] && "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" >/dev/null 2>&1
}
has_pango() {
  if [ "$(uname)" = Darwin ]; then
    ls /opt/homebrew/lib/libpango-1.0.dylib /usr/local/lib/libpango-1.0.dylib 2>/dev/null | grep -q .
  else
    has_library libpango-1.0.so.0 && has_library libpangoft2-1.0.so.0 && has_library libharfbuzz-subset.so.0
  fi
}
has_node() { has node && has npm && [ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ]; }
has_chromium() { has chromium || has chromium-browser || has google-chrome; }

debian=() fedora=() homebrew=()
need() { # need DEBIAN FEDORA HOMEBREW: package names for one missing thing
  # shellcheck disable=SC2206 # several names in one argument are meant to be split
  debian+=($1) fedora+=($2) homebrew+=($3)
}
if [ -z "$python" ]; then
  need 'python3 python3-venv' python3 python@3.12
elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  need python3-venv python3 python@3.12
fi
has_pango || need 'libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0' 'pango harfbuzz' pango
has_node || need 'nodejs npm' 'nodejs npm' node
if [ "$purpose" = test ]; then
  has_chromium || need chromium chromium chromium
  has pdftotext || need poppler-utils poppler-utils poppler
  has soffice || need libreoffice-calc libreoffice-calc libreoffice
fi
[ ${#debian[@]} -gt 0 ] || exit 0

apt_line="apt-get update && apt-get install -y --no-install-recommends ${debian[*]}"
if has apt-get; then
  if [ "$(id -u)" = 0 ]; then
    as_root=(env)
  elif has sudo && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
  else
    echo "Some system packages are missing. Install them, then run make again:" >&2
    echo "  sudo sh -c '$apt_line'" >&2
    exit 1
  fi
  echo "Installing system packages: ${debian[*]}"
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive sh -ec "$apt_line" </dev/null
elif has brew; then
  echo "Some packages are missing. Install them, then run make again:" >&2
  echo "  brew install ${homebrew[*]}" >&2
  exit 1
elif has dnf; then
  echo "Some system packages are missing. Install them, then run make again:" >&2
  echo "  sudo dnf install ${fedora[*]}" >&2
  exit 1
else
  echo "Some programs or libraries are missing. Install what your system calls these, then run make again:" >&2
  echo "  ${debian[*]}" >&2
  exit 1
fi

# Installed is not yet new enough: an old distribution may have an older Python or Node.js.
if ! scripts/find_python.sh >/dev/null; then
  echo "Python 3.11 or newer is needed. Install it, or name it: make run PYTHON=/path/to/python3.12" >&2
  exit 1
fi
if ! has_node; then
  echo "Node.js 18 or newer with npm is needed to build the style sheets; this computer has $(node --version)." >&2
  exit 1
fi
