package awsapi_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
)

// A redirect would carry a token to another host.
func TestNoRedirectIsFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, call := range calls {
			t.Run(fmt.Sprint("H56 ", call.name, " ", status), func(t *testing.T) {
				elsewhere := serve(t, func(http.ResponseWriter, *http.Request, int) {})
				s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
					http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
				})
				err := call.make(testContext(t), s.client(), region)
				if answer, ok := errors.AsType[*awsapi.AnswerError](err); !ok || !strings.Contains(answer.Reason, "redirect") {
					t.Errorf("got %v, want an *AnswerError that names the redirect", err)
				}
				if n := elsewhere.requests(); n != 0 {
					t.Errorf("the other host got %d requests", n)
				}
				if n := s.requests(); n != 1 {
					t.Errorf("asked %d times", n)
				}
			})
		}
	}
}

// What says that all went well and is not AWS's is an *AnswerError, and is not asked
// for again.
func TestAnswersThatAreNotAWSs(t *testing.T) {
	json := func(body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { write(w, 200, "application/json", body) }
	}
	for _, tt := range []struct {
		name   string
		answer func(http.ResponseWriter)
		reason string
	}{
		{"H57 a login page of the network", func(w http.ResponseWriter) {
			write(w, 200, "text/html; charset=utf-8", "<html>Welcome to the hotel</html>")
		}, "a web page"},
		{"H57 a page that says it is JSON", json("<html>Welcome to the hotel</html>"), "a body that cannot be used: not JSON"},
		{"a member twice", json(`{"accessToken": "a", "accessToken": "b"}`), "a member stands twice"},
		{"a member twice, in other case", json(`{"accessToken": "a", "AccessToken": "b"}`), "a member stands twice"},
		{"a list", json(`[]`), "not a JSON object"},
		{"deep nesting", json(strings.Repeat(`{"a":`, 10_000)), "nested"},
		{"half an answer", json(`{"accessToken": "a`), "ends early"},
		{"more than 1 MiB", json(`{"accessToken": "` + strings.Repeat("a", 1<<20) + `"}`), "more than 1048576 bytes"},
		{"H57 a compressed body", compressed, "compressed"},
		{"XML that is not STS's", func(w http.ResponseWriter) { write(w, 200, "text/xml", "<html>Welcome to the hotel") }, "a body that cannot be used"},
	} {
		for _, call := range calls {
			if call.name == "Logout" && strings.HasPrefix(tt.name, "XML") {
				continue // nothing is read of its answer
			}
			t.Run(tt.name+"/"+call.name, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { tt.answer(w) })
				err := call.make(testContext(t), s.client(), region)
				e, ok := errors.AsType[*awsapi.AnswerError](err)
				if !ok || e.Host != strings.TrimPrefix(s.URL, "http://") || !strings.Contains(e.Reason, tt.reason) {
					t.Errorf("got %v, want an *AnswerError of %s: %s", err, s.URL, tt.reason)
				}
				if err != nil && strings.Contains(err.Error(), "hotel") {
					t.Errorf("the error quotes the page: %v", err)
				}
				if n := s.requests(); n != 1 {
					t.Errorf("asked %d times", n)
				}
			})
		}
	}
}

func compressed(w http.ResponseWriter) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", "application/json")
	zip := gzip.NewWriter(w)
	defer zip.Close()
	fmt.Fprint(zip, `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 600}`)
}

