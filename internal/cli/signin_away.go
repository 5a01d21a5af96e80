package cli

import (
	"net/url"
	"strings"

	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/surroundings"
	"fob.example/fob/internal/termui"
)

// sayWaysBack says, where no browser is opened here, how one that is elsewhere brings its
// answer to this terminal.
func (u *signinUI) sayWaysBack(authorizeURL string) {
	var reason string
	switch {
	case !u.canOpen:
		reason = "No browser opens here: " + found(u.around) + ". What works:"
	case u.qr:
		reason = "A browser on a phone does not come back here by itself. What works:"
	case u.noBrowser && u.types:
		reason = "A browser on this machine comes back here by itself. For another one:"
	default:
		return
	}
	if u.noBrowser { // else the URL has an empty line below it already
		reason = "\n" + reason
	}
	u.say(reason + "\n" + strings.Join(u.waysBack(authorizeURL), "") + "\n")
}

// waysBack are the things a person can do, each with what to run or to paste.
func (u *signinUI) waysBack(authorizeURL string) (ways []string) {
	if ssh := u.around.SSH; ssh != nil {
		ways = append(ways, "- forward the port from where your browser is, and open the URL there:\n"+
			"    "+forward(ssh, redirectPort(authorizeURL))+"\n")
	} else if u.around.WSL != "" && u.around.Container == "" {
		ways = append(ways, "- open the URL in a browser of Windows, which comes back by itself\n")
	}
	if u.takesPasted() {
		ways = append(ways, "- open the URL in any browser, and paste here the address that it ends on\n"+
			"  (it begins with http://127.0.0.1; never paste such an address anywhere else)\n")
	}
	return append(ways, u.byCode())
}

// byCode is the way that takes no browser which comes back: the command to paste. For a
// session that is only about to be set up it is the one that runs, with what it was told.
func (u *signinUI) byCode() string {
	options := "--use-device-code"
	if u.qr {
		options += " --qr"
	}
	if !u.isSetUp(u.session) {
		return "- enter a code instead: run this again with " + options + "\n"
	}
	return "- enter a code instead:\n    " + loginCommand(u.session) + " " + options + "\n"
}

// found names what keeps a browser from being opened.
func found(s surroundings.Surroundings) string {
	var places []string
	if s.SSH != nil {
		places = append(places, "an SSH session")
	}
	if s.Container != "" {
		places = append(places, "a container ("+termui.Clean(s.Container)+")")
	}
	if s.WSL != "" {
		places = append(places, "WSL ("+termui.Clean(s.WSL)+")")
	}
	var reasons []string
	if len(places) > 0 {
		reasons = append(reasons, "this is "+strings.Join(places, " in "))
	}
	switch {
	case s.Browser:
		reasons = append(reasons, "there is no such program as BROWSER names")
	case len(places) > 0:
	case s.Display:
		reasons = append(reasons, "there is no program that opens one")
	default:
		reasons = append(reasons, "there is no display")
	}
	return strings.Join(reasons, ", and ")
}

// forward is what brings a port of the person's own machine here, to be pasted there.
func forward(ssh *surroundings.SSH, port string) string {
	command := "ssh -L " + port + ":127.0.0.1:" + port
	if ssh.Port != "" {
		command += " -p " + ssh.Port
	}
	target := ssh.Host
	if target == "" {
		target = "THIS-MACHINE"
	}
	if ssh.User != "" && !strings.HasPrefix(ssh.User, "-") { // or it would be an option
		target = ssh.User + "@" + target
	}
	return command + " " + shellword.Quote(termui.Clean(target))
}

// redirectPort is the port that the browser is sent back to.
func redirectPort(authorizeURL string) string {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return ""
	}
	redirect, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil {
		return ""
	}
	return redirect.Port()
}
