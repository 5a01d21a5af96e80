package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
)

// signinOptions say how a person signs in, in every command that signs in.
type signinOptions struct {
	noBrowser     bool
	useDeviceCode bool
	redirectPorts []int
	timeout       time.Duration // 0: signin's own
	qr            bool

	// indirect is for a command that is about something else: it has none of these options.
	indirect bool

	expectUser string // fob_expect_user of the profile that is signed in for, "" for that of the session's
}

func (o *signinOptions) add(flags *pflag.FlagSet) {
	flags.BoolVar(&o.noBrowser, "no-browser", false, "print the URL and open no browser")
	flags.BoolVar(&o.useDeviceCode, "use-device-code", false, "enter a code in a browser on any device")
	fromAWS(flags, "no-browser", "use-device-code")
	flags.Func("redirect-port", "wait for the browser on `PORT` of 127.0.0.1, or on the first free one of PORT,PORT", func(text string) (err error) {
		o.redirectPorts, err = ports(text)
		return err
	})
	flags.Func("timeout", "give up after `DURATION`, as 90s or 5m, if nobody approves the sign-in", func(text string) (err error) {
		o.timeout, err = positive(text)
		return err
	})
	flags.BoolVar(&o.qr, "qr", false, "draw the URL as a QR code for a phone")
}

// ports reads a list of TCP ports.
func ports(text string) ([]int, error) {
	var list []int
	for word := range strings.SplitSeq(text, ",") {
		port, err := strconv.ParseUint(strings.TrimSpace(word), 10, 16)
		if err != nil || port == 0 {
			return nil, fmt.Errorf("%q is not a port from 1 to 65535", word)
		}
		list = append(list, int(port))
	}
	return list, nil
}

// positive reads a time to wait.
func positive(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, errors.New("it has to be a time as 90s, 15m or 1h30m")
	}
	return d, nil
}

// signIn signs in to a session afresh, and keeps and returns what it obtains. It may be
// somebody else who signs in: what the one before bought is not used any more.
//
// Where another process is signing in to the session, what that obtains is returned. needed
// is the token that does not do, for somebody who signs in only if that is needed, and nil
// for others. Somebody else than fob_expect_user asks for is refused, and what was there
// stays.
func (a *app) signIn(ctx context.Context, session awsconfig.SSOSession, o signinOptions, needed *ssotoken.Token) (ssotoken.Token, error) {
	tokens, err := a.tokens()
	if err != nil {
		return ssotoken.Token{}, err
	}
	expected, err := a.expectedUsers(session, o)
	if err != nil {
		return ssotoken.Token{}, err
	}
	o.useDeviceCode = o.useDeviceCode || session.Legacy()
	wait := signin.MaxWaitBrowser
	if o.useDeviceCode {
		wait = signin.MaxWaitDevice
	}
	var userName string
	t, end, err := tokens.SignInTurn(ctx, session, a.Now().Add(cmp.Or(o.timeout, wait)), needed)
	if err != nil {
		return t, err
	}
	accept := func(ctx context.Context, t ssotoken.Token) (err error) {
		userName, err = a.checkSignIn(ctx, session, expected, t)
		return err
	}
	if end == nil {
		return t, accept(ctx, t)
	}
	defer end()
	if t, err = a.runFlow(ctx, tokens.Store, session, o, accept); err != nil {
		return t, err
	}
	tokens.Learn(session, tokens.SignInOf(session, t).ID, userName)
	source, err := a.credentials()
	if err == nil {
		err = source.RemoveOf(session)
	}
	if err != nil {
		a.warn(fmt.Errorf("role credentials of the sign-in before may go on being used: %w", err))
	}
	return t, nil
}

func (a *app) runFlow(ctx context.Context, store ssotoken.Store, session awsconfig.SSOSession, o signinOptions, accept func(context.Context, ssotoken.Token) error) (ssotoken.Token, error) {
	ui := a.newSigninUI(session, o)
	flow := signin.Flow{
		API: a.api(), Store: store, UI: ui.functions(), Now: a.Now,
		RedirectPorts: o.redirectPorts, MaxWait: o.timeout, Accept: accept,
	}
	if o.useDeviceCode {
		return flow.DeviceCode(ctx, session)
	}
	if ui.takesPasted() {
		lines, stop := typedLines(a.Stdin)
		defer stop()
		flow.Pasted = lines
	}
	return flow.PKCE(ctx, session)
}
