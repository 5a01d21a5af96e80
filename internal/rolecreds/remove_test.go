package rolecreds_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

const boughtConfig = around + `
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

[profile behind-dev]
role_arn = ROLE-1
source_profile = dev
duration_seconds = soon
region = us-east-1

[profile behind-behind]
role_arn = ROLE-2
source_profile = behind-dev
external_id = x-1
region = us-east-1

[profile behind-base]
role_arn = ROLE-3
source_profile = base
region = us-east-1

[profile lab]
sso_session = lab
sso_account_id = 111122223333
sso_role_name = Admin

[profile behind-lab]
role_arn = ROLE-4
source_profile = lab
region = us-east-1

[profile round]
role_arn = ROLE-5
source_profile = square

[profile square]
role_arn = ROLE-6
source_profile = round

[profile nowhere]
role_arn = ROLE-7
source_profile = nobody

[sso-session lab]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
`

// What a sign-in bought goes, for the profiles of its session and for the roles that
// others assume with their credentials, and nothing else.
func TestRemoveOf(t *testing.T) {
	m := newMachine(t, boughtConfig, "", nil)
	m.signIn("dev")
	m.signIn("lab")
	files := func() []string { return slices.Sorted(maps.Keys(m.cache())) }
	fill := func(profiles ...string) {
		for _, profile := range profiles {
			if _, err := m.get(profile); err != nil {
				t.Fatal(profile, err)
			}
		}
	}
	fill("lab", "behind-lab", "behind-base")
	others := files()
	fill("dev", "behind-dev", "behind-behind")
	if got, want := len(files()), len(others)+3; got != want {
		t.Fatalf("%d files, want %d", got, want)
	}
	m.warnings = nil
	for range 2 { // the second time it is gone
		if err := m.RemoveOf(awsconfig.SSOSession{Name: "corp"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(others, files()); diff != "" {
			t.Error(diff)
		}
	}
	if len(m.warnings) > 0 {
		t.Error("warned of", m.warnings)
	}
}
