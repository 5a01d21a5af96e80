package awsapi_test

import (
	"fmt"
	"strings"
	"testing"

	"fob.example/fob/internal/awsapi"
)

func TestCredentialsPrintNoSecret(t *testing.T) {
	creds := awsapi.Credentials{AccessKeyID: "ASIACANARY", SecretAccessKey: "canary", SessionToken: "canary", AccountID: "111122223333"}
	holder := struct{ Creds awsapi.Credentials }{creds}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, value := range []any{creds, &creds, holder} {
			if text := fmt.Sprintf(verb, value); strings.Contains(strings.ToLower(text), "canary") {
				t.Errorf("%s of a %T prints %s", verb, value, text)
			}
		}
	}
}
