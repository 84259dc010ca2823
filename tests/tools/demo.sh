#!/bin/sh
# tests/tools/demo.sh CONVERGE SCRATCH: the demonstration that `make demo` runs.
# Everything happens below SCRATCH, which is made anew.
set -eu
converge=$1
scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch/root"
set -- --inventory inventory/demo.yaml playbooks/demo/site.yaml \
  --root "$scratch/root" --state-dir "$scratch/state" --cache-dir "$scratch/cache"

step() { printf '\n== %s\n' "$1"; shift; printf '$ converge'; printf ' %s' "$@"; printf '\n'; }
expect() {
  wanted=$1
  shift
  code=0
  "$converge" "$@" || code=$?
  printf '(exit code %s)\n' "$code"
  if [ "$code" -ne "$wanted" ]; then
    printf 'demo: expected exit code %s\n' "$wanted" >&2
    exit 1
  fi
}

step "What would it do?" plan "$@"
expect 2 plan "$@"
step "Do it." apply "$@"
expect 0 apply "$@"
step "Again: nothing is left to do." apply "$@"
expect 0 apply "$@"
expect 0 plan "$@"
printf '\n== Somebody edits a file by hand ...\n$ sed -i s/nouveau/novueau/ etc/modprobe.d/blacklist-nouveau.conf\n'
sed -i s/nouveau/novueau/ "$scratch/root/etc/modprobe.d/blacklist-nouveau.conf"
step "... and it is found." plan --diff "$@"
expect 2 plan --diff "$@"
printf '\nThe root of the demonstration is %s.\n' "$scratch/root"
