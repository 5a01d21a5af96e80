package awsapi_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// peer is at the other end of a client's connections, and does to each what a fault says.
type peer struct {
	url   string
	fault fault

	mu          sync.Mutex
	connections int
	lines       []string // the first of each request
}

// listen starts a peer on a port of its own, or leads to a port where nobody listens, for a
// fault without an answer.
func listen(t *testing.T, f fault, elsewhere string) *peer {
	if f.answer == nil {
		return &peer{url: "http://127.0.0.1:1", fault: f}
	}
	// Hundreds of ports are taken here. On an address of its own none is one that other tests,
	// which run beside these, expect nobody at; not every system has that address.
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{url: "http://" + l.Addr().String(), fault: f}
	if f.tls {
		p.url = "https://" + l.Addr().String()
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.meet(&wire{TCPConn: conn.(*net.TCPConn), elsewhere: elsewhere})
		}
	}()
	return p
}

// meet takes a request off a connection and answers it.
func (p *peer) meet(w *wire) {
	defer w.hangUp()
	p.mu.Lock()
	p.connections++
	w.nth = p.connections
	p.mu.Unlock()
	if p.fault.tls {
		_, _ = io.ReadFull(w, make([]byte, 5)) // the head of the client's first record
	} else {
		req, err := http.ReadRequest(bufio.NewReader(w))
		if err != nil {
			return
		}
		body, _ := io.ReadAll(req.Body)
		w.right = rightAnswer(req.URL.Path, string(body))
		p.mu.Lock()
		p.lines = append(p.lines, req.Method+" "+req.RequestURI)
		p.mu.Unlock()
	}
	p.fault.answer(w)
}

func (p *peer) met() (connections int, lines []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.connections, p.lines
}

// wire is one connection, on which one request has come.
type wire struct {
	*net.TCPConn
	elsewhere string // the URL of another peer
	nth       int    // the peer's connection, from 1
	right     string // what AWS would answer
}

// say sends text, and reports whether anybody listens.
func (w *wire) say(text ...string) bool {
	_, err := io.WriteString(w, strings.Join(text, ""))
	return err == nil
}

// hang says no more until the other side leaves.
func (w *wire) hang() { _, _ = io.Copy(io.Discard, w) }

// hangUp ends a connection in the order that TCP has for it. To close it with something
// unread would take back what was said.
func (w *wire) hangUp() {
	_ = w.CloseWrite()
	_ = w.SetReadDeadline(time.Now().Add(10 * time.Second))
	w.hang()
	_ = w.Close()
}

// reset breaks a connection as a machine does that has forgotten it.
func (w *wire) reset() {
	_ = w.SetLinger(0)
	_ = w.Close()
}

// drip says a byte now and then, for as long as anybody listens.
func (w *wire) drip(text string) {
	for i := range text {
		if !w.say(text[i : i+1]) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// flood says the same for as long as anybody listens.
func (w *wire) flood(text string) {
	for w.say(text) {
	}
}

// said is an answer as it stands on the wire.
func said(status, headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s", status, len(body), headers, body)
}

const (
	isJSON = "Content-Type: application/json\r\n"
	isXML  = "Content-Type: text/xml\r\n"
	isHTML = "Content-Type: text/html; charset=utf-8\r\n"
)

// rightAnswer is what AWS would say to a request.
func rightAnswer(path, body string) string {
	switch path {
	case "/client/register":
		return said("200 OK", isJSON, `{"clientId": "i", "clientSecret": "canary-s", "clientSecretExpiresAt": 1893456000}`)
	case "/device_authorization":
		return said("200 OK", isJSON, `{"deviceCode": "canary-d", "userCode": "ABCD-EFGH", "verificationUri": "https://u", "expiresIn": 600}`)
	case "/token":
		return said("200 OK", isJSON, `{"accessToken": "canary-a", "tokenType": "Bearer", "expiresIn": 600, "refreshToken": "canary-r"}`)
	case "/federation/credentials":
		return said("200 OK", isJSON, `{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "canary-s", "sessionToken": "canary-t", "expiration": 1893456000000}}`)
	case "/assignment/accounts":
		return said("200 OK", isJSON, `{"accountList": []}`)
	case "/assignment/roles":
		return said("200 OK", isJSON, `{"roleList": []}`)
	case "/logout":
		return said("200 OK", isJSON, "{}")
	}
	operation, _, _ := strings.Cut(strings.TrimPrefix(body, "Action="), "&")
	return said("200 OK", isXML, fmt.Sprintf(`<%[1]sResponse><%[1]sResult><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><Account>1</Account><Credentials>`+
		`<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>canary-s</SecretAccessKey><SessionToken>canary-t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>`+
		`</Credentials></%[1]sResult></%[1]sResponse>`, operation))
}
