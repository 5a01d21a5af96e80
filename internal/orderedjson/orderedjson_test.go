package orderedjson

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarshalAsPythonDoes(t *testing.T) {
	value := Object{
		{"z", "a\"b\\c\n\t\b\f\r\x01\x7f"},
		{"é", "ü😀"},
		{"list", []string{"x", "y"}},
		{"empty", []any{}},
		{"none", nil},
		{"n", json.Number("12.0")},
		{"object", Object{{"b", true}, {"a", int64(3)}}},
	}
	// The wanted texts are what Python 3.11's json.dumps prints for the value.
	for name, tt := range map[string]struct {
		style Style
		want  string
	}{
		"default":  {Python(), `{"z": "a\"b\\c\n\t\b\f\r\u0001\u007f", "\u00e9": "\u00fc\ud83d\ude00", "list": ["x", "y"], "empty": [], "none": null, "n": 12.0, "object": {"b": true, "a": 3}}`},
		"minified": {Minified(), `{"z":"a\"b\\c\n\t\b\f\r\u0001\u007f","\u00e9":"\u00fc\ud83d\ude00","list":["x","y"],"empty":[],"none":null,"n":12.0,"object":{"b":true,"a":3}}`},
		"indented": {Indented(2, false), "{\n  \"z\": \"a\\\"b\\\\c\\n\\t\\b\\f\\r\\u0001\x7f\",\n  \"é\": \"ü😀\",\n  \"list\": [\n    \"x\",\n    \"y\"\n  ],\n  \"empty\": [],\n  \"none\": null,\n  \"n\": 12.0,\n  \"object\": {\n    \"b\": true,\n    \"a\": 3\n  }\n}"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(Marshal(value, tt.style))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseKeepsOrder(t *testing.T) {
	const text = `{"b": 1, "a": [true, null, {"y": "x"}]}`
	v, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(Marshal(v, Python())); got != text {
		t.Errorf("got %s, want %s", got, text)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":               "",
		"cut in half":           `{"accessToken": "abc`,
		"a tail":                `{"a": 1}"}`,
		"a member twice":        `{"accessToken": "1", "accessToken": "2"}`,
		"twice in other case":   `{"accessToken": "1", "AccessToken": "2"}`,
		"a number as name":      `{1: 2}`,
		"deep nesting":          strings.Repeat("[", 200_000),
		"invalid UTF-8":         "{\"a\": \"\xff\"}",
		"UTF-16":                "\xff\xfe{\x00}\x00",
		"a page, not an object": "<html></html>",
	} {
		t.Run(name, func(t *testing.T) {
			if v, err := Parse([]byte(text)); err == nil {
				t.Errorf("accepted as %v", v)
			}
		})
	}
}

func TestParseObjectRefusesOtherValues(t *testing.T) {
	for _, text := range []string{`[]`, `"x"`, `null`, `5`} {
		if _, err := ParseObject([]byte(text)); err == nil {
			t.Errorf("accepted %s", text)
		}
	}
}

func TestParseErrorsQuoteNothing(t *testing.T) {
	_, err := Parse([]byte(`{"accessToken": SECRET}`))
	if err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("got %v", err)
	}
}

func TestParseSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "the JSON ends early",
		`{"a": "b`:           "the JSON ends early",
		`{"a": tru`:          "the JSON ends early",
		`{"a": tru}`:         "not JSON at byte 9",
		`{"a"}`:              "not JSON at byte 4",
		`{"a": 1}}`:          "not JSON at byte 8",
		`{"a": 1, "A": 2}`:   "a member stands twice at byte 12",
		`{"a\"\u00e9": "]"}`: "",
	} {
		got := ""
		if _, err := Parse([]byte(text)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
