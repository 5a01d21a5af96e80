package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/idc/fault"
)

func newIDCFault(a *app) *cobra.Command {
	var o operatorOptions
	var r fault.Rule
	cmd := &cobra.Command{
		Use:   "fault KIND",
		Short: "Let a local Identity Center fail on purpose",
		Long: `Let a local Identity Center that runs here fail from now on, in one of these ways:

  throttle        429, with --retry-after or without; STS says Throttling
  slow-down       the wait for a device code is told to poll less often
  error           an error of the service: 500, or --status and --error
  refuse-refresh  a refresh token buys nothing
  wrong-region    the instance is in another region, --region
  no-access       what is still listed is assigned no more
  end-session     the sign-in of whoever asks is revoked, for good
  expire-token    the access token is over before its time
  forget-client   the registration is known no more, for good
  latency         nothing but the --delay, which goes with every other kind, too
  drop            the connection ends without an answer
  truncate        the connection ends in the middle of the answer
  html            a page with status 200, as a captive portal answers
  drop-field      the answer lacks the member --field
  no-error-type   an error, or that of --status and --error, does not say which one it is
  clock-skew      the server's clock is off by --skew

Which requests fail say --on, --user and --client; how many of them, --skip, --per-second, --every, --probability
and --count, in this order. The answer has the fault's id, for fault off, on and remove.`,
		Example: `  fob idc fault throttle --on ListAccountRoles --every 5
  fob idc fault end-session --user alice@example.com --count 1
  fob idc fault latency --delay 2s
  fob idc fault clock-skew --skew=-20m`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"fob idc fault needs a kind, such as throttle, or one of its commands"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := fault.FindPreset(args[0]); err == nil {
				return &usageError{fmt.Sprintf("%s is a preset; add it with: fob idc fault preset %[1]s", args[0])}
			}
			r.Return = fault.Kind(fault.Camel(args[0]))
			if err := r.Check(); err != nil {
				return &usageError{err.Error()}
			}
			return a.idcFaults(cmd.Context(), o, http.MethodPost, "", r)
		},
	}
	o.add(cmd)
	addFaultFlags(cmd, &r)
	cmd.AddCommand(newIDCFaultList(a), newIDCFaultPreset(a), newIDCFaultSwitch(a, "off", true), newIDCFaultSwitch(a, "on", false),
		newIDCFaultRemove(a), newIDCFaultClear(a))
	return cmd
}

func addFaultFlags(cmd *cobra.Command, r *fault.Rule) {
	flags := cmd.Flags()
	flags.StringVar(&r.On, "on", "", "let the operation `NAME` fail, such as CreateToken; else each that can in this way")
	flags.StringVar(&r.User, "user", "", "only for users whose name matches `GLOB`")
	flags.StringVar(&r.Client, "client", "", "only for clients whose registered name matches `GLOB`; STS knows none")
	flags.IntVar(&r.Skip, "skip", 0, "let `N` requests pass first")
	flags.IntVar(&r.PerSecond, "per-second", 0, "let `N` requests pass in each second")
	flags.IntVar(&r.EveryNth, "every", 0, "hit every `N`th request")
	flags.Float64Var(&r.Probability, "probability", 0, "hit with the probability `P`, at most 1")
	flags.IntVar(&r.Count, "count", 0, "hit `N` requests in all")
	flags.DurationVar(&r.Delay, "delay", 0, "wait for `DURATION`, such as 2s, before anything else")
	flags.DurationVar(&r.RetryAfter, "retry-after", 0, "tell the client to wait for `DURATION`, in whole seconds")
	flags.IntVar(&r.Status, "status", 0, "answer with the status `CODE`")
	flags.StringVar(&r.Name, "error", "", "answer with the exception `NAME`")
	flags.StringVar(&r.Field, "field", "", "leave out the member `NAME`")
	flags.StringVar(&r.Region, "region", "", "send the client to the region `NAME`")
	flags.DurationVar(&r.Skew, "skew", 0, "put the server's clock ahead by `DURATION`, or behind by a negative one")
}

// idcFaults makes a call about faults and prints the answer.
func (a *app) idcFaults(ctx context.Context, o operatorOptions, method, path string, body any) error {
	op, err := a.operator(ctx, o)
	if err != nil {
		return err
	}
	answer, err := op.call(ctx, method, "faults"+path, body)
	if err != nil || len(answer) == 0 {
		return err
	}
	return a.showOperator("Faults", answer)
}

func newIDCFaultList(a *app) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Print the faults and how often each has hit",
		Example: "  fob idc fault list --output table",
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.idcFaults(cmd.Context(), o, http.MethodGet, "", nil)
		},
	}
	o.add(cmd)
	return cmd
}

func newIDCFaultPreset(a *app) *cobra.Command {
	var o operatorOptions
	var words strings.Builder
	for _, p := range fault.Presets() {
		fmt.Fprintf(&words, "\n  %-10s  %s", p.Name, p.Summary)
	}
	cmd := &cobra.Command{
		Use:     "preset NAME",
		Short:   "Add faults that belong together",
		Long:    "Add faults that belong together:\n" + words.String(),
		Example: "  fob idc fault preset outage",
		Args:    arguments("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := fault.FindPreset(args[0]); err != nil {
				return &usageError{err.Error()}
			}
			return a.idcFaults(cmd.Context(), o, http.MethodPost, "", map[string]string{"preset": args[0]})
		},
	}
	o.add(cmd)
	return cmd
}

func newIDCFaultSwitch(a *app, name string, off bool) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:     name + " ID",
		Short:   "Turn a fault " + name,
		Example: "  fob idc fault " + name + " 1",
		Args:    arguments("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := faultPath(args[0])
			if err != nil {
				return err
			}
			return a.idcFaults(cmd.Context(), o, http.MethodPatch, path, map[string]bool{"off": off})
		},
	}
	o.add(cmd)
	return cmd
}

func newIDCFaultRemove(a *app) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:     "remove ID",
		Short:   "Take a fault away",
		Example: "  fob idc fault remove 1",
		Args:    arguments("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := faultPath(args[0])
			if err != nil {
				return err
			}
			return a.idcFaults(cmd.Context(), o, http.MethodDelete, path, nil)
		},
	}
	o.add(cmd)
	return cmd
}

func faultPath(id string) (string, error) {
	if _, err := strconv.Atoi(id); err != nil {
		return "", &usageError{fmt.Sprintf("%q is not the id of a fault; fob idc fault list has them", id)}
	}
	return "/" + id, nil
}

func newIDCFaultClear(a *app) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:     "clear",
		Short:   "Take all faults away, those of the directory included",
		Example: "  fob idc fault clear",
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.idcFaults(cmd.Context(), o, http.MethodDelete, "", nil)
		},
	}
	o.add(cmd)
	return cmd
}

// parseFaults reads the values of --fault.
func parseFaults(texts []string) (rules []fault.Rule, err error) {
	for _, text := range texts {
		parsed, err := fault.Parse(text)
		for _, r := range parsed {
			err = errors.Join(err, r.Check())
		}
		if err != nil {
			return nil, &usageError{"--fault: " + err.Error()}
		}
		rules = append(rules, parsed...)
	}
	return rules, nil
}
