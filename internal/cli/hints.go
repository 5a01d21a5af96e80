package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/nearest"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// hint words the one thing to do about an error, "" where there is none to offer. It
// is the only place that does.
func (a *app) hint(err error) string {
	return firstHint(
		a.hintSignIn(err),
		a.hintGuard(err),
		a.hintAnswer(err),
		a.hintSettings(err),
		a.hintService(err),
		a.hintMachine(err),
	)
}

func firstHint(hints ...string) string {
	for _, h := range hints {
		if h != "" {
			return h
		}
	}
	return ""
}

// hintSignIn is for a session that needs a person.
func (a *app) hintSignIn(err error) string {
	var (
		never     *ssotoken.NotSignedInError
		ended     *ssotoken.EndedError
		denied    *signin.DeniedError
		redirect  *signin.RedirectError
		expired   *signin.ExpiredError
		forgotten *signin.ForgottenError
		listen    *signin.ListenError
		call      *ssotoken.CallError
		refresh   *ssotoken.RefreshError
		service   *awsapi.ServiceError
	)
	switch {
	case errors.As(err, &never):
		return "sign in with: " + a.signInCommand(never.Session)
	case errors.As(err, &ended):
		return "sign in again with: " + a.signInCommand(ended.Session)
	case errors.As(err, &refresh) && errors.As(err, &service) && !service.Temporary():
		return "sign in again with: " + a.signInCommand(refresh.Session)
	case errors.As(err, &redirect):
		return "start again with: " + a.signInCommand(redirect.Session)
	case errors.As(err, &call) && awsapi.IsCode(err, awsapi.CodeInvalidGrant):
		return "start again with: " + a.signInCommand(call.Session)
	case errors.As(err, &denied) && !denied.ByPerson():
		return "start again with: " + a.signInCommand(denied.Session)
	case errors.As(err, &denied):
		return "if that was not what you meant, sign in again with: " + a.signInCommand(denied.Session)
	case errors.As(err, &expired):
		// Where the region is not that of the access portal the browser shows an error, and
		// nothing comes back that tells.
		return "if the browser showed an error, check sso_region (" + termui.Clean(expired.Session.Region) + "); then start again with: " + a.signInCommand(expired.Session)
	case errors.As(err, &forgotten):
		return "sign in again, which registers anew: " + a.signInCommand(forgotten.Session)
	case errors.As(err, &listen) && len(listen.Ports) > 0:
		return "free one of these ports, or take any that is free: " + a.signInCommand(listen.Session)
	case errors.As(err, &listen):
		return "sign in without a browser on this device: " + a.signInCommand(listen.Session, "--use-device-code")
	}
	return ""
}

// hintAnswer is for what a person or an option answered to a question.
func (a *app) hintAnswer(err error) string {
	var (
		none    *noAnswerError
		other   *notAmongError
		differs *sessionDiffersError
	)
	switch {
	case errors.As(err, &none):
		return "an option answers that question, too: --" + none.Option
	case errors.As(err, &other) && other.Near != "":
		return "did you mean: " + option("--"+other.Option, other.Near)
	case errors.As(err, &differs):
		return "change it for all its profiles with: fob configure sso-session " + option("--"+optSessionName, differs.Session)
	}
	return ""
}

// hintSettings is for what the files or the command line say.
func (a *app) hintSettings(err error) string {
	var (
		usage      *usageError
		profile    *awsconfig.ProfileNotFoundError
		session    *awsconfig.SessionNotFoundError
		missing    *awsconfig.MissingKeysError
		mismatched *awsconfig.InconsistentError
		parse      *awsconfig.ParseError
		none       *rolecreds.NoCredentialsError
		loop       *rolecreds.LoopError
		mfa        *rolecreds.MFAError
		alias      *aliasError
		startURL   *signin.StartURLError
	)
	switch {
	case errors.As(err, &startURL) && startURL.Err == nil:
		return "ask whoever gave you this sso_start_url for the one on a domain of AWS that it stands for"
	case errors.As(err, &alias):
		return "run what it stands for, or leave it to the AWS CLI"
	case errors.As(err, &usage):
		return "see: " + a.command + " --help"
	case errors.As(err, &profile):
		if near := nearest.Names(profile.Name, profile.Known); len(near) > 0 {
			return "did you mean: " + options("--profile", near)
		}
		return "see which profiles there are with: fob configure list-profiles"
	case errors.As(err, &session):
		return "name another, or set it up with: fob configure sso-session " + option("--"+optSessionName, session.Name)
	case errors.As(err, &missing) && missing.Kind == awsconfig.KindSSOSession:
		return "complete it with: fob configure sso-session " + option("--"+optSessionName, missing.Name)
	case errors.As(err, &missing) && a.sourceLogin(missing.Name) != "":
		return "sign in to its source_profile with: " + a.sourceLogin(missing.Name)
	case errors.As(err, &missing):
		return "set it up with: fob configure sso " + option("--profile", missing.Name)
	case errors.Is(err, errNoSessions):
		return "set one up with: fob configure sso"
	case errors.As(err, &mismatched):
		return "remove " + mismatched.Key + " from the profile: the sso-session has it"
	case errors.As(err, &parse) && parse.Line == 0:
		return "see what that file is: a config file of AWS it is not"
	case errors.As(err, &parse):
		return "mend that line; see all that is wrong with: fob doctor"
	case errors.As(err, &none):
		return "name a profile that has credentials with --profile; see which there are with: fob configure list-profiles"
	case errors.As(err, &loop):
		return "let one of these profiles get its credentials in another way"
	case errors.As(err, &mfa):
		return "run this in a terminal, which keeps the credentials for a while: fob sts get-caller-identity " + option("--profile", mfa.Profile)
	case errors.Is(err, rolecreds.ErrNoRegion):
		return "name one with --region, or set region in the profile"
	}
	return ""
}

