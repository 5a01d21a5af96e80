package ssotoken

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fob.example/fob/internal/orderedjson"
)

func FuzzToken(f *testing.F) {
	for _, text := range []string{
		`{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "a", "expiresAt": "2026-01-02T03:04:05Z", "clientId": "i", "clientSecret": "s", "registrationExpiresAt": "2026-01-02T03:04:05Z", "refreshToken": "r"}`,
		`{"accessToken": "a", "expiresAt": "2026-01-02T03:04:05.123Z"}`,
		`{"accessToken": "a", "expiresAt": "2026-01-02T03:04:05UTC"}`,
		`{"accessToken": "a", "expiresAt": "2026-01-02T03:04:05+05:30", "other": {"a": [1, null, true, "é"]}}`,
		`{"accessToken": "a", "expiresAt": "2026-01-02T03:04:05"}`,
		`{"accessToken": "a", "expiresAt": "0000-01-01T0:00:00Z", "stArtUrl": "0"}`,
		`{"accessToken": "a", "expiresAt": "tomorrow"}`, `{"accessToken": "a\r\nb", "expiresAt": "2026-01-02T03:04:05Z"}`,
		`{"accessToken": 5}`, `{"refreshToken": []}`, `{"accessToken": "a"`, `{"accessToken": "a"}"}`, `{"accessToken": "a", "AccessToken": "b"}`,
		`[]`, `"x"`, `null`, `5`, ``, `{}`, "\xff\xfe{\x00}\x00", strings.Repeat("[", 100),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := tokenFrom(text)
		if err != nil {
			return
		}
		if got.AccessToken == "" || got.ExpiresAt.IsZero() || strings.ContainsAny(got.AccessToken+got.RefreshToken+got.ClientID+got.ClientSecret, "\r\n\x00\x1b") {
			t.Errorf("%q is read as a token", text)
		}
		// What is read survives being written, but for parts of seconds, and the client's
		// members where there is no client.
		again, err := tokenFrom(orderedjson.Marshal(encodeToken(got), orderedjson.Python()))
		if err != nil {
			t.Fatalf("%q is written so that it cannot be read: %v", text, err)
		}
		got.ExpiresAt = got.ExpiresAt.Truncate(time.Second)
		got.RegistrationExpiresAt = got.RegistrationExpiresAt.Truncate(time.Second)
		if got.ClientID == "" {
			got.ClientSecret, got.RegistrationExpiresAt = "", time.Time{}
		}
		if diff := cmp.Diff(got, again, cmpopts.IgnoreUnexported(Token{})); diff != "" {
			t.Error(diff)
		}
	})
}

func tokenFrom(text []byte) (Token, error) {
	o, err := orderedjson.ParseObject(text)
	if err != nil {
		return Token{}, err
	}
	return decodeToken(o, "path")
}

func FuzzRegistration(f *testing.F) {
	for _, text := range []string{
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05Z", "scopes": ["a"], "grantTypes": ["authorization_code"]}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05UTC"}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05Z", "grantTypes": [1, null]}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05Z", "grantTypes": null, "scopes": {}}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02"}`, `{"clientId": 5}`, `{"clientId": "", "clientSecret": "s"}`,
		`[]`, `null`, ``, `{`, `{"clientId": "i", "clientId": "j"}`, `{"clientId": "i", "CLIENTID": "j"}`, `"x"`, `5`, `{}`, "\xff\xfe{\x00}\x00",
		`{"clientId": "i", "clientSecret": "s\u001b", "expiresAt": "2099-01-02T03:04:05Z"}`, `{"clientId": "i\r\n", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05Z"}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": "2099-01-02T03:04:05.5+05:30", "scopes": [], "grantTypes": []}`,
		`{"clientId": "i", "clientSecret": "s", "expiresAt": 4070919845}`, `{"clientId": "é", "clientSecret": "日本", "expiresAt": "2099-01-02T03:04:05Z", "scopes": ["é", ["x"], {}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := orderedjson.ParseObject(text)
		if err != nil {
			return
		}
		reg, err := decodeRegistration(o, "path")
		if err != nil {
			return
		}
		if reg.ClientID == "" || reg.ClientSecret == "" || o.String("expiresAt") == "" {
			t.Errorf("%q is read as a registration", text)
		}
		// What is read survives being written, but for parts of seconds.
		written, err := orderedjson.ParseObject(orderedjson.Marshal(encodeRegistration(reg), orderedjson.Python()))
		if err != nil {
			t.Fatalf("%q is written so that it cannot be read: %v", text, err)
		}
		reg.ExpiresAt = reg.ExpiresAt.Truncate(time.Second)
		if again, err := decodeRegistration(written, "path"); err != nil || !cmp.Equal(reg, again) {
			t.Errorf("%q comes back otherwise, %v: %s", text, err, cmp.Diff(reg, again))
		}
	})
}
