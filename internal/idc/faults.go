package idc

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

// SetFaults puts rules in place of all there are, the directory's included.
func (s *Server) SetFaults(rules []fault.Rule) { s.faults.Replace(rules) }

// AddFaults puts rules below those there are. The error says what makes no sense; none is
// added then.
func (s *Server) AddFaults(rules ...fault.Rule) ([]fault.Active, error) {
	for _, r := range rules {
		if err := r.Check(); err != nil {
			return nil, err
		}
	}
	return s.faults.Add(rules...), nil
}

// Faults returns the rules with what they have counted.
func (s *Server) Faults() []fault.Active { return s.faults.List() }

// RemoveFault takes a rule away. Its error is fault.ErrUnknown.
func (s *Server) RemoveFault(id int) error { return s.faults.Remove(id) }

// SwitchFault turns a rule off, or on again. Its error is fault.ErrUnknown.
func (s *Server) SwitchFault(id int, on bool) (fault.Active, error) { return s.faults.Switch(id, on) }

// faulty lets a call fail when a rule says so. The service that it belongs to words its
// errors: newError makes one, write answers with it.
func (s *Server) faulty(c call, newError func(fault.Rule) error, write func(http.ResponseWriter, error), perform http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rule := s.faults.Next(c.Call)
		note(w, c, rule)
		if !sleep(w, r, rule.Delay) {
			noteGone(w)
			return
		}
		switch rule.Return {
		case "", fault.Latency:
			perform(w, r)
		case fault.EndSession, fault.ExpireToken, fault.ForgetClient:
			s.forget(c, rule.Return)
			perform(w, r)
		case fault.ClockSkew:
			w.Header().Set("Date", s.clock.Machine().Add(rule.Skew).UTC().Format(http.TimeFormat))
			perform(w, r.WithContext(context.WithValue(r.Context(), skewKey{}, rule.Skew)))
		case fault.Drop, fault.Truncate, fault.HTML, fault.DropField, fault.NoErrorType:
			next := perform
			if rule.Status != 0 || rule.Name != "" { // an error to spoil, where there may be none
				next = func(w http.ResponseWriter, _ *http.Request) { write(w, newError(rule)) }
			}
			rule.Spoil(w, r, next)
		default:
			if rule.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(rule.RetryAfter/time.Second)))
			}
			write(w, newError(rule))
		}
	}
}

// forget makes the server know less than it did, for good.
func (s *Server) forget(c call, what fault.Kind) {
	switch what {
	case fault.EndSession:
		s.store.EndGrant(c.grantID)
	case fault.ExpireToken:
		s.store.ExpireAccess(c.accessToken)
	case fault.ForgetClient:
		if client, err := s.client(c.clientID); err == nil {
			s.store.ForgetClient(c.clientID, client.until())
		}
	}
}

// skewKey is the key of how far the server's clock is off for one request.
type skewKey struct{}

func skewOf(r *http.Request) time.Duration {
	skew, _ := r.Context().Value(skewKey{}).(time.Duration)
	return skew
}

// sleep waits, and reports whether the client is still there. It may take longer than an
// answer has otherwise, since the delays of several rules add up.
func sleep(w http.ResponseWriter, r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d + writeTimeout)) // in process there is none
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

const (
	faultMessage    = "This error was asked for"
	throttleMessage = "Rate exceeded"
)

func oidcFault(r fault.Rule) error {
	switch r.Return {
	case fault.Throttle:
		return &oidcError{http.StatusTooManyRequests, "TooManyRequestsException", "too_many_requests", throttleMessage, ""}
	case fault.SlowDown:
		return errSlowDown
	case fault.RefuseRefresh:
		return errInvalidGrant
	case fault.WrongRegion:
		e := *invalidRequest("The instance is in another region")
		e.name, e.region = "InvalidRequestRegionException", cmp.Or(r.Region, fault.DefaultElsewhere)
		return &e
	}
	name := cmp.Or(r.Name, "InternalServerException")
	return &oidcError{faultStatus(r), name, oidcCode(name), faultMessage, ""}
}

func portalFault(r fault.Rule) error {
	switch r.Return {
	case fault.Throttle:
		return &portalError{http.StatusTooManyRequests, "TooManyRequestsException", throttleMessage}
	case fault.NoAccess:
		return errForbidden
	case fault.WrongRegion:
		return errUnauthorized // a token of another region is one that was never heard of
	}
	return &portalError{faultStatus(r), cmp.Or(r.Name, "InternalServerException"), faultMessage}
}

func stsFault(r fault.Rule) error {
	if r.Return == fault.Throttle {
		return &stsError{http.StatusBadRequest, "Throttling", throttleMessage}
	}
	return &stsError{faultStatus(r), cmp.Or(r.Name, "InternalFailure"), faultMessage}
}

// faultStatus is the status of a rule, else the one that AWS sends with such an error.
func faultStatus(r fault.Rule) int {
	switch {
	case r.Status != 0:
		return r.Status
	case r.Name == "UnauthorizedException", r.Name == "InvalidClientException":
		return http.StatusUnauthorized
	case r.Name == "ForbiddenException", r.Name == "AccessDenied", r.Name == "ExpiredToken":
		return http.StatusForbidden
	case r.Name == "" || strings.HasPrefix(r.Name, "Internal"):
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// oidcCode is the OAuth error code beside an exception's name: ExpiredTokenException
// comes with expired_token.
func oidcCode(name string) string {
	name = strings.TrimSuffix(name, "Exception")
	if name == "InternalServer" {
		return oauth2term.ErrServerError
	}
	var code strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			code.WriteByte('_')
		}
		code.WriteRune(unicode.ToLower(r))
	}
	return code.String()
}
