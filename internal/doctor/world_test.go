package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/awsconfig"
)

// now is when everything is looked at.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// home makes a home folder with files below .aws, mode 0600 in folders of 0700, and a world
// around it. environ are its variables, but for HOME.
func home(t *testing.T, files map[string]string, environ ...string) World {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, ".aws", name), text)
	}
	lookup := func(name string) (string, bool) {
		for _, kv := range environ {
			if value, ok := strings.CutPrefix(kv, name+"="); ok {
				return strings.ReplaceAll(value, "{HOME}", dir), true
			}
		}
		return "", false
	}
	bundle, _ := lookup("AWS_CA_BUNDLE")
	return World{
		Home: dir, StateDir: filepath.Join(dir, ".aws", "fob"), Paths: awsconfig.FindPaths(lookup, dir),
		Environ: environ, LookupEnv: lookup, Now: now, CABundle: bundle,
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func examine(t *testing.T, w World) []Finding {
	t.Helper()
	report, err := Examine(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

// told are the findings in short: severity, check, and file:line below .aws.
func told(w World, findings []Finding) (lines []string) {
	for _, f := range findings {
		line := fmt.Sprintf("%s %s", f.Severity, f.Check)
		if f.Path != "" {
			line += " " + strings.TrimPrefix(f.Path, filepath.Join(w.Home, ".aws")+"/")
		}
		if f.Line > 0 {
			line += fmt.Sprintf(":%d", f.Line)
		}
		lines = append(lines, line)
	}
	return lines
}

// repair carries out the plan for everything that is found.
func repair(t *testing.T, w World) Plan {
	t.Helper()
	plan := w.Plan(examine(t, w))
	if err := plan.Apply(context.Background()); err != nil {
		t.Fatal(err)
	}
	return plan
}
