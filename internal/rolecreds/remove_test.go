package rolecreds_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

// Signing out of one session takes what its profiles bought, and nobody else's.
func TestRemoveOf(t *testing.T) {
	w := newWorld(t)
	w.put(devFile, cached(time.Hour))
	w.put(oldFile, cached(time.Hour))
	for range 2 { // the second time it is gone
		if err := w.Cache.RemoveOf(w.Config.ProfilesOf(awsconfig.SSOSession{Name: "corp"})); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[string]string{oldFile: cached(time.Hour)}, w.files()); diff != "" {
		t.Error(diff)
	}
}
