#!/usr/bin/env bash
# Installs the packages of a folder beside this script into a cache folder and prints the
# path of their node_modules on stdout. A second run finds them there and takes no time.
# Versions and checksums are those of the folder's package-lock.json.
#
#   scripts/install-npm.sh awsjs
#
#   FOB_CACHE   the cache folder; without it .cache beside this folder
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=$1
package=$here/$name

mkdir -p "${FOB_CACHE:-$(dirname "$here")/.cache}"
cache=$(cd "${FOB_CACHE:-$(dirname "$here")/.cache}" && pwd)
lock=$(sha256sum "$package/package-lock.json")
target=$cache/$name-${lock:0:12}

if [[ ! -f $target/complete ]]; then
  work=$(mktemp -d "$cache/$name.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cp "$package/package.json" "$package/package-lock.json" "$package/.npmrc" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  touch "$work/complete"
  rm -rf "$target"
  mv "$work" "$target"
fi
echo "$target/node_modules"
