package signin

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// takenPort is a port of 127.0.0.1 that somebody listens on.
func takenPort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

// freePort is one that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestTheFirstFreePortIsTaken(t *testing.T) {
	taken, free, never := takenPort(t), freePort(t), takenPort(t)
	l, err := listenLoopback(net.Listen, []int{taken, free, never})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close(pageFailed)
	if got := l.listener.Addr().(*net.TCPAddr).Port; got != free {
		t.Errorf("listens on port %d, want %d", got, free)
	}
	if want := fmt.Sprintf("port %d is taken", taken); l.passedOver.Error() != want {
		t.Errorf("passed over: %v, want %s", l.passedOver, want)
	}
	if !strings.Contains(l.redirectURI, l.host) || !strings.HasPrefix(l.host, "127.0.0.1:") {
		t.Errorf("the redirect URI is %s", l.redirectURI)
	}
}

func TestH47PinnedPortsThatAreTaken(t *testing.T) {
	f := Flow{
		API:           awsapi.New(awsapi.Config{}),
		RedirectPorts: []int{takenPort(t), takenPort(t)},
	} // whatever else it asked for would be a nil pointer
	session := awsconfig.SSOSession{Name: "corp", StartURL: "https://d-1.awsapps.com/start", Region: "us-east-1"}
	_, err := f.PKCE(t.Context(), session)
	refused, ok := errors.AsType[*ListenError](err)
	if !ok || len(refused.Ports) != 2 || refused.Session.Name != "corp" {
		t.Fatalf("ended with %v", err)
	}
	want := "cannot listen on 127.0.0.1 for the browser's answer: port "
	for i, port := range f.RedirectPorts {
		if i > 0 {
			want += ", port "
		}
		want += strconv.Itoa(port) + " is taken"
	}
	if err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestWhyNobodyCanListen(t *testing.T) {
	fails := func(errno syscall.Errno) func(string, string) (net.Listener, error) {
		return func(network, address string) (net.Listener, error) {
			if network != "tcp4" || !strings.HasPrefix(address, "127.0.0.1:") {
				t.Errorf("asked for %s %s", network, address)
			}
			return nil, &net.OpError{Op: "listen", Net: network, Err: os.NewSyscallError("bind", errno)}
		}
	}
	const noLoopback = "this machine has no such address, and a browser can come back to no other"
	for _, tt := range []struct {
		name   string
		errno  syscall.Errno
		ports  []int
		want   string
		others bool // whether another port might do
	}{
		{"IPv6 alone", syscall.EADDRNOTAVAIL, nil, noLoopback, false},
		{"IPv6 alone, pinned", syscall.EADDRNOTAVAIL, []int{8080, 8081}, noLoopback, false},
		{"no IPv4 in the kernel", syscall.EAFNOSUPPORT, nil, noLoopback, false},
		{"no IPv4 in the kernel, pinned", syscall.EAFNOSUPPORT, []int{8080}, noLoopback, false},
		{"not allowed", syscall.EACCES, []int{80}, "port 80: bind: permission denied", true},
		{"no sockets left", syscall.EMFILE, nil, "listen tcp4: bind: too many open files", false},
	} {
		_, err := listenLoopback(fails(tt.errno), tt.ports)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
		listen, ok := errors.AsType[*ListenError](listenError(awsconfig.SSOSession{Name: "corp"}, tt.ports, err))
		if !ok || len(listen.Ports) > 0 != tt.others {
			t.Errorf("%s: the ports %v are to blame", tt.name, listen.Ports)
		}
	}
}
