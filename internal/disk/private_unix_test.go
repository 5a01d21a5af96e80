//go:build unix

package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"fob.example/fob/internal/disk"
)

// open opens a folder as who is going to write there, and returns what was said.
func open(t *testing.T, path string) (told []error, err error) {
	t.Helper()
	folder, err := disk.OpenPrivate(nil, path, func(err error) { told = append(told, err) })
	if err == nil {
		err = folder.Close()
	}
	return told, err
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func mkdir(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(path, 0o700), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

// A folder that others can use is narrowed, and if they could change what is in it that is said
// once. One that its user has made narrower still stays as it is.
func TestFoldersAreNarrowed(t *testing.T) {
	for before, after := range map[fs.FileMode]fs.FileMode{0o777: 0o700, 0o720: 0o700, 0o755: 0o700, 0o710: 0o700, 0o700: 0o700, 0o500: 0o500} {
		path := filepath.Join(t.TempDir(), "cache")
		mkdir(t, path, before)
		told, err := open(t, path)
		if got := mode(t, path); err != nil || got != after || (len(told) == 1) != (before&0o022 != 0) {
			t.Errorf("%o becomes %o, %v, told %v", before, got, err, told)
		}
		for _, one := range told {
			if e, ok := errors.AsType[*disk.NarrowedError](one); !ok || e.Path != path || e.Old != before || e.New != after {
				t.Errorf("%o: told %v", before, one)
			}
		}
		if told, err := open(t, path); err != nil || len(told) != 0 {
			t.Errorf("%o: the second time: %v, told %v", before, err, told)
		}
	}
}

// A linked folder is followed if it is ours and nobody else's to write to, whichever of the
// folders on the way is the link.
func TestLinkedFolders(t *testing.T) {
	for _, link := range []string{".aws", ".aws/sso", ".aws/sso/cache"} {
		for mode, good := range map[fs.FileMode]bool{0o700: true, 0o755: true, 0o770: false, 0o702: false, 0o777 | fs.ModeSticky: true} {
			home := t.TempDir()
			target := filepath.Join(t.TempDir(), "target")
			mkdir(t, filepath.Join(home, filepath.Dir(link)), 0o700)
			mkdir(t, filepath.Join(target, "sso", "cache"), 0o700)
			mkdir(t, filepath.Join(target, "cache"), 0o700)
			mkdir(t, target, mode)
			if err := os.Symlink(target, filepath.Join(home, link)); err != nil {
				t.Fatal(err)
			}
			_, err := open(t, filepath.Join(home, ".aws", "sso", "cache"))
			foreign, refused := errors.AsType[*disk.ForeignError](err)
			if good != (err == nil) || !good && (!refused || !foreign.Link || foreign.Path != filepath.Join(home, link)) {
				t.Errorf("%s leads to a folder of mode %v: %v", link, mode, err)
			}
		}
	}
}

func TestFoldersOfOthers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	home := t.TempDir()
	target, link := filepath.Join(home, "target"), filepath.Join(home, "link")
	mkdir(t, target, 0o700)
	if err := errors.Join(os.Chown(target, 12345, 12345), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(target)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := os.Stat(home)
	if err != nil {
		t.Fatal(err)
	}
	if disk.Owns(info, mine) {
		t.Error("what somebody else put into a folder of ours is ours")
	}
	if !disk.Owns(info, info) || !disk.Owns(mine, info) {
		t.Error("root cannot use a folder that was lent to it")
	}
}

// What is made is its user's alone, whatever the umask.
func TestFoldersWhateverTheUmask(t *testing.T) {
	if path := os.Getenv("FOB_TEST_FOLDER"); path != "" {
		if _, err := open(t, path); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, umask := range []string{"0000", "0022", "0277", "0777"} {
		root := t.TempDir()
		cmd := exec.Command("sh", "-c", `umask "$1" && exec "$2" -test.run '^TestFoldersWhateverTheUmask$'`, "sh", umask, os.Args[0])
		cmd.Env = append(os.Environ(), "FOB_TEST_FOLDER="+filepath.Join(root, ".aws", "sso", "cache"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("umask %s: %v\n%s", umask, err, out)
		}
		for _, name := range []string{".aws", ".aws/sso", ".aws/sso/cache"} {
			if got := mode(t, filepath.Join(root, name)); got != 0o700 {
				t.Errorf("umask %s: %s has mode %o", umask, name, got)
			}
		}
	}
}

// An open folder is the one that was checked, wherever its name leads by now, and its files
// lead nowhere else.
func TestAFolderIsUsedByItsHandle(t *testing.T) {
	root := t.TempDir()
	path, aside := filepath.Join(root, "cache"), filepath.Join(root, "aside")
	folder, err := disk.OpenPrivate(nil, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	mkdir(t, filepath.Join(root, "theirs"), 0o700)
	if err := errors.Join(os.Rename(path, aside), os.Symlink(filepath.Join(root, "theirs"), path)); err != nil {
		t.Fatal(err)
	}
	file, err := folder.OpenFile("x", os.O_CREATE|os.O_EXCL|os.O_WRONLY, disk.FileMode)
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	if _, err := os.Stat(filepath.Join(aside, "x")); err != nil {
		t.Errorf("written elsewhere: %v", err)
	}
	if err := os.Symlink(filepath.Join(root, "theirs"), filepath.Join(aside, "out")); err != nil {
		t.Fatal(err)
	}
	_, err = folder.OpenFile(filepath.Join("out", "y"), os.O_CREATE|os.O_WRONLY, disk.FileMode)
	if bad, ok := errors.AsType[*fs.PathError](err); !ok || bad.Path != filepath.Join(path, "out", "y") {
		t.Errorf("got %v", err)
	}
}
