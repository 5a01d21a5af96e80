package standin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/standin"
)

const (
	picker = `<form method="post" action="/in"><input type="hidden" name="csrf" value="t">
		<button name="user_name" value="zed" disabled>Zed</button>
		<button name="user_name" value="alice">Alice</button><button name="user_name" value="bob">Bob</button></form>`
	password = `<form method="post" action="/in"><input name="user_name"><input type="password" name="password"><button>Go</button></form>`
	code     = `<form action="/code"><input name="user_code" value="%s"><button>Go</button></form>`
	consent  = `<form method="post" action="/out"><button>Not you?</button></form><form method="post" action="/decide"><button name="decision" value="allow">Allow</button>
		<button name="decision" value="deny">Deny</button></form>`
)

// site serves pages by path and notes what is sent to the others.
func site(t *testing.T, pages map[string]string) (base string, sent *[]string) {
	t.Helper()
	sent = &[]string{}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		if len(r.Form) > 0 {
			*sent = append(*sent, r.Method+" "+r.URL.Path+" "+r.Form.Encode())
		}
		page, ok := pages[r.URL.Path]
		if to, found := strings.CutPrefix(page, "to "); found {
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<title>  %s\n page</title><style>p{}</style><h1>The  <b>text</b></h1><p>of\nit</p>%s", r.URL.Path, page)
	}))
	t.Cleanup(ts.Close)
	return ts.URL, sent
}

func TestWalk(t *testing.T) {
	for name, c := range map[string]struct {
		person standin.Person
		pages  map[string]string
		sent   []string
		last   string
	}{
		"first one offered": {
			standin.Person{},
			map[string]string{"/": picker, "/in": consent, "/decide": ""},
			[]string{"POST /in csrf=t&user_name=alice", "POST /decide decision=allow"},
			"/decide",
		},
		"chosen, and no": {
			standin.Person{UserName: "Bob", Deny: true},
			map[string]string{"/": picker, "/in": consent, "/decide": ""},
			[]string{"POST /in csrf=t&user_name=bob", "POST /decide decision=deny"},
			"/decide",
		},
		"password": {
			standin.Person{UserName: "alice", Password: "p w"},
			map[string]string{"/": password, "/in": "to /done", "/done": ""},
			[]string{"POST /in password=p+w&user_name=alice"},
			"/done",
		},
		"code typed": {
			standin.Person{UserCode: "ABCD"},
			map[string]string{"/": fmt.Sprintf(code, ""), "/code": consent, "/decide": ""},
			[]string{"GET /code user_code=ABCD", "POST /decide decision=allow"},
			"/decide",
		},
		"code there": {
			standin.Person{},
			map[string]string{"/": fmt.Sprintf(code, "WXYZ"), "/code": ""},
			[]string{"GET /code user_code=WXYZ"},
			"/code",
		},
		"searched": {
			standin.Person{UserName: "zoe"},
			map[string]string{"/": `<form action="/find"><input type="hidden" name="next" value="n"><input name="q"></form>` + picker,
				"/find": `<form method="post" action="/in"><button name="user_name" value="zoe">Zoe</button></form>`, "/in": ""},
			[]string{"GET /find next=n&q=zoe", "POST /in user_name=zoe"},
			"/in",
		},
		"one-time code": { // RFC 6238 appendix B
			standin.Person{TOTPSecret: "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", Now: func() time.Time { return time.Unix(1234567890, 0) }},
			map[string]string{"/": `<form method="post" action="/in"><input type="hidden" name="csrf" value="t"><input name="code"></form>`, "/in": ""},
			[]string{"POST /in code=005924&csrf=t"},
			"/in",
		},
		"nothing asked": {standin.Person{}, map[string]string{"/": `<form method="post" action="/other"><button>Other</button></form>`}, []string{}, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			base, sent := site(t, c.pages)
			visit, err := c.person.Walk(context.Background(), base+"/")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.sent, *sent); diff != "" {
				t.Error(diff)
			}
			if asked := strings.Contains(strings.Join(*sent, " "), "decision="); visit.Decided != asked {
				t.Errorf("decided: %t", visit.Decided)
			}
			if visit.URL[:len(base)] != base || !strings.HasPrefix(visit.URL[len(base):], c.last) || visit.Status != 200 {
				t.Errorf("it ends at %d %s", visit.Status, visit.URL)
			}
		})
	}
}

func TestWhatIsSeen(t *testing.T) {
	base, _ := site(t, map[string]string{})
	visit, err := standin.Person{}.Walk(context.Background(), base+"/gone")
	if err != nil {
		t.Fatal(err)
	}
	want := standin.Page{URL: base + "/gone", Status: 404, Title: "/gone page", Text: "The text\nof it"}
	if diff := cmp.Diff(want, visit.Page); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]standin.Page{want}, visit.Pages); diff != "" {
		t.Error(diff)
	}
}

