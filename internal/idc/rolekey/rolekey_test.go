package rolekey_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/rolekey"
)

var start = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

var session = rolekey.Session{
	AccountID: "111122223333", PermissionSet: "DeveloperAccess", RoleName: "AWSReservedSSO_DeveloperAccess_0",
	SessionName: "alice@example.com", UserName: "alice@example.com", IssuedAt: start, ExpiresAt: start.Add(time.Hour),
}

func maker(t *testing.T, secret string) *rolekey.Maker {
	t.Helper()
	m, err := rolekey.NewMaker([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keys(t *testing.T, m *rolekey.Maker) rolekey.Keys {
	t.Helper()
	k, err := m.Make(session)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAnotherMakerOfTheSecretRecognises(t *testing.T) {
	k := keys(t, maker(t, "one secret"))
	got, secret, err := maker(t, "one secret").Recognise(k.AccessKeyID, k.SessionToken, start)
	if err != nil || secret != k.SecretAccessKey {
		t.Fatalf("recognise: %v", err)
	}
	if diff := cmp.Diff(session, got); diff != "" {
		t.Error(diff)
	}
}

func TestShapeOfKeys(t *testing.T) {
	m := maker(t, "one secret")
	k, other := keys(t, m), keys(t, m)
	if !strings.HasPrefix(k.AccessKeyID, "ASIA") || len(k.AccessKeyID) != 20 || len(k.SecretAccessKey) != 40 {
		t.Errorf("keys are %q and a secret of %d characters", k.AccessKeyID, len(k.SecretAccessKey))
	}
	if k.AccessKeyID == other.AccessKeyID || k.SecretAccessKey == other.SecretAccessKey || k.SessionToken == other.SessionToken {
		t.Error("two calls gave the same key")
	}
	if strings.Contains(k.SessionToken, "alice") {
		t.Error("the session token can be read")
	}
}

func TestRefused(t *testing.T) {
	m := maker(t, "one secret")
	k, other := keys(t, m), keys(t, m)
	for name, c := range map[string]struct {
		keyID, token string
		now          time.Time
		want         error
	}{
		"expired":               {k.AccessKeyID, k.SessionToken, start.Add(time.Hour), rolekey.ErrExpired},
		"no token":              {k.AccessKeyID, "", start, rolekey.ErrUnknown},
		"key of another token":  {other.AccessKeyID, k.SessionToken, start, rolekey.ErrUnknown},
		"a changed token":       {k.AccessKeyID, "A" + k.SessionToken, start, rolekey.ErrUnknown},
		"token not base64":      {k.AccessKeyID, "!", start, rolekey.ErrUnknown},
		"token of other secret": {k.AccessKeyID, keys(t, maker(t, "two")).SessionToken, start, rolekey.ErrUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			if _, secret, err := m.Recognise(c.keyID, c.token, c.now); !errors.Is(err, c.want) || secret != "" {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
