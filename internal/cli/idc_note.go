package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/disk"
)

// serverNote is what a running local Identity Center leaves behind for the commands of the
// same user that operate it.
type serverNote struct {
	Version    int    `json:"version"` // 1
	URL        string `json:"url"`
	AdminToken string `json:"adminToken"`
	PID        int    `json:"pid"`
	Proxy      string `json:"proxy,omitempty"`  // the address of its proxy, if it has one
	CAFile     string `json:"caFile,omitempty"` // the certificate that clients of the proxy have to trust, PEM
}

// noteFolder is where the notes are: in the folder for temporary files and not in HOME,
// which fob idc env changes.
func noteFolder() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("fob-idc-%d", os.Getuid()))
}

// noteName is the name of a server's note: its host and port.
func noteName(base string) string {
	_, address, _ := strings.Cut(base, "://")
	return strings.NewReplacer(":", "_", "[", "", "]", "").Replace(address) + ".json"
}

// leaveNote writes a note, mode 0600, and beside it the certificate of the server's proxy if
// there is one, into a folder that is this user's alone. It returns the paths.
func (a *app) leaveNote(note serverNote, certificate []byte) (written []string, err error) {
	folder, err := disk.OpenPrivate(nil, noteFolder(), a.warn)
	if err != nil {
		return nil, fmt.Errorf("leave a note for the commands that operate the server: %w", err)
	}
	defer folder.Close()
	path := filepath.Join(noteFolder(), noteName(note.URL))
	if certificate != nil {
		note.CAFile = strings.TrimSuffix(path, ".json") + ".pem"
		written = append(written, note.CAFile)
		if err := atomicfile.Write(nil, note.CAFile, certificate); err != nil {
			return written, fmt.Errorf("write the certificate to trust: %w", err)
		}
	}
	data, err := json.Marshal(note)
	if err != nil {
		return written, err
	}
	return append(written, path), atomicfile.Write(nil, path, append(data, '\n'))
}

// readNotes returns the notes of this user's servers. One of a server that was killed is
// there until another takes its port.
func readNotes() []serverNote {
	folder, err := disk.OpenOwn(nil, noteFolder())
	if err != nil {
		return nil // none was left, or by somebody else
	}
	defer folder.Close()
	names, err := filepath.Glob(filepath.Join(noteFolder(), "*.json"))
	if err != nil {
		return nil
	}
	var notes []serverNote
	for _, name := range names {
		var note serverNote
		data, err := os.ReadFile(name)
		if err == nil && json.Unmarshal(data, &note) == nil && note.Version == 1 {
			notes = append(notes, note)
		}
	}
	return notes
}
