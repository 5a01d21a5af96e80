package clients

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The files of a sign-in, by the names that the AWS CLI gives them.
func tokenFile(key string) string { return ".aws/sso/cache/" + hashed(key) }

// registrationFile is that of the session, and of PKCE and device codes alike.
func registrationFile() string {
	return ".aws/sso/cache/" + hashed(`{"region": "us-east-1", "scopes": ["sso:account:access"], "session_name": "`+
		sessionName+`", "startUrl": "`+startURL+`", "tool": "botocore"}`)
}

// roleFile is that of the session's profile.
func roleFile() string {
	return ".aws/cli/cache/" + hashed(`{"accountId":"`+devAccount+`","roleName":"`+devRole+`","sessionName":"`+sessionName+`"}`)
}

func hashed(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:]) + ".json"
}

// token is the part of a token file that the tests look at.
type token struct {
	AccessToken  string
	RefreshToken string
	ExpiresAt    time.Time
}

func (w *world) token(key string) token {
	w.t.Helper()
	var t token
	if err := json.Unmarshal([]byte(w.read(tokenFile(key))), &t); err != nil {
		w.t.Fatal(err)
	}
	return t
}

var expiresAt = regexp.MustCompile(`"(expiresAt|Expiration)":( ?)"[^"]*"`)

// age makes a sign-in look as if its access token ran out after left. Nothing else in
// the file is touched, and the server knows nothing of it.
func (w *world) age(key string, left time.Duration) {
	w.t.Helper()
	w.ageFile(tokenFile(key), left)
}

func (w *world) ageFile(name string, left time.Duration) {
	w.t.Helper()
	when := time.Now().Add(left).UTC().Format("2006-01-02T15:04:05Z")
	w.write(name, expiresAt.ReplaceAllString(w.read(name), `"$1":$2"`+when+`"`))
}

// forgetRoles removes cached role credentials, so that the access token is needed again.
func (w *world) forgetRoles() {
	w.t.Helper()
	if err := os.RemoveAll(w.path(".aws/cli/cache")); err != nil {
		w.t.Fatal(err)
	}
}

// cache returns the files below ~/.aws but the config, by name, each with its mode
// and its text. The AWS CLI's telemetry database is left out, and fob's own folder.
func (w *world) cache() map[string]string {
	w.t.Helper()
	found := map[string]string{}
	root := w.path(".aws")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		own := strings.HasPrefix(filepath.ToSlash(name), "fob/")
		if err != nil || entry.IsDir() || name == "config" || own || strings.HasPrefix(entry.Name(), "session.db") {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		found[filepath.ToSlash(name)] = info.Mode().String() + " " + string(data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// shape puts a word for every value that differs from one sign-in to the next, and
// leaves every other byte.
func shape(text string) string {
	for _, v := range []struct{ pattern, word string }{
		{`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"`, `"<UTC>"`},
		{`"(clientId|clientSecret|accessToken|refreshToken|AccessKeyId|SecretAccessKey|SessionToken)": "[^"\\]+"`, `"$1": "<$1>"`},
	} {
		text = regexp.MustCompile(v.pattern).ReplaceAllString(text, v.word)
	}
	return text
}

func (w *world) cacheShape() map[string]string {
	shapes := w.cache()
	for name, text := range shapes {
		shapes[name] = shape(text)
	}
	return shapes
}

// file is one of the caches' files, in the form of shape.
type file struct{ name, text string }

// hasFiles demands that the caches hold these files and no others, which nobody else may
// read.
func (w *world) hasFiles(want ...file) {
	w.t.Helper()
	shapes := map[string]string{}
	for _, f := range want {
		shapes[strings.TrimPrefix(f.name, ".aws/")] = "-rw------- " + f.text
	}
	if diff := cmp.Diff(shapes, w.cacheShape()); diff != "" {
		w.t.Fatalf("files (-want +got):\n%s", diff)
	}
}

// registration tells the ways to sign in apart; its name does not.
func registration(way string) file {
	grants := ""
	if way == "PKCE" {
		grants = `, "grantTypes": ["authorization_code", "refresh_token"]`
	}
	return file{registrationFile(), `{"clientId": "<clientId>", "clientSecret": "<clientSecret>", "expiresAt": "<UTC>", ` +
		`"scopes": ["sso:account:access"]` + grants + `}`}
}

func signIn() file {
	return file{tokenFile(sessionName), `{"startUrl": "` + startURL + `", "region": "us-east-1", "accessToken": "<accessToken>", "expiresAt": "<UTC>", ` +
		`"clientId": "<clientId>", "clientSecret": "<clientSecret>", "registrationExpiresAt": "<UTC>", "refreshToken": "<refreshToken>"}`}
}

func role() file {
	return file{roleFile(), `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "<AccessKeyId>", "SecretAccessKey": "<SecretAccessKey>", ` +
		`"SessionToken": "<SessionToken>", "Expiration": "<UTC>", "AccountId": "` + devAccount + `"}}`}
}

// sentences puts a word for what differs from one sign-in to the next in what it prints.
func sentences(text string) string {
	for _, v := range []struct{ pattern, word string }{
		{`client_id=[^&]+`, "client_id=<client id>"},
		{`127\.0\.0\.1%3A\d+`, "127.0.0.1%3A<port>"},
		{`state=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`, "state=<UUID>"},
		{`code_challenge=[\w-]{43}`, "code_challenge=<S256>"},
		{`\b[A-Z]{4}-[A-Z]{4}\b`, "<user code>"},
	} {
		text = regexp.MustCompile(v.pattern).ReplaceAllString(text, v.word)
	}
	return text
}
