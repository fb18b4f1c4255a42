#!/usr/bin/env bash
# Collect the Korean sentences of code and templates into the English catalogue; then fill in what is empty there.
set -euo pipefail
cd "$(dirname "$0")/.."

sentences=$(mktemp)
trap 'rm -f "$sentences"' EXIT
babel() { .venv/bin/python -m babel.messages.frontend --quiet "$@"; }

babel extract --mapping-file pyproject.toml --keywords N_ --keywords gettext:1 --no-location --sort-output \
    --output-file "$sentences" .
if [ -e kiosk/translations/en ]; then
    babel update --input-file "$sentences" --output-dir kiosk/translations --locale en --no-fuzzy-matching --ignore-obsolete --width 120
else
    babel init --input-file "$sentences" --output-dir kiosk/translations --locale en
fi
grep -c '^msgstr ""$' kiosk/translations/en/LC_MESSAGES/messages.po | sed 's/$/ sentences may wait for their English/' || true
