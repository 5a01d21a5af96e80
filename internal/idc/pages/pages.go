// Package pages is what people see of the local Identity Center: HTML files
// around one layout, one stylesheet, no scripts. Each page has a struct with
// what it shows; everything in them is escaped by html/template, and what came from
// a directory or a client is shown by {{shown}}, so that it cannot turn the text
// around either.
//
// Elements that a test or a stand-in for a person looks for carry a data-testid.
// Forms have these fields: csrf and next or request (hidden), user_name, password,
// code, user_code, q, and decision and role, which are buttons.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"fob.example/fob/internal/termui"
)

//go:embed *.html
var files embed.FS

//go:embed style.css
var stylesheet []byte

//go:embed icon.svg
var icon []byte

// Stylesheet returns the one stylesheet, served as /style.css.
func Stylesheet() []byte { return stylesheet }

// Icon returns the one picture, an SVG, served as /icon.svg.
func Icon() []byte { return icon }

// Page is the content of one page.
type Page interface {
	file() string
}

// Set is the parsed pages.
type Set struct {
	templates map[string]*template.Template
}

// New parses all pages and checks that each has its title and content.
func New() (*Set, error) {
	s := &Set{templates: map[string]*template.Template{}}
	for _, p := range all() {
		t, err := parse(files, p.file())
		if err != nil {
			return nil, err
		}
		s.templates[p.file()] = t
	}
	return s, nil
}

func parse(from fs.FS, file string) (*template.Template, error) {
	words := template.FuncMap{"shown": termui.Clean}
	t, err := template.New("layout.html").Funcs(words).ParseFS(from, "layout.html", file)
	if err != nil {
		return nil, fmt.Errorf("parse page %s: %w", file, err)
	}
	for _, block := range []string{"title", "main"} {
		if t.Lookup(block) == nil {
			return nil, fmt.Errorf("parse page %s: it has no block %q", file, block)
		}
	}
	return t, nil
}

// People renders a list for sign-in pages. Most of such a page is its list, and most
// lists are the same: it can be kept.
func (s *Set) People(people []Person) (template.HTML, error) {
	var b strings.Builder
	if err := s.templates[SignIn{}.file()].ExecuteTemplate(&b, "people", people); err != nil {
		return "", fmt.Errorf("render a list of people: %w", err)
	}
	return template.HTML(b.String()), nil // escaped by the template
}

// Render returns the whole page or an error, never a part of it.
func (s *Set) Render(p Page) ([]byte, error) {
	t := s.templates[p.file()]
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("render page %s: %w", p.file(), err)
	}
	return b.Bytes(), nil
}
