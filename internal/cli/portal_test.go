package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// portal answers the calls of the access portal, and remembers them.
type portal struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

// servePortal answers the nth request, counted from 1, with a status and a body.
func servePortal(t *testing.T, answer func(r *http.Request, n int) (status int, body string)) *portal {
	t.Helper()
	p := &portal{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.RequestURI())
		n := len(p.asked)
		p.mu.Unlock()
		status, body := answer(r, n)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(p.Close)
	return p
}

// run runs a command of somebody who is signed in.
func (p *portal) run(t *testing.T, args string, environ ...string) (stdout, stderr string) {
	t.Helper()
	home := secretHome(t, secretFiles["signed in"])
	return runAt(t, home, append([]string{"AWS_ENDPOINT_URL=" + p.URL, "AWS_PROFILE=dev"}, environ...), strings.Fields(args))
}

func (p *portal) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// accounts answers with so many accounts in all, in pages as they are asked for, or of 20.
func accounts(all int) func(*http.Request, int) (int, string) {
	return func(r *http.Request, _ int) (int, string) {
		size, from := 20, 0
		if text := r.URL.Query().Get("max_result"); text != "" {
			size, _ = strconv.Atoi(text)
		}
		if text := r.URL.Query().Get("next_token"); text != "" {
			from, _ = strconv.Atoi(text)
		}
		type account struct {
			AccountID string `json:"accountId"`
		}
		page := struct {
			AccountList []account `json:"accountList"`
			NextToken   *string   `json:"nextToken"`
		}{AccountList: []account{}}
		for i := from; i < min(from+size, all); i++ {
			page.AccountList = append(page.AccountList, account{fmt.Sprintf("%012d", i)})
		}
		if next := strconv.Itoa(from + size); from+size < all {
			page.NextToken = &next
		}
		text, _ := json.Marshal(page)
		return 200, string(text)
	}
}

// Pages are as large as they can be, except where their size shows.
func TestPageSizes(t *testing.T) {
	const list = "/assignment/accounts"
	for _, tt := range []struct{ args, want string }{
		{"", "?max_result=100 ?max_result=100&next_token=100 ?max_result=100&next_token=200"},
		{"--output json --query accountList[0].accountId", "?max_result=100 ?max_result=100&next_token=100 ?max_result=100&next_token=200"},
		{"--output text", "?max_result=100 ?max_result=100&next_token=100 ?max_result=100&next_token=200"},
		{"--output table", "?max_result=100 ?max_result=100&next_token=100 ?max_result=100&next_token=200"},
		{"--output text --query length(accountList) --page-size 90", "?max_result=90 ?max_result=90&next_token=90 ?max_result=90&next_token=180"},
		{"--page-size 90", "?max_result=90 ?max_result=90&next_token=90 ?max_result=90&next_token=180"},
		{"--max-items 30", " ?next_token=20"},
		{"--max-items 40", " ?next_token=20"},
		{"--no-paginate", ""},
		{"--max-results 7", "?max_result=7"},
		{"--next-token 60", "?next_token=60"},
	} {
		p := servePortal(t, accounts(250))
		_, stderr := p.run(t, "sso list-accounts "+tt.args)
		want := strings.Split(tt.want, " ")
		for i := range want {
			want[i] = list + want[i]
		}
		if got := p.requests(); strings.Join(got, " ") != strings.Join(want, " ") || stderr != "" {
			t.Errorf("%s: asked for %q, want %q; stderr %q", tt.args, got, want, stderr)
		}
	}
	for _, args := range []string{"--output text --query length(accountList)", "--output yaml-stream"} {
		p := servePortal(t, accounts(45))
		p.run(t, "sso list-accounts "+args)
		if got := p.requests(); len(got) != 3 || got[0] != list {
			t.Errorf("%s: asked for %q", args, got)
		}
	}
}

