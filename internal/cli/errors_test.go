package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/demo"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
)

var (
	byProfile = awsconfig.SSOSession{Name: "corp", StartURL: "https://d-1.awsapps.com/start", Region: "us-east-1", Profile: "dev"}
	byName    = awsconfig.SSOSession{Name: "corp", StartURL: "https://d-1.awsapps.com/start"}
	older     = awsconfig.SSOSession{StartURL: "https://d-1.awsapps.com/start", Profile: "old one"}
)

// Each error ends with the AWS CLI's code, and with the one thing to do.
func TestCodesAndHints(t *testing.T) {
	refused := func(code string, status int) error {
		return &awsapi.ServiceError{Operation: "GetRoleCredentials", Code: code, StatusCode: status, Message: "No"}
	}
	elsewhere := &awsapi.ServiceError{Operation: "CreateToken", Code: "InvalidRequestRegionException", StatusCode: 400, Region: "eu-west-1"}
	noConnection := &awsapi.UnreachableError{Operation: "CreateToken", Err: errors.New("connection refused")}
	for _, tt := range []struct {
		err  error
		code int
		hint string
	}{
		{&usageError{"x"}, 252, "see: fob --help"},

		{&ssotoken.NotSignedInError{Session: byProfile}, 255, "sign in with: fob sso login --profile dev"},
		{&ssotoken.NotSignedInError{Session: byName}, 255, "sign in with: fob sso login --sso-session corp"},
		{&ssotoken.NotSignedInError{Session: older}, 255, "sign in with: fob sso login --profile 'old one'"},
		{&ssotoken.EndedError{Session: byProfile, ExpiresAt: time.Unix(1, 0)}, 255, "sign in again with: fob sso login --profile dev"},
		{&ssotoken.EndedError{Session: byProfile, Err: refused("InvalidGrantException", 400)}, 255, "sign in again with: fob sso login --profile dev"},
		{&ssotoken.RefreshError{Session: byProfile, Err: refused("InternalServerException", 500)}, 255, "wait a moment, then run the command again; your sign-in is kept"},
		{&ssotoken.RefreshError{Session: byProfile, Err: refused("UnauthorizedClientException", 400)}, 255, "sign in again with: fob sso login --profile dev"},
		{&ssotoken.RefreshError{Session: byProfile, Err: noConnection}, 255, "check the network, the proxy variables and the endpoint settings; your sign-in is kept"},

		{&signin.DeniedError{Session: byProfile, Code: "access_denied"}, 255, "if that was not what you meant, sign in again with: fob sso login --profile dev"},
		{&signin.DeniedError{Session: byProfile, Code: "access_denied", Err: refused("AccessDeniedException", 400)}, 254, "if that was not what you meant, sign in again with: fob sso login --profile dev"},
		{&signin.DeniedError{Session: byProfile, Code: "server_error"}, 255, "start again with: fob sso login --profile dev"},
		{&signin.RedirectError{Session: byProfile, Reason: "without a code"}, 255, "start again with: fob sso login --profile dev"},
		{&ssotoken.CallError{Session: byName, Err: refused(awsapi.CodeInvalidGrant, 400)}, 254, "start again with: fob sso login --sso-session corp"},
		{&signin.ExpiredError{Session: byProfile}, 255, "if the browser showed an error, check sso_region (us-east-1); then start again with: fob sso login --profile dev"},
		{&signin.ListenError{Session: byProfile, Err: errors.New("x")}, 255, "sign in without a browser on this device: fob sso login --profile dev --use-device-code"},

		{&signin.ListenError{Session: byProfile, Ports: []int{8080}, Err: errors.New("x")}, 255, "free one of these ports, or take any that is free: fob sso login --profile dev"},
		{&signin.ForgottenError{Session: byProfile, Err: refused("InvalidClientException", 401)}, 254, "sign in again, which registers anew: fob sso login --profile dev"},
		{&signin.StartURLError{Session: byProfile, Reason: "leads nowhere"}, 253, "ask whoever gave you this sso_start_url for the one on a domain of AWS that it stands for"},
		{&signin.StartURLError{Session: byProfile, Reason: "leads nowhere", Err: noConnection}, 253, "check the network, the proxy variables and the endpoint settings; your sign-in is kept"},

		{&awsconfig.ProfileNotFoundError{Name: "deb", Known: []string{"prod", "dev"}}, 255, "did you mean: --profile dev"},
		{&awsconfig.ProfileNotFoundError{Name: "staging", Known: []string{"prod", "dev"}}, 255, "see which profiles there are with: fob configure list-profiles"},
		{configurationError{&awsconfig.ProfileNotFoundError{Name: "staging"}}, 253, "see which profiles there are with: fob configure list-profiles"},
		{configurationError{&awsconfig.SessionNotFoundError{Name: "corp"}}, 253, "name another, or set it up with: fob configure sso-session --sso-session-name corp"},
		{&awsconfig.SessionNotFoundError{Name: "corp"}, 255, "name another, or set it up with: fob configure sso-session --sso-session-name corp"},
		{configurationError{&awsconfig.MissingKeysError{Kind: "profile", Name: "dev", Keys: []string{"sso_start_url", "sso_region"}}}, 253, "set it up with: fob configure sso --profile dev"},
		{configurationError{&awsconfig.MissingKeysError{Kind: "sso-session", Name: "my corp", Keys: []string{"sso_region"}}}, 253, "complete it with: fob configure sso-session --sso-session-name 'my corp'"},
		{configurationError{errNoSessions}, 253, "set one up with: fob configure sso"},
		{&awsconfig.InconsistentError{Profile: "dev", Session: "corp", Key: "sso_region"}, 255, "remove sso_region from the profile: the sso-session has it"},
		{&awsconfig.ParseError{Path: "/h/.aws/config", Line: 4, Reason: "x"}, 255, "mend that line; see all that is wrong with: fob doctor"},
		{&rolecreds.NoCredentialsError{Profile: "dev"}, 253, "name a profile that has credentials with --profile; see which there are with: fob configure list-profiles"},
		{rolecreds.ErrNoRegion, 253, "name one with --region, or set region in the profile"},
		{&rolecreds.LoopError{Profiles: []string{"a", "b", "a"}}, 255, "let one of these profiles get its credentials in another way"},
		{&rolecreds.MFAError{Profile: "dev", SerialNumber: "x"}, 255, "run this in a terminal, which keeps the credentials for a while: fob sts get-caller-identity --profile dev"},
		{&awsapi.ServiceError{Operation: "AssumeRole", Code: "AccessDenied", StatusCode: 403}, 254, "check role_arn and external_id of the profile, and whom the role trusts"},

		{&rolecreds.NotAssignedError{Profile: awsconfig.SSOProfile{Session: byProfile, AccountID: "111122223333", RoleName: "Admin"}, Err: refused("ForbiddenException", 403)}, 254,
			"see what is assigned to you with: fob sso list-account-roles --account-id 111122223333 --profile dev"},
		{&rolecreds.NotAssignedError{Profile: awsconfig.SSOProfile{Session: byProfile, AccountID: "111122223333"}, Err: refused("ForbiddenException", 403)}, 254,
			"see what is assigned to you with: fob sso list-accounts --profile dev"},
		{&rolecreds.NotAssignedError{Profile: awsconfig.SSOProfile{Session: byName, AccountID: "111122223333"}, Err: refused("ForbiddenException", 403)}, 254, ""},
		{&ssotoken.CallError{Session: byProfile, Err: elsewhere}, 254, "if that is right, say so with: fob configure set sso_region eu-west-1 --sso-session corp"},
		{&ssotoken.CallError{Session: older, Err: elsewhere}, 254, "if that is right, say so with: fob configure set sso_region eu-west-1 --profile 'old one'"},
		{&ssotoken.CallError{Session: byProfile, Err: refused("InvalidRequestException", 400)}, 254, ""},
		{&ssotoken.CallError{Session: byProfile, Err: noConnection}, 255, "check the network, the proxy variables and the endpoint settings; your sign-in is kept"},
		{refused("TooManyRequestsException", 429), 254, "wait a moment, then run the command again; your sign-in is kept"},
		{refused("InternalServerException", 500), 254, "wait a moment, then run the command again; your sign-in is kept"},
		{refused("InvalidRequestException", 400), 254, ""},
		{noConnection, 255, "check the network, the proxy variables and the endpoint settings; your sign-in is kept"},
		{&awsapi.AnswerError{Host: "h", Reason: "a web page instead of an answer"}, 255, "something between here and AWS answers in its place (a proxy, a login page of the network, a wrong endpoint); your sign-in is kept"},

		{&homeError{Name: "HOME"}, 255, "set HOME to your home folder"},
		{&noServerError{"http://127.0.0.1:1"}, 255, "start one in another terminal with: fob idc serve"},
		{&interceptListenError{idc.ErrPortTaken}, 255, "take a free port of this machine with: fob idc serve --intercept=127.0.0.1:0"},
		{&noInterceptError{"http://127.0.0.1:1"}, 255, "start one in another terminal with: fob idc serve --intercept"},
		{idc.ErrPortTaken, 255, "take another port, or a free one, with: fob idc serve --listen 127.0.0.1:0"},
		{&ssotoken.RefreshError{Session: byProfile, Err: &lockfile.BusyError{Work: lockfile.Work{PID: 123}, Silent: true}}, 255, "if it does not go on, end it, then run the command again: kill -9 123"},
		{&ssotoken.RefreshError{Session: byProfile, Err: &lockfile.BusyError{Work: lockfile.Work{PID: 123}}}, 255, "if it does not go on, end it, then run the command again: kill 123"},
		{&lockfile.BusyError{}, 255, ""},
		{&cachefile.NotRegularError{Path: "/h/x.json"}, 255, "move it out of the way, then run the command again"},
		{&disk.ForeignError{Path: "/h/x.json"}, 255, "look who put it there, move it out of the way, then run the command again"},
		{&disk.ForeignError{Path: "/my home/.aws", Link: true}, 255, "keep others out of it with: chmod go-w '/my home/.aws'"},
		{&fs.PathError{Op: "open", Path: "/h", Err: fs.ErrPermission}, 255, "check the owner and the mode of that file and of its folder"},
		{&blockError{"s3"}, 1, ""},
		{&demo.StepError{Command: "fob", Reason: "x", Code: 254}, 254, ""},
		{&demo.StepError{Command: "fob", Reason: "it printed something else"}, 1, ""},
		{errors.New("anything else"), 255, ""},
	} {
		for _, err := range []error{tt.err, fmt.Errorf("while doing: %w", tt.err)} {
			stdout, stderr, code := finished(context.Background(), err)
			if code != tt.code {
				t.Errorf("%T %v: code %d, want %d", tt.err, err, code, tt.code)
			}
			want := "fob: error: " + err.Error() + "\n"
			if tt.hint != "" {
				want += "fob: hint: " + tt.hint + "\n"
			}
			if stderr != want || stdout != "" {
				t.Errorf("%T says\n%sand on stdout %q, want\n%s", tt.err, stderr, stdout, want)
			}
			checkHint(t, tt.hint)
		}
	}
}

