package cli

import (
	"slices"
	"strings"
	"testing"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/surroundings"
)

func TestFound(t *testing.T) {
	ssh := &surroundings.SSH{Host: "box"}
	for want, where := range map[string]surroundings.Surroundings{
		"this is an SSH session":                                                {SSH: ssh},
		"this is an SSH session in WSL (Ubuntu)":                                {SSH: ssh, WSL: "Ubuntu"},
		"this is a container (Docker)":                                          {Container: "Docker"},
		"this is an SSH session in a container (Kubernetes) in WSL (De)":        {SSH: ssh, Container: "Kubernetes", WSL: "De"},
		`this is a container (x\x1b[2J)`:                                        {Container: "x\x1b[2J"},
		"there is no such program as BROWSER names":                             {Browser: true, Display: true},
		"this is an SSH session, and there is no such program as BROWSER names": {SSH: ssh, Browser: true},
		"there is no program that opens one":                                    {Display: true},
		"there is no display":                                                   {},
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

// Each place has the ways that lead back from it, and no other.
func TestWaysBack(t *testing.T) {
	const (
		page  = "https://oidc.us-east-1.amazonaws.com/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2Foauth%2Fcallback"
		port  = "forward the port"
		wsl   = "in a browser of Windows"
		paste = "paste here"
		code  = "\n    fob sso login --profile dev --use-device-code\n"
	)
	ssh := &surroundings.SSH{Host: "box"}
	home := secretHome(t, map[string]string{".aws/config": "[sso-session corp]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n[profile dev]\nsso_session = corp\n"})
	for name, tt := range map[string]struct {
		session   *awsconfig.SSOSession // nil: one of the config
		around    surroundings.Surroundings
		canOpen   bool
		noBrowser bool
		qr        bool
		types     bool
		want      []string // nil: nothing is said
	}{
		"a browser opens":               {canOpen: true, types: true},
		"a script opens none":           {canOpen: true, noBrowser: true},
		"a person opens one":            {canOpen: true, noBrowser: true, types: true, want: []string{"A browser on this machine comes back here by itself.", paste, code}},
		"SSH":                           {around: surroundings.Surroundings{SSH: ssh}, types: true, want: []string{"an SSH session", port, paste, code}},
		"SSH, a script":                 {around: surroundings.Surroundings{SSH: ssh}, want: []string{"an SSH session", port, code}},
		"SSH, and none is to be opened": {around: surroundings.Surroundings{SSH: ssh}, noBrowser: true, types: true, want: []string{"an SSH session", port, paste, code}},
		"SSH into WSL":                  {around: surroundings.Surroundings{SSH: ssh, WSL: "Ubuntu"}, types: true, want: []string{"WSL (Ubuntu)", port, paste, code}},
		"WSL":                           {around: surroundings.Surroundings{WSL: "Ubuntu", Display: true}, types: true, want: []string{"WSL (Ubuntu)", wsl, paste, code}},
		"a container":                   {around: surroundings.Surroundings{Container: "Docker"}, types: true, want: []string{"a container (Docker)", paste, code}},
		"a container in WSL":            {around: surroundings.Surroundings{Container: "Docker", WSL: "Ubuntu"}, types: true, want: []string{"a container (Docker)", paste, code}},
		"a phone":                       {canOpen: true, qr: true, types: true, want: []string{"A browser on a phone", paste, "--use-device-code --qr\n"}},
		"one that is being set up":      {session: &awsconfig.SSOSession{Name: "new"}, around: surroundings.Surroundings{SSH: ssh}, want: []string{port, "enter a code instead: run this again with --use-device-code\n"}},
	} {
		var stderr strings.Builder
		a := newApp(Env{Stderr: &stderr, Environ: []string{"HOME=" + home, "USERPROFILE=" + home}})
		session := byProfile
		if tt.session != nil {
			session = *tt.session
		}
		u := &signinUI{app: a, session: session, around: tt.around, canOpen: tt.canOpen, types: tt.types}
		u.noBrowser, u.qr = tt.noBrowser, tt.qr
		u.sayWaysBack(page)
		said := stderr.String()
		for _, way := range []string{port, wsl, paste, "--use-device-code"} {
			wanted := slices.ContainsFunc(tt.want, func(part string) bool { return strings.Contains(part, way) })
			if strings.Contains(said, way) != wanted {
				t.Errorf("%s: %q is wanted %t in\n%s", name, way, wanted, said)
			}
		}
		for _, part := range tt.want {
			if !strings.Contains(said, part) {
				t.Errorf("%s: lacks %q:\n%s", name, part, said)
			}
		}
		if tt.want == nil && said != "" {
			t.Errorf("%s: says\n%s", name, said)
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
