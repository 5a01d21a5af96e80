// Package disk is the file system as the client half uses it: one interface, small enough
// that a test can stand in the way of every operation. It also opens the folders that
// hold secrets, which have to be their user's alone.
package disk

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// Disk is a file system. Its methods are those of package os.
type Disk interface {
	OpenFile(name string, flag int, mode fs.FileMode) (File, error)
	// OpenRoot opens a folder. The names that a Folder takes are of what is in it, wherever
	// that folder is moved to, and lead nowhere else.
	OpenRoot(name string) (Folder, error)
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	Readlink(name string) (string, error)
	Mkdir(name string, mode fs.FileMode) error
	Chmod(name string, mode fs.FileMode) error
	Chtimes(name string, accessed, modified time.Time) error
	Rename(from, to string) error
	Remove(name string) error
}

// Folder is an open folder, called "." by its own methods.
type Folder interface {
	Disk
	io.Closer
	Name() string // the path that it was opened by
}

// File is an open file or folder.
type File interface {
	io.ReadWriteCloser
	io.Seeker
	Stat() (fs.FileInfo, error)
	ReadDir(n int) ([]fs.DirEntry, error)
	Truncate(size int64) error
	Chmod(mode fs.FileMode) error
	Chown(uid, gid int) error
	Sync() error
}

// Or returns d, or the machine's own file system where d is nil.
func Or(d Disk) Disk {
	if d == nil {
		return machine{}
	}
	return d
}

type machine struct{}

func (machine) OpenFile(name string, flag int, mode fs.FileMode) (File, error) {
	return file(os.OpenFile(name, flag, mode))
}

func (machine) OpenRoot(name string) (Folder, error) {
	opened, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return folder{opened}, nil
}

func (machine) Stat(name string) (fs.FileInfo, error)     { return os.Stat(name) }
func (machine) Lstat(name string) (fs.FileInfo, error)    { return os.Lstat(name) }
func (machine) Readlink(name string) (string, error)      { return os.Readlink(name) }
func (machine) Mkdir(name string, mode fs.FileMode) error { return os.Mkdir(name, mode) }
func (machine) Chmod(name string, mode fs.FileMode) error { return os.Chmod(name, mode) }
func (machine) Chtimes(name string, a, m time.Time) error { return os.Chtimes(name, a, m) }
func (machine) Remove(name string) error                  { return os.Remove(name) }

func (machine) Rename(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) })
}

// file keeps a nil pointer from becoming a File that is not nil.
func file(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
