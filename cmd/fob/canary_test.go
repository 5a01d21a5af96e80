//go:build linux

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
)

// Secrets that are nobody's but these tests'.
const (
	plantedKey      = "CANARYwJalrXUtnFEMIkey"
	plantedToken    = "CANARYIQoJb3JpZ2lusession"
	plantedPassword = "CANARYproxypassword"
)

// canaryLines are the command lines of a day, in an order in which each finds what it
// needs. Those that print secrets, because that is what they are for, end in " >".
var canaryLines = []string{
	"sso login --profile dev", "sso login --profile dev --use-device-code", "sso login --profile dev --no-browser --timeout 1s",
	"sso login --profile dev --if-needed --min-ttl 2h", "sso login --profile dev --if-needed",
	"sso list-accounts --profile dev", "sso list-accounts --profile dev --output table", "sso list-account-roles --profile dev --account-id 111122223333",
	"sso get-role-credentials --profile dev --account-id 111122223333 --role-name DeveloperAccess >", "sso get-role-credentials --profile dev --account-id 999999999999 --role-name None",
	"sts get-caller-identity --profile dev", "sts get-caller-identity --profile assumed", "sts get-caller-identity --profile by-process", "sts get-caller-identity --profile keys",
	"configure export-credentials --profile dev >", "configure export-credentials --profile dev --format env >", "configure export-credentials --profile keys >",
	"configure list --profile dev", "configure list --profile keys", "configure list-profiles", "configure get region --profile dev", "configure get aws_secret_access_key --profile keys >",
	"configure set region eu-west-1 --profile keys", "configure sso --profile again --sso-session-name my-sso --account-id 111122223333 --role-name DeveloperAccess",
	"exec --profile dev -- true", "exec --profile dev -- false", "sso logout", "sts get-caller-identity --profile dev", "sso list-accounts --profile dev",
}

// No secret that is planted in the files and the environment, or goes over the wire, is said
// on stderr, not with --debug either; or stands in a command line, in the environment that a
// browser gets, on the page that the browser ends on, or on one of the local Identity Center.
func TestCanaries(t *testing.T) {
	t.Parallel()
	dir := directory.Default()
	dir.Instance.SignIn, dir.Instance.AutoUser, dir.Instance.Consent = directory.SignInAuto, dir.Users[0].UserName, directory.ConsentNever
	dir.Instance.PollInterval = time.Second
	s := newSpy(t, dir)
	s.secrets = map[string]string{plantedKey: "secret key in a file or variable", plantedToken: "session token in a file or variable", plantedPassword: "password of a proxy"}
	d := newCanaryDesk(t, s, dir)
	run := func(line string) {
		line, printsSecrets := strings.CutSuffix(line, " >")
		d.run(t, s, strings.Fields(line), printsSecrets)
	}
	for _, line := range canaryLines {
		run(line)
	}
	for _, kind := range []fault.Rule{
		{On: fault.AnyOperation, Return: fault.Error, Status: 400, Name: "InvalidRequestException"}, {On: fault.AnyOperation, Return: fault.HTML},
		{On: "GetRoleCredentials", Return: fault.DropField, Field: "secretAccessKey"}, {On: "CreateToken", Return: fault.DropField, Field: "expiresIn"},
	} {
		s.SetFaults(nil)
		run("sso login --profile dev")
		s.SetFaults([]fault.Rule{kind})
		for _, line := range canaryLines {
			run(line)
		}
	}
	s.SetFaults(nil)
	run("sso login --profile dev")
	for _, line := range everyCommand(t) {
		run(line)
	}
	if len(s.secrets) < 20 {
		t.Errorf("only %d secrets went by", len(s.secrets))
	}
	for what, text := range map[string]string{"pages of the Identity Center": s.pages.String(), "the browser": d.seen(t, "browser"), "the last page": d.seen(t, "pages")} {
		if found := s.finds(text); len(found) > 0 || text == "" {
			t.Errorf("%s, %d bytes: %q", what, len(text), found)
		}
	}
	for line := range s.listed {
		if found := s.finds(line); len(found) > 0 {
			t.Errorf("a process has %q on its command line", found)
		}
	}
}

