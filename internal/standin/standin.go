// Package standin is a person's stand-in at the browser: it walks the pages of a
// local Identity Center as a person would, reading the HTML, filling in the forms
// and pressing the buttons, so that demonstrations and tests need no browser.
//
// It knows the pages only by what a browser has: forms and their fields. A form
// that asks who one is has buttons named user_name, or a text field of that name
// and perhaps one named password; where somebody is not among the buttons, a form with
// a field named q looks for them; one that asks for a one-time code has a field named
// code; one that asks for a device code has a visible
// field named user_code; one that asks for consent has buttons named decision
// with the values allow and deny.
package standin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// ErrNotLoopback means that a page or a redirect led away from this machine. A
// stand-in goes only to literal loopback addresses: it says yes to whatever it is
// asked.
var ErrNotLoopback = errors.New("not a loopback address")

const (
	maxPages     = 12
	maxRedirects = 10
	maxBody      = 1 << 20
)

// Person is whom the stand-in stands in for.
type Person struct {
	UserName string // empty: the first one offered
	Password string // for servers that ask for one
	UserCode string // typed where a page asks for a device code and shows none
	Deny     bool   // press Deny instead of Allow

	// TOTPSecret is what one-time codes are made of, in base32 as authenticators take
	// it; Now is the clock they follow. Both are optional.
	TOTPSecret string
	Now        func() time.Time

	// Client fetches the pages. Its Jar may be shared by several walks: whoever
	// is signed in stays signed in. Its redirect policy is not used. Optional.
	Client *http.Client
}

// Page is a page as a person sees it.
type Page struct {
	URL    string
	Status int
	Title  string
	Text   string // the visible text, one line for each block
}

// Visit is where a walk ended, and by which pages.
type Visit struct {
	Page
	Pages   []Page // all, the last one included
	Decided bool   // a consent form was answered; the last page is what it led to
}

// Walk opens startURL and goes on from page to page until one asks nothing more,
// such as the result page of a client's loopback listener, or an error page: that
// is for the caller to tell, by Status. The error says where the walk could not go
// on; the Visit then ends at the page that was in the way.
func (p Person) Walk(ctx context.Context, startURL string) (Visit, error) {
	var visit Visit
	client, err := p.client()
	if err != nil {
		return visit, err
	}
	next, err := http.NewRequestWithContext(ctx, http.MethodGet, startURL, nil)
	if err != nil {
		return visit, fmt.Errorf("open %q: %w", startURL, err)
	}
	asked, waited := map[question]bool{}, false
	for range maxPages {
		doc, err := open(client, next)
		if err != nil {
			return visit, err
		}
		visit.Page = doc.page
		visit.Pages = append(visit.Pages, doc.page)
		visit.Decided = asked[mayIt]
		form, what, found := doc.question(p)
		if !found {
			return visit, nil
		}
		switch {
		case asked[what] && what == whatOneTimeCode && !waited:
			waited = true
			err = p.awaitNextCode(ctx) // another sign-in has used this one up
		case asked[what]:
			err = fmt.Errorf("%s asks again: %s", doc.page.URL, oneLine(doc.page.Text))
		}
		if err != nil {
			return visit, err
		}
		asked[what] = true
		if next, err = form.submit(ctx, p, doc.url); err != nil {
			return visit, err
		}
	}
	return visit, fmt.Errorf("still being asked after %d pages", maxPages)
}

// client returns the person's client, or a new one, held to loopback addresses.
func (p Person) client() (*http.Client, error) {
	var c http.Client
	if p.Client != nil {
		c = *p.Client
	}
	if c.Jar == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		c.Jar = jar
	}
	c.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		return checkLoopback(r.URL)
	}
	return &c, nil
}

func checkLoopback(u *url.URL) error {
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil || !ip.IsLoopback() || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%s://%s: %w", u.Scheme, u.Host, ErrNotLoopback)
	}
	return nil
}

// open fetches a page.
func open(client *http.Client, r *http.Request) (document, error) {
	if err := checkLoopback(r.URL); err != nil {
		return document{}, err
	}
	resp, err := client.Do(r)
	if err != nil {
		return document{}, fmt.Errorf("open a page: %w", withoutQuery(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return document{}, fmt.Errorf("read the page at %s: %w", resp.Request.URL.Host, err)
	}
	return parse(resp, body)
}

// withoutQuery takes the query out of the URL in an error of net/http: on the way
// back to a client it holds the authorization code.
func withoutQuery(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		short, _, _ := strings.Cut(e.URL, "?")
		return &url.Error{Op: e.Op, URL: short, Err: e.Err}
	}
	return err
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
