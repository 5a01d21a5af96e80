//go:build unix

package main

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// says answers a call of the portal with a list.
func says(member string, rows ...map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if rows == nil {
			rows = []map[string]string{}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{member: rows})
	}
}

func unauthorized(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", "UnauthorizedException")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = w.Write([]byte(`{"message": "Session token not found or invalid"}`))
}

const (
	accountsPath = "GET /assignment/accounts"
	rolesPath    = "GET /assignment/roles"
)

// Where only one can be chosen it is, and said.
func TestConfigureSSOOnlyOne(t *testing.T) {
	t.Parallel()
	d := newDeskBehind(t, "", map[string]http.HandlerFunc{
		accountsPath: says("accountList", map[string]string{"accountId": "111122223333"}),
		rolesPath:    says("roleList", map[string]string{"accountId": "111122223333", "roleName": "A b"}),
	})
	d.writeConfig(t, mySession)
	c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso", "--default-region", "us-east-1", "--default-output", "json")
	c.see(`The only AWS account available to you is: 111122223333
Using the account ID 111122223333
The only role available to you is: A b
Using the role name "A b"
Profile name [A-b-111122223333]:`)
	c.press(keyEnter)
	c.ends(0)
	c.see("fob sts get-caller-identity --profile A-b-111122223333")
	d.wantConfig(t, mySession+`[profile A-b-111122223333]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = A b
region = us-east-1
output = json
`)
}

func TestConfigureSSONone(t *testing.T) {
	t.Parallel()
	for text, first := range map[string]map[string]http.HandlerFunc{
		"fob: error: No AWS accounts are available to you.": {accountsPath: says("accountList")},
		"fob: error: No roles are available for the account 111122223333": {
			accountsPath: says("accountList", map[string]string{"accountId": "111122223333"}), rolesPath: says("roleList"),
		},
	} {
		d := newDeskBehind(t, "", first)
		d.writeConfig(t, mySession)
		c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso")
		c.ends(255)
		c.see(text)
		d.wantConfig(t, mySession)
	}
}

// A sign-in that may not list accounts sets up a profile without; but not behind the back of
// options that name one.
func TestConfigureSSOUnauthorized(t *testing.T) {
	t.Parallel()
	office := newDeskBehind(t, "", map[string]http.HandlerFunc{accountsPath: unauthorized})
	d := office.another(t)
	c := d.console(t, "configure", "sso")
	c.walk(configureSSOSteps[:4])
	c.see("Unable to list AWS accounts and/or roles. Skipping configuring AWS credential pr\novider for profile.\nDefault client Region [None]:")
	c.press(keyEnter)
	c.answer("(json if not specified) [None]:", "")
	c.answer("Profile name:", "")
	c.answer("A value is required", "dev")
	c.ends(0)
	c.see("Successfully configured SSO for profile: dev")
	d.wantConfig(t, "[profile dev]\nsso_session = my-sso\n"+mySession)

	d = office.another(t)
	d.writeConfig(t, mySession)
	c = d.console(t, "configure", "sso", "--sso-session-name", "my-sso", "--account-id", "111122223333")
	c.ends(255)
	d.wantConfig(t, mySession)
}

// A sign-in that has been ended elsewhere is made anew, instead of doing without.
func TestConfigureSSORevoked(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	if out, err := d.command("sso", "login", "--sso-session", "my-sso").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	revoke(t, d)
	c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso", "--account-id", "444455556666", "--profile-name", "p")
	c.answer("Default client Region [None]:", "")
	c.answer("(json if not specified) [None]:", "")
	c.ends(0)
	if n := strings.Count(c.written(), "Attempting to open your default browser."); n != 1 {
		t.Errorf("%d sign-ins:\n%s", n, c.text())
	}
}

// revoke ends the sign-in in a desk's cache on the server alone.
func revoke(t *testing.T, d *desk) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.home, ".aws", "sso", "cache", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, base, _ := strings.Cut(d.environ[0], "=")
	revoked := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var token struct{ AccessToken string }
		if err := json.Unmarshal(data, &token); err != nil || token.AccessToken == "" {
			continue
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/logout", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Amz-Sso_bearer_token", token.AccessToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		revoked++
	}
	if revoked != 1 {
		t.Fatalf("%d sign-ins in the cache", revoked)
	}
}

