package awsconfig_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/awsconfig/ini"
)

// at answers the place of a variable, for the profile default unless it names
// another.
func at(t testing.TB, variable string) awsconfig.Place {
	t.Helper()
	place, err := awsconfig.PlaceOf(variable, "default")
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func TestApply(t *testing.T) {
	tests := []struct{ name, text, variable, value, want string }{
		{"no file", "", "region", "r", "[default]\nregion = r\n"},
		{"a missing section comes last", "# c\n[profile a]\nx = 1\n\n", "region", "r", "# c\n[profile a]\nx = 1\n\n[default]\nregion = r\n"},
		{"a missing section after a line without an end", "[profile a]", "region", "r", "[profile a]\n[default]\nregion = r\n"},
		{"a last line without an end stays so", "[default]\nregion = a\noutput = b", "region", "r", "[default]\nregion = r\noutput = b"},

		{"crlf, replaced", "[default]\r\nregion = a\r\n", "region", "r", "[default]\r\nregion = r\r\n"},
		{"crlf, added", "[default]\r\na = b\r\n[profile z]\r\n", "region", "r", "[default]\r\na = b\r\nregion = r\r\n[profile z]\r\n"},
		{"crlf, section added", "[profile z]\r\nx = 1", "region", "r", "[profile z]\r\nx = 1\r\n[default]\r\nregion = r\r\n"},
		{"cr", "[default]\ra = b\r", "s3.x", "y", "[default]\ra = b\rs3 =\r    x = y\r"},
		{"a replaced line keeps its end", "[default]\nregion = a\r\nb = 1\n", "region", "r", "[default]\nregion = r\r\nb = 1\n"},

		{"a key in another case", "[default]\nREGION: 1\n", "region", "r", "[default]\nregion = r\n"},
		{"a comment is no key", "[default]\n# region = 1\n\n[profile z]\n", "region", "r", "[default]\n# region = 1\nregion = r\n\n[profile z]\n"},
		{"a line of a block is no key", "[default]\ns3 =\n  region = 1\n", "region", "r", "[default]\ns3 =\n  region = 1\nregion = r\n"},
		{"an inherited key is set in the section", "[DEFAULT]\nregion = 1\n[default]\n", "region", "r", "[DEFAULT]\nregion = 1\n[default]\nregion = r\n"},
		{"not inside a value of many lines", "[default]\na = 1\n  2\n  3\n[profile z]\n", "region", "r", "[default]\na = 1\n  2\n  3\nregion = r\n[profile z]\n"},

		{"indentation, where the next line has it", "[default]\n  region = 1\n  a = 2\n", "region", "r", "[default]\n  region = r\n  a = 2\n"},
		{"no indentation, where nothing follows", "[default]\n  a = 2\n\tregion = 1\n", "region", "r", "[default]\n  a = 2\nregion = r\n"},
		{"indented, before an indented header", "[default]\n  a = 1\n  [profile z]\n", "region", "r", "[default]\n  a = 1\n  region = r\n  [profile z]\n"},
		{"a block, before an indented header", "[default]\n  [profile z]\n", "s3.a", "1", "[default]\n  s3 =\n      a = 1\n  [profile z]\n"},

		{"in a block", "[default]\ns3 =\n  a = 1 \n\tb=2\n", "s3.b", "3", "[default]\ns3 =\n  a = 1 \n\tb = 3\n"},
		{"the last of two names in a block", "[default]\ns3 =\n  a = 1\n  a = 2\n", "s3.a", "3", "[default]\ns3 =\n  a = 1\n  a = 3\n"},
		{"names in a block have a case", "[default]\ns3 =\n  A = 1\n", "s3.a", "3", "[default]\ns3 =\n  A = 1\n    a = 3\n"},
		{"deeper than a deep key", "[default]\n    s3 =\n        a = 1\n", "s3.b", "2", "[default]\n    s3 =\n        a = 1\n        b = 2\n"},
		{"a block goes on below blank lines", "[default]\ns3 =\n  a = 1\n\n[profile z]\n", "s3.b", "2", "[default]\ns3 =\n  a = 1\n\n    b = 2\n[profile z]\n"},
		{"but not below the next one's comment", "[default]\ns3 =\n  a = 1\n\n# z\n[profile z]\n", "s3.b", "2", "[default]\ns3 =\n  a = 1\n    b = 2\n\n# z\n[profile z]\n"},

		{"the header as it is", `[profile "dev"] # c` + "\n", "profile.dev.region", "r", `[profile "dev"] # c` + "\nregion = r\n"},
		{"an indented header", "  [default]\nregion = 1\n", "region", "r", "  [default]\nregion = r\n"},
		{"a header of another spelling with other settings", "[profile  dev]\na = 1\nregion = 1\n", "profile.dev.region", "r", "[profile  dev]\na = 1\nregion = r\n"},
		{"and without", "[profile  dev]\nregion = 1\n", "profile.dev.region", "r", "[profile  dev]\nregion = 1\n[profile dev]\nregion = r\n"},
		{"the later of two", "[profile dev]\na = 1\n[profile  dev]\nb = 1\n", "profile.dev.a", "2", "[profile dev]\na = 1\n[profile  dev]\nb = 1\na = 2\n"},
		{"default has no prefix", "[profile default]\n", "region", "r", "[profile default]\n[default]\nregion = r\n"},
		{"a part of the word plugins", "[s]\n", "profile.s.region", "r", "[s]\n[profile s]\nregion = r\n"},
		{"a quote in a name", "", "profile.it's.region", "r", `[profile 'it'"'"'s']` + "\nregion = r\n"},
		{"a backslash in a name", "", `profile.a\b.region`, "r", `[profile 'a\b']` + "\nregion = r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := awsconfig.Apply(test.text, awsconfig.Edit{Place: at(t, test.variable), Value: test.value})
			if diff := cmp.Diff(awsconfig.Edited{Text: test.want}, got); err != nil || diff != "" {
				t.Errorf("%q: %v, -want +got:\n%s", test.text, err, diff)
			}
		})
	}
}

