package ssotoken_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/ssotoken"
)

// A refresh token is not spent where the next one could not be written down. As long as the
// access token is good it is used, with a warning.
func TestNoRefreshWhereNothingCanBeWritten(t *testing.T) {
	for _, left := range []time.Duration{-time.Hour, 5 * time.Minute} {
		c := newCache(t)
		file := token("expiresAt", in(left))
		c.putToken(corp, file)
		c.Disk = disk.ReadOnly(nil)
		s := &service{}
		got, err := s.source(c).AccessToken(t.Context(), corp)
		if n := s.calls.Load(); n != 0 || c.read(corp) != file {
			t.Errorf("%v left: %d calls", left, n)
		}
		if left > 0 {
			wantUsed(t, c, got, err)
			continue
		}
		_, unknown := errors.AsType[*ssotoken.RefreshError](err)
		if !unknown || !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), c.Dir) {
			t.Errorf("ended with %v", err)
		}
	}
}
