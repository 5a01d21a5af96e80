package doctor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/shellword"
)

// profileSettings finds profiles that lead to no credentials.
func (v *view) profileSettings() {
	for _, p := range v.profiles {
		method, err := v.source.Check(context.Background(), p) // which asks nobody
		if err != nil {
			v.badProfile(p, err)
		} else if method == "" {
			v.noRole(p)
		}
		v.relativeProgram(p, method)
		v.services(p)
	}
}

// services finds a section for endpoints that is not there.
func (v *view) services(p *awsconfig.Profile) {
	name, ok := p.Get("services")
	if !ok || slices.Contains(v.config.ServicesNames(), name) {
		return
	}
	f := Finding{
		Check: "missing-services", Family: Session, Severity: Error,
		What: fmt.Sprintf("the profile %q names the services section %q, which does not exist", p.Name, name),
		Why:  "no call can be made with it", Remedy: ByHand{fmt.Sprintf("add the section [services %s], or remove the setting", name)},
	}
	v.findAt(p, "services", f)
}

// badProfile tells what the first source of credentials says that the settings lead to.
func (v *view) badProfile(p *awsconfig.Profile, err error) {
	f := Finding{Family: Session, Severity: Error, What: err.Error(), Why: "the profile gets no credentials"}
	key := ""
	var (
		session      *awsconfig.SessionNotFoundError
		missing      *awsconfig.MissingKeysError
		inconsistent *awsconfig.InconsistentError
		startURL     *awsconfig.StartURLError
		setting      *rolecreds.SettingError
		partial      *rolecreds.PartialError
		loop         *rolecreds.LoopError
		process      *rolecreds.ProcessError
		chain        *rolecreds.ChainError
	)
	switch {
	case errors.As(err, &session):
		return // told with the session
	case errors.As(err, &missing) && v.isIncomplete(p):
		return // likewise
	case errors.As(err, &missing):
		f.Check, f.Remedy = "incomplete-profile", SetUpProfile{p.Name}
	case errors.As(err, &startURL):
		f.Check, f.Remedy, key = "bad-start-url", SetUpProfile{p.Name}, "sso_start_url"
	case errors.As(err, &inconsistent):
		f.Check, key = "contradiction", inconsistent.Key
		f.Why = "AWS refuses to get credentials for the profile; a sign-in takes what the session says"
		f.Remedy, f.steps = v.agree(p, inconsistent)
	case errors.As(err, &setting):
		f.Check, f.Remedy, key = "bad-source", ByHand{"name a profile or a place that has credentials"}, setting.Setting
	case errors.As(err, &loop):
		f.Check, f.Remedy, key = "source-loop", ByHand{"let one of these profiles get its credentials in another way"}, "source_profile"
	case errors.As(err, &chain):
		f.Check, f.Remedy, key = "process-loop", ByHand{"remove credential_process from this profile"}, "credential_process"
	case errors.As(err, &process):
		f.Check, f.Remedy, key = "bad-process", v.processRemedy(p), "credential_process"
	case errors.As(err, &partial):
		f.Check, f.Remedy = "incomplete-profile", ByHand{"add " + partial.Missing}
		f.What = fmt.Sprintf("profile %q: %v", p.Name, err)
	default:
		f.Check = "bad-profile"
	}
	v.findAt(p, key, f)
}

// accounts finds ids of accounts that are none. One that was taken for a number has lost the
// zeros at its beginning.
func (v *view) accounts() {
	for _, p := range v.profiles {
		id, _ := p.Get("sso_account_id")
		if id == "" || awsconfig.IsAccountID(id) { // an empty one is missing
			continue
		}
		f := Finding{
			Check: "bad-account", Family: Session, Severity: Error,
			What:   fmt.Sprintf("sso_account_id of profile %q is %q, not an account id of 12 digits", p.Name, id),
			Why:    "there is no such account, so the profile gets no credentials",
			Remedy: ByHand{"write all 12 digits, also zeros at the beginning"},
		}
		v.findAt(p, "sso_account_id", f)
	}
}

