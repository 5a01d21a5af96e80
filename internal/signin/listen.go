package signin

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
)

// ListenError means that the loopback redirect cannot be received on this machine. Ports
// are those that were asked for, none of which is to be had; empty where that is not why.
type ListenError struct {
	Session awsconfig.SSOSession
	Ports   []int
	Err     error
}

func (e *ListenError) Error() string {
	return fmt.Sprintf("cannot listen on 127.0.0.1 for the browser's answer: %v", e.Err)
}
func (e *ListenError) Unwrap() error { return e.Err }

// listenError says of a session why nobody listens for it.
func listenError(session awsconfig.SSOSession, ports []int, err error) error {
	if errors.Is(err, errNoLoopback) {
		ports = nil // no other would do
	}
	return &ListenError{session, ports, err}
}

// errNoLoopback is of a machine with IPv6 alone. The service knows no other redirect URI.
var errNoLoopback = errors.New("this machine has no such address, and a browser can come back to no other")

// portErrors say of each port why it is not to be had.
type portErrors []error

func (e portErrors) Unwrap() []error { return e }
func (e portErrors) Error() string {
	texts := make([]string, len(e))
	for i, err := range e {
		texts[i] = err.Error()
	}
	return strings.Join(texts, ", ")
}

// listenLoopback binds the first of ports that is free, or any where none is named: the
// literal 127.0.0.1, never a name and never every interface (RFC 8252 §7.3, §8.3).
func listenLoopback(listen func(network, address string) (net.Listener, error), ports []int) (*loopback, error) {
	if len(ports) == 0 {
		ports = []int{0}
	}
	var failed portErrors
	for _, port := range ports {
		listener, err := listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l := newLoopback(listener)
			l.passedOver = failed
			return l, nil
		}
		failed = append(failed, portError(port, err))
	}
	if slices.ContainsFunc(failed, func(err error) bool { return errors.Is(err, errNoLoopback) }) {
		return nil, errNoLoopback
	}
	return nil, failed
}

func portError(port int, err error) error {
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, syscall.EAFNOSUPPORT):
		return errNoLoopback
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %d is taken", port)
	case errors.As(err, &op) && port != 0:
		return fmt.Errorf("port %d: %w", port, op.Err)
	}
	return err
}

func newLoopback(listener net.Listener) *loopback {
	host := listener.Addr().String()
	return &loopback{
		listener:    listener,
		host:        host,
		redirectURI: "http://" + host + oauth2term.LoopbackRedirectPath,
		state:       newState(),
		first:       make(chan redirect, 1),
		strays:      make(chan struct{}, 1),
		done:        make(chan struct{}),
	}
}
