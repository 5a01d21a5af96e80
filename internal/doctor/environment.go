package doctor

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// set are those of the variables that are set and not empty.
func (v *view) set(names ...string) (found []string) {
	for _, name := range names {
		if value, _ := v.LookupEnv(name); value != "" {
			found = append(found, name)
		}
	}
	return found
}

// keysInEnvironment finds keys that come before those of every profile.
func (v *view) keysInEnvironment() {
	f := Finding{Check: "environment-keys", Family: Environment, Severity: Warning}
	names := v.set("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
	switch {
	case slices.Contains(names, "AWS_ACCESS_KEY_ID") && !slices.Contains(names, "AWS_SECRET_ACCESS_KEY"):
		f.Severity = Error
		f.What = "AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not"
		f.Why = "every command without --profile ends with an error"
	case slices.Contains(names, "AWS_ACCESS_KEY_ID"):
		f.What = "AWS_ACCESS_KEY_ID and its companions are set"
		f.Why = "they come before every profile, also before AWS_PROFILE, unless --profile is given; the SDKs and Terraform take them in any case"
	case len(v.set("AWS_WEB_IDENTITY_TOKEN_FILE")) > 0:
		names = v.set("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME")
		f.What = "AWS_WEB_IDENTITY_TOKEN_FILE is set"
		f.Why = "that role comes before what a profile says, unless --profile is given"
	default:
		return
	}
	f.Remedy = Unset{names}
	v.find(f)
}

// namesInEnvironment finds what leads away from the profile or the files that one thinks of.
func (v *view) namesInEnvironment() {
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		profile, ok := v.LookupEnv(name)
		if !ok {
			continue
		}
		f := Finding{
			Check: "environment-profile", Family: Environment, Severity: Note, Remedy: Unset{[]string{name}},
			What: fmt.Sprintf("%s is %q", name, profile), Why: "it is the profile of every command without --profile",
		}
		if _, known := v.config.Profile(profile); !known {
			f.Severity = Error
			f.What += ", and there is no such profile"
			f.Why = "every command without --profile ends with an error"
		}
		v.find(f)
		break // the other one does not count
	}
	v.filesInEnvironment()
	v.regionInEnvironment()
}

// filesInEnvironment finds variables that lead away from the files in ~/.aws.
func (v *view) filesInEnvironment() {
	for i, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		value, ok := v.LookupEnv(name)
		usual := filepath.Join(v.Home, ".aws", []string{"config", "credentials"}[i])
		if _, err := v.Disk.Stat(usual); !ok || v.files[i].path == usual || err != nil && v.files[i].info == nil {
			continue // also where there is no file in either place
		}
		f := Finding{
			Check: "environment-file", Family: Environment, Severity: Note, Remedy: Unset{[]string{name}},
			What: fmt.Sprintf("%s is %q", name, value), Why: "that file is read instead of the one in ~/.aws; the caches stay there",
		}
		if v.files[i].info == nil {
			f.Severity = Warning
			f.What += ", where no file is"
			f.Why = "none is read: what is in " + usual + " does not count"
		}
		v.find(f)
	}
}

// regionInEnvironment notes a region that comes before that of the profile.
func (v *view) regionInEnvironment() {
	name, _ := awsconfig.ActiveProfile(v.Profile, v.LookupEnv)
	p, _ := v.config.Profile(name)
	configured, ok := p.Get("region")
	names := v.set("AWS_REGION", "AWS_DEFAULT_REGION")
	if !ok || len(names) == 0 {
		return
	}
	if value, _ := v.LookupEnv(names[0]); value != configured {
		v.find(Finding{
			Check: "environment-region", Family: Environment, Severity: Note, Remedy: Unset{names},
			What: fmt.Sprintf("%s is %q, and the region of profile %q is %q", names[0], value, p.Name, configured),
			Why:  "the variable comes before the profile",
		})
	}
}

// endpointsInEnvironment finds variables that send calls elsewhere than to AWS.
func (v *view) endpointsInEnvironment() {
	if ignored, _ := v.LookupEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"); strings.EqualFold(ignored, "true") {
		return
	}
	var here []string
	for _, name := range v.set("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL_STS") {
		value, _ := v.LookupEnv(name)
		u, err := url.Parse(value)
		switch {
		case err != nil, u.Host == "":
			v.find(Finding{
				Check: "environment-endpoint", Family: Environment, Severity: Error, Remedy: Unset{[]string{name}},
				What: name + " is not a URL with a scheme and a host", Why: "the calls that it is for fail",
			})
		case net.ParseIP(u.Hostname()).IsLoopback() || u.Hostname() == "localhost":
			here = append(here, name)
		case !awsapi.IsAWSHost(u.Hostname()):
			v.find(Finding{
				Check: "environment-endpoint", Family: Environment, Severity: Warning, Remedy: Unset{[]string{name}},
				What: fmt.Sprintf("%s sends calls to %s, which is not AWS's", name, u.Host), Why: "access tokens go there",
			})
		}
	}
	if len(here) > 0 {
		v.find(Finding{
			Check: "environment-endpoint", Family: Environment, Severity: Note, Remedy: Unset{here},
			What: strings.Join(here, ", ") + ": set to an address of this machine", Why: "calls go to a local service and not to AWS",
		})
	}
}

// proxies finds proxy variables that are none, or hold a password.
func (v *view) proxies() {
	for _, name := range v.set("HTTPS_PROXY", "https_proxy") {
		value, _ := v.LookupEnv(name)
		f := Finding{Check: "proxy", Family: Environment, Severity: Error, Remedy: Unset{[]string{name}}}
		if awsapi.CheckProxy(value) != nil { // whose text names one variable
			f.What, f.Why = name+" is not the URL of a proxy, as http://HOST:PORT is", "no call to AWS is made"
			v.find(f)
		} else if strings.Contains(value, "@") {
			f.Severity, f.What = Note, name+" holds a user name, and perhaps a password"
			f.Why = "every program that you start can read it"
			f.Remedy = ByHand{"if there is a password in it, let a proxy on this machine add it"}
			v.find(f)
		}
	}
}

// bundles finds files of certificates that make every call fail.
func (v *view) bundles() {
	seen := map[string]bool{"": true}
	check := func(bundle string, path string, line int) {
		if seen[bundle] {
			return
		}
		seen[bundle] = true
		if _, err := awsapi.ReadCABundle(bundle); err != nil {
			v.find(Finding{
				Check: "ca-bundle", Family: Environment, Severity: Error, Path: path, Line: line, What: err.Error(),
				Why: "no call to AWS is made", Remedy: v.bundleRemedy(bundle),
			})
		}
	}
	check(v.CABundle, "", 0)
	for _, p := range v.profiles {
		if bundle, _ := p.Get("ca_bundle"); len(v.set("AWS_CA_BUNDLE")) == 0 {
			path, line := v.atKey(p, "ca_bundle")
			check(bundle, path, line)
		}
	}
}

// bundleRemedy unsets the variable that names a bundle.
func (v *view) bundleRemedy(bundle string) Remedy {
	for _, name := range []string{"AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"} {
		if value, _ := v.LookupEnv(name); value == bundle {
			return Unset{[]string{name}}
		}
	}
	return ByHand{"name a file of PEM certificates that is there, or remove the setting"}
}
