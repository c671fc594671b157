#!/bin/sh
# Writes the locks again. They name versions and hashes only, never the address a package came from, so that they
# mean the same behind any mirror.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links "$@"
}
compile requirements/installer.in --no-annotate --output-file requirements/installer.lock
compile pyproject.toml --group dev --constraints requirements/installer.lock --output-file requirements/packages.lock
compile requirements/process-mining.in --no-annotate --output-file requirements/process-mining.lock
