package lockfile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/lockfile"
)

const name = "sso/cache/x"

// take takes a turn that is to be had.
func take(t *testing.T, turns lockfile.Turns, name string, work lockfile.Work) (end func()) {
	t.Helper()
	end, err := turns.Take(t.Context(), name, work, func(w lockfile.Work) { t.Errorf("waits for %v", w) })
	if err != nil {
		t.Fatal(err)
	}
	return end
}

func TestTurns(t *testing.T) {
	turns := lockfile.Turns{Dir: filepath.Join(t.TempDir(), "fob")}
	if work, held := turns.Held(name); held {
		t.Errorf("held for %v before anybody took it", work)
	}
	end := take(t, turns, name, lockfile.Work{Doing: "signing in"})
	take(t, turns, "sso/cache/y", lockfile.Work{})() // another one
	if work, held := turns.Held(name); !held || work.Doing != "signing in" || work.PID != os.Getpid() {
		t.Errorf("held is %v, for %v", held, work)
	}
	for path, want := range map[string]os.FileMode{turns.Dir: 0o700 | os.ModeDir, lockfile.Path(turns.Dir, name): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	end()
	if work, held := turns.Held(name); held {
		t.Errorf("held for %v after its end", work)
	}
	if notes, _ := filepath.Glob(filepath.Join(turns.Dir, "*.json")); len(notes) > 0 {
		t.Errorf("left %q", notes)
	}
	take(t, turns, name, lockfile.Work{})()
}

// Whoever waits is told once what for, and goes on as soon as the turn is over.
func TestWaitingForATurn(t *testing.T) {
	turns := lockfile.Turns{Dir: t.TempDir()}
	synctest.Test(t, func(t *testing.T) {
		end := take(t, turns, name, lockfile.Work{Doing: "signing in", Until: time.Now().Add(10 * time.Minute)})
		go func() { time.Sleep(9 * time.Minute); end() }()
		began, told := time.Now(), 0
		mine, err := turns.Take(t.Context(), name, lockfile.Work{}, func(w lockfile.Work) {
			if told++; w.Doing != "signing in" || !w.Until.Equal(began.Add(10*time.Minute)) {
				t.Errorf("waits for %v", w)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		mine()
		if took := time.Since(began).Round(time.Second); took != 9*time.Minute || told != 1 {
			t.Errorf("after %v, told %d times", took, told)
		}
	})
}

// Nobody waits for ever: a minute for work that may take no longer, and until its end for
// work that names one.
func TestWaitingInVain(t *testing.T) {
	for what, tt := range map[string]struct {
		may, want time.Duration
	}{
		"a minute":           {0, time.Minute},
		"less than a minute": {time.Second, time.Minute},
		"ten minutes":        {10 * time.Minute, 10 * time.Minute},
	} {
		t.Run(what, func(t *testing.T) {
			turns := lockfile.Turns{Dir: t.TempDir()}
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				end := take(t, turns, name, lockfile.Work{Until: began.Add(tt.may)})
				defer end()
				_, err := turns.Take(t.Context(), name, lockfile.Work{}, nil)
				busy, ok := errors.AsType[*lockfile.BusyError](err)
				if took := time.Since(began).Round(time.Second); !ok || busy.Silent || busy.Work.PID != os.Getpid() || took != tt.want {
					t.Errorf("after %v: %v", took, err)
				}
			})
		})
	}
}

// One that gives no sign of life is waited for for half a minute, whatever it was to do.
// Its turn is not taken from it: it may go on any moment.
func TestH73ASilentHolder(t *testing.T) {
	for what, work := range map[string]string{
		"it is stopped":      `{"doing": "signing in", "until": "2099-01-01T00:00:00Z", "pid": 1234}`,
		"it left no note":    "",
		"its note is broken": "{",
	} {
		t.Run(what, func(t *testing.T) {
			turns := lockfile.Turns{Dir: t.TempDir()}
			path := lockfile.Path(turns.Dir, name)
			defer lock(t, path)()
			if work != "" {
				if err := os.WriteFile(path[:len(path)-len(".lock")]+".json", []byte(work), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				_, err := turns.Take(t.Context(), name, lockfile.Work{}, nil)
				busy, ok := errors.AsType[*lockfile.BusyError](err)
				if took := time.Since(began).Round(time.Second); !ok || !busy.Silent || took != 30*time.Second {
					t.Errorf("after %v: %v", took, err)
				}
			})
		})
	}
}

func TestWaitingIsInterrupted(t *testing.T) {
	turns := lockfile.Turns{Dir: t.TempDir()}
	defer take(t, turns, name, lockfile.Work{})()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := turns.Take(ctx, name, lockfile.Work{}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestNoFolderForTurns(t *testing.T) {
	occupied := filepath.Join(t.TempDir(), "fob")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	turns := lockfile.Turns{Dir: occupied}
	_, err := turns.Take(t.Context(), name, lockfile.Work{}, nil)
	if bad, ok := errors.AsType[*lockfile.Error](err); !ok || bad.Path != occupied {
		t.Errorf("got %v", err)
	}
	if _, held := turns.Held(name); held {
		t.Error("held where nobody can")
	}
}
