package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fob.example/fob/idctest"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/standin"
)

// canary stands in every place where a secret may be. It must never be said.
const canary = "CANARY7f3a"

const secretConfig = `
[sso-session my-sso]
sso_start_url = https://my-sso-portal.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
region = us-east-1

[profile contradicts]
sso_session = my-sso
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
aws_secret_access_key = CANARY7f3a

[profile keys]
aws_access_key_id = AKIACANARY7f3a
aws_secret_access_key = CANARY7f3a
aws_session_token = CANARY7f3a
region = us-east-1

[profile half]
aws_access_key_id = AKIACANARY7f3a
`

// The files of the session and of the role in secretConfig.
const (
	tokenFile        = ".aws/sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json"
	registrationFile = ".aws/sso/cache/c5cfae6e3e4f067423a532368c8b514b6a4b0ace.json"
	roleFile         = ".aws/cli/cache/82036377d36785128110591f1d024a48d900dec2.json"
)

// secretFiles are caches in every state, with secrets in them.
var secretFiles = map[string]map[string]string{
	"nothing cached": {},
	"signed in": {
		tokenFile: `{"startUrl": "https://my-sso-portal.awsapps.com/start", "region": "us-east-1", "accessToken": "CANARY7f3a", "expiresAt": "2099-01-01T00:00:00Z", "clientId": "CANARY7f3a", "clientSecret": "CANARY7f3a", "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "CANARY7f3a"}`,
	},
	"expired": {
		tokenFile: `{"startUrl": "https://my-sso-portal.awsapps.com/start", "region": "us-east-1", "accessToken": "CANARY7f3a", "expiresAt": "2020-01-01T00:00:00Z", "clientId": "CANARY7f3a", "clientSecret": "CANARY7f3a", "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "CANARY7f3a"}`,
	},
	"of elsewhere": {
		tokenFile: `{"startUrl": "https://elsewhere.awsapps.com/start", "region": "us-east-1", "accessToken": "CANARY7f3a", "expiresAt": "2099-01-01T00:00:00Z"}`,
	},
	"damaged": {
		tokenFile:        `{"accessToken": "CANARY7f3a`,
		registrationFile: `{"clientSecret": CANARY7f3a}`,
		roleFile:         `{"Credentials": {"SecretAccessKey": "CANARY7f3a"}} CANARY7f3a`,
	},
	"with control characters": {
		tokenFile: `{"accessToken": "CANARY7f3a\r\nX: y", "expiresAt": "2099-01-01T00:00:00Z"}`,
	},
	"a role": {
		roleFile: `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIACANARY7f3a", "SecretAccessKey": "CANARY7f3a", "SessionToken": "CANARY7f3a", "Expiration": "2099-01-01T00:00:00Z", "AccountId": "111122223333"}}`,
	},
	"a config that cannot be parsed": {
		".aws/config": "[profile dev]\naws_secret_access_key CANARY7f3a\n",
	},
	"credentials that cannot be parsed": {
		".aws/credentials": "[dev]\naws_secret_access_key = CANARY7f3a\naws_secret_access_key = CANARY7f3a\n",
	},
}

// No secret is said, whatever goes wrong: neither on stderr nor, where the answer is
// not credentials, on stdout.
func TestNoSecretIsSaid(t *testing.T) {
	server := startIDC(t)
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("CANARY7f3a"), 0o600); err != nil {
		t.Fatal(err)
	}
	environments := map[string][]string{
		"":                    nil,
		"keys":                {"AWS_ACCESS_KEY_ID=AKIACANARY7f3a", "AWS_SECRET_ACCESS_KEY=CANARY7f3a", "AWS_SESSION_TOKEN=CANARY7f3a", "AWS_REGION=us-east-1"},
		"half a key":          {"AWS_ACCESS_KEY_ID=AKIACANARY7f3a"},
		"an odd end":          {"AWS_ACCESS_KEY_ID=AKIACANARY7f3a", "AWS_SECRET_ACCESS_KEY=CANARY7f3a", "AWS_CREDENTIAL_EXPIRATION=soon"},
		"a web identity":      {"AWS_WEB_IDENTITY_TOKEN_FILE=" + token, "AWS_ROLE_ARN=arn:aws:iam::111122223333:role/x", "AWS_REGION=us-east-1"},
		"a container":         {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://u:CANARY7f3a@127.0.0.1:1/CANARY7f3a", "AWS_CONTAINER_AUTHORIZATION_TOKEN=CANARY7f3a"},
		"a proxy":             {"HTTPS_PROXY=http://u:CANARY7f3a@127.0.0.1:1"},
		"a password in a URL": {"AWS_ENDPOINT_URL_SSO=http://u:CANARY7f3a@127.0.0.1:1", "AWS_ENDPOINT_URL_STS=https://u:CANARY7f3a@example.com"},
	}
	for state, files := range secretFiles {
		for name, environ := range environments {
			for _, args := range []string{
				"sts get-caller-identity --profile dev --debug", "sts get-caller-identity", "sts get-caller-identity --profile contradicts",
				"sts get-caller-identity --profile keys --debug", "sts get-caller-identity --profile half",
				"configure export-credentials --profile dev --debug", "configure export-credentials", "configure export-credentials --profile half",
				"credential-process --profile dev --debug", "credential-process --profile keys", "status", "status --output json", "status --prompt --profile dev",
				"sso login --profile dev --debug", "sso logout --debug",
				"sso list-accounts --profile dev --debug", "sso list-account-roles --profile dev --account-id 111122223333 --debug",
				"sso list-accounts --access-token CANARY7f3a --region us-east-1 --debug",
				"doctor --debug", "doctor --fix", "doctor --fix --yes --output json",
			} {
				home := secretHome(t, files)
				stdout, stderr := runAt(t, home, append(server, environ...), strings.Fields(args))
				if strings.Contains(stderr, canary) {
					t.Errorf("%s, %s, fob %s: stderr says\n%s", state, name, args, stderr)
				}
				if !strings.Contains(args, "credential") && strings.Contains(stdout, canary) {
					t.Errorf("%s, %s, fob %s: stdout says\n%s", state, name, args, stdout)
				}
				for _, issued := range []string{"local-access-", "local-refresh-", "local-code-", "local-device-"} {
					if strings.Contains(stderr+stdout, issued) {
						t.Errorf("%s, %s, fob %s: says a %s", state, name, args, issued)
					}
				}
			}
		}
	}
}

