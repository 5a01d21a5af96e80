package directory

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"fob.example/fob/internal/oauth2term"
)

const day = 24 * time.Hour

// instance fills in what the file leaves out: Identity Center's own lifetimes,
// a person who chooses from a list, consent asked each time.
func (c *checker) instance(doc at[instanceDoc]) {
	if !doc.given() {
		c.errorf(top, "instance is missing")
		return
	}
	v := doc.V
	c.dir.Instance = Instance{
		IdentityStoreID:      c.identityStoreID(v.IdentityStoreID),
		StartURLs:            c.startURLs(doc.place, v.StartURLs),
		SSOSession:           c.profileName("ssoSession", v.SSOSession, "my-sso"),
		SessionDuration:      c.duration("sessionDuration", v.SessionDuration, 8*time.Hour, 90*day),
		AccessTokenDuration:  c.duration("accessTokenDuration", v.AccessTokenDuration, time.Hour, 90*day),
		RegistrationDuration: c.duration("registrationDuration", v.RegistrationDuration, 90*day, 365*day),
		DeviceCodeDuration:   c.duration("deviceCodeDuration", v.DeviceCodeDuration, 10*time.Minute, day),
		PollInterval:         c.duration("pollInterval", v.PollInterval, 5*time.Second, time.Minute),
	}
	c.dir.Instance.InstanceID = c.instanceID(v.InstanceID)
	c.region(doc)
	c.accountOrder(v.AccountOrder)
	c.signIn(v.SignIn)
	c.consent(v.Consent)
	c.mfa(v.MFA)
	c.refreshTokenReuse(v.RefreshTokenReuse)
	c.dir.Instance.RefreshTokens = !v.RefreshTokens.given() || v.RefreshTokens.V
	c.dir.Instance.AllowedScopes = c.allowedScopes(v.AllowedScopes)
}

// allowedScopes returns, where the file names none, those that Identity Center knows:
// the one that opens the access portal, and the family of Amazon Q.
func (c *checker) allowedScopes(list []at[string]) []string {
	if len(list) == 0 {
		return []string{oauth2term.ScopeAccountAccess, "codewhisperer:*"}
	}
	var out []string
	for _, v := range list {
		if _, err := path.Match(v.V, ""); err != nil || v.V == "" {
			c.errorf(v.place, "allowedScopes: %q is not a pattern", v.V)
		}
		out = append(out, v.V)
	}
	return out
}

// region checks region and partition, which must belong together.
func (c *checker) region(doc at[instanceDoc]) {
	region, partition := doc.V.Region, doc.V.Partition
	if !c.required(doc.place, "an instance", "region", region) {
		return
	}
	if !isRegion(region.V) {
		c.errorf(region.place, "region %q: want a region such as us-east-1", region.V)
	}
	of := partitionOf(region.V)
	c.dir.Instance.Region, c.dir.Instance.Partition = region.V, of
	if partition.given() && partition.V != of {
		c.errorf(partition.place, "partition %q: region %q is in partition %q", partition.V, region.V, of)
	}
}

func (c *checker) identityStoreID(v at[string]) string {
	if !v.given() {
		return "d-0000000000"
	}
	c.id("identityStoreId", v, "d-", 10)
	return v.V
}

// instanceID is the instance's, which by default follows from the identity store's.
func (c *checker) instanceID(v at[string]) string {
	if !v.given() {
		return "ssoins-" + hex.EncodeToString(c.dir.hash("instance"))[:16]
	}
	c.id("instanceId", v, "ssoins-", 16)
	return v.V
}

func (c *checker) accountOrder(v at[string]) {
	order := AccountOrder(v.V)
	switch order {
	case OrderDirectory, OrderName, OrderID, OrderShuffle:
	default:
		if v.given() {
			c.errorf(v.place, "accountOrder %q: want directory, name, id or shuffle", v.V)
		}
		order = OrderDirectory
	}
	c.dir.Instance.AccountOrder = order
}

