package clients

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// chromium is the one browser of all tests; each has a session of its own in it, as
// private windows have.
var chromium struct {
	once  sync.Once
	ctx   context.Context
	close context.CancelFunc
	err   error
}

func startBrowser(path string) {
	chromium.once.Do(func() {
		allocator, cancel := chromedp.NewExecAllocator(context.Background(), append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
			chromedp.ExecPath(path),
			chromedp.NoSandbox, // it runs as root in containers, and sees our own pages only
			chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("no-proxy-server", true),
		)...)
		ctx, stop := chromedp.NewContext(allocator)
		chromium.ctx, chromium.close = ctx, func() { stop(); cancel() }
		chromium.err = chromedp.Do(ctx)
	})
}

func closeBrowser() {
	if chromium.close != nil {
		chromium.close()
	}
}

// tab is a page in the browser, without a past.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu   sync.Mutex
	said []string // on the console
}

// stepPatience is how long one step in the browser may take.
const stepPatience = 15 * time.Second

// autofocus is no complaint: a test was faster with its focus than the page.
const autofocus = "Autofocus processing was blocked because a document already has a focused element"

// lastWord is what the test itself puts on the console, to know that it has heard all.
const lastWord = "the test is over"

func openTab(t *testing.T) *tab {
	t.Helper()
	startBrowser(need(t, "FOB_TEST_CHROMIUM"))
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, closeTab := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as this context
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1280, 800))
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.said = append(b.said, string(m.Type)+": "+m.Text)
			b.mu.Unlock()
		}
	}()
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepPatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("in the browser: %v\n%s", err, b.describe())
	}
}

// ask runs an action that has an answer.
func ask[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepPatience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("in the browser: %v\n%s", err, b.describe())
	}
	return v
}

// describe tells where the browser is, and what its console says, when a step failed.
func (b *tab) describe() string {
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.origin + location.pathname + "\n" + document.body.innerText`))
	b.mu.Lock()
	defer b.mu.Unlock()
	return text + "\n" + strings.Join(b.said, "\n")
}

func testID(name string) chromedp.CSS { return chromedp.CSS(`[data-testid="` + name + `"]`) }

func (b *tab) open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// sees waits for an element with texts in it, on whichever page comes.
func (b *tab) sees(id string, texts ...string) {
	b.t.Helper()
	read := chromedp.Evaluate[string](`(e => e && e.getClientRects().length ? e.innerText || "(empty)" : "")(document.querySelector('[data-testid="` + id + `"]'))`)
	ctx, cancel := context.WithTimeout(b.ctx, stepPatience)
	defer cancel()
	for {
		got, err := chromedp.Run(ctx, read) // fails between two pages
		lacks := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return strings.Contains(got, text) })
		if err == nil && got != "" && len(lacks) == 0 {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("%s reads %q, without %q\n%s", id, got, lacks, b.describe())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (b *tab) click(id string) {
	b.t.Helper()
	b.do(chromedp.Click(testID(id), chromedp.NodeVisible))
}

// pressButton clicks the button with that text.
func (b *tab) pressButton(text string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.Search(`//button[.="`+text+`"]`), chromedp.NodeVisible))
}

// choose signs in on the page that lists people.
func (b *tab) choose(userName string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(`button[value="`+userName+`"]`), chromedp.NodeVisible))
}

// fill types into a field, over what is there.
func (b *tab) fill(name, text string) {
	b.t.Helper()
	field := `input[name="` + name + `"]`
	b.do(chromedp.Focus(chromedp.CSS(field), chromedp.NodeVisible),
		chromedp.Evaluate[chromedp.Void](`document.querySelector('`+field+`').select()`),
		chromedp.KeyEvent(text))
}

// isEmpty demands that nothing is in a field.
func (b *tab) isEmpty(name string) {
	b.t.Helper()
	if got := ask(b, chromedp.Evaluate[string](`document.querySelector('input[name="`+name+`"]').value`)); got != "" {
		b.t.Errorf("the field %s holds %q", name, got)
	}
}

// tabTo moves the focus with the Tab key to an element whose test id or value is name,
// and demands that a person can see where the focus is.
func (b *tab) tabTo(name string) {
	b.t.Helper()
	const focus = `(() => { const e = document.activeElement;
		return [e.dataset.testid || "", e.value || "", getComputedStyle(e).outlineStyle] })()`
	for range 10 {
		b.do(chromedp.KeyEvent("\t"))
		got := ask(b, chromedp.Evaluate[[]string](focus))
		if got[2] == "none" {
			b.t.Errorf("the focus on %q %q cannot be seen", got[0], got[1])
		}
		if got[0] == name || got[1] == name {
			return
		}
	}
	b.t.Fatalf("ten presses of Tab do not lead to %q", name)
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// consoleIsQuiet demands that no page has complained: no script error, no resource that
// was not found, no violation of a content security policy.
func (b *tab) consoleIsQuiet(except ...string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`console.log("` + lastWord + `")`))
	var said []string
	waitFor(b.t, "the console", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		said = slices.Clone(b.said)
		return slices.Contains(said, "log: "+lastWord)
	})
	for _, line := range said {
		excused := func(text string) bool { return strings.Contains(line, text) }
		if !slices.ContainsFunc(append(except, lastWord, autofocus), excused) {
			b.t.Errorf("on the console: %s", line)
		}
	}
}

// The screens that pages are looked at on.
var screens = []struct {
	name          string
	width, height int64
	options       []chromedp.EmulateViewportOption
}{
	{"desktop", 1280, 800, nil},
	{"phone", 390, 844, []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateScale(2)}},
}

// looks demands that the page fits each screen without scrolling sideways and is
// accessible, light and dark, and takes its picture into the folder FOB_TEST_SCREENSHOTS
// if that is set.
func (b *tab) looks(name string) {
	b.t.Helper()
	for _, s := range screens {
		b.do(chromedp.EmulateViewport(s.width, s.height, s.options...))
		if ask(b, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`)) {
			b.t.Errorf("%s is wider than a %s", name, s.name)
		}
		for _, scheme := range []string{"light", "dark"} {
			shot := name + "-" + s.name + "-" + scheme
			b.prefers(scheme)
			b.isAccessible(shot)
			if folder := os.Getenv("FOB_TEST_SCREENSHOTS"); folder != "" {
				b.picture(filepath.Join(folder, shot+".png"))
			}
		}
	}
	// Whoever clicks next must find things where they then are.
	b.do(chromedp.EmulateViewport(screens[0].width, screens[0].height),
		chromedp.Evaluate[chromedp.Void](`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`, chromedp.EvalAwaitPromise))
}

func (b *tab) prefers(scheme string) {
	b.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) picture(file string) {
	b.t.Helper()
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, shot.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
