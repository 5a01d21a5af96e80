package sigv4

// Code is AWS's name of what is wrong with a signed request.
type Code string

// The codes. InvalidClientTokenID and ExpiredToken are for SecretKey to return.
const (
	MissingAuthenticationToken Code = "MissingAuthenticationToken"
	IncompleteSignature        Code = "IncompleteSignature"
	SignatureDoesNotMatch      Code = "SignatureDoesNotMatch"
	InvalidClientTokenID       Code = "InvalidClientTokenId"
	ExpiredToken               Code = "ExpiredToken"
)

// Error says why a request was not accepted. It holds no key and no token.
type Error struct {
	Code    Code
	Message string // worded as AWS does
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

func mismatch(message string) error   { return &Error{SignatureDoesNotMatch, message} }
func incomplete(message string) error { return &Error{IncompleteSignature, message} }
