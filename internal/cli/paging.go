package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/pflag"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// pagingOptions are the AWS CLI's for a list that comes in pages.
type pagingOptions struct {
	maxItems      int
	pageSize      int32
	startingToken string
	maxResults    int32 // with nextToken: one call, shown as it comes
	nextToken     string

	flags *pflag.FlagSet // that they came with
}

func (p *pagingOptions) add(flags *pflag.FlagSet) {
	p.flags = flags
	flags.IntVar(&p.maxItems, "max-items", 0, "show at most `N`")
	flags.Int32Var(&p.pageSize, "page-size", 0, "fetch `N` at a time, 1 to 100")
	flags.StringVar(&p.startingToken, "starting-token", "", "go on at the `TOKEN` that a shortened list ended with")
	flags.Int32Var(&p.maxResults, "max-results", 0, "make one call for `N`, and show its page")
	flags.StringVar(&p.nextToken, "next-token", "", "make one call for the page of this `TOKEN`")
	fromAWS(flags, "max-items", "page-size", "starting-token", "max-results", "next-token")
}

// raw reports whether one call is to be made and shown as it comes.
func (p pagingOptions) raw(noPaginate bool) bool {
	return noPaginate || p.maxResults != 0 || p.nextToken != ""
}

// check refuses numbers that no page or list has, and options about pages where one call
// is to be made.
func (p pagingOptions) check(noPaginate bool) error {
	var paging []string
	for _, name := range []string{"starting-token", "page-size", "max-items", "max-results"} {
		flag := p.flags.Lookup(name)
		if text := flag.Value.String(); flag.Changed && (text == "0" || strings.HasPrefix(text, "-")) && name != "starting-token" {
			return &usageError{fmt.Sprintf("--%s is %s, and must be 1 or more", name, text)}
		}
		if flag.Changed && name != "max-results" {
			paging = append(paging, "--"+name)
		}
	}
	if p.raw(noPaginate) && len(paging) > 0 {
		return &usageError{strings.Join(paging, ", ") + ": only for a list whose pages are followed, without --no-paginate, --max-results and --next-token"}
	}
	return nil
}

// size is how many to ask for at a time. 0 leaves it to the service, as the AWS CLI does,
// wherever that shows: in pages that are shown one by one, and in the position where a
// shortened list goes on.
func (p pagingOptions) size(pagesShow bool) int32 {
	if p.pageSize != 0 || p.maxItems != 0 || pagesShow {
		return p.pageSize
	}
	return 100
}

// errRepeatedToken is a list that never ends.
var errRepeatedToken = errors.New("the service sent the same nextToken twice")

// fetchPage gets one page: its items, nil if it holds no list, and where the next begins.
type fetchPage func(ctx context.Context, b bearer, page awsapi.Page) (items []any, nextToken string, err error)

// listPages prints a list, following its pages as the options say.
func (a *app) listPages(ctx context.Context, operation, member string, o portalOptions, p pagingOptions, fetch fetchPage) error {
	if err := p.check(a.global.noPaginate); err != nil {
		return err
	}
	a.calls = awsapi.Portal
	printer, err := a.printer(operation, member)
	if err != nil {
		return err
	}
	b, err := a.bearer(ctx, o)
	if err != nil {
		return err
	}
	if p.raw(a.global.noPaginate) {
		items, next, err := fetch(ctx, b, awsapi.Page{MaxResults: p.maxResults, NextToken: p.nextToken})
		if err != nil {
			return err
		}
		return a.printRaw(operation, member, items, next)
	}
	from, err := decodePosition(p.startingToken)
	if err != nil {
		return err
	}
	size := p.size(printer.showsPages())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := pagesFrom(from.NextToken, func(nextToken string) ([]any, string, error) {
		return fetch(ctx, b, awsapi.Page{MaxResults: size, NextToken: nextToken})
	})
	if p.maxItems == 0 { // otherwise a page that is asked for may not be wanted
		pages = ahead(pages, cancel)
	}
	end, err := printPages(printer, member, from.Truncate, p.maxItems, pages)
	if err != nil {
		return err
	}
	return printer.end(end)
}

// printPages prints pages but for the first items, and at most as many as maxItems where
// it is not 0. It returns where a list that is cut short goes on.
func printPages(printer *answer, member string, skip, maxItems int, pages iter.Seq2[listPage, error]) (end string, err error) {
	shown := 0
	for page, err := range pages {
		if err != nil {
			return "", err
		}
		items := page.items
		if items != nil {
			items = items[min(skip, len(items)):]
		}
		full := maxItems > 0 && shown+len(items) >= maxItems
		if keep := maxItems - shown; full && keep < len(items) {
			items, end = items[:keep], position{page.token, skip + keep}.encode()
		} else if full && page.next != "" {
			end = position{NextToken: page.next}.encode()
		}
		shows := pageOf(member, items)
		if page.next != "" && printer.Format == output.YAMLStream {
			shows = append(shows, orderedjson.Member{Name: "nextToken", Value: page.next})
		}
		if err := printer.Page(shows); err != nil {
			return "", err
		}
		if full {
			return end, nil
		}
		shown, skip = shown+len(items), 0
	}
	return "", nil
}

func pageOf(member string, items []any) orderedjson.Object {
	if items == nil {
		return orderedjson.Object{}
	}
	return orderedjson.Object{{Name: member, Value: items}}
}

// printRaw prints one page as the service sent it, its nextToken first.
func (a *app) printRaw(operation, member string, items []any, next string) error {
	printer, err := a.printer(operation, "")
	if err != nil {
		return err
	}
	page := pageOf(member, items)
	if next != "" {
		page = append(orderedjson.Object{{Name: "nextToken", Value: next}}, page...)
	}
	if err := printer.Page(page); err != nil {
		return err
	}
	return printer.end("")
}
