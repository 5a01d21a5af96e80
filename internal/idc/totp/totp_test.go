package totp_test

import (
	"testing"
	"time"

	"fob.example/fob/internal/idc/totp"
)

// TestCode has the SHA-1 vectors of RFC 6238, appendix B, of which six digits are the
// last six of the eight there.
func TestCode(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := totp.Code([]byte("12345678901234567890"), time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestVerify(t *testing.T) {
	secret := []byte("12345678901234567890")
	const now = 1_111_111_110 // a step begins here
	for at, want := range map[int64]bool{
		now: true, now + 29: true, now - 1: true, now - 30: true, now + 59: true,
		now - 31: false, now + 60: false,
	} {
		step, ok := totp.Verify(secret, totp.Code(secret, time.Unix(at, 0)), time.Unix(now, 0))
		if ok != want || ok && step != at/30 {
			t.Errorf("the code of %d: step %d, %t", at, step, ok)
		}
	}
	for _, bad := range []string{"", "050471 ", "0504710", "50471", "０５０４７１"} {
		if _, ok := totp.Verify(secret, bad, time.Unix(now+1, 0)); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestParseSecret(t *testing.T) {
	for _, s := range []string{"GEZDGNBVGY3TQOJQ", "gezd gnbv gy3t qojq", "GEZDGNBVGY3TQOJQ===="} {
		if got, err := totp.ParseSecret(s); err != nil || string(got) != "1234567890" {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "GEZDGNBV", "GEZDGNBVGY3TQOJ1", "GEZDGNBV-GY3TQOJQ"} {
		if _, err := totp.ParseSecret(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}
