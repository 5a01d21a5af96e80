package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
)

// portalOptions are those of the portal's commands. An access token on the command line
// can be read by everybody on the machine; without one the session's own is used.
type portalOptions struct {
	accessToken string
	accountID   string
	roleName    string

	flags *pflag.FlagSet // that they came with
}

// errEmptyToken is the option of a script whose variable is not set. It must not stand for
// somebody's session.
var errEmptyToken = &usageError{"--access-token is empty; leave it out to use that of the profile's session"}

func (o *portalOptions) addAccessToken(flags *pflag.FlagSet) {
	paramVar(flags, &o.accessToken, "access-token", "use this access `TOKEN` instead of the session's; others on this machine can read it, unless it is a file://PATH")
	o.flags = flags
}

func (o *portalOptions) addAccountID(flags *pflag.FlagSet) {
	paramVar(flags, &o.accountID, "account-id", "the account, 12 digits: `ID`")
}

func newListAccounts(a *app) *cobra.Command {
	var o portalOptions
	var p pagingOptions
	cmd := &cobra.Command{
		Use:     "list-accounts",
		Short:   "List the accounts that you have a role in",
		Example: "  fob sso list-accounts --profile dev --output table",
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.listPages(cmd.Context(), "ListAccounts", "accountList", o, p, a.accountsPage)
		},
	}
	p.add(cmd.Flags())
	o.addAccessToken(cmd.Flags())
	return withSkeleton(a, cmd, append(emptyPage(), empty("accessToken")...))
}

func newListAccountRoles(a *app) *cobra.Command {
	var o portalOptions
	var p pagingOptions
	cmd := &cobra.Command{
		Use:     "list-account-roles",
		Short:   "List the roles that you have in an account",
		Example: "  fob sso list-account-roles --account-id 111122223333 --profile dev",
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.accountID == "" {
				return &usageError{cmd.CommandPath() + " needs: --account-id"}
			}
			return a.listPages(cmd.Context(), "ListAccountRoles", "roleList", o, p, func(ctx context.Context, b bearer, page awsapi.Page) ([]any, string, error) {
				return a.rolesPage(ctx, b, o.accountID, page)
			})
		},
	}
	p.add(cmd.Flags())
	o.addAccessToken(cmd.Flags())
	o.addAccountID(cmd.Flags())
	return withSkeleton(a, cmd, append(emptyPage(), empty("accessToken", "accountId")...))
}

func newGetRoleCredentials(a *app) *cobra.Command {
	var o portalOptions
	cmd := &cobra.Command{
		Use:     "get-role-credentials",
		Short:   "Print temporary credentials of a role",
		Example: `  fob sso get-role-credentials --account-id 111122223333 --role-name DeveloperAccess --profile dev`,
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.accountID == "" || o.roleName == "" {
				return &usageError{cmd.CommandPath() + " needs: --account-id and --role-name"}
			}
			return a.getRoleCredentials(cmd.Context(), o)
		},
	}
	paramVar(cmd.Flags(), &o.roleName, "role-name", "the role: its permission set's `NAME`")
	o.addAccountID(cmd.Flags())
	o.addAccessToken(cmd.Flags())
	return withSkeleton(a, cmd, empty("roleName", "accountId", "accessToken"))
}

// bearer is an access token, the region where it counts, and the session that it is of.
type bearer struct {
	accessToken, region string
	session             awsconfig.SSOSession
	given               bool // on the command line, for a session that nobody knows
}

// explain says what the failure of a call with the token means; accountID and roleName
// are what the call was about, "" where it was not.
func (b bearer) explain(accountID, roleName string, err error) error {
	if err == nil || b.given {
		return err
	}
	return rolecreds.Explain(awsconfig.SSOProfile{Session: b.session, AccountID: accountID, RoleName: roleName}, err)
}

