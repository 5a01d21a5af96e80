package directory

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document is a directory file as written. Every value knows its line.
type document struct {
	Version        *at[int]               `yaml:"version"`
	Seed           at[string]             `yaml:"seed"`
	Instance       at[instanceDoc]        `yaml:"instance"`
	Users          []at[userDoc]          `yaml:"users"`
	Groups         []at[groupDoc]         `yaml:"groups"`
	Accounts       []at[accountDoc]       `yaml:"accounts"`
	PermissionSets []at[permissionSetDoc] `yaml:"permissionSets"`
	Assignments    []at[assignmentDoc]    `yaml:"accountAssignments"`
	Roles          []at[roleDoc]          `yaml:"roles"`
	Profiles       []at[profileDoc]       `yaml:"profiles"`
	Faults         []at[faultDoc]         `yaml:"faults"`
}

type instanceDoc struct {
	Region               at[string]   `yaml:"region"`
	Partition            at[string]   `yaml:"partition"`
	IdentityStoreID      at[string]   `yaml:"identityStoreId"`
	StartURLs            []at[string] `yaml:"startUrls"`
	SSOSession           at[string]   `yaml:"ssoSession"`
	SessionDuration      at[string]   `yaml:"sessionDuration"`
	AccessTokenDuration  at[string]   `yaml:"accessTokenDuration"`
	RegistrationDuration at[string]   `yaml:"registrationDuration"`
	DeviceCodeDuration   at[string]   `yaml:"deviceCodeDuration"`
	PollInterval         at[string]   `yaml:"pollInterval"`
	SignIn               at[string]   `yaml:"signIn"`
	Consent              at[string]   `yaml:"consent"`
	MFA                  at[string]   `yaml:"mfa"`
	RefreshTokens        at[bool]     `yaml:"refreshTokens"`
	AllowedScopes        []at[string] `yaml:"allowedScopes"`
}

type userDoc struct {
	UserName    at[string] `yaml:"userName"`
	DisplayName at[string] `yaml:"displayName"`
	Password    at[string] `yaml:"password"`
	TOTPSecret  at[string] `yaml:"totpSecret"`
	Status      at[string] `yaml:"status"`
}

type groupDoc struct {
	DisplayName at[string]   `yaml:"displayName"`
	Members     []at[string] `yaml:"members"`
}

type accountDoc struct {
	AccountID    at[string]      `yaml:"accountId"`
	AccountName  at[string]      `yaml:"accountName"`
	EmailAddress at[string]      `yaml:"emailAddress"`
	Generate     at[generateDoc] `yaml:"generate"` // instead of the others
}

type generateDoc struct {
	Count        at[int]    `yaml:"count"`
	AccountName  at[string] `yaml:"accountName"` // %d stands for the number, from 1
	EmailAddress at[string] `yaml:"emailAddress"`
}

type permissionSetDoc struct {
	Name            at[string] `yaml:"name"`
	SessionDuration at[string] `yaml:"sessionDuration"`
}

type assignmentDoc struct {
	User          at[string]   `yaml:"user"`
	Group         at[string]   `yaml:"group"`
	PermissionSet at[string]   `yaml:"permissionSet"`
	Accounts      []at[string] `yaml:"accounts"` // ids, names or globs over names
}

type roleDoc struct {
	ARN        at[string]   `yaml:"arn"`
	Trust      []at[string] `yaml:"trust"`
	ExternalID at[string]   `yaml:"externalId"`
}

type profileDoc struct {
	Name          at[string] `yaml:"name"`
	SSOSession    at[string] `yaml:"ssoSession"`
	StartURL      at[string] `yaml:"startUrl"`
	Account       at[string] `yaml:"account"` // id or name
	PermissionSet at[string] `yaml:"permissionSet"`
	Region        at[string] `yaml:"region"`
	Output        at[string] `yaml:"output"`
}

type faultDoc struct {
	Preset      at[string]  `yaml:"preset"` // instead of the others
	On          at[string]  `yaml:"on"`
	User        at[string]  `yaml:"user"`
	Client      at[string]  `yaml:"client"`
	Return      at[string]  `yaml:"return"`
	Status      at[int]     `yaml:"status"`
	Error       at[string]  `yaml:"error"`
	RetryAfter  at[string]  `yaml:"retryAfter"`
	Field       at[string]  `yaml:"field"`
	Region      at[string]  `yaml:"region"`
	Skew        at[string]  `yaml:"skew"`
	Delay       at[string]  `yaml:"delay"`
	Skip        at[int]     `yaml:"skip"`
	PerSecond   at[int]     `yaml:"perSecond"`
	EveryNth    at[int]     `yaml:"everyNth"`
	Probability at[float64] `yaml:"probability"`
	Count       at[int]     `yaml:"count"`
}

// at is a value with the line it stands on.
type at[T any] struct {
	V    T
	Line int // 0: the file does not have it
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (a *at[T]) UnmarshalYAML(node ast.Node) error {
	a.Line = node.GetToken().Position.Line
	return yaml.NodeToValue(node, &a.V, yaml.Strict())
}

// Error is one thing wrong with a directory file.
type Error struct {
	File    string
	Line    int
	Problem string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem) }

// Parse reads a directory file, in YAML or JSON; name is what errors call it.
// Its error joins an *Error for everything that is wrong, in the order of lines;
// what is not well-formed is reported alone.
func Parse(name string, data []byte) (*Directory, error) {
	doc, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	c := &checker{file: name, dir: &Directory{}}
	c.check(doc)
	if len(c.errs) > 0 {
		sort.SliceStable(c.errs, func(i, j int) bool { return c.errs[i].Line < c.errs[j].Line })
		joined := make([]error, len(c.errs))
		for i, e := range c.errs {
			joined[i] = e
		}
		return nil, errors.Join(joined...)
	}
	return c.dir, nil
}

// decode reads a file's text. The parser panics on some that are not YAML, such as
// a tag without a value where a list belongs; that is an error of the file.
func decode(name string, data []byte) (doc document, err error) {
	defer func() {
		if recover() != nil {
			err = &Error{name, 1, "the file cannot be read as YAML"}
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return doc, syntaxError(name, err)
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return doc, &Error{name, 1, "the directory is empty"}
	case len(file.Docs) > 1:
		return doc, &Error{name, file.Docs[1].Start.Position.Line, "more than one document in the file"}
	}
	if err := yaml.NodeToValue(file.Docs[0].Body, &doc, yaml.Strict()); err != nil {
		return doc, syntaxError(name, err)
	}
	return doc, nil
}

// syntaxError puts the parser's complaint on one line and into this file's
// words: its own rendering shows the source and names Go types.
func syntaxError(name string, err error) error {
	e := &Error{File: name, Line: 1, Problem: firstLine(err.Error())}
	if located, ok := errors.AsType[yaml.Error](err); ok {
		e.Problem = firstLine(located.GetMessage())
		if token := located.GetToken(); token != nil {
			e.Line = token.Position.Line
		}
	}
	if mismatch, ok := errors.AsType[*yaml.TypeError](err); ok {
		e.Problem = "want " + kindName(mismatch.DstType) + " here"
	}
	return e
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	default:
		return "keys and values"
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
