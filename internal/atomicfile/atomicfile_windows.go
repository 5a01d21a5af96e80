package atomicfile

import (
	"io/fs"

	"fob.example/fob/internal/disk"
)

// syncFolder does nothing: Windows has no sync of a directory, and NTFS journals
// the rename.
func syncFolder(disk.Folder) error { return nil }

// keepOwner does nothing: whom a file belongs to follows from its folder.
func keepOwner(disk.File, fs.FileInfo) error { return nil }
