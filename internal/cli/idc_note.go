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

// leaveNote writes a note, mode 0600, into a folder that is this user's alone, and returns
// its path.
func (a *app) leaveNote(note serverNote) (string, error) {
	folder, err := disk.OpenPrivate(nil, noteFolder(), a.warn)
	if err != nil {
		return "", fmt.Errorf("leave a note for the commands that operate the server: %w", err)
	}
	defer folder.Close()
	data, err := json.Marshal(note)
	if err != nil {
		return "", err
	}
	path := filepath.Join(noteFolder(), noteName(note.URL))
	return path, atomicfile.Write(nil, path, append(data, '\n'))
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
