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

// between lets something happen after the nth look at a file.
type between struct {
	disk.Disk
	nth  int
	then func()
}

func (b *between) Stat(name string) (fs.FileInfo, error) {
	info, err := b.Disk.Stat(name)
	if b.nth--; b.nth == 0 {
		b.then()
	}
	return info, err
}

// Of two that find the file of one that has died, one gets the lock, whenever the other one goes
// on.
func TestWithoutLocksOneTakesThePlaceOfTheDead(t *testing.T) {
	for nth := 1; nth <= 3; nth++ {
		for _, clearing := range []bool{false, true} { // one has died while it cleared
			path := filepath.Join(t.TempDir(), "x.lock.held")
			open := func(d disk.Disk) *lock {
				l := &lock{system: noLocks{errors.ErrUnsupported}, disk: d, beside: path}
				t.Cleanup(l.close)
				return l
			}
			leave := func(path string) {
				then := time.Now().Add(-2 * maxSilent)
				if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, then, then)); err != nil {
					t.Fatal(err)
				}
			}
			leave(path)
			if clearing {
				leave(path + ".clearing")
			}
			one := open(disk.Or(nil))
			faster, held := false, 0
			try := func(l *lock) {
				if mine, err := l.try(); err != nil {
					t.Error(err)
				} else if mine {
					held++
				}
			}
			slow := &between{Disk: disk.Or(nil), nth: nth, then: func() { faster = true; try(one); try(one) }}
			other := open(slow)
			try(other)
			for range 2 {
				if held == 0 {
					try(one)
				}
				try(other)
			}
			if !faster || held != 1 {
				t.Errorf("after look %d, %v: %d have it", nth, clearing, held)
			}
			if _, err := os.Stat(path + ".clearing"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("left behind: %v", err)
			}
		}
	}
}
