#!/bin/sh
# tests/tools/packages.sh [--build] [PACKAGE...]: installs what debian/control
# says is needed to build and test (with --build: only to build), and the
# packages named. Does nothing, and needs no rights, where all of it is there.
set -eu
mkdir -p build
skip='^$'
if [ "${1:-}" = --build ]; then
  skip='<!nocheck>'
  shift
fi
wanted=$(sed -n '/^Build-Depends:/,/^Standards-Version:/p' debian/control |
  grep -v "$skip" | sed -e 's/^Build-Depends://' -e '/^Standards-Version:/d' -e 's/<[^>]*>//g' -e 's/([^)]*)//g' -e 's/,/ /g')
missing=
for package in $wanted "$@"; do
  case $package in debhelper-compat) package=debhelper ;; esac
  dpkg-query -W -f '${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
printf 'Installing:%s\n' "$missing"
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo > /dev/null; then
  as_root=sudo
else
  printf 'These packages are missing, and installing them needs root or sudo.\nAs root: apt-get install%s\n' "$missing" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
{
  $as_root apt-get update
  # shellcheck disable=SC2086 # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
} > build/packages.log 2>&1 || {
  tail -n 20 build/packages.log >&2
  exit 1
}
