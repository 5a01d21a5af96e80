//go:build !windows

package disk

import (
	"io/fs"
	"syscall"
)

// NonBlock opens a FIFO that nobody writes to, too.
const NonBlock = syscall.O_NONBLOCK

// patiently calls do: here nobody's open file stands in the way.
func patiently(do func() error) error { return do() }

// OwnerOf returns the number of the user that a file belongs to.
func OwnerOf(info fs.FileInfo) (uid int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Uid), true
}

// Exposed reports whether others have any access.
func Exposed(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }

// writableByOthers reports whether others can replace what is in a folder. In a sticky one
// only its owners can.
func writableByOthers(info fs.FileInfo) bool {
	return info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0
}
