package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Modes of everything that may hold a secret, whatever the umask.
const (
	FileMode fs.FileMode = 0o600
	DirMode  fs.FileMode = 0o700
)

// ForeignError names a file or a folder that is somebody else's, or a link to a folder that
// others may write to. What is there is neither read nor replaced.
type ForeignError struct {
	Path string
	Link bool // to a folder that others may write to
}

func (e *ForeignError) Error() string {
	if e.Link {
		return e.Path + " leads to a folder that other users may write to"
	}
	return e.Path + " belongs to another user"
}

// NarrowedError tells that others could get at what holds secrets until now.
type NarrowedError struct {
	Path     string
	Old, New fs.FileMode
}

func (e *NarrowedError) Error() string {
	return fmt.Sprintf("other users had access to %s: its mode was %04o and is %04o now", e.Path, e.Old, e.New)
}

// LookOwn returns what the folder at path is, which may hold secrets. A *ForeignError is one of
// somebody else, and a link on the way to it whose target is somebody else's or may be written
// to by others.
func LookOwn(d Disk, path string) (fs.FileInfo, error) {
	info, err := follow(d, path)
	if err == nil && !Owns(info, info) {
		err = &ForeignError{Path: path}
	}
	for above := filepath.Dir(path); err == nil && above != path; above = filepath.Dir(path) {
		_, err = follow(d, above)
		path = above
	}
	return info, err
}

// follow returns what is at path, or at the end of the link there if that may be followed.
func follow(d Disk, path string) (fs.FileInfo, error) {
	info, err := d.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return info, err
	}
	info, err = d.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !Owns(info, info):
		return nil, &ForeignError{Path: path}
	case writableByOthers(info):
		return nil, &ForeignError{Path: path, Link: true}
	}
	return info, nil
}

// OpenOwn opens a folder that may hold secrets, and looks at what it has opened. The errors
// are those of LookOwn.
func OpenOwn(d Disk, path string) (Folder, error) {
	d = Or(d)
	if _, err := LookOwn(d, path); err != nil {
		return nil, err
	}
	folder, err := d.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	info, err := folder.Stat(".")
	if err == nil && !Owns(info, info) {
		err = &ForeignError{Path: path}
	}
	if err != nil {
		_ = folder.Close()
		return nil, err
	}
	return folder, nil
}

// OpenPrivate is OpenOwn for who is going to write: folders that are missing are made, and the
// folder is narrowed to mode 0700.
func OpenPrivate(d Disk, path string, warn func(error)) (Folder, error) {
	d = Or(d)
	if err := MkdirAll(d, path, DirMode); err != nil {
		return nil, err
	}
	folder, err := OpenOwn(d, path)
	if err != nil {
		return nil, err
	}
	self, err := folder.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		_ = folder.Close()
		return nil, err
	}
	defer self.Close()
	Narrow(self, path, DirMode, warn)
	return folder, nil
}

// MkdirAll makes a folder and those above it that are missing, as os.MkdirAll does. A mode
// that gives others nothing is theirs whatever the umask.
func MkdirAll(d Disk, path string, mode fs.FileMode) error {
	switch info, err := d.Stat(path); {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	}
	if parent := filepath.Dir(path); parent != path {
		if err := MkdirAll(d, parent, mode); err != nil {
			return err
		}
	}
	err := d.Mkdir(path, mode)
	if errors.Is(err, fs.ErrExist) { // by another process; or a link to nowhere
		if info, statErr := d.Stat(path); statErr == nil && info.IsDir() {
			return nil
		}
	}
	if err != nil || mode&0o077 != 0 {
		return err
	}
	return d.Chmod(path, mode)
}

// Narrow takes the access that others have to f, an open file or folder at path, away, and
// tells warn of it, a *NarrowedError; not of a folder that others could only look into, as the
// AWS CLI makes it for private files. What cannot be narrowed, as on a file system without
// modes, stays as it is.
func Narrow(f File, path string, mode fs.FileMode, warn func(error)) {
	info, err := f.Stat()
	if err != nil || !Exposed(info) || f.Chmod(mode) != nil {
		return
	}
	if info.IsDir() && !writableByOthers(info) {
		return
	}
	if after, err := f.Stat(); err == nil && !Exposed(after) {
		warn(&NarrowedError{path, info.Mode().Perm(), after.Mode().Perm()})
	}
}

// Owns reports whether what info describes is this user's, or root's, who may do anything
// anyway. Root, who may be in a container that a folder was lent to, takes what its owner
// has put into a folder.
func Owns(info, folder fs.FileInfo) bool {
	owner, known := OwnerOf(info)
	if !known || owner == 0 || owner == os.Geteuid() {
		return true
	}
	host, _ := OwnerOf(folder)
	return os.Geteuid() == 0 && owner == host
}
