package credserver

import (
	"context"
	"sync"

	"fob.example/fob/internal/awsapi"
)

// purchases gets credentials once for all who ask at a moment.
type purchases struct {
	ctx context.Context // of the server: it goes on when the one who asked first has gone
	Config

	mu      sync.Mutex
	current *purchase // nil: none is under way
}

type purchase struct {
	done  chan struct{}
	creds awsapi.Credentials
	err   error
}

// credentials returns what the purchase gets that is under way, or else a new one. It waits
// no longer than ctx lasts.
func (p *purchases) credentials(ctx context.Context) (awsapi.Credentials, error) {
	p.mu.Lock()
	mine := p.current
	if mine == nil {
		mine = &purchase{done: make(chan struct{})}
		p.current = mine
		go p.make(mine)
	}
	p.mu.Unlock()
	select {
	case <-mine.done:
		return mine.creds, mine.err
	case <-ctx.Done():
		return awsapi.Credentials{}, ctx.Err()
	}
}

func (p *purchases) make(it *purchase) {
	ctx, cancel := context.WithTimeout(p.ctx, answerTimeout)
	defer cancel()
	it.creds, it.err = p.Credentials(ctx)
	if it.err != nil {
		p.Failed(it.err)
	}
	p.mu.Lock()
	p.current = nil
	p.mu.Unlock()
	close(it.done)
}
