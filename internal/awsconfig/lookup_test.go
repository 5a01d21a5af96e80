package awsconfig_test

import (
	"errors"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

const lookupConfig = `
[default]
region = default
dev = default
[profile dev]
region = dev
REGION2 = dev2
empty =
s3 =
  a = 1
  B = 2
[profile s]
region = profile-s
own = profile-s
[s]
region = section-s
[plugins]
cli_legacy_plugin_path = /x
foo = bar
[profile a.b]
region = dotted
[profile profile]
region = odd
[sso-session corp]
sso_region = us-east-1
nest =
  x = 1
[sso-session none]
[services local]
sts =
  endpoint_url = u
`

func value(text string) awsconfig.Value { return awsconfig.Value{Kind: awsconfig.Plain, Text: text} }

func TestLookup(t *testing.T) {
	absent, block := awsconfig.Value{}, awsconfig.Value{Kind: awsconfig.Block}
	c := load(t, lookupConfig, "[creds]\nregion = creds\n")
	tests := []struct {
		variable string
		want     awsconfig.Value
	}{
		// plain, of the profile dev
		{"region", value("dev")},
		{"region2", value("dev2")},
		{"REGION", absent},
		{"empty", value("")},
		{"nothing", absent},
		{"", absent},
		{"s3", block},

		// form 1: two parts, the first of them within "plugins"
		{"plugins.foo", value("bar")},
		{"plugins.none", absent},
		{"plugins.cli_legacy_plugin_path", absent},
		{"s.region", value("section-s")},
		{"s.own", value("profile-s")},
		{"p.region", absent},
		{".region", absent},
		{"s.own.x", absent}, // three parts: form 3

		// form 2: profile.NAME.KEY
		{"profile.dev.region", value("dev")},
		{"profile.dev.s3", block},
		{"profile.dev.s3.a", value("1")},
		{"profile.dev.s3.b", absent},
		{"profile.dev.region.x", absent},
		{"profile.dev.s3.a.x", block},
		{"profile.dev.region.x.y", value("dev")},
		{"profile.creds.region", value("creds")},
		{"profile.nope.region", absent},
		{"profile.a.b.region", absent},

		// form 3: NAME.KEY
		{"default.region", value("default")},
		{"dev.s3.B", value("2")},
		{"creds.region", value("creds")},
		{"default.", absent},
		{"a.b.region", absent},

		// form 4: KEY.SUB of the profile dev
		{"s3.a", value("1")},
		{"s3.a.x", block},
		{"region.x", absent},
		{"nothing.x", absent},
	}
	for _, test := range tests {
		if got, err := c.Lookup(test.variable, "dev", true); err != nil || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.variable, got, err, test.want)
		}
	}
}

func TestLookupOfMissingProfiles(t *testing.T) {
	c := load(t, "[profile dev]\n", "")
	if got, err := c.Lookup("region", "default", false); err != nil || got != (awsconfig.Value{}) {
		t.Errorf("a default that nobody asked for: %+v, %v", got, err)
	}
	if got, err := c.Lookup("s3.a", "nope", true); err != nil || got != (awsconfig.Value{}) {
		t.Errorf("a dotted name: %+v, %v", got, err)
	}
	var missing *awsconfig.ProfileNotFoundError
	if _, err := c.Lookup("region", "nope", true); !errors.As(err, &missing) {
		t.Errorf("a plain name: %v", err)
	}
	for _, variable := range []string{"profile.dev", "profile."} {
		if got, err := c.Lookup(variable, "dev", true); err == nil {
			t.Errorf("%s: %+v, want an error", variable, got)
		}
	}
}

func TestLookupInSubsections(t *testing.T) {
	c := load(t, lookupConfig, "[sso-session creds]\nsso_region = r\n")
	absent, block := awsconfig.Value{}, awsconfig.Value{Kind: awsconfig.Block}
	type lookup func(name, variable string) (awsconfig.Value, error)
	tests := []struct {
		lookup         lookup
		name, variable string
		want           awsconfig.Value
	}{
		{c.LookupSSOSession, "corp", "sso_region", value("us-east-1")},
		{c.LookupSSOSession, "corp", "nothing", absent},
		{c.LookupSSOSession, "corp", "nest", block},
		{c.LookupSSOSession, "corp", "nest.x", value("1")},
		{c.LookupSSOSession, "corp", "nest.x.y", absent},
		{c.LookupSSOSession, "corp", "sso_region.x", absent},
		{c.LookupSSOSession, "none", "sso_region", absent},
		{c.LookupServices, "local", "sts", block},
		{c.LookupServices, "local", "sts.endpoint_url", value("u")},
	}
	for _, test := range tests {
		if got, err := test.lookup(test.name, test.variable); err != nil || got != test.want {
			t.Errorf("%s of %s: %+v, %v; want %+v", test.variable, test.name, got, err, test.want)
		}
	}

	var missing *awsconfig.SectionNotFoundError
	for name, lookup := range map[string]lookup{"corp": c.LookupServices, "creds": c.LookupSSOSession, "dev": c.LookupSSOSession} {
		if _, err := lookup(name, "x"); !errors.As(err, &missing) || missing.Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
