package rolecreds

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/orderedjson"
)

// providerSSO marks, in a cache file, credentials that a sign-in bought.
const providerSSO = "sso"

// Cache is the AWS CLI's directory of role credentials, ~/.aws/cli/cache.
type Cache struct {
	Dir   string
	Disk  disk.Disk      // nil: the machine's
	Turns lockfile.Turns // of the processes that buy the same, in ~/.aws/fob
	Warn  func(error)    // is told of files that cannot be used; required
}

// purchase gets credentials, and what a file is to hold of them.
type purchase func() (awsapi.Credentials, orderedjson.Object, error)

// once returns the credentials cached in file, if they are good, or else what buy gets,
// which it keeps there. Of processes that ask at the same moment one buys, and the others have what it
// got. Who cannot take turns, or waits in vain for one who is asked for an MFA code, buys
// as well: that costs a call and nothing else.
func (c Cache) once(ctx context.Context, file string, good func(awsapi.Credentials) bool, buy purchase) (awsapi.Credentials, error) {
	if creds, ok, _ := c.look(file, good); ok { // what is wrong with it is said below
		return creds, nil
	}
	end, err := c.Turns.Take(ctx, "cli/cache/"+file, lockfile.Work{Doing: "buying role credentials"}, nil)
	switch {
	case ctx.Err() != nil:
		return awsapi.Credentials{}, err
	case err == nil:
		defer end()
	case !errors.As(err, new(*lockfile.BusyError)):
		c.Warn(err)
	}
	if creds, ok := c.get(file, good); ok {
		return creds, nil
	}
	creds, kept, err := buy()
	if err != nil {
		return awsapi.Credentials{}, err
	}
	c.put(file, kept)
	return creds, nil
}

// key returns the stem of the file for a role: the SHA-1 of the JSON object that the
// AWS CLI hashes, minified and with sorted keys. It is written without the help of
// orderedjson.Marshal because a status needs one of every profile.
func key(p awsconfig.SSOProfile) string {
	session, name := `,"sessionName":`, p.Session.Name
	if p.Session.Legacy() {
		session, name = `,"startUrl":`, p.Session.StartURL
	}
	var room [256]byte
	text := orderedjson.AppendString(append(room[:0], `{"accountId":`...), p.AccountID, true)
	text = orderedjson.AppendString(append(text, `,"roleName":`...), p.RoleName, true)
	text = orderedjson.AppendString(append(text, session...), name, true)
	return cachefile.Hash(append(text, '}'))
}

func (c Cache) files() cachefile.Folder {
	return cachefile.Folder{Dir: c.Dir, Disk: c.Disk, Warn: c.Warn}
}

func roleFileOf(p awsconfig.SSOProfile) string { return key(p) + ".json" }

// get returns the credentials cached in file, if they are good. A file that cannot be read
// as such is named once and counts as absent.
func (c Cache) get(file string, good func(awsapi.Credentials) bool) (awsapi.Credentials, bool) {
	creds, ok, err := c.look(file, good)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.Warn(err)
	}
	return creds, ok
}

// look is get without a word.
func (c Cache) look(file string, good func(awsapi.Credentials) bool) (creds awsapi.Credentials, ok bool, err error) {
	if creds, err = c.read(file); err != nil {
		return awsapi.Credentials{}, false, err
	}
	return creds, good(creds), nil
}

func (c Cache) read(file string) (awsapi.Credentials, error) {
	o, err := c.files().Read(file)
	if err != nil {
		return awsapi.Credentials{}, err
	}
	return decode(o, c.files().Path(file))
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
	if creds.HasControls() {
		return awsapi.Credentials{}, &cachefile.DamagedError{Path: path, Reason: "role credentials with a control character in them"}
	}
	return creds, nil
}

// put writes a file, or warns that it could not: what was fetched is of use all the same.
func (c Cache) put(file string, o orderedjson.Object) {
	if err := c.files().Write(file, o); err != nil {
		c.Warn(fmt.Errorf("write role credentials cache: %w", err))
	}
}

// forget removes a file that still holds creds, and reports whether there is something
// to gain by asking again.
func (c Cache) forget(file string, creds awsapi.Credentials) bool {
	held, err := c.read(file)
	if err == nil && held.SessionToken == creds.SessionToken {
		err = c.files().Remove(file)
	}
	return err == nil || errors.Is(err, fs.ErrNotExist)
}

// ssoFile is what the AWS CLI keeps of a permission set's credentials.
func ssoFile(creds awsapi.Credentials) orderedjson.Object {
	return orderedjson.Object{
		{Name: "ProviderType", Value: providerSSO},
		{Name: "Credentials", Value: credentialsObject(creds, cachefile.FormatTime(creds.Expiration))},
	}
}

func credentialsObject(creds awsapi.Credentials, expiration string) orderedjson.Object {
	o := orderedjson.Object{
		{Name: "AccessKeyId", Value: creds.AccessKeyID},
		{Name: "SecretAccessKey", Value: creds.SecretAccessKey},
		{Name: "SessionToken", Value: creds.SessionToken},
		{Name: "Expiration", Value: expiration},
	}
	if creds.AccountID != "" {
		o = append(o, orderedjson.Member{Name: "AccountId", Value: creds.AccountID})
	}
	return o
}
