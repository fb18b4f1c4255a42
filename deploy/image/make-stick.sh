#!/bin/bash
# Makes of Debian's network installer one that makes a mini-PC the server of an expo:
#   deploy/image/make-stick.sh debian-12-amd64-netinst.iso expo-kiosk.iso
# The image goes on a USB stick as it is (dd, balenaEtcher, Rufus). Needs xorriso and git.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
from=${1:?"which installer?"} to=${2:?"into which file?"}
command -v xorriso >/dev/null || { echo "apt-get install xorriso" >&2; exit 2; }
[ ! -e "$to" ] || { echo "$to is there already" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git -C "$here/../.." archive --format tar.gz --output "$work/expo-kiosk.tar.gz" HEAD

# One more line in the installer's menus, for machines with UEFI and without; it is chosen by itself after five seconds.
start='auto=true priority=high preseed/file=/cdrom/preseed.cfg'
take() { xorriso -osirrox on -indev "stdio:$from" -extract "$1" "$2" >/dev/null 2>&1; }
add=()
if take /boot/grub/grub.cfg "$work/grub.cfg"; then
    chmod u+w "$work/grub.cfg"
    cat >>"$work/grub.cfg" <<END
menuentry 'Expo kiosk' --id expo-kiosk {
    linux /install.amd/vmlinuz $start quiet ---
    initrd /install.amd/initrd.gz
}
set default=expo-kiosk
set timeout=5
END
    add+=(-map "$work/grub.cfg" /boot/grub/grub.cfg)
fi
if take /isolinux/isolinux.cfg "$work/isolinux.cfg"; then
    chmod u+w "$work/isolinux.cfg"
    cat >>"$work/isolinux.cfg" <<END
label expo-kiosk
    menu label Expo kiosk
    kernel /install.amd/vmlinuz
    append initrd=/install.amd/initrd.gz $start quiet ---
default expo-kiosk
timeout 50
END
    add+=(-map "$work/isolinux.cfg" /isolinux/isolinux.cfg)
fi
[ ${#add[@]} -gt 0 ] || { echo "$from has no menu that is known: is it Debian's netinst image for amd64?" >&2; exit 2; }

xorriso -indev "stdio:$from" -outdev "stdio:$to" -boot_image any replay "${add[@]}" \
    -map "$here/preseed.cfg" /preseed.cfg \
    -map "$here/expo-kiosk-awake.conf" /expo-kiosk-awake.conf \
    -map "$work/expo-kiosk.tar.gz" /expo-kiosk.tar.gz
echo "$to is ready: put it on a stick, start the mini-PC from it, and answer what it asks." >&2
