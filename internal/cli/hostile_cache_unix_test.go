//go:build unix

package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/standin"
)

// A token file as the AWS CLI writes it, of a sign-in that lasts.
const goodToken = `{"startUrl": "https://my-sso-portal.awsapps.com/start", "region": "us-east-1", "accessToken": "CANARY7f3a", "expiresAt": "2099-01-01T00:00:00Z", "clientId": "CANARY7f3a", "clientSecret": "CANARY7f3a", "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "CANARY7f3a"}`

const getCredentials = "configure export-credentials --profile dev"

// ran is how a command ended.
type ran struct {
	stdout, stderr string
	code           int
}

// runIn runs a command in a home folder, with a person at the browser who says yes.
func runIn(t *testing.T, home string, environ []string, line string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var out, errs strings.Builder
	code := Main(ctx, Env{
		Args: strings.Fields(line), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now,
		Environ:     append([]string{"HOME=" + home, "USERPROFILE=" + home}, environ...),
		OpenBrowser: func(page string) error { go func() { _, _ = standin.Person{}.Walk(ctx, page) }(); return nil },
	})
	return ran{out.String(), errs.String(), code}
}

// works checks that a sign-in helps, and leaves nothing to complain of.
func works(t *testing.T, home string, environ []string) {
	t.Helper()
	if r := runIn(t, home, environ, "sso login --profile dev"); r.code != 0 {
		t.Errorf("sso login: exit code %d\n%s", r.code, r.stderr)
	}
	if r := runIn(t, home, environ, getCredentials); r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, "SecretAccessKey") {
		t.Errorf("after a sign-in: exit code %d\n%s", r.code, r.stderr)
	}
	for _, name := range []string{tokenFile, roleFile} {
		if info, err := os.Lstat(filepath.Join(home, name)); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// A token file that is damaged counts as none, and is named once. A sign-in replaces it.
func TestTokenFilesThatAreDamaged(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	with := func(old, new string) string { return strings.Replace(goodToken, old, new, 1) }
	for name, text := range map[string]string{
		"H01 empty":                        "",
		"H02 cut in half":                  goodToken[:len(goodToken)/2],
		"H03 a tail":                       goodToken + `"}`,
		"H04 a list":                       `[]`,
		"H04 a string":                     `"CANARY7f3a"`,
		"H04 null":                         `null`,
		"H04 a number":                     `5`,
		"H05 a number for the token":       with(`"accessToken": "CANARY7f3a"`, `"accessToken": 7`),
		"H05 a number for the time":        with(`"expiresAt": "2099-01-01T00:00:00Z"`, `"expiresAt": 4070908800`),
		"H06 a time in words":              with(`"expiresAt": "2099-01-01T00:00:00Z"`, `"expiresAt": "tomorrow"`),
		"H06 no time":                      with(`"expiresAt": "2099-01-01T00:00:00Z"`, `"expiresAt": ""`),
		"H06 a time without a zone":        with(`"expiresAt": "2099-01-01T00:00:00Z"`, `"expiresAt": "2099-01-01T00:00:00"`),
		"H07 deep":                         strings.Repeat("[", 200_000),
		"H08 50 MB":                        with("CANARY7f3a", strings.Repeat("C", 50<<20)),
		"H09 a line break in the token":    with("CANARY7f3a", `CANARY7f3a\r\nX: y`),
		"H10 invalid UTF-8":                with("CANARY7f3a", "CANARY7f3a\xff"),
		"H10 UTF-16":                       "\xff\xfe{\x00}\x00",
		"H11 the token twice":              with("{", `{"accessToken": "other", `),
		"H11 the token twice, other cases": with("{", `{"AccessToken": "other", `),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := secretHome(t, map[string]string{tokenFile: text})
			r := runIn(t, home, server, getCredentials)
			path := filepath.Join(home, tokenFile)
			if r.code != 255 || r.stdout != "" || strings.Count(r.stderr, "fob: warning: ignoring the damaged cache file "+path) != 1 ||
				!strings.Contains(r.stderr, "fob: hint: sign in with: fob sso login --profile dev\n") {
				t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
			}
			works(t, home, server)
		})
	}
}

// What is in the place of a token file and is none is neither read nor replaced, by no command.
func TestTokenFilesThatAreNone(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	for name, put := range map[string]func(path, target string) error{
		"H12 a FIFO":   func(path, _ string) error { return exec.Command("mkfifo", path).Run() },
		"H12 a folder": func(path, _ string) error { return os.Mkdir(path, 0o700) },
		"H12 a device": func(path, _ string) error { return exec.Command("mknod", path, "c", "1", "5").Run() },
		"H13 a link":   func(path, target string) error { return os.Symlink(target, path) },
		"H15 of somebody else": func(path, _ string) error {
			return errors.Join(os.WriteFile(path, []byte(goodToken), 0o644), os.Chown(path, 12345, 12345))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := secretHome(t, map[string]string{roleFile: "{}"})
			target, path := filepath.Join(home, "target"), filepath.Join(home, tokenFile)
			if err := errors.Join(os.WriteFile(target, []byte(goodToken), 0o600), os.MkdirAll(filepath.Dir(path), 0o700)); err != nil {
				t.Fatal(err)
			}
			if err := put(path, target); err != nil {
				t.Skip(err)
			}
			before, _ := os.Lstat(path)
			for _, line := range []string{getCredentials, "sso login --profile dev", "sso login --profile dev --if-needed", "sso logout --only --profile dev"} {
				r := runIn(t, home, server, line)
				if r.code != 255 || !strings.Contains(r.stderr, path) || strings.Contains(r.stderr+r.stdout, canary) {
					t.Errorf("%s: exit code %d\n%s%s", line, r.code, r.stdout, r.stderr)
				}
			}
			if r := runIn(t, home, server, "sso logout"); r.code != 0 || !strings.Contains(r.stderr, "warning: "+path) {
				t.Errorf("sso logout: exit code %d\n%s", r.code, r.stderr)
			}
			if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() || !os.SameFile(before, after) {
				t.Errorf("it was a %v and is a %v, %v", before.Mode(), after, err)
			}
			if text, _ := os.ReadFile(target); string(text) != goodToken {
				t.Errorf("what the link leads to holds %s", text)
			}
		})
	}
}

