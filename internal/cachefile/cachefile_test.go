package cachefile_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

func folderOf(path string) cachefile.Folder {
	return cachefile.Folder{Dir: filepath.Dir(path), Warn: func(error) {}}
}

func read(path string) (orderedjson.Object, error) { return folderOf(path).Read(filepath.Base(path)) }
func write(path string, o orderedjson.Object) error {
	return folderOf(path).Write(filepath.Base(path), o)
}

func TestHash(t *testing.T) {
	if got := cachefile.Hash([]byte("corp")); got != "ee0bfd2552fbd840c02cc48b6e823320543c450f" {
		t.Error(got)
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sso", "cache")
	path := filepath.Join(dir, "a.json")
	for _, o := range []orderedjson.Object{
		{{Name: "b", Value: "é"}, {Name: "a", Value: []string{"x", "y"}}},
		{{Name: "b", Value: "2"}},
	} {
		if err := write(path, o); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := string(orderedjson.Marshal(o, orderedjson.Python())); string(data) != want {
			t.Errorf("wrote %s, want %s", data, want)
		}
	}
	for path, want := range map[string]fs.FileMode{path: 0o600, dir: 0o700, filepath.Dir(dir): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want mode %o", path, info.Mode(), err, want)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("in the directory: %v", entries)
	}
}

func TestAWiderModeIsTightened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := write(path, orderedjson.Object{}); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Error(info.Mode())
	}
}

func TestRead(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"blank":             "\n",
		"cut in half":       `{"accessToken": "CANARY`,
		"a tail":            `{"accessToken": "CANARY"}"}`,
		"a list":            `[]`,
		"a string":          `"CANARY"`,
		"null":              `null`,
		"a number":          `5`,
		"twice":             `{"accessToken": "CANARY", "accessToken": "b"}`,
		"twice, other case": `{"accessToken": "CANARY", "AccessToken": "b"}`,
		"deep":              strings.Repeat("[", 200_000),
		"huge":              `{"accessToken": "` + strings.Repeat("C", 50<<20) + `"}`,
		"blank for long":    "{}" + strings.Repeat(" ", 2<<20),
		"UTF-16":            "\xff\xfe{\x00}\x00",
		"invalid UTF-8":     "{\"accessToken\": \"CANARY\xff\"}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.json")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			o, err := read(path)
			damaged, ok := errors.AsType[*cachefile.DamagedError](err)
			if !ok || damaged.Path != path || o != nil {
				t.Fatalf("read as %v, %v", o, err)
			}
			if text := err.Error(); !strings.Contains(text, path) || strings.Contains(text, "CANARY") {
				t.Errorf("says %q", text)
			}
		})
	}
	if _, err := read(filepath.Join(t.TempDir(), "none", "a.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A file that another tool is writing is read when it is whole. One that stays as it is, or
// has been so for long, is damaged.
func TestReadWaitsForAFileThatIsBeingWritten(t *testing.T) {
	const whole = `{"accessToken": "new"}`
	for name, tt := range map[string]struct {
		begins string
		ago    time.Duration // since the last change
		whole  time.Duration // until it is written; 0 for never
		want   bool
		takes  time.Duration
	}{
		"emptied":               {"", 0, 200 * time.Millisecond, true, 200 * time.Millisecond},
		"cut in half":           {whole[:9], 0, 30 * time.Millisecond, true, 30 * time.Millisecond},
		"a tail":                {whole + `"}`, 0, 30 * time.Millisecond, true, 30 * time.Millisecond},
		"never":                 {"", 0, 0, false, 250 * time.Millisecond},
		"too late":              {"", 0, 400 * time.Millisecond, false, 250 * time.Millisecond},
		"damaged for long":      {"", time.Minute, 0, false, 0},
		"a clock that is ahead": {"", -time.Hour, 0, false, 250 * time.Millisecond},
		"whole":                 {whole, 0, 0, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.json")
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				put := func(text string, changed time.Time) {
					if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, changed, changed)); err != nil {
						t.Error(err)
					}
				}
				put(tt.begins, began.Add(-tt.ago))
				if tt.whole > 0 {
					time.AfterFunc(tt.whole-time.Millisecond, func() { put(whole, time.Now()) })
				}
				o, err := read(path)
				if (err == nil) != tt.want || tt.want && o.String("accessToken") != "new" {
					t.Errorf("read as %v, %v", o, err)
				}
				if took := time.Since(began); took != tt.takes {
					t.Errorf("took %v, want %v", took, tt.takes)
				}
				time.Sleep(time.Second) // for the other tool to end
			})
		})
	}
}

