// Package atomicfile replaces a file as a whole: whoever reads it meets the old
// bytes or the new ones, also after a crash. What a killed write leaves beside it, under a
// name of its own, the next one in that folder removes once it is an hour old.
package atomicfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// Modes of everything that may hold a secret, whatever the umask.
const (
	FileMode os.FileMode = 0o600
	DirMode  os.FileMode = 0o700
)

// Write replaces the file at path with data, mode 0600. Missing directories are
// made with mode 0700. The new bytes are written beside the target and synced
// before they take its name; a symbolic link at path is replaced, not followed.
func Write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), DirMode); err != nil {
		return err
	}
	return Replace(path, data, nil)
}

// Replace is Write for a file whose mode and owner are its user's choice: they are
// those of old, the file that was at path. If there was none, old is nil and the
// mode is 0600. The directory must be there.
func Replace(path string, data []byte, old os.FileInfo) (err error) {
	dir := filepath.Dir(path)
	sweep(dir)
	// CreateTemp opens with O_EXCL and mode 0600.
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+infix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := liken(f, old); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	return syncDir(dir)
}

// liken gives f the owner and the mode of old. The owner comes first, since a
// change of it takes the set-id bits of the mode away.
func liken(f *os.File, old os.FileInfo) error {
	if old == nil {
		return f.Chmod(FileMode)
	}
	if err := keepOwner(f, old); err != nil {
		return err
	}
	return f.Chmod(old.Mode())
}
