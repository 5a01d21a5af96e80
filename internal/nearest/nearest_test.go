package nearest

import "testing"

func TestName(t *testing.T) {
	known := []string{"default", "dev", "prod", "production-admin", "my-dev-profile"}
	for name, want := range map[string]string{
		"deb": "dev", "devv": "dev", "Dev": "dev", "prd": "prod", "my-dev-profil": "my-dev-profile", "production_admin": "production-admin",
		"defualt": "default", "dve": "dev", "pord": "prod", "d": "", "": "", "x": "", "zzz": "", "staging": "", "dx": "", "dxx": "", "qa": "", "préd": "prod",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
	if got := Name("a", nil); got != "" {
		t.Error(got)
	}
	// The first of two that are as near.
	if got := Name("abc", []string{"abd", "abe"}); got != "abd" {
		t.Error(got)
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"é", "e", 1}, {"ab", "ba", 1}, {"dve", "dev", 1}, {"ca", "abc", 3}, {"abcd", "badc", 2}} {
		if got := editDistance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("%q, %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
