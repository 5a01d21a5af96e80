package output

import (
	"io"
	"strings"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
)

// Settings say how the answer of an operation is printed.
type Settings struct {
	Format Format

	// Query picks what is shown; nil shows everything.
	Query *jmespath.Expression

	// Title stands over a table: the operation's name, such as ListAccounts.
	Title string

	// Pages names the list that every further page of the answer adds to, such
	// as accountList; "" if the answer comes in one piece.
	Pages string

	// Width is how many columns the terminal has, for tables; 0 stands for 80.
	Width int

	// Color asks for the escape sequences that colour a table.
	Color bool

	// Clean, if not nil, is what every string of the answer goes through before
	// it is laid out: what a terminal must not be given can be taken out there.
	Clean func(string) string
}

// Print writes an answer that came in one piece.
func (s Settings) Print(w io.Writer, answer orderedjson.Object) error {
	s.Pages = ""
	p := s.Printer(w)
	if err := p.Page(answer); err != nil {
		return err
	}
	return p.End("")
}

// Printer returns what prints the pages of one answer to w.
func (s Settings) Printer(w io.Writer) *Printer {
	return &Printer{Settings: s, w: w, joined: orderedjson.Object{}}
}

// Printer prints one answer: Page for each of its pages, then End. An error is
// that of the writer, or a *jmespath.EvalError.
type Printer struct {
	Settings
	w      io.Writer
	joined orderedjson.Object
}

// Page takes a page as the service sent it.
func (p *Printer) Page(page orderedjson.Object) error {
	switch p.Format {
	case Off:
		return nil
	case Text:
		return p.show(p.listOf(page))
	case YAMLStream:
		return p.show(page)
	}
	p.join(page)
	return nil
}

// End follows the last page. The token is where an answer that was cut short
// would go on, and "" if it was not.
func (p *Printer) End(nextToken string) error {
	token := orderedjson.Object{{Name: "NextToken", Value: nextToken}}
	switch {
	case p.Format == Off, p.Format == YAMLStream, p.Format == Text && nextToken == "":
		return nil
	case p.Format == Text:
		return p.show(orderedjson.Object{{Name: "NextToken", Value: token}})
	case nextToken != "":
		p.joined = append(p.joined, token...)
	}
	return p.show(p.joined)
}

// listOf leaves of a page what text shows: the list, which is null if it is absent.
func (p *Printer) listOf(page orderedjson.Object) orderedjson.Object {
	if p.Pages == "" {
		return page
	}
	list, _ := page.Get(p.Pages)
	return orderedjson.Object{{Name: p.Pages, Value: list}}
}

// join adds a page's list to that of the pages before it.
func (p *Printer) join(page orderedjson.Object) {
	if p.Pages == "" {
		p.joined = page
		return
	}
	found, _ := page.Get(p.Pages)
	list, ok := found.([]any)
	if !ok {
		return
	}
	before, _ := p.joined.Get(p.Pages)
	all, _ := before.([]any)
	p.joined = orderedjson.Object{{Name: p.Pages, Value: append(all, list...)}}
}

// show asks the query and writes what it finds.
func (p *Printer) show(answer orderedjson.Object) error {
	shown := jmespath.Plain(answer)
	if p.Query != nil {
		var err error
		if shown, err = p.Query.Search(shown); err != nil {
			return err
		}
	}
	if p.Clean != nil {
		shown = cleaned(shown, p.Clean)
	}
	_, err := io.WriteString(p.w, p.layOut(shown))
	return err
}

func (p *Printer) layOut(v any) string {
	object, isObject := v.(orderedjson.Object)
	switch empty := isObject && len(object) == 0; {
	case p.Format == Text:
		return textOf(v)
	case p.Format == Table:
		return tableOf(v, p.Settings)
	case p.Format == YAMLStream && p.Pages != "":
		return yamlOf([]any{v})
	case empty:
		return ""
	case p.Format == YAMLStream:
		return yamlOf([]any{v})
	case p.Format == YAML && !isScalar(v):
		return yamlOf(v)
	}
	return jsonOf(v)
}

// isScalar tells whether v is neither an object nor a list.
func isScalar(v any) bool {
	switch v.(type) {
	case orderedjson.Object, []any:
		return false
	}
	return true
}

// jsonOf keeps the members' order, indents by four and writes non-ASCII as it is.
func jsonOf(v any) string {
	return string(orderedjson.Marshal(v, orderedjson.Indented(4, false))) + "\n"
}

// cleaned returns v with every string and every name cleaned.
func cleaned(v any, clean func(string) string) any {
	switch v := v.(type) {
	case string:
		return clean(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = cleaned(item, clean)
		}
		return list
	case orderedjson.Object:
		object := make(orderedjson.Object, len(v))
		for i, m := range v {
			object[i] = orderedjson.Member{Name: clean(m.Name), Value: cleaned(m.Value, clean)}
		}
		return object
	}
	return v
}

// blanks is n blanks, none if n is negative.
func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }
