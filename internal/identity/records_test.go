package identity_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/identity"
)

func records(t *testing.T) (identity.Records, *time.Time) {
	t.Helper()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return identity.Records{Dir: filepath.Join(t.TempDir(), "caller"), Now: func() time.Time { return now }}, &now
}

func record(t *testing.T, arn, signIn string) identity.Record {
	t.Helper()
	caller, err := identity.ParseCaller(arn)
	if err != nil {
		t.Fatal(err)
	}
	return identity.Record{Caller: caller, SignIn: signIn}
}

func TestARecordCountsForItsKeyAndForAWhile(t *testing.T) {
	r, now := records(t)
	want := record(t, aliceAdmin, "a sign-in")
	r.Put("ASIAALICE", want)
	if got := r.Get("ASIAALICE"); got != want {
		t.Errorf("got %+v", got)
	}
	if got := r.Get("ASIABOB"); got != (identity.Record{}) {
		t.Errorf("another key is known: %+v", got)
	}
	for _, passed := range []time.Duration{12*time.Hour + time.Second, -25 * time.Hour} { // also for a clock that is set back
		*now = now.Add(passed)
		if got := r.Get("ASIAALICE"); got != (identity.Record{}) {
			t.Errorf("%v later it still counts: %+v", passed, got)
		}
	}
}

func TestARecordHoldsNoKeyAndIsPrivate(t *testing.T) {
	r, _ := records(t)
	r.Put("ASIAALICE", record(t, aliceAdmin, ""))
	paths := recordFiles(t, r)
	if len(paths) != 1 {
		t.Fatalf("files %q", paths)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil || strings.Contains(paths[0]+string(text), "ASIAALICE") {
		t.Errorf("%s holds %s, %v", paths[0], text, err)
	}
	for path, want := range map[string]os.FileMode{paths[0]: 0o600, r.Dir: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// What is damaged, or lies under the name of another key, counts as nothing and is replaced.
func TestDamagedRecords(t *testing.T) {
	r, _ := records(t)
	want := record(t, aliceAdmin, "")
	r.Put("ASIAALICE", want)
	alices := recordFiles(t, r)[0]
	whole, err := os.ReadFile(alices)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Minute) // or it might be one that is being written
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"", "[]", string(whole[:40]), strings.Replace(string(whole), "arn:aws", "nonsense", 1), strings.Replace(string(whole), "2026", "year", 1)} {
		write(alices, text)
		if got := r.Get("ASIAALICE"); got != (identity.Record{}) {
			t.Errorf("%q counts: %+v", text, got)
		}
		r.Put("ASIAALICE", want)
		if got := r.Get("ASIAALICE"); got != want {
			t.Errorf("%q was not replaced: %+v", text, got)
		}
	}
	r.Put("ASIABOB", record(t, ciDeploy, ""))
	for _, path := range recordFiles(t, r) {
		write(path, string(whole))
	}
	if got := r.Get("ASIABOB"); got != (identity.Record{}) {
		t.Errorf("the record of another key counts: %+v", got)
	}
}

func TestRecordsAreBounded(t *testing.T) {
	r, _ := records(t)
	r.Put("old", record(t, aliceAdmin, ""))
	long := time.Now().Add(-13 * time.Hour)
	if err := os.Chtimes(recordFiles(t, r)[0], long, long); err != nil {
		t.Fatal(err)
	}
	r.Put("first", record(t, aliceAdmin, ""))
	if paths := recordFiles(t, r); len(paths) != 1 {
		t.Fatalf("the old one is still there: %q", paths)
	}
	earlier := time.Now().Add(-time.Hour)
	if err := os.Chtimes(recordFiles(t, r)[0], earlier, earlier); err != nil {
		t.Fatal(err)
	}
	for i := range 499 { // as Put would, without its care for the disk
		if err := os.WriteFile(filepath.Join(r.Dir, fmt.Sprint(i, ".json")), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.Put("last", record(t, aliceAdmin, ""))
	if n := len(recordFiles(t, r)); n != 500 {
		t.Errorf("%d files", n)
	}
	if r.Get("first") != (identity.Record{}) || r.Get("last") == (identity.Record{}) {
		t.Error("not the oldest one has gone")
	}
	if err := r.Clear(); err != nil || len(recordFiles(t, r)) != 0 {
		t.Errorf("left: %q, %v", recordFiles(t, r), err)
	}
}

func recordFiles(t *testing.T, r identity.Records) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(r.Dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
