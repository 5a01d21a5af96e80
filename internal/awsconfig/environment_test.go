package awsconfig_test

import (
	"errors"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

func TestRegion(t *testing.T) {
	c := load(t, "[default]\nregion = file\n[profile none]\n", "")
	tests := []struct {
		profile, option string
		variables       map[string]string
		want            string
	}{
		{"default", "option", map[string]string{"AWS_REGION": "one"}, "option"},
		{"default", "", map[string]string{"AWS_REGION": "one", "AWS_DEFAULT_REGION": "two"}, "one"},
		{"default", "", map[string]string{"AWS_DEFAULT_REGION": "two"}, "two"},
		{"default", "", map[string]string{"AWS_REGION": "", "AWS_DEFAULT_REGION": "two"}, ""},
		{"default", "", nil, "file"},
		{"none", "", nil, ""},
	}
	for _, test := range tests {
		if got := profile(t, c, test.profile).Region(test.option, environment(test.variables)); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

func TestEnabled(t *testing.T) {
	c := load(t, "[default]\nuse_fips_endpoint = TRUE\n", "")
	for value, want := range map[string]bool{"": false, "true": true, "True": true, "yes": false, "1": false, " true": false} {
		env := environment(map[string]string{"AWS_USE_FIPS_ENDPOINT": value})
		if got := profile(t, c, "default").Enabled("use_fips_endpoint", env, "AWS_USE_FIPS_ENDPOINT"); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
	if !profile(t, c, "default").Enabled("use_fips_endpoint", environment(nil), "AWS_USE_FIPS_ENDPOINT") {
		t.Error("the profile's key is not looked at")
	}
}

func TestEndpointURL(t *testing.T) {
	c := load(t, `
[profile both]
services = local
endpoint_url = profile
[profile own]
endpoint_url = profile
[profile ignoring]
endpoint_url = profile
ignore_configured_endpoint_urls = true
[profile dangling]
services = gone
endpoint_url = profile
[profile plain]
[services local]
sts =
  endpoint_url = section
sso =
  other = x
sso_oidc = plain
`, "")
	tests := []struct {
		profile, service string
		variables        map[string]string
		want             string
	}{
		{"both", "sts", map[string]string{"AWS_ENDPOINT_URL_STS": "one", "AWS_ENDPOINT_URL": "all"}, "one"},
		{"both", "sts", map[string]string{"AWS_ENDPOINT_URL_SSO": "one", "AWS_ENDPOINT_URL": "all"}, "all"},
		{"both", "sso_oidc", map[string]string{"AWS_ENDPOINT_URL_SSO_OIDC": "one"}, "one"},
		{"both", "sts", map[string]string{"AWS_ENDPOINT_URL_STS": "", "AWS_ENDPOINT_URL": ""}, "section"},
		{"both", "sts", nil, "section"},
		{"both", "sso", nil, "profile"},
		{"both", "sso_oidc", nil, "profile"},
		{"both", "s3", nil, "profile"},
		{"own", "sts", nil, "profile"},
		{"plain", "sts", nil, ""},
		{"ignoring", "sts", map[string]string{"AWS_ENDPOINT_URL": "all"}, ""},
		{"ignoring", "sts", map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}, "profile"},
		{"own", "sts", map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True", "AWS_ENDPOINT_URL": "all"}, ""},
		{"dangling", "sts", map[string]string{"AWS_ENDPOINT_URL": "all"}, "all"},
		{"dangling", "sts", map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, ""},
	}
	for _, test := range tests {
		got, err := c.EndpointURL(profile(t, c, test.profile), test.service, environment(test.variables))
		if err != nil || got != test.want {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}

	_, err := c.EndpointURL(profile(t, c, "dangling"), "sts", environment(nil))
	var missing *awsconfig.SectionNotFoundError
	if !errors.As(err, &missing) || *missing != (awsconfig.SectionNotFoundError{Kind: "services", Name: "gone"}) {
		t.Errorf("a services section that is not there: %v", err)
	}
}
