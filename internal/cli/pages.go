package cli

import "iter"

// listPage is a page of a list: the token that it was asked for with, "" for the first,
// and the next one's, "" after the last.
type listPage struct {
	token, next string
	items       []any
}

// pagesFrom fetches pages, each when it is asked for. A token that comes a second time
// would lead round in circles for ever, and is an error.
func pagesFrom(token string, fetch func(token string) (items []any, next string, err error)) iter.Seq2[listPage, error] {
	return func(yield func(listPage, error) bool) {
		seen := map[string]bool{}
		for more := true; more; more = token != "" {
			seen[token] = true
			items, next, err := fetch(token)
			if err == nil && next != "" && seen[next] {
				err = errRepeatedToken
			}
			if !yield(listPage{token, next, items}, err) || err != nil {
				return
			}
			token = next
		}
	}
}

// ahead takes each page before it is asked for, while the one before is worked on. cancel
// ends a fetch that nobody waits for any more.
func ahead(pages iter.Seq2[listPage, error], cancel func()) iter.Seq2[listPage, error] {
	type result struct {
		page listPage
		err  error
	}
	return func(yield func(listPage, error) bool) {
		results := make(chan result)
		stop, ended := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			defer close(results)
			for page, err := range pages {
				select {
				case results <- result{page, err}:
				case <-stop:
					return
				}
			}
		}()
		for r := range results {
			if !yield(r.page, r.err) {
				break
			}
		}
		close(stop)
		cancel()
		<-ended
	}
}