// everyCommand lists the commands, each with what makes it do something where that is known.
// Those that serve are ended.
func everyCommand(t *testing.T) (lines []string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^## fob (.+)$`).FindAllStringSubmatch(string(page), -1) {
		switch m[1] {
		case "demo": // a world of its own, with its own test
		case "configure export-credentials", "credential-process":
			lines = append(lines, m[1]+" --profile dev >")
		default:
			lines = append(lines, m[1]+" --profile dev")
		}
	}
	if len(lines) < 20 {
		t.Fatalf("only %q", lines)
	}
	return lines
}

// canaryDesk is a desk with secrets in its files and its environment, and a browser that
// notes how it was started and what it was shown.
type canaryDesk struct{ *desk }

func newCanaryDesk(t *testing.T, s *spy, dir *directory.Directory) canaryDesk {
	t.Helper()
	d := canaryDesk{(&desk{base: s.base}).another(t)}
	helper := func(name, text string) string {
		path := filepath.Join(d.home, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	browser := helper("browser", "{ tr '\\0' '\\n' </proc/$$/cmdline; tr '\\0' '\\n' </proc/$$/environ; } >>"+filepath.Join(d.home, "browser.seen")+
		"\nexec curl -sL \"$1\" >>"+filepath.Join(d.home, "pages.seen")+"\n")
	process := helper("process", `echo '{"Version": 1, "AccessKeyId": "AKIAPLANTED", "SecretAccessKey": "`+plantedKey+`", "SessionToken": "`+plantedToken+`"}'`)
	d.writeConfig(t, strings.ReplaceAll(dir.ClientConfig(), "my-dev-profile", "dev")+
		"\n[profile keys]\naws_access_key_id = AKIAPLANTED\naws_secret_access_key = "+plantedKey+"\naws_session_token = "+plantedToken+"\nregion = us-east-1\n"+
		"\n[profile by-process]\ncredential_process = "+process+"\nregion = us-east-1\n"+
		"\n[profile assumed]\nrole_arn = arn:aws:iam::111122223333:role/Any\nsource_profile = dev\nregion = us-east-1\n")
	d.environ = []string{
		"BROWSER=" + browser, "AWS_ENDPOINT_URL=" + s.base, "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=",
		"HTTPS_PROXY=http://me:" + plantedPassword + "@127.0.0.1:1", "AWS_SESSION_TOKEN=" + plantedToken, "AWS_SECRET_ACCESS_KEY=" + plantedKey, // without an id: no credentials
	}
	return d
}

func (d canaryDesk) run(t *testing.T, s *spy, args []string, printsSecrets bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // for those that serve
	defer cancel()
	stdout, stderr := new(bytes.Buffer), new(bytes.Buffer)
	cmd := exec.CommandContext(ctx, "fob", withDebug(args)...)
	cmd.Env = append([]string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH")}, d.environ...)
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = d.home, stdout, stderr, time.Second
	_ = cmd.Run()
	said := stderr.String()
	if !printsSecrets {
		said += stdout.String()
	}
	if found := s.finds(said); len(found) > 0 {
		t.Errorf("fob %s says %q:\n%s", strings.Join(args, " "), found, said)
	}
}

// withDebug adds --debug before what is another program's.
func withDebug(args []string) []string {
	end := slices.Index(args, "--")
	if end < 0 {
		end = len(args)
	}
	return slices.Insert(slices.Clone(args), end, "--debug")
}

// seen is what a helper program noted, but for the variable of the proxy, which is the user's
// own and which a browser needs.
func (d canaryDesk) seen(t *testing.T, helper string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.home, helper+".seen"))
	if err != nil {
		t.Error(err)
	}
	return regexp.MustCompile(`(?m)^HTTPS_PROXY=.*$`).ReplaceAllString(string(text), "")
}
