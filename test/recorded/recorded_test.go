package recorded

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// recordedSignIns is how many recordings there are of the AWS CLI signing in.
const recordedSignIns = 61

// TestRecordedSignIns does what the AWS CLI was recorded doing, against our own Identity
// Center with the same settings and failures. Exit codes, stdout, the cache files, the
// config and the requests must be the same, but for the departures in
// departures_test.go.
func TestRecordedSignIns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the recordings are of modes, signals and programs on Unix")
	}
	cases := readSignIns(t)
	if len(cases) != recordedSignIns {
		t.Errorf("%d cases, want %d", len(cases), recordedSignIns)
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.replay(newWorld(t, c), cases)
		})
	}
	for name, steps := range signInDepartures {
		for i := range steps {
			if c := cases[name]; i >= len(c.Steps) || c.Steps[i].Run == nil {
				t.Errorf("%s has no step %d to depart from", name, i)
			}
		}
	}
}

// replay takes the steps of a case.
func (c signIn) replay(w *world, all map[string]signIn) {
	for i, step := range c.Steps {
		if step.Setup != nil {
			w.setUp(*step.Setup)
			continue
		}
		w.beginStep()
		want := c.expected(w.T, i, all)
		if want.Config == nil {
			config := w.names.expand(c.Files[".aws/config"]) // no step is to change it
			want.Config = &config
		}
		got, ran := w.run(*step.Run, want.Ended)
		if !ran {
			w.Logf("step %d is skipped, for the program is not here: %s", i, step.Run)
			continue
		}
		if difference := cmp.Diff(want.tree(), w.names.align(want.tree(), got.tree())); difference != "" {
			w.Errorf("step %d, %s, -want +got:\n%s", i, step.Run, difference)
		}
	}
}

func readSignIns(t *testing.T) map[string]signIn {
	t.Helper()
	cases := map[string]signIn{}
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "contract", "signin", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(strings.NewReader(anonymous(string(data))))
		decoder.DisallowUnknownFields()
		var c signIn
		if err := decoder.Decode(&c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		cases[c.Name] = c
	}
	return cases
}

// anonymous puts names in place of what the server of the recordings made up by rules of
// its own: the hashes in role names, ids, the tokens of further pages, its pages' addresses.
func anonymous(recording string) string {
	for _, r := range []struct{ pattern, name string }{
		{`AROA[A-Z0-9]{17}`, "{ROLE_ID}"},
		{`(AWSReservedSSO_\w+)_[0-9a-f]{16}`, "${1}_{ROLE_HASH}"},
		{`eyJrI[\w+/=]+`, "{NEXT_TOKEN}"},
		{`\{IDC\}/start/device`, "{IDC}/device"},
		{`https://localhost:\{TLS_PORT\}`, "{TLS}"},
	} {
		recording = regexp.MustCompile(r.pattern).ReplaceAllString(recording, r.name)
	}
	return recording
}
