package atomicfile

import (
	"os"
	"strings"
	"time"

	"fob.example/fob/internal/disk"
)

// infix stands between the name of a file and the digits in the name of its successor, so
// that nobody else has files of such names.
const infix = ".fob-"

// leftoverAge is how long no write takes.
const leftoverAge = time.Hour

// sweep removes from a folder what writes left behind that were killed, of any file. They hold
// secrets, and nobody would look for them. What cannot be removed stays.
func sweep(folder disk.Folder) {
	for _, name := range Leftovers(folder, time.Now()) {
		_ = folder.Remove(name)
	}
}

// Leftovers returns the names of the files in a folder that writes left behind which were
// killed an hour ago or earlier.
func Leftovers(folder disk.Folder, now time.Time) (names []string) {
	self, err := folder.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		return nil
	}
	defer self.Close()
	entries, _ := self.ReadDir(-1)
	for _, entry := range entries {
		if !isSuccessor(entry.Name()) || !entry.Type().IsRegular() {
			continue
		}
		if info, err := folder.Lstat(entry.Name()); err == nil && now.Sub(info.ModTime()) > leftoverAge {
			names = append(names, entry.Name())
		}
	}
	return names
}

// isSuccessor reports whether Replace gives such names to what it has not finished.
func isSuccessor(name string) bool {
	i := strings.LastIndex(name, infix)
	if i < 1 || name[0] != '.' {
		return false
	}
	digits := name[i+len(infix):]
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}
