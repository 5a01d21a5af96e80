package awsconfig_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fob.example/fob/internal/awsconfig"
)

func rulesOf(t *testing.T, config, credentials string) (awsconfig.Rules, error) {
	t.Helper()
	dir := t.TempDir()
	paths := awsconfig.Paths{Config: filepath.Join(dir, "config"), Credentials: filepath.Join(dir, "credentials")}
	for path, text := range map[string]string{paths.Config: "[profile p]\n" + config, paths.Credentials: credentials} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := awsconfig.Load(nil, paths)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.Profile("p")
	return p.Rules()
}

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		config, credentials string
		want                awsconfig.Rules
	}{
		{"region = us-east-1\n", "", awsconfig.Rules{}},
		{"fob_expect_account = 111122223333\nFOB_Expect_Role = Admin\nfob_expect_user = alice\nfob_confirm = production\nfob_min_ttl = 1h30m\n", "",
			awsconfig.Rules{Account: "111122223333", Role: "Admin", User: "alice", Confirm: "production", MinTTL: 90 * time.Minute}},
		{"fob_expect_user = alice\n", "[p]\nfob_expect_account = 000000000001\n", awsconfig.Rules{Account: "000000000001", User: "alice"}},
	} {
		if got, err := rulesOf(t, tt.config, tt.credentials); err != nil || got != tt.want {
			t.Errorf("%q, %q: %+v, %v", tt.config, tt.credentials, got, err)
		}
	}
}

func TestRulesThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		config, key string
		known       bool
	}{
		{"fob_expect_account = 1111\n", "fob_expect_account", true},
		{"fob_expect_account = 11112222333a\n", "fob_expect_account", true},
		{"fob_expect_account =\n  a = b\n", "fob_expect_account", true},
		{"fob_expect_role =\n", "fob_expect_role", true},
		{"fob_confirm =\n", "fob_confirm", true},
		{"fob_min_ttl = 30\n", "fob_min_ttl", true},
		{"fob_min_ttl = -30m\n", "fob_min_ttl", true},
		{"fob_expect_acount = 111122223333\n", "fob_expect_acount", false},
		{"fob_ = 1\n", "fob_", false},
	} {
		_, err := rulesOf(t, tt.config, "")
		rule, ok := errors.AsType[*awsconfig.RuleError](err)
		if !ok || rule.Key != tt.key || (rule.Known == nil) != tt.known || rule.Profile != "p" {
			t.Errorf("%q: %v", tt.config, err)
		}
	}
}
