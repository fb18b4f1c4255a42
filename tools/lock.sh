#!/usr/bin/env bash
# Write the lock files anew from pyproject.toml and package.json, keeping what still fits; `--upgrade` takes the newest.
# Needs `uv` and `npm`. run.sh installs only what stands in these files.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@"
}

compile pyproject.toml "$@" --output-file requirements.lock
compile pyproject.toml --group dev --constraint requirements.lock "$@" --output-file requirements-dev.lock
compile --group npm "$@" --output-file requirements-npm.lock
compile --group audit "$@" --output-file requirements-audit.lock
npm install --package-lock-only --silent