// A session that is only about to be set up has no command of its own: what helps is to
// set it up again.
func TestHintsWhileASessionIsSetUp(t *testing.T) {
	home := secretHome(t, map[string]string{".aws/config": "[sso-session corp]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n[sso-session half]\nsso_region = us-east-1\n"})
	elsewhere := &awsapi.ServiceError{Operation: "StartDeviceAuthorization", Code: "InvalidRequestRegionException", StatusCode: 400, Region: "eu-west-1"}
	fresh := awsconfig.SSOSession{Name: "new", Region: "us-east-1"}
	for _, tt := range []struct {
		profile string
		err     error
		want    string
	}{
		{"", &signin.DeniedError{Session: byName, Code: "access_denied"}, ": fob sso login --sso-session corp"},
		{"", &signin.DeniedError{Session: fresh, Code: "access_denied"}, ": fob configure sso"},
		{"a b", &signin.ExpiredError{Session: fresh}, ": fob configure sso --profile 'a b'"},
		{"", &signin.ExpiredError{Session: awsconfig.SSOSession{Name: "half"}}, ": fob configure sso"},
		{"", &signin.ForgottenError{Session: awsconfig.SSOSession{Profile: "default"}}, ": fob configure sso"},
		{"", &signin.ListenError{Session: fresh}, ": fob configure sso --use-device-code"},
		{"", &ssotoken.CallError{Session: fresh, Err: elsewhere}, ": fob configure sso --sso-region eu-west-1"},
		{"", &ssotoken.CallError{Session: byName, Err: elsewhere}, ": fob configure set sso_region eu-west-1 --sso-session corp"},
	} {
		a := newApp(Env{Environ: []string{"HOME=" + home, "USERPROFILE=" + home}})
		a.global.profile = tt.profile
		hint := a.hint(tt.err)
		if !strings.HasSuffix(hint, tt.want) {
			t.Errorf("%T of %q: the hint is %q, want %q at its end", tt.err, tt.profile, hint, tt.want)
		}
		checkHint(t, hint)
	}
}

