package awsconfig

import (
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig/ini"
)

// servicesCopy names the services section in what WithoutIdentity answers.
const servicesCopy = "fob"

// WithoutIdentity answers the text of a config file for a program that is given its
// credentials in another way: its default profile says how p calls AWS, and nothing in it
// says as whom. Settings that are not known to be harmless stay out.
func (c *Config) WithoutIdentity(p *Profile) string {
	var b strings.Builder
	b.WriteString("[default]\n")
	for _, key := range p.Keys() {
		if setting := p.find(key); key != "services" && saysHow(key) {
			writeSetting(&b, key, setting)
		}
	}
	name, _ := p.Get("services")
	if section := c.services.byName[name]; section != nil {
		b.WriteString("services = " + servicesCopy + "\n[services " + servicesCopy + "]\n")
		for setting := range section.All() {
			writeSetting(&b, setting.Key, setting)
		}
	}
	return b.String()
}

// OnlyRegion reports whether a region is all that a program needs of WithoutIdentity.
func (p *Profile) OnlyRegion() bool {
	return !slices.ContainsFunc(p.Keys(), func(key string) bool {
		return key == "services" || saysHow(key) && key != "region" && key != "output"
	})
}

// writeSetting writes lines that read back as the setting, block or not.
func writeSetting(b *strings.Builder, key string, setting *ini.Setting) {
	b.WriteString(key + " = " + strings.ReplaceAll(setting.Value, "\n", "\n    ") + "\n")
}

// saysHow reports whether a key of a profile is about calls and output, and not about
// credentials.
func saysHow(key string) bool {
	for _, prefix := range []string{"cli_", "s3", "use_", "request_", "response_", "sigv4a_", "disable_request_"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return slices.Contains([]string{
		"region", "output", "endpoint_url", "ignore_configured_endpoint_urls", "ca_bundle", "retry_mode", "max_attempts", "defaults_mode",
		"sts_regional_endpoints", "account_id_endpoint_mode", "sdk_ua_app_id", "tcp_keepalive", "parameter_validation", "api_versions",
		"endpoint_discovery_enabled", "dynamodb", "aws_sigv4a_signing_region_set",
	}, key)
}
