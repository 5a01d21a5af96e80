package idc

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// ErrNotLoopback means that an address is not a literal loopback address. Names
// are refused too, "localhost" included: what they resolve to is not ours to say.
var ErrNotLoopback = errors.New("not a loopback address such as 127.0.0.1 or [::1]")

// ErrPortTaken means that another program listens on the port.
var ErrPortTaken = errors.New("the port is taken by another program")

const wsaEADDRINUSE = syscall.Errno(10048) // EADDRINUSE as Windows has it

// Listen listens on an address such as "127.0.0.1:4321", or "127.0.0.1:0" for a
// free port. Whoever reaches the server can sign in as anybody, so the address must
// be a literal of 127.0.0.0/8 or [::1].
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: want ADDRESS:PORT", addr)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() || ip.Is4In6() {
		return nil, fmt.Errorf("listen on %q: %w", addr, ErrNotLoopback)
	}
	return ListenAnywhere(addr)
}

// ListenAnywhere is Listen on an address of a network too, such as "0.0.0.0:4321". It is
// for servers whose Config.Remote is set.
func ListenAnywhere(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: want ADDRESS:PORT", addr)
	}
	network := "tcp"
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		network = "tcp4" // else 0.0.0.0 is all addresses of IPv6 as well
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		if errno, ok := errors.AsType[syscall.Errno](err); ok && (errno == syscall.EADDRINUSE || errno == wsaEADDRINUSE) {
			return nil, fmt.Errorf("listen on %s, port %s: %w", host, port, ErrPortTaken)
		}
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	return l, nil
}
