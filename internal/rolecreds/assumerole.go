package rolecreds

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/ssotoken"
)

// assumedRole assumes the role_arn of a profile, with credentials of its source_profile
// or of its credential_source. A profile with a web identity has none of these.
func (s *Source) assumedRole(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	if !assumesRole(p) {
		return Credentials{}, nil
	}
	signer, err := s.signerOf(p)
	if err != nil {
		return Credentials{}, &FindError{err}
	}
	role := s.roleRequest(p)
	file := requestFileOf(role)
	session, signedIn := s.Session(p)
	creds, err := s.Cache.once(ctx, file, s.usable(file, awsapi.AccountOf(role.RoleARN), session), func() (awsapi.Credentials, orderedjson.Object, error) {
		var signIn ssotoken.SignIn
		if signedIn { // before the call: whoever signs in meanwhile buys his own
			signIn, _ = s.Tokens.SignIn(*session)
		}
		answer, err := s.assume(ctx, p, signer, role)
		if err == nil {
			err = checkExpiration("AssumeRole", answer.Expiration, s.Now())
		}
		if err == nil && signedIn {
			s.Records.Put(answer.AccessKeyID, identity.Record{SignIn: signIn.ID})
		}
		return answer.Credentials, roleFile(answer), err
	})
	return Credentials{creds, MethodAssumeRole, file}, err
}

func assumesRole(p *awsconfig.Profile) bool {
	_, role := p.Get("role_arn")
	_, webIdentity := p.Get("web_identity_token_file")
	return role && !webIdentity
}

// assume makes the call. Credentials of the cache that STS does not take any more are
// dropped, and others are tried once.
func (s *Source) assume(ctx context.Context, p *awsconfig.Profile, signer source, role awsapi.RoleRequest) (awsapi.AssumedRole, error) {
	role.SessionName = s.sessionName(role.SessionName)
	for again := false; ; again = true {
		creds, err := signer(ctx, p)
		if err != nil {
			return awsapi.AssumedRole{}, err
		}
		region, err := s.roleRegion(ctx, p, true)
		if err != nil {
			return awsapi.AssumedRole{}, err
		}
		if role.TokenCode, err = s.tokenCode(ctx, p, role.SerialNumber); err != nil {
			return awsapi.AssumedRole{}, err
		}
		answer, err := s.API.AssumeRole(ctx, region, creds.Credentials, role)
		forgotten := awsapi.IsCode(err, awsapi.CodeExpiredCredentials) && s.Forget(creds)
		if again || !forgotten {
			return answer, err
		}
	}
}

func (s *Source) tokenCode(ctx context.Context, p *awsconfig.Profile, serialNumber string) (string, error) {
	switch {
	case serialNumber == "":
		return "", nil
	case s.MFACode == nil:
		return "", &MFAError{p.Name, serialNumber}
	}
	return s.MFACode(ctx, serialNumber)
}

// roleRequest is what the profile says of the role. An empty setting is none.
func (s *Source) roleRequest(p *awsconfig.Profile) awsapi.RoleRequest {
	get := func(key string) string { v, _ := p.Get(key); return v }
	r := awsapi.RoleRequest{
		RoleARN: get("role_arn"), SessionName: get("role_session_name"),
		ExternalID: get("external_id"), SerialNumber: get("mfa_serial"),
	}
	if text := get("duration_seconds"); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			s.Cache.Warn(&SettingError{p.Name, "duration_seconds", fmt.Sprintf("is %q and no whole number, so it is passed over", text)})
		}
		r.DurationSeconds = int32(n)
	}
	return r
}

// signerOf returns the source of the credentials that sign the call, after it has
// checked that the settings lead to one.
func (s *Source) signerOf(p *awsconfig.Profile) (source, error) {
	name, hasProfile := p.Get("source_profile")
	place, hasPlace := p.Get("credential_source")
	switch {
	case hasProfile && hasPlace:
		return nil, &SettingError{p.Name, "source_profile", "stands beside credential_source, and only one of them can be used"}
	case hasPlace:
		return s.credentialSource(p, place)
	case !hasProfile:
		return nil, &PartialError{string(MethodAssumeRole), "source_profile or credential_source"}
	}
	behind, known := s.Config.Profile(name)
	if !known {
		return nil, &SettingError{p.Name, "source_profile", fmt.Sprintf("is %q, and there is no such profile", name)}
	}
	if err := s.checkLoop(p, behind); err != nil {
		return nil, err
	}
	inner := *s
	inner.assuming = append(slices.Clone(s.assuming), p)
	inner.SkipEnvironment = true
	if assumesRole(behind) && !hasKeys(behind) {
		if _, err := inner.signerOf(behind); err != nil { // even if the cache holds the role
			return nil, err
		}
	}
	return func(ctx context.Context, _ *awsconfig.Profile) (Credentials, error) {
		return inner.sourceProfile(ctx, behind)
	}, nil
}

// checkLoop refuses a source_profile that waits for this one already. A profile may be
// its own, where it has keys.
func (s *Source) checkLoop(p, behind *awsconfig.Profile) error {
	waiting := append(slices.Clone(s.assuming), p)
	named := func(q *awsconfig.Profile) bool { return q.Name == behind.Name }
	if !slices.ContainsFunc(waiting, named) || behind.Name == p.Name && hasKeys(behind) {
		return nil
	}
	var names []string
	for _, q := range append(waiting, behind) {
		names = append(names, q.Name)
	}
	return &LoopError{names}
}

// sourceProfile gets the credentials of a source_profile. Its keys come before its role.
func (s *Source) sourceProfile(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	if assumesRole(p) && !hasKeys(p) {
		return s.assumedRole(ctx, p)
	}
	creds, err := s.first(ctx, p, s.sourcesOfProfile())
	if err == nil && creds.AccessKeyID == "" {
		user := s.assuming[len(s.assuming)-1].Name
		return Credentials{}, &FindError{&SettingError{user, "source_profile", fmt.Sprintf("is %q, which has no credentials", p.Name)}}
	}
	return creds, err
}

func hasKeys(p *awsconfig.Profile) bool {
	_, id := p.Get("aws_access_key_id")
	_, secret := p.Get("aws_secret_access_key")
	return id || secret
}

// credentialSource returns the source that credential_source names.
func (s *Source) credentialSource(p *awsconfig.Profile, place string) (source, error) {
	problem := func(text string) error {
		return &SettingError{p.Name, "credential_source", fmt.Sprintf("is %q, which %s", place, text)}
	}
	var named source
	switch place {
	case "Environment":
		inner := *s
		inner.SkipEnvironment = false
		named = inner.environment
	case "EcsContainer":
		named = s.container
	case "Ec2InstanceMetadata":
		named = s.instance
	default:
		return nil, problem("is none of Environment, EcsContainer and Ec2InstanceMetadata")
	}
	return finding(func(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
		creds, err := s.first(ctx, p, []source{named})
		if err == nil && creds.AccessKeyID == "" {
			err = problem("has no credentials")
		}
		return creds, err
	}), nil
}
