package pages

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

// SignIn lets a person choose who they are.
type SignIn struct {
	CSRF    string
	Next    string // where to go on
	People  []Person
	Typed   bool // there are too many to list: the name is typed
	Problem string
}

// Password asks for user name and password.
type Password struct {
	CSRF     string
	Next     string
	UserName string
	Problem  string
}

// SecondFactor asks for the code of an authenticator app.
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

// DeviceDone follows on a yes to a device.
type DeviceDone struct{}

// DeviceDenied follows on a no to a device.
type DeviceDenied struct{}

// UnknownClient says how a program gets rid of a registration that is not known here.
type UnknownClient struct{}

// Error says what went wrong, and what to do.
type Error struct {
	Title   string
	Problem string
	Advice  string
}

func (Home) file() string          { return "home.html" }
func (SignIn) file() string        { return "signin.html" }
func (Password) file() string      { return "password.html" }
func (SecondFactor) file() string  { return "secondfactor.html" }
func (Consent) file() string       { return "consent.html" }
func (DeviceCode) file() string    { return "devicecode.html" }
func (DeviceConsent) file() string { return "deviceconsent.html" }
func (DeviceDone) file() string    { return "devicedone.html" }
func (DeviceDenied) file() string  { return "devicedenied.html" }
func (UnknownClient) file() string { return "unknownclient.html" }
func (Error) file() string         { return "error.html" }
