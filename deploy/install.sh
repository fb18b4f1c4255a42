#!/bin/bash
# Makes a Debian or Ubuntu machine (a laptop, a mini-PC, WSL with systemd) one that serves an expo. As root, in this folder's
# repository, with the network on; again after an update, which keeps every setting.
#   deploy/install.sh square                     the server of the square, which starts with the machine
#   deploy/install.sh nginx KIOSK_NAME [LIVE_NAME]  nginx before it (and before edges, where LIVE_NAME is said)
#   deploy/install.sh redis                      Redis between square and edges
#   deploy/install.sh edges PORT...              edges of this machine, behind its nginx
# DESTDIR=DIR lays the files out in DIR and starts nothing.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${DESTDIR-}
home=$root/usr/local/lib/expo-kiosk
settings=$root/etc/expo-kiosk

main() {
    [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "This needs root: sudo deploy/install.sh $*"
    case ${1-} in
        square) square ;;
        nginx) case $# in 2 | 3) in_front "$2" "${3-}" ;; *) usage ;; esac ;;
        redis) between ;;
        edges) [ $# -ge 2 ] || usage; shift; edges "$@" ;;
        *) usage ;;
    esac
}

square() {
    program
    [ -n "$root" ] || id expo-kiosk >/dev/null 2>&1 ||
        useradd --system --home-dir /var/lib/expo-kiosk --shell /usr/sbin/nologin expo-kiosk
    setting kiosk.env
    unit kiosk.service
    begin kiosk
    say "Settings: $settings/kiosk.env. What the server says, the first organiser's link too: journalctl -u kiosk"
}

in_front() {
    local name
    for name in "$@"; do
        [[ $name =~ ^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$ ]] ||
            fail "$name: a host name like kiosk.expo.example, without https:// and port."
    done
    packages nginx
    mkdir -p "$root/etc/nginx" "$root/var/cache/nginx"
    install -d -m 700 "$settings/tls"
    keep_own "$root/etc/nginx/nginx.conf"
    cp "$source/deploy/nginx/nginx.conf" "$root/etc/nginx/nginx.conf"
    mkdir -p "$root/etc/nginx/expo"
    for name in "$source"/deploy/nginx/expo/*.conf; do
        # Which machines there are is this machine's own to say.
        [ "${name##*/}" = where.conf ] && [ -e "$root/etc/nginx/expo/where.conf" ] && continue
        sed "s/server_name kiosk[.]expo[.]example;/server_name $1;/; s/server_name live[.]expo[.]example;/server_name ${2:-_};/" \
            "$name" >"$root/etc/nginx/expo/${name##*/}"
    done
    [ -n "$2" ] || sed -i '/audience[.]conf/d' "$root/etc/nginx/nginx.conf"
    if [ ! -s "$settings/tls/fullchain.pem" ] || [ ! -s "$settings/tls/privkey.pem" ]; then
        say "Now put fullchain.pem and privkey.pem for $1 ${2-} into $settings/tls, then: nginx -t && systemctl restart nginx"
        return
    fi
    [ -n "$root" ] || nginx -t -q || fail "nginx finds the above in its files; nothing was started."
    begin nginx
}

between() {
    packages redis-server
    [ -n "$root" ] || systemctl disable --quiet --now redis-server 2>/dev/null || true # the expo has one of its own
    mkdir -p "$settings"
    cp "$source/deploy/redis/redis.conf" "$settings/redis.conf"
    "$source/deploy/redis/make-users.sh" "$settings" >&2
    [ -n "$root" ] || chown redis: "$settings/redis-users.acl"
    unit kiosk-redis.service
    begin kiosk-redis
    say "KIOSK_REDIS_URL of the square stands in $settings/redis-square-url, that of edges in $settings/redis-edge-url."
}

edges() {
    local port
    for port in "$@"; do
        [[ $port =~ ^[1-9][0-9]{3,4}$ ]] || fail "$port: a port like 9101."
    done
    program
    setting edge.env
    unit kiosk-edge@.service
    for port in "$@"; do
        if [ -s "$settings/edge-$port.env" ]; then
            begin "kiosk-edge@$port"
        else
            say "Edge $port wants a token: on the square's machine 'run.sh station add --role edge --name edge-$port', then" \
                "KIOSK_EDGE_TOKEN=... into $settings/edge-$port.env (chmod 600), then: systemctl enable --now kiosk-edge@$port"
        fi
    done
}

program() { # the files of the repository that git knows, and what they need
    packages python3 python3-venv
    mkdir -p "$home"
    if [ -d "$source/.git" ] || [ -f "$source/.git" ]; then
        git -C "$source" -c safe.directory="$source" archive HEAD | tar -x -C "$home"
    elif [ "$source" != "$home" ]; then
        cp -a "$source/." "$home/"
    fi
    [ -n "$root" ] || {
        say "Setting up the program in $home ..."
        "$home/run.sh" kiosk --help >/dev/null
        "$home/.venv/bin/python" -m compileall -q "$home/kiosk" "$home/badges"
    }
}

packages() {
    [ -n "$root" ] || {
        say "Installing $* ..."
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" >/dev/null
    }
}

setting() { # once: what stands there is the machine's own
    mkdir -p "$settings"
    [ -e "$settings/$1" ] || install -m 600 "$source/deploy/systemd/$1" "$settings/$1"
}

unit() {
    mkdir -p "$root/etc/systemd/system"
    cp "$source/deploy/systemd/$1" "$root/etc/systemd/system/$1"
}

begin() {
    [ -z "$root" ] || return 0
    systemctl --quiet enable "$1"
    [ -d /run/systemd/system ] || return 0 # in an installer: it starts with the machine
    systemctl daemon-reload
    systemctl restart "$1"
}

keep_own() { # nginx's own file from before
    [ ! -e "$1" ] || [ -e "$1.before-expo" ] || cp -a "$1" "$1.before-expo"
}

usage() {
    sed -n '4,8s/^# \{0,2\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

main "$@"
