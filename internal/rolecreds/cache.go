package rolecreds

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// minLeft is how long cached credentials must last to be used, as in the AWS CLI.
const minLeft = 15 * time.Minute

// providerSSO marks, in a cache file, credentials that a sign-in bought.
const providerSSO = "sso"

// Cache is the AWS CLI's directory of role credentials, ~/.aws/cli/cache.
type Cache struct {
	Dir  string
	Warn func(error) // is told of files that cannot be used; required
}

// key returns the stem of the file for a role: the SHA-1 of the JSON object that the
// AWS CLI hashes, minified and with sorted keys.
func key(p awsconfig.SSOProfile) string {
	session := orderedjson.Member{Name: "sessionName", Value: p.Session.Name}
	if p.Session.Legacy() {
		session = orderedjson.Member{Name: "startUrl", Value: p.Session.StartURL}
	}
	return cachefile.Hash(orderedjson.Marshal(orderedjson.Object{
		{Name: "accountId", Value: p.AccountID},
		{Name: "roleName", Value: p.RoleName},
		session,
	}, orderedjson.Minified()))
}

func (c Cache) path(p awsconfig.SSOProfile) string { return filepath.Join(c.Dir, key(p)+".json") }

// get returns cached credentials of the role that are good for a while. A file that
// cannot be read as such is named once and counts as absent.
func (c Cache) get(p awsconfig.SSOProfile, now time.Time) (awsapi.Credentials, bool) {
	path := c.path(p)
	o, err := cachefile.Read(path)
	if err == nil {
		var creds awsapi.Credentials
		if creds, err = decode(o, path); err == nil {
			mine := creds.AccountID == "" || creds.AccountID == p.AccountID
			return creds, mine && creds.Expiration.Sub(now) >= minLeft
		}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		c.Warn(err)
	}
	return awsapi.Credentials{}, false
}

func decode(o orderedjson.Object, path string) (awsapi.Credentials, error) {
	v, _ := o.Get("Credentials")
	inner, _ := v.(orderedjson.Object)
	expiration, err := cachefile.ParseTime(inner.String("Expiration"))
	creds := awsapi.Credentials{
		AccessKeyID:     inner.String("AccessKeyId"),
		SecretAccessKey: inner.String("SecretAccessKey"),
		SessionToken:    inner.String("SessionToken"),
		Expiration:      expiration,
		AccountID:       inner.String("AccountId"),
	}
	if err != nil || creds.AccessKeyID == "" || creds.SecretAccessKey == "" || creds.SessionToken == "" {
		return awsapi.Credentials{}, &cachefile.DamagedError{Path: path, Reason: "not complete role credentials"}
	}
	return creds, nil
}

func (c Cache) put(p awsconfig.SSOProfile, creds awsapi.Credentials) error {
	err := cachefile.Write(c.path(p), orderedjson.Object{
		{Name: "ProviderType", Value: providerSSO},
		{Name: "Credentials", Value: orderedjson.Object{
			{Name: "AccessKeyId", Value: creds.AccessKeyID},
			{Name: "SecretAccessKey", Value: creds.SecretAccessKey},
			{Name: "SessionToken", Value: creds.SessionToken},
			{Name: "Expiration", Value: cachefile.FormatTime(creds.Expiration)},
			{Name: "AccountId", Value: creds.AccountID},
		}},
	})
	if err != nil {
		return fmt.Errorf("write role credentials cache: %w", err)
	}
	return nil
}
