package pages

// OperatorSignIn asks for the admin token.
type OperatorSignIn struct {
	Problem string
}

// Operator is all that a server's operator sees and can do. Times are texts.
type Operator struct {
	CSRF      string
	Refreshes bool // the page loads itself anew every few seconds
	Now       string
	Machine   string // the machine's time, empty while the server's is the same
	Frozen    bool
	People    []Person // to approve in the name of; not all where there are many
	Devices   []OperatorDevice
	Sessions  []OperatorSession
	Clients   []OperatorClient
	Faults    []OperatorFault
	Presets   []OperatorPreset
	Kinds     []string
	Requests  []OperatorRequest
}

// OperatorDevice is a device code.
type OperatorDevice struct {
	UserCode, ClientName, State, UserName, Expires string
	Pending                                        bool
}

// OperatorSession is a sign-in that is going on.
type OperatorSession struct{ ID, UserName, ClientName, Began, Ends string }

// OperatorClient is a registration.
type OperatorClient struct{ ID, Name, Registered, Expires string }

// OperatorFault is a rule of the server.
type OperatorFault struct {
	ID        int
	Rule      string
	Off       bool
	Seen, Hit int
}

// OperatorPreset is rules under a name.
type OperatorPreset struct{ Name, Summary string }

// OperatorRequest is a request that was answered.
type OperatorRequest struct {
	Time, What, Query, UserName, ClientName, Answer, Fault string
	Bad                                                    bool
}

func (OperatorSignIn) file() string { return "operatorsignin.html" }
func (Operator) file() string       { return "operator.html" }
