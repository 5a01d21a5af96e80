package sigv4

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

// authorization is the Authorization header, taken apart.
type authorization struct {
	scope         Scope
	signedHeaders []string // lower case, ascending
	signature     []byte
}

// parseAuthorization reads
//
//	AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=HEX
func parseAuthorization(r *http.Request) (authorization, error) {
	var a authorization
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return a, &Error{MissingAuthenticationToken, "Request is missing Authentication Token"}
	}
	scheme, params, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || scheme != algorithm {
		return a, incomplete("Authorization header must be one of " + algorithm + ".")
	}
	var credential, signed, signature string
	for part := range strings.SplitSeq(params, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch key {
		case "Credential":
			credential = value
		case "SignedHeaders":
			signed = value
		case "Signature":
			signature = value
		}
	}
	for _, p := range [][2]string{{"Credential", credential}, {"Signature", signature}, {"SignedHeaders", signed}} {
		if p[1] == "" {
			return a, incomplete("Authorization header requires '" + p[0] + "' parameter.")
		}
	}
	return a, a.fill(credential, signed, signature)
}

func (a *authorization) fill(credential, signed, signature string) error {
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || parts[4] != "aws4_request" || slices.Contains(parts, "") {
		return incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	a.scope = Scope{AccessKeyID: parts[0], Date: parts[1], Region: parts[2], Service: parts[3]}
	a.signedHeaders = strings.Split(signed, ";")
	if !slices.IsSorted(a.signedHeaders) || signed != strings.ToLower(signed) {
		return incomplete("SignedHeaders must be in lower case and in order.")
	}
	var err error
	if a.signature, err = hex.DecodeString(signature); err != nil {
		return incomplete("Signature must be in hexadecimal.")
	}
	return nil
}
