//go:build unix

package diskfaults

import (
	"io/fs"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"fob.example/fob/internal/disk"
)

// kind is how an operation fails.
type kind string

const (
	ioError    kind = "EIO"
	noSpace    kind = "ENOSPC"
	noAccess   kind = "EACCES"
	shortWrite kind = "short write" // half of it, and ENOSPC
	stop       kind = "stop"        // nothing happens from then on, as if the process had been killed
)

// fault is an operation that fails, counted from 1; and those after it, too, where that is
// said.
type fault struct {
	kind   kind
	at     int
	onward bool
}

// What an operation is. Only what takes room lacks it, and only what goes by a name is refused.
// To be killed where one only looks is to be killed before the next change.
var (
	looks    = []string{"open", "openroot", "stat", "lstat", "fstat", "readlink", "read", "readdir"}
	writes   = []string{"write"}
	takeRoom = []string{"create", "mkdir", "write", "sync", "rename"}
	byName   = []string{"open", "create", "openroot", "stat", "lstat", "readlink", "mkdir", "chmod", "chtimes", "rename", "remove"}
)

// faulty is the machine's file system until the fault, and counts the operations.
type faulty struct {
	fault fault

	mu    sync.Mutex
	trace []string // the operations so far
	kept  bool     // something was to be removed and could not be
}

// hit notes an operation, and returns the error with which it does not happen.
func (f *faulty) hit(operation, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trace = append(f.trace, operation)
	n := len(f.trace)
	if f.fault.at == 0 || n < f.fault.at || n > f.fault.at && !f.fault.onward || f.fault.kind == shortWrite && operation != "write" {
		return nil
	}
	if operation == "remove" {
		f.kept = true
	}
	errno := map[kind]error{ioError: syscall.EIO, noSpace: syscall.ENOSPC, noAccess: syscall.EACCES, shortWrite: syscall.ENOSPC, stop: syscall.EIO}[f.fault.kind]
	return &fs.PathError{Op: operation, Path: path, Err: errno}
}

func (f *faulty) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.trace)
}

// faults are all that are to be tried of the operations of a run.
func faults(trace []string, every bool) (all []fault) {
	for i, operation := range trace {
		add := func(k kind, onward bool) { all = append(all, fault{k, i + 1, onward}) }
		for _, onward := range []bool{false, true} {
			add(ioError, onward)
			if every || slices.Contains(takeRoom, operation) {
				add(noSpace, onward)
			}
			if every || slices.Contains(byName, operation) && !(onward && slices.Contains(looks, operation)) {
				add(noAccess, onward)
			}
			if slices.Contains(writes, operation) {
				add(shortWrite, onward)
			}
		}
		if every || !slices.Contains(looks, operation) {
			add(stop, true)
		}
	}
	return all
}

// world returns the whole file system.
func (f *faulty) world() disk.Disk { return layer{f, disk.Or(nil)} }

// layer stands before a file system, or a folder of one.
type layer struct {
	*faulty
	under disk.Disk
}

func (l layer) OpenFile(name string, flag int, mode fs.FileMode) (disk.File, error) {
	operation := "open"
	if flag&os.O_CREATE != 0 {
		operation = "create"
	}
	if err := l.hit(operation, name); err != nil {
		return nil, err
	}
	file, err := l.under.OpenFile(name, flag, mode)
	if err != nil {
		return nil, err
	}
	return openFile{l.faulty, file, name}, nil
}

func (l layer) OpenRoot(name string) (disk.Folder, error) {
	if err := l.hit("openroot", name); err != nil {
		return nil, err
	}
	folder, err := l.under.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return openFolder{layer{l.faulty, folder}, folder}, nil
}

func (l layer) Stat(name string) (fs.FileInfo, error) {
	if err := l.hit("stat", name); err != nil {
		return nil, err
	}
	return l.under.Stat(name)
}

func (l layer) Lstat(name string) (fs.FileInfo, error) {
	if err := l.hit("lstat", name); err != nil {
		return nil, err
	}
	return l.under.Lstat(name)
}

func (l layer) Readlink(name string) (string, error) {
	if err := l.hit("readlink", name); err != nil {
		return "", err
	}
	return l.under.Readlink(name)
}

func (l layer) Mkdir(name string, mode fs.FileMode) error {
	if err := l.hit("mkdir", name); err != nil {
		return err
	}
	return l.under.Mkdir(name, mode)
}

func (l layer) Chmod(name string, mode fs.FileMode) error {
	if err := l.hit("chmod", name); err != nil {
		return err
	}
	return l.under.Chmod(name, mode)
}

func (l layer) Chtimes(name string, accessed, modified time.Time) error {
	if err := l.hit("chtimes", name); err != nil {
		return err
	}
	return l.under.Chtimes(name, accessed, modified)
}

func (l layer) Rename(from, to string) error {
	if err := l.hit("rename", from); err != nil {
		return err
	}
	return l.under.Rename(from, to)
}

func (l layer) Remove(name string) error {
	if err := l.hit("remove", name); err != nil {
		return err
	}
	return l.under.Remove(name)
}

type openFolder struct {
	layer
	folder disk.Folder
}

func (o openFolder) Name() string { return o.folder.Name() }
func (o openFolder) Close() error { return o.folder.Close() }

// openFile is a file whose operations may fail. It is closed whatever happens.
type openFile struct {
	*faulty
	disk.File
	name string
}

func (o openFile) Read(p []byte) (int, error) {
	if err := o.hit("read", o.name); err != nil {
		return 0, err
	}
	return o.File.Read(p)
}

func (o openFile) Write(p []byte) (int, error) {
	if err := o.hit("write", o.name); err != nil {
		n := 0
		if o.fault.kind == shortWrite || o.fault.kind == stop && o.count() == o.fault.at {
			n, _ = o.File.Write(p[:len(p)/2])
		}
		return n, err
	}
	return o.File.Write(p)
}

func (o openFile) Stat() (fs.FileInfo, error) {
	if err := o.hit("fstat", o.name); err != nil {
		return nil, err
	}
	return o.File.Stat()
}

func (o openFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if err := o.hit("readdir", o.name); err != nil {
		return nil, err
	}
	return o.File.ReadDir(n)
}

func (o openFile) Truncate(size int64) error {
	if err := o.hit("truncate", o.name); err != nil {
		return err
	}
	return o.File.Truncate(size)
}

func (o openFile) Chmod(mode fs.FileMode) error {
	if err := o.hit("fchmod", o.name); err != nil {
		return err
	}
	return o.File.Chmod(mode)
}

// Sync does nothing else: what these tests look at does not lie on the disk.
func (o openFile) Sync() error { return o.hit("sync", o.name) }

func (o openFile) Close() error {
	err := o.hit("close", o.name)
	_ = o.File.Close()
	return err
}
