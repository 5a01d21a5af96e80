//go:build unix

package main

import "golang.org/x/sys/unix"

// coreLimit is the size of core files before limitCore; nil if nobody knows.
var coreLimit *unix.Rlimit

// limitCore sets the size of core files to nothing. Programs that are started from here may
// raise it again, up to where it was.
func limitCore() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		before := limit
		coreLimit, limit.Cur = &before, 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}

// raiseCore undoes limitCore for a program that is about to run. Whether it may be dumped is
// its own affair, too: the kernel forgets our wish when it starts another program.
func raiseCore() {
	if coreLimit != nil {
		_ = unix.Setrlimit(unix.RLIMIT_CORE, coreLimit)
	}
}
