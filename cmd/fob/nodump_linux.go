package main

import "golang.org/x/sys/unix"

// keepOffDisk has the kernel write no core file of this process and keep other processes
// of the same user out of its memory, where secrets will be. Where the kernel refuses, the
// program is no worse than without.
func keepOffDisk() {
	limitCore()
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
