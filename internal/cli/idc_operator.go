package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// The variables that lead commands to a local Identity Center and let them operate it.
const (
	envIDCURL      = "FOB_IDC_URL"
	envAdminSecret = "FOB_IDC_ADMIN_SECRET"
)

const optAdminSecretFile = "admin-secret-file"

// operatorOptions say which server is operated, and with which admin token.
type operatorOptions struct{ url, secretFile string }

func (o *operatorOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.url, "url", "", "operate the server with the base `URL`; else that of "+envIDCURL+", or the one that runs here")
	cmd.Flags().StringVar(&o.secretFile, optAdminSecretFile, "", "read the admin token from `FILE`; else it is that of "+envAdminSecret+", or what the server left for its user")
}

// operator talks to the operator's API of a server.
type operator struct{ base, adminToken string }

// noAdminTokenError means that nothing says with which token a server is operated.
type noAdminTokenError struct{ url string }

func (e *noAdminTokenError) Error() string {
	return "no admin token is known for the local Identity Center at " + e.url
}

// operatorError is what the operator's API refused.
type operatorError struct {
	message    string
	wrongToken bool
}

func (e *operatorError) Error() string { return e.message }

// operator finds the server and its admin token.
func (a *app) operator(ctx context.Context, o operatorOptions) (operator, error) {
	notes := readNotes()
	base := cmp.Or(o.url, a.env[envIDCURL])
	if base == "" {
		base = "http://" + defaultListen
		if !slices.ContainsFunc(notes, func(n serverNote) bool { return n.URL == base }) && len(notes) == 1 {
			base = notes[0].URL
		}
	}
	base, err := centerURL(base)
	if err != nil {
		return operator{}, err
	}
	secret, err := a.adminSecret(o.secretFile)
	if err != nil {
		return operator{}, err
	}
	for _, n := range notes {
		if n.URL == base {
			secret = cmp.Or(secret, n.AdminToken)
		}
	}
	if secret == "" {
		if _, err := fetchClientConfig(ctx, base); errors.As(err, new(*noServerError)) {
			return operator{}, err
		}
		return operator{}, &noAdminTokenError{base}
	}
	return operator{base, secret}, nil
}

// centerURL is a base URL in one spelling. It is https, or http to a loopback address: over
// anything else people's sign-ins and the admin token could be read on the way.
func centerURL(base string) (string, error) {
	base = strings.TrimSuffix(base, "/")
	if _, err := browser.Check(base + "/"); err != nil {
		return "", &usageError{fmt.Sprintf("%q is not https, nor the URL of a server on a loopback address", base)}
	}
	return base, nil
}

// adminSecret is the admin token that a file or the environment gives, empty if neither does.
func (a *app) adminSecret(file string) (string, error) {
	if file == "" {
		return a.env[envAdminSecret], nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the admin token: %w", err)
	}
	secret := strings.TrimSpace(string(data))
	if secret == "" {
		return "", fmt.Errorf("read the admin token: %s is empty", file)
	}
	return secret, nil
}

// call makes a call and returns the answer, without its version. A body that is nil is none.
func (o operator) call(ctx context.Context, method, path string, body any) (orderedjson.Object, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	resp, err := o.open(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return nil, &noServerError{o.base}
	}
	answer, err := orderedjson.ParseObject(data)
	if err != nil {
		return nil, &noServerError{o.base}
	}
	return slices.DeleteFunc(answer, func(m orderedjson.Member) bool { return m.Name == "version" }), nil
}

// open makes a call and returns the answer if it is a good one.
func (o operator) open(ctx context.Context, method, path string, body any) (*http.Response, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, o.base+"/admin/v1/"+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+o.adminToken)
	resp, err := (&http.Transport{}).RoundTrip(r)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &noServerError{o.base}
	case resp.StatusCode == http.StatusOK:
		return resp, nil
	}
	defer resp.Body.Close()
	var refusal struct{ Error struct{ Message string } }
	if json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&refusal) != nil || refusal.Error.Message == "" {
		return nil, &noServerError{o.base}
	}
	return nil, &operatorError{refusal.Error.Message, resp.StatusCode == http.StatusUnauthorized}
}

// showOperator prints an answer of the operator's API in the format of --output; the
// settings of profiles have no say.
func (a *app) showOperator(operation string, answer orderedjson.Object) error {
	format := output.JSON
	if a.global.output != "" {
		var ok bool
		if format, ok = output.ByName(a.global.output); !ok {
			return &usageError{fmt.Sprintf("unknown output type %q, not one of %s", a.global.output, output.Names())}
		}
	}
	printer, err := a.printerOf(format, operation, "")
	if err == nil {
		err = printer.Page(answer)
	}
	if err != nil {
		return err
	}
	return printer.end("")
}
