package rolecreds_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/lockfile"
)

// However many ask for the same role at once, one buys, and all have what it got.
func TestOnePurchaseForAll(t *testing.T) {
	w := newWorld(t)
	w.signIn("dev")
	var started sync.WaitGroup
	started.Add(20)
	w.answer = func(r *http.Request) (int, string, string) {
		started.Wait() // so that the others come while it is under way
		return issue(r)
	}
	p, _ := w.Config.Profile("dev")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			started.Done()
			if creds, err := w.Profile(t.Context(), p); err != nil || creds.AccessKeyID != "ASIANEW" {
				t.Errorf("%s, %v", creds.AccessKeyID, err)
			}
		})
	}
	all.Wait()
	if n := w.calls.Load(); n != 1 || len(w.warnings) > 0 {
		t.Errorf("%d calls, warned of %q", n, w.warnings)
	}
}

// Who waits in vain, or cannot take turns, buys as well.
func TestPurchasesOutOfTurn(t *testing.T) {
	t.Run("a holder without a sign of life", func(t *testing.T) {
		w := newWorld(t)
		w.signIn("dev")
		end, err := w.Cache.Turns.Take(t.Context(), "cli/cache/"+devFile, lockfile.Work{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer end()
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			p, _ := w.Config.Profile("dev")
			if creds, err := w.Profile(t.Context(), p); err != nil || creds.AccessKeyID != "ASIANEW" || len(w.warnings) > 0 {
				t.Errorf("%s, %v, warned of %q", creds.AccessKeyID, err, w.warnings)
			}
			if took := time.Since(began).Round(time.Second); took != 30*time.Second {
				t.Errorf("after %v", took)
			}
		})
	})
	t.Run("no folder", func(t *testing.T) {
		w := newWorld(t)
		w.signIn("dev")
		w.Cache.Turns.Dir = filepath.Join(w.Cache.Turns.Dir, "config", "fob") // below a file
		p, _ := w.Config.Profile("dev")
		if creds, err := w.Profile(t.Context(), p); err != nil || creds.AccessKeyID != "ASIANEW" {
			t.Errorf("%s, %v", creds.AccessKeyID, err)
		}
		if len(w.warnings) != 1 || !strings.HasPrefix(w.warnings[0], "lock ") {
			t.Errorf("warned of %q", w.warnings)
		}
	})
}

// What one could not buy, the next one tries.
func TestAPurchaseThatFails(t *testing.T) {
	w := newWorld(t)
	w.signIn("dev")
	w.answer = func(*http.Request) (int, string, string) {
		return 403, "ForbiddenException", `{"message": "No access"}`
	}
	p, _ := w.Config.Profile("dev")
	for range 2 {
		if creds, err := w.Profile(t.Context(), p); err == nil || creds.AccessKeyID != "" || errors.As(err, new(*lockfile.BusyError)) {
			t.Errorf("%s, %v", creds.AccessKeyID, err)
		}
	}
	if n := w.calls.Load(); n != 2 {
		t.Errorf("%d calls", n)
	}
}
