package recorded

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestCallbacks lets browsers and strangers come to the listener of a sign-in in every
// way but the right one, and then the right one. The first is refused, and the sign-in
// goes on and ends as any other.
func TestCallbacks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the recordings are of modes, signals and programs on Unix")
	}
	cases := readSignIns(t)
	for _, report := range []string{
		"favicon refused, approve ok",
		"bare refused, approve ok",
		"other-path refused, approve ok",
		"post refused, approve ok",
		"no-state refused, approve ok",
		"wrong-state refused, approve ok",
		"forged refused, approve ok",
		"foreign-host refused, approve ok",
		"lan refused, approve ok",
		"approve ok, again ok",
		"preconnect ok, approve ok",
		"slow ok",
		"approve ok, exit-1 ok",
		"favicon refused, wrong-state refused, forged refused, post refused, slow ok",
	} {
		t.Run(report, func(t *testing.T) {
			t.Parallel()
			c := cases["pkce-login"]
			login := c.Steps[0]
			acts := strings.NewReplacer(" refused", "", " ok", "", " ", "").Replace(report)
			login.Run = &signInRun{Argv: login.Run.Argv, Browser: acts}
			c.Steps = []signInStep{login}
			w := newWorld(t, c)
			c.replay(w, cases)
			w.awaitBrowser()
			got, err := os.ReadFile(filepath.Join(w.home, browserDone))
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.ReplaceAll(report, ", ", "\n") + "\n"; string(got) != want {
				t.Errorf("the browser says %q, want %q", got, want)
			}
		})
	}
}
