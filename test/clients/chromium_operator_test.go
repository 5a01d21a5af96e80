package clients

import "testing"

// The operator approves a device code that a terminal waits with, breaks something, and
// ends the sign-in.
func TestChromiumOperates(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url + "/admin")
	b.fill("admin_token", "not the admin token")
	b.click("operator-sign-in")
	b.sees("problem", "not this server")
	b.looks("operator-sign-in")
	b.fill("admin_token", adminToken)
	b.press("\r")
	b.sees("clock-form", "Freeze")
	b.looks("operator-empty")

	_, end := w.beginLogin("--profile", sessionProfile, "--use-device-code")
	b.click("reload")
	b.sees("device-state", "pending")
	b.click("operator-approve")
	b.sees("device-state", "by alice@example.com")
	end().ok()
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	b.fill("add", "throttle,on=ListAccountRoles,every-nth=5\r")
	b.sees("fault", "ListAccountRoles")
	b.looks("operator")
	b.click("revoke-all")
	b.sees("sessions-none")
	b.click("operator-sign-out")
	b.sees("operator-sign-in-form")
	b.consoleIsQuiet("403 (Forbidden)") // the answer to the wrong token
}
