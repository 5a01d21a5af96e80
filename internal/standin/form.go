package standin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The names of the fields and buttons by which forms are known.
const (
	fieldUserName = "user_name"
	fieldPassword = "password"
	fieldUserCode = "user_code"
	fieldDecision = "decision"
	fieldCode     = "code"
	fieldSearch   = "q"
)

// question is what a form asks.
type question int

const (
	whoAreYou question = iota + 1
	whatCode
	mayIt
	whatOneTimeCode
	whoToFind
)

// form is a form of a page.
type form struct {
	method  string
	action  string
	hidden  url.Values // sent as they are
	inputs  url.Values // visible fields, with what is in them
	buttons []button
}

type button struct{ name, value string }

func readForm(n *node) form {
	f := form{
		method: strings.ToUpper(n.attr("method")), action: n.attr("action"),
		hidden: url.Values{}, inputs: url.Values{},
	}
	for d := range n.descendants() {
		if d.has("disabled") {
			continue
		}
		name, value := d.attr("name"), d.attr("value")
		switch {
		case d.name == "input" && d.attr("type") == "hidden":
			f.hidden.Add(name, value)
		case d.name == "input":
			f.inputs.Add(name, value)
		case d.name == "button":
			f.buttons = append(f.buttons, button{name, value})
		}
	}
	return f
}

// asks returns what the form asks, 0 if it need not be answered.
func (f form) asks() question {
	switch {
	case f.inputs.Has(fieldUserName) || f.button(fieldUserName, "") != nil:
		return whoAreYou
	case f.inputs.Has(fieldUserCode):
		return whatCode
	case f.inputs.Has(fieldCode):
		return whatOneTimeCode
	case f.button(fieldDecision, "") != nil:
		return mayIt
	}
	return 0
}

// button returns the first button of that name, and value if one is given.
func (f form) button(name, value string) *button {
	for i, b := range f.buttons {
		if b.name == name && (value == "" || strings.EqualFold(b.value, value)) {
			return &f.buttons[i]
		}
	}
	return nil
}

// question returns the form that the page wants p to answer. Where people are listed and p
// is not among them, that is the form that searches for more.
func (d document) question(p Person) (form, question, bool) {
	for _, f := range d.forms {
		switch q := f.asks(); {
		case q == whoAreYou && !f.inputs.Has(fieldUserName) && f.button(fieldUserName, p.UserName) == nil:
			if finder, ok := d.finder(); ok {
				return finder, whoToFind, true
			}
			return f, q, true
		case q != 0:
			return f, q, true
		}
	}
	return form{}, 0, false
}

func (d document) finder() (form, bool) {
	for _, f := range d.forms {
		if f.inputs.Has(fieldSearch) {
			return f, true
		}
	}
	return form{}, false
}

// submit fills in the form as p would and presses the button.
func (f form) submit(ctx context.Context, p Person, page *url.URL) (*http.Request, error) {
	values, err := f.fill(p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", page.Path, err)
	}
	action, err := page.Parse(f.action)
	if err != nil {
		return nil, fmt.Errorf("%s: form action %q: %w", page.Path, f.action, err)
	}
	if f.method != http.MethodPost {
		action.RawQuery = values.Encode()
		return http.NewRequestWithContext(ctx, http.MethodGet, action.String(), nil)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, action.String(), strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, nil
}

func (f form) fill(p Person) (url.Values, error) {
	values := url.Values{}
	for name, v := range f.hidden {
		values[name] = v
	}
	for name, v := range f.inputs {
		values[name] = v
	}
	switch f.asks() {
	case whoAreYou:
		return values, f.fillWho(p, values)
	case whatOneTimeCode:
		code, err := p.oneTimeCode()
		values.Set(fieldCode, code)
		return values, err
	case 0:
		values.Set(fieldSearch, p.UserName)
	case whatCode:
		if p.UserCode != "" {
			values.Set(fieldUserCode, p.UserCode)
		}
		if values.Get(fieldUserCode) == "" {
			return nil, errors.New("the page asks for a code, and there is none to type")
		}
	case mayIt:
		return values, f.press(values, fieldDecision, p.decision())
	}
	return values, nil
}

// fillWho chooses from a list of people, or types a name.
func (f form) fillWho(p Person, values url.Values) error {
	if !f.inputs.Has(fieldUserName) {
		return f.press(values, fieldUserName, p.UserName)
	}
	if p.UserName == "" {
		return errors.New("the page asks for a user name, and there is none to type")
	}
	values.Set(fieldUserName, p.UserName)
	if f.inputs.Has(fieldPassword) {
		values.Set(fieldPassword, p.Password)
	}
	return nil
}

func (f form) press(values url.Values, name, value string) error {
	b := f.button(name, value)
	if b == nil {
		return fmt.Errorf("the page has no button for %s %q", name, value)
	}
	values.Set(b.name, b.value)
	return nil
}

func (p Person) decision() string {
	if p.Deny {
		return "deny"
	}
	return "allow"
}
