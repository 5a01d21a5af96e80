package cachefile

import (
	"errors"
	"io/fs"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// room is what a file may grow by from one content to the next. A token is at most a few
// thousand bytes.
const room = 16 << 10

// Write replaces a file, mode 0600, in a folder of mode 0700 that is made if it has to be.
// What is no file of ours stays, with the errors of Read.
func (f Folder) Write(name string, o orderedjson.Object) error {
	next, err := f.prepare(name, 0)
	if err != nil {
		return err
	}
	return next.Commit(o)
}

// Successor is the next content of a file, before it is known. It must be committed or
// discarded.
type Successor struct {
	folder disk.Folder
	next   *atomicfile.Successor
}

// Prepare does all of Write that can be done before the content is known, and takes its
// room on the disk. An error means that it could not be written: who would lose something by that
// asks first. The file stays as it is until the successor is committed.
func (f Folder) Prepare(name string) (*Successor, error) { return f.prepare(name, room) }

func (f Folder) prepare(name string, size int) (*Successor, error) {
	folder, err := disk.OpenPrivate(f.Disk, f.Dir, f.Warn)
	if err != nil {
		return nil, err
	}
	old, err := f.checkIn(folder, name)
	if err == nil && size > 0 {
		size += int(old.Size())
	}
	var next *atomicfile.Successor
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		next, err = atomicfile.Prepare(folder, name, size)
	}
	if err != nil {
		_ = folder.Close()
		return nil, err
	}
	return &Successor{folder, next}, nil
}

// Commit replaces the file.
func (s *Successor) Commit(o orderedjson.Object) error {
	defer s.folder.Close()
	return s.next.Commit(orderedjson.Marshal(o, orderedjson.Python()), nil)
}

// Discard leaves the file as it is.
func (s *Successor) Discard() {
	s.next.Discard()
	_ = s.folder.Close()
}
