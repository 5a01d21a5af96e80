package awsconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

// A region is all that a variable can say in a file's place.
func TestOnlyRegion(t *testing.T) {
	for settings, want := range map[string]bool{
		"":                                      true,
		"region = x\noutput = text\n":           true,
		"sso_session = s\nfob_confirm = yes\n":  true,
		"region = x\nendpoint_url = http://y\n": false,
		"ca_bundle = /x\n":                      false,
		"use_fips_endpoint = true\n":            false,
		"services = s\n":                        false,
		"s3 =\n  addressing_style = path\n":     false,
	} {
		paths := awsconfig.Paths{Config: filepath.Join(t.TempDir(), "config")}
		if err := os.WriteFile(paths.Config, []byte("[profile p]\n"+settings), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := awsconfig.Load(nil, paths)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := c.Profile("p"); p.OnlyRegion() != want {
			t.Errorf("%q: %v", settings, !want)
		}
	}
}

// How AWS is called is kept, blocks and services as well; who calls it is not.
func TestWithoutIdentity(t *testing.T) {
	dir := t.TempDir()
	load := func(config, credentials string) *awsconfig.Config {
		paths := awsconfig.Paths{Config: filepath.Join(dir, "config"), Credentials: filepath.Join(dir, "credentials")}
		for path, text := range map[string]string{paths.Config: config, paths.Credentials: credentials} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c, err := awsconfig.Load(nil, paths)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := load(`[default]
aws_access_key_id = AKIADEFAULT
[profile dev]
region = eu-west-1
output = text
sso_session = corp
sso_account_id = 111122223333
role_arn = arn:aws:iam::111122223333:role/x
source_profile = default
web_identity_token_file = /x
credential_process = /bin/x
credential_source = Environment
login_session = x
aws_secret_access_key = CANARY
fob_expect_account = 111122223333
some_future_identity = CANARY
cli_pager =
services = local one
s3 =
    addressing_style = path
    max_concurrent_requests = 20
[services 'local one']
sts =
    endpoint_url = http://127.0.0.1:1
[services other]
s3 =
    endpoint_url = http://127.0.0.1:2
`, "[dev]\naws_access_key_id = CANARY\nregion = eu-west-2\n")
	p, _ := c.Profile("dev")
	text := c.WithoutIdentity(p)
	if strings.Contains(text, "CANARY") {
		t.Errorf("%s", text)
	}
	got := load(text, "")
	nobody, _ := got.Profile("default")
	if diff := cmp.Diff([]string{"region", "output", "cli_pager", "s3", "services"}, nobody.Keys()); diff != "" {
		t.Error(diff)
	}
	style, _ := nobody.Nested("s3", "addressing_style")
	region, _ := nobody.Get("region")
	url, err := got.EndpointURL(nobody, "sts", func(string) (string, bool) { return "", false })
	if style != "path" || region != "eu-west-2" || url != "http://127.0.0.1:1" || err != nil {
		t.Errorf("%q %q %q %v", style, region, url, err)
	}
}
