package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/termui"
)

// defaultDirectory is what idc init writes if it is told no other name.
const defaultDirectory = "directory.yaml"

func newIDCInit(a *app) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write an example directory file to start from",
		Long: `Write the directory that idc serve has without one, with comments that explain every key, to FILE (` + defaultDirectory + `).
Change it to have your own company, and serve it with idc serve --directory FILE.`,
		Example: `  fob idc init
  fob idc init company.yaml`,
		Args: func(cmd *cobra.Command, args []string) error { return arguments()(cmd, args[min(1, len(args)):]) },
		RunE: func(_ *cobra.Command, args []string) error {
			return a.idcInit(append(args, defaultDirectory)[0], force)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return cmd
}

// directoryExistsError means that idc init would have overwritten a file.
type directoryExistsError struct{ path string }

func (e *directoryExistsError) Error() string { return fmt.Sprintf("%s is there already", e.path) }

func (a *app) idcInit(path string, force bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &directoryExistsError{path}
	}
	if err != nil {
		return fmt.Errorf("write the directory file: %w", err)
	}
	_, err = file.Write(directory.Example())
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the directory file: %w", err)
	}
	return a.print(fmt.Sprintf("Wrote %s. Serve it with: fob idc serve --directory %s\n", termui.Clean(path), shellword.Quote(path)))
}

func newIDCCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a directory file and say what is in it",
		Long: `Check a directory file as idc serve does. Each mistake is named with its line and column, and makes the command fail;
what is hardly meant, such as a pattern that matches nothing, is a warning. Of a good file it prints what there is.`,
		Example: `  fob idc check company.yaml`,
		Args:    arguments("FILE"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.idcCheck(args[0]) },
	}
}

func (a *app) idcCheck(path string) error {
	_, d, err := directory.Open(path)
	if err != nil {
		return err
	}
	a.warnOfDirectory(d)
	return a.print(termui.CleanMessage(path) + " is good.\n" + directorySummary(d))
}

// warnOfDirectory names what in a directory is hardly meant.
func (a *app) warnOfDirectory(d *directory.Directory) {
	for _, w := range d.Warnings {
		a.warn(w)
	}
}

func directorySummary(d *directory.Directory) string {
	disabled := 0
	for _, u := range d.Users {
		if u.Disabled {
			disabled++
		}
	}
	var b strings.Builder
	row := func(name string, value any) { fmt.Fprintf(&b, "  %-16s %v\n", name, value) }
	row("instance", d.InstanceARN())
	row("region", d.Instance.Region)
	row("start URLs", strings.Join(d.Instance.StartURLs, " "))
	row("sign-in", fmt.Sprintf("%s, MFA %s, consent %s", d.Instance.SignIn, d.Instance.MFA, d.Instance.Consent))
	row("users", fmt.Sprintf("%d (%d disabled)", len(d.Users), disabled))
	row("groups", len(d.Groups))
	row("accounts", len(d.Accounts))
	row("permission sets", len(d.PermissionSets))
	row("assignments", d.Assignments())
	row("roles", len(d.Roles))
	row("faults", len(d.Faults))
	return b.String()
}

func newIDCSchema(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of directory files, for an editor",
		Long: `Print the JSON schema of directory files. An editor that knows it completes keys and explains them; for most, the first
line of a directory file then says where it is: # yaml-language-server: $schema=directory.schema.json`,
		Example: `  fob idc schema > directory.schema.json`,
		Args:    arguments(),
		RunE:    func(*cobra.Command, []string) error { return a.print(string(directory.Schema())) },
	}
}
