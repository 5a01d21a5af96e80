package recorded

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// signIn is a recording as testdata/contract/signin/README.md describes it.
type signIn struct {
	Name, Title string
	Server      signInServer
	Env         map[string]string
	Files       map[string]string // by path below the home folder
	Steps       []signInStep
}

// signInServer is what the server of a case does otherwise than usual.
type signInServer struct {
	Accounts *[]struct {
		AccountID, AccountName, EmailAddress string
		Roles                                []string
	}
	Generate        struct{ Accounts int }
	Faults          []signInFault
	Latency         map[string]float64 // seconds, by operation
	DeviceApprove   string             `json:"device_approve"`
	PreAuthorized   bool               `json:"pre_authorized"`
	CodeTTL         int                `json:"code_ttl"`
	RegistrationTTL int                `json:"registration_ttl"`
	AllowedScopes   []string           `json:"allowed_scopes"`
	AssumeAny       *bool              `json:"assume_any"`
	TLS             bool               `json:"_tls"`
	Vanity          struct {
		Status   int
		Location string
	}
}

type signInFault struct {
	Op, Kind, Field string
	Status          int
	Skip            int
	First           int // null: all
	RetryAfter      int `json:"retry_after"`
}

// signInStep either sets something up or runs something.
type signInStep struct {
	Setup *signInSetup
	Run   *signInRun

	Exit            any // the code, or "timeout"
	ExitAfterSignal *struct {
		Signal string
		Exit   int
	} `json:"exit_after_signal"`
	Stdout      string
	Requests    []signInRequest
	Cache       map[string]cacheFile
	ConfigAfter *string `json:"config_after"`

	// What is not compared: other words, times, what a browser sees of pages that are
	// not ours to imitate.
	Stderr          any
	Seconds         any
	Stats           any
	Browser         any
	BrowserRequests any `json:"browser_requests"`
	RequestsTotal   any `json:"requests_total"`
}

// signInSetup is one of its members.
type signInSetup struct {
	Mint *struct {
		AccessTTL int `json:"access_ttl"`
	}
	Write   map[string]json.RawMessage // a text, or an object that is written as JSON
	Chmod   map[string]string
	Rm      []string
	Control struct {
		Faults          []signInFault
		RevokeAll       int `json:"revoke_all"`
		RevokeRefresh   int `json:"revoke_refresh"`
		ExpireRoleCreds int `json:"expire_role_creds"`
	}
}

// signInRun is a command line for us (Argv), for others who use the same files (Argv1: the
// AWS CLI v1; Py: boto3), or for a shell in which {CLI} stands for us.
type signInRun struct {
	Argv, Argv1 []string
	Py, Sh      string
	Env         map[string]string
	Browser     string
	Timeout     int
	Note        string
}

func (r signInRun) String() string {
	switch {
	case r.Sh != "":
		return "sh: " + r.Sh
	case r.Py != "":
		return "boto3: " + r.Py
	case r.Argv1 != nil:
		return "AWS CLI v1: " + strings.Join(r.Argv1, " ")
	}
	return strings.Join(r.Argv, " ")
}

// firstRun returns the first step that runs something.
func (c signIn) firstRun() signInStep {
	return c.Steps[slices.IndexFunc(c.Steps, func(s signInStep) bool { return s.Run != nil })]
}

// cacheFile is a file of a cache, with its JSON or with its text.
type cacheFile struct {
	Mode            string
	JSON            any      `json:",omitempty"`
	KeyOrder        []string `json:"json_key_order,omitempty"`
	TrailingNewline bool     `json:"trailing_newline"`
	Text            string   `json:",omitempty"`
	Binary          string   `json:",omitempty"`
}

// signInOutcome is what is compared of a step.
type signInOutcome struct {
	Ended    string // "exit 0", or the signal that had to end it and the code then
	Stdout   string
	Cache    map[string]cacheFile
	Config   *string
	Requests []signInRequest
}

// signInRequest is what a tool asked of the server, and whether it got it.
type signInRequest struct {
	Method, Path string
	Query, Form  map[string]string `json:",omitempty"`
	JSON         any               `json:",omitempty"`
	Bearer       string            `json:",omitempty"`
	SignedBy     string            `json:"signed_by,omitempty"` // an access key id
	SignedRegion string            `json:"signed_region,omitempty"`
	Status       int
	Error        string `json:",omitempty"` // the exception

	// What is not compared: it follows from the rest, or is a library's.
	Op          string `json:",omitempty"`
	ContentType string `json:"content_type,omitempty"`
}

// outcome returns what is recorded of a step, for the caller to change.
func (s signInStep) outcome() signInOutcome {
	ended := fmt.Sprint("exit ", s.Exit)
	if s.ExitAfterSignal != nil {
		ended = fmt.Sprintf("%s, exit %d", s.ExitAfterSignal.Signal, s.ExitAfterSignal.Exit)
	}
	o := signInOutcome{Ended: ended, Stdout: s.Stdout, Cache: s.Cache, Config: s.ConfigAfter}
	for _, r := range s.Requests {
		r.Op, r.ContentType = "", ""
		if r.Error == "truncated" {
			r.Error = "" // which is no exception, and shows in the client
		}
		o.Requests = append(o.Requests, r)
	}
	return o.clone()
}

// tree returns an outcome as JSON sees it.
func (o signInOutcome) tree() any {
	var tree any
	text, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(text, &tree)
	}
	if err != nil {
		panic(err) // it came from JSON
	}
	return tree
}

// rename gives what a recording has names for names of their own, since they are other
// values than those of the case that it is put into.
func (o *signInOutcome) rename() {
	text, err := json.Marshal(o)
	if err == nil {
		renamed := regexp.MustCompile(`\{([A-Z_]+)_(\d+)\}`).ReplaceAll(text, []byte("{AGAIN_${1}_$2}"))
		*o = signInOutcome{}
		err = json.Unmarshal(renamed, o)
	}
	if err != nil {
		panic(err) // it came from JSON
	}
}

// clone returns a copy that has nothing in common with o.
func (o signInOutcome) clone() (copied signInOutcome) {
	text, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(text, &copied)
	}
	if err != nil {
		panic(err) // it came from JSON
	}
	return copied
}
