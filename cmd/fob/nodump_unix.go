//go:build unix

package main

import "golang.org/x/sys/unix"

// limitCore sets the size of core files to nothing. Programs that are started from here may
// raise it again, up to where it was.
func limitCore() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}
