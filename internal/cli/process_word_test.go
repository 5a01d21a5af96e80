package cli

import "testing"

// A word of a credential_process line is one word, whoever reads it: a split like a shell's,
// a shell, or cmd.
func TestProcessWord(t *testing.T) {
	for _, tt := range []struct{ goos, word, want string }{
		{"linux", "/usr/local/bin/fob", "/usr/local/bin/fob"},
		{"linux", "/opt/my tools/fob", "'/opt/my tools/fob'"},
		{"linux", "it's $(me)", `'it'\''s $(me)'`},
		{"windows", `C:\Program Files\fob.exe`, `"C:\Program Files\fob.exe"`},
		{"windows", "a & b", `"a & b"`},
		{"windows", `a" & calc "`, ""},
		{"windows", "%PATH%", ""},
		{"windows", `C:\`, ""},
	} {
		got, err := processWord(tt.goos, tt.word)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s, %s: %s, %v; want %s", tt.goos, tt.word, got, err, tt.want)
		}
	}
}
