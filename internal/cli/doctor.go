package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/doctor"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/termui"
)

type doctorOptions struct{ fix, yes, offline bool }

func newDoctor(a *app) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find what is wrong with the AWS files, caches and environment, and repair it",
		Long: `Look for what is wrong with the AWS config and credentials files, the caches, the environment and the way to AWS,
of all profiles or of one, and say of each finding what it is, why it hurts, and which command puts it right.

Nothing is changed. Over the network, unless --offline is given, it asks whether AWS can be reached, where a start
URL on a domain of your own leads, and, for sessions that somebody is signed in to, whether the roles of the profiles
are assigned. It never signs in, and refreshes nothing.

With --fix it shows what it can put right (modes, a byte-order mark, damaged cache files, settings that contradict
their session, missing scopes, profiles of the older form without an sso-session), the config file's changes as a diff,
and asks. Without a terminal --yes has to say so. All other bytes of a file stay, and what it does not understand
is left to you.

A finding is an error (something does not work), a warning (something will not, or somebody may do harm) or a note.
The exit code is 1 if there is an error, after the repairs of --fix, and else 0. With --output json the answer is an
object with version 1, findings (check, severity, family, file, line, what, why, fix, advice, fixable), fixed and summary;
members may be added, and the version changes with any other.`,
		Example: `  fob doctor
  fob doctor --profile dev --fix
  fob doctor --offline --output json`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(a.interview(cmd), o) },
	}
	cmd.Flags().BoolVar(&o.fix, "fix", false, "repair what can be repaired, after showing it")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "with --fix: do not ask")
	cmd.Flags().BoolVar(&o.offline, "offline", false, "make no call")
	return cmd
}

func (a *app) doctor(i *interview, o doctorOptions) error {
	if o.yes && !o.fix {
		return &usageError{"--yes is for --fix"}
	}
	printer, err := a.doctorPrinter()
	if err != nil {
		return err
	}
	world, err := a.doctorWorld(o)
	if err != nil {
		return err
	}
	report, err := doctor.Examine(i.ctx, world)
	if err != nil {
		return err
	}
	answer := doctorAnswer{app: a, Report: report}
	if o.fix {
		if answer, err = a.doctorFix(i, o, world, answer); err != nil {
			return err
		}
	}
	if printer != nil {
		err = errors.Join(printer.Page(answer.object()), printer.end(""))
	} else {
		err = a.print(answer.text())
	}
	if err == nil && answer.Broken() {
		err = silentError(exitBroken)
	}
	return err
}

// doctorPrinter is for an answer in a format that was asked for on the command line, nil
// for one to be read. The settings for it may be what is broken.
func (a *app) doctorPrinter() (*answer, error) {
	if a.global.output == "" && a.global.query == "" {
		return nil, nil
	}
	if a.global.output == "" {
		a.global.output = "json"
	}
	return a.printer("Doctor", "")
}

func (a *app) doctorWorld(o doctorOptions) (doctor.World, error) {
	home, err := a.home()
	if err != nil {
		return doctor.World{}, err
	}
	w := doctor.World{
		Home: home, Disk: a.Disk, StateDir: stateDir(home), Paths: awsconfig.FindPaths(a.lookupEnv, home),
		Environ: a.Environ, LookupEnv: a.lookupEnv, Now: a.Now(), Profile: a.global.profile,
		CABundle: a.caBundle(a.anyProfile()),
	}
	if !o.offline {
		w.Client = a.doctorClient
	}
	return w, nil
}

// doctorClient reaches AWS as the profile says in a config that may not be readable to
// others.
func (a *app) doctorClient(config *awsconfig.Config, warn func(error)) *awsapi.Client {
	name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	profile, _ := config.Profile(name)
	c := a.apiConfig(profile)
	c.Warn = warn
	c.Endpoint = func(service awsapi.Service) (string, error) {
		return config.EndpointURL(profile, string(service), a.lookupEnv)
	}
	return awsapi.New(c)
}

// maxRepairs is how often one repair may bring another to light, as a profile that was
// ignored and has something wrong in it.
const maxRepairs = 3

// doctorFix repairs what somebody agrees to, and looks again.
func (a *app) doctorFix(i *interview, o doctorOptions, world doctor.World, found doctorAnswer) (doctorAnswer, error) {
	for range maxRepairs {
		plan := world.Plan(found.Findings)
		if plan.Err != nil {
			return found, plan.Err
		}
		if plan.Empty() {
			break
		}
		a.say(a.describePlan(plan))
		if agreed, err := a.agrees(i, o); err != nil || !agreed {
			return found, err
		}
		if err := plan.Apply(i.ctx); err != nil {
			return found, err
		}
		report, err := doctor.Examine(i.ctx, world)
		if err != nil {
			return found, err
		}
		for _, f := range found.Findings {
			if f.Fixable() && !report.Has(f) {
				found.fixed = append(found.fixed, f)
			}
		}
		found.Report = report
	}
	return found, nil
}

// agrees asks whether to go on. Nobody's silence is taken for a yes.
func (a *app) agrees(i *interview, o doctorOptions) (bool, error) {
	if o.yes {
		return true, nil
	}
	if a.Screen == nil {
		return false, &nobodyAgreesError{}
	}
	reply, err := i.line(prompt.Question{Text: "Make these changes? [y/N]: "})
	return strings.EqualFold(reply, "y") || strings.EqualFold(reply, "yes"), err
}

// nobodyAgreesError means that there is no terminal to ask at. It is a mistake of the command
// line, but not one behind which a config comes that cannot be read: that is what is repaired.
type nobodyAgreesError struct{}

func (e *nobodyAgreesError) Error() string {
	return "nothing was changed: nobody is there to agree; add --yes"
}
func (e *nobodyAgreesError) ExitCode() int { return exitUsage }

// describePlan shows what is about to be done, as commands and as a diff.
func (a *app) describePlan(p doctor.Plan) string {
	var b strings.Builder
	b.WriteString("To be changed:\n\n")
	for _, m := range p.Modes {
		fmt.Fprintf(&b, "  %s\n", a.chmodCommand(m))
	}
	for _, path := range p.Removes {
		fmt.Fprintf(&b, "  rm %s\n", a.pathWord(path))
	}
	if len(p.Modes)+len(p.Removes) > 0 && len(p.Texts) > 0 {
		b.WriteString("\n")
	}
	for line := range strings.Lines(p.Diff()) {
		fmt.Fprintf(&b, "  %s\n", termui.Escape(strings.TrimSuffix(line, "\n")))
	}
	b.WriteString("\n")
	return b.String()
}
