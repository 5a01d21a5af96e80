//go:build unix

package awsconfig_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// nobody is a user that owns nothing.
const nobody = 65534

// TestEditFileThatMayNotBeWritten runs as a user without rights: root may all.
func TestEditFileThatMayNotBeWritten(t *testing.T) {
	for name, modes := range map[string]struct{ folder, file fs.FileMode }{
		"the file":   {0o777, 0o444},
		"the folder": {0o555, 0o666},
	} {
		t.Run(name, func(t *testing.T) {
			home := publicDir(t)
			path := filepath.Join(home, ".aws", "config")
			locks := filepath.Join(home, "fob")
			const text = "[default]\nregion = old\n"
			for _, err := range []error{
				os.Mkdir(locks, 0o777), os.Chmod(locks, 0o777),
				os.Mkdir(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o600),
				os.Chmod(path, modes.file), os.Chmod(filepath.Dir(path), modes.folder),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			defer os.Chmod(filepath.Dir(path), 0o777)
			runAsNobody(t, child(t, "denied", path, locks))
			wantText(t, path, text)
			wantMode(t, path, modes.file)
			wantAlone(t, path)
		})
	}
}

// TestEditFileOnAFullDisk lets no file grow beyond a kilobyte, which fails a write
// as a full disk does.
func TestEditFileOnAFullDisk(t *testing.T) {
	text := "[default]\nregion = old\n" + strings.Repeat("# comment\n", 200)
	path := write(t, "config", text)
	if err := child(t, "full", path, t.TempDir()).Run(); err != nil {
		t.Error(err)
	}
	wantText(t, path, text)
	wantAlone(t, path)
}

func TestEditFileKeepsTheOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := write(t, "config", "[default]\nregion = old\n")
	if err := os.Chown(path, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	mustEdit(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != nobody || owner.Gid != nobody {
		t.Errorf("the file belongs to %d:%d", owner.Uid, owner.Gid)
	}
}

// publicDir is a temporary folder that every user reaches, unlike t.TempDir's.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "fob-awsconfig-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func runAsNobody(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if os.Getuid() == 0 {
		program := filepath.Join(publicDir(t), "test") // where it is may be hidden from others
		if err := os.Link(command.Path, program); err != nil {
			data, err := os.ReadFile(command.Path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(program, data, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		command.Path, command.Dir = program, "/"
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if err := command.Run(); err != nil {
		t.Error(err)
	}
}

// runUnixChild makes an edit that has to fail, in a process where it does.
func runUnixChild(arguments []string) error {
	want := error(fs.ErrPermission)
	if arguments[0] == "full" {
		want = syscall.EFBIG
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: 1024}); err != nil {
			return err
		}
	}
	place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: "default", Key: "region"}
	_, err := awsconfig.EditFile(context.Background(), nil, arguments[1], arguments[2], awsconfig.Edit{Place: place, Value: "r"})
	if !errors.Is(err, want) {
		return fmt.Errorf("got %v, want %v", err, want)
	}
	return nil
}