// Members of the wrong type, out of range, and members that are missing.
func TestAnswersThatCannotBeUsed(t *testing.T) {
	for _, tt := range []struct{ name, call, body string }{
		{"H57 empty object", "RegisterClient", `{}`},
		{"no end", "RegisterClient", `{"clientId": "i", "clientSecret": "s"}`},
		{"H61 an end below zero", "RegisterClient", `{"clientId": "i", "clientSecret": "s", "clientSecretExpiresAt": -1}`},
		{"H61 an end in milliseconds", "RegisterClient", `{"clientId": "i", "clientSecret": "s", "clientSecretExpiresAt": 2000000000000}`},
		{"a number as id", "RegisterClient", `{"clientId": 5, "clientSecret": "s", "clientSecretExpiresAt": 2000000000}`},
		{"names in another case", "RegisterClient", `{"ClientId": "i", "ClientSecret": "s", "ClientSecretExpiresAt": 2000000000}`},
		{"a line in the secret", "RegisterClient", `{"clientId": "i", "clientSecret": "CANARY\r\n", "clientSecretExpiresAt": 2000000000}`},
		{"H57 empty object", "StartDeviceAuthorization", `{}`},
		{"H61 expiresIn 0", "StartDeviceAuthorization", `{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": 0}`},
		{"H61 expiresIn -1", "StartDeviceAuthorization", `{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": -1}`},
		{"H61 expiresIn 1e12", "StartDeviceAuthorization", `{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": 1000000000000}`},
		{"an interval as text", "StartDeviceAuthorization", `{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": 600, "interval": "5"}`},
		{"an escape in the user code", "StartDeviceAuthorization", `{"deviceCode": "d", "userCode": "CANARY\u001b[2J", "verificationUri": "https://u", "expiresIn": 600}`},
		{"H57 empty object", "CreateToken", `{}`},
		{"no end", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer"}`},
		{"H61 expiresIn 0", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 0}`},
		{"H61 expiresIn -5", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": -5}`},
		{"H61 expiresIn 1e30", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 1e30}`},
		{"H61 expiresIn of 33 bits", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 4294967297}`},
		{"H61 expiresIn a fraction", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 600.5}`},
		{"H61 expiresIn x", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": "x"}`},
		{"H61 expiresIn as text", "CreateToken", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": "600"}`},
		{"no type", "CreateToken", `{"accessToken": "a", "expiresIn": 600}`},
		{"another type", "CreateToken", `{"accessToken": "a", "tokenType": "mac", "expiresIn": 600}`},
		{"a line in the token", "CreateToken", `{"accessToken": "CANARY\r\nX: y", "tokenType": "Bearer", "expiresIn": 600}`},
		{"a NUL in the refresh token", "CreateToken", `{"accessToken": "a", "refreshToken": "CANARY\u0000", "tokenType": "Bearer", "expiresIn": 600}`},
		{"H57 empty object", "GetRoleCredentials", `{}`},
		{"null", "GetRoleCredentials", `{"roleCredentials": null}`},
		{"no session token", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", "expiration": 2000000000000}}`},
		{"H61 expiration 0", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", "sessionToken": "t", "expiration": 0}}`},
		{"H61 expiration in seconds", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", "sessionToken": "t", "expiration": 2000000000}}`},
		{"H61 expiration 1e17", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", "sessionToken": "t", "expiration": 100000000000000000}}`},
		{"H61 expiration as text", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", "sessionToken": "t", "expiration": "2030"}}`},
		{"H62 a line in a key", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "a", "secretAccessKey": "CANARY\nX", "sessionToken": "t", "expiration": 2000000000000}}`},
		{"H62 an escape in a key", "GetRoleCredentials", `{"roleCredentials": {"accessKeyId": "CANARY\u001b", "secretAccessKey": "s", "sessionToken": "t", "expiration": 2000000000000}}`},
		{"JSON", "GetCallerIdentity", `{}`},
		{"H63 null list", "ListAccounts", `{"accountList": null}`},
		{"a list that is none", "ListAccounts", `{"accountList": {}}`},
		{"H63 null list", "ListAccountRoles", `{"roleList": null}`},
		{"a number as token", "ListAccounts", `{"accountList": [], "nextToken": 5}`},
	} {
		for _, call := range calls {
			if call.name != tt.call {
				continue
			}
			t.Run(tt.name+"/"+call.name+call.grant, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { write(w, 200, "application/json", tt.body) })
				err := call.make(testContext(t), s.client(), region)
				if _, ok := errors.AsType[*awsapi.AnswerError](err); !ok {
					t.Errorf("got %v, want an *AnswerError", err)
				}
				if err != nil && strings.Contains(err.Error(), "CANARY") {
					t.Errorf("the error quotes the answer: %v", err)
				}
				if n := s.requests(); n != 1 {
					t.Errorf("asked %d times", n)
				}
			})
		}
	}
}

// 10 KB that would expand to 1 GB cost what 10 KB cost.
func TestAnAnswerThatExpands(t *testing.T) {
	var bomb bytes.Buffer
	zip, err := gzip.NewWriterLevel(&bomb, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = zip.Write(zeros)
	}
	zip.Close()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Encoding", "gzip")
		write(w, 200, "application/json", bomb.String())
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, call := range calls {
		if _, ok := errors.AsType[*awsapi.AnswerError](call.make(testContext(t), s.client(), region)); !ok {
			t.Errorf("H57 %s: accepted", call.name)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("H57: %d bytes allocated", used)
	}
}

// A token goes into a header, whose line it must not end.
func TestTokensWithControls(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request, int) {})
	for _, token := range []string{"CANARY\r\nX-Evil: 1", "CANARY\n", "CANARY\x00", "CANARY\x1b[2J", "CANARY\u0085"} {
		ctx, c := testContext(t), s.client()
		_, accounts := c.ListAccounts(ctx, region, token, awsapi.Page{})
		_, roles := c.ListAccountRoles(ctx, region, token, "111122223333", awsapi.Page{})
		_, creds := c.GetRoleCredentials(ctx, region, token, "111122223333", "r")
		keys := awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "s", SessionToken: token}
		_, role := c.AssumeRole(ctx, region, keys, awsapi.RoleRequest{RoleARN: "r", SessionName: "me"})
		_, identity := c.GetCallerIdentity(ctx, region, keys)
		for _, err := range []error{accounts, roles, creds, c.Logout(ctx, region, token), role, identity} {
			if err == nil || !strings.Contains(err.Error(), "control characters") || strings.Contains(err.Error(), "CANARY") {
				t.Errorf("H09 %q: %v", token, err)
			}
		}
	}
	if n := s.requests(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestWhatIsAskedForIsNotCompressed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if got := r.Header.Get("Accept-Encoding"); got != "" && got != "identity" {
			t.Errorf("Accept-Encoding: %s", got)
		}
		refuse(w, 400, "AccessDeniedException")
	})
	for _, call := range calls {
		_ = call.make(testContext(t), s.client(), region)
	}
	if s.requests() < len(calls) {
		t.Error("not all calls were made")
	}
}

// The answers as AWS sends them come through whole.
func TestAnswers(t *testing.T) {
	ctx := testContext(t)
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		switch r.URL.Path {
		case "/client/register":
			write(w, 200, "application/json", `{"clientId": "i", "clientSecret": "s", "clientSecretExpiresAt": 1893456000, "new": [1]}`)
		case "/device_authorization":
			write(w, 200, "application/json", `{"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "https://u", "verificationUriComplete": "https://c", "expiresIn": 600, "interval": 1}`)
		case "/token":
			write(w, 200, "application/json", `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 600, "refreshToken": "r"}`)
		case "/federation/credentials":
			if r.Header.Get(oauth2term.HeaderSSOBearerToken) != "token" || r.URL.Query().Get("role_name") != `A $(x);'"` || r.URL.Query().Get("account_id") != "111122223333" {
				t.Errorf("asked for %s", r.URL)
			}
			write(w, 200, "application/json", `{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1893456000000}}`)
		case "/logout":
			w.WriteHeader(200)
		case "/":
			write(w, 200, "text/xml", `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><UserId>AROA:s</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		}
	})
	c := s.client()
	reg, err := c.RegisterClient(ctx, region, awsapi.ClientMetadata{ClientName: "fob"})
	check(t, fmt.Sprint(reg, err), "{i s 2030-01-01 00:00:00 +0000 UTC} <nil>")
	auth, err := c.StartDeviceAuthorization(ctx, region, reg, "https://d-1.awsapps.com/start")
	check(t, fmt.Sprint(auth, err), "{d ABCD-EFGH https://u https://c 10m0s 1s} <nil>")
	set, err := c.CreateToken(ctx, region, awsapi.Grant{ClientID: "i", ClientSecret: "s", GrantType: oauth2term.GrantDeviceCode, DeviceCode: "d"})
	check(t, fmt.Sprint(set, err), "{a r 10m0s} <nil>")
	creds, err := c.GetRoleCredentials(ctx, region, "token", "111122223333", `A $(x);'"`)
	check(t, fmt.Sprint(creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken, creds.Expiration, creds.AccountID, err), "ASIAst2030-01-01 00:00:00 +0000 UTC111122223333<nil>")
	check(t, fmt.Sprint(c.Logout(ctx, region, "token")), "<nil>")
	id, err := c.GetCallerIdentity(ctx, region, creds)
	check(t, fmt.Sprint(id, err), "{AROA:s 1 arn:aws:sts::1:assumed-role/r/s} <nil>")
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
