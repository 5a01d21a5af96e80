package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// FuzzShellQuoting has a real shell read the assignments that hand credentials to it: it
// finds each value as it was, and runs nothing.
func FuzzShellQuoting(f *testing.F) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("no sh here")
	}
	for _, value := range []string{
		"abc/DEF+ghi=", "it's", "''", "$(id)", "`id`", `a"b`, `$'"\`, `\`, `\n`, "a b", " ", "a;b", "a&b|c", "<a>", "#a", "~", "*", "?[a]", "!x", "{a,b}", "%PATH%", "$HOME", "${x:-y}",
		"a\nb", "a\x1bb", "a\u009bb", "a\x9bb", "a\x00b", "é", "日本", "\u202e", "=", "a=b", "-n", "--", "'; exit 3; '",
	} {
		f.Add(value, "token")
		f.Add("secret", value)
	}
	f.Fuzz(func(t *testing.T, secret, token string) {
		for _, format := range []string{"env", "env-no-export"} {
			text, err := formatCredentials(format, awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: secret, SessionToken: token})
			refused := !utf8.ValidString(secret) || !utf8.ValidString(token) || strings.ContainsFunc(secret+token, unicode.IsControl)
			if refused != (err != nil) || refused && text != "" {
				t.Errorf("%q and %q: %q, %v", secret, token, text, err)
			}
			if err != nil {
				return
			}
			cmd := exec.Command(sh, "-ec", text+`printf '%s\n%s\n%s' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"`)
			cmd.Env = []string{}
			if out, err := cmd.CombinedOutput(); err != nil || string(out) != "AKIA\n"+secret+"\n"+token {
				t.Errorf("%s: sh reads %q, %q as %q, %v", format, secret, token, out, err)
			}
		}
	})
}

// FuzzProfileName names profiles after roles, beside one that has the first choice already.
func FuzzProfileName(f *testing.F) {
	for _, role := range []string{
		"Admin", "AdministratorAccess", "a.b_c@d+e-f", "A b", "it's", "$(id)", "`id`", "a]\n[profile p]\ncredential_process = x", "a\x1b[0m", "a\x00b", "é", "日本", "\u202e", "\xff",
		"", "-", "--help", "-rf", "default", "[DEFAULT]", "a/b", `a\b`, "a=b", "#a", ";a", strings.Repeat("x", 64),
	} {
		f.Add(role, "Admin")
		f.Add("A b", role)
	}
	path := filepath.Join(f.TempDir(), "config")
	f.Fuzz(func(t *testing.T, role, other string) {
		name := func(text, role string) string {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			return (&ssoSetup{config: config, accountID: "111122223333", roleName: role}).freeName()
		}
		taken := name("", other)
		text := "[profile " + taken + "]\nsso_account_id = 111122223333\nsso_role_name = Taken\n"
		got := name(text, role)
		if got == taken && role != "Taken" {
			t.Errorf("%q and %q are both called %q", role, other, got)
		}
		for _, n := range []string{taken, got} {
			if odd := strings.Trim(n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-"); odd != "" || n == "" {
				t.Errorf("a profile is called %q", n)
			}
		}
		edited, err := awsconfig.Apply(text, awsconfig.Edit{Place: awsconfig.Place{Kind: awsconfig.KindProfile, Name: got, Key: "region"}, Value: "us-east-1"})
		if err != nil {
			t.Fatalf("%q cannot be written: %v", got, err)
		}
		if err := os.WriteFile(path, []byte(edited.Text), 0o600); err != nil {
			t.Fatal(err)
		}
		config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
		if err != nil || !slices.Contains(config.ProfileNames(), got) || len(config.ProfileNames()) > 2 {
			t.Errorf("%q is written as %q, %v", got, edited.Text, err)
		}
	})
}
