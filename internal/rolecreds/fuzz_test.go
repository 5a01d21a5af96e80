package rolecreds

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

func FuzzRoleCache(f *testing.F) {
	const whole = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T04:04:05Z", "AccountId": "111122223333"}}`
	for _, text := range []string{
		whole, whole[:80], whole + "}", `{}`, `[]`, ``, `null`, `{"Credentials": null}`, `{"Credentials": []}`, `{"Credentials": {"AccessKeyId": 5}}`,
		`{"Credentials": {"Expiration": "2099-01-01T00:00:00Z"}}`, `{"credentials": {"accessKeyId": "a"}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05+00:00"}, "AssumedRoleUser": {}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": 5}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05UTC"}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05"}}`,
		`{"Credentials": {"AccessKeyId": "a\n", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05Z"}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s\u009b", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05Z"}}`,
		`{"Credentials": {"AccessKeyId": "", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05Z"}}`,
		`{"Credentials": {"AccessKeyId": "a", "AccessKeyId": "b"}}`, `{"Credentials": {"AccessKeyId": "a", "accesskeyid": "b"}}`, "{\"Credentials\": {\"AccessKeyId\": \"\xff\"}}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := orderedjson.ParseObject(text)
		if err != nil {
			return
		}
		creds, err := decode(o, "path")
		if err == nil && (creds.AccessKeyID == "" || creds.SecretAccessKey == "" || creds.SessionToken == "" || creds.Expiration.IsZero()) {
			t.Errorf("%q is read as %s", text, creds)
		}
		if err != nil {
			return
		}
		if strings.ContainsFunc(creds.AccessKeyID+creds.SecretAccessKey+creds.SessionToken, unicode.IsControl) {
			t.Errorf("%q is read with control characters", text)
		}
		// What is read survives being written, but for parts of seconds.
		written, err := orderedjson.ParseObject(orderedjson.Marshal(ssoFile(creds), orderedjson.Python()))
		if err != nil {
			t.Fatalf("%q is written so that it cannot be read: %v", text, err)
		}
		again, err := decode(written, "path")
		if again.Expiration = creds.Expiration; err != nil || again != creds {
			t.Errorf("%q comes back as %s, %v", text, again, err)
		}
		if end, err := cachefile.ParseTime(cachefile.FormatTime(creds.Expiration)); err != nil || !end.Equal(creds.Expiration.Truncate(time.Second)) {
			t.Errorf("its end, %v, comes back as %v, %v", creds.Expiration, end, err)
		}
	})
}
