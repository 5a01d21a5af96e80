// Package fault decides when a local Identity Center fails on purpose, and how:
// what people cannot get from AWS on demand, so that clients can be seen to deal
// with it. A Rule says which requests fail in which way; a Set counts requests and
// picks the rules that apply to each.
//
//	kind.go     the ways to fail, and the operations that can
//	check.go    what makes sense in a rule
//	text.go     rules as text, as a command line has them; json.go as JSON
//	preset.go   rules that belong together, under a name
//	set.go      the rules of a running server
//	spoil.go    bytes on the wire
//
// How a service words an error is the server's to know.
package fault

import (
	"path"
	"strings"
	"time"

	"fob.example/fob/internal/oauth2term"
)

// Rule says which requests fail, and how. Rules can be compared with ==.
type Rule struct {
	On     string // the operation, or AnyOperation; empty: each that can fail in this way
	User   string // a glob over user names, in any case; empty: whoever it is
	Client string // a glob over the names that clients register with; empty: any
	Return Kind   // empty stands for Latency

	Status     int           // of Error and NoErrorType
	Name       string        // of Error and NoErrorType: the exception; empty: the service's internal error
	RetryAfter time.Duration // of Throttle, in whole seconds; 0: the answer does not say
	Field      string        // of DropField: a member at the top of the JSON answer
	Region     string        // of WrongRegion: where the client should have asked; empty: DefaultElsewhere
	Skew       time.Duration // of ClockSkew: how far the server's clock is ahead, or, below 0, behind

	Delay time.Duration // before anything else

	Skip        int     // so many requests pass before the rule begins
	PerSecond   int     // of the rest so many pass in each second, after a first burst of as many; 0: none
	EveryNth    int     // of the rest every so manieth is hit; 0 and 1: all
	Probability float64 // with which one of these is hit; 0 and 1: all
	Count       int     // at most so many are hit; 0: no limit
}

// Call is a request, as far as rules look at it. Who makes it is known before it is
// answered if it has a token, a code or a registration of the server; in STS the client
// is not.
type Call struct {
	Operation  string
	UserName   string
	ClientName string
	GrantType  string // of CreateToken
}

// concerns reports whether a rule is about a request.
func (r Rule) concerns(c Call) bool {
	switch {
	case r.On != "" && r.On != AnyOperation && r.On != c.Operation, !r.Return.canHit(c.Operation):
		return false
	case r.Return == RefuseRefresh && c.GrantType != oauth2term.GrantRefreshToken:
		return false
	case r.Return == SlowDown && c.GrantType != oauth2term.GrantDeviceCode:
		return false
	}
	return matches(strings.ToLower(r.User), strings.ToLower(c.UserName)) && matches(r.Client, c.ClientName)
}

func matches(glob, name string) bool {
	if glob == "" {
		return true
	}
	ok, err := path.Match(glob, name)
	return err == nil && ok && name != ""
}
