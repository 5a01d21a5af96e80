package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// app puts the packages below together for one command line. What costs time is made
// when it is first asked for.
type app struct {
	Env
	global globalOptions
	env    map[string]string
	home   func() (string, error)
	config func() (*awsconfig.Config, error)
	api    func() *awsapi.Client
	warned map[string]bool
	calls  awsapi.Service // what the command itself calls, which --endpoint-url is for; "" for none
}

func newApp(e Env) *app {
	a := &app{Env: e, warned: map[string]bool{}}
	a.env = make(map[string]string, len(e.Environ))
	for _, kv := range e.Environ {
		if i := indexEquals(kv); i > 0 {
			a.env[kv[:i]] = kv[i+1:]
		}
	}
	a.home = sync.OnceValues(a.findHome)
	a.config = sync.OnceValues(a.loadConfig)
	a.api = sync.OnceValue(a.newAPI)
	return a
}

// indexEquals finds the sign that ends a variable's name. Windows has names that begin with one.
func indexEquals(kv string) int {
	for i := 1; i < len(kv); i++ {
		if kv[i] == '=' {
			return i
		}
	}
	return -1
}

func (a *app) lookupEnv(name string) (string, bool) {
	v, ok := a.env[name]
	return v, ok
}

// findHome returns the folder that ~ stands for. It must be there: whoever writes secrets to a
// guessed place writes them to a wrong one.
func (a *app) findHome() (string, error) {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	home := a.env[name]
	if !filepath.IsAbs(home) {
		return "", &homeError{name, home}
	}
	if info, err := os.Stat(home); err != nil || !info.IsDir() {
		return "", &homeError{name, home}
	}
	return home, nil
}

type homeError struct{ Name, Value string }

func (e *homeError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s is not set, so the AWS files cannot be found", e.Name)
	}
	return fmt.Sprintf("%s is %q, which is not an existing folder with an absolute path", e.Name, e.Value)
}

func (a *app) loadConfig() (*awsconfig.Config, error) {
	home, err := a.home()
	if err != nil && !(a.isSet("AWS_CONFIG_FILE") && a.isSet("AWS_SHARED_CREDENTIALS_FILE")) {
		return nil, err
	}
	return awsconfig.Load(awsconfig.FindPaths(a.lookupEnv, home))
}

func (a *app) isSet(name string) bool {
	_, ok := a.env[name]
	return ok
}

// activeProfile is the profile that a command is about. One that was asked for must exist.
func (a *app) activeProfile() (*awsconfig.Profile, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	return config.UseProfile(awsconfig.ActiveProfile(a.global.profile, a.lookupEnv))
}

// tokens is the cache of sign-ins. It hangs off the home folder: the variables that
// move the config file do not move it.
func (a *app) tokens() (*ssotoken.Source, error) {
	home, err := a.home()
	if err != nil {
		return nil, err
	}
	store := ssotoken.Store{Dir: filepath.Join(home, ".aws", "sso", "cache"), Warn: a.warn}
	return &ssotoken.Source{Store: store, API: a.api(), Now: a.Now}, nil
}

func (a *app) newAPI() *awsapi.Client {
	c := awsapi.Config{
		Endpoint: a.endpoint, Proxy: a.Proxy,
		CABundle: a.caBundle(), SkipVerify: a.global.noVerifySSL, Unsigned: a.global.noSignRequest,
	}
	c.ConnectTimeout, _ = seconds(a.global.connectTimeout) // checked with the command line
	c.RequestTimeout, _ = seconds(a.global.readTimeout)
	if a.global.debug {
		c.Trace = func(method, host, path string, status int, took time.Duration) {
			fmt.Fprintf(a.Stderr, "fob: debug: %s %s%s: %d in %d ms\n", method, termui.Clean(host), termui.Clean(path), status, took.Milliseconds())
		}
	}
	return awsapi.New(c)
}

// caBundle is the file of certificates to trust: --ca-bundle, AWS_CA_BUNDLE, the
// profile's setting, REQUESTS_CA_BUNDLE, in this order.
func (a *app) caBundle() string {
	if a.global.caBundle != "" {
		return a.global.caBundle
	}
	if profile, err := a.activeProfile(); err == nil {
		if path, _ := profile.Resolve("ca_bundle", a.lookupEnv, "AWS_CA_BUNDLE"); path != "" {
			return path
		}
	}
	return a.env["REQUESTS_CA_BUNDLE"]
}

// endpoint answers what the command line, the environment and the config say of a
// service's address. --endpoint-url is for the call that the command makes and not for
// those that get its credentials, as in the AWS CLI: an access or a refresh token has
// no business where one call to STS was meant to go.
func (a *app) endpoint(service awsapi.Service) (string, error) {
	if a.global.endpointURL != "" && service == a.calls {
		return a.global.endpointURL, nil
	}
	config, err := a.config()
	if err != nil {
		return "", err
	}
	name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	profile, _ := config.Profile(name)
	text, err := config.EndpointURL(profile, string(service), a.lookupEnv)
	if err == nil && text == "" {
		err = a.refuseOtherEndpoints(profile)
	}
	return text, err
}

// refuseOtherEndpoints refuses the settings that ask for endpoints of another kind, which
// nobody may be given the usual ones for without a word.
func (a *app) refuseOtherEndpoints(profile *awsconfig.Profile) error {
	for _, s := range [][2]string{{"use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"}, {"use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"}} {
		if profile.Enabled(s[0], a.lookupEnv, s[1]) {
			return fmt.Errorf("%s is on, which is not supported yet", s[0])
		}
	}
	return nil
}

// browser returns what opens a page.
func (a *app) browser() func(string) error {
	if a.OpenBrowser != nil {
		return a.OpenBrowser
	}
	return browser.Opener{Environ: a.Environ, Output: a.Stderr}.Open
}

// print writes an answer in one write, so that a reader gets all of it or an error.
func (a *app) print(text string) error {
	if _, err := a.Stdout.Write([]byte(text)); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// show prints what the files say. A terminal takes no orders from it: there control
// characters come out as their escapes.
func (a *app) show(text string) error {
	if a.Terminal {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = termui.Escape(line)
		}
		text = strings.Join(lines, "\n")
	}
	return a.print(text)
}

// warn says once what went wrong and does not stop the command.
func (a *app) warn(err error) {
	text := termui.CleanMessage(err.Error())
	if !a.warned[text] {
		a.warned[text] = true
		fmt.Fprintf(a.Stderr, "fob: warning: %s\n", text)
	}
}
