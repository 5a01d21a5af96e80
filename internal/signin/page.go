package signin

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
)

//go:embed pages
var pages embed.FS

// page is what the browser shows in the end. Pages are constant: nothing of the
// request, and nothing that a server said, is on them.
type page string

const (
	pageSignedIn page = "signed-in"
	pageDenied   page = "denied"
	pageFailed   page = "failed"
)

func (p page) write(w http.ResponseWriter) {
	style, body := mustRead("style.css"), mustRead(string(p)+".html")
	sum := sha256.Sum256([]byte(style))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	h.Set("Connection", "close")
	text := strings.Replace(body, "{{style}}", style, 1)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush() // the listener is closed right after
}

func mustRead(name string) string {
	data, err := pages.ReadFile("pages/" + name)
	if err != nil {
		panic(err) // embedded: it is there or the program does not build as it should
	}
	return string(data)
}
