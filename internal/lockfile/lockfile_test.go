package lockfile_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/lockfile"
)

func lock(t *testing.T, path string) (unlock func()) {
	t.Helper()
	unlock, err := lockfile.Lock(t.Context(), nil, path)
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

func TestLockIsPrivateAndStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fob", "x.lock")
	lock(t, path)()
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700 | fs.ModeDir} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
}

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	var inside, passed atomic.Int32 // a lock between processes orders nothing that the race detector sees
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				unlock, err := lockfile.Lock(t.Context(), nil, path)
				if err != nil {
					t.Error(err)
					return
				}
				if n := inside.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				inside.Add(-1)
				passed.Add(1)
				unlock()
			}
		})
	}
	all.Wait()
	if n := passed.Load(); n != 8*20 {
		t.Errorf("%d got the lock, want %d", n, 8*20)
	}
}

func TestTheWaitEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	defer lock(t, path)()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := lockfile.Lock(ctx, nil, path)
	if bad := (*lockfile.Error)(nil); !errors.As(err, &bad) || bad.Path != path || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestNoFolder(t *testing.T) {
	occupied := filepath.Join(t.TempDir(), "fob")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := lockfile.Lock(t.Context(), nil, filepath.Join(occupied, "x.lock"))
	if bad := (*lockfile.Error)(nil); !errors.As(err, &bad) || bad.Path != occupied {
		t.Errorf("got %v", err)
	}
}

func TestNoLock(t *testing.T) {
	dir := t.TempDir()
	if _, err := lockfile.Lock(t.Context(), nil, dir); err == nil {
		t.Error("locked a folder")
	}
}

func TestPath(t *testing.T) {
	a, b := lockfile.Path("dir", "/home/a/.aws/config"), lockfile.Path("dir", "/home/a/.aws/credentials")
	if a == b || filepath.Dir(a) != "dir" || filepath.Ext(a) != ".lock" || lockfile.Path("dir", "/home/a/.aws/config") != a {
		t.Errorf("%q and %q", a, b)
	}
}
