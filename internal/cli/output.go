package cli

import (
	"bytes"
	"errors"
	"fmt"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/output"
	"fob.example/fob/internal/termui"
)

// printer decides how an answer is printed. It is asked before any call is made: the
// format is that of --output, AWS_DEFAULT_OUTPUT or the profile, and else json.
func (a *app) printer(operation, list string) (*answer, error) {
	format, err := a.outputFormat()
	if err != nil {
		return nil, err
	}
	return a.printerOf(format, operation, list)
}

func (a *app) printerOf(format output.Format, operation, list string) (*answer, error) {
	query, err := a.compileQuery()
	if err != nil {
		return nil, err
	}
	p := &answer{app: a}
	s := output.Settings{Format: format, Query: query, Title: operation, Pages: list, Width: a.width(), Color: a.coloured()}
	if a.Terminal {
		s.Clean = termui.Escape
	}
	p.Printer = s.Printer(&p.text)
	return p, nil
}

// answer collects an answer, so that it is written at once or not at all.
type answer struct {
	*output.Printer
	app  *app
	text bytes.Buffer
}

// showsPages reports whether the answer would look otherwise in pages of another size.
func (p *answer) showsPages() bool {
	return p.Format == output.YAMLStream || p.Format == output.Text && p.Query != nil
}

// end writes the answer; nextToken says where a shortened one would go on.
func (p *answer) end(nextToken string) error {
	if err := p.End(nextToken); err != nil {
		return err
	}
	return p.app.page(p.text.String())
}

func (a *app) outputFormat() (output.Format, error) {
	name := a.global.output
	if name == "" {
		profile, err := a.activeProfile()
		if err != nil {
			return "", err
		}
		name, _ = profile.Resolve("output", a.lookupEnv, "AWS_DEFAULT_OUTPUT")
	}
	if name == "" {
		return output.JSON, nil
	}
	format, ok := output.ByName(name)
	if !ok {
		return "", fmt.Errorf("unknown output type %q, not one of %s", name, output.Names())
	}
	return format, nil
}

// compileQuery compiles --query, which nil stands for none.
func (a *app) compileQuery() (*jmespath.Expression, error) {
	if a.global.query == "" {
		return nil, nil
	}
	query, err := jmespath.Compile(a.global.query)
	var syntax *jmespath.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &queryError{usageError{fmt.Sprintf("bad value for --query %q: %s", a.global.query, syntax.Reason)}, syntax.Picture()}
	}
	return query, err
}

// queryError is an expression that makes no sense, and a picture that points at where.
type queryError struct {
	usageError
	picture string
}

func (e *queryError) Unwrap() error { return &e.usageError }

// width is the terminal's; 0 leaves it to the format.
func (a *app) width() int {
	if a.Columns == nil {
		return 0
	}
	return a.Columns()
}

// coloured reports whether tables are: where --color or a terminal wants it.
func (a *app) coloured() bool {
	switch a.global.color {
	case "on":
		return true
	case "off":
		return false
	}
	return a.Terminal && a.env["NO_COLOR"] == ""
}
