package idctest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fob.example/fob/internal/idc"
)

// Environ returns an environment for exec.Cmd.Env that leads AWS clients to the server: this
// process's own with HOME, endpoint variables and the places of the AWS files set, and
// without profiles, keys and endpoints that would lead elsewhere.
func (s *Server) Environ() []string {
	ours := s.variables()
	kept := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return slices.Contains(idc.LeadElsewhere(), name) || slices.ContainsFunc(ours, func(our string) bool { return strings.HasPrefix(our, name+"=") })
	})
	return append(kept, ours...)
}

// Setenv makes the environment of this process that of Environ until the test ends, for
// clients within the test. As with T.Setenv, the test cannot be parallel.
func (s *Server) Setenv(t testing.TB) {
	t.Helper()
	for _, name := range idc.LeadElsewhere() {
		t.Setenv(name, "") // which restores it
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, kv := range s.variables() {
		name, value, _ := strings.Cut(kv, "=")
		t.Setenv(name, value)
	}
}

// variables are what Environ sets. The SDK for Go takes note of the home folder when a
// process begins, so that the files have to be named.
func (s *Server) variables() []string {
	return append(idc.ClientEnviron(s.url),
		"HOME="+s.home,
		"USERPROFILE="+s.home,
		"AWS_CONFIG_FILE="+filepath.Join(s.home, ".aws", "config"),
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(s.home, ".aws", "credentials"),
	)
}
