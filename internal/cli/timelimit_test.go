package cli

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"
)

func TestTimeLimit(t *testing.T) {
	const asked = 10 * time.Minute
	for _, tt := range []struct {
		readTimeout string
		asks        bool
		want        time.Duration
	}{
		{"", false, time.Minute},
		{"30", false, time.Minute},
		{"90", false, 90 * time.Second},
		{"", true, asked + time.Minute},
		{"90", true, asked + 90*time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := newApp(Env{Stderr: io.Discard, AskSecret: func(context.Context, string) (string, error) {
				time.Sleep(asked)
				return "123456", nil
			}})
			a.global.readTimeout = tt.readTimeout
			a.limitTime(&cobra.Command{})
			cmd := &cobra.Command{}
			cmd.SetContext(t.Context())
			began := time.Now()
			err := a.withinTime(func(cmd *cobra.Command, _ []string) error {
				if tt.asks {
					_, _ = a.AskSecret(cmd.Context(), "MFA code: ")
				}
				<-cmd.Context().Done()
				return context.Cause(cmd.Context())
			})(cmd, nil)
			if took := time.Since(began); !errors.Is(err, errTooLong) || took != tt.want {
				t.Errorf("read timeout %q, asks %v: %v after %v, want %v", tt.readTimeout, tt.asks, err, took, tt.want)
			}
			if t.Context().Err() != nil {
				t.Error("it looks as if somebody had pressed Ctrl-C")
			}
		})
	}
}

// Who lets a request wait for ever lets the command.
func TestNoTimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(Env{Stderr: io.Discard})
		a.global.readTimeout = "0"
		cmd := &cobra.Command{}
		cmd.SetContext(t.Context())
		err := a.withinTime(func(cmd *cobra.Command, _ []string) error {
			time.Sleep(24 * time.Hour)
			return cmd.Context().Err()
		})(cmd, nil)
		if err != nil {
			t.Error(err)
		}
	})
}

func TestLimitedCommandsExist(t *testing.T) {
	root := newRoot(newApp(Env{Stdout: io.Discard, Stderr: io.Discard}))
	for _, path := range limited() {
		if commandAt(root, path) == nil {
			t.Errorf("there is no %s", path)
		}
	}
}
