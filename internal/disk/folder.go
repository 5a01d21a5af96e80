package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// folder is an os.Root whose errors name whole paths.
type folder struct{ root *os.Root }

func (f folder) Name() string { return f.root.Name() }
func (f folder) Close() error { return f.root.Close() }

func (f folder) OpenFile(name string, flag int, mode fs.FileMode) (File, error) {
	opened, err := f.root.OpenFile(name, flag, mode)
	return file(opened, f.whole(err))
}

func (f folder) OpenRoot(name string) (Folder, error) {
	opened, err := f.root.OpenRoot(name)
	if err != nil {
		return nil, f.whole(err)
	}
	return folder{opened}, nil
}

func (f folder) Stat(name string) (fs.FileInfo, error) {
	info, err := f.root.Stat(name)
	return info, f.whole(err)
}

func (f folder) Lstat(name string) (fs.FileInfo, error) {
	info, err := f.root.Lstat(name)
	return info, f.whole(err)
}

func (f folder) Readlink(name string) (string, error) {
	target, err := f.root.Readlink(name)
	return target, f.whole(err)
}

func (f folder) Mkdir(name string, mode fs.FileMode) error { return f.whole(f.root.Mkdir(name, mode)) }
func (f folder) Chmod(name string, mode fs.FileMode) error { return f.whole(f.root.Chmod(name, mode)) }
func (f folder) Chtimes(name string, a, m time.Time) error {
	return f.whole(f.root.Chtimes(name, a, m))
}
func (f folder) Remove(name string) error { return f.whole(f.root.Remove(name)) }

func (f folder) Rename(from, to string) error {
	return f.whole(patiently(func() error { return f.root.Rename(from, to) }))
}

// whole puts the path of the folder before the name in an error.
func (f folder) whole(err error) error {
	if bad, ok := errors.AsType[*fs.PathError](err); ok {
		bad.Path = filepath.Join(f.root.Name(), bad.Path)
	}
	if bad, ok := errors.AsType[*os.LinkError](err); ok {
		bad.Old, bad.New = filepath.Join(f.root.Name(), bad.Old), filepath.Join(f.root.Name(), bad.New)
	}
	return err
}
