package signin

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// redirect is what the browser came back with (RFC 6749 §4.1.2, §4.1.2.1). Its texts
// are the server's, unchecked.
type redirect struct {
	code                        string
	errorCode, errorDescription string
	issuer                      string // RFC 9207; Identity Center sends none
}

// Why what came back does not count. None of them quotes it: there may be a code in it.
var (
	errOtherState = errors.New("it has the state of another sign-in")
	errNoState    = errors.New("it has no state")
	errUnreadable = errors.New("a parameter stands twice or cannot be read")
)

// read returns what the query of the redirect URI says, if it has this run's state.
func (l *loopback) read(rawQuery string) (redirect, error) {
	q, err := url.ParseQuery(rawQuery)
	state := q.Get("state")
	ours := subtle.ConstantTimeCompare([]byte(state), []byte(l.state)) == 1
	switch {
	case state == "":
		return redirect{}, errNoState
	case !ours:
		return redirect{}, errOtherState
	case err != nil, repeated(q):
		return redirect{}, errUnreadable
	}
	return redirect{q.Get("code"), q.Get("error"), q.Get("error_description"), q.Get("iss")}, nil
}

// readAddress returns what a browser's last address says, as a person pasted it: this
// run's redirect URI to the letter, with this run's state. A fragment is the browser's
// own affair, as it is where a browser comes itself.
func (l *loopback) readAddress(line string) (redirect, error) {
	query, ok := strings.CutPrefix(strings.TrimSpace(line), l.redirectURI+"?")
	if !ok {
		return redirect{}, fmt.Errorf("it does not begin with %s?", l.redirectURI)
	}
	query, _, _ = strings.Cut(query, "#")
	return l.read(query)
}

// repeated reports whether a parameter comes twice, which RFC 6749 §3.1 forbids.
func repeated(q url.Values) bool {
	for _, values := range q {
		if len(values) > 1 {
			return true
		}
	}
	return false
}
