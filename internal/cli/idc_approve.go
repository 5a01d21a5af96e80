package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/termui"
)

func newIDCApprove(a *app) *cobra.Command {
	var o operatorOptions
	var user string
	cmd := &cobra.Command{
		Use:   "approve CODE",
		Short: "Approve a device code, as a person at the browser would",
		Long: `Approve the user code that a client shows, at a local Identity Center that runs here. The client is signed in as
--user, else as the person whom the directory signs in unasked, else as the first one in it.`,
		Example: `  fob idc approve BCDF-GHJK
  fob idc approve BCDF-GHJK --user alice@example.com`,
		Args: arguments("CODE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.idcDecide(cmd.Context(), o, args[0], "approve", user)
		},
	}
	cmd.Flags().StringVar(&user, "user", "", "approve as the user `NAME`")
	o.add(cmd)
	return cmd
}

func newIDCDeny(a *app) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:     "deny CODE",
		Short:   "Deny a device code, as a person at the browser would",
		Long:    "Deny the user code that a client shows, at a local Identity Center that runs here. The client is told so.",
		Example: "  fob idc deny BCDF-GHJK",
		Args:    arguments("CODE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.idcDecide(cmd.Context(), o, args[0], "deny", "")
		},
	}
	o.add(cmd)
	return cmd
}

func (a *app) idcDecide(ctx context.Context, o operatorOptions, code, decision, user string) error {
	if !strings.ContainsFunc(code, unicode.IsLetter) {
		return &usageError{fmt.Sprintf("%q is not a user code such as BCDF-GHJK", code)}
	}
	op, err := a.operator(ctx, o)
	if err != nil {
		return err
	}
	body := map[string]string{}
	if user != "" {
		body["userName"] = user
	}
	answer, err := op.call(ctx, http.MethodPost, "device-codes/"+url.PathEscape(code)+"/"+decision, body)
	switch {
	case err != nil:
		return err
	case decision == "deny":
		return a.print(fmt.Sprintf("Denied %s.\n", termui.Clean(code)))
	}
	return a.print(fmt.Sprintf("Approved %s as %s.\n", termui.Clean(code), termui.Clean(answer.String("userName"))))
}
