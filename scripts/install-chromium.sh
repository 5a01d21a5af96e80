#!/usr/bin/env bash
# Prints the path of a Chromium on stdout, installing Debian's if there is none
# and this is root.
set -euo pipefail

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

if ! find_chromium; then
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "install-chromium: no chromium here, and only root on Debian or Ubuntu can install one: apt-get install chromium" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >&2
  find_chromium
fi
