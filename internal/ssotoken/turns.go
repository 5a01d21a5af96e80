package ssotoken

import (
	"context"
	"errors"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/lockfile"
)

// What a turn is taken for.
const (
	refreshing = "refreshing"
	signingIn  = "signing in"
)

// turn names the turn to change a session's token. It is not the whole path: a container
// that mounts ~/.aws may have it elsewhere.
func turn(session awsconfig.SSOSession) string { return "sso/cache/" + Key(session) }

// refreshInTurn refreshes what was stale when it was read, after all who do the same at the
// moment: a refresh token is good once. What one of them got is everybody's, and so is what
// somebody who signs in gets. Where nobody can take turns, as in a home that cannot be
// written to, it does not wait. An *EndedError is for a token that cannot be refreshed.
func (s *Source) refreshInTurn(ctx context.Context, session awsconfig.SSOSession, stale Token) (Token, error) {
	end, err := s.take(ctx, session, lockfile.Work{Doing: refreshing})
	if err != nil {
		return Token{}, err
	}
	held, fresh, err := s.refreshHeld(ctx, session, stale)
	end()
	if awsapi.IsCode(err, awsapi.CodeInvalidGrant) {
		return s.ofAnother(ctx, session, held, err)
	}
	return fresh, err
}

// refreshHeld refreshes the token that is there now that it is this process's turn, unless
// it renews the stale one.
func (s *Source) refreshHeld(ctx context.Context, session awsconfig.SSOSession, stale Token) (held, fresh Token, err error) {
	held, err = s.Store.Token(session)
	switch now := s.Now(); {
	case err != nil:
		return Token{}, Token{}, err
	case held.renews(stale, now):
		return held, held, nil
	case !held.refreshable(session, now):
		return held, Token{}, &EndedError{Session: session, ExpiresAt: held.ExpiresAt}
	}
	fresh, err = s.refresh(ctx, session, held)
	return held, fresh, err
}

// How long a token of another process is looked for.
const (
	maxLook   = 5 * time.Second
	lookAgain = 100 * time.Millisecond
)

// ofAnother returns the token that another process got for the refresh token that the
// service has refused. Tools that take no turns spend one, and write down what they got a
// while later. If none comes, the refusal stands.
func (s *Source) ofAnother(ctx context.Context, session awsconfig.SSOSession, refused Token, refusal error) (Token, error) {
	store := s.Store
	store.Warn = func(error) {} // one that is damaged may be mended
	end, again := time.NewTimer(maxLook), time.NewTicker(lookAgain)
	defer end.Stop()
	defer again.Stop()
	for {
		if t, err := store.Token(session); err == nil && t.renews(refused, s.Now()) {
			return t, nil
		}
		select {
		case <-ctx.Done():
			return Token{}, context.Cause(ctx)
		case <-end.C:
			return Token{}, refusal
		case <-again.C:
		}
	}
}

// SignInTurn waits for the turn to sign a person in, which is over by until, and answers
// what ends it. If another process was at it, what that obtained is joined, and there is
// no turn to end. needed is, for somebody who signs in only if that is needed, the token
// for which it was: any other one is joined then; nil for who wants a new sign-in.
func (s *Source) SignInTurn(ctx context.Context, session awsconfig.SSOSession, until time.Time, needed *Token) (joined Token, end func(), err error) {
	store := s.Store
	store.Warn = func(error) {} // a damaged token is about to be replaced
	join, seen := needed != nil, Token{}
	if join {
		seen = *needed
	} else {
		seen, _ = store.Token(session)
	}
	end, err = s.takeTold(ctx, session, lockfile.Work{Doing: signingIn, Until: until}, func(w lockfile.Work) {
		join = join || w.Doing == signingIn
	})
	if err != nil {
		return Token{}, nil, err
	}
	if t, err := store.Token(session); join && err == nil && t.renews(seen, s.Now()) {
		end()
		return t, nil, nil
	}
	return Token{}, end, nil
}

// AwaitSignIn waits for the person whom another process is signing in to the session, and
// reports whether there was one: then the token may be another one now.
func (s *Source) AwaitSignIn(ctx context.Context, session awsconfig.SSOSession) (waited bool, err error) {
	if work, held := s.Turns.Held(turn(session)); !held || work.Doing != signingIn {
		return false, nil
	}
	end, err := s.take(ctx, session, lockfile.Work{})
	if err != nil {
		return false, err
	}
	end()
	return true, nil
}

// take takes the turn to change a session's token.
func (s *Source) take(ctx context.Context, session awsconfig.SSOSession, work lockfile.Work) (end func(), err error) {
	return s.takeTold(ctx, session, work, func(lockfile.Work) {})
}

func (s *Source) takeTold(ctx context.Context, session awsconfig.SSOSession, work lockfile.Work, told func(lockfile.Work)) (end func(), err error) {
	end, err = s.Turns.Take(ctx, turn(session), work, func(w lockfile.Work) {
		told(w)
		s.Waiting(session, w)
	})
	if err != nil && ctx.Err() == nil && !errors.As(err, new(*lockfile.BusyError)) {
		s.Store.Warn(err)
		return func() {}, nil
	}
	return end, err
}

// needsPerson reports whether only a new sign-in makes the token, or the lack of one, good.
func (s *Source) needsPerson(session awsconfig.SSOSession, t Token, err error) bool {
	if err != nil {
		return errors.As(err, new(*NotSignedInError))
	}
	now := s.Now()
	return !t.ExpiresAt.After(now) && !t.refreshable(session, now)
}

// renews reports whether t is good, and not the one that was seen before.
func (t Token) renews(seen Token, now time.Time) bool {
	return t.AccessToken != seen.AccessToken && t.ExpiresAt.After(now)
}
