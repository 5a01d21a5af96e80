package idc_test

import (
	"html"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ids returns the account ids on a page of the portal, in their order.
func ids(page string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`data-testid="account-id">(\d{12})<`).FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	return out
}

func roles(page string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`name="role" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestPortalListsAccountsAndRoles(t *testing.T) {
	c := newCenter(t)
	page, _ := c.asAlice("/portal")
	if diff := cmp.Diff([]string{"111122223333/Developer", "111122223333/Admin", "222233334444/Developer"}, roles(page)); diff != "" {
		t.Error(diff)
	}
	for query, want := range map[string][]string{
		"":              {"111122223333", "222233334444"},
		"PROD":          {"222233334444"},
		"1111":          {"111122223333"},
		"dev@example":   {"111122223333"},
		"developer":     {"111122223333", "222233334444"},
		"prod admin":    nil,
		"dev admin":     {"111122223333"},
		"333344445555":  nil, // somebody else's
		"<script>x":     nil,
		"\u202e\x1b[2J": nil,
	} {
		if diff := cmp.Diff(want, ids(c.get("/portal?q="+url.QueryEscape(query)).body)); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
	}
	if a := c.get("/portal?q=" + strings.Repeat("x", 201)); a.status != 400 {
		t.Errorf("a search of 201 bytes: %d", a.status)
	}
}

// TestPortalOfManyAccounts: pages lead through all of them, each once, a search too.
func TestPortalOfManyAccounts(t *testing.T) {
	c := newCenter(t, "accounts:\n", "accounts:\n  - generate: {count: 60, accountName: \"team-%02d\"}\n",
		"accounts: [dev, prod]}", `accounts: [dev, prod, "team-*"]}`)
	c.asAlice("/portal")
	next := regexp.MustCompile(`href="([^"]*)" rel="next"`)
	for start, want := range map[string]int{"/portal": 62, "/portal?q=team": 60, "/portal?q=team-0": 9} {
		seen := map[string]bool{}
		for path, walked := start, 0; path != "" && walked < 10; walked++ {
			page := c.get(path).body
			for _, id := range ids(page) {
				if seen[id] {
					t.Errorf("%s: account %s comes twice", path, id)
				}
				seen[id] = true
			}
			path = ""
			if m := next.FindStringSubmatch(page); m != nil {
				path = html.UnescapeString(m[1])
			}
		}
		if len(seen) != want {
			t.Errorf("%s leads to %d accounts, want %d", start, len(seen), want)
		}
	}
	for _, odd := range []string{"0", "-1", "99", "x", "9999999999999999999999", ""} {
		if a := c.get("/portal?page=" + odd); a.status != 200 || len(ids(a.body)) == 0 {
			t.Errorf("page %q: %d with %d accounts", odd, a.status, len(ids(a.body)))
		}
	}
}

func TestPortalOfManyRoles(t *testing.T) {
	var sets, assignments strings.Builder
	for i := range 130 {
		name := "Set" + strings.Repeat("x", i%28) + string(rune('a'+i/28))
		sets.WriteString("  - {name: " + name + "}\n")
		assignments.WriteString("  - {user: alice, permissionSet: " + name + ", accounts: [prod]}\n")
	}
	c := newCenter(t, "permissionSets:\n", "permissionSets:\n"+sets.String(), "accountAssignments:\n", "accountAssignments:\n"+assignments.String())
	page, _ := c.asAlice("/portal?q=prod")
	if len(roles(page)) != 8 || !strings.Contains(page, "123 more") {
		t.Errorf("%d roles are listed", len(roles(page)))
	}
	first, second := roles(c.get("/portal?account=222233334444").body), roles(c.get("/portal?account=222233334444&page=2").body)
	if len(first) != 100 || len(second) != 31 {
		t.Errorf("the pages of the account list %d and %d roles", len(first), len(second))
	}
	for _, id := range []string{"333344445555", "999999999999", "", "x"} {
		if a := c.get("/portal?account=" + id); a.status != 403 {
			t.Errorf("account %q: %d", id, a.status)
		}
	}
}

