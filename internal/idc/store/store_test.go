package store

import (
	"testing"
	"time"
)

func anyGrant(Grant) error { return nil }

// TestSweep fills every map, and expects them empty once all has expired.
func TestSweep(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	s := New(func() time.Time { return now })
	grant := Grant{ClientID: "c", UserName: "alice", Ends: now.Add(8 * time.Hour), AccessFor: time.Hour, Refreshable: true}
	for range 10 {
		code := s.AddCode(AuthorizationCode{ClientID: "c"})
		tokens, err := s.RedeemCode(code, "c", func(AuthorizationCode) (Grant, error) { return grant, nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Refresh(tokens.RefreshToken, "c", anyGrant); err != nil {
			t.Fatal(err)
		}
		s.AddDevice(Device{ClientID: "c", ExpiresIn: 10 * time.Minute, Interval: 5 * time.Second})
		s.OpenBrowser("", Browser{UserName: "alice"}, 8*time.Hour)
	}
	s.RememberConsent("alice", "c", now.Add(24*time.Hour))
	s.Guess("alice", func() error { return ErrUnknown })
	sizes := func() []int {
		return []int{
			len(s.codes), len(s.devices), len(s.deviceOrder), len(s.userCodes), len(s.grants), len(s.access),
			len(s.refresh), len(s.browsers), len(s.consents), len(s.guesses),
		}
	}
	for i, n := range sizes() {
		if n == 0 {
			t.Fatalf("map %d is empty before", i)
		}
	}
	now = now.Add(25 * time.Hour)
	s.Access("anything") // any call sweeps
	for i, n := range sizes() {
		if n != 0 {
			t.Errorf("map %d still has %d", i, n)
		}
	}
}

// TestSweepAfterTheClockWasMovedBack does not wait until the old time comes again.
func TestSweepAfterTheClockWasMovedBack(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	s := New(func() time.Time { return now })
	now = now.Add(1000 * time.Hour)
	s.Access("anything")
	now = now.Add(-1000 * time.Hour)
	s.AddCode(AuthorizationCode{ClientID: "c"})
	now = now.Add(2 * time.Hour)
	if s.Access("anything"); len(s.codes) != 0 {
		t.Errorf("%d codes are still there", len(s.codes))
	}
}

func TestSweepKeepsWhatIsGood(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	s := New(func() time.Time { return now })
	code := s.AddCode(AuthorizationCode{ClientID: "c"})
	tokens, err := s.RedeemCode(code, "c", func(AuthorizationCode) (Grant, error) {
		return Grant{ClientID: "c", Ends: now.Add(8 * time.Hour), Refreshable: true}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(8*time.Hour - time.Second)
	if _, ok := s.Access(tokens.AccessToken); !ok {
		t.Error("the access token is gone")
	}
	if _, err := s.Refresh(tokens.RefreshToken, "c", anyGrant); err != nil {
		t.Errorf("the refresh token is gone: %v", err)
	}
}

func TestNormalizeUserCode(t *testing.T) {
	for typed, want := range map[string]string{
		"BCDF-GHJK":   "BCDF-GHJK",
		"bcdfghjk":    "BCDF-GHJK",
		" bcdf ghjk ": "BCDF-GHJK",
		"b-c-d-fghjk": "BCDF-GHJK",
		"bcd":         "BCD",
		"":            "",
	} {
		if got := NormalizeUserCode(typed); got != want {
			t.Errorf("NormalizeUserCode(%q) is %q, want %q", typed, got, want)
		}
	}
}

// TestUserCodesUseTheirWholeAlphabet draws enough letters that a missing one
// would not be chance (2,000 of 20: each is missed with a chance of e^-100).
func TestUserCodesUseTheirWholeAlphabet(t *testing.T) {
	seen := map[rune]bool{}
	for range 250 {
		for _, r := range newUserCode() {
			seen[r] = true
		}
	}
	if len(seen) != 21 {
		t.Errorf("%d different characters", len(seen))
	}
}

// TestStrangersAreBounded: sessions that anybody can begin push out one another, and
// nobody who has signed in.
func TestStrangersAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	s := New(func() time.Time { return now })
	alice, _ := s.OpenBrowser("", Browser{UserName: "alice"}, time.Hour)
	first, _ := s.OpenBrowser("", Browser{}, time.Hour)
	var last string
	for range maxStrangers {
		last, _ = s.OpenBrowser("", Browser{}, time.Hour)
	}
	_, alicesIs := s.Browser(alice)
	_, firstIs := s.Browser(first)
	_, lastIs := s.Browser(last)
	if !alicesIs || firstIs || !lastIs || len(s.browsers) != maxStrangers+1 {
		t.Errorf("alice's is there: %t, the first: %t, the last: %t, of %d", alicesIs, firstIs, lastIs, len(s.browsers))
	}
	now = now.Add(2 * time.Hour)
	s.Access("anything") // any call sweeps
	s.Access("anything")
	if len(s.browsers) != 0 || len(s.strangers) != 0 {
		t.Errorf("%d sessions and %d strangers are left", len(s.browsers), len(s.strangers))
	}
}

// TestDevicesAreBounded: anybody can begin to sign in by device code, and need not go on.
func TestDevicesAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	s := New(func() time.Time { return now })
	begin := func() (deviceCode, userCode string) {
		deviceCode, d := s.AddDevice(Device{ClientID: "c", ExpiresIn: 10 * time.Minute, Interval: 5 * time.Second})
		return deviceCode, d.UserCode
	}
	firstDevice, firstUser := begin()
	lastDevice, lastUser := "", ""
	for range maxDevices {
		lastDevice, lastUser = begin()
	}
	if len(s.devices) != maxDevices || len(s.userCodes) != maxDevices || len(s.deviceOrder) != maxDevices {
		t.Errorf("%d devices, %d user codes, %d in order", len(s.devices), len(s.userCodes), len(s.deviceOrder))
	}
	if _, err := s.Device(firstUser); err != ErrUnknown {
		t.Errorf("the first user code: %v", err)
	}
	if _, err := s.PollDevice(firstDevice, "c", anyGrant); err != ErrUnknown {
		t.Errorf("the first device code: %v", err)
	}
	if err := s.AllowDevice(lastUser, Grant{ClientID: "c", Ends: now.Add(time.Hour)}); err != nil {
		t.Errorf("the last user code: %v", err)
	}
	if _, err := s.PollDevice(lastDevice, "c", anyGrant); err != nil {
		t.Errorf("the last device code: %v", err)
	}
}
