// Package oauth2term is the vocabulary of OAuth 2.0 and of AWS's dialect of it:
// grant types, error codes and header names, each under the section that
// defines it. It is all that the client half of fob and its local Identity
// Center share: they speak the same words, and never the same encoders, so that
// one misreading cannot pass on both sides.
package oauth2term

// Grant types of CreateToken.
const (
	GrantAuthorizationCode = "authorization_code"                           // RFC 6749 §4.1.3
	GrantRefreshToken      = "refresh_token"                                // RFC 6749 §6
	GrantDeviceCode        = "urn:ietf:params:oauth:grant-type:device_code" // RFC 8628 §3.4
)

// Error codes, as they stand in the member "error" of an answer.
const (
	ErrInvalidRequest       = "invalid_request"         // RFC 6749 §5.2
	ErrInvalidClient        = "invalid_client"          // RFC 6749 §5.2
	ErrInvalidGrant         = "invalid_grant"           // RFC 6749 §5.2
	ErrUnauthorizedClient   = "unauthorized_client"     // RFC 6749 §5.2
	ErrUnsupportedGrantType = "unsupported_grant_type"  // RFC 6749 §5.2
	ErrInvalidScope         = "invalid_scope"           // RFC 6749 §5.2
	ErrAccessDenied         = "access_denied"           // RFC 6749 §4.1.2.1, RFC 8628 §3.5
	ErrServerError          = "server_error"            // RFC 6749 §4.1.2.1
	ErrAuthorizationPending = "authorization_pending"   // RFC 8628 §3.5
	ErrSlowDown             = "slow_down"               // RFC 8628 §3.5
	ErrExpiredToken         = "expired_token"           // RFC 8628 §3.5
	ErrInvalidClientMeta    = "invalid_client_metadata" // RFC 7591 §3.2.2
	ErrInvalidRedirectURI   = "invalid_redirect_uri"    // RFC 7591 §3.2.2
)

// The authorization request and its answer (RFC 6749 §4.1, RFC 7636 §4.3).
const (
	ResponseTypeCode        = "code"
	CodeChallengeMethodS256 = "S256"
	TokenTypeBearer         = "Bearer" // RFC 6750
)

// AWS's own.
const (
	ClientTypePublic       = "public"
	ScopeAccountAccess     = "sso:account:access"
	HeaderSSOBearerToken   = "x-amz-sso_bearer_token"
	HeaderAmznErrorType    = "x-amzn-ErrorType"
	HeaderAmznRequestID    = "x-amzn-RequestId"
	LoopbackRedirectPath   = "/oauth/callback"
	LoopbackRedirectNoPort = "http://127.0.0.1/oauth/callback" // as registered; the port is chosen later (RFC 8252 §7.3)
)
