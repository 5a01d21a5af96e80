#!/usr/bin/env bash
# Installs axe-core, the accessibility checker, into a cache folder and prints the path
# of its script on stdout. A second run finds it there and takes no time. Version and
# checksum are those of axe/package-lock.json.
#
#   FOB_CACHE   the cache folder; without it .cache beside this folder
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FOB_CACHE:-$(dirname "$here")/.cache}
package=$here/axe

version=$(sed -n 's/.*"axe-core": "\(.*\)".*/\1/p' "$package/package.json")
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
target=$cache/axe-$version

if [[ ! -f $target/complete ]] || ! cmp -s "$package/package-lock.json" "$target/package-lock.json"; then
  work=$(mktemp -d "$cache/axe.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cp "$package/package.json" "$package/package-lock.json" "$package/.npmrc" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  touch "$work/complete"
  rm -rf "$target"
  mv "$work" "$target"
fi
echo "$target/node_modules/axe-core/axe.min.js"
