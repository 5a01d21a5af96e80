package cli

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/intercept"
)

// centerOptions are what the commands have in common that run a local Identity Center.
type centerOptions struct {
	directory  string
	faults     []string
	log        string
	secretFile string

	remote bool // served to other machines
}

// logFormats are what --log takes.
func logFormats() []string { return []string{"text", "json", "none"} }

func (o *centerOptions) add(cmd *cobra.Command, log string) {
	flags := cmd.Flags()
	flags.StringVar(&o.directory, "directory", "", "serve the users, accounts and assignments of `FILE`, YAML or JSON")
	flags.StringArrayVar(&o.faults, "fault", nil, "fail on purpose from the start by `FAULT`, such as throttle,on=ListAccounts,every-nth=5, or a preset; may be given several times")
	flags.StringVar(&o.log, "log", log, "log requests on stderr as `FORMAT`: "+strings.Join(logFormats(), ", "))
	flags.StringVar(&o.secretFile, optAdminSecretFile, "", "let operators show the admin token in `FILE`; else that of "+envAdminSecret+", or one made for this run")
}

// noRemoteSecretError means that a server would be open to other machines with an admin
// token that nobody there can know.
type noRemoteSecretError struct{}

func (*noRemoteSecretError) Error() string {
	return "--allow-remote needs an admin secret, from --admin-secret-file or " + envAdminSecret
}

// newCenter makes a server that clients reach at a base URL, and returns its admin token.
func (a *app) newCenter(o centerOptions, dir *directory.Directory, base string, secret []byte) (server *idc.Server, adminToken string, err error) {
	if !slices.Contains(logFormats(), o.log) {
		return nil, "", &usageError{fmt.Sprintf("--log: %q is not one of %s", o.log, strings.Join(logFormats(), ", "))}
	}
	rules, err := parseFaults(o.faults)
	if err != nil {
		return nil, "", err
	}
	adminToken, err = a.adminSecret(o.secretFile)
	switch {
	case err != nil:
		return nil, "", err
	case adminToken == "" && o.remote:
		return nil, "", &noRemoteSecretError{}
	case adminToken == "":
		adminToken = idc.NewAdminToken()
	}
	server, err = idc.New(idc.Config{
		Directory: dir, BaseURL: base, Secret: secret, Now: a.Now, AdminToken: adminToken, Remote: o.remote,
		Intercepts: intercept.Hosts(dir), Logger: a.requestLog(o.log),
	})
	if err != nil {
		return nil, "", err
	}
	_, err = server.AddFaults(rules...)
	return server, adminToken, err
}

// requestLog is the log of a format, nil for none.
func (a *app) requestLog(format string) *slog.Logger {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(a.Stderr, nil))
	case "json":
		return slog.New(slog.NewJSONHandler(a.Stderr, nil))
	}
	return nil
}

// openDirectory reads a directory file, or returns the example and no file without one.
func openDirectory(path string) (*directory.File, *directory.Directory, error) {
	if path == "" {
		return nil, directory.Default(), nil
	}
	return directory.Open(path)
}
