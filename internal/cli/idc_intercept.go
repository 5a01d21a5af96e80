package cli

import (
	"context"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/intercept"
)

// defaultIntercept is where a local Identity Center's proxy listens.
const defaultIntercept = "127.0.0.1:8766"

const optIntercept = "intercept"

// interceptor is a proxy that is being served.
type interceptor struct {
	address     string
	certificate []byte // PEM, of the authority that clients have to trust
	stop        func() error
}

// intercept serves a proxy whose clients find the server in the place of AWS's hosts. It
// goes on until it is stopped.
func (a *app) intercept(ctx context.Context, address string, o centerOptions, dir *directory.Directory, server *idc.Server) (*interceptor, error) {
	proxy, err := intercept.New(intercept.Hosts(dir), a.Now(), a.requestLog(o.log))
	if err != nil {
		return nil, err
	}
	listener, err := idc.Listen(address)
	if err != nil {
		return nil, &interceptListenError{err}
	}
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- proxy.Serve(serving, listener, server) }()
	return &interceptor{listener.Addr().String(), proxy.CertificatePEM(), func() error { stop(); return <-served }}, nil
}

// interceptListenError means that the proxy cannot listen where it was to.
type interceptListenError struct{ err error }

func (e *interceptListenError) Error() string { return "intercept: " + e.err.Error() }
func (e *interceptListenError) Unwrap() error { return e.err }

// noInterceptError means that nothing intercepts for a server, as far as this user knows.
type noInterceptError struct{ url string }

func (e *noInterceptError) Error() string {
	return "no proxy is known that leads to the local Identity Center at " + e.url
}

// interceptEnviron returns what leads clients through the proxy of a server that this user
// runs. Certificates to trust are taken from nobody else.
func interceptEnviron(base string) ([]string, error) {
	for _, n := range readNotes() {
		if n.URL == base && n.Proxy != "" {
			return intercept.ClientEnviron(n.Proxy, n.CAFile), nil
		}
	}
	return nil, &noInterceptError{base}
}

// interceptElsewhere lists the variables that would lead a client past a proxy.
func interceptElsewhere() []string {
	return append(idc.LeadElsewhere(), "AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_STS")
}

func addIntercept(cmd *cobra.Command, address *string) {
	cmd.Flags().StringVar(address, optIntercept, "", "also listen on `ADDRESS:PORT`, "+defaultIntercept+" if not given, as a proxy that answers in the place of AWS's hosts, for clients that know no endpoint variables")
	cmd.Flags().Lookup(optIntercept).NoOptDefVal = defaultIntercept
}

// interceptedPage is where a stand-in finds a page that a client behind the proxy asked for:
// its browser knows no proxy. The page is of AWS by its name, and of the server in truth.
func interceptedPage(page, base string) string {
	at, err := url.Parse(page)
	if err != nil || at.Scheme != "https" || base == "" {
		return page
	}
	return strings.TrimSuffix(base, "/") + at.RequestURI()
}
