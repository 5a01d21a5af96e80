package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
)

// tried again are the calls that are after a 5xx.
func triedAgain(i int) bool {
	return calls[i].name != "CreateToken" || calls[i].grant == oauth2term.GrantRefreshToken
}

// busy answers once with 503 and the given headers, then with a refusal.
func busy(headers ...string) func(int) (*http.Response, error) {
	return func(n int) (*http.Response, error) {
		if n > 1 {
			return status(403, "ForbiddenException"), nil
		}
		resp := status(503, "")
		for i := 0; i < len(headers); i += 2 {
			resp.Header.Set(headers[i], headers[i+1])
		}
		return resp, nil
	}
}

// timed is failing, and how long the call took.
func timed(t *testing.T, i int, answer func(n int) (*http.Response, error)) (n int, took time.Duration, err error) {
	t.Helper()
	var began time.Time
	n, err = failing(t, i, func(n int) (*http.Response, error) {
		if n == 1 {
			began = time.Now()
		}
		took = time.Since(began)
		return answer(n)
	})
	return n, took, err
}

func TestRetryAfter(t *testing.T) {
	const date = "Mon, 23 Nov 2026 10:00:00 GMT"
	for i, call := range calls {
		if !triedAgain(i) {
			continue
		}
		for _, headers := range [][]string{
			{"Retry-After", "2"}, {"Retry-After", " 2 "},
			{"Retry-After", "Mon, 23 Nov 2026 10:00:02 GMT", "Date", date},
		} {
			t.Run(fmt.Sprint("H58 ", call.name, headers), func(t *testing.T) {
				n, took, err := timed(t, i, busy(headers...))
				if n != 2 || took != 2*time.Second || !awsapi.IsCode(err, "ForbiddenException") {
					t.Errorf("%d attempts in %v, %v", n, took, err)
				}
			})
		}
		for _, headers := range [][]string{
			{"Retry-After", "86400"}, {"Retry-After", "21"}, {"Retry-After", strings.Repeat("9", 100)},
			{"Retry-After", "Tue, 24 Nov 2026 10:00:00 GMT", "Date", date},
		} {
			t.Run(fmt.Sprint("H58 ", call.name, headers), func(t *testing.T) {
				n, _, err := timed(t, i, busy(headers...))
				e, ok := errors.AsType[*awsapi.ServiceError](err)
				if !ok || !e.Temporary() || n != 1 || e.Attempts != 1 || e.RetryAfter <= 20*time.Second {
					t.Errorf("%d attempts, %#v", n, err)
				}
			})
		}
		for _, text := range []string{"", "soon", "-1", "0", "1.5", "2, 3", "\x00", "Tue, 24 Nov 2026 10:00:00 GMT"} {
			t.Run(fmt.Sprintf("H58 %s %q", call.name, text), func(t *testing.T) {
				n, took, err := timed(t, i, busy("Retry-After", text))
				if n != 2 || took >= time.Second || !awsapi.IsCode(err, "ForbiddenException") {
					t.Errorf("%d attempts in %v, %v", n, took, err)
				}
			})
		}
	}
}

// Between attempts passes a random part of 1 s, then of 2 s.
func TestBackOff(t *testing.T) {
	var waits [2]time.Duration
	for range 50 {
		var last time.Time
		_, _ = failing(t, 5, func(n int) (*http.Response, error) {
			if n > 1 {
				waits[n-2] = max(waits[n-2], time.Since(last))
			}
			last = time.Now()
			return status(500, ""), nil
		})
	}
	if waits[0] > time.Second || waits[1] > 2*time.Second || waits[0] < time.Second/2 || waits[1] < time.Second {
		t.Errorf("the longest waits are %v", waits)
	}
}

