#!/usr/bin/env bash
# Installs zsh and fish if they are missing and this is root on Debian or Ubuntu. The
# transcripts ask them what they ask bash, and leave out those that are not here.
set -euo pipefail

missing=()
for shell in zsh fish; do
  command -v "$shell" >/dev/null || missing+=("$shell")
done
if ((${#missing[@]} > 0)); then
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "install-shells: not here: ${missing[*]}; only root on Debian or Ubuntu can install them" >&2
    exit 0
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
