package awsapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
)

const localDocument = `{"RoleArn": "arn", "AccessKeyId": "ASIA", "SecretAccessKey": "canary", "Token": "canary-token", "Expiration": "2026-01-02T03:04:05Z", "AccountId": "444455556666"}`

// fields are what a test compares of credentials.
func fields(c awsapi.Credentials) []string {
	return []string{c.AccessKeyID, c.SecretAccessKey, c.SessionToken, c.AccountID, c.Expiration.Format(time.RFC3339)}
}

func TestContainerCredentials(t *testing.T) {
	var asked *http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		asked = r
		write(w, 200, "application/json", localDocument)
	})
	for _, authorization := range []string{"", "canary-authorization"} {
		creds, err := s.client().ContainerCredentials(testContext(t), s.URL+"/v2/credentials?id=1", authorization)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"ASIA", "canary", "canary-token", "444455556666", "2026-01-02T03:04:05Z"}, fields(creds)); diff != "" {
			t.Error(diff)
		}
		if got := asked.Method + asked.RequestURI + asked.Header.Get("Authorization"); got != "GET/v2/credentials?id=1"+authorization {
			t.Errorf("asked %s", got)
		}
	}
}

func TestAddressesOfAContainersAgent(t *testing.T) {
	client := awsapi.New(awsapi.Config{Transport: answering(localDocument)})
	for url, ok := range map[string]bool{
		"http://169.254.170.2/v2/x":      true,
		"http://169.254.170.23/v1/x":     true,
		"http://[fd00:ec2::23]/v1/x":     true,
		"http://127.0.0.1:8080/x":        true,
		"http://127.9.9.9/x":             true,
		"http://[::1]:8080/x":            true,
		"http://localhost:8080/x":        true,
		"https://credentials.example/x":  true,
		"http://credentials.example/x":   false,
		"http://169.254.169.254/x":       false,
		"http://10.0.0.1/x":              false,
		"http://127.0.0.1.evil.test/x":   false,
		"http://169.254.170.2@evil.test": false,
		"http://user:canary@127.0.0.1/x": false,
		"file:///etc/passwd":             false,
		"/v2/x":                          false,
		"http://169.254.170.2 /x":        false,
		"":                               false,
	} {
		_, err := client.ContainerCredentials(testContext(t), url, "")
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// An authorization that would end its header is not sent.
func TestAnAuthorizationWithALineBreak(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { write(w, 200, "application/json", localDocument) })
	for _, authorization := range []string{"canary\r\nX: y", "canary\n", "canary\x00"} {
		if _, err := s.client().ContainerCredentials(testContext(t), s.URL, authorization); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", authorization, err)
		}
	}
	if s.requests() > 0 {
		t.Error("it was sent")
	}
}

func TestAnswersOfAContainersAgent(t *testing.T) {
	for name, tt := range map[string]struct {
		status   int
		body     string
		says     string
		requests int
	}{
		"refused":          {403, `{"code": "AccessDenied", "message": "no\u001b[31m"}`, "HTTP 403: AccessDenied: no", 1},
		"refused silently": {404, "", "HTTP 404", 1},
		"in trouble":       {500, "", "HTTP 500", 3},
		"busy":             {429, `{"message": "later"}`, "HTTP 429: later", 3},
		"a web page":       {200, "<html>", "a body that cannot be used", 1},
		"an empty object":  {200, "{}", "lacks some of AccessKeyId", 1},
		"nothing":          {200, "", "a body that cannot be used", 1},
		"an error as 200":  {200, `{"code": "Throttled", "message": "later"}`, "no credentials: Throttled: later", 1},
		"no token":         {200, strings.Replace(localDocument, `"Token"`, `"token"`, 1), "lacks some of", 1},
		"two lines":        {200, strings.Replace(localDocument, "ASIA", `AS\nIA`, 1), "control characters", 1},
		"an odd end":       {200, strings.Replace(localDocument, "2026-01-02T03:04:05Z", "5", 1), "Expiration is not a time", 1},
		"a key twice":      {200, strings.Replace(localDocument, `"RoleArn": "arn"`, `"AccessKeyId": "B"`, 1), "a body that cannot be used", 1},
		"far too long":     {200, `{"a": "` + strings.Repeat("x", 1<<20) + `"}`, "a body of more than 1048576 bytes", 3},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				client := inProcess(func(w http.ResponseWriter, _ *http.Request) {
					requests++
					write(w, tt.status, "text/plain", tt.body)
				})
				creds, err := client.ContainerCredentials(t.Context(), "http://127.0.0.1/", "")
				if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "canary") {
					t.Errorf("read as %v, %v", creds, err)
				}
				if requests != tt.requests {
					t.Errorf("%d requests", requests)
				}
			})
		})
	}
}

// Trouble that passes is waited for, a random while that grows.
func TestAnAgentInTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		client := inProcess(func(w http.ResponseWriter, _ *http.Request) {
			asked = append(asked, time.Now())
			if len(asked) < 3 {
				w.WriteHeader(503)
				return
			}
			write(w, 200, "application/json", localDocument)
		})
		if _, err := client.ContainerCredentials(t.Context(), "http://127.0.0.1/", ""); err != nil {
			t.Error(err)
		}
		if first, second := asked[1].Sub(asked[0]), asked[2].Sub(asked[1]); first > 400*time.Millisecond || second > 800*time.Millisecond {
			t.Errorf("waited %v and %v", first, second)
		}
	})
}

func TestNoAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := awsapi.New(awsapi.Config{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, errors.New("connection refused")
		})})
		_, err := client.ContainerCredentials(t.Context(), "http://127.0.0.1/v2/canary", "")
		if _, ok := errors.AsType[*awsapi.UnreachableError](err); !ok || strings.Contains(err.Error(), "canary") {
			t.Error(err)
		}
	})
}