// finished ends a command with an error.
func finished(ctx context.Context, err error) (stdout, stderr string, code int) {
	var out, errs strings.Builder
	a := newApp(Env{Stdout: &out, Stderr: &errs})
	code = a.finish(ctx, err)
	return out.String(), errs.String(), code
}

// checkHint checks that the command in a hint, which ends it, can be pasted.
func checkHint(t *testing.T, hint string) {
	t.Helper()
	_, command, found := strings.Cut(hint, ": fob ")
	switch {
	case found:
		if _, err := parses("fob " + command); err != nil {
			t.Errorf("the hint %q: %v", hint, err)
		}
	case strings.Contains(hint, "fob "):
		t.Errorf("the command in the hint %q does not end it", hint)
	}
	if strings.Contains(hint, "kept") && strings.Contains(hint, "sign in") {
		t.Errorf("the hint %q asks to sign in for nothing", hint)
	}
}

// parses reads a command line as a shell and fob would, and returns the command with its
// options set.
func parses(text string) (*cobra.Command, error) {
	words, err := shellword.Split(text)
	if err != nil {
		return nil, err
	}
	root := newTree()
	_, args, err := normalise(root, words[1:])
	if err != nil {
		return nil, err
	}
	cmd, rest, err := root.Find(args)
	if err != nil {
		return nil, err
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, err
	}
	if help, _ := cmd.Flags().GetBool("help"); help {
		return cmd, nil
	}
	if cmd.HasSubCommands() {
		return nil, fmt.Errorf("%s is a group", cmd.CommandPath())
	}
	return cmd, cmd.ValidateArgs(cmd.Flags().Args())
}

