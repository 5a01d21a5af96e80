package cli

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/termui"
)

// newAPI makes the client of AWS that the command line, the environment and the profile
// describe. What is wrong with them comes out of endpoint, which every call asks first.
func (a *app) newAPI() *awsapi.Client {
	c := a.apiConfig(a.anyProfile())
	c.Endpoint, c.Warn = a.endpoint, a.warnOfWire
	return awsapi.New(c)
}

// apiConfig is how a client for profile reaches AWS, but for the addresses of services.
func (a *app) apiConfig(profile *awsconfig.Profile) awsapi.Config {
	c := awsapi.Config{
		FIPS:      profile.Enabled("use_fips_endpoint", a.lookupEnv, "AWS_USE_FIPS_ENDPOINT"),
		DualStack: profile.Enabled("use_dualstack_endpoint", a.lookupEnv, "AWS_USE_DUALSTACK_ENDPOINT"),
		CABundle:  a.caBundle(profile), SkipVerify: a.global.noVerifySSL, Unsigned: a.global.noSignRequest,
		Now: a.Now,
	}
	if a.Proxy != nil {
		c.Proxy = a.proxy
	}
	c.MaxAttempts, _ = maxAttempts(profile, a.lookupEnv)
	c.ConnectTimeout, _ = seconds(a.global.connectTimeout) // checked with the command line
	c.RequestTimeout, _ = seconds(a.global.readTimeout)
	if a.global.debug {
		c.Trace = func(method, host, path string, status int, took time.Duration) {
			a.say(fmt.Sprintf("fob: debug: %s %s%s: %d in %d ms\n", method, termui.Clean(host), termui.Clean(path), status, took.Milliseconds()))
		}
	}
	return c
}

// proxy chooses as Env.Proxy does, where the variable is in order. Everything but calls to
// this machine is https.
func (a *app) proxy(req *http.Request) (*url.URL, error) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		if text := a.env[name]; text != "" {
			if err := awsapi.CheckProxy(text); err != nil {
				return nil, err
			}
		}
	}
	return a.Proxy(req)
}

// anyProfile is the active profile, an empty one where there is none: then the settings
// of the environment count alone.
func (a *app) anyProfile() *awsconfig.Profile {
	config, err := a.config()
	if err != nil {
		return &awsconfig.Profile{}
	}
	name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	profile, _ := config.Profile(name)
	return profile
}

// caBundle is the file of certificates to trust: --ca-bundle, AWS_CA_BUNDLE, the
// profile's setting, REQUESTS_CA_BUNDLE, in this order.
func (a *app) caBundle(profile *awsconfig.Profile) string {
	if a.global.caBundle != "" {
		return a.global.caBundle
	}
	if path, _ := profile.Resolve("ca_bundle", a.lookupEnv, "AWS_CA_BUNDLE"); path != "" {
		return path
	}
	return a.env["REQUESTS_CA_BUNDLE"]
}

// maxAttempts is how often a call is tried in all, 0 for the default.
func maxAttempts(profile *awsconfig.Profile, lookupEnv awsconfig.LookupEnv) (int, error) {
	mode, _ := profile.Resolve("retry_mode", lookupEnv, "AWS_RETRY_MODE")
	if err := awsapi.CheckRetryMode(mode); err != nil {
		return 0, fmt.Errorf("retry_mode (AWS_RETRY_MODE) is %w", err)
	}
	text, _ := profile.Resolve("max_attempts", lookupEnv, "AWS_MAX_ATTEMPTS")
	n, err := awsapi.ParseMaxAttempts(text)
	if err != nil {
		return 0, fmt.Errorf("max_attempts (AWS_MAX_ATTEMPTS) is %w", err)
	}
	return n, nil
}

// endpoint answers what the command line, the environment and the config say of a
// service's address. --endpoint-url is for the call that the command makes and not for
// those that get its credentials, as in the AWS CLI: an access or a refresh token has
// no business where one call to STS was meant to go.
func (a *app) endpoint(service awsapi.Service) (string, error) {
	config, err := a.config()
	if err != nil {
		return "", err
	}
	profile := a.anyProfile()
	if _, err := maxAttempts(profile, a.lookupEnv); err != nil {
		return "", err
	}
	if a.global.endpointURL != "" && service == a.calls {
		return a.global.endpointURL, nil
	}
	text, err := config.EndpointURL(profile, string(service), a.lookupEnv)
	if host := foreignHost(text); host != "" {
		a.warn(fmt.Errorf("an endpoint setting sends calls to %s, which is not AWS's", host))
	}
	return text, err
}

// foreignHost returns the host of an https URL that is neither AWS's nor this machine, and
// else "". A settings file of somebody else's may have put it there.
func foreignHost(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || awsapi.IsAWSHost(u.Hostname()) || net.ParseIP(u.Hostname()).IsLoopback() {
		return ""
	}
	return u.Host
}

// warnOfWire passes on a warning, and remembers a clock that is off: it explains errors.
func (a *app) warnOfWire(err error) {
	if skew, ok := errors.AsType[*awsapi.ClockSkewError](err); ok {
		a.skew.Store(skew)
	}
	a.warn(err)
}
