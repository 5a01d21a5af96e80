package lockfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/disk"
)

// noLocks is what a file system says that has none.
type noLocks struct{ err error }

func (n noLocks) TryLock() (bool, error) { return false, n.err }
func (noLocks) Close() error             { return nil }

// late is the file system of a server whose clock is an hour late.
type late struct{ disk.Disk }

func (l late) OpenFile(name string, flag int, mode fs.FileMode) (disk.File, error) {
	file, err := l.Disk.OpenFile(name, flag, mode)
	if err == nil {
		then := time.Now().Add(-time.Hour)
		err = os.Chtimes(name, then, then)
	}
	return file, err
}

func take(t *testing.T, l *lock, want bool) {
	t.Helper()
	if mine, err := l.try(); mine != want || err != nil {
		t.Errorf("taken: %v, %v", mine, err)
	}
}

// Where there are no locks one at a time gets in all the same, and who has died is waited for
// for half a minute.
func TestWithoutLocks(t *testing.T) {
	for _, unsupported := range []error{errors.ErrUnsupported, syscall.ENOTSUP, syscall.ENOLCK} {
		path := filepath.Join(t.TempDir(), "x.lock.held")
		open := func() *lock {
			return &lock{system: noLocks{&fs.PathError{Op: "flock", Path: path, Err: unsupported}}, disk: late{disk.Or(nil)}, beside: path}
		}
		synctest.Test(t, func(t *testing.T) {
			at := func(when time.Time) {
				if err := os.Chtimes(path, when, when); err != nil {
					t.Fatal(err)
				}
			}
			one, other := open(), open()
			take(t, one, true)
			take(t, other, false)
			time.Sleep(2 * maxSilent)
			synctest.Wait()
			take(t, other, false) // it has given signs of life
			one.close()
			take(t, other, true)
			other.stop() // it dies
			at(time.Now().Add(-maxSilent + time.Second))
			take(t, open(), false)
			at(time.Now().Add(-maxSilent - time.Second))
			third := open()
			take(t, third, false) // what is left of it goes
			take(t, third, true)
			third.close()
			if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("left behind: %v", err)
			}
		})
	}
}
