package cli

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/standin"
)

// What a stand-in types, for who does not want it on a command line.
const (
	envStandInUser = "FOB_IDC_USER"
	envPassword    = "FOB_IDC_PASSWORD"
	envTOTPSecret  = "FOB_IDC_TOTP_SECRET"
)

type idcBrowserOptions struct {
	user, passwordFile string
	deny               bool
}

func newIDCBrowser(a *app) *cobra.Command {
	var o idcBrowserOptions
	cmd := &cobra.Command{
		Use:   "browser URL",
		Short: "Walk the sign-in pages in the place of a person, as BROWSER",
		Long: `Fetch the page at URL, fill in its forms and press Allow, as a person would, until nothing more is asked. It goes to
loopback addresses only, so to local Identity Centers and the programs that sign in there. An https page is looked for
at the server of ` + envIDCURL + ` in any case: behind fob idc serve --intercept clients take it for AWS.

Set as BROWSER it lets programs sign in with nobody there. Write %s & at its end, for the AWS CLI: Python, which it
is written in, takes a command of several words with that only, and without the & waits for its end, while the page
waits for the AWS CLI.

Where the directory asks for passwords or one-time codes, they come from ` + envPassword + ` or --password-file and from
` + envTOTPSecret + `, the user's secret in base32.`,
		Example: `  BROWSER="fob idc browser --user alice@example.com %s &" aws sso login --profile my-dev-profile
  fob idc browser --deny 'http://127.0.0.1:8765/device?user_code=BCDF-GHJK'`,
		Args: arguments("URL"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.idcBrowser(cmd.Context(), o, args[0]) },
	}
	cmd.Flags().StringVar(&o.user, "user", "", "sign in as the user `NAME`; else that of "+envStandInUser+", or the first one offered")
	cmd.Flags().StringVar(&o.passwordFile, "password-file", "", "read the password from `FILE`")
	cmd.Flags().BoolVar(&o.deny, "deny", false, "press Deny")
	return cmd
}

// standInError is a walk that did not come to its end.
type standInError struct{ reason string }

func (e *standInError) Error() string { return "the stand-in at the browser: " + e.reason }

// idcBrowser prints nothing where all went well: its output would stand among that of the
// program whose browser it is.
func (a *app) idcBrowser(ctx context.Context, o idcBrowserOptions, page string) error {
	p := standin.Person{
		UserName: o.user, Password: a.env[envPassword], TOTPSecret: a.env[envTOTPSecret], Deny: o.deny, Now: a.Now,
	}
	if p.UserName == "" {
		p.UserName = a.env[envStandInUser]
	}
	if o.passwordFile != "" {
		data, err := os.ReadFile(o.passwordFile)
		if err != nil {
			return fmt.Errorf("read the password: %w", err)
		}
		p.Password = strings.TrimRight(string(data), "\r\n")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	visit, err := p.Walk(ctx, interceptedPage(page, a.env[envIDCURL]))
	switch {
	case err != nil:
		return &standInError{err.Error()}
	case visit.Status >= http.StatusBadRequest && !(o.deny && visit.Decided): // a client may answer a denial so
		return &standInError{fmt.Sprintf("the last page was %d %s", visit.Status, cmp.Or(visit.Title, visit.Text))}
	}
	return nil
}
