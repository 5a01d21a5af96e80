package standin

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// document is a page with its forms.
type document struct {
	page  Page
	url   *url.URL
	forms []form
}

// parse reads an answer. One that is not HTML is a page without title or forms.
func parse(resp *http.Response, body []byte) (document, error) {
	d := document{url: resp.Request.URL}
	d.page = Page{URL: d.url.String(), Status: resp.StatusCode}
	if contentType := resp.Header.Get("Content-Type"); contentType != "" && !strings.HasPrefix(contentType, "text/html") {
		d.page.Text = strings.TrimSpace(string(body))
		return d, nil
	}
	root, err := readTree(bytes.NewReader(body))
	if err != nil {
		return d, fmt.Errorf("the page at %s is not HTML that a stand-in can read: %w", d.url.Host, err)
	}
	var text strings.Builder
	root.writeText(&text)
	d.page.Text = tidy(text.String())
	for n := range root.descendants() {
		switch n.name {
		case "title":
			d.page.Title = oneLine(n.allText())
		case "form":
			d.forms = append(d.forms, readForm(n))
		}
	}
	return d, nil
}

// writeText writes what is visible of a node: each block on lines of its own.
func (n *node) writeText(b *strings.Builder) {
	switch n.name {
	case "":
		b.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(n.text))
	case "head", "title", "script", "style", "template":
		return
	}
	block := n.name != "" && !n.inline()
	if block {
		b.WriteByte('\n')
	}
	for _, child := range n.children {
		child.writeText(b)
	}
	if block {
		b.WriteByte('\n')
	}
}

func (n *node) inline() bool {
	switch n.name {
	case "a", "b", "code", "em", "i", "small", "span", "strong":
		return true
	}
	return false
}

// tidy trims lines and drops the empty ones.
func tidy(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func (n *node) allText() string {
	var b strings.Builder
	for d := range n.descendants() {
		b.WriteString(d.text)
	}
	return b.String()
}
