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
	self, err := folder.OpenFile(".", os.O_RDONLY, 0)
	if err != nil {
		return
	}
	defer self.Close()
	entries, _ := self.ReadDir(-1)
	for _, entry := range entries {
		if !isSuccessor(entry.Name()) || !entry.Type().IsRegular() {
			continue
		}
		if info, err := folder.Lstat(entry.Name()); err == nil && time.Since(info.ModTime()) > leftoverAge {
			_ = folder.Remove(entry.Name())
		}
	}
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
