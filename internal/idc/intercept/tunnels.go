package intercept

import (
	"bufio"
	"net"
	"sync"
)

// tunnels are the connections that clients have been led to, as a listener has them.
type tunnels struct {
	led   chan net.Conn
	done  chan struct{}
	close func()
}

func newTunnels() *tunnels {
	t := &tunnels{led: make(chan net.Conn), done: make(chan struct{})}
	t.close = sync.OnceFunc(func() { close(t.done) })
	return t
}

// add hands a connection to who accepts them, or closes it if nobody does any more.
func (t *tunnels) add(c net.Conn) {
	select {
	case t.led <- c:
	case <-t.done:
		_ = c.Close()
	}
}

// Accept implements net.Listener.
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.led:
		return c, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (t *tunnels) Close() error { t.close(); return nil }

// Addr implements net.Listener.
func (t *tunnels) Addr() net.Addr { return &net.TCPAddr{} }

// tunnel is a connection of which some bytes may have been read already.
type tunnel struct {
	net.Conn
	reader *bufio.Reader
}

func (t *tunnel) Read(p []byte) (int, error) { return t.reader.Read(p) }
