package idc

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

// SetFaults puts rules in place of those that the directory has.
func (s *Server) SetFaults(rules []fault.Rule) { s.faults.Replace(rules) }

// faulty lets an operation fail when a rule says so. The service that it belongs to
// words its errors: newError makes one, write answers with it.
func (s *Server) faulty(operation string, newError func(fault.Rule) error, write func(http.ResponseWriter, error), perform http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		named(w, operation)
		rule := s.faults.Next(operation)
		if !sleep(r, rule.Delay) {
			return
		}
		switch rule.Return {
		case "":
			perform(w, r)
		case fault.Error, fault.Throttle:
			if rule.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(rule.RetryAfter/time.Second)))
			}
			write(w, newError(rule))
		default:
			rule.Spoil(w, r, perform)
		}
	}
}

// sleep waits, and reports whether the client is still there.
func sleep(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
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
	if r.Return == fault.Throttle {
		return &oidcError{http.StatusTooManyRequests, "TooManyRequestsException", "too_many_requests", throttleMessage}
	}
	name := cmp.Or(r.Name, "InternalServerException")
	return &oidcError{faultStatus(r), name, oidcCode(name), faultMessage}
}

func portalFault(r fault.Rule) error {
	if r.Return == fault.Throttle {
		return &portalError{http.StatusTooManyRequests, "TooManyRequestsException", throttleMessage}
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
