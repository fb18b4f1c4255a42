#!/bin/bash
# Starts a word of the program in its container. A setting may be in a file, as secrets are given there: NAME_FILE=/run/secrets/x.
set -euo pipefail
for name in KIOSK_REDIS_URL KIOSK_EDGE_TOKEN; do
    file=${name}_FILE
    [ -n "${!file-}" ] || continue
    [ -r "${!file}" ] || {
        echo "$file: ${!file} cannot be read. Make it as docs/deploy.md says (a secret of this service)." >&2
        exit 2
    }
    value=$(<"${!file}")
    export "$name=$value"
    unset "$file"
done
exec /usr/local/lib/expo-kiosk/run.sh "$@"
