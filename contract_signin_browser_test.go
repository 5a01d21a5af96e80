package fob_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// browserArg makes this test binary a browser instead: BINARY browser FOLDER MODE URL.
const browserArg = "browser"

// browserDone is a file that a browser writes into its folder once it is through.
const browserDone = "browser-done"

// browserMain opens a URL as MODE tells: it lets the client in, or misbehaves on the way
// back to the client's listener. What it met goes into the file browserDone.
func browserMain(args []string) {
	folder, mode, target := args[0], args[1], args[2]
	report := "ok"
	if err := (&fakeBrowser{client: http.Client{Timeout: 10 * time.Second, CheckRedirect: stay}}).visit(mode, target); err != nil {
		report = err.Error()
	}
	path := filepath.Join(folder, browserDone)
	if os.WriteFile(path+".part", []byte(report), 0o600) == nil {
		_ = os.Rename(path+".part", path)
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

type fakeBrowser struct{ client http.Client }

func (b *fakeBrowser) visit(mode, target string) error {
	page, err := url.Parse(target)
	if err != nil {
		return err
	}
	if mode == "no-visit" || page.Path != "/authorize" {
		return nil // a device code is allowed elsewhere
	}
	listener, err := url.Parse(page.Query().Get("redirect_uri"))
	if err != nil {
		return err
	}
	switch mode {
	case "favicon":
		err = b.get(listener.Scheme + "://" + listener.Host + "/favicon.ico")
	case "bare":
		err = b.get(listener.String())
	case "preconnect":
		silent, errDial := net.Dial("tcp", listener.Host)
		if errDial != nil {
			return errDial
		}
		defer silent.Close()
	case "deny-markup":
		answer := url.Values{"error": {"<script>alert(1)</script>"}, "state": {page.Query().Get("state")}}
		return b.get(listener.String() + "?" + answer.Encode())
	}
	if err != nil {
		return err
	}
	callback, err := b.approve(target)
	if err != nil {
		return err
	}
	return b.comeBack(mode, callback)
}

// approve opens the authorization page, which needs no person, and returns where it leads.
func (b *fakeBrowser) approve(target string) (*url.URL, error) {
	resp, err := b.client.Get(target)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		return nil, fmt.Errorf("the authorization page answers %s", resp.Status)
	}
	return resp.Location()
}

// comeBack visits the client's listener.
func (b *fakeBrowser) comeBack(mode string, callback *url.URL) error {
	switch mode {
	case "wrong-state":
		q := callback.Query()
		q.Set("state", "22222222-2222-4222-8222-222222222222")
		callback.RawQuery = q.Encode()
	case "foreign-host":
		r, err := http.NewRequest(http.MethodGet, callback.String(), nil)
		if err != nil {
			return err
		}
		r.Host = "evil.example"
		return b.do(r)
	case "double-visit":
		return errors.Join(b.get(callback.String()), b.second(callback.String()))
	}
	return b.get(callback.String())
}

// second visits a page that was visited before: the listener is gone, or refuses.
func (b *fakeBrowser) second(page string) error {
	err := b.get(page)
	if err == nil || strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "reset") || strings.Contains(err.Error(), "EOF") {
		return nil
	}
	return err
}

func (b *fakeBrowser) get(page string) error {
	r, err := http.NewRequest(http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	return b.do(r)
}

func (b *fakeBrowser) do(r *http.Request) error {
	resp, err := b.client.Do(r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
