package cli

import (
	"bufio"
	"context"
	"net/http"

	"github.com/spf13/cobra"
)

func newIDCRequests(a *app) *cobra.Command {
	var o operatorOptions
	var follow bool
	cmd := &cobra.Command{
		Use:   "requests",
		Short: "Print what was asked of a local Identity Center, as JSON lines",
		Long: `Print the last thousand requests to a local Identity Center, one JSON object a line: operation, person, client,
answer, and the fault if there was one. Secrets are left out.`,
		Example: `  fob idc requests
  fob idc requests --follow`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.idcRequests(cmd.Context(), o, follow) },
	}
	cmd.Flags().BoolVar(&follow, "follow", false, "go on with those to come, until Ctrl-C")
	o.add(cmd)
	return cmd
}

func (a *app) idcRequests(ctx context.Context, o operatorOptions, follow bool) error {
	op, err := a.operator(ctx, o)
	if err != nil {
		return err
	}
	path := "requests.jsonl"
	if follow {
		path += "?follow=true"
	}
	resp, err := op.open(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := a.show(lines.Text() + "\n"); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if lines.Err() != nil {
		return &noServerError{op.base}
	}
	return nil
}
