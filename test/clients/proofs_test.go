package clients

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What docs/clients.md is about: rows and columns of its table, in their order.
const (
	clientAWSCLI   = "AWS CLI v2"
	clientBoto3    = "boto3"
	clientGoSDK    = "AWS SDK for Go v2"
	clientJSSDK    = "AWS SDK for JavaScript v3"
	clientChromium = "Chromium"

	flowPKCE      = "PKCE"
	flowDevice    = "device code"
	flowLegacy    = "legacy profile"
	flowRefresh   = "refresh"
	flowSignOut   = "sign-out"
	flowVariables = "endpoint variables"
	flowServices  = "`services` section"
	flowIntercept = "intercept"
)

var (
	clientNames = []string{clientAWSCLI, clientBoto3, clientGoSDK, clientJSSDK, clientChromium}
	flowNames   = []string{flowPKCE, flowDevice, flowLegacy, flowRefresh, flowSignOut, flowVariables, flowServices, flowIntercept}
)

var updatePage = flag.Bool("update", false, "write docs/clients.md from this run")

type cell struct{ client, flow string }

// proofs are the tests that have shown that a flow works with a client, and those that could
// not.
var proofs = struct {
	sync.Mutex
	passed, skipped map[cell][]string
}{passed: map[cell][]string{}, skipped: map[cell][]string{}}

// proves notes for docs/clients.md that flows work with a client if the test passes.
func proves(t *testing.T, client string, flows ...string) {
	t.Helper()
	name, _, _ := strings.Cut(t.Name(), "/")
	t.Cleanup(func() {
		proofs.Lock()
		defer proofs.Unlock()
		for _, flow := range flows {
			switch at := (cell{client, flow}); {
			case t.Skipped():
				proofs.skipped[at] = append(proofs.skipped[at], name)
			case !t.Failed():
				proofs.passed[at] = append(proofs.passed[at], name)
			}
		}
	})
}

// checkPage holds docs/clients.md to a run of all tests, or writes it with -update. What
// could not run is said on w, and keeps its place.
func checkPage(w io.Writer) error {
	for _, name := range []string{"test.run", "test.skip"} {
		if flag.Lookup(name).Value.String() != "" {
			return nil
		}
	}
	proofs.Lock()
	defer proofs.Unlock()
	tests := map[cell][]string{}
	for at, names := range proofs.skipped {
		fmt.Fprintf(w, "%s: %s was not tried: its program is not here, or too old\n", at.client, at.flow)
		tests[at] = names
	}
	if *updatePage && len(proofs.skipped) > 0 {
		return errors.New("docs/clients.md is written from a run of everything")
	}
	for at, names := range proofs.passed {
		tests[at] = append(tests[at], names...)
	}
	path := filepath.Join("..", "..", "docs", "clients.md")
	want := clientsPage(tests)
	if *updatePage {
		return os.WriteFile(path, []byte(want), 0o644)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		return fmt.Errorf("docs/clients.md is not what ran; scripts/clients.sh -update writes it\n%s", diff)
	}
	return nil
}

func clientsPage(tests map[cell][]string) string {
	var b bytes.Buffer
	b.WriteString(pageHead)
	fmt.Fprintf(&b, "\n| | %s |\n|---|%s\n", strings.Join(flowNames, " | "), strings.Repeat("---|", len(flowNames)))
	for _, client := range clientNames {
		fmt.Fprintf(&b, "| %s |", client)
		for _, flow := range flowNames {
			mark := "–"
			if len(tests[cell{client, flow}]) > 0 {
				mark = "✓"
			}
			fmt.Fprintf(&b, " %s |", mark)
		}
		b.WriteString("\n")
	}
	b.WriteString(pageNotes)
	for _, client := range clientNames {
		fmt.Fprintf(&b, "\n**%s**\n\n", client)
		for _, flow := range flowNames {
			if names := tests[cell{client, flow}]; len(names) > 0 {
				slices.Sort(names)
				fmt.Fprintf(&b, "- %s: `%s`\n", flow, strings.Join(slices.Compact(names), "`, `"))
			}
		}
	}
	return b.String()
}

const (
	pageHead = `# Clients

Which programs that are not ours sign in, unmodified, at the local Identity Center, by which flow. Written from a run of
` + "`make clients`" + `, which CI holds it to (` + "`scripts/clients.sh -update`" + ` writes it).
`
	pageNotes = `
The AWS CLI signs in itself; the SDKs, which cannot, go on from what fob signed in by that flow. Chromium shows the pages: it has no
endpoints, and no tokens to refresh.

- **Endpoint variables** are ` + "`AWS_ENDPOINT_URL_SSO_OIDC`, `AWS_ENDPOINT_URL_SSO` and `AWS_ENDPOINT_URL_STS`" + `, as ` + "`fob idc env`" + ` prints them. The SDK
  for Go heeds them with its ` + "`config`" + ` package alone; boto3 from 1.31 on.
- **` + "`services`" + ` section**: a profile's ` + "`services = NAME`" + ` and ` + "`endpoint_url`" + ` for each service below ` + "`[services NAME]`" + `, without variables. In JavaScript
  the profile has to be that of ` + "`AWS_PROFILE`" + `.
- **Intercept** is ` + "`fob idc serve --intercept`" + `: no endpoint at all, but a proxy and a certificate to trust. The SDK for Go does it with a bare
  ` + "`aws.Config`" + `; the one for JavaScript uses no proxy unless its program sets one up.

## The tests
`
)
