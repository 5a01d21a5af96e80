//go:build unix

package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Without a home there is no place to write secrets to, and none is made up: not in the current
// folder, not at the root, not where the account's home is.
func TestH71NoHome(t *testing.T) {
	server := startIDC(t)
	here := t.TempDir()
	t.Chdir(here)
	for name, home := range map[string][]string{
		"unset":    nil,
		"empty":    {"HOME="},
		"relative": {"HOME=."},
		"missing":  {"HOME=" + filepath.Join(here, "none")},
		"a file":   {"HOME=" + os.Args[0]},
	} {
		for _, line := range []string{
			getCredentials, "sts get-caller-identity --profile dev", "sso login --profile dev", "sso login --sso-session corp", "sso logout",
			"sso logout --only --profile dev", "sso list-accounts --profile dev", "configure", "configure set region eu-west-1", "configure get region",
			"configure list-profiles", "configure sso", "configure sso-session",
		} {
			var out, errs strings.Builder
			code := Main(context.Background(), Env{
				Args: strings.Fields(line), Stdin: strings.NewReader("AKIAEXAMPLE\nx\n\n\n"), Stdout: &out, Stderr: &errs, Now: time.Now,
				Environ: append(home, server...),
			})
			if code != 255 || out.Len() != 0 || !strings.Contains(errs.String(), "fob: error: HOME is ") || !strings.Contains(errs.String(), "fob: hint: set HOME to your home folder\n") {
				t.Errorf("HOME %s, fob %s: exit code %d\n%s%s", name, line, code, out.String(), errs.String())
			}
		}
		if entries, err := os.ReadDir(here); err != nil || len(entries) != 0 {
			t.Errorf("HOME %s: in the current folder are %v, %v", name, entries, err)
		}
	}
}
