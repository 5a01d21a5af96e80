package idc

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fob.example/fob/internal/idc/directory"
)

const (
	secretFile = "secret"
	secretSize = 32
)

// Secret returns the key material for a server. It follows from the directory's
// seed if there is one. Else it is kept in the file "secret" (mode 0600) under
// dataDir (0700), both made on first use. With neither it is random, and a
// restarted server recognises nothing of before.
func Secret(dir *directory.Directory, dataDir string) ([]byte, error) {
	if dir != nil && dir.Seed != "" {
		sum := sha256.Sum256([]byte("fob idc seed\x00" + dir.Seed))
		return sum[:], nil
	}
	if dataDir == "" {
		return newSecret(), nil
	}
	path := filepath.Join(dataDir, secretFile)
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := writeSecret(path); err != nil {
		return nil, fmt.Errorf("make the server's secret: %w", err)
	}
	return readSecret(path)
}

func newSecret() []byte {
	secret := make([]byte, secretSize)
	rand.Read(secret)
	return secret
}

func readSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the server's secret: %w", err)
	}
	if len(secret) != secretSize {
		return nil, fmt.Errorf("read the server's secret: %s holds %d bytes, want %d", path, len(secret), secretSize)
	}
	return secret, nil
}

// writeSecret makes the file whole or not at all, and leaves alone the one that
// another server made meanwhile.
func writeSecret(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), secretFile+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(newSecret())
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
