package doctor

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"

	"fob.example/fob/internal/disk"
)

// The bits that let others read, and those that let others write.
const (
	othersAny   fs.FileMode = 0o077
	othersWrite fs.FileMode = 0o022
)

// modes finds what others may read or change of the two files and of the folders. A config
// file without keys may be read by anybody, and so may the names in a folder.
func (v *view) modes() {
	for _, f := range v.files {
		if f.info == nil {
			continue
		}
		forbidden, why := othersWrite, "whoever may change it says which programs run as you, and where you sign in"
		if f.credentials || holdsSecrets(f.text) {
			forbidden, why = othersAny, "others on this machine may use the keys in it"
		}
		v.mode(f.path, f.info, forbidden, why)
		v.owner(f.path, f.info)
	}
	if v.Home == "" {
		return
	}
	for _, folder := range []string{".aws", ".aws/sso", ".aws/sso/cache", ".aws/cli", ".aws/cli/cache", ".aws/fob"} {
		path := filepath.Join(v.Home, filepath.FromSlash(folder))
		if info, err := v.Disk.Stat(path); err == nil && info.IsDir() {
			v.mode(path, info, othersWrite, "whoever may write to it can put files of their own in the place of yours")
			v.owner(path, info)
		}
	}
}

// mode finds a mode with forbidden bits. Windows has none.
func (v *view) mode(path string, info fs.FileInfo, forbidden fs.FileMode, why string) {
	mode := info.Mode().Perm()
	if runtime.GOOS == "windows" || mode&forbidden == 0 {
		return
	}
	may := "read"
	if mode&othersWrite != 0 {
		may = "change"
	}
	proper := mode &^ forbidden
	v.find(Finding{
		Check: "wide-mode", Family: familyOf(path), Severity: Warning, Path: path,
		What: fmt.Sprintf("its mode is %o: others may %s it", mode, may), Why: why,
		Remedy: Chmod{path, proper}, steps: []step{{path: path, mode: proper}},
	})
}

// owner finds what is somebody else's than the home folder is, as after a run with sudo.
func (v *view) owner(path string, info fs.FileInfo) {
	home, err := v.Disk.Stat(v.Home)
	if err != nil {
		return
	}
	theirs, ok := disk.OwnerOf(info)
	mine, ok2 := disk.OwnerOf(home)
	if !ok || !ok2 || theirs == mine {
		return
	}
	v.find(Finding{
		Check: "foreign-owner", Family: familyOf(path), Severity: Warning, Path: path,
		What: fmt.Sprintf("it belongs to user %d, and your home folder to %d", theirs, mine),
		Why:  "you may not be able to renew it; a command was run with sudo, perhaps", Remedy: Own{path},
	})
}

func familyOf(path string) Family {
	if filepath.Base(path) == "cache" || filepath.Base(filepath.Dir(path)) == "cache" {
		return Caches
	}
	return Config
}

// holdsSecrets reports whether there are keys in the text of a config file.
func holdsSecrets(text string) bool {
	for line := range strings.Lines(text) {
		key, _, _ := strings.Cut(line, "=")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "aws_secret_access_key", "aws_session_token", "aws_security_token":
			return true
		}
	}
	return false
}
