package awsconfig_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

// wantGet wants the profile's key to hold a plain value.
func wantGet(t *testing.T, c *awsconfig.Config, name, key, want string) {
	t.Helper()
	if got, ok := profile(t, c, name).Get(key); !ok || got != want {
		t.Errorf("%s of %q = %q, %v; want %q", key, name, got, ok, want)
	}
}

func profile(t *testing.T, c *awsconfig.Config, name string) *awsconfig.Profile {
	t.Helper()
	p, ok := c.Profile(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

func TestSectionsBecomeProfiles(t *testing.T) {
	tests := []struct {
		header string
		want   []string
	}{
		{"default", []string{"default"}},
		{"profile default", []string{"default"}},
		{" default", nil},
		{"DEFAULT", nil},
		{"profile a", []string{"a"}},
		{"profile\ta ", []string{"a"}},
		{"profiles a", []string{"a"}},
		{"profile-x a", []string{"a"}},
		{"profileX a", []string{"a"}},
		{"profilea", nil},
		{"profile", nil},
		{" profile a", nil},
		{"Profile a", nil},
		{"profile a b", nil},
		{`profile "a b"`, []string{"a b"}},
		{`profile 'a b'`, []string{"a b"}},
		{`profile a\ b`, []string{"a b"}},
		{`profile a\b`, []string{"ab"}},
		{`profile ""`, []string{""}},
		{`profile "a`, nil},
		{`profile a#b`, []string{"a#b"}},
		{`profile a #b`, nil},
		{`profile a] [b`, nil},
		{"a", nil},
		{"plugins", nil},
		{"sso-session a", nil},
		{"services a", nil},
	}
	for _, test := range tests {
		c := load(t, "["+test.header+"]\nk = v\n", "")
		if diff := cmp.Diff(test.want, c.ProfileNames()); diff != "" {
			t.Errorf("[%s], -want +got:\n%s", test.header, diff)
		}
		for _, name := range test.want {
			wantGet(t, c, name, "k", "v")
		}
	}
}

func TestSectionsBecomeSSOSessions(t *testing.T) {
	c := load(t, "[sso-session b]\n[sso-session 'a x']\n[sso-sessions c]\n[sso-session]\n[sso-session d e]\n[profile p]\n",
		"[sso-session only here]\n")
	if diff := cmp.Diff([]string{"b", "a x", "c"}, c.SSOSessionNames()); diff != "" {
		t.Error(diff)
	}
}

func TestALaterSectionReplacesAnEarlierOneOfTheSameName(t *testing.T) {
	c := load(t, "[profile x]\nk = 1\nl = 1\n[profile y]\n[default]\nk = 1\n[profile \"x\"]\nk = 2\n[profile default]\nl = 2\n", "")
	if diff := cmp.Diff([]string{"x", "y", "default"}, c.ProfileNames()); diff != "" {
		t.Error(diff)
	}
	wantGet(t, c, "x", "k", "2")
	wantGet(t, c, "default", "l", "2")
	for name, key := range map[string]string{"x": "l", "default": "k"} {
		if value, ok := profile(t, c, name).Get(key); ok {
			t.Errorf("%q still has %s = %q", name, key, value)
		}
	}
}

func TestCredentialsLieOverTheConfig(t *testing.T) {
	c := load(t,
		"[DEFAULT]\ninherited = config\n[profile z]\nregion = config\noutput = config\ns3 =\n  a = 1\n  b = 1\n[profile a]\n",
		"[m]\nkey = 1\n[z]\nregion = credentials\ns3 =\n  a = 2\n[profile a]\nkey = 2\n[sso-session s]\nkey = 3\n[DEFAULT]\nshared = credentials\n")
	if diff := cmp.Diff([]string{"z", "a", "m", "profile a", "sso-session s"}, c.ProfileNames()); diff != "" {
		t.Error(diff)
	}
	wantGet(t, c, "z", "region", "credentials")
	wantGet(t, c, "z", "output", "config")
	wantGet(t, c, "z", "inherited", "config")
	wantGet(t, c, "z", "shared", "credentials")
	wantGet(t, c, "profile a", "key", "2")
	wantGet(t, c, "sso-session s", "key", "3")

	z := profile(t, c, "z")
	if !z.IsBlock("s3") || z.IsBlock("region") || z.IsBlock("nothing") {
		t.Error("blocks and values are mixed up")
	}
	if got, _ := z.Nested("s3", "a"); got != "2" {
		t.Errorf("s3.a = %q", got)
	}
	if got, ok := z.Nested("s3", "b"); ok {
		t.Errorf("s3.b = %q shines through the credentials file's block", got)
	}
	if !z.FromCredentialsFile("region") || !z.FromCredentialsFile("shared") || z.FromCredentialsFile("output") {
		t.Error("the file that a value came from is wrong")
	}
}

func TestActiveProfile(t *testing.T) {
	tests := []struct {
		option    string
		variables map[string]string
		want      string
		explicit  bool
	}{
		{"", nil, "default", false},
		{"a", map[string]string{"AWS_PROFILE": "b"}, "a", true},
		{"default", nil, "default", true},
		{"", map[string]string{"AWS_PROFILE": "b", "AWS_DEFAULT_PROFILE": "c"}, "b", true},
		{"", map[string]string{"AWS_DEFAULT_PROFILE": "c"}, "c", true},
		{"", map[string]string{"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "c"}, "", true},
	}
	for _, test := range tests {
		name, explicit := awsconfig.ActiveProfile(test.option, environment(test.variables))
		if name != test.want || explicit != test.explicit {
			t.Errorf("%q, %v: %q, %v", test.option, test.variables, name, explicit)
		}
	}
}

func TestUseProfile(t *testing.T) {
	c := load(t, "[profile a]\n[profile b]\n", "[c]\n")
	if p, err := c.UseProfile("default", false); err != nil || p.Name != "default" {
		t.Errorf("a default that nobody asked for: %v, %v", p, err)
	}
	if _, err := c.UseProfile("c", true); err != nil {
		t.Errorf("a profile of the credentials file: %v", err)
	}
	_, err := c.UseProfile("default", true)
	var missing *awsconfig.ProfileNotFoundError
	if !errors.As(err, &missing) {
		t.Fatalf("a default that was asked for: %v", err)
	}
	want := awsconfig.ProfileNotFoundError{Name: "default", Known: []string{"a", "b", "c"}}
	if diff := cmp.Diff(want, *missing); diff != "" {
		t.Error(diff)
	}
}
