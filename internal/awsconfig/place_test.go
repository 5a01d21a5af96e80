package awsconfig_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

func TestPlaceOf(t *testing.T) {
	const profile = awsconfig.KindProfile
	for variable, want := range map[string]awsconfig.Place{
		"region":                        {Kind: profile, Name: "dev", Key: "region"},
		"s3.a":                          {Kind: profile, Name: "dev", Key: "s3", Sub: "a"},
		"other.region":                  {Kind: profile, Name: "dev", Key: "other", Sub: "region"},
		"a.b.c":                         {Kind: profile, Name: "dev", Key: "a"},
		"a..c":                          {Kind: profile, Name: "dev", Key: "a"},
		"default":                       {Kind: profile, Name: "dev", Key: "default"},
		"profile":                       {Kind: profile, Name: "dev", Key: "profile"},
		"default.region":                {Kind: profile, Name: "default", Key: "region"},
		"default.s3.a":                  {Kind: profile, Name: "default", Key: "s3", Sub: "a"},
		"profile.x.region":              {Kind: profile, Name: "x", Key: "region"},
		"profile.x.s3.a":                {Kind: profile, Name: "x", Key: "s3", Sub: "a"},
		"profile.x.s3.a.b":              {Kind: profile, Name: "x", Key: "s3"},
		"profile.p.region":              {Kind: profile, Name: "p", Key: "region"},
		"plugins.a":                     {Name: "plugins", Key: "a"},
		"lug.a":                         {Name: "lug", Key: "a"},
		"plugins.aws_access_key_id":     {Credentials: true, Name: "plugins", Key: "aws_access_key_id"},
		"p.q.r":                         {Kind: profile, Name: "default", Key: "p.q.r"},
		"aws_access_key_id":             {Credentials: true, Kind: profile, Name: "dev", Key: "aws_access_key_id"},
		"aws_secret_access_key":         {Credentials: true, Kind: profile, Name: "dev", Key: "aws_secret_access_key"},
		"aws_session_token":             {Credentials: true, Kind: profile, Name: "dev", Key: "aws_session_token"},
		"profile.x.aws_security_token":  {Credentials: true, Kind: profile, Name: "x", Key: "aws_security_token"},
		"default.aws_access_key_id":     {Credentials: true, Kind: profile, Name: "default", Key: "aws_access_key_id"},
		"aws_access_key_id.a":           {Credentials: true, Kind: profile, Name: "dev", Key: "aws_access_key_id", Sub: "a"},
		"AWS_ACCESS_KEY_ID":             {Kind: profile, Name: "dev", Key: "AWS_ACCESS_KEY_ID"},
		"aws_account_id":                {Kind: profile, Name: "dev", Key: "aws_account_id"},
		"profile..region":               {Kind: profile, Name: "", Key: "region"},
		"profile.x.aws_session_token.a": {Credentials: true, Kind: profile, Name: "x", Key: "aws_session_token", Sub: "a"},
	} {
		got, err := awsconfig.PlaceOf(variable, "dev")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", variable, err, diff)
		}
	}
	if _, err := awsconfig.PlaceOf("profile.dev", "dev"); err == nil {
		t.Error("a profile without a key has a place")
	}
	for _, variable := range []string{"", ".", "s3.", "profile.x.", "default.", "plugins.", "profile.x.s3."} {
		_, err := awsconfig.PlaceOf(variable, "dev")
		if bad := (*awsconfig.NameError)(nil); !errors.As(err, &bad) || bad.Name != variable {
			t.Errorf("%q: %v", variable, err)
		}
	}
}

func TestPlaceIn(t *testing.T) {
	for _, name := range []string{"corp", "\u00e9", "1", "_", "-", "/", ".", "%", "@", ":", "+", "a b!", "../../x"} {
		got, err := awsconfig.PlaceIn(awsconfig.KindSSOSession, name, "aws_session_token")
		want := awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: name, Key: "aws_session_token"}
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "!", " a", "\n", "'a'", "[a"} {
		_, err := awsconfig.PlaceIn(awsconfig.KindSSOSession, name, "a")
		if bad := (*awsconfig.SubsectionError)(nil); !errors.As(err, &bad) || bad.Name != name || bad.Variable != "" {
			t.Errorf("%q: %v", name, err)
		}
	}
	got, err := awsconfig.PlaceIn(awsconfig.KindServices, "local", "s3.a")
	if want := (awsconfig.Place{Kind: awsconfig.KindServices, Name: "local", Key: "s3", Sub: "a"}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = awsconfig.PlaceIn(awsconfig.KindServices, "local", "a.b.c")
	if bad := (*awsconfig.SubsectionError)(nil); !errors.As(err, &bad) || bad.Variable != "a.b.c" {
		t.Errorf("%v", err)
	}
}
