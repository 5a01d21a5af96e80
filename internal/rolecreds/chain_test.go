package rolecreds_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
)

const chain = "_AWS_CLI_PROFILE_CHAIN="

func TestCheckChain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		environ []string
		waiting []string // of the error; nil for none
	}{
		{"nobody waits", nil, nil},
		{"an empty list", []string{chain}, nil},
		{"others wait", []string{chain + "a,b,c"}, nil},
		{"the profile itself waits", []string{chain + "a,me,b"}, []string{"a", "me", "b"}},
		{"too many wait", []string{chain + "a,b,c,d"}, []string{"a", "b", "c", "d"}},
		{"a name with a comma is one name", []string{chain + `"a,me"`}, nil},
		{"the last variable counts", []string{chain + "me", chain + "a"}, nil},
		{"what is no list is none", []string{chain + `"a`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := (&rolecreds.Source{Environ: tt.environ}).CheckChain("me")
			var circle *rolecreds.ChainError
			if errors.As(err, &circle) != (tt.waiting != nil) || circle != nil && !slices.Equal(circle.Waiting, tt.waiting) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A program is told for whom it is run, and is not run for a profile that waits.
func TestAProcessIsHandedTheChain(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	const profile = "a,b"
	document := `{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "s", "SessionToken": "%s"}`
	source := processSource(t, profile, `sh -c 'printf "$0" "$(printf %s "$_AWS_CLI_PROFILE_CHAIN" | tr -d "\"")"' '`+document+"'")
	source.Environ = append(os.Environ(), chain+"first")
	p, _ := source.Config.Profile(profile)
	creds, err := source.Profile(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("first,a,b", creds.SessionToken); diff != "" {
		t.Error(diff)
	}

	source.Environ = append(os.Environ(), chain+`first,"a,b"`)
	var circle *rolecreds.ChainError
	if _, err := source.Profile(t.Context(), p); !errors.As(err, &circle) {
		t.Errorf("got %v, want a *ChainError", err)
	}
}

// processSource is one of a config with a profile that has a credential_process.
func processSource(t *testing.T, profile, command string) *rolecreds.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	text := "[profile " + profile + "]\ncredential_process = " + command + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
	if err != nil {
		t.Fatal(err)
	}
	return &rolecreds.Source{Config: config, LookupEnv: environment(nil)}
}
