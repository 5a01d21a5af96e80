package store

import "time"

// Browser is the session of a browser, known by its cookie.
type Browser struct {
	UserName  string // empty: nobody has signed in yet
	Pending   string // who has shown a first factor and owes the second; never beside UserName
	CSRFToken string // every form of the session carries it; filled in by OpenBrowser

	expires time.Time
}

// OpenBrowser begins a browser session and returns the cookie's value. An old session
// is ended: a cookie from before a sign-in is worth nothing after it.
func (s *Store) OpenBrowser(old string, b Browser, life time.Duration) (cookie string, _ Browser) {
	now := s.lock()
	defer s.mu.Unlock()
	delete(s.browsers, sum(old))
	cookie = random("")
	b.CSRFToken, b.expires = random(""), now.Add(life)
	s.browsers[sum(cookie)] = &b
	if b.UserName == "" && b.Pending == "" {
		s.boundStrangers(sum(cookie))
	}
	return cookie, b
}

// maxStrangers is how many sessions in which nobody has signed in are remembered. Any page
// elsewhere can make a browser begin one with each picture that it shows.
const maxStrangers = 10_000

// boundStrangers notes a session in which nobody has signed in, and forgets the oldest of
// too many. Who signs in gets another session, which is not among them.
func (s *Store) boundStrangers(k key) {
	s.strangers = append(s.strangers, k)
	if len(s.strangers) > maxStrangers {
		delete(s.browsers, s.strangers[0])
		s.strangers = s.strangers[1:]
	}
}

// Browser returns the session of a cookie.
func (s *Store) Browser(cookie string) (Browser, bool) {
	now := s.lock()
	defer s.mu.Unlock()
	b := s.browsers[sum(cookie)]
	if b == nil || !now.Before(b.expires) {
		return Browser{}, false
	}
	return *b, true
}

// CloseBrowser ends a browser session.
func (s *Store) CloseBrowser(cookie string) {
	s.lock()
	defer s.mu.Unlock()
	delete(s.browsers, sum(cookie))
}

// RememberConsent notes that a user has let a client in, for as long as the
// client is registered.
func (s *Store) RememberConsent(userName, clientID string, registered time.Time) {
	s.lock()
	defer s.mu.Unlock()
	s.consents[[2]string{userName, clientID}] = registered
}

// Consented reports whether a user has let a client in before.
func (s *Store) Consented(userName, clientID string) bool {
	now := s.lock()
	defer s.mu.Unlock()
	return now.Before(s.consents[[2]string{userName, clientID}])
}

// UseCode notes that a user has used the one-time password of a step, and reports
// whether it was good: it is once, and none of an earlier step is any more.
func (s *Store) UseCode(userName string, step int64) bool {
	s.lock()
	defer s.mu.Unlock()
	if last, ok := s.codeSteps[userName]; ok && step <= last {
		return false
	}
	s.codeSteps[userName] = step
	return true
}

const (
	maxGuesses  = 5
	guessWindow = time.Minute
)

// guesses counts wrong guesses of one person at one kind of secret.
type guesses struct {
	count int
	until time.Time
}

// Guess runs a check of something that could be guessed, by whom it is guessed,
// and counts it when it is wrong. After five wrong ones in a minute it returns
// ErrLocked, without looking, until a minute has passed since the last. It counts
// before it looks, so that guesses made at once are counted too.
func (s *Store) Guess(who string, check func() error) error {
	if !s.mayGuess(who) {
		return ErrLocked
	}
	err := check()
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if g := s.guesses[who]; g != nil {
			g.count--
		}
	}
	return err
}

func (s *Store) mayGuess(who string) bool {
	now := s.lock()
	defer s.mu.Unlock()
	g := s.guesses[who]
	if g == nil || !now.Before(g.until) {
		g = &guesses{}
		s.guesses[who] = g
	}
	if g.count >= maxGuesses {
		return false
	}
	g.count++
	g.until = now.Add(guessWindow)
	return true
}
