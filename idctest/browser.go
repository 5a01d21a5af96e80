package idctest

import (
	"context"
	"encoding/base32"
	"fmt"
	"net/http"
	"net/http/cookiejar"

	"fob.example/fob/internal/standin"
)

// Browser stands in for a person at a browser: it fetches pages, fills in their forms and
// presses buttons. Who is signed in stays signed in.
type Browser struct {
	person standin.Person
	err    error
}

// Browser returns a browser in which a user of the directory signs in, with password and
// one-time codes where the directory asks for them. An empty name is the first one offered.
func (s *Server) Browser(userName string) *Browser {
	jar, err := cookiejar.New(nil)
	u, _ := s.dir.User(userName)
	return &Browser{err: err, person: standin.Person{
		UserName: userName, Password: u.Password, TOTPSecret: base32.StdEncoding.EncodeToString(u.TOTPSecret),
		Now: s.server.Clock().Machine, Client: &http.Client{Jar: jar},
	}}
}

// Approve opens the page that a client sends people to, be it for an authorization code or
// for a device code, signs in, and presses Allow. It returns once the last page is there:
// for an authorization code, the one that the client's own listener answers with. The error
// says at which page it ended otherwise. As a value it is what opens a browser in many
// programs.
func (b *Browser) Approve(pageURL string) error { return b.walk(pageURL, false) }

// Deny is Approve, but presses Deny.
func (b *Browser) Deny(pageURL string) error { return b.walk(pageURL, true) }

func (b *Browser) walk(pageURL string, deny bool) error {
	if b.err != nil {
		return b.err
	}
	p := b.person
	p.Deny = deny
	visit, err := p.Walk(context.Background(), pageURL)
	switch {
	case err != nil:
		return fmt.Errorf("idctest: %w", err)
	case visit.Status >= http.StatusBadRequest && !(deny && visit.Decided): // a client may answer a denial so
		return fmt.Errorf("idctest: the last page was %d %s", visit.Status, visit.Text)
	}
	return nil
}