// TestPortalCredentialsNeedAForm: keys are made by a POST of a form that this browser was
// given, for a role that its user has, and by nothing else.
func TestPortalCredentialsNeedAForm(t *testing.T) {
	c := newCenter(t)
	_, csrf := c.asAlice("/portal")
	const path, role = "/portal/credentials", "111122223333/Developer"
	if a := c.get(path + "?role=" + role); a.status != 404 {
		t.Errorf("GET: %d", a.status)
	}
	for name, b := range map[string]struct {
		form   url.Values
		status int
	}{
		"no csrf":        {url.Values{"role": {role}}, 403},
		"foreign csrf":   {url.Values{"role": {role}, "csrf": {hidden(t, c.inNewBrowser().get("/portal").body, "csrf")}}, 403},
		"no role":        {url.Values{"csrf": {csrf}}, 403},
		"another's role": {url.Values{"csrf": {csrf}, "role": {"222233334444/Admin"}}, 403},
		"no such role":   {url.Values{"csrf": {csrf}, "role": {"111122223333/Developer/x"}}, 403},
		"two roles":      {url.Values{"csrf": {csrf}, "role": {role, role}}, 400},
	} {
		if a := c.submit(path, b.form); a.status != b.status || strings.Contains(a.body, "ASIA") {
			t.Errorf("%s: got %d, want %d: %s", name, a.status, b.status, a.body)
		}
	}
	a := c.submit(path, url.Values{"csrf": {csrf}, "role": {role}})
	if a.status != 200 || a.header.Get("Cache-Control") != "no-store" || !strings.Contains(a.body, "ASIA") {
		t.Errorf("the good form: %d %v", a.status, a.header)
	}
	if strings.Contains(c.log.String(), "ASIA") {
		t.Error("the log holds keys")
	}
}

// TestPortalSignOut ends the browser's session and nothing else.
func TestPortalSignOut(t *testing.T) {
	c := newCenter(t)
	accessToken := c.accessToken()
	_, csrf := c.asAlice("/portal")
	if a := c.submit("/sign-out", url.Values{"csrf": {csrf}}); a.status != 303 || a.header.Get("Location") != "/signed-out" {
		t.Errorf("got %d %s", a.status, a.header.Get("Location"))
	}
	if page := c.get("/portal").body; !strings.Contains(page, "sign-in-form") {
		t.Error("still signed in")
	}
	if a := c.submit("/portal/credentials", url.Values{"csrf": {csrf}, "role": {"111122223333/Developer"}}); a.status != 403 {
		t.Errorf("the old form: %d", a.status)
	}
	if a := c.portal("GET", "/assignment/accounts", accessToken); a.status != 200 {
		t.Errorf("a program's access token: %d", a.status)
	}
}

// text returns what is in one of the fields to copy from.
func text(t *testing.T, page, id string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)data-testid="text-` + id + `">\n(.*?)</textarea>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("nothing to copy for %s: %s", id, page)
	}
	return html.UnescapeString(m[1])
}

// TestShellsReadWhatIsCopied: all of them come to the same variables.
func TestShellsReadWhatIsCopied(t *testing.T) {
	c := newCenter(t)
	_, csrf := c.asAlice("/portal")
	page := c.submit("/portal/credentials", url.Values{"csrf": {csrf}, "role": {"111122223333/Developer"}}).body
	want := map[string]string{"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_STS": c.url}
	for _, line := range strings.Split(strings.TrimSpace(text(t, page, "profile")), "\n")[1:4] {
		name, value, _ := strings.Cut(line, " = ")
		want[strings.ToUpper(name)] = value
	}
	if !strings.HasPrefix(want["AWS_ACCESS_KEY_ID"], "ASIA") || want["AWS_SESSION_TOKEN"] == "" {
		t.Fatalf("the profile has %v", want)
	}
	for shell, id := range map[string]string{"bash": "bash", "zsh": "bash", "fish": "fish", "pwsh": "powershell"} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("no %s here", shell)
			}
			args := []string{"-c", text(t, page, id) + "env"}
			if shell == "pwsh" {
				args = []string{"-NoProfile", "-Command", text(t, page, id) + "env"}
			}
			cmd := exec.Command(path, args...)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for line := range strings.Lines(string(out)) {
				if name, value, _ := strings.Cut(strings.TrimSpace(line), "="); want[name] != "" {
					got[name] = value
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
