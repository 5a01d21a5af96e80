package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

type idcKey struct{}

// idcServer is the Identity Center of a script.
type idcServer struct{ stop func() }

// cmdIDC starts and stops an Identity Center:
//
//	idc start [FILE]   with the directory in FILE, or the example; sets the endpoint
//	                   variables, and writes HOME's config unless the script brings one
//	idc stop           returns when it answers no more
func cmdIDC(ts *testscript.TestScript, neg bool, args []string) {
	server := ts.Value(idcKey{}).(*idcServer)
	switch {
	case !neg && len(args) > 0 && args[0] == "start" && len(args) <= 2:
		server.start(ts, args[1:])
	case !neg && len(args) == 1 && args[0] == "stop":
		server.stop()
	default:
		ts.Fatalf("usage: idc start [FILE] | idc stop")
	}
}

func (s *idcServer) start(ts *testscript.TestScript, args []string) {
	dir := directory.Default()
	if len(args) == 1 {
		var err error
		dir, err = directory.Parse(args[0], []byte(ts.ReadFile(args[0])))
		ts.Check(err)
	}
	listener, err := idc.Listen("127.0.0.1:0")
	ts.Check(err)
	base := idc.BaseURL(listener)
	secret, err := idc.Secret(dir, "")
	ts.Check(err)
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: base, Secret: secret})
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = idc.Serve(ctx, listener, server) }()
	s.stop = func() { cancel(); <-done }
	ts.Defer(s.stop)

	for _, kv := range idc.ClientEnviron(base) {
		name, value, _ := strings.Cut(kv, "=")
		ts.Setenv(name, value)
	}
	ts.Setenv("IDC", base)
	writeClientConfig(ts, dir)
}

func writeClientConfig(ts *testscript.TestScript, dir *directory.Directory) {
	path := filepath.Join(ts.Getenv("HOME"), ".aws", "config")
	if _, err := os.Stat(path); err == nil {
		return
	}
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(os.WriteFile(path, []byte(dir.ClientConfig()), 0o600))
}