// What no list has is refused before any call, as by the AWS CLI: numbers below 1, and
// options about pages where one call is to be made.
func TestPagingOptionsThatAreRefused(t *testing.T) {
	for args, want := range map[string]string{
		"--page-size 0":                     "--page-size is 0, and must be 1 or more",
		"--max-results -1":                  "--max-results is -1, and must be 1 or more",
		"--max-items 0":                     "--max-items is 0, and must be 1 or more",
		"--no-paginate --max-items 3":       "--max-items: only for a list",
		"--max-results 3 --page-size 3":     "--page-size: only for a list",
		"--next-token a --starting-token b": "--starting-token: only for a list",
		"--starting-token eyJib3RvX3RydW5jYXRlX2Ftb3VudCI6IC0xfQ==": "--starting-token is not a token",
	} {
		p := servePortal(t, accounts(5))
		if stdout, stderr := p.run(t, "sso list-accounts "+args); stdout != "" || !strings.HasPrefix(stderr, "fob: error: "+want) || len(p.requests()) > 0 {
			t.Errorf("%s: asked for %q, stderr %q", args, p.requests(), stderr)
		}
	}
}

// A token of the service's own is taken, too, and shown where its pages are.
func TestTokensOfTheService(t *testing.T) {
	p := servePortal(t, accounts(45))
	stdout, _ := p.run(t, "sso list-accounts --starting-token 20 --output yaml-stream --query [nextToken,accountList[0].accountId]")
	if stdout != "- - '40'\n  - '000000000020'\n- - null\n  - '000000000040'\n" {
		t.Errorf("asked for %q, got\n%s", p.requests(), stdout)
	}
}

// With a token of one's own the call goes to the region of calls, an instance's last.
func TestTheRegionOfAGivenToken(t *testing.T) {
	p := servePortal(t, func(r *http.Request, _ int) (int, string) {
		switch r.URL.Path {
		case "/latest/api/token":
			return 200, "session"
		case "/latest/meta-data/placement/region":
			return 200, "eu-west-1"
		}
		return 200, `{"accountList": []}`
	})
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte("[profile dev]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	noRegion := []string{"AWS_CONFIG_FILE=" + file}
	instance := append(noRegion, "AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT="+p.URL)
	if stdout, stderr := p.run(t, "sso list-accounts --access-token x", instance...); !strings.Contains(stdout, "accountList") {
		t.Errorf("asked %q, stderr %q", p.requests(), stderr)
	}
	disabled := append(noRegion, "AWS_EC2_METADATA_DISABLED=true")
	if stdout, stderr := p.run(t, "sso list-accounts --access-token x", disabled...); stdout != "" || !strings.Contains(stderr, "no region to call AWS in") {
		t.Errorf("stderr %q", stderr)
	}
}

// Whatever the size of the pages, the list is the same.
func TestPagesJoin(t *testing.T) {
	p := servePortal(t, accounts(250))
	want, _ := p.run(t, "sso list-accounts")
	if strings.Count(want, "accountId") != 250 {
		t.Fatal(want)
	}
	for _, args := range []string{"--page-size 1", "--page-size 20", "--page-size 99"} {
		if got, _ := p.run(t, "sso list-accounts "+args); got != want {
			t.Errorf("%s: another list", args)
		}
	}
}

// A shortened list goes on where it ended.
func TestMaxItemsGoOn(t *testing.T) {
	p := servePortal(t, accounts(50))
	var all []string
	for token := ""; ; {
		stdout, stderr := p.run(t, "sso list-accounts --max-items 13"+token)
		var answer struct {
			AccountList []struct{ AccountID string }
			NextToken   string
		}
		if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
			t.Fatalf("%v: %s%s", err, stdout, stderr)
		}
		for _, account := range answer.AccountList {
			all = append(all, account.AccountID)
		}
		if answer.NextToken == "" {
			break
		}
		token = " --starting-token " + answer.NextToken
	}
	for i, id := range all {
		if id != fmt.Sprintf("%012d", i) {
			t.Fatalf("place %d holds %s", i, id)
		}
	}
	if len(all) != 50 {
		t.Errorf("%d accounts", len(all))
	}
}

