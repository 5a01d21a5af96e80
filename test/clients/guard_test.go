package clients

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	prodProfile = "production-admin"
	prodAccount = "444455556666"
	prodRole    = "AdministratorAccess"
)

var (
	approvesAsAlice visitor = []string{"-user", "alice@example.com"}
	approvesAsBob   visitor = []string{"-user", "bob@example.com"}
)

// swaps answers requests for role credentials with those of another role.
func swaps(account, role string) func(*http.Request) {
	return func(r *http.Request) {
		if r.URL.Path == "/federation/credentials" {
			r.URL.RawQuery = "account_id=" + account + "&role_name=" + role
		}
	}
}

// wrongIdentities are ways to the credentials of somebody else. Each prepares a world in
// which a profile is about to be used, and in which no others are to be had.
var wrongIdentities = []struct {
	name    string
	profile string
	prepare func(w *world) (environ []string)
	aws     string // as whom the AWS CLI then acts, or how it ends
	fob     string // how fob ends
}{
	{"the portal answers with another account", sessionProfile, func(w *world) []string {
		w.awsLogin("--profile", sessionProfile).ok()
		w.center.alter(swaps(prodAccount, prodRole))
		return nil
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 4"},
	{"the portal answers with another permission set", sessionProfile, func(w *world) []string {
		w.awsLogin("--profile", sessionProfile).ok()
		w.center.alter(swaps(devAccount, prodRole))
		return nil
	}, "alice@example.com, AdministratorAccess in 111122223333", "exit 4"},
	{"the credentials are of another partition", "elsewhere", func(w *world) []string {
		w.addConfig("[sso-session elsewhere]\nsso_start_url = " + startURL + "\nsso_region = us-gov-west-1\n\n" +
			"[profile elsewhere]\nsso_session = elsewhere\nsso_account_id = " + devAccount + "\nsso_role_name = " + devRole + "\nregion = us-east-1\n")
		w.awsLogin("--profile", "elsewhere").ok()
		return nil
	}, "alice@example.com, DeveloperAccess in 111122223333", "exit 4"},
	{"a cache file lies under another name", sessionProfile, func(w *world) []string {
		w.fobLogin("--profile", sessionProfile).ok()
		w.fob("sts", "get-caller-identity", "--profile", prodProfile).ok()
		w.fob("configure", "export-credentials", "--profile", sessionProfile).ok()
		w.write(w.roleFile(devAccount), strings.ReplaceAll(w.read(w.roleFile(prodAccount)), prodAccount, devAccount))
		return nil
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 4"},
	{"the role cache says another account, and no other is assigned any more", sessionProfile, func(w *world) []string {
		w.awsLogin("--profile", sessionProfile).ok()
		w.aws("configure", "export-credentials", "--profile", prodProfile).ok()
		prod := w.roleFile(prodAccount)
		w.aws("configure", "export-credentials", "--profile", sessionProfile).ok()
		w.write(w.roleFile(devAccount), w.read(prod))
		w.center.refuse("GetRoleCredentials")
		return nil
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 254"},
	{"the environment holds keys of another account", "", func(w *world) []string {
		w.awsLogin("--profile", prodProfile).ok()
		keys := w.aws("configure", "export-credentials", "--profile", prodProfile, "--format", "env-no-export").ok()
		w.aws("sso", "logout").ok()
		return append(strings.Fields(keys.stdout), "AWS_PROFILE="+sessionProfile)
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 3"},
	{"somebody else has signed in, and has no such role", prodProfile, func(w *world) []string {
		w.run(approvesAsAlice, awscli(w.t), "sso", "login", "--profile", prodProfile).ok()
		w.aws("sts", "get-caller-identity", "--profile", prodProfile).ok()
		w.run(approvesAsBob, awscli(w.t), "sso", "login", "--profile", prodProfile).ok()
		return nil
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 254"},
	{"the profile is misspelt, and keys are in the environment", "", func(w *world) []string {
		w.awsLogin("--profile", sessionProfile).ok()
		keys := w.aws("configure", "export-credentials", "--profile", prodProfile, "--format", "env-no-export").ok()
		return append(strings.Fields(keys.stdout), "AWS_PROFILE=my-dev-profil")
	}, "exit 255", "exit 255"},
	{"no profile is named, and keys are in the environment", "", func(w *world) []string {
		w.awsLogin("--profile", sessionProfile).ok()
		keys := w.aws("configure", "export-credentials", "--profile", prodProfile, "--format", "env-no-export").ok()
		return strings.Fields(keys.stdout)
	}, "alice@example.com, AdministratorAccess in 444455556666", "exit 4"},
}

// TestTheGuardAgainstWrongIdentities measures the table of docs/guard.md: what the AWS CLI
// does in each case, and that fob starts nothing.
func TestTheGuardAgainstWrongIdentities(t *testing.T) {
	awscli(t)
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guard.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range wrongIdentities {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			environ := tt.prepare(w)
			options := []string{}
			if tt.profile != "" {
				options = []string{"--profile", tt.profile}
			}
			run := func(program string, args ...string) result {
				return w.run(mustNotOpen, "env", append(append(environ, program), args...)...)
			}
			// fob first: the AWS CLI may change what is cached.
			exec := run(fobProgram, append(append([]string{"exec"}, options...), "--", "touch", "started")...)
			if _, err := os.Stat(w.path("started")); err == nil {
				t.Errorf("the program was started; stderr: %s", exec.stderr)
			}
			if got := fmt.Sprint("exit ", exec.code); got != tt.fob {
				t.Errorf("fob: %s, want %s; stderr: %s", got, tt.fob, exec.stderr)
			}
			if got := actsAs(run(awscli(t), append([]string{"sts", "get-caller-identity"}, options...)...)); got != tt.aws {
				t.Errorf("aws: %s, want %s", got, tt.aws)
			}
			if row := fmt.Sprintf("| %s | %s | %s, nothing started |\n", tt.name, tt.aws, tt.fob); !strings.Contains(string(page), row) {
				t.Errorf("docs/guard.md lacks this row:\n%s", row)
			}
		})
	}
}

// actsAs is whose credentials a program used, by GetCallerIdentity, or how it ended.
func actsAs(r result) string {
	if r.code != 0 {
		return fmt.Sprint("exit ", r.code)
	}
	got := decode[caller](r)
	role, user, _ := strings.Cut(got.Arn[strings.Index(got.Arn, "AWSReservedSSO_")+len("AWSReservedSSO_"):], "/")
	return fmt.Sprintf("%s, %s in %s", user, role[:strings.LastIndexByte(role, '_')], got.Account)
}

// roleFile is the file in the AWS CLI's cache that has credentials of the account.
func (w *world) roleFile(account string) string {
	w.t.Helper()
	paths, err := filepath.Glob(w.path(".aws/cli/cache/*.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range paths {
		name := ".aws/cli/cache/" + filepath.Base(path)
		if strings.Contains(w.read(name), account) {
			return name
		}
	}
	w.t.Fatalf("no file in the role cache is of account %s", account)
	return ""
}

// What another sign-in bought is not used where the new one has the role, too, and what is
// bought then is everybody's.
func TestCredentialsOfAFormerUserAreNotUsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.run(approvesAsAlice, awscli(t), "sso", "login", "--profile", sessionProfile).ok()
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.run(approvesAsBob, awscli(t), "sso", "login", "--profile", sessionProfile).ok()
	if got := actsAs(w.aws("sts", "get-caller-identity", "--profile", sessionProfile)); got != "alice@example.com, DeveloperAccess in 111122223333" {
		t.Errorf("aws acts as %s", got)
	}
	w.center.calls()
	if got := actsAs(w.fob("exec", "--profile", sessionProfile, "--", awscli(t), "sts", "get-caller-identity")); got != "bob@example.com, DeveloperAccess in 111122223333" {
		t.Errorf("fob exec acts as %s", got)
	}
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

// Credentials that the AWS CLI bought cost one call to STS, once.
func TestCredentialsWithoutARecordCostOneCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--profile", sessionProfile).ok()
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.center.calls()
	for _, asks := range [][]string{{"GetCallerIdentity"}, nil, nil} {
		w.fob("exec", "--profile", sessionProfile, "--", "true").ok().silent()
		w.asked(asks...)
	}
	w.fob("exec", "--profile", sessionProfile, "--verify", "--", "true").ok().silent()
	w.asked("GetCallerIdentity")
}
