package cachefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// View is a folder that is looked at for many of its files, as they are: it is checked and
// listed once, nothing is waited for, and nothing changed. It may be used by many goroutines.
type View struct {
	Folder
	host  fs.FileInfo
	names map[string]bool
	err   error // why nothing can be read
}

// View looks at the folder. One that is not there is an empty one. What else goes wrong is
// the error of each Read.
func (f Folder) View() *View {
	v := &View{Folder: f, names: map[string]bool{}}
	v.err = v.list()
	if errors.Is(v.err, fs.ErrNotExist) {
		v.err = nil
	}
	return v
}

func (v *View) list() (err error) {
	d := disk.Or(v.Disk)
	if v.host, err = disk.LookOwn(d, v.Dir); err != nil {
		return err
	}
	self, err := d.OpenFile(v.Dir, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer self.Close()
	entries, err := self.ReadDir(-1)
	for _, entry := range entries {
		v.names[entry.Name()] = true
	}
	return err
}

// Read returns the object in a file, with the errors of Folder.Read. exposed is an
// *ExposedError for one that others have access to.
func (v *View) Read(name string) (o orderedjson.Object, exposed, err error) {
	switch {
	case v.err != nil:
		return nil, nil, v.err
	case !v.names[name]:
		return nil, nil, fs.ErrNotExist
	}
	o, info, err := v.readIn(v.host, name, func(disk.File) {})
	if info != nil && disk.Exposed(info) {
		exposed = &ExposedError{v.Path(name), info.Mode().Perm()}
	}
	return o, exposed, err
}

// Changed answers when a file was changed, the zero time where there is none.
func (v *View) Changed(name string) time.Time {
	if !v.names[name] {
		return time.Time{}
	}
	info, err := disk.Or(v.Disk).Stat(v.Path(name))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// ExposedError names a file that other users of the machine have access to.
type ExposedError struct {
	Path string
	Mode fs.FileMode
}

func (e *ExposedError) Error() string {
	return fmt.Sprintf("other users have access to %s: its mode is %04o", e.Path, e.Mode)
}
