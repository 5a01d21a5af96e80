package standin

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

const codeSeconds = 30

// oneTimeCode returns the code that p's authenticator shows: six digits of HMAC-SHA-1
// over steps of codeSeconds (RFC 6238, RFC 4226 §5.3).
func (p Person) oneTimeCode() (string, error) {
	if p.TOTPSecret == "" {
		return "", errors.New("the page asks for a one-time code, and there is no secret to make one")
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(strings.ToUpper(p.TOTPSecret), "="))
	if err != nil {
		return "", errors.New("the secret for one-time codes is not base32")
	}
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(p.now().Unix()/codeSeconds)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000), nil
}

// awaitNextCode waits until p's authenticator shows another code. A code is good once
// (RFC 6238 §5.2).
func (p Person) awaitNextCode(ctx context.Context) error {
	at := p.now()
	next := time.Unix((at.Unix()/codeSeconds+1)*codeSeconds, 0)
	timer := time.NewTimer(next.Sub(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p Person) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}