// What is no file is neither read nor replaced, and where a link leads nothing changes.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	if err := os.WriteFile(target, []byte(`{"accessToken": "CANARY"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	places := map[string]func(path string) error{
		"link":          func(path string) error { return os.Symlink(target, path) },
		"dangling link": func(path string) error { return os.Symlink(filepath.Join(dir, "nowhere"), path) },
		"directory":     func(path string) error { return os.Mkdir(path, 0o700) },
	}
	if _, err := exec.LookPath("mkfifo"); err == nil {
		places["FIFO"] = func(path string) error { return exec.Command("mkfifo", path).Run() }
	}
	for name, put := range places {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.json")
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.Lstat(path)
			_, readErr := read(path)
			for _, err := range []error{readErr, write(path, orderedjson.Object{})} {
				if e, ok := errors.AsType[*cachefile.NotRegularError](err); !ok || e.Path != path {
					t.Errorf("got %v", err)
				}
			}
			if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() {
				t.Errorf("it was a %v and is a %v", before.Mode(), after)
			}
		})
	}
	if data, _ := os.ReadFile(target); string(data) != `{"accessToken": "CANARY"}` {
		t.Errorf("the target holds %s", data)
	}
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-02T03:04:05Z":           "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05UTC":         "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05+00:00":      "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05+05:30":      "2026-01-01T21:34:05Z",
		"2026-01-02T03:04:05-08:00":      "2026-01-02T11:04:05Z",
		"2026-01-02T03:04:05.123Z":       "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05.999999999Z": "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05.5+01:00":    "2026-01-02T02:04:05Z",
		"2026-01-02T03:04:05+0530":       "2026-01-01T21:34:05Z",
		"2026-01-02 03:04:05.5+00:00":    "2026-01-02T03:04:05Z",
		"2026-01-02 03:04:05-0800":       "2026-01-02T11:04:05Z",
		"2026-01-02 03:04:05Z":           "2026-01-02T03:04:05Z",
		"2026-01-02 03:04:05 UTC":        "2026-01-02T03:04:05Z",
		"2024-02-29T00:00:00Z":           "2024-02-29T00:00:00Z",
	} {
		got, err := cachefile.ParseTime(text)
		if err != nil || cachefile.FormatTime(got) != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "tomorrow", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05", "2026-01-02T03:04Z", "2026-02-30T03:04:05Z",
		"2026-01-02T25:04:05Z", "1767323045", "2026-01-02T03:04:05ZUTC", "2026-01-02T03:04:05  UTC", "UTC", "2026-01-02T03:04:05CET", "2026-01-02T03:04:05Z\n",
		"0000-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:10", "9999-12-31T23:59:59-00:10",
	} {
		if got, err := cachefile.ParseTime(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestFormatTime(t *testing.T) {
	in := time.Date(2026, 1, 2, 3, 4, 5, 999, time.FixedZone("", 3600))
	if got := cachefile.FormatTime(in); got != "2026-01-02T02:04:05Z" {
		t.Error(got)
	}
}

// FuzzParseTime holds an instant against what it is written as.
func FuzzParseTime(f *testing.F) {
	for _, text := range []string{
		"2026-01-02T03:04:05Z", "2026-01-02T03:04:05UTC", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+05:30", "2026-01-02T03:04:05-08:00", "2026-01-02T03:04:05.123Z",
		"2026-01-02T03:04:05.999999999+14:00", "2024-02-29T00:00:00Z", "2026-02-30T03:04:05Z", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59",
		"", "tomorrow", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-01-02 03:04:05+0000", "2026-01-02T03:04:05 UTC", "1767323045", "2026-01-02T3:04:05Z", "2026-01-02T03:04:05,5Z", "2026-01-02T03:04:60Z", "2026-01-02T03:04:05Z\n", "+2026-01-02T03:04:05Z",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := cachefile.ParseTime(text)
		if err != nil {
			return
		}
		if !strings.HasSuffix(text, "Z") && !strings.HasSuffix(text, "UTC") && !strings.ContainsAny(text[len(text)-6:], "+-") {
			t.Errorf("%q, which has no zone, is %v", text, got)
		}
		written := cachefile.FormatTime(got)
		again, err := cachefile.ParseTime(written)
		if err != nil || !again.Equal(got.Truncate(time.Second)) {
			t.Errorf("%q is written as %q: %v", text, written, err)
		}
	})
}
