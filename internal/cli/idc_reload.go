package cli

import (
	"context"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/termui"
)

// lookEvery is how often a directory file that is being served is looked at.
const lookEvery = 250 * time.Millisecond

// watchDirectory gives the server each new directory of the file until ctx ends. When
// one is wrong, it says so, and the server keeps what it has.
func (a *app) watchDirectory(ctx context.Context, file *directory.File, path string, server *idc.Server) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		d, err := file.Changed()
		switch {
		case err != nil:
			a.report(err)
			a.say("fob: warning: the directory stays as it was\n")
		case d != nil:
			server.SetDirectory(d)
			a.warnOfDirectory(d)
			a.say("Read " + termui.Clean(path) + " again.\n")
		}
	}
}
