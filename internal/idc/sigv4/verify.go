package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
	maxSkew    = 5 * time.Minute // as in the IAM User Guide; also the life of a signature
)

// Verifier verifies requests to one service.
type Verifier struct {
	Service string // as in the credential scope: "sts"

	// SecretKey returns the secret access key of an access key id that came
	// with a session token ("" if none came). Its error is Verify's.
	SecretKey func(accessKeyID, sessionToken string) (string, error)

	Now func() time.Time
}

// Scope is what a verified signature was made with.
type Scope struct {
	AccessKeyID  string
	SessionToken string
	Date         string // YYYYMMDD, UTC
	Region       string // whatever the client signed for
	Service      string
}

// Verify checks that a request, whose body has been read, is signed for the
// service by the holder of the secret key, not more than five minutes from now.
// Host, date and every X-Amz- header must be among the signed ones. The error is
// an *Error, or what SecretKey returned.
func (v Verifier) Verify(r *http.Request, body []byte) (Scope, error) {
	auth, err := parseAuthorization(r)
	if err != nil {
		return Scope{}, err
	}
	scope := auth.scope
	scope.SessionToken = r.Header.Get("X-Amz-Security-Token")
	signedAt, err := v.checkScope(r, auth)
	if err != nil {
		return Scope{}, err
	}
	secret, err := v.SecretKey(scope.AccessKeyID, scope.SessionToken)
	if err != nil {
		return Scope{}, err
	}
	canonical, err := canonicalRequest(r, body, auth.signedHeaders)
	if err != nil {
		return Scope{}, err
	}
	want := signature(secret, scope, stringToSign(signedAt, scope, canonical))
	if !hmac.Equal(want, auth.signature) {
		return Scope{}, mismatch("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	return scope, nil
}

// checkScope checks everything about a signature that needs no key: date,
// service, and that nothing that matters was left unsigned.
func (v Verifier) checkScope(r *http.Request, auth authorization) (time.Time, error) {
	stamp := r.Header.Get("X-Amz-Date")
	signedAt, err := time.Parse(timeFormat, stamp)
	if err != nil {
		return time.Time{}, incomplete("Authorization header requires existence of a valid 'X-Amz-Date' header.")
	}
	now := v.Now().UTC()
	switch {
	case signedAt.Format("20060102") != auth.scope.Date:
		return time.Time{}, mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" + auth.scope.Date + "' != '" + signedAt.Format("20060102") + "'.")
	case now.Sub(signedAt) > maxSkew:
		return time.Time{}, mismatch("Signature expired: " + stamp + " is now earlier than " + now.Add(-maxSkew).Format(timeFormat) + " (" + now.Format(timeFormat) + " - 5 min.)")
	case signedAt.Sub(now) > maxSkew:
		return time.Time{}, mismatch("Signature not yet current: " + stamp + " is still later than " + now.Add(maxSkew).Format(timeFormat) + " (" + now.Format(timeFormat) + " + 5 min.)")
	case auth.scope.Service != v.Service:
		return time.Time{}, mismatch("Credential should be scoped to correct service: '" + v.Service + "'.")
	}
	return signedAt, requireSigned(r, auth.signedHeaders)
}

// requireSigned checks that Host and all X-Amz- headers are signed: what is not
// could be changed on the way.
func requireSigned(r *http.Request, signed []string) error {
	has := make(map[string]bool, len(signed))
	for _, name := range signed {
		has[name] = true
	}
	if !has["host"] {
		return mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.")
	}
	for name := range r.Header {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-amz-") && !has[lower] {
			return mismatch("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.")
		}
	}
	return nil
}

func stringToSign(signedAt time.Time, s Scope, canonical string) string {
	return strings.Join([]string{
		algorithm,
		signedAt.Format(timeFormat),
		strings.Join([]string{s.Date, s.Region, s.Service, "aws4_request"}, "/"),
		hexSHA256([]byte(canonical)),
	}, "\n")
}

// signature derives the key of the day, region and service, and signs with it.
func signature(secret string, s Scope, toSign string) []byte {
	key := []byte("AWS4" + secret)
	for _, part := range []string{s.Date, s.Region, s.Service, "aws4_request", toSign} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return key
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