// roleARNs finds roles to assume that are none.
func (v *view) roleARNs() {
	for _, p := range v.profiles {
		arn, assumes := p.Get("role_arn")
		if role, ok := identity.RoleOf(arn); !assumes || ok && awsconfig.IsAccountID(role.AccountID) {
			continue
		}
		f := Finding{
			Check: "bad-role-arn", Family: Session, Severity: Error,
			What:   fmt.Sprintf("role_arn of profile %q is %q, not the ARN of a role", p.Name, arn),
			Why:    "there is no such role, so the profile gets no credentials",
			Remedy: ByHand{"write it as arn:aws:iam::ACCOUNT:role/NAME, with the account's 12 digits"},
		}
		v.findAt(p, "role_arn", f)
	}
}

// isIncomplete reports whether it is the session of a profile that lacks something.
func (v *view) isIncomplete(p *awsconfig.Profile) bool {
	name, ok := p.Get("sso_session")
	if !ok {
		return false
	}
	_, err := v.config.LoginSession("", name)
	return err != nil
}

// agree removes what a profile says of its session, where the session says otherwise: all
// such settings at once. Others than those of a sign-in are left to a person.
func (v *view) agree(p *awsconfig.Profile, first *awsconfig.InconsistentError) (Remedy, []step) {
	var edits []awsconfig.Edit
	for _, key := range v.config.SSOSessionKeys(first.Session) {
		value, ok := p.Get(key)
		theirs, err := v.config.LookupSSOSession(first.Session, key)
		if !ok || err != nil || theirs.Text == value {
			continue
		}
		if !slices.Contains([]string{"sso_start_url", "sso_region", "sso_registration_scopes"}, key) || p.FromCredentialsFile(key) {
			return ByHand{fmt.Sprintf("decide which is right, and remove %s from the other", key)}, nil
		}
		edits = append(edits, awsconfig.Edit{Place: awsconfig.Place{Kind: awsconfig.KindProfile, Name: p.Name, Key: key}, Remove: true})
	}
	return Repair{}, v.edits(edits...)
}

// noRole notes a profile that can be signed in to and leads to no credentials.
func (v *view) noRole(p *awsconfig.Profile) {
	if _, ok := p.Get("sso_session"); !ok {
		if _, ok := p.Get("sso_start_url"); !ok {
			return
		}
	}
	f := Finding{
		Check: "no-role", Family: Session, Severity: Note,
		What: fmt.Sprintf("the profile %q names neither account nor role", p.Name),
		Why:  "one can sign in with it, and no more: it gets no credentials", Remedy: SetUpProfile{p.Name},
	}
	v.findAt(p, "", f)
}

// processRemedy is for a program that is not there, which may be fob after a move.
func (v *view) processRemedy(p *awsconfig.Profile) Remedy {
	command, _ := p.Get("credential_process")
	argv, err := shellword.Split(command)
	if err == nil && len(argv) > 1 && strings.TrimSuffix(filepath.Base(argv[0]), ".exe") == "fob" {
		return SetUpProcess{p.Name}
	}
	return ByHand{"name a program that is there, with its whole path"}
}

// relativeProgram notes a program that is found by PATH, which is not everybody's.
func (v *view) relativeProgram(p *awsconfig.Profile, method rolecreds.Method) {
	command, _ := p.Get("credential_process")
	argv, err := shellword.Split(command)
	if method != rolecreds.MethodProcess || err != nil || len(argv) == 0 || filepath.IsAbs(argv[0]) {
		return
	}
	f := Finding{
		Check: "relative-process", Family: Session, Severity: Note,
		What:   fmt.Sprintf("the credential_process of profile %q is found by PATH", p.Name),
		Why:    "programs that are started without your shell, as an editor's, may have another PATH",
		Remedy: ByHand{"write the program with its whole path"},
	}
	v.findAt(p, "credential_process", f)
}
