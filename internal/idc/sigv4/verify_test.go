package sigv4_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"fob.example/fob/internal/idc/sigv4"
)

const (
	keyID     = "ASIAEXAMPLE0EXAMPLE0"
	secretKey = "a-secret-of-forty-characters-0123456789a"
	session   = "a session/token+with=signs"
	form      = "Action=GetCallerIdentity&Version=2011-06-15"
)

var at = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

// signed returns a request signed by the AWS SDK, as it reaches a server.
func signed(t *testing.T, service, method, url, body, sessionToken string, prepare func(*http.Request)) *http.Request {
	t.Helper()
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	if prepare != nil {
		prepare(r)
	}
	sum := sha256.Sum256([]byte(body))
	creds := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secretKey, SessionToken: sessionToken}
	if err := v4.NewSigner().SignHTTP(context.Background(), creds, r, hex.EncodeToString(sum[:]), service, "eu-west-1", at); err != nil {
		t.Fatal(err)
	}
	return r
}

func verify(t *testing.T, r *http.Request, now time.Time, secret string) (sigv4.Scope, error) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	v := sigv4.Verifier{
		Service: "sts",
		Now:     func() time.Time { return now },
		SecretKey: func(id, token string) (string, error) {
			if id != keyID {
				return "", &sigv4.Error{Code: sigv4.InvalidClientTokenID, Message: "who?"}
			}
			return secret, nil
		},
	}
	return v.Verify(r, body)
}

func TestSignaturesOfTheSDKAreAccepted(t *testing.T) {
	for name, r := range map[string]*http.Request{
		"plain":            signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, session, nil),
		"no session token": signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, "", nil),
		"default port":     signed(t, "sts", "POST", "https://sts.amazonaws.com/", form, session, nil),
		"empty body":       signed(t, "sts", "GET", "http://127.0.0.1:4321/", "", session, nil),
		"query, unsorted":  signed(t, "sts", "GET", "http://127.0.0.1:4321/?b=2&a=z&a=a%20b&c=&d=%2F~%C3%A9", "", session, nil),
		"path":             signed(t, "sts", "POST", "http://127.0.0.1:4321/a%20b/c~d/%E2%82%AC", form, session, nil),
		"header with runs of blanks": signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, session, func(r *http.Request) {
			r.Header.Add("X-Amz-Meta", "  a   b ")
			r.Header.Add("X-Amz-Meta", "c")
		}),
	} {
		t.Run(name, func(t *testing.T) {
			scope, err := verify(t, r, at, secretKey)
			if err != nil {
				t.Fatal(err)
			}
			if scope.AccessKeyID != keyID || scope.Region != "eu-west-1" || scope.Service != "sts" || scope.Date != "20261123" {
				t.Errorf("scope is %+v", scope)
			}
		})
	}
}

func TestWhatIsNotSignedAsSentIsRefused(t *testing.T) {
	const other = "another-secret-of-forty-characters-01234"
	for name, c := range map[string]struct {
		change  func(*http.Request)
		service string
		secret  string
		now     time.Time
		want    sigv4.Code
	}{
		"a byte of the body": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Body = io.NopCloser(bytes.NewReader([]byte(strings.Replace(form, "Get", "Set", 1))))
		}},
		"a byte of a header": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-9")
		}},
		"the host":  {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) { r.Host = "127.0.0.1:4322" }},
		"the path":  {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) { r.URL.Path = "/x" }},
		"the query": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) { r.URL.RawQuery = "x=1" }},
		"the method": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Method = "PUT"
		}},
		"the session token": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Set("X-Amz-Security-Token", "another")
		}},
		"the region of the scope": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "eu-west-1", "eu-west-2", 1))
		}},
		"a digit of the signature": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			a := r.Header.Get("Authorization")
			last := "0"
			if strings.HasSuffix(a, "0") {
				last = "1"
			}
			r.Header.Set("Authorization", a[:len(a)-1]+last)
		}},
		"a signed header is gone": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Del("Content-Type")
		}},
		"the payload hash header": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
		}},
		"wrong key":              {want: sigv4.SignatureDoesNotMatch, secret: other},
		"wrong service":          {want: sigv4.SignatureDoesNotMatch, service: "s3"},
		"six minutes old":        {want: sigv4.SignatureDoesNotMatch, now: at.Add(6 * time.Minute)},
		"six minutes too early":  {want: sigv4.SignatureDoesNotMatch, now: at.Add(-6 * time.Minute)},
		"a year old":             {want: sigv4.SignatureDoesNotMatch, now: at.AddDate(1, 0, 0)},
		"no signature at all":    {want: sigv4.MissingAuthenticationToken, change: func(r *http.Request) { r.Header.Del("Authorization") }},
		"a bearer token instead": {want: sigv4.IncompleteSignature, change: func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }},
		"no date":                {want: sigv4.IncompleteSignature, change: func(r *http.Request) { r.Header.Del("X-Amz-Date") }},
		"another date than the scope's": {want: sigv4.SignatureDoesNotMatch, change: func(r *http.Request) {
			r.Header.Set("X-Amz-Date", "20261124T000000Z")
		}, now: at.Add(19 * time.Hour)},
		"a scope of four parts": {want: sigv4.IncompleteSignature, change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/sts/", "/", 1))
		}},
		"unknown key": {want: sigv4.InvalidClientTokenID, change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), keyID, "ASIAOTHER", 1))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.service == "" {
				c.service = "sts"
			}
			if c.secret == "" {
				c.secret = secretKey
			}
			if c.now.IsZero() {
				c.now = at
			}
			r := signed(t, c.service, "POST", "http://127.0.0.1:4321/", form, session, nil)
			if c.change != nil {
				c.change(r)
			}
			_, err := verify(t, r, c.now, c.secret)
			wantCode(t, err, c.want)
		})
	}
}

// TestUnsignedSecurityToken adds the token after signing, so that the signature
// is good and does not cover it.
func TestUnsignedSecurityToken(t *testing.T) {
	r := signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, "", nil)
	r.Header.Set("X-Amz-Security-Token", session)
	_, err := verify(t, r, at, secretKey)
	wantCode(t, err, sigv4.SignatureDoesNotMatch)
}

func TestSkewOfFiveMinutesIsForgiven(t *testing.T) {
	for _, skew := range []time.Duration{-5 * time.Minute, 5 * time.Minute} {
		r := signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, session, nil)
		if _, err := verify(t, r, at.Add(skew), secretKey); err != nil {
			t.Errorf("a skew of %s: %v", skew, err)
		}
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	r := signed(t, "sts", "POST", "http://127.0.0.1:4321/", form, session, nil)
	_, err := verify(t, r, at.Add(time.Hour), secretKey)
	if err == nil || strings.Contains(err.Error(), session) || strings.Contains(err.Error(), secretKey) {
		t.Errorf("the error is %v", err)
	}
}

func wantCode(t *testing.T, err error, want sigv4.Code) {
	t.Helper()
	e, ok := errors.AsType[*sigv4.Error](err)
	if !ok || e.Code != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
