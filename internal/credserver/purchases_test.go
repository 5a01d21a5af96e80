package credserver

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"fob.example/fob/internal/awsapi"
)

// However many ask at a moment, credentials are fetched once, also if the one who asked
// first has gone.
func TestOnePurchaseForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetched, release := 0, make(chan struct{})
		p := purchases{ctx: t.Context(), Config: Config{Credentials: func(ctx context.Context) (awsapi.Credentials, error) {
			fetched++
			select {
			case <-release:
			case <-ctx.Done():
			}
			return awsapi.Credentials{AccessKeyID: "ASIA"}, ctx.Err()
		}}}
		var all sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		all.Go(func() {
			if _, err := p.credentials(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("the first: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		for range 50 {
			all.Go(func() {
				if creds, err := p.credentials(t.Context()); err != nil || creds.AccessKeyID != "ASIA" {
					t.Errorf("%v, %v", creds.AccessKeyID, err)
				}
			})
		}
		synctest.Wait()
		close(release)
		all.Wait()
		if fetched != 1 {
			t.Errorf("fetched %d times", fetched)
		}
		if _, err := p.credentials(t.Context()); err != nil || fetched != 2 {
			t.Errorf("later: %v, fetched %d times", err, fetched)
		}
	})
}
