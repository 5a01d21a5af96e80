package awsapi_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/awsapi"
)

func TestClockSkew(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	dated := func(t time.Time) string { return t.Format(http.TimeFormat) }
	for _, tt := range []struct{ name, date, want string }{
		{"H67 3 h behind", dated(now.Add(3*time.Hour + 10*time.Second)), "the clock of this machine is 3h0m behind that of 127.0.0.1:1"},
		{"H67 3 h ahead", dated(now.Add(-3 * time.Hour)), "the clock of this machine is 3h0m ahead of that of 127.0.0.1:1"},
		{"H67 6 minutes ahead", dated(now.Add(-6 * time.Minute)), "the clock of this machine is 6m ahead of that of 127.0.0.1:1"},
		{"H67 400 days behind", dated(now.AddDate(0, 0, 400)), "the clock of this machine is 9600h0m behind that of 127.0.0.1:1"},
		{"5 minutes", dated(now.Add(5 * time.Minute)), ""},
		{"none", dated(now), ""},
		{"no date", "", ""},
		{"no date at all", "soon", ""},
	} {
		for _, code := range []int{200, 302, 400, 500} {
			for _, call := range calls {
				t.Run(fmt.Sprint(tt.name, "/", code, "/", call.name), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						var warnings []error
						c := awsapi.New(awsapi.Config{
							Endpoint: func(awsapi.Service) (string, error) { return "http://127.0.0.1:1", nil },
							Now:      func() time.Time { return now },
							Warn:     func(err error) { warnings = append(warnings, err) },
							Transport: roundTripper(func(*http.Request) (*http.Response, error) {
								resp := status(code, "")
								resp.Header.Set("Date", tt.date)
								return resp, nil
							}),
						})
						_ = call.make(t.Context(), c, region)
						_ = call.make(t.Context(), c, region) // it is said once
						got := ""
						if len(warnings) > 0 {
							got = warnings[0].Error()
						}
						if got != tt.want || len(warnings) > 1 {
							t.Errorf("warned of %v, want %q", warnings, tt.want)
						}
					})
				})
			}
		}
	}
}

// A request signed at a time that STS refuses is signed again at STS's.
func TestSignaturesOfASkewedClock(t *testing.T) {
	for _, skew := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		t.Run("H67 "+skew.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				c := awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					n++
					there := time.Now().Add(skew)
					resp := status(403, "SignatureDoesNotMatch")
					signed, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
					if err == nil && signed.Sub(there).Abs() < 5*time.Minute {
						resp = xmlIdentity()
					}
					resp.Header.Set("Date", there.UTC().Format(http.TimeFormat))
					return resp, nil
				})})
				if err := calls[7].make(t.Context(), c, region); err != nil || n != 2 {
					t.Errorf("%d attempts, %v", n, err)
				}
			})
		})
	}
}

// Where the time is not the reason, a refused signature is not sent again.
func TestASignatureThatIsWrong(t *testing.T) {
	n, err := failing(t, 7, func(int) (*http.Response, error) { return status(403, "SignatureDoesNotMatch"), nil })
	if e, ok := errors.AsType[*awsapi.ServiceError](err); !ok || e.Code != "SignatureDoesNotMatch" || n != 1 {
		t.Errorf("%d attempts, %v", n, err)
	}
}

func xmlIdentity() *http.Response {
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"text/xml"}},
		Body: io.NopCloser(strings.NewReader(`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><UserId>AROA:s</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)),
	}
}