func TestApplyMixed(t *testing.T) {
	tests := []struct{ name, text, variable, value, want string }{
		{"below a value that was longer", "[default]\nregion = a\n  b\n", "region", "r", "[default]\nregion = r\n  b\n"},
		{"above a block", "[default]\ns3 =\n  a = 1\n", "s3", "r", "[default]\ns3 = r\n  a = 1\n"},
		{"below a value that is no block", "[default]\nregion = a\n", "region.b", "r", "[default]\nregion = a\n    b = r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			place := at(t, test.variable)
			got, err := awsconfig.Apply(test.text, awsconfig.Edit{Place: place, Value: test.value})
			want := awsconfig.Edited{Text: test.want, Mixed: []awsconfig.Place{place}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%q: %v, -want +got:\n%s", test.text, err, diff)
			}
		})
	}
}

func TestApplyRemove(t *testing.T) {
	tests := []struct{ name, text, variable, want string }{
		{"a key", "[default]\na = 1\nregion = x\nb = 2\n", "region", "[default]\na = 1\nb = 2\n"},
		{"in any case", "[default]\nREGION = x\n", "region", "[default]\n"},
		{"a last line without an end", "[default]\nregion = x", "region", "[default]\n"},
		{"all lines of a value, and no comment", "[default]\nregion = x\n  y\n\n  # c\n  z\nb = 2\n", "region", "[default]\n\n  # c\nb = 2\n"},
		{"a block", "[default]\r\ns3 =\r\n  a = 1\r\n[profile z]\r\n", "s3", "[default]\r\n[profile z]\r\n"},
		{"a line of a block", "[default]\ns3 =\n  s3 = 1\n  b = 2\n", "s3.s3", "[default]\ns3 =\n  b = 2\n"},
		{"no such key", "[default]\na = 1\n", "region", "[default]\na = 1\n"},
		{"no such key with a block", "[default]\na = 1\n", "s3.a", "[default]\na = 1\n"},
		{"no such section", "[profile z]\nregion = 1\n", "region", "[profile z]\nregion = 1\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := awsconfig.Apply(test.text, awsconfig.Edit{Place: at(t, test.variable), Remove: true})
			if diff := cmp.Diff(awsconfig.Edited{Text: test.want}, got); err != nil || diff != "" {
				t.Errorf("%q: %v, -want +got:\n%s", test.text, err, diff)
			}
		})
	}
}

func TestApplyInOrder(t *testing.T) {
	var edits []awsconfig.Edit
	for _, setting := range []string{"sso_session=corp", "sso_account_id=111122223333", "region=us-east-1"} {
		key, value, _ := strings.Cut(setting, "=")
		edits = append(edits, awsconfig.Edit{Place: at(t, "profile.dev."+key), Value: value})
	}
	edits = append(edits, awsconfig.Edit{
		Place: awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: "corp", Key: "sso_region"}, Value: "us-east-1",
	})
	got, err := awsconfig.Apply("", edits...)
	want := "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nregion = us-east-1\n" +
		"[sso-session corp]\nsso_region = us-east-1\n"
	if err != nil || got.Text != want {
		t.Errorf("%v, %s", err, got.Text)
	}
}

