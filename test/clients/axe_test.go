package clients

import (
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// violation is a rule of axe-core that a page breaks.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// findViolations runs axe-core with all its rules but the experimental ones. Without
// preload, which fetches stylesheets and so is against the pages' policy.
const findViolations = `axe.run(document, {preload: false, resultTypes: ["violations"]}).then(r => r.violations)`

// isAccessible demands that axe-core, if FOB_TEST_AXE names it, finds nothing to complain
// of. DevTools put it into the page, past the page's content security policy.
func (b *tab) isAccessible(name string) {
	b.t.Helper()
	path := os.Getenv("FOB_TEST_AXE")
	if path == "" {
		if os.Getenv("CI") == "true" {
			b.t.Fatal("FOB_TEST_AXE is not set, and CI runs every test")
		}
		return
	}
	source, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(source)))
	for _, v := range ask(b, chromedp.Evaluate[[]violation](findViolations, chromedp.EvalAwaitPromise)) {
		var where strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&where, "\n%s\n%s", n.HTML, n.FailureSummary)
		}
		b.t.Errorf("%s breaks %s: %s%s", name, v.ID, v.Help, &where)
	}
}
