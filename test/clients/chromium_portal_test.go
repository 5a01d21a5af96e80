package clients

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/totp"
)

// value returns what is in the field that a test id names.
func (b *tab) value(id string) string {
	b.t.Helper()
	return ask(b, chromedp.Evaluate[string](`document.querySelector('[data-testid="`+id+`"]').value`))
}

// selectAll presses Ctrl+A, which DevTools have to be told the meaning of.
func (b *tab) selectAll() {
	b.t.Helper()
	down := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: "a", Modifiers: 2, Commands: []string{"selectAll"}}
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, down); err != nil {
		b.t.Fatal(err)
	}
}

// chooseRole presses the button of a role in an account.
func (b *tab) chooseRole(account, role string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(`button[value="`+account+"/"+role+`"]`), chromedp.NodeVisible))
}

// withoutEndpoints runs fob without the variables that say where the server is.
func (w *world) withoutEndpoints(v visitor, args ...string) result {
	w.t.Helper()
	unset := []string{"-u", "AWS_ENDPOINT_URL_SSO", "-u", "AWS_ENDPOINT_URL_SSO_OIDC", "-u", "AWS_ENDPOINT_URL_STS", fobProgram}
	return w.run(v, "env", append(unset, args...)...)
}

// The credentials of the portal work as they are copied: in a shell, as a profile with
// keys, and as a profile that signs in by itself, none of which has to be told where the
// server is.
func TestChromiumCopiesCredentialsThatWork(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url)
	b.click("open-portal")
	b.choose("alice@example.com")
	b.sees("accounts", "development", devAccount, devRole, "AdministratorAccess", "production")
	b.sees("found", "2 accounts")
	b.looks("portal")
	b.chooseRole(devAccount, devRole)
	b.sees("credentials", devRole, "development")
	b.sees("credentials-bash", "bash and zsh")
	b.looks("credentials")
	shell, profile, ssoProfile := b.value("text-bash"), b.value("text-profile"), b.value("text-sso-profile")
	b.consoleIsQuiet()

	w.write(".aws/config", "")
	w.write("paste.sh", shell+"exec "+fobProgram+" sts get-caller-identity\n")
	w.run(mustNotOpen, "env", "-u", "AWS_ENDPOINT_URL_STS", "bash", w.path("paste.sh")).isDeveloper()
	const name = devRole + "-" + devAccount
	w.write(".aws/config", profile)
	w.withoutEndpoints(mustNotOpen, "sts", "get-caller-identity", "--profile", name).isDeveloper()
	w.write(".aws/config", ssoProfile)
	w.withoutEndpoints(approves, "sso", "login", "--profile", name).ok()
	w.withoutEndpoints(mustNotOpen, "sts", "get-caller-identity", "--profile", name).isDeveloper()
}

func TestChromiumCopiesCredentialsForTheAWSCLI(t *testing.T) {
	t.Parallel()
	aws := awscli(t)
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url + "/portal")
	b.choose("alice@example.com")
	b.chooseRole(devAccount, devRole)
	b.sees("credentials", devRole)
	w.write(".aws/config", b.value("text-profile"))
	w.run(mustNotOpen, "env", "-u", "AWS_ENDPOINT_URL_STS", aws, "sts", "get-caller-identity", "--output", "json", "--profile", devRole+"-"+devAccount).isDeveloper()
}

// By keyboard alone: from the first page to a block of text, selected.
func TestChromiumReachesCredentialsWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url)
	b.tabTo("open-portal")
	b.press("\r")
	b.sees("sign-in-form")
	b.tabTo("alice@example.com")
	b.press("\r")
	b.sees("accounts")
	b.tabTo(devAccount + "/" + devRole)
	b.looks("portal-focus")
	b.press("\r")
	b.sees("credentials")
	b.tabTo("text-bash")
	b.selectAll()
	if got := ask(b, chromedp.Evaluate[string](`getSelection().toString()`)); !strings.HasPrefix(got, "export AWS_ACCESS_KEY_ID=ASIA") || got != b.value("text-bash") {
		t.Errorf("what Ctrl+A selects begins with %.40q", got)
	}
	b.consoleIsQuiet()
}

