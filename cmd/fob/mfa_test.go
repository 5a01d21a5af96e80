//go:build unix

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

const mfaConfig = `
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = s

[profile mfa]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/ada
region = us-east-1
`

// A role that takes a code of an MFA device asks for it on the terminal, unseen, while
// stdout is another program's.
func TestTheCodeOfAnMFADevice(t *testing.T) {
	var asked atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.FormValue("Action") + " " + r.FormValue("TokenCode"))
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAMFA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>`+
			`<SessionToken>t</SessionToken><Expiration>2099-01-02T03:04:05Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
	}))
	t.Cleanup(server.Close)
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(mfaConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	const question = "Enter MFA code for arn:aws:iam::111122223333:mfa/ada:"
	start := func() (*console, *bytes.Buffer) {
		cmd, stdout := exec.Command("fob", "configure", "export-credentials", "--profile", "mfa", "--format", "env"), &bytes.Buffer{}
		cmd.Env = []string{"HOME=" + home, "AWS_ENDPOINT_URL=" + server.URL}
		cmd.Stdout = stdout
		c := startConsole(t, cmd)
		return c, stdout
	}

	c, stdout := start()
	c.see(question)
	c.press(keyCtrlC)
	c.ends(130)
	if text := stdout.String(); strings.TrimSpace(text) != "" {
		t.Errorf("after Ctrl-C stdout has %q", text)
	}

	for _, key := range []string{keyCtrlD, keyEnter} {
		c, _ = start()
		c.see(question)
		c.press(key)
		c.ends(255)
		c.see("fob: error: the input ended before the question was answered")
	}
	if call := asked.Load(); call != nil {
		t.Fatalf("without a code STS was asked: %s", call)
	}

	c, stdout = start()
	c.answer(question, "123456")
	c.ends(0)
	if text := stdout.String(); !strings.HasPrefix(text, "export AWS_ACCESS_KEY_ID=ASIAMFA\n") {
		t.Errorf("stdout has %q", text)
	}
	if call := asked.Load(); call != "AssumeRole 123456" {
		t.Errorf("STS was asked: %s", call)
	}
	if strings.Contains(c.written(), "123456") {
		t.Error("the code was shown")
	}

	c, stdout = start() // the role is kept, so that nobody is asked again
	c.ends(0)
	if !strings.HasPrefix(stdout.String(), "export AWS_ACCESS_KEY_ID=ASIAMFA\n") || c.text() != "" {
		t.Errorf("stdout has %q, and the terminal shows %q", stdout, c.text())
	}
}
