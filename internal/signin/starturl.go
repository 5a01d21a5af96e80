package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// StartURLError means that a start URL does not lead to an access portal of AWS. Reason
// ends the sentence that begins with the start URL; Resolved is where it leads, "" where
// that is not known; Err is why there was no answer, nil where there was one.
type StartURLError struct {
	Session  awsconfig.SSOSession
	Resolved string
	Reason   string
	Err      error
}

func (e *StartURLError) Error() string {
	text := fmt.Sprintf("sso_start_url %q %s", e.Session.StartURL, e.Reason)
	var unreachable *awsapi.UnreachableError
	switch {
	case errors.As(e.Err, &unreachable): // which was not AWS
		text += ": " + unreachable.Err.Error()
	case e.Err != nil:
		text += ": " + e.Err.Error()
	}
	return text
}
func (e *StartURLError) Unwrap() error { return e.Err }

// resolve returns what a session signs in at: the start URL to name to the service, and
// the session with the region that its access portal is in. A URL on a domain of AWS is
// taken as it is, without a request. Any other is a vanity URL, which stands for the one
// that it redirects to; the files go on knowing it as configured.
//
// Errors: *awsconfig.StartURLError, *StartURLError, that of a region which is not one,
// or context.Cause(ctx).
func (f *Flow) resolve(ctx context.Context, session awsconfig.SSOSession) (awsconfig.SSOSession, string, error) {
	configured, err := awsconfig.ParseStartURL(session.StartURL)
	if err != nil {
		return session, "", err
	}
	if err := awsapi.CheckRegion(session.Region); err != nil {
		return session, "", fmt.Errorf("%s: sso_region: %w", ssotoken.Describe(session), err)
	}
	if isPortal(configured.Hostname()) {
		if !usualPort(configured) {
			return session, "", &StartURLError{Session: session, Reason: "is on a domain of AWS, which has no such port"}
		}
		return session, session.StartURL, nil
	}
	resolved, err := f.follow(ctx, session, configured)
	if err != nil {
		return session, "", err
	}
	if found := portalRegionOf(resolved.Hostname()); found != "" {
		session.Region = found
	}
	f.UI.StartURL(termui.Clean(session.StartURL), resolved.String())
	return session, resolved.String(), nil
}

// follow asks where a vanity URL leads, by one request and at most one redirect.
func (f *Flow) follow(ctx context.Context, session awsconfig.SSOSession, vanity *url.URL) (*url.URL, error) {
	status, location, err := f.API.Look(ctx, http.MethodHead, session.StartURL)
	if err == nil && (status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented) {
		status, location, err = f.API.Look(ctx, http.MethodGet, session.StartURL)
	}
	refused := &StartURLError{Session: session}
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		refused.Reason, refused.Err = "is not on a domain of AWS, and where it leads could not be found out", err
	case status >= 400:
		refused.Reason = fmt.Sprintf("is not on a domain of AWS, and it leads nowhere: HTTP %d", status)
	case !isRedirect(status):
		refused.Reason = fmt.Sprintf("is not on a domain of AWS, and it does not lead to one: HTTP %d, no redirect", status)
	case location == "":
		refused.Reason = fmt.Sprintf("redirects to nowhere: HTTP %d without a Location", status)
	default:
		return portalAt(refused, vanity, location)
	}
	return nil, refused
}

// portalAt returns the access portal that a vanity URL redirects to, or the refusal,
// completed.
func portalAt(refused *StartURLError, vanity *url.URL, location string) (*url.URL, error) {
	target, err := vanity.Parse(location)
	if err != nil {
		refused.Reason = "redirects to what is not a URL"
		return nil, refused
	}
	normalise(target)
	refused.Resolved = termui.Clean(target.Redacted())
	refuse := func(why string) (*url.URL, error) {
		refused.Reason = fmt.Sprintf("leads to %q, which %s", refused.Resolved, why)
		return nil, refused
	}
	_, err = awsconfig.ParseStartURL(target.String())
	odd, _ := errors.AsType[*awsconfig.StartURLError](err)
	switch {
	case !isPortal(target.Hostname()):
		return refuse("is not on a domain of AWS")
	case odd != nil:
		return refuse(odd.Reason)
	case target.Port() != "":
		return refuse("is on a domain of AWS, which has no such port")
	}
	return target, nil
}

// normalise spells a resolved URL as the AWS CLI does: it is said to the service, which
// compares.
func normalise(u *url.URL) {
	u.Host = strings.ToLower(u.Host)
	if usualPort(u) {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = "", false, "", ""
}

// usualPort reports whether u names no port, or that of its scheme.
func usualPort(u *url.URL) bool {
	switch u.Port() {
	case "":
		return true
	case "443":
		return u.Scheme == "https"
	case "80":
		return u.Scheme == "http"
	}
	return false
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
