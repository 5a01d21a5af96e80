package idc

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/rolekey"
	"fob.example/fob/internal/idc/store"
)

const (
	accountsAPage   = 25
	rolesAPage      = 100
	rolesAnAccount  = 8 // in the list of accounts; the others are on a page of their own
	longestSearched = 200
)

// showPortal shows a person their accounts with the roles in them, or one account.
func (s *Server) showPortal(w http.ResponseWriter, r *http.Request) {
	u, b, ok := s.signedIn(w, r, "")
	if !ok {
		return
	}
	if q := r.URL.Query(); q.Has("account") {
		s.showAccount(w, r, u, b, q.Get("account"))
		return
	}
	s.showAccounts(w, r, u, b)
}

func (s *Server) showAccounts(w http.ResponseWriter, r *http.Request, u directory.User, b store.Browser) {
	q := r.URL.Query()
	query := q.Get("q")
	if len(query) > longestSearched {
		s.errorPage(w, http.StatusBadRequest, "This search is too long", "It has more than 200 bytes.", "Go back and search for less.")
		return
	}
	search := newSearch(query)
	var found []pages.Account
	for _, a := range s.dir().AccountsOf(u.UserName) {
		account := s.account(u, a)
		if search.finds(append(account.Roles, a.AccountID, a.AccountName, a.EmailAddress)...) {
			found = append(found, account)
		}
	}
	part, pager := pageOf(found, accountsAPage, "/portal", q)
	for i, a := range part {
		if len(a.Roles) > rolesAnAccount {
			part[i].Roles, part[i].More = a.Roles[:rolesAnAccount], len(a.Roles)-rolesAnAccount
		}
	}
	words := countWords(len(found), len(found), "account", "accounts")
	if len(found) == 0 && query == "" {
		words = "You have no roles here. They come from the accountAssignments of this server’s directory."
	}
	s.page(w, http.StatusOK, pages.Portal{
		CSRF: b.CSRFToken, Person: person(u), Query: query, Found: words, Accounts: part, Pager: pager,
	}, "")
}

// account returns an account with all roles that a user has in it.
func (s *Server) account(u directory.User, a directory.Account) pages.Account {
	account := pages.Account{AccountID: a.AccountID, AccountName: a.AccountName, EmailAddress: a.EmailAddress}
	for _, set := range s.dir().PermissionSetsOf(u.UserName, a.AccountID) {
		account.Roles = append(account.Roles, set.Name)
	}
	return account
}

func (s *Server) showAccount(w http.ResponseWriter, r *http.Request, u directory.User, b store.Browser, accountID string) {
	a, ok := s.dir().Account(accountID)
	account := s.account(u, a)
	if !ok || len(account.Roles) == 0 {
		s.noAccess(w)
		return
	}
	var pager pages.Pager
	account.Roles, pager = pageOf(account.Roles, rolesAPage, "/portal", r.URL.Query())
	s.page(w, http.StatusOK, pages.RolesOf{CSRF: b.CSRFToken, Person: person(u), Account: account, Pager: pager}, "")
}

func (s *Server) noAccess(w http.ResponseWriter) {
	s.errorPage(w, http.StatusForbidden, "You have no access there",
		"No assignment in this server’s directory gives you this role or account.", "Go back to the access portal and choose one that is listed.")
}

// showCredentials answers to the choice of a role with its keys. It is a POST, so that
// no address, and no page that somebody is led to, makes any.
func (s *Server) showCredentials(w http.ResponseWriter, r *http.Request, u directory.User) {
	accountID, roleName, _ := strings.Cut(r.PostForm.Get("role"), "/")
	keys, session, err := s.roleKeys(u.UserName, accountID, roleName)
	switch {
	case errors.Is(err, errForbidden):
		s.noAccess(w)
		return
	case err != nil:
		s.log.Error("internal error", slog.Any("error", err))
		s.errorPage(w, http.StatusInternalServerError, "That did not work", "The server could not make credentials.", "Its log says why.")
		return
	}
	s.page(w, http.StatusOK, s.credentialsPage(r, u, keys, session), "")
}

func (s *Server) credentialsPage(r *http.Request, u directory.User, keys rolekey.Keys, session rolekey.Session) pages.Page {
	a, _ := s.dir().Account(session.AccountID)
	return pages.Credentials{
		CSRF: r.PostForm.Get("csrf"), Person: person(u),
		AccountID: a.AccountID, AccountName: a.AccountName, RoleName: session.PermissionSet,
		Until: session.ExpiresAt.UTC(), Texts: s.copyTexts(keys, session),
	}
}
