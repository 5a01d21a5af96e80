package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

type idcServeOptions struct {
	directory string
	listen    string
	readyFile string
	data      string
	quiet     bool
}

func newIDCServe(a *app) *cobra.Command {
	var o idcServeOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a local Identity Center on a loopback address until Ctrl-C",
		Long: `Serve a local Identity Center: the sign-in pages, the OIDC and portal calls and STS, for the AWS CLI, the SDKs and
fob. It holds nothing of AWS, and only programs on this machine reach it.

Without --directory it serves a small example directory. A change of the file takes effect while it is served: sign-ins
go on, and who was removed has no access any more. While the file is wrong, the directory stays as it was. fob idc env
prints how clients find the server.`,
		Example: `  fob idc serve
  fob idc serve --directory company.yaml --listen 127.0.0.1:9000 --ready-file /tmp/idc.url`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.idcServe(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.directory, "directory", "", "serve the users, accounts and assignments of `FILE`, YAML or JSON")
	flags.StringVar(&o.listen, "listen", defaultListen, "listen on `ADDRESS:PORT`, a loopback address; port 0 takes a free one")
	flags.StringVar(&o.readyFile, "ready-file", "", "write the base URL to `FILE` once the server answers")
	flags.StringVar(&o.data, "data", "", "keep the server's secret in `FOLDER`, so that its credentials outlive a restart")
	flags.BoolVar(&o.quiet, "quiet", false, "do not log requests on stderr")
	return cmd
}

func (a *app) idcServe(ctx context.Context, o idcServeOptions) error {
	file, dir, err := openDirectory(o.directory)
	if err != nil {
		return err
	}
	a.warnOfDirectory(dir)
	listener, err := idc.Listen(o.listen)
	if err != nil {
		return err
	}
	base := idc.BaseURL(listener)
	server, err := a.newIDCServer(o, dir, base)
	if err != nil {
		_ = listener.Close()
		return err
	}
	if err := a.announce(o, listener); err != nil {
		_ = listener.Close()
		return err
	}
	if o.readyFile != "" {
		defer os.Remove(o.readyFile)
	}
	if file != nil {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		go a.watchDirectory(ctx, file, o.directory, server)
	}
	if err := idc.Serve(ctx, listener, server); err != nil {
		return fmt.Errorf("serve on %s: %w", base, err)
	}
	return nil
}

func (a *app) newIDCServer(o idcServeOptions, dir *directory.Directory, base string) (*idc.Server, error) {
	secret, err := idc.Secret(dir, o.data)
	if err != nil {
		return nil, err
	}
	config := idc.Config{Directory: dir, BaseURL: base, Secret: secret, Now: a.Now}
	if !o.quiet {
		config.Logger = slog.New(slog.NewTextHandler(a.Stderr, nil))
	}
	return idc.New(config)
}

// announce tells people and programs that the server answers: the socket is bound, so
// a request made from now on waits for its answer.
func (a *app) announce(o idcServeOptions, listener net.Listener) error {
	base := idc.BaseURL(listener)
	if o.readyFile != "" {
		path, err := filepath.Abs(o.readyFile)
		if err != nil {
			return err
		}
		if err := atomicfile.Write(nil, path, []byte(base+"\n")); err != nil {
			return fmt.Errorf("write the ready file: %w", err)
		}
	}
	hint := "fob idc env"
	if listener.Addr().String() != defaultListen {
		hint += " --url " + base
	}
	return a.print(fmt.Sprintf("Local Identity Center on %s (not AWS). Press Ctrl-C to stop.\nTo use it in another shell: eval \"$(%s)\"\n", base, hint))
}

// openDirectory reads a directory file, or returns the example and no file without one.
func openDirectory(path string) (*directory.File, *directory.Directory, error) {
	if path == "" {
		return nil, directory.Default(), nil
	}
	return directory.Open(path)
}
