package cachefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// maxSize bounds what is read of a file.
const maxSize = 2 << 20

// Folder is one of the caches. What is changed in it is reached through one handle of it, and
// what was checked is what is used.
type Folder struct {
	Dir  string
	Disk disk.Disk // nil: the machine's
	// Warn is told of access that others had and that was taken from them, a
	// *disk.NarrowedError. Required.
	Warn func(error)
}

// Path is where the file called name is.
func (f Folder) Path(name string) string { return filepath.Join(f.Dir, name) }

// How long what does not parse may be a file that is just being written: other tools
// empty it first and then fill it.
const (
	settling = 250 * time.Millisecond
	retry    = 10 * time.Millisecond
	recent   = 5 * time.Second // after its last change it is not waited for any more
)

// Read returns the object in a file; fs.ErrNotExist if there is none, a *NotRegularError for
// what is no file, a *disk.ForeignError for one that is somebody else's, and a *DamagedError
// for one that is not of a sane size or does not hold one JSON object. It may take a quarter of
// a second to say so.
func (f Folder) Read(name string) (orderedjson.Object, error) {
	o, changed, err := f.readObject(name)
	for began := time.Now(); unsettled(changed, err) && time.Since(began) < settling; {
		time.Sleep(retry)
		o, changed, err = f.readObject(name)
	}
	return o, err
}

// unsettled reports whether a file is damaged and has been changed a moment ago.
func unsettled(changed time.Time, err error) bool {
	return errors.As(err, new(*DamagedError)) && time.Since(changed) < recent
}

// readObject is Read, once. It tells when the file was changed.
func (f Folder) readObject(name string) (o orderedjson.Object, changed time.Time, err error) {
	host, err := disk.LookOwn(disk.Or(f.Disk), f.Dir)
	if err != nil {
		return nil, time.Time{}, err
	}
	o, info, err := f.readIn(host, name, func(file disk.File) {
		disk.Narrow(file, f.Path(name), disk.FileMode, f.Warn)
	})
	if info == nil {
		return nil, time.Time{}, err
	}
	return o, info.ModTime(), err
}

// readIn reads a file of the folder, which is what host says, and hands one that held an
// object to then. info is nil for what could not be opened.
func (f Folder) readIn(host fs.FileInfo, name string, then func(disk.File)) (o orderedjson.Object, info fs.FileInfo, err error) {
	file, info, err := f.open(host, name)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	data := bytes.NewBuffer(make([]byte, 0, min(info.Size(), maxSize)+bytes.MinRead))
	_, err = data.ReadFrom(io.LimitReader(file, maxSize+1))
	switch {
	case err != nil:
		return nil, info, err
	case data.Len() > maxSize:
		return nil, info, &DamagedError{f.Path(name), "too large"}
	}
	o, err = orderedjson.ParseObject(data.Bytes())
	if err != nil {
		return nil, info, &DamagedError{f.Path(name), err.Error()}
	}
	then(file)
	return o, info, nil
}

// open opens the file that was checked, and not what has taken its place since. It does so by
// its path: a handle of the folder, which costs a thread, would say no more about one file.
func (f Folder) open(host fs.FileInfo, name string) (disk.File, fs.FileInfo, error) {
	d := disk.Or(f.Disk)
	const tries = 10 // each is lost to somebody who replaced the file just then
	for range tries {
		checked, err := f.check(d, f.Path(name), host)
		if err != nil {
			return nil, nil, err
		}
		file, err := d.OpenFile(f.Path(name), os.O_RDONLY|disk.NonBlock, 0)
		if err != nil {
			return nil, nil, err
		}
		if opened, err := file.Stat(); err == nil && os.SameFile(checked, opened) {
			return file, opened, nil
		}
		_ = file.Close()
	}
	return nil, nil, fmt.Errorf("%s is another file each time that it is looked at", f.Path(name))
}

// check returns what is at a path in the folder, if that is a file of ours.
func (f Folder) check(d disk.Disk, path string, host fs.FileInfo) (fs.FileInfo, error) {
	info, err := d.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &NotRegularError{f.Path(filepath.Base(path))}
	case !disk.Owns(info, host):
		return nil, &disk.ForeignError{Path: f.Path(filepath.Base(path))}
	}
	return info, nil
}

// checkIn is check for a name in the folder opened.
func (f Folder) checkIn(folder disk.Folder, name string) (fs.FileInfo, error) {
	host, err := folder.Stat(".")
	if err != nil {
		return nil, err
	}
	return f.check(folder, name, host)
}

// Names returns the names of all that is in the folder, sorted; none if there is no folder.
func (f Folder) Names() ([]string, error) {
	folder, err := disk.OpenOwn(f.Disk, f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	self, err := folder.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer self.Close()
	entries, err := self.ReadDir(-1)
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	slices.Sort(names)
	return names, err
}

// Remove removes a file, if it is there. What is no file of ours stays, with the errors of Read.
func (f Folder) Remove(name string) error {
	folder, err := disk.OpenOwn(f.Disk, f.Dir)
	if err == nil {
		defer folder.Close()
		if _, err = f.checkIn(folder, name); err == nil {
			err = folder.Remove(name)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