// TestHTMLIsNotXML: what pages may leave out.
func TestHTMLIsNotXML(t *testing.T) {
	base, sent := site(t, map[string]string{"/": `<!-- a comment --><UL><LI>one<LI>two &amp; three &eacute;</UL><br><img src=x alt="a > b">
		<Form Method=post action="/decide?a=1&amp;b=2"><INPUT TYPE=hidden NAME=csrf VALUE='"&#39;'><input name=nickname autofocus required>
		<button name=decision value=deny disabled>Deny</button><button name=decision value=allow>All<b>ow</b></button></Form>`})
	visit, err := standin.Person{}.Walk(context.Background(), base+"/")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("The text\nof it\none\ntwo & three é\nDeny\nAllow", visit.Pages[0].Text); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"POST /decide a=1&b=2&csrf=%22%27&decision=allow&nickname="}, *sent); diff != "" {
		t.Error(diff)
	}
}

func TestWalkGivesUp(t *testing.T) {
	for name, c := range map[string]struct {
		person standin.Person
		pages  map[string]string
		want   string
	}{
		"not offered":           {standin.Person{UserName: "zed"}, map[string]string{"/": picker}, `no button for user_name "zed"`},
		"asked again":           {standin.Person{UserName: "bob"}, map[string]string{"/": picker, "/in": picker}, "asks again"},
		"no code to type":       {standin.Person{}, map[string]string{"/": fmt.Sprintf(code, "")}, "asks for a code"},
		"no one-time code":      {standin.Person{}, map[string]string{"/": `<form><input name="code"></form>`}, "asks for a one-time code"},
		"a secret that is none": {standin.Person{TOTPSecret: "0189"}, map[string]string{"/": `<form><input name="code"></form>`}, "not base32"},
		"no name to type":       {standin.Person{}, map[string]string{"/": password}, "asks for a user name"},
		"cut off":               {standin.Person{}, map[string]string{"/": "<form><p>and then"}, "is not HTML that a stand-in can read: XML syntax error on line 3: unexpected EOF"},
		"script":                {standin.Person{}, map[string]string{"/": "<script>if (1 < 2) {}</script>"}, "is not HTML that a stand-in can read"},
		"redirects forever":     {standin.Person{}, map[string]string{"/": "to /"}, "redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			base, _ := site(t, c.pages)
			_, err := c.person.Walk(context.Background(), base+"/")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestOnlyLoopback: not at the start, not by redirect, not by a form.
func TestOnlyLoopback(t *testing.T) {
	base, _ := site(t, map[string]string{
		"/redirect": "to http://evil.test/?code=secret",
		"/form":     `<form method="post" action="https://evil.test/"><button name="decision" value="allow">A</button></form>`,
	})
	for _, start := range []string{
		"https://d-9067642ac7.awsapps.com/start", "http://evil.test/", "http://127.0.0.1.evil.test/", "http://localhost/",
		"http://0.0.0.0/", "file:///etc/passwd", "ftp://127.0.0.1/", "", base + "/redirect", base + "/form",
	} {
		_, err := standin.Person{}.Walk(context.Background(), start)
		if !errors.Is(err, standin.ErrNotLoopback) {
			t.Errorf("%s: got %v", start, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error holds the code: %v", err)
		}
	}
}

func TestWalkEndsWithItsContext(t *testing.T) {
	base, _ := site(t, map[string]string{"/": picker})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (standin.Person{}).Walk(ctx, base+"/"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// inMemory answers a client without a socket, so that time can be a test's.
type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// TestACodeIsUsedOnce: two sign-ins within one step of the authenticator both go through,
// and a secret that is not the person's is given up.
func TestACodeIsUsedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, used := 0, map[string]bool{"": true}
		person := func(isGood bool) standin.Person {
			server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				given := r.FormValue("code")
				if isGood && !used[given] {
					used[given] = true
					return
				}
				asked++
				fmt.Fprint(w, `<!doctype html><form method="post"><input name="code"></form>`)
			})
			return standin.Person{TOTPSecret: "gezdgnbvgy3tqojq", Client: &http.Client{Transport: inMemory{server}}}
		}
		time.Sleep(7 * time.Second)
		began := time.Now()
		for range 2 {
			if _, err := person(true).Walk(t.Context(), "http://127.0.0.1/"); err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(began); waited != 23*time.Second || asked != 3 {
			t.Errorf("waited for %v, asked %d times", waited, asked)
		}
		if _, err := person(false).Walk(t.Context(), "http://127.0.0.1/"); err == nil || !strings.Contains(err.Error(), "asks again") {
			t.Errorf("a wrong secret: %v", err)
		}
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if _, err := person(false).Walk(ctx, "http://127.0.0.1/"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("left while it waits: %v", err)
		}
	})
}