// hintService is for what AWS, or something in its place, answered.
func (a *app) hintService(err error) string {
	var (
		service     *awsapi.ServiceError
		unreachable *awsapi.UnreachableError
		answer      *awsapi.AnswerError
		assigned    *rolecreds.NotAssignedError
		call        *ssotoken.CallError
	)
	switch {
	case a.skewExplains(err):
		return "set the clock of this machine; your sign-in is kept"
	case errors.As(err, &unreachable) && unreachable.OutOfDate():
		return "nothing was sent; check the date of this machine"
	case errors.As(err, &unreachable) && unreachable.Untrusted():
		return "nothing was sent; if the network has a certificate authority of its own, name its file with --ca-bundle or AWS_CA_BUNDLE"
	case errors.As(err, new(*awsapi.ProxyError)):
		return "mend or unset that variable; it has the form http://HOST:PORT"
	case errors.As(err, &unreachable):
		return "check the network, the proxy variables and the endpoint settings; your sign-in is kept"
	case errors.As(err, &answer):
		return "something between here and AWS answers in its place (a proxy, a login page of the network, a wrong endpoint); your sign-in is kept"
	case errors.As(err, &assigned) && assigned.Profile.Session.Profile != "":
		return "see what is assigned to you with: " + listCommand(assigned.Profile)
	case errors.As(err, &call) && errors.As(err, &service) && service.Region != "":
		return "if that is right, say so with: " + a.regionCommand(call.Session, service.Region)
	case errors.As(err, &service) && service.Temporary() && service.RetryAfter > 0:
		return "the service asks to be left alone for " + service.RetryAfter.String() + "; run the command again then, your sign-in is kept"
	case errors.As(err, &service) && service.Temporary(), errors.Is(err, errTooLong):
		return "wait a moment, then run the command again; your sign-in is kept"
	case errors.As(err, &service) && service.Code == "AccessDenied" && service.Operation == "AssumeRole":
		return "check role_arn and external_id of the profile, and whom the role trusts"
	}
	return ""
}

// skewExplains reports whether an error may come from a clock that is known to be off:
// times and certificates that seem to be over, or not to have begun, and signatures of
// another time.
func (a *app) skewExplains(err error) bool {
	if a.skew.Load() == nil {
		return false
	}
	for _, code := range []string{
		"SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired", awsapi.CodeExpiredCredentials, awsapi.CodeExpiredToken,
	} {
		if awsapi.IsCode(err, code) {
			return true
		}
	}
	return false
}

// hintMachine is for the machine's own files.
func (a *app) hintMachine(err error) string {
	var (
		home     *homeError
		noServer *noServerError
		exists   *directoryExistsError
		refused  *operatorError
		odd      *cachefile.NotRegularError
		foreign  *disk.ForeignError
		busy     *lockfile.BusyError
	)
	switch {
	case errors.As(err, &busy) && busy.Work.PID != 0 && busy.Silent: // what is suspended heeds no other signal
		return fmt.Sprintf("if it does not go on, end it, then run the command again: kill -9 %d", busy.Work.PID)
	case errors.As(err, &busy) && busy.Work.PID != 0:
		return fmt.Sprintf("if it does not go on, end it, then run the command again: kill %d", busy.Work.PID)
	case errors.As(err, &odd):
		return "move it out of the way, then run the command again"
	case errors.As(err, &foreign) && foreign.Link:
		return "keep others out of it with: chmod go-w " + shellword.Quote(foreign.Path)
	case errors.As(err, &foreign):
		return "look who put it there, move it out of the way, then run the command again"
	case errors.As(err, new(*interceptListenError)):
		return "take a free port of this machine with: fob idc serve --intercept=127.0.0.1:0"
	case errors.As(err, new(*noInterceptError)):
		return "start one in another terminal with: fob idc serve --intercept"
	case errors.Is(err, idc.ErrNotLoopback):
		return "for other machines, which could all sign in here, say so with an admin secret of yours: fob idc serve --allow-remote --admin-secret-file FILE --listen ADDRESS:PORT"
	case errors.As(err, new(*noRemoteSecretError)), errors.Is(err, idc.ErrWeakAdminToken):
		return "make one with: (umask 077; head -c 32 /dev/urandom | base64 >idc-admin-secret)"
	case errors.As(err, new(*noAdminTokenError)), errors.As(err, &refused) && refused.wrongToken:
		return "name the file with its admin secret by --admin-secret-file, or the server by --url; one that you start leaves both: fob idc serve"
	case errors.As(err, &noServer):
		return "start one in another terminal with: fob idc serve"
	case errors.As(err, &exists):
		return "name another file, or overwrite it with: fob idc init --force " + shellword.Quote(exists.path)
	case errors.Is(err, idc.ErrPortTaken):
		return "take another port, or a free one, with: fob idc serve --listen 127.0.0.1:0"
	case errors.As(err, &home):
		return "set " + home.Name + " to your home folder"
	case errors.Is(err, fs.ErrPermission):
		return "check the owner and the mode of that file and of its folder"
	}
	return ""
}
