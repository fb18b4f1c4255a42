#!/bin/sh
# Makes the two users of Redis with new passwords: the file for Redis, and the address that each side is given.
#   deploy/redis/make-users.sh DIR [HOST:PORT]
# writes DIR/redis-users.acl, DIR/redis-square-url and DIR/redis-edge-url. It overwrites nothing.
set -eu
dir=${1:?"which folder?"}
at=${2:-127.0.0.1:6380}
umask 077
if [ -e "$dir/redis-users.acl" ]; then
    echo "$dir/redis-users.acl is there already: nothing was changed" >&2
    exit 0
fi
mkdir -p "$dir"
new_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
square=$(new_password)
edge=$(new_password)
cat >"$dir/redis-users.acl" <<END
user default off
user square on >$square ~kiosk:* +@all -@admin -@dangerous +info
user edge on >$edge ~kiosk:* -@all +@connection +@read -@dangerous +info
END
printf 'redis://square:%s@%s' "$square" "$at" >"$dir/redis-square-url"
printf 'redis://edge:%s@%s' "$edge" "$at" >"$dir/redis-edge-url"
