# shellcheck shell=bash
# Sourced by `try` and `test`: the system's packages, a virtual environment and the built wheel in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# Run a command; show what it printed only when it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || { say "$output" "Failed: $*"; return 1; }
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Install the Debian or Ubuntu packages named; elsewhere, say what stands in for them.
system_packages() {
  local missing=() package
  if ! command -v apt-get >/dev/null; then
    say "No apt-get here: Python 3.11 or newer and PortAudio must be there already (README.md, Install)."
    return
  fi
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  if [ "${#missing[@]}" -eq 0 ]; then return; fi
  say "Installing ${missing[*]}"
  quietly as_root apt-get -o Acquire::Retries=5 update
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o Acquire::Retries=5 install --yes --no-install-recommends "${missing[@]}"
}

# Make .venv, build the wheel and install it with the extras named first. More arguments go to pip.
install_wheel() {
  local extras=$1
  shift
  local python=${PYTHON:-python3} pip=(.venv/bin/python -m pip --quiet) wheel
  export PIP_RETRIES=10 PIP_DEFAULT_TIMEOUT=${PIP_DEFAULT_TIMEOUT:-60} PIP_DISABLE_PIP_VERSION_CHECK=1
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Miolingo needs Python 3.11 or newer. Install one and name it: PYTHON=python3.12 $0"
    return 3
  fi
  [ -x .venv/bin/pip ] || quietly "$python" -m venv --clear .venv
  say "Building Miolingo and installing it in .venv (the first time: about 180 MB to download, 650 MB on disk)"
  quietly "${pip[@]}" install --upgrade "pip>=25.1"
  rm -rf build/wheel
  quietly "${pip[@]}" wheel --no-deps --wheel-dir build/wheel .
  wheel=$(echo build/wheel/miolingo-*.whl)
  quietly "${pip[@]}" install --no-deps --force-reinstall "$wheel"
  quietly "${pip[@]}" install "${wheel}[$extras]" "$@"
}
