package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/idc"
)

type idcServeOptions struct {
	centerOptions
	listen    string
	baseURL   string
	readyFile string
	data      string
	quiet     bool
	intercept string
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
prints how clients find the server. Whoever started it operates it: by fob idc approve, fault, clock and requests, or at
/admin with what fob idc admin-token prints.

With --allow-remote it can listen on other addresses, as a container has to. Whoever reaches it can sign in as
anybody of its directory. It then needs an admin secret of yours, of at least 16 characters.

With --intercept it also is a proxy that answers in the place of AWS's hosts (those of the directory's regions at the
start), with certificates that are good for a week and for these hosts alone. It refuses every other host.`,
		Example: `  fob idc serve
  fob idc serve --directory company.yaml --listen 127.0.0.1:9000 --ready-file /tmp/idc.url
  fob idc serve --intercept
  fob idc serve --allow-remote --listen 0.0.0.0:8765 --admin-secret-file /run/secrets/idc`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.idcServe(cmd.Context(), o) },
	}
	o.add(cmd, "text")
	flags := cmd.Flags()
	flags.StringVar(&o.listen, "listen", defaultListen, "listen on `ADDRESS:PORT`, a loopback address; port 0 takes a free one")
	flags.StringVar(&o.baseURL, "base-url", "", "tell clients that the server is at `URL`; else at the address it listens on")
	flags.BoolVar(&o.remote, "allow-remote", false, "listen on an address that other machines reach; needs an admin secret")
	flags.StringVar(&o.readyFile, "ready-file", "", "write the base URL to `FILE` once the server answers")
	flags.StringVar(&o.data, "data", "", "keep the server's secret in `FOLDER`, so that its credentials outlive a restart")
	addIntercept(cmd, &o.intercept)
	flags.BoolVar(&o.quiet, "quiet", false, "log no requests, as --log none")
	return cmd
}

func (a *app) idcServe(ctx context.Context, o idcServeOptions) (err error) {
	if o.quiet {
		o.log = "none"
	}
	file, dir, err := openDirectory(o.directory)
	if err != nil {
		return err
	}
	a.warnOfDirectory(dir)
	secret, err := idc.Secret(dir, o.data)
	if err != nil {
		return err
	}
	listener, err := listenFor(o)
	if err != nil {
		return err
	}
	base := cmp.Or(o.baseURL, reachedAt(listener))
	server, adminToken, err := a.newCenter(o.centerOptions, dir, base, secret)
	if err != nil {
		_ = listener.Close()
		return err
	}
	proxy := &interceptor{stop: func() error { return nil }}
	if o.intercept != "" {
		if proxy, err = a.intercept(ctx, o.intercept, o.centerOptions, dir, server); err != nil {
			_ = listener.Close()
			return err
		}
	}
	defer func() { err = errors.Join(err, proxy.stop()) }()
	note := serverNote{Version: 1, URL: base, AdminToken: adminToken, PID: os.Getpid(), Proxy: proxy.address}
	removeFiles, err := a.announce(o, listener, note, proxy.certificate)
	defer removeFiles()
	if err != nil {
		_ = listener.Close()
		return err
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

func listenFor(o idcServeOptions) (net.Listener, error) {
	if o.remote {
		return idc.ListenAnywhere(o.listen)
	}
	listener, err := idc.Listen(o.listen)
	if o.listen == defaultListen && errors.Is(err, syscall.EADDRNOTAVAIL) { // a machine with IPv6 alone
		return idc.Listen(defaultListenIPv6)
	}
	return listener, err
}

// reachedAt is how clients on this machine reach what listens on l.
func reachedAt(l net.Listener) string {
	if at, ok := l.Addr().(*net.TCPAddr); ok && at.IP.IsUnspecified() {
		return fmt.Sprintf("http://127.0.0.1:%d", at.Port)
	}
	return idc.BaseURL(l)
}

// announce tells people and programs that the server answers: the socket is bound, so
// a request made from now on waits for its answer. remove takes away the files that it wrote,
// also where it failed.
func (a *app) announce(o idcServeOptions, listener net.Listener, note serverNote, certificate []byte) (remove func(), err error) {
	base := note.URL
	written, err := a.leaveNote(note, certificate)
	remove = func() {
		for _, path := range written {
			_ = os.Remove(path)
		}
	}
	switch {
	case err != nil && certificate != nil:
		return remove, err
	case err != nil && !o.remote: // in a container there may be no folder, and its operator has the secret
		a.warn(err)
	}
	if o.readyFile != "" {
		path, err := filepath.Abs(o.readyFile)
		if err != nil {
			return remove, err
		}
		if err := atomicfile.Write(nil, path, []byte(base+"\n")); err != nil {
			return remove, fmt.Errorf("write the ready file: %w", err)
		}
		written = append(written, path)
	}
	if o.remote {
		a.warn(fmt.Errorf("whoever reaches %s can sign in here as anybody", listener.Addr()))
	}
	hint := "fob idc env"
	if base != "http://"+defaultListen {
		hint += " --url " + base
	}
	if certificate != nil {
		hint += " --" + optIntercept
	}
	return remove, a.print(fmt.Sprintf("Local Identity Center on %s (not AWS). Press Ctrl-C to stop.\nTo use it in another shell: eval \"$(%s)\"\n", base, hint))
}
