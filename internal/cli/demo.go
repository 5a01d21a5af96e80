package cli

import (
	"context"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/demo"
)

type demoOptions struct{ yes, keep bool }

func newDemo(a *app) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Sign in end to end on a local Identity Center, without an AWS account",
		Long: `Start a local Identity Center on this machine and walk the way a person takes: sign in by PKCE and by device
code, ask who you are, sign out. Everything is temporary: your own ~/.aws is neither read nor written.

With a terminal and a browser the pages open in your browser, and you click. Without, or with --yes, a built-in
stand-in fetches the same pages and submits their forms.`,
		Example: `  fob demo
  fob demo --yes
  fob demo --keep   # leaves the server up, for the AWS CLI and others`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.yes, "yes", false, "let the stand-in click")
	cmd.Flags().BoolVar(&o.keep, "keep", false, "leave the server up until Ctrl-C, and print how to use it")
	return cmd
}

func (a *app) demo(ctx context.Context, o demoOptions) error {
	c := demo.Config{Stdout: a.Stdout, Now: a.Now, Keep: o.keep, Run: a.runInDemo}
	// The browser is the person's own, so it gets their environment and not the demo's.
	opener := browser.Opener{Environ: a.Environ, Output: a.Stderr}
	if !o.yes && a.Interactive && opener.Available() {
		c.OpenBrowser = opener.Open
	}
	return demo.Run(ctx, c)
}

// runInDemo runs a command in a world of its own.
func (a *app) runInDemo(ctx context.Context, c demo.Command) int {
	return Main(ctx, Env{
		Args: c.Args, Stdin: a.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
		Environ: c.Environ, Now: a.Now, OpenBrowser: c.OpenBrowser,
	})
}
