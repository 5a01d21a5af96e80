package idc

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"fob.example/fob/internal/idc/rolekey"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

// portalCall is a request to the access portal whose access token is good.
type portalCall struct {
	*http.Request
	accessToken string
	grant       store.Grant
}

// portal makes a handler of a call of the access portal. Its answer is a JSON
// object, or nothing.
func (s *Server) portal(name string, operation func(portalCall) (any, error)) http.HandlerFunc {
	perform := func(w http.ResponseWriter, r *http.Request) {
		var answer any
		call, err := s.portalCall(r)
		if err == nil {
			answer, err = operation(call)
		}
		switch {
		case err != nil:
			s.writePortalError(w, err)
		case answer != nil:
			writeJSON(w, http.StatusOK, answer)
		}
	}
	return func(w http.ResponseWriter, r *http.Request) {
		s.faulty(s.portalCallOf(name, r), portalFault, s.writePortalError, perform)(w, r)
	}
}

func (s *Server) portalCall(r *http.Request) (portalCall, error) {
	call := portalCall{Request: r, accessToken: r.Header.Get(oauth2term.HeaderSSOBearerToken)}
	var ok bool
	if call.grant, ok = s.store.Access(call.accessToken); !ok {
		return call, errUnauthorized
	}
	if _, ok := s.dir().EnabledUser(call.grant.UserName); !ok {
		return call, errUnauthorized
	}
	scopes := call.grant.Scopes
	if len(scopes) > 0 && !slices.Contains(scopes, oauth2term.ScopeAccountAccess) {
		return call, errForbidden
	}
	return call, nil
}

type accountInfo struct {
	AccountID    string `json:"accountId"`
	AccountName  string `json:"accountName"`
	EmailAddress string `json:"emailAddress"`
}

// listAccounts is ListAccounts.
func (s *Server) listAccounts(call portalCall) (any, error) {
	at, size, err := s.readPage(call.URL.Query(), "accounts")
	if err != nil {
		return nil, err
	}
	accounts, from := s.dir().AccountsPage(call.grant.UserName, at.From, size)
	next, err := s.nextToken(at, from)
	if err != nil {
		return nil, err
	}
	list := []accountInfo{}
	for _, a := range accounts {
		list = append(list, accountInfo(a))
	}
	return struct {
		AccountList []accountInfo `json:"accountList"`
		NextToken   *string       `json:"nextToken"`
	}{list, next}, nil
}

type roleInfo struct {
	RoleName  string `json:"roleName"`
	AccountID string `json:"accountId"`
}

// listAccountRoles is ListAccountRoles. What it calls roles are permission sets.
func (s *Server) listAccountRoles(call portalCall) (any, error) {
	q := call.URL.Query()
	accountID := q.Get("account_id")
	if accountID == "" {
		return nil, invalidPortalRequest("Missing account_id")
	}
	sets := s.dir().PermissionSetsOf(call.grant.UserName, accountID)
	if len(sets) == 0 {
		return nil, errForbidden
	}
	at, size, err := s.readPage(q, "roles "+accountID)
	if err != nil {
		return nil, err
	}
	to := min(at.From+size, len(sets))
	from := to
	if to == len(sets) {
		from = 0
	}
	next, err := s.nextToken(at, from)
	if err != nil {
		return nil, err
	}
	list := []roleInfo{}
	for _, set := range sets[min(at.From, to):to] {
		list = append(list, roleInfo{set.Name, accountID})
	}
	return struct {
		RoleList  []roleInfo `json:"roleList"`
		NextToken *string    `json:"nextToken"`
	}{list, next}, nil
}

type roleCredentials struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	SessionToken    string `json:"sessionToken"`
	Expiration      int64  `json:"expiration"` // milliseconds since 1970
}

// getRoleCredentials is GetRoleCredentials.
func (s *Server) getRoleCredentials(call portalCall) (any, error) {
	q := call.URL.Query()
	accountID, roleName := q.Get("account_id"), q.Get("role_name")
	if accountID == "" || roleName == "" {
		return nil, invalidPortalRequest("Missing account_id or role_name")
	}
	keys, session, err := s.roleKeys(call.grant.UserName, accountID, roleName)
	if err != nil {
		return nil, err
	}
	return map[string]roleCredentials{"roleCredentials": {
		keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken, session.ExpiresAt.UnixMilli(),
	}}, nil
}

// roleKeys makes the keys of a role that a user has in an account. The error is
// errForbidden if they have not.
func (s *Server) roleKeys(userName, accountID, roleName string) (rolekey.Keys, rolekey.Session, error) {
	set, ok := s.dir().Assigned(userName, accountID, roleName)
	if !ok {
		return rolekey.Keys{}, rolekey.Session{}, errForbidden
	}
	issued := s.now()
	session := rolekey.Session{
		AccountID: accountID, PermissionSet: set.Name, RoleName: s.dir().RoleName(accountID, set.Name),
		SessionName: userName, UserName: userName,
		IssuedAt: issued, ExpiresAt: issued.Truncate(time.Second).Add(set.SessionDuration),
	}
	keys, err := s.keys.Make(session)
	return keys, session, err
}

// logout is Logout: it ends the whole sign-in, refresh token included. The
// person's browser session goes on, as it does at AWS.
func (s *Server) logout(call portalCall) (any, error) {
	s.store.Revoke(call.accessToken)
	return nil, nil
}

const (
	defaultPage = 20
	maxPage     = 100
)

// cursor is what a next_token says.
type cursor struct {
	List string `json:"l"` // of what; a token is good for that list only
	From int    `json:"f"`
}

// readPage returns where in a list a request wants to begin and how much of it.
func (s *Server) readPage(q url.Values, list string) (at cursor, size int, err error) {
	at, size = cursor{List: list}, defaultPage
	if q.Has("max_result") {
		if size, err = strconv.Atoi(q.Get("max_result")); err != nil || size < 1 || size > maxPage {
			return at, 0, invalidPortalRequest("ResultSize parameter must be within the valid limits of: 1-100")
		}
	}
	if token := q.Get("next_token"); token != "" {
		if err := s.cursors.Open(token, &at); err != nil || at.List != list {
			return at, 0, invalidPortalRequest("Invalid next_token")
		}
	}
	return at, size, nil
}

// nextToken returns the token of the part of a list that begins at from, nil for 0.
func (s *Server) nextToken(at cursor, from int) (*string, error) {
	if from == 0 {
		return nil, nil
	}
	token, err := s.cursors.Seal(cursor{at.List, from})
	return &token, err
}
