package awsapi_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"sync"
)

// outcome is what a fault comes to, for a caller.
type outcome string

const (
	works       outcome = "works"
	unsent      outcome = "unreachable, and nothing was sent"
	broken      outcome = "unreachable, and nobody knows what was done"
	insecure    outcome = "unreachable, and would be again"
	notAWS      outcome = "not AWS's answer"
	refused     outcome = "refused"
	throttled   outcome = "asked too often"
	inTrouble   outcome = "in trouble"
	notNow      outcome = "in trouble for a day"
	onceTrouble outcome = "in trouble once"
	onceBroken  outcome = "broken once"
	noMembers   outcome = "an answer without members"
)

// fault is what may be at the other end of a connection in AWS's place.
type fault struct {
	name    string
	outcome outcome
	answer  func(*wire) // nil: nobody listens
	tls     bool        // the client is told of https, and meets it in the first bytes
	slow    bool        // it lasts for as long as the client lets it
	large   bool        // it is as much as the client takes
}

func sends(text string) func(*wire) { return func(w *wire) { w.say(text) } }

// sendsAndHangs begins an answer.
func sendsAndHangs(text string) func(*wire) { return func(w *wire) { w.say(text); w.hang() } }

func sendsAndResets(text string) func(*wire) { return func(w *wire) { w.say(text); w.reset() } }

// once does something to the first request, and is right from then on.
func once(do func(*wire)) func(*wire) {
	return func(w *wire) {
		if w.nth == 1 {
			do(w)
			return
		}
		w.say(w.right)
	}
}

// half is the right answer as far as the middle of its body.
func half(right string) string {
	head, body, _ := strings.Cut(right, "\r\n\r\n")
	return head + "\r\n\r\n" + body[:len(body)/2]
}

// longer is the right answer with a Content-Length that is larger than its body.
func longer(right string) string {
	return strings.Replace(right, "Content-Length: ", "Content-Length: 9", 1)
}

// shorter is the right answer with a Content-Length of 1.
func shorter(right string) string {
	_, body, _ := strings.Cut(right, "\r\n\r\n")
	return strings.Replace(right, fmt.Sprintf("Content-Length: %d", len(body)), "Content-Length: 1", 1)
}

// bomb is a compressed body of 1 MiB that expands to 825 MiB.
var bomb = sync.OnceValue(func() string {
	var b bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	for zeros := make([]byte, 1<<20); b.Len() < 1<<20; {
		_, _ = zip.Write(zeros)
	}
	_ = zip.Close()
	return b.String()
})

