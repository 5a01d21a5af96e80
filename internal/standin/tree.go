package standin

import (
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strings"
)

// node is an element of a page, or a piece of text, which has no name.
type node struct {
	name     string
	attrs    []xml.Attr
	text     string
	children []*node
}

// readTree reads HTML as far as XML in its lenient mode goes: void elements, bare
// attributes and named entities are understood, an element whose end is left out only
// where an outer one ends, and a script with a < in it not at all. The pages of local
// Identity Centers and of their clients stay within that, and golang.org/x/net/html
// would build a table of 126 kB at every start of the program.
func readTree(r io.Reader) (*node, error) {
	d := xml.NewDecoder(r)
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &node{}
	open := []*node{root} // innermost last
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		parent := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			element := newElement(t)
			parent.children = append(parent.children, element)
			open = append(open, element)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			parent.children = append(parent.children, &node{text: string(t)})
		}
	}
}

// newElement spells names as HTML does, which knows no upper case.
func newElement(t xml.StartElement) *node {
	n := &node{name: strings.ToLower(t.Name.Local), attrs: t.Attr}
	for i := range n.attrs {
		n.attrs[i].Name.Local = strings.ToLower(n.attrs[i].Name.Local)
	}
	return n
}

// descendants yields all that is below a node, in the order of the page.
func (n *node) descendants() iter.Seq[*node] {
	return func(yield func(*node) bool) { n.each(yield) }
}

func (n *node) each(yield func(*node) bool) bool {
	for _, child := range n.children {
		if !yield(child) || !child.each(yield) {
			return false
		}
	}
	return true
}

// attr returns an attribute, empty if there is none.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return true
		}
	}
	return false
}
