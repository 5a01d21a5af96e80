package awsconfig_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// load reads the two texts as the shared files.
func load(t *testing.T, config, credentials string) *awsconfig.Config {
	t.Helper()
	c, err := awsconfig.Load(nil, awsconfig.Paths{
		Config:      write(t, "config", config),
		Credentials: write(t, "credentials", credentials),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t testing.TB, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadWithoutFiles(t *testing.T) {
	directory := t.TempDir()
	for name, path := range map[string]string{
		"no path":         "",
		"missing":         filepath.Join(directory, "config"),
		"a directory":     directory,
		"below a file":    filepath.Join(write(t, "file", ""), "config"),
		"an empty file":   write(t, "empty", ""),
		"a path with NUL": "a\x00b",
		"the null device": os.DevNull,
	} {
		c, err := awsconfig.Load(nil, awsconfig.Paths{Config: path, Credentials: path})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if names := c.ProfileNames(); len(names) != 0 {
			t.Errorf("%s: has profiles %q", name, names)
		}
		if _, ok := c.Profile("default"); ok {
			t.Errorf("%s: has a default profile", name)
		}
	}
}

func TestLoadNamesFileAndLine(t *testing.T) {
	good, bad := write(t, "good", "[a]\n"), write(t, "bad", "[a]\n\n[a]\n")
	for name, paths := range map[string]awsconfig.Paths{
		"config":      {Config: bad, Credentials: good},
		"credentials": {Config: good, Credentials: bad},
	} {
		_, err := awsconfig.Load(nil, paths)
		want := bad + `:3: the section "a" is already on line 1`
		if e := (*awsconfig.ParseError)(nil); !errors.As(err, &e) || e.Path != bad || e.Line != 3 || e.Error() != want {
			t.Errorf("broken %s: %v, want %s", name, err, want)
		}
	}
}

func TestLoadRefusesHugeFiles(t *testing.T) {
	path := write(t, "config", "")
	if err := os.Truncate(path, 64<<20+1); err != nil {
		t.Fatal(err)
	}
	_, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
	want := path + ": larger than 64 MiB"
	if e := (*awsconfig.ParseError)(nil); !errors.As(err, &e) || e.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestLoadSaysThatAFileCannotBeOpened(t *testing.T) {
	path := write(t, "config", "[default]\n")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if file, err := os.Open(path); err == nil {
		file.Close()
		t.Skip("whoever runs this may open everything")
	}
	if _, err := awsconfig.Load(nil, awsconfig.Paths{Config: path}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func TestLoadFollowsLinks(t *testing.T) {
	link := filepath.Join(t.TempDir(), "config")
	if err := os.Symlink(write(t, "dotfile", "[default]\nregion = r\n"), link); err != nil {
		t.Skip(err)
	}
	c, err := awsconfig.Load(nil, awsconfig.Paths{Config: link})
	if err != nil {
		t.Fatal(err)
	}
	wantGet(t, c, "default", "region", "r")
}