func TestH14AnotherNameOfATokenFileKeepsItsBytes(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	home := secretHome(t, map[string]string{tokenFile: goodToken})
	other := filepath.Join(home, "other")
	if err := os.Link(filepath.Join(home, tokenFile), other); err != nil {
		t.Skip(err)
	}
	works(t, home, server)
	if text, err := os.ReadFile(other); err != nil || string(text) != goodToken {
		t.Errorf("it holds %s, %v", text, err)
	}
}

func TestH15AWideModeIsNarrowedAndToldOnce(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	home := secretHome(t, map[string]string{tokenFile: goodToken})
	path := filepath.Join(home, tokenFile)
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	const told = "its mode was 0666 and is 0600 now"
	for _, times := range []int{1, 0} {
		r := runIn(t, home, server, "sso login --profile dev --if-needed")
		if r.code != 0 || strings.Count(r.stderr, "fob: warning: other users had access to "+path+": "+told) != times {
			t.Errorf("want %d warnings: exit code %d\n%s", times, r.code, r.stderr)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// A sign-in of elsewhere, and one that can neither be used nor refreshed, are not shown to the
// service.
func TestTokensThatAreNotUsed(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	with := func(old, new string) string { return strings.Replace(goodToken, old, new, 1) }
	for name, text := range map[string]string{
		"H16 of another start URL": with("my-sso-portal", "elsewhere"),
		"H16 of another region":    with(`"region": "us-east-1"`, `"region": "eu-west-1"`),
		"H17 its registration is over": strings.Replace(with(`"expiresAt": "2099`, `"expiresAt": "2020`),
			`"registrationExpiresAt": "2099`, `"registrationExpiresAt": "2020`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := secretHome(t, map[string]string{tokenFile: text})
			r := runIn(t, home, server, getCredentials+" --debug")
			if r.code != 255 || strings.Contains(r.stderr, "fob: debug: GET") || strings.Contains(r.stderr, "fob: debug: POST") ||
				!strings.Contains(r.stderr, "fob sso login --profile dev\n") {
				t.Errorf("exit code %d\n%s", r.code, r.stderr)
			}
			if kept, err := os.ReadFile(filepath.Join(home, tokenFile)); err != nil || string(kept) != text {
				t.Errorf("the file was changed: %s, %v", kept, err)
			}
			works(t, home, server)
		})
	}
}

// Role credentials that are not whole, or of another account, are bought again.
func TestRoleFilesThatAreNotUsed(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	const good = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIACANARY7f3a", "SecretAccessKey": "CANARY7f3a", "SessionToken": "CANARY7f3a", "Expiration": "2099-01-01T00:00:00Z", "AccountId": "111122223333"}}`
	for name, text := range map[string]string{
		"H18 without a session token": strings.Replace(good, `"SessionToken": "CANARY7f3a", `, "", 1),
		"H18 a list":                  `[` + good + `]`,
		"H18 the keys are a list":     `{"Credentials": ["CANARY7f3a"]}`,
		"H19 of another account":      strings.Replace(good, "111122223333", "999999999999", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := secretHome(t, map[string]string{roleFile: text})
			if r := runIn(t, home, server, "sso login --profile dev"); r.code != 0 {
				t.Fatal(r.stderr)
			}
			if err := os.WriteFile(filepath.Join(home, roleFile), []byte(text), 0o600); err != nil { // what a sign-in drops
				t.Fatal(err)
			}
			for range 2 {
				if r := runIn(t, home, server, getCredentials); r.code != 0 || strings.Contains(r.stdout+r.stderr, canary) {
					t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
				}
			}
			if kept, err := os.ReadFile(filepath.Join(home, roleFile)); err != nil || strings.Contains(string(kept), canary) {
				t.Errorf("not replaced: %v", err)
			}
		})
	}
}

func TestH20SigningOutSkipsWhatIsOdd(t *testing.T) {
	t.Parallel()
	server := startIDC(t)
	home := secretHome(t, map[string]string{".aws/sso/cache/odd.json": `{"accessToken": "CANARY7f3a`, ".aws/sso/cache/0.json": "[]"})
	if r := runIn(t, home, server, "sso login --profile dev"); r.code != 0 {
		t.Fatal(r.stderr)
	}
	if r := runIn(t, home, server, getCredentials); r.code != 0 {
		t.Fatal(r.stderr)
	}
	r := runIn(t, home, server, "sso logout")
	if r.code != 0 || strings.Count(r.stderr, "odd.json") != 1 || strings.Count(r.stderr, "0.json: ") != 1 {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
	for name, there := range map[string]bool{tokenFile: false, registrationFile: false, roleFile: false, ".aws/sso/cache/odd.json": true, ".aws/sso/cache/0.json": true} {
		if _, err := os.Stat(filepath.Join(home, name)); there == errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
