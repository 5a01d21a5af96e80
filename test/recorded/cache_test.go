package recorded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func (w *world) config() *string {
	w.Helper()
	data, err := os.ReadFile(filepath.Join(w.home, ".aws", "config"))
	if err != nil {
		w.Fatal(err)
	}
	text := string(data)
	return &text
}

// cache returns the files of both caches.
func (w *world) cache() map[string]cacheFile {
	w.Helper()
	files := map[string]cacheFile{}
	for _, folder := range []string{".aws/sso/cache", ".aws/cli/cache"} {
		entries, err := os.ReadDir(filepath.Join(w.home, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.Fatal(err)
		}
		for _, entry := range entries {
			file, err := readCacheFile(filepath.Join(w.home, folder, entry.Name()))
			if err != nil {
				w.Fatal(err)
			}
			files[folder+"/"+entry.Name()] = file
		}
	}
	return files
}

func readCacheFile(path string) (cacheFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return cacheFile{}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return cacheFile{}, err
	}
	file := cacheFile{Mode: fmt.Sprintf("%o", info.Mode().Perm())}
	if json.Unmarshal(data, &file.JSON) != nil {
		file.Text = string(data)
		return file, nil
	}
	file.KeyOrder, err = keysInOrder(data)
	file.TrailingNewline = bytes.HasSuffix(data, []byte("\n"))
	return file, err
}

// keysInOrder returns the names of an object's members as they come.
func keysInOrder(data []byte) (keys []string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		keys = append(keys, fmt.Sprint(key))
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
