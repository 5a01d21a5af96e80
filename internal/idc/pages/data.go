package pages

import (
	"html/template"
	"time"
	"unicode"
)

// Home says what this server is and how to use it.
type Home struct {
	BaseURL    string
	Region     string
	StartURLs  []string
	SSOSession string
	Config     string // a client's config file
}

// Person is somebody with an account here.
type Person struct {
	UserName    string
	DisplayName string
	Disabled    bool
}

// Initial is what stands for the person in a small circle.
func (p Person) Initial() string {
	for _, r := range p.DisplayName {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "?"
}

// SignIn lets a person choose who they are.
type SignIn struct {
	CSRF       string
	Next       string        // where to go on
	People     template.HTML // of Set.People
	Searchable bool          // there are more than are listed
	Query      string        // what was searched for
	Found      string        // how many, in words
	Problem    string
}

// Password asks for user name and password.
type Password struct {
	CSRF     string
	Next     string
	UserName string
	Problem  string
}

// SecondFactor asks for the one-time code of an authenticator app (RFC 6238).
type SecondFactor struct {
	CSRF    string
	Next    string
	Person  Person // who has shown the first factor
	Problem string
}

// Consent asks whether a client may act for a person.
type Consent struct {
	CSRF       string
	Request    string // the query of the authorization request
	Next       string // this page, for who wants to be somebody else
	Person     Person
	ClientName string
	Scopes     []string // in plain words
	ReturnTo   string   // host and port of the redirect
}

// DeviceCode asks for the code that a client shows.
type DeviceCode struct {
	CSRF     string
	Next     string
	Person   Person
	UserCode string
	Problem  string
}

// DeviceConsent asks whether the client with that code may act for a person.
type DeviceConsent struct {
	CSRF       string
	Next       string
	Person     Person
	UserCode   string
	ClientName string
	Scopes     []string
}

// Portal lists the accounts of a person with their roles.
type Portal struct {
	CSRF     string
	Person   Person
	Query    string
	Found    string // how many, in words
	Accounts []Account
	Pager    Pager
}

// RolesOf lists the roles of a person in one account.
type RolesOf struct {
	CSRF    string
	Person  Person
	Account Account
	Pager   Pager
}

// Account is an account with roles to choose from.
type Account struct {
	AccountID    string
	AccountName  string
	EmailAddress string
	Roles        []string
	More         int // roles that are not listed
}

// Pager leads through a list. It shows nothing if there is one page.
type Pager struct {
	Number, Of          int
	Previous, Following string // their addresses, empty at the ends
}

// Credentials shows temporary credentials in forms to copy.
type Credentials struct {
	CSRF        string
	Person      Person
	AccountID   string
	AccountName string
	RoleName    string
	Until       time.Time // in UTC
	Texts       []Text
}

// Text is something to copy.
type Text struct {
	ID    string // of a letter and more letters, digits and hyphens
	Title string
	Hint  string // what it is for, or where to put it
	Text  string
	Rows  int // of a field that holds it
}

// SignedOut follows on a sign-out.
type SignedOut struct{}

// DeviceDone follows on a yes to a device.
type DeviceDone struct{}

// DeviceDenied follows on a no to a device.
type DeviceDenied struct{}

// UnknownClient says how a program gets rid of a registration that is not known here.
type UnknownClient struct{}

// Error says what went wrong, and what to do.
type Error struct {
	Title   string
	Problem string // what happened
	Advice  string // what to do
}

// all are the pages, with nothing in them.
func all() []Page {
	return []Page{
		Home{}, SignIn{}, Password{}, SecondFactor{}, Consent{}, DeviceCode{}, DeviceConsent{}, DeviceDone{}, DeviceDenied{},
		Portal{}, RolesOf{}, Credentials{}, SignedOut{}, UnknownClient{}, Error{}, OperatorSignIn{}, Operator{},
	}
}

func (Home) file() string          { return "home.html" }
func (SignIn) file() string        { return "signin.html" }
func (Password) file() string      { return "password.html" }
func (SecondFactor) file() string  { return "secondfactor.html" }
func (Portal) file() string        { return "portal.html" }
func (RolesOf) file() string       { return "account.html" }
func (Credentials) file() string   { return "credentials.html" }
func (SignedOut) file() string     { return "signedout.html" }
func (Consent) file() string       { return "consent.html" }
func (DeviceCode) file() string    { return "devicecode.html" }
func (DeviceConsent) file() string { return "deviceconsent.html" }
func (DeviceDone) file() string    { return "devicedone.html" }
func (DeviceDenied) file() string  { return "devicedenied.html" }
func (UnknownClient) file() string { return "unknownclient.html" }
func (Error) file() string         { return "error.html" }
