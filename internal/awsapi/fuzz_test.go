package awsapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
)

// always is a client that gets the same answer of success to everything.
func always(body []byte) *awsapi.Client {
	return awsapi.New(awsapi.Config{MaxAttempts: 1, Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(bytes.NewReader(body)),
		}, nil
	})})
}

func seed(f *testing.F, texts ...string) {
	for _, text := range append(texts,
		``, `{}`, `[]`, `null`, `5`, `"x"`, `{`, `{"a":`, `{"a": 1, "A": 2}`, "\xff\xfe{\x00}\x00", strings.Repeat(`{"a":`, 100), strings.Repeat("[", 100),
		`<html>`, `{} {}`, `{"message": "no"}`,
	) {
		f.Add([]byte(text))
	}
}

func printable(texts ...string) bool {
	return !strings.ContainsFunc(strings.Join(texts, ""), unicode.IsControl)
}

func FuzzTokenAnswer(f *testing.F) {
	seed(f,
		`{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 600, "refreshToken": "r"}`,
		`{"accessToken": "a", "tokenType": "bearer", "expiresIn": 1}`,
		`{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 4294967297}`,
		`{"accessToken": "a\n", "tokenType": "Bearer", "expiresIn": 600}`,
		`{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 1e30}`,
		`{"accessToken": null, "tokenType": "Bearer", "expiresIn": 600}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		set, err := always(body).CreateToken(t.Context(), region, awsapi.Grant{GrantType: oauth2term.GrantRefreshToken, RefreshToken: "r"})
		if err == nil && (set.AccessToken == "" || set.ExpiresIn < time.Second || !printable(set.AccessToken, set.RefreshToken)) {
			t.Errorf("%q is taken for %v", body, set)
		}
	})
}

func FuzzDeviceAnswer(f *testing.F) {
	seed(f,
		`{"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "https://u", "verificationUriComplete": "https://c", "expiresIn": 600, "interval": 1}`,
		`{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": 600, "interval": -1}`,
		`{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": 600, "interval": 99999999999}`,
		`{"deviceCode": "d", "userCode": "u\u001b", "verificationUri": "javascript:x", "expiresIn": 600}`,
		`{"deviceCode": "d", "userCode": "u", "verificationUri": "https://u", "expiresIn": -1}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		auth, err := always(body).StartDeviceAuthorization(t.Context(), region, awsapi.Registration{ClientID: "i", ClientSecret: "s"}, "https://d-1.awsapps.com/start")
		if err == nil && (auth.DeviceCode == "" || auth.UserCode == "" || auth.ExpiresIn < time.Second || !printable(auth.DeviceCode, auth.UserCode)) {
			t.Errorf("%q is taken for %v", body, auth)
		}
	})
}

func FuzzRoleAnswer(f *testing.F) {
	seed(f,
		`{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1893456000000}}`,
		`{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1893456000}}`,
		`{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s\n", "sessionToken": "t", "expiration": 1893456000000}}`,
		`{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 9223372036854775807}}`,
		`{"roleCredentials": null}`, `{"roleCredentials": []}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		creds, err := always(body).GetRoleCredentials(t.Context(), region, "token", "111122223333", "r")
		year := creds.Expiration.Year()
		if err == nil && (creds.AccessKeyID == "" || year < 2000 || year > 9999 || !printable(creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken)) {
			t.Errorf("%q is taken for keys until %v", body, creds.Expiration)
		}
	})
}

func FuzzListAnswers(f *testing.F) {
	seed(f,
		`{"accountList": [{"accountId": "111122223333", "accountName": "n", "emailAddress": "e"}], "nextToken": "t"}`,
		`{"accountList": []}`, `{"accountList": null}`, `{"accountList": [null]}`, `{"accountList": [[]]}`, `{"accountList": {}}`,
		`{"roleList": [{"roleName": "r", "accountId": "111122223333"}], "nextToken": null}`, `{"roleList": [{}]}`, `{"roleList": [5]}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		accounts, err := always(body).ListAccounts(t.Context(), region, "token", awsapi.Page{})
		if err != nil && !printable(err.Error()) {
			t.Errorf("%q: %v", body, err)
		}
		if err == nil {
			rows := make([][]*string, len(accounts.Accounts))
			for i, a := range accounts.Accounts {
				rows[i] = []*string{a.AccountID, a.AccountName, a.EmailAddress}
			}
			checkList(t, body, accounts.NextToken, rows, "accountList", "accountId", "accountName", "emailAddress")
		}
		roles, err := always(body).ListAccountRoles(t.Context(), region, "token", "111122223333", awsapi.Page{})
		if err != nil && !printable(err.Error()) {
			t.Errorf("%q: %v", body, err)
		}
		if err == nil {
			rows := make([][]*string, len(roles.Roles))
			for i, r := range roles.Roles {
				rows[i] = []*string{r.RoleName, r.AccountID}
			}
			checkList(t, body, roles.NextToken, rows, "roleList", "roleName", "accountId")
		}
	})
}

// checkList holds a page against what another decoder finds in the answer.
func checkList(t *testing.T, body []byte, nextToken string, rows [][]*string, list string, members ...string) {
	t.Helper()
	var answer map[string]any
	if len(body) > 0 && json.Unmarshal(body, &answer) != nil {
		t.Fatalf("%q is no object, and taken for an answer", body)
	}
	if next, _ := answer["nextToken"].(string); next != nextToken {
		t.Errorf("%q: the next token is %q", body, nextToken)
	}
	items, _ := answer[list].([]any)
	if len(items) != len(rows) {
		t.Fatalf("%q: %d rows", body, len(rows))
	}
	for i, item := range items {
		for n, name := range members {
			row, _ := item.(map[string]any)
			want, there := row[name].(string)
			if got := rows[i][n]; there != (got != nil) || there && *got != want {
				t.Errorf("%q: row %d has another %s", body, i, name)
			}
		}
	}
}

// However an answer asks to be left alone, the wait is short or there is none.
func FuzzRetryAfter(f *testing.F) {
	for _, text := range []string{
		"2", " 2 ", "0", "-1", "20", "21", "86400", "1.5", "2, 3", "soon", "", "99999999999999999999", "+5", "0x10", "٢", "2s",
		"Mon, 23 Nov 2026 10:00:02 GMT", "Monday, 23-Nov-26 10:00:02 GMT", "Mon Nov 23 10:00:02 2026", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, took, err := timed(t, 5, busy("Retry-After", text, "Date", "Mon, 23 Nov 2026 10:00:00 GMT"))
		if took > 20*time.Second || n > 2 || n == 2 && !awsapi.IsCode(err, "ForbiddenException") {
			t.Errorf("%q: %d attempts in %v, %v", text, n, took, err)
		}
	})
}
