package awsconfig_test

import (
	"fmt"
	"strings"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// The files of organisations: what list-profiles and get cost, reading included.
func BenchmarkListProfiles(b *testing.B) {
	benchmark(b, func(c *awsconfig.Config, profiles int) bool { return len(c.ProfileNames()) == profiles })
}

func BenchmarkGet(b *testing.B) {
	benchmark(b, func(c *awsconfig.Config, profiles int) bool {
		value, err := c.Lookup("sso_role_name", fmt.Sprintf("profile-%d", profiles/2), true)
		return err == nil && value.Text == "Administrator"
	})
}

// One edit: lock, read, find, write, sync.
func BenchmarkEdit(b *testing.B) {
	for _, profiles := range []int{10, 10_000} {
		b.Run(fmt.Sprint(profiles), func(b *testing.B) {
			path, locks := writeProfiles(b, profiles), b.TempDir()
			place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: fmt.Sprintf("profile-%d", profiles/2), Key: "region"}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e := awsconfig.Edit{Place: place, Value: fmt.Sprint("region-", i)}
				if result, err := awsconfig.EditFile(b.Context(), nil, path, locks, e); err != nil || !result.Changed {
					b.Fatalf("%+v, %v", result, err)
				}
			}
		})
	}
}

func benchmark(b *testing.B, ask func(c *awsconfig.Config, profiles int) bool) {
	for _, profiles := range []int{10, 10_000, 100_000} {
		b.Run(fmt.Sprint(profiles), func(b *testing.B) {
			paths := awsconfig.Paths{Config: writeProfiles(b, profiles)}
			b.ReportAllocs()
			for b.Loop() {
				c, err := awsconfig.Load(nil, paths)
				if err != nil || !ask(c, profiles) {
					b.Fatalf("%v, or a wrong answer", err)
				}
			}
		})
	}
}

func writeProfiles(t testing.TB, profiles int) (path string) {
	var text strings.Builder
	text.WriteString("[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n")
	for i := range profiles {
		fmt.Fprintf(&text, "\n[profile profile-%d]\nsso_session = corp\nsso_account_id = %012d\n"+
			"sso_role_name = Administrator\nregion = eu-west-1\noutput = json\n", i, i)
	}
	return write(t, "config", text.String())
}
