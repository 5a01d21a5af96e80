package awsconfig_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/lockfile"
)

// edit sets region to r in the file at path.
func edit(t testing.TB, path string) (awsconfig.Result, error) {
	t.Helper()
	return awsconfig.EditFile(t.Context(), nil, path, filepath.Join(t.TempDir(), "fob"), awsconfig.Edit{Place: at(t, "region"), Value: "r"})
}

func mustEdit(t testing.TB, path string) awsconfig.Result {
	t.Helper()
	result, err := edit(t, path)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

const edited = "[default]\nregion = r\n"

func wantText(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode(); got != want && runtime.GOOS != "windows" {
		t.Errorf("%s has mode %v, want %v", path, got, want)
	}
}

// wantAlone wants nothing beside path: no temporary file.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("beside %s: %v, %v", path, entries, err)
	}
}

func symlink(t *testing.T, target, link string) {
	t.Helper()
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
}

func TestEditFileMakesFileAndFolders(t *testing.T) {
	home := t.TempDir()
	wide := filepath.Join(home, "wide") // as wide as the umask lets it be
	if err := os.Mkdir(wide, 0o755); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(wide)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, "deep", "er", "config")
	result := mustEdit(t, path)
	if !result.Changed || result.Exposed {
		t.Errorf("%+v", result)
	}
	wantText(t, path, edited)
	wantMode(t, path, 0o600)
	wantMode(t, filepath.Dir(path), info.Mode())
	wantMode(t, filepath.Dir(filepath.Dir(path)), info.Mode())
	wantAlone(t, path)
}

func TestEditFileKeepsTheMode(t *testing.T) {
	for mode, exposed := range map[fs.FileMode]bool{0o600: false, 0o700: false, 0o640: true, 0o644: true, 0o602: true} {
		path := write(t, "config", "[default]\nregion = old\n")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		result := mustEdit(t, path)
		if runtime.GOOS != "windows" && result.Exposed != exposed {
			t.Errorf("mode %o: %+v", mode, result)
		}
		wantText(t, path, edited)
		wantMode(t, path, mode)
		wantAlone(t, path)
	}
}

func TestEditFileLeavesAFileThatNeedsNoChange(t *testing.T) {
	path := write(t, "config", edited)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if result := mustEdit(t, path); result.Changed {
		t.Errorf("%+v", result)
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was replaced, %v", err)
	}
}

func TestEditFileFollowsLinks(t *testing.T) {
	for name, there := range map[string]bool{"to a file": true, "to nothing": false} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			dotfiles, aws := filepath.Join(home, "dotfiles", "aws"), filepath.Join(home, ".aws")
			if err := os.MkdirAll(dotfiles, 0o755); err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(home, "dotfiles", "real")
			if there {
				if err := os.WriteFile(target, []byte("[default]\nregion = old\n"), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			symlink(t, dotfiles, aws)
			symlink(t, filepath.Join("..", "hop"), filepath.Join(dotfiles, "config")) // from the real folder, not from .aws
			symlink(t, target, filepath.Join(home, "dotfiles", "hop"))

			mustEdit(t, filepath.Join(aws, "config"))
			wantText(t, target, edited)
			for _, link := range []string{filepath.Join(dotfiles, "config"), filepath.Join(home, "dotfiles", "hop")} {
				if _, err := os.Readlink(link); err != nil {
					t.Error(err)
				}
			}
			if there {
				wantMode(t, target, 0o640)
			} else {
				wantMode(t, target, 0o600)
			}
		})
	}
}

func TestEditFileFollowsNoLinkIntoAMissingFolder(t *testing.T) {
	home := t.TempDir()
	link := filepath.Join(home, "config")
	symlink(t, filepath.Join(home, "disk", "config"), link)
	if _, err := edit(t, link); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	wantAlone(t, link)
}

func TestEditFileFollowsNoCircle(t *testing.T) {
	link := filepath.Join(t.TempDir(), "config")
	symlink(t, "config", link)
	if _, err := edit(t, link); err == nil {
		t.Error("edited nothing")
	}
	wantAlone(t, link)
}

func TestEditFileRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, ".aws", "config")
	for _, e := range []awsconfig.Edit{
		{Place: at(t, "region"), Value: "a\nb"},
		{Place: awsconfig.Place{Kind: awsconfig.KindProfile, Name: "a]", Key: "region"}},
		{Place: awsconfig.Place{Kind: awsconfig.KindProfile, Name: "a", Key: "a=b"}},
	} {
		if _, err := awsconfig.EditFile(t.Context(), nil, path, filepath.Join(folder, "fob"), e); err == nil {
			t.Errorf("%+v: no error", e)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 0 {
		t.Errorf("made %v, %v", entries, err)
	}
}

func TestEditFileRefusesAFileItCannotRead(t *testing.T) {
	for text, want := range map[string]string{
		"\ufeff[default]\n":   "%s:1: the file begins with a byte-order mark; save it as UTF-8 without one",
		"[default]\nregion\n": "%s:2: neither a comment, a section header nor KEY = VALUE",
	} {
		path := write(t, "config", text)
		_, err := edit(t, path)
		if bad := (*awsconfig.ParseError)(nil); !errors.As(err, &bad) || err.Error() != fmt.Sprintf(want, path) {
			t.Errorf("%q: %v", text, err)
		}
		wantText(t, path, text)
		wantAlone(t, path)
	}
}

func TestEditFileRefusesWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	occupied := filepath.Join(folder, "occupied")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"no path": "", "a name without a folder": "no-such-file", "a folder": folder, "below a file": filepath.Join(occupied, "config"),
	} {
		if _, err := edit(t, path); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	wantText(t, occupied, "")
	wantAlone(t, occupied)
}

func TestEditFileWithoutALock(t *testing.T) {
	path := write(t, "config", "[default]\n")
	occupied := write(t, "fob", "")
	_, err := awsconfig.EditFile(t.Context(), nil, path, occupied, awsconfig.Edit{Place: at(t, "region"), Value: "r"})
	if bad := (*lockfile.Error)(nil); !errors.As(err, &bad) || bad.Path != occupied {
		t.Errorf("%v", err)
	}
	wantText(t, path, "[default]\n")
}

func TestEditFileWaitsForTheLock(t *testing.T) {
	path, locks := write(t, "config", "[default]\n"), t.TempDir()
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := lockfile.Lock(t.Context(), nil, lockfile.Path(locks, real))
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	symlink(t, path, link)

	e := awsconfig.Edit{Place: at(t, "region"), Value: "r"}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := awsconfig.EditFile(ctx, nil, link, locks, e); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	wantText(t, path, "[default]\n")
	unlock()
	if _, err := awsconfig.EditFile(t.Context(), nil, link, locks, e); err != nil {
		t.Error(err)
	}
	wantText(t, path, edited)
}

// TestTwoProcessesLoseNoEdit starts processes that each add settings of their own
// to one file, and to sections that the others add to as well.
func TestTwoProcessesLoseNoEdit(t *testing.T) {
	const processes, edits = 3, 40
	path, locks := filepath.Join(t.TempDir(), "config"), t.TempDir()
	var running []*exec.Cmd
	for i := range processes {
		running = append(running, child(t, "edits", path, locks, fmt.Sprint(i), fmt.Sprint(edits)))
	}
	for _, process := range running {
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, process := range running {
		if err := process.Wait(); err != nil {
			t.Error(err)
		}
	}
	config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range processes {
		for j := range edits {
			place := sharedPlace(i, j)
			profile, _ := config.Profile(place.Name)
			if value, _ := profile.Get(place.Key); value == fmt.Sprint(j) {
				found++
			}
		}
	}
	if found != processes*edits {
		t.Errorf("%d of %d edits are there", found, processes*edits)
	}
	wantAlone(t, path)
}

// sharedPlace is where process i puts its edit j.
func sharedPlace(i, j int) awsconfig.Place {
	return awsconfig.Place{Kind: awsconfig.KindProfile, Name: fmt.Sprint("p", j%7), Key: fmt.Sprintf("key-%d-%d", i, j)}
}

// child is this test program, to do what another process has to: see TestMain.
func child(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program)
	command.Env = append(os.Environ(), "FOB_TEST_CHILD="+strings.Join(arguments, "\n"))
	command.Stdout, command.Stderr = t.Output(), t.Output()
	return command
}

func TestMain(m *testing.M) {
	arguments, ok := os.LookupEnv("FOB_TEST_CHILD")
	if !ok {
		os.Exit(m.Run())
	}
	if err := runChild(strings.Split(arguments, "\n")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runChild(arguments []string) error {
	if arguments[0] != "edits" {
		return runUnixChild(arguments)
	}
	path, locks := arguments[1], arguments[2]
	var process, edits int
	if _, err := fmt.Sscan(arguments[3]+" "+arguments[4], &process, &edits); err != nil {
		return err
	}
	for j := range edits {
		e := awsconfig.Edit{Place: sharedPlace(process, j), Value: fmt.Sprint(j)}
		if _, err := awsconfig.EditFile(context.Background(), nil, path, locks, e); err != nil {
			return err
		}
	}
	return nil
}
