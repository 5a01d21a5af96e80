package rolecreds

import (
	"testing"

	"fob.example/fob/internal/orderedjson"
)

func FuzzRoleCache(f *testing.F) {
	const whole = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T04:04:05Z", "AccountId": "111122223333"}}`
	for _, text := range []string{
		whole, whole[:80], whole + "}", `{}`, `[]`, ``, `null`, `{"Credentials": null}`, `{"Credentials": []}`, `{"Credentials": {"AccessKeyId": 5}}`,
		`{"Credentials": {"Expiration": "2099-01-01T00:00:00Z"}}`, `{"credentials": {"accessKeyId": "a"}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T03:04:05+00:00"}, "AssumedRoleUser": {}}`,
		`{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": 5}}`,
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
	})
}