// company has more accounts, roles and people than fit a page.
func company(t *testing.T) func(*directory.Directory) {
	t.Helper()
	var file strings.Builder
	file.WriteString(`version: 1
instance: {region: us-east-1, identityStoreId: d-9067642ac7, startUrls: ["` + startURL + `"], ssoSession: ` + sessionName + `}
users:
  - {userName: alice@example.com, displayName: Alice Archer}
  - {userName: dora@example.com, displayName: Dora Dormant, status: DISABLED}
`)
	for i := range 80 {
		fmt.Fprintf(&file, "  - {userName: user%02d@example.com, displayName: \"Person %02d\"}\n", i, i)
	}
	file.WriteString(`  - {userName: zoe@example.com, displayName: Zoë Zander}
accounts:
  - {accountId: "` + devAccount + `", accountName: development, emailAddress: aws-development@example.com}
  - generate: {count: 300, accountName: "team-%03d", emailAddress: "team-%03d@example.com"}
permissionSets:
  - {name: ` + devRole + `}
  - {name: ReadOnlyAccess}
`)
	for i := range 20 {
		fmt.Fprintf(&file, "  - {name: Project%02d}\n", i)
	}
	file.WriteString(`accountAssignments:
  - {user: zoe@example.com, permissionSet: ` + devRole + `, accounts: [development]}
  - {user: zoe@example.com, permissionSet: ReadOnlyAccess, accounts: ["team-*"]}
`)
	for i := range 20 {
		fmt.Fprintf(&file, "  - {user: zoe@example.com, permissionSet: Project%02d, accounts: [development]}\n", i)
	}
	parsed, err := directory.Parse("company.yaml", []byte(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	return func(d *directory.Directory) { *d = *parsed }
}

func TestChromiumFindsPeopleAndAccounts(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, company(t))
	b.open(w.center.url + "/portal")
	b.sees("found", "The first 50 of 83 people")
	b.looks("sign-in-many")
	b.fill("q", "zoë\r")
	b.sees("found", "1 person")
	b.looks("sign-in-found")
	b.fill("q", "nobody at all\r")
	b.sees("found", "Nothing found")
	b.looks("sign-in-not-found")
	b.fill("q", "ZOE")
	b.click("search")
	b.choose("zoe@example.com")
	b.sees("found", "301 accounts")
	b.sees("page-number", "Page 1 of 13")
	b.looks("portal-many")
	b.click("next-page")
	b.sees("page-number", "Page 2 of 13")
	b.fill("q", "team-2 readonly\r")
	b.sees("found", "100 accounts")
	b.sees("page-number", "Page 1 of 4")
	b.fill("q", "xyz\r")
	b.sees("found", "Nothing found")
	b.looks("portal-not-found")
	b.click("show-all")
	b.sees("found", "301 accounts")
	b.click("more-roles")
	b.sees("account-id", devAccount)
	b.looks("account")
	b.chooseRole(devAccount, devRole)
	b.sees("credentials", devRole, "development")
	b.click("back-to-portal")
	b.sees("found", "301 accounts")
	b.consoleIsQuiet()
}

func TestChromiumHasNoAccounts(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, company(t))
	b.open(w.center.url + "/portal")
	b.choose("alice@example.com")
	b.sees("found", "You have no roles here")
	b.looks("portal-empty")
	b.consoleIsQuiet()
}

const totpSecret = "the secret of an app"

// Both factors, each wrong once, and a code that was used.
func TestChromiumSignsInWithAPasswordAndAOneTimeCode(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	w := newWorld(t, func(d *directory.Directory) {
		d.Instance.SignIn, d.Instance.MFA = directory.SignInPassword, directory.MFATOTP
		d.Users[0].TOTPSecret = []byte(totpSecret)
	})
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.fill("user_name", "alice@example.com")
	b.fill("password", "alice")
	b.click("sign-in")
	b.sees("signing-in-as", "Alice Archer")
	b.looks("one-time-code")
	b.fill("code", "0000\r") // which the browser does not send
	b.fill("code", wrongCode())
	b.click("continue")
	b.sees("problem", "That did not work")
	b.looks("one-time-code-wrong")
	b.fill("code", totp.Code([]byte(totpSecret), time.Now()))
	b.click("continue")
	b.sees("consent-form")
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet("403 (Forbidden)") // the answer to the wrong code
}

// wrongCode returns a code that no step about now has.
func wrongCode() string {
	good := map[string]bool{}
	for step := -3; step <= 3; step++ {
		good[totp.Code([]byte(totpSecret), time.Now().Add(time.Duration(step)*30*time.Second))] = true
	}
	for i := 0; ; i++ {
		if code := fmt.Sprintf("%06d", i); !good[code] {
			return code
		}
	}
}

func TestChromiumSignsOut(t *testing.T) {
	proves(t, clientChromium, flowSignOut)
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url + "/portal")
	b.choose("alice@example.com")
	b.click("sign-out")
	b.sees("signed-out", "You are signed out of this browser")
	b.looks("signed-out")
	b.do(chromedp.NavigateBack()) // no page of before comes back from a cache
	b.sees("sign-in-form")
	b.open(w.center.url + "/signed-out")
	b.click("sign-in-again")
	b.choose("bob@example.com")
	b.sees("signed-in-as", "Bob Baker")
	b.consoleIsQuiet()
}

// A form that is sent twice, after somebody has signed out in another tab, is refused
// with a page that says how to go on.
func TestChromiumSendsAFormThatIsOutOfDate(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url + "/portal")
	b.choose("alice@example.com")
	b.sees("accounts")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('[name="csrf"]').forEach(field => { field.value = "another" })`))
	b.chooseRole(devAccount, devRole)
	b.sees("error", "out of date")
	b.sees("error-advice", "reload the page")
	b.looks("error-out-of-date")
	b.consoleIsQuiet("403 (Forbidden)")
}
