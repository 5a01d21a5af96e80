package idc_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/idc"
)

// pipes is a listener of connections in memory, for time that a test makes.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// TestSlowRequestsAreCutOff: who sends its headers or its body a byte a second, or says
// nothing at all, keeps a connection for so long and delays nobody else.
func TestSlowRequestsAreCutOff(t *testing.T) {
	for name, b := range map[string]struct {
		request string
		patient time.Duration // of the server
	}{
		"silence":     {"", 10 * time.Second},
		"slow header": {"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", 10 * time.Second},
		"slow body":   {"POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n", 30 * time.Second},
		"idle":        {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				ctx, stop := context.WithCancel(t.Context())
				var running sync.WaitGroup
				running.Go(func() { idc.Serve(ctx, l, newServer(t, "http://127.0.0.1:1")) })
				began := time.Now()
				slow := l.dial()
				running.Go(func() {
					io.WriteString(slow, b.request)
					for name != "idle" && name != "silence" {
						if _, err := io.WriteString(slow, "x"); err != nil {
							return
						}
						time.Sleep(time.Second)
					}
				})
				other := l.dial()
				go io.WriteString(other, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
				if status, _ := readAnswer(t, other); status != 200 || time.Since(began) > 0 {
					t.Errorf("somebody else gets %d after %v", status, time.Since(began))
				}
				io.Copy(io.Discard, slow) // until the server closes it
				if took := time.Since(began); took > b.patient+time.Second {
					t.Errorf("the connection lives for %v", took)
				}
				slow.Close()
				stop()
				running.Wait()
			})
		})
	}
}