// newTree is the command tree as Main has it.
func newTree() *cobra.Command {
	root := newRoot(newApp(Env{Stdout: io.Discard, Stderr: io.Discard}))
	root.InitDefaultHelpCmd()
	return root
}

// The command that signs in is pasted into a shell whatever the profile is called.
func TestTheLoginCommandFitsAnyName(t *testing.T) {
	for _, name := range []string{"dev", "a b", "it's me", "$(rm -rf x)", "-x", "--help", "-1", "é", "a=b", "#", "~", "a;b", `a\b`, `"`} {
		for _, session := range []awsconfig.SSOSession{{Name: "corp", Profile: name}, {Profile: name}, {Name: name}} {
			cmd, err := parses(loginCommand(session))
			if err != nil {
				t.Errorf("%s: %v", loginCommand(session), err)
				continue
			}
			option := "profile"
			if session.Profile == "" {
				option = "sso-session"
			}
			if got := cmd.Flag(option).Value.String(); got != name || cmd.CommandPath() != "fob sso login" {
				t.Errorf("%s signs in to %q", loginCommand(session), got)
			}
		}
	}
	// A name that would give the terminal orders is shown and not obeyed.
	if got := loginCommand(awsconfig.SSOSession{Profile: "a\x1b[2J\nb"}); strings.ContainsAny(got, "\x1b\n") {
		t.Errorf("%q", got)
	}
	near := newApp(Env{}).hint(&awsconfig.ProfileNotFoundError{Name: "-prods", Known: []string{"-prod"}})
	if _, err := parses("fob sso login " + strings.TrimPrefix(near, "did you mean: ")); err != nil {
		t.Errorf("%s: %v", near, err)
	}
}

