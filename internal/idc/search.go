package idc

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"fob.example/fob/internal/idc/pages"
)

// search finds things that hold all its words, in any case.
type search []string

func newSearch(query string) search { return strings.Fields(strings.ToLower(query)) }

// finds reports whether each word is in one of the texts.
func (words search) finds(texts ...string) bool {
	if len(words) == 0 {
		return true
	}
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, word := range words {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// countWords says how many were found, and how many of them are listed.
func countWords(found, listed int, one, many string) string {
	switch {
	case found == 0:
		return "Nothing found. Try fewer letters."
	case found == 1:
		return "1 " + one
	case listed < found:
		return fmt.Sprintf("The first %d of %d %s. Search to see others.", listed, found, many)
	default:
		return fmt.Sprintf("%d %s", found, many)
	}
}

// pageOf returns the part of a list that a request's page parameter asks for, which is
// the first or the last one if there is no such page, and how to get to its neighbours.
func pageOf[T any](list []T, size int, path string, query url.Values) ([]T, pages.Pager) {
	last := max(1, (len(list)+size-1)/size)
	asked, _ := strconv.Atoi(query.Get("page"))
	number := min(max(1, asked), last)
	link := func(to int) string {
		if to < 1 || to > last {
			return ""
		}
		q := url.Values{"page": {strconv.Itoa(to)}}
		for _, name := range []string{"q", "account"} {
			if query.Has(name) {
				q.Set(name, query.Get(name))
			}
		}
		return path + "?" + q.Encode()
	}
	return list[(number-1)*size : min(number*size, len(list))],
		pages.Pager{Number: number, Of: last, Previous: link(number - 1), Following: link(number + 1)}
}
