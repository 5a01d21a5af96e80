package idc

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"fob.example/fob/internal/oauth2term"
)

// oidcError is an error answer of the OIDC service.
type oidcError struct {
	status      int
	name        string // the exception
	code        string // RFC 6749 §5.2
	description string
	region      string // of InvalidRequestRegionException: the right one
}

func (e *oidcError) Error() string { return e.name + ": " + e.description }

// badRequest returns an error of the kind that is answered with 400.
func badRequest(name, code, description string) *oidcError {
	return &oidcError{status: http.StatusBadRequest, name: name, code: code, description: description}
}

func invalidRequest(description string) *oidcError {
	return badRequest("InvalidRequestException", oauth2term.ErrInvalidRequest, description)
}

var (
	errInvalidClient = &oidcError{http.StatusUnauthorized, "InvalidClientException", oauth2term.ErrInvalidClient, "Invalid client provided", ""}
	errAnotherSite   = &oidcError{http.StatusForbidden, "AccessDeniedException", oauth2term.ErrAccessDenied, "A page of another site may not call this server", ""}

	errInvalidGrant         = badRequest("InvalidGrantException", oauth2term.ErrInvalidGrant, "Invalid grant provided")
	errUnauthorizedClient   = badRequest("UnauthorizedClientException", oauth2term.ErrUnauthorizedClient, "The client is not registered for this grant type")
	errUnsupportedGrant     = badRequest("UnsupportedGrantTypeException", oauth2term.ErrUnsupportedGrantType, "Unsupported grant type provided")
	errInvalidScope         = badRequest("InvalidScopeException", oauth2term.ErrInvalidScope, "Invalid scope provided")
	errInvalidRedirectURI   = badRequest("InvalidRedirectUriException", oauth2term.ErrInvalidRedirectURI, "Invalid redirect URI provided: it must be http to a loopback address")
	errInvalidClientType    = badRequest("InvalidClientMetadataException", oauth2term.ErrInvalidClientMeta, "Invalid client type provided")
	errAuthorizationPending = badRequest("AuthorizationPendingException", oauth2term.ErrAuthorizationPending, "Authorization is still pending")
	errSlowDown             = badRequest("SlowDownException", oauth2term.ErrSlowDown, "Slow down")
	errExpiredToken         = badRequest("ExpiredTokenException", oauth2term.ErrExpiredToken, "The device code has expired")
	errAccessDenied         = badRequest("AccessDeniedException", oauth2term.ErrAccessDenied, "Access denied")
)

// portalError is an error answer of the access portal.
type portalError struct {
	status  int
	name    string
	message string
}

func (e *portalError) Error() string { return e.name + ": " + e.message }

func invalidPortalRequest(message string) *portalError {
	return &portalError{http.StatusBadRequest, "InvalidRequestException", message}
}

var (
	errUnauthorized = &portalError{http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid"}
	errForbidden    = &portalError{http.StatusForbidden, "ForbiddenException", "No access"}
)

// The model namespaces that AWS's services put into their errors.
const (
	coral       = "http://internal.amazon.com/coral/"
	oidcModel   = "com.amazonaws.sso.oidc"
	portalModel = "com.amazonaws.switchboard.portal"
)

// writeOIDCError answers in the OIDC service's shape. Clients tell errors apart
// by the header; without it the AWS CLI stops polling at the first one.
func (s *Server) writeOIDCError(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*oidcError](err)
	if !ok {
		s.log.Error("internal error", slog.Any("error", err))
		e = &oidcError{http.StatusInternalServerError, "InternalServerException", oauth2term.ErrServerError, "Internal error", ""}
	}
	w.Header().Set(oauth2term.HeaderAmznErrorType, e.name+":"+coral+oidcModel+"/")
	body := map[string]string{"error": e.code, "error_description": e.description}
	if e.region != "" {
		body["region"], body["endpoint"] = e.region, "https://oidc."+e.region+".amazonaws.com"
	}
	writeJSON(w, e.status, body)
}

func (s *Server) writePortalError(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*portalError](err)
	if !ok {
		s.log.Error("internal error", slog.Any("error", err))
		e = &portalError{http.StatusInternalServerError, "InternalServerException", "Internal error"}
	}
	w.Header().Set(oauth2term.HeaderAmznErrorType, e.name+":"+coral+portalModel+"/")
	writeJSON(w, e.status, map[string]string{"message": e.message, "__type": portalModel + "#" + e.name})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // the client may be gone: nobody left to tell
}
