#!/bin/bash
# What compose.yaml needs before it can start (docs/deploy.md):
#   deploy/container/prepare.sh KIOSK_NAME LIVE_NAME   names, passwords of Redis, the place of the certificate
#   deploy/container/prepare.sh tokens                 once the square runs: a token for each edge
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

main() {
    case $# in
        2) names "$@" ;;
        1) [ "$1" = tokens ] && tokens ;;
        *) false ;;
    esac || {
        sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
        exit 2
    }
}

names() {
    local name
    for name in "$@"; do
        [[ $name =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ ]] || {
            echo "$name: a host name like kiosk.expo.example, without https:// and port" >&2
            return 1
        }
    done
    printf 'KIOSK_NAME=%s\nLIVE_NAME=%s\n' "$1" "$2" >.env
    mkdir -p -m 700 secrets tls
    ../redis/make-users.sh secrets 172.28.24.11:6380
    readable
    if [ ! -s tls/fullchain.pem ] || [ ! -s tls/privkey.pem ]; then
        echo "Now put fullchain.pem and privkey.pem, for $1 and $2, into $PWD/tls, readable (chmod 644): the folder is closed to others."
    fi
}

tokens() {
    local number token
    for number in 1 2; do
        [ -s "secrets/edge$number-token" ] && continue
        token=$(docker compose exec --no-TTY kiosk /usr/local/lib/expo-kiosk/run.sh station add --role edge --name "edge$number" --json |
            sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
        [ -n "$token" ] || {
            echo "No token for edge$number: is the square running? (docker compose logs kiosk)" >&2
            exit 1
        }
        printf '%s' "$token" >"secrets/edge$number-token"
    done
    readable
    grep -q '^COMPOSE_PROFILES=' .env || echo 'COMPOSE_PROFILES=audience' >>.env
}

readable() { # by the users in the containers; on this machine the folder keeps everybody else out
    chmod 644 secrets/*
}

main "$@"
