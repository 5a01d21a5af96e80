package pages

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryPageRenders renders each page with nothing in it.
func TestEveryPageRenders(t *testing.T) {
	set, err := New()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(all()) != len(entries)-1 {
		t.Errorf("%d pages for %d files and the layout", len(all()), len(entries)-1)
	}
	for _, p := range all() {
		body, err := set.Render(p)
		if err != nil {
			t.Errorf("%s: %v", p.file(), err)
		}
		if !strings.HasPrefix(string(body), "<!DOCTYPE html>") || !strings.Contains(string(body), "</html>") {
			t.Errorf("%s is not a whole page", p.file())
		}
		if err := wellFormed(body); err != nil {
			t.Errorf("%s: %v", p.file(), err)
		}
	}
}

// wellFormed reports what keeps a page from being read as XML with HTML's void elements
// and bare attributes, as a stand-in for a person reads it.
func wellFormed(page []byte) error {
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestBrokenPagesAreFound(t *testing.T) {
	const layout = `{{template "title" .}}{{template "main" .}}`
	for name, page := range map[string]string{
		"no title": `{{define "main"}}x{{end}}`,
		"no main":  `{{define "title"}}x{{end}}`,
		"syntax":   `{{define "title"}}x{{end}}{{define "main"}}{{`,
	} {
		from := fstest.MapFS{"layout.html": {Data: []byte(layout)}, "page.html": {Data: []byte(page)}}
		if _, err := parse(from, "page.html"); err == nil || !strings.Contains(err.Error(), "page.html") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
