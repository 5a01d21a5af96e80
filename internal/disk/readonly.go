package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// ReadOnly is a file system that changes nothing: whoever tries gets fs.ErrPermission.
func ReadOnly(d Disk) Disk { return readOnly{Disk: Or(d)} }

type readOnly struct {
	Disk
	in string // the folder that names are in, "" for none
}

type readOnlyFolder struct {
	readOnly
	folder Folder
}

type readOnlyFile struct{ File }

func (d readOnly) refused(op, name string) error {
	return &fs.PathError{Op: op, Path: filepath.Join(d.in, name), Err: fs.ErrPermission}
}

func (d readOnly) OpenFile(name string, flag int, mode fs.FileMode) (File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_TRUNC) != 0 {
		return nil, d.refused("open", name)
	}
	f, err := d.Disk.OpenFile(name, flag, mode)
	if err != nil {
		return nil, err
	}
	return readOnlyFile{f}, nil
}

func (d readOnly) OpenRoot(name string) (Folder, error) {
	f, err := d.Disk.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return readOnlyFolder{readOnly{f, f.Name()}, f}, nil
}

func (d readOnly) Mkdir(name string, _ fs.FileMode) error { return d.refused("mkdir", name) }
func (d readOnly) Chmod(name string, _ fs.FileMode) error { return d.refused("chmod", name) }
func (d readOnly) Chtimes(name string, _, _ time.Time) error {
	return d.refused("chtimes", name)
}
func (d readOnly) Rename(from, _ string) error { return d.refused("rename", from) }
func (d readOnly) Remove(name string) error    { return d.refused("remove", name) }

func (f readOnlyFolder) Name() string { return f.folder.Name() }
func (f readOnlyFolder) Close() error { return f.folder.Close() }

func (readOnlyFile) Write([]byte) (int, error) { return 0, fs.ErrPermission }
func (readOnlyFile) Truncate(int64) error      { return fs.ErrPermission }
func (readOnlyFile) Chmod(fs.FileMode) error   { return fs.ErrPermission }
func (readOnlyFile) Chown(int, int) error      { return fs.ErrPermission }
