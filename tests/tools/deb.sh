#!/bin/sh
# tests/tools/deb.sh FOLDER: builds the Debian package from the committed tree
# and leaves it, and what lintian would look at, in FOLDER.
set -eu
folder=$1
rm -rf "$folder"
mkdir -p "$folder/converge"
git archive HEAD | tar -x -C "$folder/converge"
cd "$folder/converge"
dpkg-buildpackage -b -us -uc -Pnocheck > ../build.log 2>&1 || {
  tail -n 30 ../build.log >&2
  exit 1
}
cd ..
ls ./*.deb
