package journal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"fob.example/fob/internal/idc/journal"
)

func seqs(requests []journal.Request) string {
	var all []uint64
	for _, r := range requests {
		all = append(all, r.Seq)
	}
	return fmt.Sprint(all)
}

func TestTheLastRequestsAreKept(t *testing.T) {
	j := journal.New(3)
	for n, want := range []string{"[1]", "[1 2]", "[1 2 3]", "[2 3 4]", "[3 4 5]", "[4 5 6]", "[5 6 7]"} {
		j.Add(journal.Request{Path: fmt.Sprint(n + 1)})
		all := j.After(0)
		if got := seqs(all); got != want {
			t.Errorf("after %d requests it holds %s, want %s", n+1, got, want)
		}
		for _, r := range all {
			if r.Path != fmt.Sprint(r.Seq) {
				t.Errorf("number %d is the request %s", r.Seq, r.Path)
			}
		}
	}
	for after, want := range map[uint64]string{0: "[5 6 7]", 5: "[6 7]", 7: "[]", 9: "[]"} {
		if got := seqs(j.After(after)); got != want {
			t.Errorf("after %d: %s, want %s", after, got, want)
		}
	}
}

func TestWaitingForRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(2)
		got := make(chan string)
		go func() {
			requests, err := j.Wait(t.Context(), 0)
			got <- fmt.Sprint(seqs(requests), err)
		}()
		synctest.Wait()
		j.Add(journal.Request{})
		if s := <-got; s != "[1]<nil>" && s != "[1] <nil>" {
			t.Errorf("waited for %s", s)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := j.Wait(ended, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("an ended wait returns %v", err)
		}
	})
}
