#!/usr/bin/env bash
# Fuzzes every target of the packages given, or of all, two at a time. What makes one fail
# is left in the package's testdata/fuzz, to be committed with what mends it. An input that
# is merely new is made smaller for 5 seconds at most, of the 60 that go test would take.
#
#   FUZZTIME   for how long each, as go test's -fuzztime; 15s if not given
#
#   scripts/fuzz.sh ./internal/signin
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fuzz() {
	local package=$1 target=$2 said
	if said=$(go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-15s}" -fuzzminimizetime 5s -parallel 1 "$package" 2>&1); then
		printf '%s %s: %s\n' "$package" "$target" "$(grep '^fuzz: ' <<<"$said" | tail -1)"
	elif grep -q '^ *context deadline exceeded$' <<<"$said" && ! grep -q 'Failing input' <<<"$said"; then
		printf '%s %s: ended late, without a failure\n' "$package" "$target" # golang.org/issue/75804
	else
		printf '%s %s\n%s\n' "$package" "$target" "$said"
		return 1
	fi
}
export -f fuzz

[[ $# -gt 0 ]] || set -- ./internal/...
targets=$(go test -list '^Fuzz' "$@")
awk '/^Fuzz/ { names[n++] = $1 } /^ok/ { for (i = 0; i < n; i++) print $2, names[i]; n = 0 }' <<<"$targets" |
	xargs -P 2 -L 1 bash -c 'fuzz "$@"' fuzz
