#!/usr/bin/env bash
# Installs the AWS SDK for JavaScript v3 into a cache folder and prints the path of
# its node_modules on stdout. A second run finds it there and takes no time. The
# versions and checksums are those of awsjs/package-lock.json.
#
#   FOB_CACHE   the cache folder; without it .cache beside this folder
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FOB_CACHE:-$(dirname "$here")/.cache}
package=$here/awsjs

version=$(sed -n 's/.*"@aws-sdk\/client-sts": "\(.*\)".*/\1/p' "$package/package.json")
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
target=$cache/awsjs-$version

if [[ ! -f $target/complete ]] || ! cmp -s "$package/package-lock.json" "$target/package-lock.json"; then
  work=$(mktemp -d "$cache/awsjs.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  cp "$package/package.json" "$package/package-lock.json" "$package/.npmrc" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  touch "$work/complete"
  rm -rf "$target"
  mv "$work" "$target"
fi
echo "$target/node_modules"
