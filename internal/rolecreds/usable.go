package rolecreds

import (
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/identity"
)

// minLeft is how long cached credentials must last to be used, as in the AWS CLI.
const minLeft = 15 * time.Minute

// usable answers what tells whether credentials cached in file are used: they are of the
// account, last for a while, and were not bought by another sign-in to session, where one
// is behind them.
func (s *Source) usable(file, accountID string, session *awsconfig.SSOSession) func(awsapi.Credentials) bool {
	return func(creds awsapi.Credentials) bool {
		return (creds.AccountID == "" || creds.AccountID == accountID) &&
			creds.Expiration.Sub(s.Now()) >= max(minLeft, s.MinTTL) &&
			(session == nil || s.ofThisSignIn(file, creds, *session))
	}
}

// ofThisSignIn reports whether the sign-in that there is bought the credentials. What
// another program bought counts as bought by it, unless that is wanted to be known.
func (s *Source) ofThisSignIn(file string, creds awsapi.Credentials, session awsconfig.SSOSession) bool {
	if id := s.Records.Get(creds.AccessKeyID).SignIn; id != "" {
		return s.Tokens.GoesBackTo(session, id)
	}
	if !s.Wary {
		return true
	}
	info, err := disk.Or(s.Cache.Disk).Stat(s.Cache.files().Path(file))
	return err == nil && info.ModTime().After(s.Tokens.WrittenAt(session))
}

// Remember keeps what STS said of credentials, behind which session is, beside what is known of
// them already, and whose the sign-in to it is, where the credentials tell.
func (s *Source) Remember(creds Credentials, session *awsconfig.SSOSession, caller identity.Caller) {
	known := s.Records.Get(creds.AccessKeyID)
	record := identity.Record{Caller: caller, SignIn: known.SignIn}
	if record.SignIn == "" && session != nil {
		record.SignIn = s.boughtBy(creds, *session)
	}
	if record != known {
		s.Records.Put(creds.AccessKeyID, record)
	}
	if creds.Method == MethodSSO && record.SignIn != "" {
		s.Tokens.Learn(*session, record.SignIn, caller.UserName())
	}
}

// boughtBy answers the id of the sign-in to session that bought credentials of which nobody
// noted it, "" where that is not known.
func (s *Source) boughtBy(creds Credentials, session awsconfig.SSOSession) string {
	signIn, _ := s.Tokens.SignIn(session) // before the look at the file: a later one does not count for it
	wary := *s
	wary.Wary = true
	if creds.file == "" || !wary.ofThisSignIn(creds.file, creds.Credentials, session) {
		return ""
	}
	return signIn.ID
}

// Session answers the session behind a profile's credentials: its own, or that of the
// profile at the end of its source_profile. ok is false where there is none.
func (s *Source) Session(p *awsconfig.Profile) (session *awsconfig.SSOSession, ok bool) {
	name := s.lastSource(p)
	if name == "" {
		return nil, false
	}
	profile, ok, err := s.Config.SSOProfile(name)
	if err != nil || !ok {
		return nil, false
	}
	return &profile.Session, true
}
