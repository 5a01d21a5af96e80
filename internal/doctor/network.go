package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
)

// network asks whether AWS can be reached, where start URLs lead, and which of the profiles'
// roles are assigned. Nobody is signed in for it, and nothing is refreshed.
func (v *view) network(ctx context.Context) {
	var skew *awsapi.ClockSkewError
	var telling sync.Mutex
	api := v.Client(v.config, func(err error) {
		telling.Lock()
		defer telling.Unlock()
		errors.As(err, &skew)
	})
	reached := map[string]bool{}
	for _, session := range v.sessionsInUse() {
		if awsapi.CheckRegion(session.Region) != nil {
			continue // told already
		}
		if _, asked := reached[session.Region]; !asked {
			err := api.Ping(ctx, awsapi.OIDC, session.Region)
			reached[session.Region] = err == nil
			if err != nil {
				v.unreachable(err)
			}
		}
		if reached[session.Region] {
			v.vanity(ctx, api, session)
			v.roles(ctx, api, session)
		}
	}
	if skew != nil {
		v.find(Finding{
			Check: "clock", Family: Network, Severity: Error, What: skew.Error(),
			Why: "AWS refuses signatures of another time, and sign-ins seem to be over or not to end", Remedy: ByHand{"set the clock of this machine"},
		})
	}
}

func (v *view) unreachable(err error) {
	do := "check the network, the proxy variables and the endpoint settings"
	if unreachable, ok := errors.AsType[*awsapi.UnreachableError](err); ok && unreachable.Untrusted() {
		do = "if the network has a certificate authority of its own, name its file in AWS_CA_BUNDLE"
	}
	if slices.ContainsFunc(v.findings, func(f Finding) bool { return f.Check == "ca-bundle" || f.Check == "proxy" && f.Severity == Error }) {
		return // which is why
	}
	v.find(Finding{
		Check: "unreachable", Family: Network, Severity: Error, What: err.Error(),
		Why: "nobody can sign in, and what is not cached is not to be had", Remedy: ByHand{do},
	})
}

// vanity finds a region that is not the one where a start URL of one's own leads.
func (v *view) vanity(ctx context.Context, api *awsapi.Client, session awsconfig.SSOSession) {
	is := signin.RegionOf(ctx, api, session.StartURL)
	if is == "" || is == session.Region {
		return
	}
	place := awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: session.Name, Key: "sso_region"}
	if session.Legacy() {
		place.Kind, place.Name = awsconfig.KindProfile, session.Profile
	}
	path, line := v.at(place)
	if line == 0 {
		return // it stands in the credentials file, where nobody looks for it
	}
	v.find(Finding{
		Check: "wrong-region", Family: Session, Severity: Warning, Path: path, Line: line,
		What:   fmt.Sprintf("sso_region is %s, and %s leads to %s", session.Region, session.StartURL, is),
		Why:    "the AWS CLI and the SDKs ask the wrong region; fob puts it right with the next sign-in",
		Remedy: Set{place, is}, steps: v.edits(awsconfig.Edit{Place: place, Value: is}),
	})
}

// roles finds profiles of a session whose role is not assigned to the person signed in.
func (v *view) roles(ctx context.Context, api *awsapi.Client, session awsconfig.SSOSession) {
	profiles := slices.DeleteFunc(v.config.ProfilesOf(session), func(p awsconfig.SSOProfile) bool {
		return !awsconfig.IsAccountID(p.AccountID) || p.RoleName == "" || !v.inScope(p.Session.Profile)
	})
	if len(profiles) == 0 {
		return
	}
	t, err := v.store.Token(session)
	if err != nil || !t.ExpiresAt.After(v.Now) {
		v.find(Finding{
			Check: "not-checked", Family: Network, Severity: Note,
			What: "not checked whether the roles are assigned: nobody is signed in to " + ssotoken.Describe(session),
			Why:  "a role that was taken away shows only when it is used", Remedy: SignIn{session},
		})
		return
	}
	assigned := assignments{api: api, region: session.Region, accessToken: t.AccessToken}
	assigned.fetch(ctx, profiles)
	for _, p := range profiles {
		err := assigned.check(p)
		if err == nil {
			continue
		}
		f := Finding{Check: "not-assigned", Family: Network, Severity: Error, What: err.Error(), Why: "the profile gets no credentials", Remedy: ListRoles{p}}
		if _, ended := errors.AsType[*ssotoken.EndedError](err); ended {
			f.Check, f.Severity, f.Why, f.Remedy = "sign-in-ended", Warning, "whoever uses it will be told so", SignIn{session}
			v.find(f)
			return
		}
		if _, not := errors.AsType[*rolecreds.NotAssignedError](err); !not {
			f.Check, f.Severity, f.Why, f.Remedy = "not-checked", Note, "not checked whether its role is assigned", nil
		}
		if profile, ok := v.config.Profile(p.Session.Profile); ok {
			f.Path, f.Line = v.atKey(profile, "sso_role_name")
		}
		v.find(f)
	}
}