// What a server says is shown, cleaned, and takes no more room than it should.
func TestTheServersWordsAreCleaned(t *testing.T) {
	const words = "<script>no\x1b[2J\r\nfob: hint: run this\u202e\u200b"
	for _, err := range []error{
		&signin.DeniedError{Session: byProfile, Code: "access_denied", Description: words},
		&signin.DeniedError{Session: byProfile, Code: words, Description: words},
		&awsapi.ServiceError{Operation: "CreateToken", Code: words, Description: words},
		&awsapi.ServiceError{Operation: "GetRoleCredentials", Code: "X", Message: strings.Repeat("very long ", 200_000)},
	} {
		_, stderr, _ := finished(context.Background(), err)
		if strings.ContainsAny(stderr, "\x1b\r\u202e\u200b") || len(stderr) > 4000 {
			t.Errorf("%T: %d bytes: %.300q", err, len(stderr), stderr)
		}
		for line := range strings.Lines(stderr) {
			if !strings.HasPrefix(line, "fob: error: ") && line != "fob: hint: start again with: fob sso login --profile dev\n" && !strings.HasPrefix(line, "fob: hint: if that was not") {
				t.Errorf("%T: the line %q", err, line)
			}
		}
	}
	_, stderr, _ := finished(context.Background(), &signin.DeniedError{Session: byProfile, Code: "access_denied", Description: words})
	if want := `denied: <script>no\x1b[2J\r\nfob: hint: run this\u202e\u200b` + "\n"; !strings.Contains(stderr, want) {
		t.Errorf("got %q, want in it %q", stderr, want)
	}
}

func TestSeveralErrors(t *testing.T) {
	_, stderr, code := finished(context.Background(), errors.Join(errors.New("first"), errors.New("second\nfob: hint: no")))
	if want := "fob: error: first\nfob: error: second\\nfob: hint: no\n"; stderr != want || code != 255 {
		t.Errorf("%q, code %d", stderr, code)
	}
}

// An interrupted command says nothing but a newline, which the AWS CLI prints too.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if stdout, stderr, code := finished(ctx, context.Canceled); stdout != "\n" || stderr != "" || code != 130 {
		t.Errorf("%q, %q, code %d", stdout, stderr, code)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	stop(&demo.StepError{Code: 7})
	if _, _, code := finished(ctx, context.Canceled); code != 7 {
		t.Errorf("the cause chose 7, and the code is %d", code)
	}
	if stdout, stderr, code := finished(ctx, nil); stdout+stderr != "" || code != 0 {
		t.Errorf("done before the interrupt: %q, %q, code %d", stdout, stderr, code)
	}
}

func TestSilence(t *testing.T) {
	if stdout, stderr, code := finished(context.Background(), silentError(1)); stdout+stderr != "" || code != 1 {
		t.Errorf("%q, %q, code %d", stdout, stderr, code)
	}
}

