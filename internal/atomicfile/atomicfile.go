// Package atomicfile replaces a file as a whole: whoever reads it meets the old
// bytes or the new ones, also after a crash. What a killed write leaves beside it, under a
// name of its own, the next one in that folder removes once it is an hour old.
package atomicfile

import (
	"io/fs"
	"path/filepath"

	"fob.example/fob/internal/disk"
)

// Write replaces the file at path with data, mode 0600. Missing directories are
// made with mode 0700. The new bytes are written beside the target and synced
// before they take its name; a symbolic link at path is replaced, not followed.
func Write(d disk.Disk, path string, data []byte) error {
	d = disk.Or(d)
	if err := disk.MkdirAll(d, filepath.Dir(path), disk.DirMode); err != nil {
		return err
	}
	return Replace(d, path, data, nil)
}

// Replace is Write for a file whose mode and owner are its user's choice: they are
// those of old, the file that was at path. If there was none, old is nil and the
// mode is 0600. The directory must be there.
func Replace(d disk.Disk, path string, data []byte, old fs.FileInfo) error {
	folder, err := disk.Or(d).OpenRoot(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	next, err := Prepare(folder, filepath.Base(path), 0)
	if err != nil {
		return err
	}
	return next.Commit(data, old)
}