func TestApplyRefuses(t *testing.T) {
	const secret = "wJalrXUtnFEMI"
	place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: "dev", Key: "region"}
	named := func(name string) awsconfig.Place { p := place; p.Name = name; return p }
	keyed := func(key, sub string) awsconfig.Place { p := place; p.Key, p.Sub = key, sub; return p }
	tests := []struct {
		name  string
		place awsconfig.Place
		value string
		want  string
	}{
		{"newline in a value", place, secret + "\n", `the value for "region" contains a newline or carriage return`},
		{"carriage return in a value", place, secret + "\r", `the value for "region" contains a newline or carriage return`},
		{"NUL in a value", place, "\x00" + secret, `the value for "region" contains the control character U+0000`},
		{"tab in a value", place, "\t" + secret, `the value for "region" contains the control character U+0009`},
		{"DEL in a value", place, secret + "\x7f", `the value for "region" contains the control character U+007F`},
		{"C1 in a value", place, secret + "\u009b", `the value for "region" contains the control character U+009B`},
		{"a value that is not UTF-8", place, secret + "\xff", `the value for "region" is not valid UTF-8`},

		{"newline in a name", named("a\nb"), secret, `the profile name "a\nb" contains a newline or carriage return`},
		{"escape in a name", named("a\x1b"), secret, `the profile name "a\x1b" contains the control character U+001B`},
		{"bracket in a name", named("a] [b"), secret, `the profile name "a] [b" contains a ]`},
		{"empty name", named(""), secret, `the profile name "" is empty`},
		{"name that is not UTF-8", named("\xe9"), secret, `the profile name "\xe9" is not valid UTF-8`},
		{"a name that is a header of another kind", awsconfig.Place{Credentials: true, Kind: awsconfig.KindProfile, Name: "DEFAULT", Key: "a"}, secret,
			`"a" in the section [DEFAULT] would not read back as it was set`},

		{"newline in a key", keyed("a\nb", ""), secret, `the key name "a\nb" contains a newline or carriage return`},
		{"newline in a nested key", keyed("a", "b\r"), secret, `the key name "b\r" contains a newline or carriage return`},
		{"blank before a key", keyed(" a", ""), secret, `the key name " a" begins or ends with a blank`},
		{"delimiter in a key", keyed("a=b", ""), secret, `"a=b" in the section [profile dev] would not read back as it was set`},
		{"comment for a key", keyed("#a", ""), secret, `"#a" in the section [profile dev] would not read back as it was set`},
		{"header for a key", keyed("[a]", ""), secret, `"[a]" in the section [profile dev] would not read back as it was set`},
		{"no key", keyed("", ""), secret, `"" in the section [profile dev] would not read back as it was set`},
		{"delimiter in a nested key", keyed("a", "b=c"), secret, `"a.b=c" in the section [profile dev] would not read back as it was set`},
		{"line separator in a nested value", keyed("a", "b"), "a\u2028" + secret, `"a.b" in the section [profile dev] would not read back as it was set`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := awsconfig.Apply("[default]\n", awsconfig.Edit{Place: test.place, Value: test.value})
			if err == nil || err.Error() != test.want || got.Text != "" {
				t.Errorf("%q\n got: %v\nwant: %s", got.Text, err, test.want)
			}
		})
	}
}

func TestApplyRefusesWhatItCannotRead(t *testing.T) {
	for text, want := range map[string]string{
		"\ufeff[default]\n":              "line 1: the file begins with a byte-order mark; save it as UTF-8 without one",
		"[a]\n[a]\n":                     `line 2: the section "a" is already on line 1`,
		"[default]\na = 1\nregion\n":     "line 3: neither a comment, a section header nor KEY = VALUE",
		"[default]\nregion = 1\nRegion:": `line 3: the key "region" is already on line 2 of the same section`,
	} {
		_, err := awsconfig.Apply(text, awsconfig.Edit{Place: at(t, "region"), Value: "r"})
		if bad := (*ini.Error)(nil); !errors.As(err, &bad) || bad.Error() != want {
			t.Errorf("%q\n got: %v\nwant: %s", text, err, want)
		}
	}
}
