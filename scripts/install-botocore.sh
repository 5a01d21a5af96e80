#!/usr/bin/env bash
# Prints the path of a Python that has boto3, and with it botocore, on stdout, and
# installs Debian's if there is none and this is root.
set -euo pipefail

find_python() {
  local python
  for python in "$(command -v python3 || true)" /usr/bin/python3; do
    if [[ -x $python ]] && "$python" -c 'import boto3, sys; print(sys.executable)' 2>/dev/null; then
      return
    fi
  done
  return 1
}

if ! find_python; then
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "install-botocore: no boto3 here, and only root on Debian or Ubuntu can install one: apt-get install python3-boto3" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends python3-boto3 >&2
  find_python
fi
