// Package credserver hands credentials to the programs of one command, over the protocol of
// the endpoint that AWS gives to containers: GET with an Authorization header, a JSON
// document back. SDKs ask again before the credentials run out.
//
// It is on a loopback address, answers whoever has its token, and says the same to everybody
// else.
package credserver

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"time"

	"fob.example/fob/internal/awsapi"
)

// Time and size that a request may take.
const (
	headerTimeout  = 5 * time.Second
	maxHeaderBytes = 16 << 10
	answerTimeout  = time.Minute
)

// Config is what a server is made of. All of it is required.
type Config struct {
	// Credentials gets credentials that are good for a while. It is called once however many
	// ask at a moment, and never twice at once. Its error is shown to no client.
	Credentials func(context.Context) (awsapi.Credentials, error)
	// Failed is told of each error of Credentials.
	Failed func(error)
	// Refuses reports whether an error says that asking again is of no use: then the client
	// is told what strangers are told.
	Refuses func(error) bool
}

// Server is a running endpoint.
type Server struct {
	url, token string
	http       *http.Server
	done       chan struct{}
}

// Start serves until ctx ends or the server is closed, on a port of the kernel's choice of
// 127.0.0.1, or of ::1 on a machine without it.
func Start(ctx context.Context, c Config) (*Server, error) {
	listener, err := listen(ctx)
	if err != nil {
		return nil, fmt.Errorf("serve credentials: %w", err)
	}
	host := listener.Addr().String()
	s := &Server{url: "http://" + host + path, token: newToken(), done: make(chan struct{})}
	s.http = &http.Server{
		Handler:           &handler{host: host, token: s.token, purchases: purchases{ctx: ctx, Config: c}},
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: headerTimeout + answerTimeout,
		IdleTimeout: answerTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(listener) // until Close
	}()
	context.AfterFunc(ctx, s.Close)
	return s, nil
}

// Close ends the server, and what it is still asked for.
func (s *Server) Close() {
	_ = s.http.Close()
	<-s.done
}

// Environ are the variables that lead an SDK here. The token is in no URL: those are logged.
func (s *Server) Environ() []string {
	return []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + s.url, "AWS_CONTAINER_AUTHORIZATION_TOKEN=" + s.token}
}

func listen(ctx context.Context) (net.Listener, error) {
	var c net.ListenConfig
	listener, err := c.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		if six, err := c.Listen(ctx, "tcp6", "[::1]:0"); err == nil {
			return six, nil
		}
	}
	return listener, err
}

// newToken makes one of 256 random bits.
func newToken() string {
	bits := make([]byte, 32)
	_, _ = rand.Read(bits) // it never fails
	return base64.RawURLEncoding.EncodeToString(bits)
}
