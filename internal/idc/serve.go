package idc

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// writeTimeout is how long an answer may take from the end of a request's header.
const writeTimeout = 30 * time.Second

// serveGrace is how long requests under way may take once a server is to stop.
const serveGrace = time.Second

// Serve answers on l with handler until ctx ends, and then returns nil with l closed.
func Serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.Background(), serveGrace)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
	})
	err := server.Serve(l)
	if !stop() {
		<-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// BaseURL is how clients reach what listens on l.
func BaseURL(l net.Listener) string { return "http://" + l.Addr().String() }

// ClientEnviron returns the variables, as NAME=VALUE, that lead AWS clients to the
// server at baseURL.
func ClientEnviron(baseURL string) []string {
	return []string{
		"AWS_ENDPOINT_URL_SSO_OIDC=" + baseURL,
		"AWS_ENDPOINT_URL_SSO=" + baseURL,
		"AWS_ENDPOINT_URL_STS=" + baseURL,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// LeadElsewhere lists the variables that would lead an AWS client away from a server: to
// other files, profiles, keys, regions or endpoints, or by a proxy, which the AWS CLI asks
// for 127.0.0.1, too.
func LeadElsewhere() []string {
	return []string{
		"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
		"HTTP_PROXY", "http_proxy",
	}
}
