package atomicfile

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// infix stands between the name of a file and the digits in the name of its successor, so
// that nobody else has files of such names.
const infix = ".fob-"

// leftoverAge is how long no write takes.
const leftoverAge = time.Hour

// sweep removes from dir what writes left behind that were killed, of any file. They hold
// secrets, and nobody would look for them. What cannot be removed stays.
func sweep(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if !isSuccessor(entry.Name()) || !entry.Type().IsRegular() {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > leftoverAge {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
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
