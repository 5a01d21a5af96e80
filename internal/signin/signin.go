// Package signin signs a person in to an sso-session: by authorization code with
// PKCE in a browser on this device (RFC 6749 §4.1, RFC 7636, RFC 8252), or by
// device code on another (RFC 8628). A flow ends with the token file written, or
// with nothing written but the client registration.
//
// A flow asks a person through UI and knows no terminal.
package signin

import (
	"context"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// How long a flow waits for a person where MaxWait does not say: as long as the AWS CLI
// does for a browser. A device code may end it sooner.
const (
	MaxWaitBrowser = 10 * time.Minute
	MaxWaitDevice  = 15 * time.Minute
)

// Flow signs in to sessions. The first four fields are required.
type Flow struct {
	API   *awsapi.Client
	Store ssotoken.Store
	UI    UI
	Now   func() time.Time

	// RedirectPorts are the ports of 127.0.0.1 that the loopback redirect may come to,
	// tried in order; empty: the kernel chooses one.
	RedirectPorts []int
	// MaxWait is how long to wait for a person; 0: 10 minutes for a browser, 15 for a
	// device code.
	MaxWait time.Duration
	// Pasted brings lines that a person typed while the browser is away: the address that
	// a browser on another machine ended on. Nil: nobody types.
	Pasted <-chan string
	// Accept is asked about what a person's approval obtained before it replaces the sign-in
	// before. Its error ends the flow, with nothing written. Nil: anything is accepted.
	Accept func(context.Context, ssotoken.Token) error
}

// UI is how a flow speaks to a person; all of it but OpenBrowser is required. URLs and
// codes are the server's own words, checked to hold nothing that a terminal would obey.
type UI struct {
	// StartURL tells that a start URL on a domain of one's own stands for one of AWS's. It
	// is called before any page is shown or opened, and only for such a URL.
	StartURL func(configured, resolved string)
	// AuthorizeURL shows the page to sign in at. It is called once, when the loopback
	// listener already accepts the redirect.
	AuthorizeURL func(url string)
	// DeviceCode shows where to enter which code. It is called at most once.
	DeviceCode func(awsapi.DeviceAuthorization)
	// OpenBrowser opens a page; its failure is not the flow's, since the URL has been
	// shown. Nil: the person opens it.
	OpenBrowser func(url string) error
	// Warn tells what went wrong and does not end the flow.
	Warn func(error)
}

// DeniedError means that the person, or the service on their behalf, said no.
// Code and Description are the server's words (RFC 6749 §4.1.2.1); Err is the answer of CreateToken where that is what said no.
type DeniedError struct {
	Session           awsconfig.SSOSession
	Code, Description string
	Err               error
}

func (e *DeniedError) Unwrap() error { return e.Err }

func (e *DeniedError) Error() string {
	text := "the sign-in to " + ssotoken.Describe(e.Session) + " was denied"
	if !e.ByPerson() {
		text = fmt.Sprintf("the sign-in to %s failed: %s", ssotoken.Describe(e.Session), termui.Clean(e.Code))
	}
	if e.Description != "" {
		text += ": " + termui.Clean(e.Description)
	}
	return text
}

// ByPerson reports whether somebody pressed Deny, or may not sign in; else something is
// wrong with the request or with the service.
func (e *DeniedError) ByPerson() bool { return e.Code == oauth2term.ErrAccessDenied }

// RedirectError means that the browser came back with nothing that could be redeemed.
type RedirectError struct {
	Session awsconfig.SSOSession
	Reason  string // ends the sentence
}

func (e *RedirectError) Error() string {
	return fmt.Sprintf("the browser came back from %s %s", ssotoken.Describe(e.Session), e.Reason)
}

// ExpiredError means that nobody approved the sign-in in time.
type ExpiredError struct{ Session awsconfig.SSOSession }

func (e *ExpiredError) Error() string {
	return fmt.Sprintf("the sign-in to %s was not approved in time", ssotoken.Describe(e.Session))
}

// maxWait is how long to wait for a person.
func (f *Flow) maxWait(otherwise time.Duration) time.Duration {
	if f.MaxWait > 0 {
		return f.MaxWait
	}
	return otherwise
}

// openBrowser sends the browser to a page if there is one to send.
func (f *Flow) openBrowser(url string) {
	if f.UI.OpenBrowser == nil {
		return
	}
	if err := f.UI.OpenBrowser(url); err != nil {
		f.UI.Warn(fmt.Errorf("open a browser: %w", err))
	}
}

// keep writes down what a flow obtained, under the session as configured, if it is accepted.
func (f *Flow) keep(ctx context.Context, session awsconfig.SSOSession, reg ssotoken.ClientRegistration, set awsapi.TokenSet) (ssotoken.Token, error) {
	t := ssotoken.Token{
		StartURL: session.StartURL, Region: session.Region,
		AccessToken: set.AccessToken, ExpiresAt: f.Now().Add(set.ExpiresIn), Lifetime: set.ExpiresIn,
		ClientID: reg.ClientID, ClientSecret: reg.ClientSecret, RegistrationExpiresAt: reg.ExpiresAt,
		RefreshToken: set.RefreshToken,
	}
	if f.Accept != nil {
		if err := f.Accept(ctx, t); err != nil {
			return ssotoken.Token{}, err
		}
	}
	return t, f.Store.PutToken(session, t)
}
