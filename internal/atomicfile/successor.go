package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"strconv"

	"fob.example/fob/internal/disk"
)

// Successor is a file that is to take another one's name. It must be committed or
// discarded.
type Successor struct {
	folder     disk.Folder
	file       disk.File
	name, temp string
}

// Prepare makes a successor, mode 0600, of the file called name in folder, which stays open
// until the successor is gone. It takes size bytes of the disk at once, so that what is
// committed later, if it is not longer, does not lack them: whether there is room, and leave
// to write, is found out here.
func Prepare(folder disk.Folder, name string, size int) (*Successor, error) {
	sweep(folder)
	s := &Successor{folder: folder, name: name}
	if err := s.create(); err != nil {
		return nil, err
	}
	if size == 0 {
		return s, nil
	}
	_, err := s.file.Write(make([]byte, size))
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.Discard()
		return nil, err
	}
	return s, nil
}

// create opens a file of a name that nobody has.
func (s *Successor) create() (err error) {
	for range 100 {
		s.temp = "." + s.name + infix + strconv.FormatUint(uint64(rand.Uint32()), 10)
		s.file, err = s.folder.OpenFile(s.temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, disk.FileMode)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return err
}

// Commit replaces the file with data. Mode and owner are those of old, or 0600 and the
// user's where that is nil. After an error the file is as it was, unless the error is that of the
// folder's own sync: then nobody knows what a loss of power would leave.
func (s *Successor) Commit(data []byte, old fs.FileInfo) error {
	if err := s.fill(data, old); err != nil {
		s.Discard()
		return err
	}
	if err := s.file.Close(); err != nil {
		_ = s.folder.Remove(s.temp)
		return err
	}
	if err := s.folder.Rename(s.temp, s.name); err != nil {
		_ = s.folder.Remove(s.temp)
		return err
	}
	return syncFolder(s.folder)
}

func (s *Successor) fill(data []byte, old fs.FileInfo) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := s.file.Write(data); err != nil {
		return err
	}
	if err := s.file.Truncate(int64(len(data))); err != nil {
		return err
	}
	if err := liken(s.file, old); err != nil {
		return err
	}
	return s.file.Sync()
}

// Discard leaves the file as it is.
func (s *Successor) Discard() {
	_ = s.file.Close()
	_ = s.folder.Remove(s.temp)
}

// liken gives f the owner and the mode of old. The owner comes first, since a
// change of it takes the set-id bits of the mode away.
func liken(f disk.File, old fs.FileInfo) error {
	if old == nil {
		return f.Chmod(disk.FileMode)
	}
	if err := keepOwner(f, old); err != nil {
		return err
	}
	return f.Chmod(old.Mode())
}
