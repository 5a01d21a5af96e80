package recorded

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

const portal = "https://d-1234567890.awsapps.com/start"

// TestVanityStartURL signs in at an organization's own domain: the service hears of the
// portal that it redirects to, the files keep the configured URL, and the region that the
// portal's name tells goes into the config.
func TestVanityStartURL(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the recordings are of modes, signals and programs on Unix")
	}
	login := readSignIns(t)["pkce-login"]
	for location, region := range map[string]string{
		portal: "us-east-1", // as configured: the name has none
		"https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws/?x=y": "eu-west-1",
		"https://d-1234567890.eu-central-1.portal.amazonaws.com/start/": "eu-central-1",
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			c := vanityCase(location, "--ca-bundle", "{CERT}")
			w := newWorld(t, c)
			c.Steps[0] = w.vanityStep(c.Steps[0], login.Steps[0].outcome(), resolved(location), region)
			c.replay(w, nil)
		})
	}
}

// TestVanityStartURLThatLeadsNowhere ends before anything is asked of the service.
func TestVanityStartURLThatLeadsNowhere(t *testing.T) {
	for name, c := range map[string]signIn{
		"elsewhere":   vanityCase("https://awsapps.com.evil.example/start", "--ca-bundle", "{CERT}"),
		"plain http":  vanityCase("http://d-1234567890.awsapps.com/start", "--ca-bundle", "{CERT}"),
		"not trusted": vanityCase(portal),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.Steps[0].Exit, c.Steps[0].Cache = 253, map[string]cacheFile{}
			c.replay(newWorld(t, c), nil)
		})
	}
}

// vanityCase signs in at a domain that redirects to location.
func vanityCase(location string, args ...string) signIn {
	c := signIn{
		Server: signInServer{TLS: true},
		Files: map[string]string{".aws/config": "[sso-session van]\nsso_start_url = {TLS}/start\n" +
			"sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"},
		Steps: []signInStep{{Run: &signInRun{Argv: append([]string{"sso", "login", "--sso-session", "van"}, args...)}}},
	}
	c.Server.Vanity.Status, c.Server.Vanity.Location = 302, location
	return c
}

// resolved is how a portal's URL is said to the service.
func resolved(location string) string {
	location, _, _ = strings.Cut(location, "?")
	return strings.TrimSuffix(location, "/")
}

// vanityStep returns the step with what a login comes to when it is told the start URL
// and the region in this way.
func (w *world) vanityStep(step signInStep, login signInOutcome, startURL, region string) signInStep {
	const configured = "{TLS}/start"
	key := fmt.Sprintf(`{"region": %q, "scopes": ["sso:account:access"], "session_name": "van", "startUrl": %q, "tool": "botocore"}`,
		region, w.names.expand(configured))
	token, registration := login.Cache[devToken], login.Cache[devRegistration]
	members := token.JSON.(object)
	members["startUrl"], members["region"] = configured, region
	metadata := login.Requests[0].JSON.(object)
	metadata["clientName"], metadata["issuerUrl"] = "botocore-client-van", startURL

	success, config := "Successfully logged into Start URL: ", w.names.expand("[sso-session van]\nsso_start_url = "+configured+"\n"+
		"sso_region = "+region+"\nsso_registration_scopes = sso:account:access\n")
	if region != "us-east-1" {
		success = "SSO region updated to " + region + "\n" + success
	}
	step.Exit, step.ConfigAfter = 0, &config
	step.Stdout = strings.NewReplacer("Successfully logged into Start URL: "+portal, success+configured).Replace(login.Stdout)
	step.Cache = map[string]cacheFile{cachePath("van"): token, cachePath(key): registration}
	step.Requests = login.Requests
	return step
}

// cachePath is where the AWS CLI keeps what a key stands for.
func cachePath(key string) string {
	sum := sha1.Sum([]byte(key))
	return ".aws/sso/cache/" + hex.EncodeToString(sum[:]) + ".json"
}
