package awsconfig_test

import (
	"path/filepath"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// environment is a LookupEnv over a map.
func environment(variables map[string]string) awsconfig.LookupEnv {
	return func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}
}

func TestFindPaths(t *testing.T) {
	defaults := awsconfig.Paths{
		Config:      filepath.Join("/home/ada", ".aws", "config"),
		Credentials: filepath.Join("/home/ada", ".aws", "credentials"),
	}
	none := environment(nil)
	if got := awsconfig.FindPaths(none, "/home/ada"); got != defaults {
		t.Errorf("without variables: %+v", got)
	}
	if got := awsconfig.FindPaths(none, ""); got != (awsconfig.Paths{}) {
		t.Errorf("without a home: %+v", got)
	}
	variables := map[string]string{"AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": "/c"}
	if got := awsconfig.FindPaths(environment(variables), "/home/ada"); got != (awsconfig.Paths{Credentials: "/c"}) {
		t.Errorf("with an empty variable: %+v", got)
	}
}

func TestFindPathsExpands(t *testing.T) {
	home := filepath.FromSlash("/home/ada")
	for variable, want := range map[string]string{
		"/etc/aws":         "/etc/aws",
		"relative/config":  "relative/config",
		"~":                home,
		"~/x":              filepath.Join(home, "x"),
		"~bob/x":           "~bob/x",
		"/x/~":             "/x/~",
		"$DIR/x":           "/srv/x",
		"${DIR}x$DIR":      "/srvx/srv",
		"$DIRS/${NONE}/$":  "$DIRS/${NONE}/$",
		"${DIR":            "${DIR",
		"$${DIR}":          "$/srv",
		"$TILDE/x":         filepath.Join(home, "x"),
		"$LOOP":            "$LOOP",
		"é$DIR-$EMPTY.ini": "é/srv-.ini",
	} {
		lookupEnv := environment(map[string]string{
			"AWS_CONFIG_FILE": variable,
			"DIR":             "/srv", "TILDE": "~", "LOOP": "$LOOP", "EMPTY": "", "": "never",
		})
		if got := awsconfig.FindPaths(lookupEnv, home).Config; got != want {
			t.Errorf("AWS_CONFIG_FILE=%s: %q, want %q", variable, got, want)
		}
	}
}

func TestFindEditPaths(t *testing.T) {
	lookupEnv := environment(map[string]string{"AWS_CONFIG_FILE": "$HOME/x", "AWS_SHARED_CREDENTIALS_FILE": "~/y", "HOME": "/home/a"})
	got := awsconfig.FindEditPaths(lookupEnv, "/home/a")
	if want := (awsconfig.Paths{Config: "$HOME/x", Credentials: filepath.FromSlash("/home/a/y")}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if path := got.Of(awsconfig.Place{Credentials: true}); path != got.Credentials {
		t.Errorf("credentials are in %q", path)
	}
}
