#!/usr/bin/env bash
# Runs the tests against programs that are not ours: the official AWS CLI, the AWS
# SDKs for Go, Python and JavaScript, and Chromium. What they need is installed first.
# Arguments go to go test:
#
#   scripts/clients.sh -run TestChromium -v
#   scripts/clients.sh -update   # write docs/clients.md
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
FOB_TEST_AWSCLI=$("$here/install-awscli.sh")
FOB_TEST_AWSJS=$("$here/install-npm.sh" awsjs)
FOB_TEST_AXE=$("$here/install-npm.sh" axe)/axe-core/axe.min.js
FOB_TEST_BOTOCORE=${FOB_TEST_BOTOCORE:-$("$here/install-botocore.sh")}
FOB_TEST_CHROMIUM=$("$here/install-chromium.sh")
export FOB_TEST_AWSCLI FOB_TEST_AWSJS FOB_TEST_AXE FOB_TEST_BOTOCORE FOB_TEST_CHROMIUM

cd "$here/../test/clients"
exec go test ./... -count=1 "$@"