// fullDisk takes a part of what is written, as a full disk or a closed pipe does.
type fullDisk struct{}

func (fullDisk) Write(p []byte) (int, error) {
	return len(p) / 2, errors.New("no space left on device")
}

func TestAnAnswerThatCannotBeWritten(t *testing.T) {
	var stderr strings.Builder
	code := Main(context.Background(), Env{Args: []string{"version"}, Stdout: fullDisk{}, Stderr: &stderr})
	if code != 255 || stderr.String() != "fob: error: write the answer: no space left on device\n" {
		t.Errorf("code %d, %q", code, stderr.String())
	}
}

func TestAWarningIsSaidOnce(t *testing.T) {
	var stderr strings.Builder
	a := newApp(Env{Stderr: &stderr})
	for range 3 {
		a.warn(&cachefile.DamagedError{Path: "/h/\x1b.json", Reason: "not JSON"})
	}
	a.warn(errors.New("another"))
	want := "fob: warning: ignoring the damaged cache file /h/\\x1b.json: not JSON\nfob: warning: another\n"
	if stderr.String() != want {
		t.Errorf("%q", stderr.String())
	}
}

func TestProcessDocument(t *testing.T) {
	creds := awsapi.Credentials{AccessKeyID: "ASIA", SecretAccessKey: `s"é`, SessionToken: "t", Expiration: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), AccountID: "1"}
	want := "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"ASIA\",\n  \"SecretAccessKey\": \"s\\\"\\u00e9\",\n  \"SessionToken\": \"t\",\n  \"Expiration\": \"2026-01-02T03:04:05+00:00\"\n}\n"
	if got := processDocument(creds); got != want {
		t.Errorf("%s", got)
	}
	want = "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"AKIA\",\n  \"SecretAccessKey\": \"s\"\n}\n"
	if got := processDocument(awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "s"}); got != want {
		t.Errorf("%s", got)
	}
}

var fobCommand = regexp.MustCompile(`\bfob [^#;|>)"]*`)

// Each command says what it is for, and shows itself at work with lines that work.
func TestTheCommandTree(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			return // cobra's own
		}
		if first := cmd.Short[:min(1, len(cmd.Short))]; first == "" || first != strings.ToUpper(first) || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: %q is not a short description", path, cmd.Short)
		}
		for _, child := range cmd.Commands() {
			walk(child)
		}
		for _, err := range describedFlags(cmd) {
			t.Errorf("%s: %v", path, err)
		}
		if cmd.HasSubCommands() {
			return
		}
		if !strings.Contains(cmd.Example, path) {
			t.Errorf("%s: its example does not show it: %q", path, cmd.Example)
		}
		for line := range strings.Lines(cmd.Example) {
			if !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: the example %q is not indented", path, line)
			}
			for _, command := range fobCommand.FindAllString(line, -1) {
				if _, err := parses(strings.TrimSuffix(strings.TrimSpace(command), " &")); err != nil {
					t.Errorf("%s: the example %q: %v", path, command, err)
				}
			}
		}
	}
	walk(newTree())
}

func TestAWordThatLooksLikeACommandIsFound(t *testing.T) {
	for text, path := range map[string]string{
		"fob sso login --profile dev":           "fob sso login",
		"fob --profile dev sso login":           "fob sso login",
		"fob sso --profile=dev login":           "fob sso login",
		"fob sts get-caller-identity":           "fob sts get-caller-identity",
		"fob idc serve --listen 127.0.0.1:9000": "fob idc serve",
	} {
		if cmd, err := parses(text); err != nil || cmd.CommandPath() != path {
			t.Errorf("%s: %v, %v", text, cmd, err)
		}
	}
	for _, text := range []string{"fob sso", "fob sso logn", "fob sso login --bogus", "fob sso login extra", "fob configure get"} {
		if _, err := parses(text); err == nil {
			t.Errorf("%q parses", text)
		}
	}
}
