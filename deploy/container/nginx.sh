#!/bin/sh
# nginx in its container: the files of deploy/nginx with this compose file's addresses and this expo's names.
set -eu
from=${NGINX_FROM:-/expo} where=${NGINX_WHERE:-/where.conf} to=${NGINX_TO:-/tmp/nginx}
rm -rf "$to"
cp -r "$from" "$to"
cp "$where" "$to/expo/where.conf"
cp /etc/nginx/mime.types "$to/"
sed -i "s/server_name kiosk[.]expo[.]example;/server_name $KIOSK_NAME;/; s/server_name live[.]expo[.]example;/server_name $LIVE_NAME;/" "$to"/expo/*.conf
exec "${NGINX:-nginx}" -c "$to/nginx.conf" -g "daemon off;"
