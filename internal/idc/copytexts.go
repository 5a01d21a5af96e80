package idc

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/rolekey"
	"fob.example/fob/internal/shellword"
)

// copyTexts are the forms in which a person may want a role's keys. Each says where STS
// is, too: at AWS the keys are nobody's.
func (s *Server) copyTexts(keys rolekey.Keys, session rolekey.Session) []pages.Text {
	pairs := [][2]string{
		{"AWS_ACCESS_KEY_ID", keys.AccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", keys.SecretAccessKey},
		{"AWS_SESSION_TOKEN", keys.SessionToken},
		{"AWS_REGION", s.dir().Instance.Region},
		{"AWS_ENDPOINT_URL_STS", s.base.String()},
	}
	lines := func(line func(name, value string) string) string {
		var b strings.Builder
		for _, p := range pairs {
			b.WriteString(line(p[0], p[1]) + "\n")
		}
		return b.String()
	}
	name := session.PermissionSet + "-" + session.AccountID // as `aws configure sso` proposes
	texts := []pages.Text{
		{ID: "bash", Title: "bash and zsh", Hint: "Paste it into the shell.", Text: lines(func(name, value string) string {
			return "export " + name + "=" + shellword.Quote(value)
		})},
		{ID: "fish", Title: "fish", Hint: "Paste it into the shell.", Text: lines(func(name, value string) string {
			return "set -gx " + name + " " + quoted(value, `\'`)
		})},
		{ID: "powershell", Title: "PowerShell", Hint: "Paste it into the shell.", Text: lines(func(name, value string) string {
			return "$Env:" + name + " = " + quoted(value, "''")
		})},
		{
			ID: "profile", Title: "Profile with these keys", Hint: "Add it to ~/.aws/config. It is worth nothing once they expire.",
			Text: s.profile(name, "aws_access_key_id", keys.AccessKeyID, "aws_secret_access_key", keys.SecretAccessKey, "aws_session_token", keys.SessionToken),
		},
		{
			ID: "sso-profile", Title: "Profile that fetches its own", Hint: "Add it to ~/.aws/config, then sign in with aws or fob sso login --profile " + name + ".",
			Text: s.profile(name, "sso_session", s.dir().Instance.SSOSession, "sso_account_id", session.AccountID, "sso_role_name", session.PermissionSet) + s.ssoSession(),
		},
	}
	for i := range texts {
		texts[i].Rows = strings.Count(texts[i].Text, "\n") + 4 // the session token takes several
	}
	return texts
}

// quoted puts a value, which has no backslash, in single quotes.
func quoted(value, quote string) string {
	return "'" + strings.ReplaceAll(value, "'", quote) + "'"
}

// servicesName is the section that says where this server is.
const servicesName = "local-identity-center"

// profile returns a profile whose calls come here.
func (s *Server) profile(name string, pairs ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[profile %s]\n", name)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "%s = %s\n", pairs[i], pairs[i+1])
	}
	fmt.Fprintf(&b, "region = %s\nservices = %s\n\n[services %[2]s]\n", s.dir().Instance.Region, servicesName)
	for _, service := range []string{"sso", "sso_oidc", "sts"} {
		fmt.Fprintf(&b, "%s =\n  endpoint_url = %s\n", service, s.base)
	}
	return b.String()
}

func (s *Server) ssoSession() string {
	in := s.dir().Instance
	return fmt.Sprintf("\n[sso-session %s]\nsso_start_url = %s\nsso_region = %s\nsso_registration_scopes = sso:account:access\n",
		in.SSOSession, in.StartURLs[0], in.Region)
}
