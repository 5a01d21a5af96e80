package cli

import (
	"testing"

	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/surroundings"
)

func TestFound(t *testing.T) {
	ssh := &surroundings.SSH{Host: "box"}
	for want, where := range map[string]surroundings.Surroundings{
		"this is an SSH session":                                         {SSH: ssh},
		"this is an SSH session in WSL (Ubuntu)":                         {SSH: ssh, WSL: "Ubuntu"},
		"this is a container (Docker)":                                   {Container: "Docker"},
		"this is an SSH session in a container (Kubernetes) in WSL (De)": {SSH: ssh, Container: "Kubernetes", WSL: "De"},
		`this is a container (x\x1b[2J)`:                                 {Container: "x\x1b[2J"},
		"there is no such program as BROWSER names":                      {Browser: true, Display: true},
		"there is no program that opens one":                             {Display: true},
		"there is no display":                                            {},
	} {
		if got := found(where); got != want {
			t.Errorf("%+v: %s, want %s", where, got, want)
		}
	}
}

// What is to be pasted into a shell is a forwarding and nothing else, whatever the
// environment says.
func TestForward(t *testing.T) {
	for want, from := range map[string]surroundings.SSH{
		"ssh -L 8400:127.0.0.1:8400 ana@10.0.0.5":         {User: "ana", Host: "10.0.0.5"},
		"ssh -L 8400:127.0.0.1:8400 -p 2222 ana@10.0.0.5": {User: "ana", Host: "10.0.0.5", Port: "2222"},
		"ssh -L 8400:127.0.0.1:8400 2001:db8::5":          {Host: "2001:db8::5"},
		"ssh -L 8400:127.0.0.1:8400 THIS-MACHINE":         {User: "-oProxyCommand=x"},
		"ssh -L 8400:127.0.0.1:8400 '$(x) y@box'":         {User: "$(x) y", Host: "box"},
		`ssh -L 8400:127.0.0.1:8400 'a\x1b[2J@box'`:       {User: "a\x1b[2J", Host: "box"},
	} {
		got := forward(&from, "8400")
		if got != want {
			t.Errorf("%+v: %s, want %s", from, got, want)
		}
		if words, err := shellword.Split(got); err != nil || len(words) != 4 && from.Port == "" {
			t.Errorf("%s: %q, %v", got, words, err)
		}
	}
}

func TestRedirectPort(t *testing.T) {
	for url, want := range map[string]string{
		"https://oidc.us-east-1.amazonaws.com/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2Foauth%2Fcallback&state=x": "8400",
		"https://oidc.us-east-1.amazonaws.com/authorize":                                                                       "",
		"%": "",
	} {
		if got := redirectPort(url); got != want {
			t.Errorf("%s: %q", url, got)
		}
	}
}

func TestEnumerate(t *testing.T) {
	for want, names := range map[string][]string{
		"":                nil,
		"a":               {"a"},
		"a, b, c":         {"a", "b", "c"}, // the third takes no more room than its count
		"a, b and 2 more": {"a", "b", "c", "d"},
	} {
		if got := enumerate(names, 2); got != want {
			t.Errorf("%q: %s", names, got)
		}
	}
}