// faults are all that the calls are made against.
func faults() []fault {
	const begun = "HTTP/1.1 200 OK\r\n" + isJSON
	const page = "<html>canary: welcome to the hotel</html>"
	ok := func(body string) func(*wire) { return sends(said("200 OK", isJSON, body)) }
	all := []fault{
		{name: "nothing wrong", outcome: works, answer: func(w *wire) { w.say(w.right) }},

		{name: "connection refused", outcome: unsent},
		{name: "hang before the answer", outcome: broken, slow: true, answer: (*wire).hang},
		{name: "hang within the headers", outcome: broken, slow: true, answer: sendsAndHangs(begun + "X-Canary: canar")},
		{name: "hang within the body", outcome: broken, slow: true, answer: sendsAndHangs(begun + "Content-Length: 100\r\n\r\n" + `{"accessToken": "canary`)},
		{name: "drip of headers", outcome: broken, slow: true, answer: func(w *wire) { w.drip(begun + strings.Repeat("X-Canary: canary\r\n", 1000)) }},
		{name: "drip of body", outcome: broken, slow: true, answer: func(w *wire) { w.say(begun, "\r\n"); w.drip(strings.Repeat(" ", 10_000)) }},
		{name: "protocol switched", outcome: notAWS, answer: sendsAndHangs("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")},

		{name: "closed before the answer", outcome: broken, answer: sends("")},
		{name: "reset before the answer", outcome: broken, answer: (*wire).reset},
		{name: "reset within the headers", outcome: broken, answer: sendsAndResets(begun + "X-Canary: canar")},
		{name: "reset within the body", outcome: broken, answer: sendsAndResets(begun + "Content-Length: 100\r\n\r\n" + `{"accessToken": "canary`)},
		{name: "reset once", outcome: onceBroken, answer: once((*wire).reset)},
		{name: "truncated answer", outcome: broken, answer: func(w *wire) { w.say(half(w.right)) }},
		{name: "truncated chunk", outcome: broken, answer: sends(begun + "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"accessToken\": \"canary")},
		{name: "Content-Length too large", outcome: broken, answer: func(w *wire) { w.say(longer(w.right)) }},
		{name: "Content-Length too small", outcome: notAWS, answer: func(w *wire) { w.say(shorter(w.right)) }},
		{name: "two Content-Lengths", outcome: broken, answer: sends(begun + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")},
		{name: "not HTTP", outcome: broken, answer: sends("220 mail.example ESMTP\r\n")},

		{name: "gzip bomb", outcome: notAWS, large: true, answer: func(w *wire) { w.say(said("200 OK", isJSON+"Content-Encoding: gzip\r\n", bomb())) }},
		{name: "gzip bomb unannounced", outcome: notAWS, large: true, answer: func(w *wire) { w.say(said("200 OK", isJSON, bomb())) }},
		{name: "body without end", outcome: notAWS, large: true, answer: func(w *wire) { w.say(begun, "\r\n"); w.flood(strings.Repeat(" ", 1<<16)) }},
		{name: "body without end of an error", outcome: notAWS, large: true, answer: func(w *wire) {
			w.say("HTTP/1.1 400 Bad Request\r\n\r\n")
			w.flood(strings.Repeat(" ", 1<<16))
		}},
		{name: "headers without end", outcome: broken, large: true, answer: func(w *wire) { w.say(begun); w.flood(strings.Repeat("X-Canary: canary\r\n", 1000)) }},
		{name: "a header of 1 MB", outcome: broken, large: true, answer: sends(begun + "X-Canary: " + strings.Repeat("canary", 1<<18) + "\r\n\r\n")},
		{name: "interim answers without end", outcome: broken, large: true, answer: func(w *wire) { w.flood(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </canary>\r\n\r\n", 100)) }},

		{name: "400 without a name", outcome: refused, answer: sends(said("400 Bad Request", isJSON, "{}"))},
		{name: "400 and nothing", outcome: refused, answer: sends(said("400 Bad Request", "", ""))},
		{name: "403", outcome: refused, answer: sends(said("403 Forbidden", isHTML, page))},
		{name: "404", outcome: refused, answer: sends(said("404 Not Found", isHTML, page))},
		{name: "407", outcome: refused, answer: sends(said("407 Proxy Authentication Required", isHTML, page))},
		{name: "429", outcome: throttled, answer: sends(said("429 Too Many Requests", isJSON, "{}"))},
		{name: "429 with Retry-After", outcome: throttled, answer: sends(said("429 Too Many Requests", isJSON+"Retry-After: 1\r\n", "{}"))},
		{name: "429 until tomorrow", outcome: notNow, answer: sends(said("429 Too Many Requests", isJSON+"Retry-After: 86400\r\n", "{}"))},
		{name: "500", outcome: inTrouble, answer: sends(said("500 Internal Server Error", isJSON, `{"message": "x"}`))},
		{name: "502 of a proxy", outcome: inTrouble, answer: sends(said("502 Bad Gateway", isHTML, page))},
		{name: "503", outcome: inTrouble, answer: sends(said("503 Service Unavailable", "", ""))},
		{name: "503 until tomorrow", outcome: notNow, answer: sends(said("503 Service Unavailable", "Retry-After: 86400\r\n", ""))},
		{name: "503 once", outcome: onceTrouble, answer: once(sends(said("503 Service Unavailable", "", "")))},

		{name: "a web page", outcome: notAWS, answer: sends(said("200 OK", isHTML, page))},
		{name: "a web page that says it is JSON", outcome: notAWS, answer: ok(page)},
		{name: "an array", outcome: notAWS, answer: ok(`["canary"]`)},
		{name: "a member twice", outcome: notAWS, answer: ok(`{"accessToken": "canary", "accessToken": "canary"}`)},
		{name: "deep", outcome: notAWS, answer: ok(strings.Repeat(`{"canary":`, 10_000))},
		{name: "a huge number", outcome: notAWS, answer: ok(`{"expiresIn": 1e400, "accessToken": "canary"}`)},
		{name: "an empty object", outcome: noMembers, answer: ok("{}")},
		{name: "nothing", outcome: noMembers, answer: ok("")},
		{name: "204", outcome: noMembers, answer: sends("HTTP/1.1 204 No Content\r\n\r\n")},

		{name: "a TLS alert", outcome: insecure, tls: true, answer: sends("\x15\x03\x03\x00\x02\x02\x28")}, // fatal, handshake_failure
		{name: "plain HTTP on a TLS port", outcome: insecure, tls: true, answer: sends("HTTP/1.1 400 Bad Request\r\n\r\n")},
		{name: "noise on a TLS port", outcome: insecure, tls: true, answer: sends("\x00canary\x00")},
		{name: "hang within the handshake", outcome: unsent, tls: true, slow: true, answer: (*wire).hang},
		{name: "closed within the handshake", outcome: unsent, tls: true, answer: sends("")},
		{name: "reset within the handshake", outcome: unsent, tls: true, answer: (*wire).reset},
		{name: "TLS on a plain port", outcome: broken, answer: sends("\x15\x03\x03\x00\x02\x02\x28")},
	}
	for _, status := range []string{"301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"} {
		all = append(all, fault{name: status, outcome: notAWS, answer: func(w *wire) {
			w.say(said(status, "Location: "+w.elsewhere+"/canary\r\n", ""))
		}})
	}
	return all
}
