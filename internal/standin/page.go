package standin

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return d, fmt.Errorf("read the page at %s: %w", d.url.Host, err)
	}
	var text strings.Builder
	readText(root, &text)
	d.page.Text = tidy(text.String())
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			d.page.Title = oneLine(textOf(n))
		case atom.Form:
			d.forms = append(d.forms, readForm(n))
		}
	}
	return d, nil
}

// readText writes what is visible of a node: each block on lines of its own.
func readText(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(n.Data))
		return
	case n.DataAtom == atom.Head || n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Template:
		return
	}
	block := n.Type == html.ElementNode && !isInline(n.DataAtom)
	if block {
		b.WriteByte('\n')
	}
	for child := range n.ChildNodes() {
		readText(child, b)
	}
	if block {
		b.WriteByte('\n')
	}
}

func isInline(a atom.Atom) bool {
	return slices.Contains([]atom.Atom{atom.A, atom.B, atom.Code, atom.Em, atom.I, atom.Small, atom.Span, atom.Strong}, a)
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

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	v, _ := attrIf(n, name)
	return v
}

func attrIf(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
