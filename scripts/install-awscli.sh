#!/usr/bin/env bash
# Installs the official AWS CLI v2 into a cache folder and prints the path of its
# program on stdout. A second run finds it there and takes no time.
#
# AWS packs the CLI for its CDK in an npm package, which is how this script gets
# it: the version and the checksum are those of awscli/package-lock.json. Linux
# with glibc only, as the package is.
#
#   FOB_CACHE   the cache folder; without it .cache beside this folder
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FOB_CACHE:-$(dirname "$here")/.cache}
package=$here/awscli

# installed prints the program in a finished installation, if there is one.
installed() {
  [[ -f $1/complete ]] || return 1
  local program
  for program in "$1"/awscli/v2/*/dist/aws; do
    [[ -x $program ]] && echo "$program" && return
  done
  return 1
}

# unpack leaves the zip's symbolic links out: they point where nothing is.
unpack() {
  if command -v unzip >/dev/null; then
    unzip -q "$1" -d "$2" -x awscli/aws awscli/v2/current 'awscli/v2/*/bin/*'
  else
    python3 - "$1" "$2" <<'PYTHON'
import os, stat, sys, zipfile

archive, folder = sys.argv[1:]
with zipfile.ZipFile(archive) as z:
    for entry in z.infolist():
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            continue
        path = z.extract(entry, folder)
        if mode and not entry.is_dir():
            os.chmod(path, stat.S_IMODE(mode))
PYTHON
  fi
}

version=$(sed -n 's/.*"@aws-cdk\/asset-awscli-v2": "\(.*\)".*/\1/p' "$package/package.json")
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
target=$cache/awscli-$version

if ! installed "$target"; then
  work=$(mktemp -d "$cache/awscli.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cp "$package/package.json" "$package/package-lock.json" "$package/.npmrc" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  unpack "$work/node_modules/@aws-cdk/asset-awscli-v2/lib/layer.zip" "$work/layer"
  touch "$work/layer/complete"
  rm -rf "$target"
  mv "$work/layer" "$target"
  installed "$target"
fi