// A list that never ends is given up, whatever circle it goes in, and so is one that is null.
func TestListsThatAreNone(t *testing.T) {
	circle := func(tokens ...string) func(*http.Request, int) (int, string) {
		return func(_ *http.Request, n int) (int, string) {
			return 200, fmt.Sprintf(`{"accountList": [{"accountId": "111122223333"}], "roleList": [{"roleName": "r", "accountId": "111122223333"}], "nextToken": %q}`, tokens[n%len(tokens)])
		}
	}
	for name, tt := range map[string]struct {
		answer func(*http.Request, int) (int, string)
		calls  int
		says   string
	}{
		"H63 the same token": {circle("a"), 2, "the same nextToken twice"},
		"H63 three in turn":  {circle("a", "b", "c"), 4, "the same nextToken twice"},
		"H63 null list":      {func(*http.Request, int) (int, string) { return 200, `{"accountList": null, "roleList": null}` }, 1, "is null"},
	} {
		for _, command := range []string{"sso list-accounts", "sso list-accounts --max-items 1000", "sso list-account-roles --account-id 111122223333"} {
			t.Run(name+" "+command, func(t *testing.T) {
				p := servePortal(t, tt.answer)
				stdout, stderr := p.run(t, command)
				if stdout != "" || !strings.HasPrefix(stderr, "fob: error: ") || !strings.Contains(stderr, tt.says) || len(p.requests()) != tt.calls {
					t.Errorf("%d calls, stdout %q, stderr %q", len(p.requests()), stdout, stderr)
				}
			})
		}
	}
}

// A row whose account is none is left out, and the others are listed.
func TestRowsThatAreNoAccount(t *testing.T) {
	for name, id := range map[string]string{
		"H64 a path": `"../x"`, "H64 11 digits": `"11112222333"`, "H64 letters": `"11112222333a"`, "H64 other digits": `"١١١١٢٢٢٢٣٣٣٣"`,
		"H64 none": `null`, "H64 empty": `""`, "H64 escapes": `"\u001b[2J\u202e"`,
	} {
		t.Run(name, func(t *testing.T) {
			p := servePortal(t, func(*http.Request, int) (int, string) {
				return 200, fmt.Sprintf(`{"accountList": [{"accountId": "111122223333", "accountName": "good"}, {"accountId": %s, "accountName": "odd"}],
					"roleList": [{"roleName": "good", "accountId": "111122223333"}, {"roleName": "odd", "accountId": %s}]}`, id, id)
			})
			for _, command := range []string{"sso list-accounts", "sso list-account-roles --account-id 111122223333"} {
				stdout, stderr := p.run(t, command)
				if strings.Contains(stdout, "odd") || !strings.Contains(stdout, "good") {
					t.Errorf("%s: stdout %s", command, stdout)
				}
				if !strings.HasPrefix(stderr, "fob: warning: left out 1 of the list: ") || strings.Count(stderr, "\n") != 1 || strings.ContainsAny(stderr, "\x1b\u202e") {
					t.Errorf("%s: stderr %q", command, stderr)
				}
			}
		})
	}
}

// However much the service says of an error, what is shown is short and takes no orders.
func TestLongErrors(t *testing.T) {
	for name, message := range map[string]string{
		"H65 1 MB":    strings.Repeat("no ", 1<<18),
		"H65 2 MB":    strings.Repeat("no ", 1<<20),
		"H65 escapes": `\u001b[2J\u001b]0;x\u0007 \u202e \u2066 \r\n fob: hint: run this \u0000 \u009b`,
	} {
		t.Run(name, func(t *testing.T) {
			p := servePortal(t, func(*http.Request, int) (int, string) {
				return 403, `{"message": "` + message + `", "__type": "ForbiddenException"}`
			})
			for _, command := range []string{"sso list-accounts", "sso list-accounts --access-token x --region us-east-1", "sso get-role-credentials --account-id 111122223333 --role-name r"} {
				stdout, stderr := p.run(t, command)
				if stdout != "" || len(stderr) > 800 || strings.Count(stderr, "\n") > 2 || strings.ContainsAny(stderr, "\x1b\x07\x00\u202e\u2066\u009b\r") {
					t.Errorf("%s: stdout %q, stderr (%d bytes) %.2000q", command, stdout, len(stderr), stderr)
				}
			}
		})
	}
}
