// Package intercept answers in the place of AWS's hosts, for clients that know no endpoint
// variables: an HTTP proxy that takes CONNECT (RFC 9110 §9.3.6) to a few of them, ends TLS
// with certificates of an authority of its own, and refuses all else. Nothing leaves the
// machine.
//
//	hosts.go      which hosts those are
//	authority.go  certificates that are good for them alone
//	tunnels.go    the connections that clients are led to
//	environ.go    the variables that lead clients here
package intercept

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"fob.example/fob/internal/idc"
)

// handshakeTime is how long a client may take to agree on TLS.
const handshakeTime = 10 * time.Second

// Proxy is a proxy for some hosts.
type Proxy struct {
	authority *authority
	hosts     []string
	tunnels   *tunnels
	log       *slog.Logger
}

// New makes a proxy, with an authority and certificates that are good for a week from now.
// log gets a record of each client that does not agree on TLS; it may be nil.
func New(hosts []string, now time.Time, log *slog.Logger) (*Proxy, error) {
	a, err := newAuthority(hosts, now)
	if err != nil {
		return nil, fmt.Errorf("intercept: %w", err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Proxy{authority: a, hosts: hosts, tunnels: newTunnels(), log: log}, nil
}

// CertificatePEM returns the certificate of the authority, which clients have to trust.
func (p *Proxy) CertificatePEM() []byte { return p.authority.pem() }

// Serve takes clients of the proxy on l until ctx ends, and has their requests answered by
// services. It then returns nil with l closed. It can be called once.
func (p *Proxy) Serve(ctx context.Context, l net.Listener, services http.Handler) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	inside := make(chan error, 1)
	go func() { inside <- idc.Serve(ctx, p.tunnels, sameHost(services)) }()
	err := idc.Serve(ctx, l, p)
	stop()
	return errors.Join(err, <-inside)
}

// sameHost refuses requests for another host than the one that the client has seen a
// certificate of.
func sameHost(services http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host := strings.TrimSuffix(r.Host, ":443"); !strings.EqualFold(host, r.TLS.ServerName) {
			http.Error(w, "fob's local Identity Center: this connection is to another host", http.StatusMisdirectedRequest)
			return
		}
		services.ServeHTTP(w, r)
	})
}

// ServeHTTP takes a request to the proxy itself.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, port, err := net.SplitHostPort(r.Host)
	host = strings.ToLower(host)
	switch {
	case r.Method != http.MethodConnect:
		p.refuse(w, "only CONNECT is taken, which clients use for https://")
	case err != nil || p.authority.leaves[host] == nil:
		p.refuse(w, "nothing else is reached from here")
	case port != "443":
		p.refuse(w, "only port 443 of these is")
	default:
		p.lead(w, host)
	}
}

func (p *Proxy) refuse(w http.ResponseWriter, reason string) {
	http.Error(w, "fob's local Identity Center answers in the place of "+strings.Join(p.hosts, ", ")+": "+reason, http.StatusForbidden)
}

// lead turns a CONNECT request's connection into one to a host.
func (p *Proxy) lead(w http.ResponseWriter, host string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "this connection cannot become a tunnel", http.StatusInternalServerError)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	defer cancel()
	client := tls.Server(&tunnel{conn, buffered.Reader}, p.tlsConfig(host))
	_, err = conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	if err == nil {
		err = client.HandshakeContext(ctx)
	}
	if err != nil {
		p.log.LogAttrs(ctx, slog.LevelWarn, "intercept", slog.String("host", host), slog.String("error", err.Error()))
		_ = conn.Close()
		return
	}
	p.tunnels.add(client)
}

// tlsConfig answers with the certificate of a host, and not to clients that ask for another.
func (p *Proxy) tlsConfig(host string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if !strings.EqualFold(hello.ServerName, host) {
				return nil, fmt.Errorf("the client asks for %q in a tunnel to another host", hello.ServerName)
			}
			return p.authority.leaves[host], nil
		},
	}
}
