package cli

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// tenPages are fetched in a second each, the last of them with an error if it is not nil.
func tenPages(fetched *int, last error) func(token string) ([]any, string, error) {
	return func(token string) ([]any, string, error) {
		time.Sleep(time.Second)
		*fetched++
		if *fetched == 10 {
			return []any{*fetched}, "", last
		}
		return []any{*fetched}, strconv.Itoa(*fetched), nil
	}
}

// While a page is worked on, the next one is fetched.
func TestAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, fetched := time.Now(), 0
		var got []any
		for page, err := range ahead(pagesFrom("", tenPages(&fetched, nil)), func() {}) {
			if err != nil {
				t.Error(err)
			}
			got = append(got, page.items...)
			time.Sleep(time.Second)
		}
		if took := time.Since(began); took != 11*time.Second {
			t.Errorf("took %v", took)
		}
		if want := []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
	})
}

// Who wants no more pages ends the fetching, and waits for it.
func TestAheadStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetched, cancelled := 0, 0
		for range ahead(pagesFrom("", tenPages(&fetched, nil)), func() { cancelled++ }) {
			break
		}
		if fetched > 2 || cancelled != 1 {
			t.Errorf("%d fetched, %d times cancelled", fetched, cancelled)
		}
		before := fetched
		time.Sleep(time.Minute)
		if fetched != before {
			t.Error("it goes on behind one's back")
		}
	})
}

func TestAheadFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failure := errors.New("no")
		fetched, seen := 0, 0
		var last error
		for _, last = range ahead(pagesFrom("", tenPages(&fetched, failure)), func() {}) {
			seen++
		}
		if !errors.Is(last, failure) || seen != 10 {
			t.Errorf("%d pages, %v", seen, last)
		}
	})
}
