package awsconfig

import "strings"

// Resolve answers a setting that the environment can override: the first of the
// variables that is set, even to nothing, else the profile's value of key.
func (p *Profile) Resolve(key string, lookupEnv LookupEnv, variables ...string) (string, bool) {
	if value, ok := firstSet(lookupEnv, variables...); ok {
		return value, true
	}
	return p.Get(key)
}

// Enabled is Resolve for a switch, which is on only for the word true in any
// case.
func (p *Profile) Enabled(key string, lookupEnv LookupEnv, variable string) bool {
	value, _ := p.Resolve(key, lookupEnv, variable)
	return strings.EqualFold(value, "true")
}

// Region answers the region for API calls: option if it is not empty, else
// AWS_REGION, AWS_DEFAULT_REGION, and the profile's region; "" if there is none.
// The region to sign in at is another one, SSOSession.Region.
func (p *Profile) Region(option string, lookupEnv LookupEnv) string {
	if option != "" {
		return option
	}
	region, _ := p.Resolve("region", lookupEnv, "AWS_REGION", "AWS_DEFAULT_REGION")
	return region
}

// EndpointURL answers the endpoint that p is configured to reach a service at,
// or "" for AWS's own. service is the snake-case service id: sts, sso or
// sso_oidc. In order: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the
// services section that p names, p's endpoint_url; here an empty value is none.
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, or the key of that name, ends all of them.
//
// The section must exist, else the error is a *SectionNotFoundError; but only
// when the search gets that far.
func (c *Config) EndpointURL(p *Profile, service string, lookupEnv LookupEnv) (string, error) {
	if p.Enabled("ignore_configured_endpoint_urls", lookupEnv, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
		return "", nil
	}
	for _, variable := range []string{"AWS_ENDPOINT_URL_" + strings.ToUpper(service), "AWS_ENDPOINT_URL"} {
		if url, _ := lookupEnv(variable); url != "" {
			return url, nil
		}
	}
	if name, ok := p.Get("services"); ok {
		section := c.services.byName[name]
		if section == nil {
			return "", &SectionNotFoundError{Kind: KindServices, Name: name}
		}
		if url, _ := section.Find(service).Nested("endpoint_url"); url != "" {
			return url, nil
		}
	}
	url, _ := p.Get("endpoint_url")
	return url, nil
}

// firstSet answers the first of the variables that is set, even to nothing.
func firstSet(lookupEnv LookupEnv, variables ...string) (string, bool) {
	for _, variable := range variables {
		if value, ok := lookupEnv(variable); ok {
			return value, true
		}
	}
	return "", false
}
