package lockfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"fob.example/fob/internal/disk"
)

// lock is the system's lock on a file. Where the file system knows none, as some that come
// over a network, it is another file beside it, which is there while the lock is held and
// changed every few seconds: one that is not for half a minute is left of a process that has died.
type lock struct {
	system interface {
		TryLock() (bool, error)
		Close() error
	}
	disk   disk.Disk
	beside string
	stop   func() // ends the signs of life in the file beside; nil where that is not held
}

const openFlags = os.O_CREATE | os.O_RDWR

// open makes the file of a lock, and the folder that it is in, and returns the lock.
func open(d disk.Disk, path string) (*lock, error) {
	folder, err := disk.OpenPrivate(d, filepath.Dir(path), func(error) {}) // it holds no secret
	if err != nil {
		return nil, &Error{filepath.Dir(path), err}
	}
	defer folder.Close()
	// NFS gives an exclusive lock only on a file opened for writing.
	file, err := folder.OpenFile(filepath.Base(path), openFlags, disk.FileMode)
	if err != nil {
		return nil, &Error{path, err}
	}
	_ = file.Close()
	system := flock.New(path, flock.SetFlag(openFlags), flock.SetPermissions(disk.FileMode))
	return &lock{system: system, disk: disk.Or(d), beside: path + ".held"}, nil
}

// try takes the lock if nobody has it.
func (l *lock) try() (mine bool, err error) {
	mine, err = l.system.TryLock()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) {
		return l.tryBeside()
	}
	return mine, err
}

func (l *lock) tryBeside() (mine bool, err error) {
	err = l.put(l.beside)
	switch {
	case err == nil:
		l.stop = l.live(l.beside)
		return true, nil
	case !errors.Is(err, fs.ErrExist):
		return false, err
	case l.isLeft(l.beside):
		l.clear()
	}
	return false, nil
}

// put makes a file that nobody else has made.
func (l *lock) put(path string) error {
	file, err := l.disk.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, disk.FileMode)
	if err != nil {
		return err
	}
	_ = file.Close()
	now := time.Now() // the clock of a server may be another one
	_ = l.disk.Chtimes(path, now, now)
	return nil
}

// isLeft reports whether a file is left of a process that has died.
func (l *lock) isLeft(path string) bool {
	info, err := l.disk.Stat(path)
	return err == nil && time.Since(info.ModTime()) > maxSilent
}

// clear removes the file of a process that has died. Of those that have seen that it has, one
// at a time does so, after another look: in the file's place may be that of one which was faster.
func (l *lock) clear() {
	clearing := l.beside + ".clearing"
	if l.isLeft(clearing) {
		_ = l.disk.Remove(clearing)
	}
	if l.put(clearing) != nil {
		return
	}
	if l.isLeft(l.beside) {
		_ = l.disk.Remove(l.beside)
	}
	_ = l.disk.Remove(clearing)
}

// live changes a file every few seconds until stop is called.
func (l *lock) live(path string) (stop func()) {
	stopped, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(beat)
		defer ticker.Stop()
		for {
			select {
			case <-stopped:
				return
			case now := <-ticker.C:
				_ = l.disk.Chtimes(path, now, now)
			}
		}
	}()
	return func() { close(stopped); <-ended }
}

// wait takes the lock as soon as it can be had, until ctx ends.
func (l *lock) wait(ctx context.Context) error {
	for {
		mine, err := l.try()
		if mine || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryDelay):
		}
	}
}

// close gives the lock back, if it is held.
func (l *lock) close() {
	if l.stop != nil {
		l.stop()
		_ = l.disk.Remove(l.beside)
	}
	_ = l.system.Close()
}
