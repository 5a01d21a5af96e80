package cachefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// maxSize bounds what is read of a file.
const maxSize = 2 << 20

// Folder is one of the caches. It is opened once for each call and what is in it reached
// through that handle, so that what was checked is what is used.
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
	folder, err := disk.OpenOwn(f.Disk, f.Dir)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer folder.Close()
	file, info, err := open(folder, name)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	switch {
	case err != nil:
		return nil, time.Time{}, err
	case len(data) > maxSize:
		return nil, info.ModTime(), &DamagedError{f.Path(name), "too large"}
	}
	o, err = orderedjson.ParseObject(data)
	if err != nil {
		return nil, info.ModTime(), &DamagedError{f.Path(name), err.Error()}
	}
	disk.Narrow(file, f.Path(name), disk.FileMode, f.Warn)
	return o, info.ModTime(), nil
}

// open opens the file that was checked, and not what has taken its place since.
func open(folder disk.Folder, name string) (disk.File, fs.FileInfo, error) {
	const tries = 10 // each is lost to somebody who replaced the file just then
	for range tries {
		checked, err := check(folder, name)
		if err != nil {
			return nil, nil, err
		}
		file, err := folder.OpenFile(name, os.O_RDONLY|disk.NonBlock, 0)
		if err != nil {
			return nil, nil, err
		}
		if opened, err := file.Stat(); err == nil && os.SameFile(checked, opened) {
			return file, opened, nil
		}
		_ = file.Close()
	}
	return nil, nil, fmt.Errorf("%s is another file each time that it is looked at", filepath.Join(folder.Name(), name))
}

// check returns what is in a file's place if it is a file of ours.
func check(folder disk.Folder, name string) (fs.FileInfo, error) {
	info, err := folder.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &NotRegularError{filepath.Join(folder.Name(), name)}
	}
	host, err := folder.Stat(".")
	if err == nil && !disk.Owns(info, host) {
		err = &disk.ForeignError{Path: filepath.Join(folder.Name(), name)}
	}
	return info, err
}

// Names returns the names of all that is in the folder, none if there is no folder.
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
	return names, err
}

// Remove removes a file, if it is there. What is no file of ours stays, with the errors of Read.
func (f Folder) Remove(name string) error {
	folder, err := disk.OpenOwn(f.Disk, f.Dir)
	if err == nil {
		defer folder.Close()
		if _, err = check(folder, name); err == nil {
			err = folder.Remove(name)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
