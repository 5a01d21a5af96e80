package cli

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

func newIDCClock(a *app) *cobra.Command {
	var o operatorOptions
	var advance time.Duration
	var set string
	var freeze, run, reset bool
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "Show or move the clock of a local Identity Center",
		Long: `Show or move the clock that all lifetimes of a local Identity Center follow: of sign-ins, tokens, codes,
registrations and role credentials. Clients keep their own: what they have cached lasts as long as they think.`,
		Example: `  fob idc clock
  fob idc clock --advance 8h
  fob idc clock --freeze
  fob idc clock --reset`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			move := map[string]any{}
			if reset {
				move["reset"] = true
			}
			if set != "" {
				if _, err := time.Parse(time.RFC3339, set); err != nil {
					return &usageError{fmt.Sprintf("--set: %q is not a time such as 2027-01-01T00:00:00Z", set)}
				}
				move["now"] = set
			}
			if advance != 0 {
				move["advance"] = advance.String()
			}
			if freeze || run {
				move["frozen"] = freeze
			}
			if freeze && run {
				return &usageError{"--freeze and --run do not go together"}
			}
			return a.idcClock(cmd.Context(), o, move)
		},
	}
	flags := cmd.Flags()
	flags.DurationVar(&advance, "advance", 0, "move it ahead by `DURATION`, such as 90m or 8h, or back by a negative one")
	flags.StringVar(&set, "set", "", "set it to `TIME`, such as 2027-01-01T00:00:00Z")
	flags.BoolVar(&freeze, "freeze", false, "stop it")
	flags.BoolVar(&run, "run", false, "let it run again")
	flags.BoolVar(&reset, "reset", false, "set it to the time of this machine again, and let it run")
	o.add(cmd)
	return cmd
}

func (a *app) idcClock(ctx context.Context, o operatorOptions, move map[string]any) error {
	op, err := a.operator(ctx, o)
	if err != nil {
		return err
	}
	method, body := http.MethodGet, any(nil)
	if len(move) > 0 {
		method, body = http.MethodPost, move
	}
	answer, err := op.call(ctx, method, "clock", body)
	if err != nil {
		return err
	}
	return a.showOperator("Clock", answer)
}