// What a server sends ends up neither as an order to the terminal nor as a section of the file.
func TestH25ConfigureSSOHostileLists(t *testing.T) {
	t.Parallel()
	d := newDeskBehind(t, "", map[string]http.HandlerFunc{
		accountsPath: says("accountList",
			map[string]string{"accountId": "x]\n[profile p]\ncredential_process=touch x", "accountName": "evil"},
			map[string]string{"accountId": "../x", "accountName": "evil"},
			map[string]string{"accountId": "11112222333", "accountName": "short"},
			map[string]string{"accountId": "abcdefghijkl", "accountName": "letters"},
			map[string]string{"accountId": "111122223333", "accountName": "a\x1b[31m\u202ename", "emailAddress": strings.Repeat("m", 100000)},
			map[string]string{"accountId": "444455556666", "accountName": "plain"}),
		rolesPath: says("roleList",
			map[string]string{"accountId": "111122223333", "roleName": "A $(x);'\""},
			map[string]string{"accountId": "111122223333", "roleName": "B\n[profile p]"},
			map[string]string{"accountId": "111122223333", "roleName": "A-$-x----"}),
	})
	d.writeConfig(t, mySession)
	c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso")
	c.see("2 of 2; " + menuFoot)
	for _, text := range []string{
		"left out 4 of the list: the account's id is not 12 digits",
		`> a\x1b[31m\u202ename, mmmm`,
		"  plain (444455556666)\n",
	} {
		if !strings.Contains(c.text(), text) {
			t.Errorf("the screen does not show %q:\n%s", text, c.text())
		}
	}
	c.press(keyEnter)
	c.see("  A-$-x----\n  2 of 2; " + menuFoot)
	if !strings.Contains(c.text(), "left out 1 of the list") {
		t.Errorf("%s", c.text())
	}
	c.press(keyEnter)
	c.answer("Default client Region [None]:", "")
	c.answer("(json if not specified) [None]:", "")
	c.answer("Profile name [A---x-----111122223333]:", "")
	c.ends(0)
	d.wantConfig(t, mySession+`[profile A---x-----111122223333]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = A $(x);'"
`)
	if regexp.MustCompile(`\x1b\[31m|\x{202e}`).MatchString(c.written()) {
		t.Errorf("%q", c.written())
	}

	// The other role would get the same name. Both stay apart.
	c = d.console(t, "configure", "sso", "--sso-session-name", "my-sso", "--account-id", "111122223333", "--role-name", "A-$-x----")
	c.answer("Default client Region [None]:", "")
	c.answer("(json if not specified) [None]:", "")
	c.see("Profile name [A---x-----111122223333-2]:")
	c.press(keyCtrlC)
	c.ends(130)
}

// A start URL on a domain of one's own tells the region itself, if it leads to a portal of AWS.
func TestConfigureSSOSessionVanity(t *testing.T) {
	t.Parallel()
	vanity := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/start" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		http.Redirect(w, r, "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws/", http.StatusFound)
	}))
	t.Cleanup(vanity.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: vanity.Certificate().Raw})
	if err := os.WriteFile(bundle, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &desk{home: t.TempDir(), environ: []string{"AWS_CA_BUNDLE=" + bundle}}
	c := d.console(t, "configure", "sso-session", "--sso-session-name", "corp")
	c.answer("SSO start URL [None]:", vanity.URL+"/start")
	c.answer("SSO registration scopes [sso:account:access]:", "")
	c.ends(0)
	d.wantConfig(t, "[sso-session corp]\nsso_start_url = "+vanity.URL+"/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n")

	c = d.console(t, "configure", "sso-session", "--sso-session-name", "other")
	c.answer("SSO start URL [None]:", vanity.URL+"/elsewhere")
	c.answer("SSO region [None]:", "us-east-1")
	c.answer("SSO registration scopes [sso:account:access]:", "")
	c.ends(0)
}

// While a sign-in waits, what is typed is read line by line; the menu behind it gets its keys.
func TestConfigureSSOWithoutABrowser(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	c := d.console(t, "configure", "sso", "--no-browser", "--sso-session-name", "my-sso", "--profile-name", "p")
	authorize := regexp.MustCompile(`http://127\.0\.0\.1:\d+/authorize\?\S+`)
	c.until("the URL", func(string) bool {
		return authorize.MatchString(c.written()) && strings.Contains(c.written(), "code_challenge=")
	})
	c.press("no address" + keyEnter)
	approve := exec.Command("standin", strings.TrimSpace(authorize.FindString(c.written())))
	approve.Env = []string{"PATH=" + os.Getenv("PATH")}
	if out, err := approve.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.see("2 of 2; " + menuFoot)
	c.press(keyDown + keyEnter)
	c.answer("Default client Region [None]:", "")
	c.answer("(json if not specified) [None]:", "")
	c.ends(0)
	d.wantConfig(t, mySession+"[profile p]\nsso_session = my-sso\nsso_account_id = 444455556666\nsso_role_name = AdministratorAccess\n")
}
