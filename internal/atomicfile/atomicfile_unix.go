//go:build !windows

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"

	"fob.example/fob/internal/disk"
)

// syncFolder makes a rename in it survive a loss of power.
func syncFolder(folder disk.Folder) error {
	self, err := folder.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer self.Close()
	return self.Sync()
}

// keepOwner gives f the owner and group of old, if they are not its already: a
// file edited by root stays its user's.
func keepOwner(f disk.File, old fs.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	is, want := info.Sys().(*syscall.Stat_t), old.Sys().(*syscall.Stat_t)
	if is.Uid == want.Uid && is.Gid == want.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}
