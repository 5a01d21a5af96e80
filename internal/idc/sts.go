package idc

import (
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"fob.example/fob/internal/idc/rolekey"
	"fob.example/fob/internal/idc/sigv4"
	"fob.example/fob/internal/oauth2term"
)

const stsVersion = "2011-06-15"

// stsError is an error answer of STS.
type stsError struct {
	status  int
	code    string
	message string
}

func (e *stsError) Error() string { return e.code + ": " + e.message }

func validationError(message string) *stsError {
	return &stsError{http.StatusBadRequest, "ValidationError", message}
}

// query serves POST /, where services of the query protocol are. STS is the only
// one here.
func (s *Server) query(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Amz-Target") != "" {
		w.Header().Set(oauth2term.HeaderAmznErrorType, "UnknownOperationException")
		writeJSON(w, http.StatusBadRequest, map[string]string{
			"__type": "UnknownOperationException", "message": "This local server does not have the operation",
		})
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.writeSTSError(w, &stsError{http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request is too large"})
		return
	}
	s.faulty(s.stsCall(stsOperation(body), r), stsFault, s.writeSTSError, func(w http.ResponseWriter, r *http.Request) {
		answer, err := s.sts(r, body, w.Header().Get(oauth2term.HeaderAmznRequestID))
		if err != nil {
			s.writeSTSError(w, err)
			return
		}
		writeXML(w, http.StatusOK, answer)
	})(w, r)
}

// stsOperation returns what a request asks for, empty if that is nothing of ours.
func stsOperation(body []byte) string {
	form, err := url.ParseQuery(string(body))
	action := form.Get("Action")
	if err != nil || form.Get("Version") != stsVersion || action != "GetCallerIdentity" && action != "AssumeRole" {
		return ""
	}
	return action
}

// sts verifies a request and performs it.
func (s *Server) sts(r *http.Request, body []byte, requestID string) (any, error) {
	caller, err := s.caller(r, body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &stsError{http.StatusBadRequest, "MalformedQueryString", "The request body is not a form"}
	}
	switch stsOperation(body) {
	case "GetCallerIdentity":
		return s.getCallerIdentity(caller, requestID), nil
	case "AssumeRole":
		return s.assumeRole(caller, form, requestID)
	}
	return nil, &stsError{
		http.StatusBadRequest, "InvalidAction",
		"Could not find operation " + form.Get("Action") + " for version " + form.Get("Version"),
	}
}

// caller returns whose keys a request is signed with.
func (s *Server) caller(r *http.Request, body []byte) (session rolekey.Session, err error) {
	now := func() time.Time { return s.clock.Machine().Add(skewOf(r)) } // clients sign by the machine's clock
	v := sigv4.Verifier{Service: "sts", Now: now, SecretKey: func(accessKeyID, sessionToken string) (secret string, err error) {
		session, secret, err = s.keys.Recognise(accessKeyID, sessionToken, s.now())
		switch {
		case errors.Is(err, rolekey.ErrExpired), err == nil && s.expiredByHand(session.IssuedAt):
			err = &sigv4.Error{Code: sigv4.ExpiredToken, Message: "The security token included in the request is expired"}
		case err != nil:
			err = &sigv4.Error{Code: sigv4.InvalidClientTokenID, Message: "The security token included in the request is invalid."}
		}
		return secret, err
	}}
	_, err = v.Verify(r, body)
	return session, err
}

type callerIdentityResponse struct {
	XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
	ARN       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

// getCallerIdentity is GetCallerIdentity.
func (s *Server) getCallerIdentity(caller rolekey.Session, requestID string) any {
	return callerIdentityResponse{
		ARN:       s.sessionARN(caller),
		UserID:    s.dir().RoleID(caller.AccountID, caller.RoleName) + ":" + caller.SessionName,
		Account:   caller.AccountID,
		RequestID: requestID,
	}
}

func (s *Server) sessionARN(r rolekey.Session) string {
	return s.dir().SessionARN(r.AccountID, r.RoleName, r.SessionName)
}

type stsErrorResponse struct {
	XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

func (s *Server) writeSTSError(w http.ResponseWriter, err error) {
	e := s.stsError(err)
	answer := stsErrorResponse{
		Type: "Sender", Code: e.code, Message: e.message,
		RequestID: w.Header().Get(oauth2term.HeaderAmznRequestID),
	}
	if e.status >= http.StatusInternalServerError {
		answer.Type = "Receiver"
	}
	w.Header().Set(oauth2term.HeaderAmznErrorType, e.code)
	writeXML(w, e.status, answer)
}

func (s *Server) stsError(err error) *stsError {
	if e, ok := errors.AsType[*stsError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*sigv4.Error](err); ok {
		status := http.StatusForbidden
		if e.Code == sigv4.IncompleteSignature {
			status = http.StatusBadRequest
		}
		return &stsError{status, string(e.Code), e.Message}
	}
	s.log.Error("internal error", slog.Any("error", err))
	return &stsError{http.StatusInternalServerError, "InternalFailure", "Internal error"}
}

func writeXML(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	xml.NewEncoder(w).Encode(v) // the client may be gone: nobody left to tell
}