func (c *checker) startURLs(where place, list []at[string]) []string {
	if len(list) == 0 {
		c.errorf(where, "an instance without startUrls")
	}
	var out []string
	for _, v := range list {
		if !isStartURL(v.V) {
			c.errorf(v.place, "start URL %q: want an https URL without query", v.V)
		}
		for _, other := range out {
			if strings.TrimSuffix(other, "/") == strings.TrimSuffix(v.V, "/") {
				c.errorf(v.place, "start URL %q is there twice", v.V)
			}
		}
		out = append(out, v.V)
	}
	return out
}

func (c *checker) signIn(v at[string]) {
	in := &c.dir.Instance
	mode, user, auto := strings.Cut(v.V, ":")
	switch {
	case !v.given():
		in.SignIn = SignInOneClick
	case auto && SignInMode(mode) == SignInAuto:
		in.SignIn = SignInAuto
		if i, ok := c.ref(at[string]{user, v.place}, c.userKind()); ok {
			u := c.dir.Users[i]
			in.AutoUser = u.UserName
			if u.Disabled {
				c.errorf(v.place, "signIn: user %q is disabled", user)
			}
		}
	case v.V == string(SignInOneClick):
		in.SignIn = SignInOneClick
	case v.V == string(SignInPassword):
		in.SignIn = SignInPassword
		c.everyUser(v.place, "signIn is password, and %s without password", func(u User) bool { return u.Password != "" })
	default:
		c.errorf(v.place, "signIn %q: want oneClick, password or auto:USERNAME", v.V)
	}
}

func (c *checker) consent(v at[string]) {
	mode := ConsentMode(v.V)
	switch mode {
	case ConsentAlways, ConsentOnce, ConsentNever:
	default:
		if v.given() {
			c.errorf(v.place, "consent %q: want always, once or never", v.V)
		}
		mode = ConsentAlways
	}
	c.dir.Instance.Consent = mode
}

func (c *checker) refreshTokenReuse(v at[string]) {
	reuse := RefreshTokenReuse(v.V)
	switch reuse {
	case ReuseRevokes, ReuseFails:
	default:
		if v.given() {
			c.errorf(v.place, "refreshTokenReuse %q: want revoke or reject", v.V)
		}
		reuse = ReuseRevokes
	}
	c.dir.Instance.RefreshTokenReuse = reuse
}

func (c *checker) mfa(v at[string]) {
	in := &c.dir.Instance
	in.MFA = MFAMode(v.V)
	switch {
	case !v.given():
		in.MFA = MFANone
	case in.MFA == MFATOTP && in.SignIn == SignInAuto:
		c.errorf(v.place, "mfa: totp asks a person for a code, and signIn is auto: want mfa: none, or another signIn")
	case in.MFA == MFATOTP:
		c.everyUser(v.place, "mfa is totp, and %s without totpSecret", func(u User) bool { return u.TOTPSecret != nil })
	case in.MFA != MFANone:
		c.errorf(v.place, "mfa %q: want none or totp", v.V)
	}
}

// everyUser reports, once, the users who cannot sign in for want of something.
func (c *checker) everyUser(where place, format string, has func(User) bool) {
	var first string
	lacking := 0
	for _, u := range c.dir.Users {
		if u.Disabled || has(u) {
			continue
		}
		if lacking++; lacking == 1 {
			first = u.UserName
		}
	}
	switch {
	case lacking == 1:
		c.errorf(where, format, fmt.Sprintf("user %q is", first))
	case lacking > 1:
		c.errorf(where, format, fmt.Sprintf("user %q and %d more are", first, lacking-1))
	}
}

// isRegion reports whether s has a region's shape: words of lower-case letters,
// and a number at the end.
func isRegion(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) < 3 {
		return false
	}
	for _, word := range parts[:len(parts)-1] {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	number := parts[len(parts)-1]
	return number != "" && strings.Trim(number, "0123456789") == ""
}

func partitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	case strings.HasPrefix(region, "us-iso-"):
		return "aws-iso"
	case strings.HasPrefix(region, "us-isob-"):
		return "aws-iso-b"
	case strings.HasPrefix(region, "eu-isoe-"):
		return "aws-iso-e"
	case strings.HasPrefix(region, "us-isof-"):
		return "aws-iso-f"
	default:
		return "aws"
	}
}

func isStartURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil &&
		u.RawQuery == "" && u.Fragment == "" && !strings.ContainsFunc(s, unicode.IsSpace)
}
