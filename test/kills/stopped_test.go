//go:build unix

package kills

import (
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A process that is stopped while it refreshes keeps its turn: it may go on any moment.
// Whoever waits for it gives up after half a minute, and does not refresh.
func TestH73AStoppedHolder(t *testing.T) {
	t.Parallel()
	h := newHome(t, newCenter(t))
	h.must(t, login)
	holder := h.stuck(t)
	holder.signal(t, syscall.SIGSTOP)
	asked := h.center.asked.Load()
	began := time.Now()
	waiter := h.start(t, credentials...)
	err := waiter.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 255 || !strings.Contains(waiter.said(), "has given no sign of life for 30 s") {
		t.Errorf("%v: %s", err, waiter.said())
	}
	t.Logf("gave up after %v: %s", time.Since(began), waiter.said())
	if n := h.center.asked.Load() - asked; n != 0 {
		t.Errorf("%d calls for a token meanwhile", n)
	}
	_ = holder.Process.Kill()
	_ = holder.Wait()
	h.must(t, credentials) // with the refresh token that nobody else has spent
}

// Who was stopped while it waited for another looks at the clock again: a token that was
// good when it stopped has run out, and is refreshed rather than used.
func TestATokenThatRanOutWhileStopped(t *testing.T) {
	t.Parallel()
	h := newHome(t, newCenter(t))
	h.must(t, login)
	holder := h.stuck(t)
	end := time.Now().Add(2 * time.Second)
	h.expireAt(t, end)
	waiter := h.start(t, append(credentials, "--debug")...)
	waiter.awaits(t, "waiting for process")
	waiter.signal(t, syscall.SIGSTOP)
	asked := h.center.asked.Load()
	await(t, "that the token runs out", func() bool { return time.Now().After(end) })
	_ = holder.Process.Kill()
	_ = holder.Wait()
	waiter.signal(t, syscall.SIGCONT)
	if err := waiter.Wait(); err != nil || strings.Contains(waiter.said(), "warning") {
		t.Errorf("%v: %s", err, waiter.said())
	}
	if n := h.center.asked.Load() - asked; n != 1 {
		t.Errorf("%d calls for a token", n)
	}
}

// Who was stopped beyond the end of a device code ends when it goes on, without a word to
// the service.
func TestADeviceCodeThatRanOutWhileStopped(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	h := newHome(t, c)
	waiter := h.start(t, append(login, "--use-device-code", "--no-browser", "--timeout", "10s")...)
	waiter.awaits(t, "Then enter the code:")
	end := time.Now().Add(10 * time.Second)
	waiter.signal(t, syscall.SIGSTOP)
	asked := c.asked.Load()
	await(t, "that the code runs out", func() bool { return time.Now().After(end) })
	waiter.signal(t, syscall.SIGCONT)
	err := waiter.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 255 || !strings.Contains(waiter.said(), "was not approved in time") {
		t.Errorf("%v: %s", err, waiter.said())
	}
	if n := c.asked.Load() - asked; n != 0 {
		t.Errorf("%d calls for a token after its end", n)
	}
}

// Ctrl-C ends the wait for another process, and leaves that one's turn alone.
func TestTheWaitForAnotherIsInterrupted(t *testing.T) {
	t.Parallel()
	h := newHome(t, newCenter(t))
	h.must(t, login)
	h.stuck(t)
	waiter := h.start(t, append(credentials, "--debug")...)
	waiter.awaits(t, "waiting for process")
	asked := h.center.asked.Load()
	waiter.signal(t, syscall.SIGINT)
	err := waiter.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 130 || h.center.asked.Load() != asked {
		t.Errorf("%v: %s", err, waiter.said())
	}
}
