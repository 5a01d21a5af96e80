package idc

import (
	"encoding/json"
	"io"
	"net/http"
)

// oidc makes a handler of an operation of the OIDC service, which takes and
// gives a JSON object. Its requests need no header that a page of another site could not
// send, so that one is told by where browsers say it comes from.
func (s *Server) oidc(name string, operation func(params) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := readParams(r)
		if s.forms.Check(r) != nil {
			err = errAnotherSite
		}
		s.faulty(s.oidcCall(name, p), oidcFault, s.writeOIDCError, func(w http.ResponseWriter, _ *http.Request) {
			var answer any
			if err == nil {
				answer, err = operation(p)
			}
			if err != nil {
				s.writeOIDCError(w, err)
				return
			}
			writeJSON(w, http.StatusOK, answer)
		})(w, r)
	}
}

// params are the members of a request's JSON object. Their names are matched as
// AWS does, in their exact case, which decoding into a struct would not do.
type params map[string]json.RawMessage

func readParams(r *http.Request) (params, error) {
	if r.URL.Query().Get("aws_iam") == "t" {
		return nil, invalidRequest("CreateTokenWithIAM is not available on this local server")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, invalidRequest("The request body could not be read")
	}
	var p params
	if err := json.Unmarshal(body, &p); err != nil || p == nil {
		return nil, invalidRequest("The request body is not a JSON object")
	}
	return p, nil
}

// text returns a member that must be there and not empty.
func (p params) text(name string) (string, error) {
	v, err := p.optionalText(name)
	if err == nil && v == "" {
		err = invalidRequest("Missing " + name)
	}
	return v, err
}

func (p params) optionalText(name string) (string, error) {
	var v string
	return v, p.decode(name, &v)
}

func (p params) optionalList(name string) ([]string, error) {
	var v []string
	return v, p.decode(name, &v)
}

func (p params) decode(name string, into any) error {
	raw, ok := p[name]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return invalidRequest("Invalid " + name)
	}
	return nil
}
