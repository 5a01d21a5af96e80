//go:build unix

package cli

import (
	"io"

	"golang.org/x/sys/unix"
)

// inForeground tells whether what is typed is for this program: a shell keeps it from a
// job in the background, which is stopped when it reads.
func inForeground(in io.Reader) bool {
	file, ok := in.(interface{ Fd() uintptr })
	if !ok {
		return true
	}
	group, err := unix.IoctlGetInt(int(file.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
