package rolecreds_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
)

// deploy is the role that profiles assume in these tests.
const deploy = "arn:aws:iam::444455556666:role/Deploy"

// machine is one that has all of AWS on it: STS, the portal, a container's agent and an
// instance's metadata. Each names itself in the keys that it gives.
type machine struct {
	*rolecreds.Source
	t        *testing.T
	url      string
	dir      string
	env      map[string]string
	sts      func(url.Values) (status int, body string) // instead of the usual answer
	life     time.Duration                              // of what STS gives
	asked    []string                                   // what was called, and who signed it
	forms    []url.Values                               // of the calls to STS
	warnings []string
}

// newMachine makes a machine with this config. TOKENFILE, URL and the like in it stand
// for this machine's.
func newMachine(t *testing.T, config, credentials string, env map[string]string) *machine {
	t.Helper()
	m := &machine{t: t, dir: t.TempDir(), env: map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}, life: time.Hour}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	m.url = server.URL
	m.write("jwt", "CANARY-jwt\n")
	m.write("config", m.expand(config))
	m.write("credentials", m.expand(credentials))
	for name, value := range env {
		m.env[name] = m.expand(value)
	}
	read, err := awsconfig.Load(nil, awsconfig.Paths{Config: filepath.Join(m.dir, "config"), Credentials: filepath.Join(m.dir, "credentials")})
	if err != nil {
		t.Fatal(err)
	}
	api := awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return m.url, nil }})
	warn := func(err error) { m.warnings = append(m.warnings, err.Error()) }
	clock := func() time.Time { return now }
	store := ssotoken.Store{Dir: filepath.Join(m.dir, "sso"), Warn: warn}
	turns := lockfile.Turns{Dir: m.dir}
	m.Source = &rolecreds.Source{
		Config: read, API: api, Now: clock, Environ: os.Environ(),
		Tokens:    &ssotoken.Source{Store: store, API: api, Now: clock, Turns: turns},
		Cache:     rolecreds.Cache{Dir: filepath.Join(m.dir, "cli"), Turns: turns, Warn: warn},
		Records:   identity.Records{Dir: filepath.Join(m.dir, "caller"), Now: clock},
		LookupEnv: func(name string) (string, bool) { v, ok := m.env[name]; return v, ok },
	}
	return m
}

func (m *machine) expand(text string) string {
	return strings.NewReplacer("TOKENFILE", filepath.Join(m.dir, "jwt"), "URL", m.url, "ROLE", deploy).Replace(text)
}

func (m *machine) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// signIn puts a token where the profile's session has it.
func (m *machine) signIn(profile string) {
	m.t.Helper()
	p, _, err := m.Config.SSOProfile(profile)
	if err != nil {
		m.t.Fatal(err)
	}
	token := ssotoken.Token{StartURL: p.Session.StartURL, Region: p.Session.Region, AccessToken: "access", ExpiresAt: now.Add(8 * time.Hour)}
	if err := m.Tokens.Store.PutToken(p.Session, token); err != nil {
		m.t.Fatal(err)
	}
}

// get returns the key and the method of a profile's credentials, or the error.
func (m *machine) get(name string) (string, error) {
	m.t.Helper()
	p, err := m.Config.UseProfile(name, name != "default")
	if err != nil {
		m.t.Fatal(err)
	}
	creds, err := m.Profile(m.t.Context(), p)
	return creds.AccessKeyID + " " + string(creds.Method), err
}

// cache returns the files of the role cache.
func (m *machine) cache() map[string]string {
	m.t.Helper()
	found := map[string]string{}
	paths, _ := filepath.Glob(filepath.Join(m.Cache.Dir, "*"))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			m.t.Fatal(err)
		}
		found[filepath.Base(path)] = string(data)
	}
	return found
}

func (m *machine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const document = `{"Code": "Success", "AccessKeyId": "%s", "SecretAccessKey": "CANARY", "Token": "CANARY-token", "Expiration": "2026-01-02T09:04:05Z"}`
	switch path := r.Method + " " + r.URL.Path; path {
	case "POST /":
		m.serveSTS(w, r)
	case "GET /federation/credentials":
		m.asked = append(m.asked, "GetRoleCredentials")
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "CANARY", "sessionToken": "CANARY-token", "expiration": %d}}`, now.Add(time.Hour).UnixMilli())
	case "GET /container":
		m.asked = append(m.asked, "container with "+r.Header.Get("Authorization"))
		fmt.Fprintf(w, document, "ASIACONTAINER")
	case "PUT /latest/api/token":
		io.WriteString(w, "CANARY-session")
	case "GET /latest/meta-data/iam/security-credentials/":
		io.WriteString(w, "web")
	case "GET /latest/meta-data/iam/security-credentials/web":
		m.asked = append(m.asked, "instance")
		fmt.Fprintf(w, document, "ASIAINSTANCE")
	case "GET /latest/meta-data/placement/region":
		m.asked = append(m.asked, "region")
		io.WriteString(w, "me-south-1")
	default:
		m.t.Errorf("asked %s", path)
		w.WriteHeader(404)
	}
}

// serveSTS names the role in the key that it gives, and notes who signed for it where.
func (m *machine) serveSTS(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		m.t.Error(err)
	}
	action, role := r.Form.Get("Action"), r.Form.Get("RoleArn")
	_, signer, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if scope := strings.Split(signer, "/"); len(scope) > 2 {
		signer = " by " + scope[0] + " in " + scope[2]
	}
	m.asked, m.forms = append(m.asked, action+signer), append(m.forms, r.Form)
	status, body := 200, ""
	if m.sts != nil {
		status, body = m.sts(r.Form)
	}
	if body == "" {
		_, name, _ := strings.Cut(role, "/")
		body = fmt.Sprintf(`<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult><Credentials><AccessKeyId>ASIA%[2]s</AccessKeyId><SecretAccessKey>CANARY</SecretAccessKey><SessionToken>CANARY-token</SessionToken><Expiration>%[3]s</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/%[2]s/me</Arn></AssumedRoleUser><PackedPolicySize>0</PackedPolicySize></%[1]sResult></%[1]sResponse>`,
			action, name, now.Add(m.life).Format(time.RFC3339))
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("X-Amzn-Requestid", "r-1")
	w.Header().Set("Date", "Fri, 02 Jan 2026 03:04:05 GMT")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// refused is an error of STS.
func refused(code string) (int, string) {
	return 403, `<ErrorResponse><Error><Type>Sender</Type><Code>` + code + `</Code><Message>No</Message></Error></ErrorResponse>`
}
