package fault

import "slices"

// Kind is the way in which a request fails.
type Kind string

// The kinds. Error to NoAccess are answered without the operation being performed. With
// the next three the server forgets something, for good, and then performs it. With the
// others it is performed, and its answer suffers on the way.
const (
	Error         Kind = "error"         // an error of the service
	Throttle      Kind = "throttle"      // the service's own "too many requests"
	SlowDown      Kind = "slowDown"      // the wait for a device code is told to poll less often
	RefuseRefresh Kind = "refuseRefresh" // a refresh token buys nothing
	WrongRegion   Kind = "wrongRegion"   // the instance is in another region
	NoAccess      Kind = "noAccess"      // what is still listed is assigned no more

	EndSession   Kind = "endSession"   // the sign-in is revoked, refresh token included
	ExpireToken  Kind = "expireToken"  // the access token is over before its time
	ForgetClient Kind = "forgetClient" // the registration is known no more

	Latency     Kind = "latency"     // nothing but the delay
	Drop        Kind = "drop"        // the connection ends without an answer
	Truncate    Kind = "truncate"    // the connection ends in the middle of the answer
	HTML        Kind = "html"        // a page with status 200, as a captive portal answers
	DropField   Kind = "dropField"   // the answer lacks a member
	NoErrorType Kind = "noErrorType" // an error, the operation's or the rule's, does not say which one it is
	ClockSkew   Kind = "clockSkew"   // the server's clock is off: its Date, and what it thinks of signatures
)

// DefaultElsewhere is the region that WrongRegion leads to where a rule names none.
const DefaultElsewhere = "eu-west-1"

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{
		Error, Throttle, SlowDown, RefuseRefresh, WrongRegion, NoAccess, EndSession, ExpireToken, ForgetClient,
		Latency, Drop, Truncate, HTML, DropField, NoErrorType, ClockSkew,
	}
}

// AnyOperation as Rule.On stands for all of them.
const AnyOperation = "*"

// Operations lists what can fail, by AWS's names.
func Operations() []string {
	return []string{
		"RegisterClient", "StartDeviceAuthorization", "CreateToken",
		"ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout",
		"GetCallerIdentity", "AssumeRole",
	}
}

// Operations lists what can fail in this way.
func (k Kind) Operations() []string {
	switch k {
	case SlowDown, RefuseRefresh:
		return []string{"CreateToken"}
	case NoAccess:
		return []string{"ListAccountRoles", "GetRoleCredentials"}
	case ForgetClient:
		return []string{"StartDeviceAuthorization", "CreateToken"}
	case ExpireToken:
		return []string{"ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout"}
	case EndSession:
		return []string{"CreateToken", "ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout"}
	case WrongRegion:
		return []string{"StartDeviceAuthorization", "CreateToken", "ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout"}
	}
	return Operations()
}

func (k Kind) canHit(operation string) bool { return slices.Contains(k.Operations(), operation) }

// delays reports whether requests of the kind go on as if nothing had happened.
func (k Kind) delays() bool { return k == "" || k == Latency }
