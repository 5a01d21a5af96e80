package cli

import (
	"testing"

	"fob.example/fob/internal/awsapi"
)

// What each shell reads as the value itself, by its own manual; "" is refused. Real
// shells read them back in the transcripts, where there are any.
func TestSecretsAreQuotedForTheirShell(t *testing.T) {
	for _, tt := range []struct{ secret, env, powershell, cmd, fish string }{
		{"abc/DEF+ghi=", `abc/DEF+ghi=`, `"abc/DEF+ghi="`, `abc/DEF+ghi=`, `"abc/DEF+ghi="`},
		{"it's", `'it'\''s'`, `"it's"`, `it's`, `"it's"`},
		{"$(x)", `'$(x)'`, `'$(x)'`, "", `'$(x)'`},
		{"`x`", "'`x`'", "'`x`'", "`x`", "\"`x`\""},
		{`a"b`, `'a"b'`, `'a"b'`, "", `'a"b'`},
		{`$'"\`, `'$'\''"\'`, `'$''"\'`, "", `'$\'"\\'`},
		{"$‘x’", "'$‘x’'", "'$‘‘x’’'", "$‘x’", "'$‘x’'"},
		{"“x”", "'“x”'", "'“x”'", "“x”", `"“x”"`},
		{"%PATH%", `%PATH%`, `"%PATH%"`, "", `"%PATH%"`},
		{"a^b", `'a^b'`, `"a^b"`, "", `"a^b"`},
		{"a&b|c", `'a&b|c'`, `"a&b|c"`, "", `"a&b|c"`},
		{"a\nb", "", "", "", ""},
		{"a\x1bb", "", "", "", ""},
		{"a\u009bb", "", "", "", ""},
		{"a\x9bb", "", "", "", ""},
		{"a\x00b", "", "", "", ""},
	} {
		for format, want := range map[string]string{"env": tt.env, "powershell": tt.powershell, "windows-cmd": tt.cmd, "fish": tt.fish} {
			before := map[string]string{
				"env":         "export AWS_ACCESS_KEY_ID=AKIA\nexport AWS_SECRET_ACCESS_KEY=",
				"powershell":  "$Env:AWS_ACCESS_KEY_ID=\"AKIA\"\n$Env:AWS_SECRET_ACCESS_KEY=",
				"windows-cmd": "set AWS_ACCESS_KEY_ID=AKIA\nset AWS_SECRET_ACCESS_KEY=",
				"fish":        "set -gx AWS_ACCESS_KEY_ID \"AKIA\"\nset -gx AWS_SECRET_ACCESS_KEY ",
			}[format]
			got, err := formatCredentials(format, awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: tt.secret})
			switch {
			case want == "" && (err == nil || got != ""):
				t.Errorf("%s prints %q as %s", format, tt.secret, got)
			case want != "" && (err != nil || got != before+want+"\n"):
				t.Errorf("%s prints %q as %s, %v", format, tt.secret, got, err)
			}
		}
	}
}
