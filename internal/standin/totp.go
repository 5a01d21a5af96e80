package standin

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// oneTimeCode returns the code that p's authenticator shows: six digits of HMAC-SHA-1
// over steps of 30 seconds (RFC 6238, RFC 4226 §5.3).
func (p Person) oneTimeCode() (string, error) {
	if p.TOTPSecret == "" {
		return "", errors.New("the page asks for a one-time code, and there is no secret to make one")
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(strings.ToUpper(p.TOTPSecret), "="))
	if err != nil {
		return "", errors.New("the secret for one-time codes is not base32")
	}
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(now().Unix()/30)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000), nil
}
