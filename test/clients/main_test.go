package clients

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The programs under test, built once: ours, and the stand-in for a browser.
var fobProgram, standinProgram string

func TestMain(m *testing.M) {
	if accessToken := os.Getenv(bareSDKVariable); accessToken != "" {
		if err := bareSDK(accessToken); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "fob-clients-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for _, variable := range []string{"FOB_TEST_AWSCLI", "FOB_TEST_AWSJS", "FOB_TEST_AXE", "FOB_TEST_BOTOCORE", "FOB_TEST_CHROMIUM"} {
		if os.Getenv(variable) == "" {
			fmt.Fprintf(os.Stderr, "%s is not set: the tests that need it do not run; scripts/clients.sh sets it\n", variable)
		}
	}
	defer closeBrowser()
	code := m.Run()
	if code == 0 {
		err = checkPage(os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil && (*updatePage || os.Getenv("CI") == "true") {
		return 1
	}
	return code
}

func build(dir string) error {
	fobProgram, standinProgram = filepath.Join(dir, "fob"), filepath.Join(dir, "browserstandin")
	for _, args := range [][]string{
		{"build", "-C", "../..", "-o", fobProgram, "./cmd/fob"}, // in its own module, as it is shipped
		{"build", "-o", standinProgram, "./browserstandin"},
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			return fmt.Errorf("go %v: %w\n%s", args, err, out)
		}
	}
	return nil
}

// need returns the path in an environment variable that names somebody else's program.
// Without it the test is skipped, except in CI, where nothing may be missing.
func need(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	switch {
	case path != "":
		return path
	case os.Getenv("CI") == "true":
		t.Fatalf("%s is not set, and CI runs every test", variable)
	}
	t.Skipf("%s is not set", variable)
	return ""
}

// script returns the path of a program in this folder that a client's language runs.
func script(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
