package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"
)

// hostileConfig has what a terminal acts on wherever a value may stand.
const hostileConfig = "[profile p\x1b[31m]\nregion = r\x1b[2J\u009b31m\u202e\naws_access_key_id = AKIA\x1b]0;\n" +
	"aws_secret_access_key = s\u009b31m\n" +
	"note = one\n  two\x1b[2J\n"

// A terminal takes no orders from the files or from a server, whatever the format.
func TestATerminalTakesNoOrders(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"accountList": [{"accountId": "111122223333", "accountName": "x]\n[profile p]\ncredential_process=touch pwned\u001b[2J\u202e", "emailAddress": "\u009b31m"}]}`)
	}))
	defer server.Close()
	const profile = "p\x1b[31m"
	list := "sso list-accounts --access-token x --region us-east-1 --endpoint-url " + server.URL
	for _, line := range []string{
		"configure list-profiles", "configure list", "configure get region", "configure get note", "configure",
		list + " --output json", list + " --output text", list + " --output yaml", list + " --output yaml-stream",
		list + " --output table --color off", list + " --query accountList[0].accountName --output text",
	} {
		home := secretHome(t, map[string]string{".aws/config": hostileConfig})
		var stdout, stderr bytes.Buffer
		code := Main(t.Context(), Env{
			Args: strings.Fields(line), Stdin: strings.NewReader("\n\n\n\n"), Stdout: &stdout, Stderr: &stderr, Now: time.Now,
			Environ:  []string{"HOME=" + home, "USERPROFILE=" + home, "AWS_PROFILE=" + profile, "AWS_PAGER="},
			Terminal: true, Interactive: true,
		})
		text := stdout.String()
		if code != exitOK || text == "" {
			t.Errorf("fob %s: %d, %q\n%s", line, code, text, stderr.String())
		}
		if strings.ContainsFunc(text, isOrder) {
			t.Errorf("fob %s: %q", line, text)
		}
	}
}

// isOrder tells what a terminal does not show but act on.
func isOrder(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf) && r != '\n' && r != '\t'
}
