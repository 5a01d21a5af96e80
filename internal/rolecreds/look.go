package rolecreds

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/ssotoken"
)

// Held is what the settings say of a profile that gets its credentials through a sign-in,
// and what the cache holds for it, without a secret.
type Held struct {
	Profile string
	// SessionName is that of the sign-in that is used; "" with an older profile, of which StartURL
	// is what it signs in to.
	SessionName, StartURL string
	// Through is the profile whose sign-in is used, at the end of the way that source_profile
	// leads; "" if it is the profile's own.
	Through             string
	AccountID, RoleName string    // "" where the settings do not say
	Credentials         time.Time // when those in the cache end, or ended; zero for none
	Former              bool      // whether they are not used since another sign-in bought them; Settle tells
	Good                bool      // whether they are used as they are
	Misconfigured       bool      // whether the settings lead to no credentials
	Problems            []error   // of the settings and of the file

	buyer   string    // the sign-in that bought the credentials, "" where nobody noted it
	written time.Time // when their file was, where that decides; else zero
}

// OtherAccountError means that a cache file holds credentials of another account than
// the profile's. They are not used.
type OtherAccountError struct{ Path, AccountID, Holds string }

func (e *OtherAccountError) Error() string {
	return fmt.Sprintf("ignoring the cache file %s: it holds credentials of account %q, not of %s", e.Path, e.Holds, e.AccountID)
}

// View is the settings and the cache, looked at: nobody is asked or waited for, and nothing
// changed. It may be used by many goroutines.
type View struct {
	source *Source
	files  *cachefile.View
	known  identity.RecordsView
	now    time.Time
}

// View opens the cache for looking. Of the source only Config, Cache and Records are used.
func (s *Source) View(now time.Time) View {
	return View{s, s.Cache.files().View(), s.Records.View(), now}
}

// Look reads the settings of a profile and what the cache holds for it. ok is false for a
// profile that no sign-in is used for. Whether the sign-in that there is bought the credentials
// is left to Settle.
func (v View) Look(p *awsconfig.Profile) (held Held, ok bool) {
	held.Profile = p.Name
	rules, err := p.Rules()
	if err != nil {
		held.Misconfigured, held.Problems = true, []error{err}
	}
	if assumesRole(p) {
		return v.lookAssumed(p, rules, held)
	}
	if ok = held.signInOf(p); !ok {
		return Held{}, false
	}
	switch sso, buys, err := v.source.Config.SSOProfile(p.Name); {
	case err != nil:
		held.Misconfigured, held.Problems = true, append(held.Problems, err)
		held.AccountID, _ = p.Get("sso_account_id")
		held.RoleName, _ = p.Get("sso_role_name")
	case buys:
		held.AccountID, held.RoleName = sso.AccountID, sso.RoleName
		v.addFile(&held, rules, roleFileOf(sso))
	}
	return held, true
}

func (v View) lookAssumed(p *awsconfig.Profile, rules awsconfig.Rules, held Held) (Held, bool) {
	last := v.source.lastSource(p)
	behind, _ := v.source.Config.Profile(last)
	if !held.signInOf(behind) {
		return Held{}, false
	}
	quiet := *v.source
	quiet.Cache.Warn = func(err error) { held.Problems = append(held.Problems, err) }
	role := quiet.roleRequest(p)
	held.Through, held.AccountID = last, awsapi.AccountOf(role.RoleARN)
	held.RoleName = role.RoleARN[strings.LastIndexAny(role.RoleARN, ":/")+1:]
	v.addFile(&held, rules, requestFileOf(role))
	return held, true
}

// signInOf takes over what a profile signs in to itself.
func (h *Held) signInOf(p *awsconfig.Profile) (ok bool) {
	if h.SessionName, ok = p.Get("sso_session"); !ok {
		h.StartURL, ok = p.Get("sso_start_url")
	}
	return ok
}

// addFile adds what the file of the role holds.
func (v View) addFile(held *Held, rules awsconfig.Rules, name string) {
	o, exposed, err := v.files.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var creds awsapi.Credentials
	if err == nil {
		creds, err = decode(o, v.files.Path(name))
	}
	switch {
	case err != nil:
		held.Problems = append(held.Problems, err)
	case creds.AccountID != "" && creds.AccountID != held.AccountID:
		held.Problems = append(held.Problems, &OtherAccountError{v.files.Path(name), held.AccountID, creds.AccountID})
	default:
		held.Credentials, held.Good = creds.Expiration, creds.Expiration.Sub(v.now) >= max(minLeft, rules.MinTTL)
		held.buyer = v.known.Get(creds.AccessKeyID).SignIn
		if held.buyer == "" && rules != (awsconfig.Rules{}) {
			held.written = v.files.Changed(name)
		}
	}
	if exposed != nil {
		held.Problems = append(held.Problems, exposed)
	}
}

// Settle holds the credentials against the sign-in that there is, as Source does: what another
// one bought is not used, nor, for a profile with rules, what another program may have bought with
// another one.
func (h *Held) Settle(signIn ssotoken.Clocks) {
	switch {
	case h.buyer != "":
		h.Former = !signIn.GoesBackTo(h.buyer)
	case !h.written.IsZero():
		h.Former = !h.written.After(signIn.WrittenAt())
	}
	h.Good = h.Good && !h.Former
}
