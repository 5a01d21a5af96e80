package awsconfig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/lockfile"
)

// Result is what EditFile has done.
type Result struct {
	Changed bool    // whether the file has other bytes now
	Exposed bool    // whether it was there, with a mode that lets others use it; never on Windows
	Mixed   []Place // as in Edited
}

// folderMode is, less the umask, that of folders the AWS CLI makes.
const folderMode = 0o755

// EditFile applies edits to the file at path, which may be missing, and replaces
// it as a whole: other processes, and a crash, meet the old bytes or the new ones.
// d nil is the machine's. A lock in lockDir, the folder of our own state, is held from reading to writing,
// so that of two edits at once none is lost; ctx bounds the wait for it.
//
// If path is a symbolic link its target is edited, or made, and the link stays. A
// file keeps its mode and owner; a new one has mode 0600. Folders that path lacks
// are made with mode 0755, less the umask.
//
// The errors are those of Apply, with a *ParseError in place of an *ini.Error; a
// *lockfile.Error; or one that wraps the system's, as for a file that may not be
// written. The old bytes are then as they were.
func EditFile(ctx context.Context, d disk.Disk, path, lockDir string, edits ...Edit) (Result, error) {
	if _, err := Apply("", edits...); err != nil {
		return Result{}, err // before anything is made
	}
	return changeFile(ctx, d, path, lockDir, func(text string) (Edited, error) { return Apply(text, edits...) })
}

// ChangeFile is EditFile for a change of any kind: change answers what is to become of
// the file's text, and its error is returned as it is.
func ChangeFile(ctx context.Context, d disk.Disk, path, lockDir string, change func(text string) (string, error)) error {
	_, err := changeFile(ctx, d, path, lockDir, func(text string) (Edited, error) {
		changed, err := change(text)
		return Edited{Text: changed}, err
	})
	return err
}

func changeFile(ctx context.Context, d disk.Disk, path, lockDir string, change func(string) (Edited, error)) (Result, error) {
	d = disk.Or(d)
	target, err := resolve(d, path)
	if err != nil {
		return Result{}, fmt.Errorf("edit shared AWS file: %w", err)
	}
	unlock, err := lockfile.Lock(ctx, d, lockfile.Path(lockDir, target))
	if err != nil {
		return Result{}, err
	}
	defer unlock()
	return changeLocked(d, path, target, change)
}

// changeLocked changes target, which path leads to and errors are about.
func changeLocked(d disk.Disk, path, target string, change func(string) (Edited, error)) (Result, error) {
	text, info, err := readForEdit(d, target)
	if err != nil {
		return Result{}, fmt.Errorf("edit shared AWS file: %w", err)
	}
	edited, err := change(text)
	if err != nil {
		return Result{}, inFile(path, err)
	}
	result := Result{Changed: edited.Text != text, Exposed: isExposed(info), Mixed: edited.Mixed}
	if !result.Changed {
		return result, nil
	}
	if err := atomicfile.Replace(d, target, []byte(edited.Text), info); err != nil {
		return Result{}, fmt.Errorf("edit shared AWS file: %w", err)
	}
	return result, nil
}

// resolve answers the one real path of the file that path leads to, which may be
// missing, also at the end of links. It makes the folders of path, but none that
// a link leads to: those may be on a disk that is not there.
func resolve(d disk.Disk, path string) (string, error) {
	if err := makeFolders(d, path); err != nil {
		return "", err
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	const maxLinks = 40
	for range maxLinks {
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", err
		}
		path = filepath.Join(folder, filepath.Base(path))
		link, err := d.Readlink(path)
		if err != nil {
			return path, nil // no link
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(folder, link)
		}
		path = link
	}
	return "", &fs.PathError{Op: "follow", Path: path, Err: errors.New("too many symbolic links")}
}

// makeFolders makes the folders of a file to be. Like the AWS CLI it refuses a
// name without one: where it is meant to be depends on where one stands.
func makeFolders(d disk.Disk, path string) error {
	if _, err := d.Lstat(path); err == nil {
		return nil
	}
	if folder, _ := filepath.Split(path); folder != "" {
		return disk.MkdirAll(d, folder, folderMode)
	}
	return fmt.Errorf("%q: %w, and the path names no folder to make it in", path, fs.ErrNotExist)
}

// readForEdit answers a file's text and what it is; nothing if there is none. A
// file that may not be written is an error here already, since it could still be
// replaced.
func readForEdit(d disk.Disk, path string) (string, fs.FileInfo, error) {
	info, err := d.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, nil
	case err != nil:
		return "", nil, err
	case !info.Mode().IsRegular():
		return "", nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("not a regular file")}
	}
	text, err := readText(d, path, os.O_RDWR, info.Size())
	return text, info, err
}

func isExposed(info fs.FileInfo) bool {
	return info != nil && disk.Exposed(info)
}
