// Package seal turns small values into opaque strings that only a holder of the
// same secret can make or read. With it the server hands out client ids, page
// tokens and session tokens that say all there is to know, so that it need not
// remember them and a restarted server still understands them.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrForeign means that a string was not sealed with this secret for this use.
var ErrForeign = errors.New("not sealed here")

// Box seals values of one use.
type Box struct {
	key  []byte
	aead cipher.AEAD
}

// New returns the box of one use of a secret: what one use seals, another does
// not open.
func New(secret []byte, use string) (*Box, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "fob idc "+use, 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return &Box{key: key, aead: aead}, nil
}

// Seal returns v, as JSON, in unpadded base64url. Two calls never return the
// same string.
func (b *Box) Seal(v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b.aead.Seal(nil, nil, plain, nil)), nil
}

// Open reads what Seal returned into v. The error is ErrForeign for anything
// else.
func (b *Box) Open(sealed string, v any) error {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return ErrForeign
	}
	plain, err := b.aead.Open(nil, nil, raw, nil)
	if err != nil {
		return ErrForeign
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return ErrForeign
	}
	return nil
}

// Derive returns 32 bytes that belong to a message and a label, and that
// nobody without the secret can tell.
func (b *Box) Derive(label, message string) []byte {
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(label + "\x00" + message))
	return mac.Sum(nil)
}
