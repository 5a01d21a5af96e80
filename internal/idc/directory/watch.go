package directory

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// File is a directory file that may change while its directory is served.
type File struct {
	path string
	read fs.FileInfo // when it was last read
	seen fs.FileInfo // when it was last looked at; nil: it was not there
}

// Open reads a directory file. Errors in it are those of Parse.
func Open(path string) (*File, *Directory, error) {
	f := &File{path: path}
	d, err := f.load()
	return f, d, err
}

// Changed looks whether the file is another than when it was last read, and if so reads
// it. A file that is still being written is left for the next look: one has to find it
// as the look before did. Without a change, or with one that is not good, the directory
// is nil. A file that is wrong, or gone, is reported once.
func (f *File) Changed() (*Directory, error) {
	now, err := os.Stat(f.path)
	if err != nil {
		now = nil
	}
	settled := same(now, f.seen)
	f.seen = now
	if !settled || same(now, f.read) {
		return nil, nil
	}
	if now == nil {
		f.read = nil
		return nil, f.readError(err)
	}
	return f.load()
}

func (f *File) load() (*Directory, error) {
	info, err := os.Stat(f.path) // before its bytes: what changes in between is seen later
	if err != nil {
		return nil, f.readError(err)
	}
	f.read, f.seen = info, info
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, f.readError(err)
	}
	return Parse(f.path, data)
}

func (f *File) readError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the directory file %s does not exist", f.path)
	}
	return fmt.Errorf("read the directory file: %w", err)
}

// same reports whether two looks found one file with nothing written to it in between.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