// Too many requests are tried again, however they are said.
func TestThrottling(t *testing.T) {
	for _, answer := range []*http.Response{status(429, ""), status(429, "TooManyRequestsException"), status(400, "ThrottlingException")} {
		for _, i := range []int{0, 1, 5, 6, 7, 8, 9} {
			n, err := failing(t, i, func(int) (*http.Response, error) {
				again := *answer
				return &again, nil
			})
			e, ok := errors.AsType[*awsapi.ServiceError](err)
			if !ok || n != 3 || e.Attempts != 3 || !e.Temporary() {
				t.Errorf("%s: %d, %d attempts, %v", calls[i].name, answer.StatusCode, n, err)
			}
		}
	}
}

// Whatever was not sent may be sent again, a code too; certainty is what it takes.
func TestUnsent(t *testing.T) {
	for _, call := range calls {
		for connected, want := range map[bool]int{false: 3, true: 1} {
			if connected && !strings.HasPrefix(call.name, "CreateToken") {
				want = 3
			}
			n := 0
			synctest.Test(t, func(t *testing.T) {
				c := awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					n++
					trace := httptrace.ContextClientTrace(r.Context())
					trace.GetConn("")
					if connected {
						trace.GotConn(httptrace.GotConnInfo{})
					}
					return nil, errors.New("connection refused")
				})})
				err := call.make(t.Context(), c, region)
				if _, ok := errors.AsType[*awsapi.UnreachableError](err); !ok {
					t.Errorf("%s: %v", call.name, err)
				}
			})
			if n != want {
				t.Errorf("%s%s, connected %v: %d attempts, want %d", call.name, call.grant, connected, n, want)
			}
		}
	}
}

// An answer that breaks off has arrived: what is good once is not sent again.
func TestCutAnswers(t *testing.T) {
	for i, call := range calls {
		_, want := attempts(call.name, call.grant)
		n, err := failing(t, i, func(int) (*http.Response, error) {
			resp := status(200, "")
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"accessToken": "a`), brokenReader{}))
			return resp, nil
		})
		if _, ok := errors.AsType[*awsapi.UnreachableError](err); !ok || n != want {
			t.Errorf("%s%s: %d attempts, want %d: %v", call.name, call.grant, n, want, err)
		}
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestMaxAttempts(t *testing.T) {
	for _, attempts := range []int{1, 5} {
		n := 0
		synctest.Test(t, func(t *testing.T) {
			c := awsapi.New(awsapi.Config{MaxAttempts: attempts, Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				n++
				return status(500, ""), nil
			})})
			_ = calls[5].make(t.Context(), c, region)
		})
		if n != attempts {
			t.Errorf("%d attempts, want %d", n, attempts)
		}
	}
}

// A server that takes the request and then hangs, or sends a byte a second.
func TestHangAndDrip(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
	for name, answer := range map[string]string{"hang": "", "drip": head + strings.Repeat(" ", 1000)} {
		for _, call := range calls {
			t.Run("H60 "+name+" "+call.name+call.grant, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					transport := &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
						client, server := net.Pipe()
						go drip(server, len(head), answer)
						return client, nil
					}}
					began := time.Now()
					c := awsapi.New(awsapi.Config{Transport: transport, Endpoint: func(awsapi.Service) (string, error) { return "http://127.0.0.1:1", nil }})
					err := call.make(t.Context(), c, region)
					if _, ok := errors.AsType[*awsapi.UnreachableError](err); !ok {
						t.Errorf("got %v", err)
					}
					if took := time.Since(began); took > time.Minute {
						t.Errorf("took %v", took)
					}
					time.Sleep(time.Second) // the bubble's: the server sees that its peer left
				})
			})
		}
	}
}

// drip reads the request, answers with the head of an answer at once, if there is one, and
// with a byte of the rest each second, until the other side leaves.
func drip(conn net.Conn, head int, answer string) {
	defer conn.Close()
	left := make(chan struct{})
	go func() { defer close(left); _, _ = io.Copy(io.Discard, conn) }()
	head = min(head, len(answer))
	_, err := io.WriteString(conn, answer[:head])
	for i := head; err == nil && i < len(answer); i++ {
		time.Sleep(time.Second)
		_, err = io.WriteString(conn, answer[i:i+1])
	}
	<-left
}
