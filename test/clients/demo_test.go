package clients

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// demoHome is a home folder that looks lived in and must not be touched. Its config
// cannot be parsed, and its credentials are a pipe that nobody writes to, so that a
// program that reads them shows.
func demoHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for name, text := range map[string]string{
		".aws/config": "[profile mine\nsso_session = my-sso\n",
		".aws/sso/cache/" + filepath.Base(tokenFile(sessionName)): `{"accessToken": "mine"}`,
		".aws/cli/cache/role.json":                                `{"ProviderType": "sso"}`,
	} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(home, ".aws/credentials"), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

// snapshot lists what is below dir, with modes, sizes and times.
func snapshot(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		found = append(found, fmt.Sprint(strings.TrimPrefix(path, dir), info.Mode(), info.Size(), info.ModTime()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestDemoLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	home, temp := demoHome(t), t.TempDir()
	before := snapshot(t, home)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()

	w := elsewhere(t)
	w.home = home
	cmd := w.command(ctx, mustNotOpen, fobProgram, "demo", "--yes")
	cmd.Env = append(cmd.Env, "TMPDIR="+temp)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("fob demo --yes: %v\n%s", err, out)
	}
	for _, want := range []string{
		"default\nmy-dev-profile\nproduction-admin\n",
		"$ fob sso login --profile my-dev-profile\n",
		"$ fob sso login --profile production-admin --use-device-code --no-browser\n",
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DeveloperAccess_",
		"stand-in",
		"$ fob sso logout\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the demo did not print %q:\n%s", want, out)
		}
	}
	if diff := cmp.Diff(before, snapshot(t, home)); diff != "" {
		t.Errorf("the demo changed HOME (-before +after):\n%s", diff)
	}
	if left := snapshot(t, temp); len(left) != 1 {
		t.Errorf("the demo left in TMPDIR: %v", left)
	}
}
