package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// nearEnd is how long before its end a registration is told.
const nearEnd = 7 * 24 * time.Hour

// tokenFiles finds sign-ins that do not count, and those that will soon not be refreshed.
func (v *view) tokenFiles() {
	for _, session := range v.sessionsInUse() {
		v.store.Registration(session, oauth2term.GrantAuthorizationCode, v.Now) // for what it has to say of a damaged one
		t, err := v.store.Token(session)
		var never *ssotoken.NotSignedInError
		if errors.As(err, &never) && never.Reason != "" {
			v.find(Finding{
				Check: "foreign-sign-in", Family: Caches, Severity: Warning, What: never.Error(),
				Why: "fob does not use it, and other tools do, for what it is not meant", Remedy: SignIn{session},
			})
		}
		if err != nil || t.RefreshToken == "" || !t.ExpiresAt.After(v.Now.Add(-nearEnd)) {
			continue // one that nobody has used for long is nobody's concern
		}
		switch left := t.RegistrationExpiresAt.Sub(v.Now); {
		case left <= 0:
			v.registration(session, "has ended: the sign-in is not refreshed any more")
		case left < nearEnd:
			v.registration(session, "ends at "+cachefile.FormatTime(t.RegistrationExpiresAt)+", and then the sign-in is not refreshed any more")
		}
	}
}

func (v *view) registration(session awsconfig.SSOSession, what string) {
	v.find(Finding{
		Check: "registration-end", Family: Caches, Severity: Note,
		What: fmt.Sprintf("the client registration of the sign-in to %s %s", ssotoken.Describe(session), what),
		Why:  "a script will find itself without a sign-in", Remedy: SignIn{session},
	})
}

// roleFiles finds cached credentials of another account than the profile's.
func (v *view) roleFiles() {
	for _, p := range v.profiles {
		profile, ok, err := v.config.SSOProfile(p.Name)
		if err != nil || !ok {
			continue
		}
		path, creds, err := v.source.Cache.Cached(profile)
		if err != nil {
			v.hear(err)
			continue
		}
		if creds.AccountID == "" || creds.AccountID == profile.AccountID {
			continue
		}
		v.find(Finding{
			Check: "foreign-role", Family: Caches, Severity: Error, Path: path,
			What:   fmt.Sprintf("the cached credentials of profile %q are of account %s, and the profile's is %s", p.Name, creds.AccountID, profile.AccountID),
			Why:    "fob does not use them, and the AWS CLI and the SDKs do: in the wrong account",
			Remedy: Remove{path}, steps: []step{{path: path, remove: v.unchanged(path)}},
		})
	}
}

// cacheFolders looks at every file of the caches, whosever it is.
func (v *view) cacheFolders() {
	if v.Home == "" {
		return
	}
	for _, folder := range []cachefile.Folder{
		{Dir: v.store.Dir, Disk: v.Disk, Warn: v.hear}, {Dir: v.source.Cache.Dir, Disk: v.Disk, Warn: v.hear},
	} {
		names, _ := folder.Names() // what is wrong with the folder itself, its mode and owner say
		slices.Sort(names)
		for _, name := range names {
			if filepath.Ext(name) == ".json" {
				v.cacheFile(folder, name)
			}
		}
		v.leftovers(folder.Dir)
	}
	v.leftovers(v.StateDir)
	for _, path := range []string{v.Paths.Config, v.Paths.Credentials} {
		if path != "" {
			v.leftovers(filepath.Dir(path))
		}
	}
	for _, d := range v.damaged {
		v.find(Finding{
			Check: "damaged-file", Family: Caches, Severity: Warning, Path: d.Path, What: "the file is damaged: " + d.Reason,
			Why: "fob takes it for absent; other tools end with an error that does not name it", Remedy: Remove{d.Path},
			steps: []step{{path: d.Path, remove: v.unchanged(d.Path)}},
		})
	}
}

// cacheFile looks at one file of a cache. What is damaged and not named as the AWS CLI
// names its own is left alone: it is another tool's.
func (v *view) cacheFile(folder cachefile.Folder, name string) {
	path := folder.Path(name)
	info, err := v.Disk.Lstat(path)
	if err != nil {
		return
	}
	if !isRegular(info) {
		v.find(Finding{
			Check: "not-a-file", Family: Caches, Severity: Warning, Path: path, What: "it is no regular file: " + kind(info.Mode()),
			Why: "fob neither follows nor replaces it; other tools write secrets to where it leads", Remedy: ByHand{"move it out of the way"},
		})
		return
	}
	if isHash(strings.TrimSuffix(name, ".json")) {
		_, err := folder.Read(name)
		v.hear(err)
	}
	if !v.isDamaged(path) { // which is enough to say
		v.mode(path, info, othersAny, "others on this machine may act as you with what is in it")
	}
	v.owner(path, info)
}

// leftovers finds what killed writes left in a folder.
func (v *view) leftovers(folder string) {
	opened, err := disk.OpenOwn(v.Disk, folder)
	if err != nil {
		return
	}
	defer opened.Close()
	for _, name := range atomicfile.Leftovers(opened, v.Now) {
		path := filepath.Join(folder, name)
		if slices.ContainsFunc(v.findings, func(f Finding) bool { return f.Path == path }) {
			continue
		}
		v.find(Finding{
			Check: "leftover", Family: Caches, Severity: Note, Path: path, What: "a write that was killed left it behind",
			Why: "there may be a secret in it that nobody looks for", Remedy: Remove{path},
			steps: []step{{path: path, remove: v.unchanged(path)}},
		})
	}
}

// unchanged returns what reports whether nobody has replaced a file since it was read.
func (v *view) unchanged(path string) func() bool {
	was, err := v.Disk.Lstat(path)
	return func() bool {
		is, err2 := v.Disk.Lstat(path)
		return err == nil && err2 == nil && is.ModTime().Equal(was.ModTime()) && is.Size() == was.Size()
	}
}

// isHash reports whether a name is one that the AWS CLI gives: a SHA-1 in hex.
func isHash(name string) bool {
	return len(name) == 40 && strings.Trim(name, "0123456789abcdef") == ""
}

func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	}
	return "a device, a pipe or a socket"
}