// bearer returns the token on the command line, for the region of API calls, or that of
// the profile's session, which may be refreshed for it.
func (a *app) bearer(ctx context.Context, o portalOptions) (bearer, error) {
	if o.accessToken == "" && o.flags.Changed("access-token") {
		return bearer{}, errEmptyToken
	}
	profile, err := a.activeProfile()
	if err != nil {
		return bearer{}, err
	}
	if o.accessToken != "" {
		source, err := a.credentials()
		if err != nil {
			return bearer{}, err
		}
		region, err := source.CallRegion(ctx, profile)
		return bearer{accessToken: o.accessToken, region: region, given: true}, err
	}
	session, err := a.loginSession("")
	if err != nil {
		return bearer{}, err
	}
	tokens, err := a.tokens()
	if err != nil {
		return bearer{}, err
	}
	t, err := tokens.AccessToken(ctx, session)
	return bearer{accessToken: t.AccessToken, region: session.Region, session: session}, err
}

func (a *app) accountsPage(ctx context.Context, b bearer, page awsapi.Page) ([]any, string, error) {
	answer, err := a.api().ListAccounts(ctx, b.region, b.accessToken, page)
	accounts := sound(a, b, answer.Accounts, func(x awsapi.Account) *string { return x.AccountID })
	return listed(accounts, func(x awsapi.Account) orderedjson.Object {
		return present("accountId", x.AccountID, "accountName", x.AccountName, "emailAddress", x.EmailAddress)
	}), answer.NextToken, b.explain("", "", err)
}

func (a *app) rolesPage(ctx context.Context, b bearer, accountID string, page awsapi.Page) ([]any, string, error) {
	answer, err := a.api().ListAccountRoles(ctx, b.region, b.accessToken, accountID, page)
	roles := sound(a, b, answer.Roles, func(x awsapi.Role) *string { return x.AccountID })
	return listed(roles, func(x awsapi.Role) orderedjson.Object {
		return present("roleName", x.RoleName, "accountId", x.AccountID)
	}), answer.NextToken, b.explain(accountID, "", err)
}

// sound leaves out rows whose account is none, with a warning: ids go on into files and
// requests. Who brings an access token makes the AWS CLI's call, and gets its answer as it
// is, with a warning, too.
func sound[T any](a *app, b bearer, rows []T, accountID func(T) *string) []T {
	odd := ""
	kept := slices.DeleteFunc(rows, func(row T) bool {
		id := accountID(row)
		if id != nil && awsconfig.IsAccountID(*id) {
			return false
		}
		if odd = "none"; id != nil {
			odd = strconv.Quote(*id)
		}
		return !b.given
	})
	switch {
	case odd == "":
	case b.given:
		a.warn(fmt.Errorf("an account's id is not 12 digits: %s", odd))
	default:
		a.warn(fmt.Errorf("left out %d of the list: the account's id is not 12 digits: %s", len(rows)-len(kept), odd))
	}
	return kept
}

func (a *app) getRoleCredentials(ctx context.Context, o portalOptions) error {
	a.calls = awsapi.Portal
	printer, err := a.printer("GetRoleCredentials", "")
	if err != nil {
		return err
	}
	b, err := a.bearer(ctx, o)
	if err != nil {
		return err
	}
	creds, err := a.api().GetRoleCredentials(ctx, b.region, b.accessToken, o.accountID, o.roleName)
	if err != nil {
		return b.explain(o.accountID, o.roleName, err)
	}
	err = printer.Page(orderedjson.Object{{Name: "roleCredentials", Value: orderedjson.Object{
		{Name: "accessKeyId", Value: creds.AccessKeyID},
		{Name: "secretAccessKey", Value: creds.SecretAccessKey},
		{Name: "sessionToken", Value: creds.SessionToken},
		{Name: "expiration", Value: creds.Expiration.UnixMilli()},
	}}})
	if err != nil {
		return err
	}
	return printer.end("")
}

// listed turns a list into values to print; no list stays none.
func listed[T any](items []T, object func(T) orderedjson.Object) []any {
	if items == nil {
		return nil
	}
	values := make([]any, len(items))
	for i, item := range items {
		values[i] = object(item)
	}
	return values
}

// present makes an object of the members that are there, from names and values in turn.
func present(pairs ...any) orderedjson.Object {
	var o orderedjson.Object
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1].(*string); v != nil {
			o = append(o, orderedjson.Member{Name: pairs[i].(string), Value: *v})
		}
	}
	return o
}
