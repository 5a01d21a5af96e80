package main

import (
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The rest of an answer that is longer than it says comes to light only as a mistake of the
// connection, which is nobody's to read: it may be half a key.
func TestWhatAServerSendsTooMuchIsNotShown(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64<<10))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}canary")
			time.AfterFunc(10*time.Second, func() { _ = conn.Close() })
		}
	}()
	cmd := exec.Command("fob", "sso", "get-role-credentials", "--access-token", "t", "--account-id", "111122223333", "--role-name", "r",
		"--region", "us-east-1", "--endpoint-url", "http://"+l.Addr().String())
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "fob: error: GetRoleCredentials: ") || strings.Contains(string(out), "canary") {
		t.Errorf("%v\n%s", err, out)
	}
}
