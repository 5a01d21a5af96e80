package rolecreds

import (
	"context"
	"slices"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// Check returns what is wrong with the settings that say where a profile's credentials come
// from, as far as that can be known without asking anybody: no program is run, and AWS and
// the environment's own keys are left alone. Method is the way that the settings lead, ""
// where they lead to none. The errors are those of Profile.
func (s *Source) Check(ctx context.Context, p *awsconfig.Profile) (Method, error) {
	has := func(key string) bool { _, ok := p.Get(key); return ok }
	switch {
	case assumesRole(p):
		_, err := s.signerOf(p)
		return MethodAssumeRole, err
	case has("web_identity_token_file") && !has("role_arn"):
		return MethodWebIdentity, &PartialError{string(MethodWebIdentity), "role_arn"}
	case has("web_identity_token_file"):
		return MethodWebIdentity, nil
	}
	if _, ok, err := s.Config.SSOProfile(p.Name); ok || err != nil {
		return MethodSSO, err
	}
	if creds, err := sharedFile(ctx, p); creds.Method != "" || err != nil {
		return MethodSharedFile, err
	}
	switch {
	case has("login_session"):
		return methodLogin, nil // the AWS CLI's, whatever is supported here
	case has("credential_process"):
		return MethodProcess, s.checkProcess(p)
	}
	creds, err := configFile(ctx, p)
	return creds.Method, err
}

// methodLogin is the AWS CLI's word for a way that is not taken here.
const methodLogin Method = "login"

// checkProcess refuses a program that cannot be found, and fob or the AWS CLI when it is
// asked for the credentials of the same profile.
func (s *Source) checkProcess(p *awsconfig.Profile) error {
	_, args, err := s.processLine(p)
	if err != nil {
		return err
	}
	asks := slices.Contains(args, "export-credentials") || slices.Contains(args, "credential-process")
	i := slices.Index(args, "--profile")
	same := slices.Contains(args, "--profile="+p.Name) || i >= 0 && i+1 < len(args) && args[i+1] == p.Name
	if asks && same {
		return &ChainError{p.Name, []string{p.Name}}
	}
	return nil
}

// Cached returns the file in which the credentials of a profile's role are kept, and what
// it holds: expired or not, and also of another account. The error wraps fs.ErrNotExist where
// there is none, and is a *cachefile.DamagedError for one that cannot be used.
func (c Cache) Cached(p awsconfig.SSOProfile) (path string, creds awsapi.Credentials, err error) {
	file := roleFileOf(p)
	creds, err = c.read(file)
	return c.files().Path(file), creds, err
}
