package recorded

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// browserArg makes this test binary a browser instead: BINARY browser FOLDER ACTS URL.
const browserArg = "browser"

// browserDone is a file that a browser writes into its folder once it is through: a line
// for each act, which says whether the client took it.
const browserDone = "browser-done"

// browserActs returns what the browser of a recording does, in words that are joined by
// commas: each is a visit to the client's listener, or prepares one.
func browserActs(recorded string) string {
	switch recorded {
	case "":
		return "approve"
	case "favicon", "bare", "preconnect":
		return recorded + ",approve"
	case "double-visit":
		return "approve,again"
	}
	return recorded
}

// browserMain opens a URL and does what its acts say.
func browserMain(args []string) {
	folder, acts, target := args[0], args[1], args[2]
	b := fakeBrowser{client: http.Client{Timeout: 10 * time.Second, CheckRedirect: stay}}
	report := b.open(target, strings.Split(acts, ","))
	path := filepath.Join(folder, browserDone)
	if os.WriteFile(path+".part", []byte(report), 0o600) == nil {
		_ = os.Rename(path+".part", path)
	}
	if strings.HasSuffix(acts, "exit-1") {
		os.Exit(1)
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

type fakeBrowser struct {
	client   http.Client
	callback url.URL // where the authorization page led, with code and state
	silent   net.Conn
}

func (b *fakeBrowser) open(target string, acts []string) (report string) {
	page, err := url.Parse(target)
	if err != nil || page.Path != "/authorize" || acts[0] == "no-visit" {
		return "nothing\n" // device codes are allowed elsewhere
	}
	if err := b.approve(target); err != nil {
		return err.Error() + "\n"
	}
	for _, act := range acts {
		report += act + " " + b.do(act) + "\n"
	}
	if b.silent != nil {
		_ = b.silent.Close()
	}
	return report
}

// approve opens the authorization page, which needs no person.
func (b *fakeBrowser) approve(target string) error {
	resp, err := b.client.Get(target)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	callback, err := resp.Location()
	if err != nil {
		return fmt.Errorf("the authorization page answers %s", resp.Status)
	}
	b.callback = *callback
	return nil
}

// do does one act and says how the client took it.
func (b *fakeBrowser) do(act string) string {
	switch act {
	case "preconnect":
		var err error
		if b.silent, err = net.Dial("tcp", b.callback.Host); err != nil {
			return err.Error()
		}
		return "ok"
	case "exit-1":
		return "ok"
	}
	r, err := b.request(act)
	if err != nil {
		return err.Error()
	}
	resp, err := b.send(act, r)
	if err == nil {
		_ = resp.Body.Close()
	}
	// A listener that is about to close may or may not answer a page that is reloaded.
	if act == "again" || err == nil && resp.StatusCode == http.StatusOK {
		return "ok"
	}
	return "refused"
}

// request is the visit to the client's listener that an act stands for.
func (b *fakeBrowser) request(act string) (*http.Request, error) {
	u, q, method := b.callback, b.callback.Query(), http.MethodGet
	switch act {
	case "favicon":
		u.Path, q = "/favicon.ico", nil
	case "bare":
		q = nil
	case "other-path":
		u.Path = "/elsewhere"
	case "post":
		method = http.MethodPost
	case "wrong-state":
		q.Set("state", "22222222-2222-4222-8222-222222222222")
	case "no-state":
		q.Del("state")
	case "forged":
		q = url.Values{"code": {"forged"}, "state": {"guessed"}}
	case "deny-markup":
		q = url.Values{"error": {"<script>alert(1)</script>"}, "state": {q.Get("state")}}
	case "lan":
		address, err := lanAddress()
		if err != nil {
			return nil, err
		}
		u.Host = net.JoinHostPort(address, u.Port())
	case "approve", "again", "slow", "foreign-host":
	default:
		return nil, errors.New("is not known")
	}
	u.RawQuery = q.Encode()
	r, err := http.NewRequest(method, u.String(), nil)
	if err == nil && act == "foreign-host" {
		r.Host = "evil.example"
	}
	return r, err
}

// send sends a request, a slow one in two parts.
func (b *fakeBrowser) send(act string, r *http.Request) (*http.Response, error) {
	if act != "slow" {
		return b.client.Do(r)
	}
	text, err := httputil.DumpRequestOut(r, false)
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", r.URL.Host)
	if err != nil {
		return nil, err
	}
	_, first := conn.Write(text[:20])
	time.Sleep(300 * time.Millisecond)
	_, second := conn.Write(text[20:])
	if err := errors.Join(first, second); err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(conn), r)
}

// lanAddress is how others on the network reach this machine.
func lanAddress() (string, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return ip.IP.String(), nil
		}
	}
	return "", errors.New("refused") // nobody can reach it
}
