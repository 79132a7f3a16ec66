#!/bin/sh
# Tries Loa on a bare Debian 12 (python3, git and nothing else), as root and as an ordinary user, in a chroot.
#   deploy/bare-debian.sh FOLDER        as root; needs debootstrap and unshare; about 2 GB in FOLDER
# What the machine needs to reach its package indexes is taken along: resolv.conf, hosts, certificates, the
# configuration of apt and pip, and each folder named in BARE_BIND (separated by spaces).
set -eu
folder=${1:?folder for the chroot}
source=$(cd "$(dirname "$0")/.." && pwd)
say() { printf '\n== %s\n' "$*"; }

if [ "${2:-}" = inside ]; then
  mount --make-rprivate /
  for at in proc dev dev/pts dev/shm; do mkdir -p "$folder/$at"; done
  mount -t proc proc "$folder/proc"
  mount --bind /dev "$folder/dev"
  mount --bind /dev/pts "$folder/dev/pts"
  mount -t tmpfs tmpfs "$folder/dev/shm"
  for at in ${BARE_BIND:-}; do mkdir -p "$folder$at"; mount --bind "$at" "$folder$at"; done
  for at in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    if [ -e "$at" ]; then cp -L "$at" "$folder$at"; fi
  done
  if [ -d /etc/apt/apt.conf.d ]; then cp -a /etc/apt/apt.conf.d/. "$folder/etc/apt/apt.conf.d/"; fi
  cp "$source/deploy/bare-debian-tries.sh" "$folder/root/tries.sh"
  exec chroot "$folder" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb sh /root/tries.sh
fi

if [ ! -x "$folder/usr/bin/git" ]; then
  say "debootstrap bookworm"
  debootstrap --variant=minbase --include=ca-certificates,python3,git bookworm "$folder" >/dev/null
fi
rm -rf "$folder/root/loa" "$folder/var/lib/loa"
git clone -q "$source" "$folder/root/loa"
unshare --mount --pid --fork --kill-child "$0" "$folder" inside
