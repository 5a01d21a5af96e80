package cli

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/intercept"
	"fob.example/fob/internal/shellword"
)

type idcRunOptions struct {
	centerOptions
	user      string
	intercept bool
}

func newIDCRun(a *app) *cobra.Command {
	var o idcRunOptions
	cmd := &cobra.Command{
		Use:   "run -- PROGRAM [ARGUMENT...]",
		Short: "Run a program against a local Identity Center of its own",
		Long: `Start a local Identity Center on a free port, run a program that uses it, and leave nothing behind: for the tests of
whatever signs in to AWS. What stands behind -- is the program and its arguments, taken as they are, without a shell.

The program finds the endpoint variables, a temporary HOME with a ready config in it, and a BROWSER that walks the
sign-in pages as --user, so that aws sso login goes through with nobody there. fob idc approve, fault, clock and
requests operate that server. The exit code is the program's; 127 means that it was not found, 126 that it cannot be
run.`,
		Example: `  fob idc run -- ./integration-tests.sh
  fob idc run --directory company.yaml --fault aws-quota -- go test ./...
  fob idc run -- bash -c 'aws sso login --profile my-dev-profile && aws sts get-caller-identity --profile my-dev-profile'`,
		Annotations: map[string]string{annotationProgram: ""},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"fob idc run needs a program to run, behind --: fob idc run -- PROGRAM [ARGUMENT...]"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.idcRun(cmd.Context(), o, args) },
	}
	o.add(cmd, "none")
	cmd.Flags().BoolVar(&o.intercept, optIntercept, false, "lead the program through a proxy that answers in the place of AWS's hosts, not by endpoint variables")
	cmd.Flags().StringVar(&o.user, "user", "", "let the user `NAME` sign in; else whom the directory signs in unasked, or the first one in it")
	return cmd
}

func (a *app) idcRun(ctx context.Context, o idcRunOptions, args []string) (err error) {
	program, err := a.findProgram(args)
	if err != nil {
		return err
	}
	_, dir, err := openDirectory(o.directory)
	if err != nil {
		return err
	}
	a.warnOfDirectory(dir)
	user, err := standInFor(dir, o.user)
	if err != nil {
		return err
	}
	// A signal is the program's, which may still need the server to end well.
	center, err := a.startCenter(context.WithoutCancel(ctx), o.centerOptions, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, center.stop()) }()
	home, err := os.MkdirTemp("", "fob-idc-run-")
	if err != nil {
		return fmt.Errorf("make a temporary home: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	if err := atomicfile.Write(nil, filepath.Join(home, ".aws", "config"), []byte(dir.ClientConfig())); err != nil {
		return fmt.Errorf("write the config: %w", err)
	}
	variables, elsewhere := idc.ClientEnviron(center.base), idc.LeadElsewhere()
	if o.intercept {
		proxy, err := a.intercept(context.WithoutCancel(ctx), "127.0.0.1:0", o.centerOptions, dir, center.server)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, proxy.stop()) }()
		caFile := filepath.Join(home, "ca.pem")
		if err := atomicfile.Write(nil, caFile, proxy.certificate); err != nil {
			return fmt.Errorf("write the certificate to trust: %w", err)
		}
		variables, elsewhere = intercept.ClientEnviron(proxy.address, caFile), interceptElsewhere()
	}
	variables = append(variables, envIDCURL+"="+center.base, envAdminSecret+"="+center.adminToken)
	program.Environ, program.Stay = a.centerEnviron(home, user, variables, elsewhere), true
	return a.run(ctx, program)
}

// ownCenter is a server that nobody knows but who started it.
type ownCenter struct {
	server           *idc.Server
	base, adminToken string
	stop             func() error // and wait for its end
}

// startCenter starts a server on a free port.
func (a *app) startCenter(ctx context.Context, o centerOptions, dir *directory.Directory) (*ownCenter, error) {
	secret, err := idc.Secret(dir, "")
	if err != nil {
		return nil, err
	}
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	base := idc.BaseURL(listener)
	server, adminToken, err := a.newCenter(o, dir, base, secret)
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- idc.Serve(serving, listener, server) }()
	return &ownCenter{server, base, adminToken, func() error { stop(); return <-served }}, nil
}

// standInFor is who signs in where nobody is there to do it.
func standInFor(dir *directory.Directory, userName string) (directory.User, error) {
	if userName == "" && dir.Instance.SignIn == directory.SignInAuto {
		userName = dir.Instance.AutoUser
	}
	for _, u := range dir.Users {
		if !u.Disabled && (userName == "" || u.UserName == userName) {
			return u, nil
		}
	}
	if userName == "" {
		return directory.User{}, nil // nobody can, and that may be what is tried
	}
	return directory.User{}, fmt.Errorf("%q: %w", userName, idc.ErrNoUser)
}

// centerEnviron is our environment with variables that lead to a server, without those that
// would lead elsewhere.
func (a *app) centerEnviron(home string, user directory.User, variables, elsewhere []string) []string {
	variables = append(variables,
		"HOME="+home, "USERPROFILE="+home,
		envStandInUser+"="+user.UserName, envPassword+"="+user.Password, envTOTPSecret+"="+base32.StdEncoding.EncodeToString(user.TOTPSecret),
	)
	if a.Executable != nil {
		if program, err := a.Executable(); err == nil { // else nobody is at the browser
			variables = append(variables, "BROWSER="+shellword.Quote(program)+" idc browser %s &")
		}
	}
	kept := slices.DeleteFunc(slices.Clone(a.Environ), func(kv string) bool {
		i := indexEquals(kv)
		return i > 0 && slices.Contains(elsewhere, kv[:i])
	})
	return childEnviron(kept, variables)
}