// What is bought is said nowhere but in the answer, and a proxy's password nowhere at all.
func TestDebugSaysNoSecret(t *testing.T) {
	server := startIDC(t)
	home := secretHome(t, nil)
	debug := func(environ []string, args string) (stdout, stderr string) {
		stdout, stderr = runAt(t, home, append(server, environ...), strings.Fields(args+" --debug"))
		if !strings.Contains(stderr, "fob: debug: ") {
			t.Errorf("%s: no call is said on stderr\n%s", args, stderr)
		}
		return stdout, stderr
	}
	for _, args := range []string{"sso login --profile dev", "sso login --profile dev --use-device-code"} {
		stdout, stderr := debug(nil, args)
		if !strings.Contains(stdout, "Successfully") || strings.Contains(stderr, "code=") {
			t.Fatalf("%s: %s%s", args, stdout, stderr)
		}
	}
	secrets := secretsOf(t, filepath.Join(home, ".aws", "sso", "cache"))
	said := func(args, text string, secrets []string) {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s: says %s", args, secret)
			}
		}
	}
	for _, args := range []string{"sso list-accounts --profile dev", "sso list-account-roles --profile dev --account-id 111122223333", "sts get-caller-identity --profile dev"} {
		stdout, stderr := debug(nil, args)
		if stdout == "" {
			t.Errorf("%s: %s", args, stderr)
		}
		said(args, stdout+stderr, secrets)
	}
	args := "sso get-role-credentials --profile dev --account-id 111122223333 --role-name DeveloperAccess"
	stdout, stderr := debug(nil, args)
	said(args, stdout+stderr, secrets)
	for _, key := range []string{"secretAccessKey", "sessionToken", "accessKeyId"} {
		_, value, _ := strings.Cut(stdout, `"`+key+`": "`)
		value, _, _ = strings.Cut(value, `"`)
		if value == "" || strings.Contains(stderr, value) {
			t.Errorf("the answer has no %s, or stderr has it\n%s", key, stderr)
		}
	}
	said(args, stderr, secretsOf(t, filepath.Join(home, ".aws", "cli", "cache")))

	// A refresh, of a token whose time is over.
	path := filepath.Join(home, filepath.FromSlash(tokenFile))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	expired := regexp.MustCompile(`"expiresAt": "[^"]*"`).ReplaceAll(text, []byte(`"expiresAt": "2020-01-01T00:00:00Z"`))
	if err := os.WriteFile(path, expired, 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr = debug(nil, "sso list-accounts --profile dev")
	if !strings.Contains(stderr, "POST ") || stdout == "" {
		t.Errorf("not refreshed: %s", stderr)
	}
	said("refresh", stdout+stderr, append(secrets, secretsOf(t, filepath.Join(home, ".aws", "sso", "cache"))...))
}

// secretsOf returns the secret strings of the cache files in a folder.
func secretsOf(t *testing.T, dir string) (secrets []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	secret := regexp.MustCompile(`"(?:accessToken|refreshToken|clientSecret|SecretAccessKey|SessionToken)": "([^"]+)"`)
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range secret.FindAllStringSubmatch(string(text), -1) {
			secrets = append(secrets, match[1])
		}
	}
	if len(secrets) == 0 {
		t.Fatalf("no secrets in %s", dir)
	}
	return secrets
}

// startIDC starts an Identity Center and returns what leads to it.
func startIDC(t *testing.T) []string {
	t.Helper()
	prompt := strings.Replace(string(directory.Example()), "signIn: oneClick", "pollInterval: 1s\n  signIn: oneClick", 1)
	return idc.ClientEnviron(idctest.New(t, idctest.Directory(prompt)).URL())
}

// secretHome makes a home folder with secretConfig and files in it.
func secretHome(t *testing.T, files map[string]string) string {
	t.Helper()
	home := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		yesterday := time.Now().Add(-24 * time.Hour) // nobody is waited for who might be writing
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, yesterday, yesterday)); err != nil {
			t.Fatal(err)
		}
	}
	write(".aws/config", secretConfig)
	for name, text := range files {
		write(name, text)
	}
	return home
}

// runAt runs a command in a home folder, with a stand-in at the browser.
func runAt(t *testing.T, home string, environ, args []string) (stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var out, errs strings.Builder
	visited := make(chan struct{}, 1)
	opened := false
	Main(ctx, Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now,
		Environ: append([]string{"HOME=" + home, "USERPROFILE=" + home}, environ...),
		OpenBrowser: func(page string) error {
			opened = true
			go func() {
				_, _ = standin.Person{}.Walk(ctx, page)
				visited <- struct{}{}
			}()
			return nil
		},
	})
	if opened {
		<-visited
	}
	return out.String(), errs.String()
}
