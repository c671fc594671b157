#!/bin/sh
# Makes .venv hold exactly what the locks say, and this checkout importable from it.
#
# uv does the work in seconds; it comes by pip, pinned by hash. Where uv cannot reach the packages (an index that
# only pip is configured for, an unusual platform), pip installs the same lock with the same hashes.
# The checkout itself is installed editable without build isolation: its build backend is in the lock, so
# nothing outside the lock is ever downloaded and the command and the package metadata are real ones.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
venv_python=.venv/bin/python

fail() {
    printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    fail "there is no '$python'" "install Python 3.11 or newer, or say which one: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "'$python' is older than 3.11" "install Python 3.11 or newer, or say which one: make PYTHON=python3.12"

# The programs in .venv/bin know the place they were made for, so a checkout that was moved starts anew.
place=$(pwd -P)
if [ "$(cat .venv/.place 2>/dev/null)" != "$place" ] || ! "$venv_python" -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "'$python' cannot make a virtual environment: its modules venv and ensurepip are missing" \
            "on Debian or Ubuntu: apt-get install python3-venv"
    echo "setting up .venv (once)" >&2
    rm -rf .venv
    "$python" -m venv .venv
    printf '%s' "$place" >.venv/.place
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
# As pip does, uv trusts the certificates of this machine, among which a company may have put its own.
export UV_SYSTEM_CERTS=true
install_with_pip() {
    echo "uv could not install the lock; using pip" >&2
    "$venv_python" -m pip install --quiet --require-hashes -r requirements/packages.lock ||
        fail "the packages of requirements/packages.lock could not be installed" \
            "check that this machine reaches its package index, then run the same command again"
}
"$venv_python" -m pip install --quiet --require-hashes -r requirements/installer.lock &&
    "$venv_python" -m uv pip sync --quiet --require-hashes --python "$venv_python" requirements/packages.lock ||
    install_with_pip

"$venv_python" -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
