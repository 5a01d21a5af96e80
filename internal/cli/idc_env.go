package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/idc"
)

type idcEnvOptions struct {
	url, readyFile, shell string
	intercept             bool
}

func newIDCEnv(a *app) *cobra.Command {
	var o idcEnvOptions
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print what points a shell at a local Identity Center",
		Long: `Print, for a shell to run, what makes the AWS CLI, the SDKs and fob use a local Identity Center that is being served:
the endpoint variables, and a temporary HOME with a ready config in it. HOME has to change, since the token caches
follow it and your own must not be mixed with these.

With --intercept the variables lead through the proxy of idc serve --intercept instead, for clients that know no
endpoint variables: the proxy's address, and the certificate to trust. All else that goes through it is refused.`,
		Example: `  eval "$(fob idc env)"
  bash -c 'eval "$(fob idc env)"; aws sso login --profile my-dev-profile'
  eval "$(fob idc env --intercept)"
  fob idc env --shell fish | source
  fob idc env --shell powershell | Out-String | Invoke-Expression`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(shells, o.shell) {
				return &usageError{fmt.Sprintf("--shell: %q is not one of %s", o.shell, strings.Join(shells, ", "))}
			}
			return a.idcEnv(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.url, "url", "http://"+defaultListen, "point at the server with the base `URL`")
	cmd.Flags().StringVar(&o.readyFile, "ready-file", "", "read the base URL from `FILE`, which idc serve wrote")
	cmd.Flags().BoolVar(&o.intercept, optIntercept, false, "lead clients through the server's proxy, not by endpoint variables")
	cmd.Flags().StringVar(&o.shell, "shell", "bash", "print for `SHELL`: "+strings.Join(shells, ", "))
	return cmd
}

func (a *app) idcEnv(ctx context.Context, o idcEnvOptions) error {
	base := o.url
	if o.readyFile != "" {
		data, err := os.ReadFile(o.readyFile)
		if err != nil {
			return fmt.Errorf("read the ready file: %w", err)
		}
		base = strings.TrimSpace(string(data))
	}
	base, err := centerURL(base)
	if err != nil {
		return err
	}
	config, err := fetchClientConfig(ctx, base)
	if err != nil {
		return err
	}
	variables, elsewhere := idc.ClientEnviron(base), idc.LeadElsewhere()
	if o.intercept {
		if variables, err = interceptEnviron(base); err != nil {
			return err
		}
		elsewhere = interceptElsewhere()
	}
	script, err := envScript(o.shell, base, config, append(variables, envIDCURL+"="+base), elsewhere)
	if err != nil {
		return err
	}
	return a.print(script)
}

// noServerError means that no local Identity Center answers at a URL.
type noServerError struct{ url string }

func (e *noServerError) Error() string {
	return fmt.Sprintf("no local Identity Center answers at %s", e.url)
}

// fetchClientConfig asks the server for a config that fits its directory.
func fetchClientConfig(ctx context.Context, base string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/local/aws-config", nil)
	if err != nil {
		return "", err
	}
	resp, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		return "", &noServerError{base}
	}
	defer resp.Body.Close()
	config, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil || resp.StatusCode != http.StatusOK {
		return "", &noServerError{base}
	}
	return string(config), nil
}
