package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// firstGenerated is below the ids of generated accounts, which are twelve digits then.
const firstGenerated = 200_000_000_000

func (c *checker) accounts(docs []at[accountDoc]) {
	stated := map[string]bool{} // the ids that no generated account may take
	for _, doc := range docs {
		stated[doc.V.AccountID.V] = true
	}
	for _, doc := range docs {
		if doc.V.Generate.given() {
			c.generateAccounts(doc, stated)
		} else {
			c.account(doc)
		}
	}
	c.dir.order()
	for i, a := range c.dir.Accounts {
		c.dir.byID[a.AccountID] = i
		c.byName[a.AccountName] = append(c.byName[a.AccountName], i)
	}
}

func (c *checker) account(doc at[accountDoc]) {
	id := doc.V.AccountID
	if !c.required(doc.place, "an account", "accountId", id) {
		return
	}
	if !isAccountID(id.V) {
		c.errorf(id.place, "accountId %q: want 12 digits", id.V)
	}
	if _, taken := c.dir.byID[id.V]; taken {
		c.errorf(id.place, "account %q is there twice", id.V)
	}
	c.addAccount(Account{id.V, doc.V.AccountName.V, doc.V.EmailAddress.V})
}

func (c *checker) addAccount(a Account) {
	c.dir.byID[a.AccountID] = len(c.dir.Accounts)
	c.dir.Accounts = append(c.dir.Accounts, a)
}

// generateAccounts makes accounts of which the file says no more than how many and how
// they are called. Their ids follow from their numbers.
func (c *checker) generateAccounts(doc at[accountDoc], stated map[string]bool) {
	v := doc.V
	c.alone(doc.place, "an account", v.AccountID.given() || v.AccountName.given() || v.EmailAddress.given())
	g := v.Generate.V
	name := c.pattern("accountName", g.AccountName, "account-%d")
	email := c.pattern("emailAddress", g.EmailAddress, "account-%d@example.com")
	id := firstGenerated + len(c.dir.Accounts)
	for n := range c.count(v.Generate.place, g.Count, maxGenerated) {
		for id++; stated[strconv.Itoa(id)]; id++ {
		}
		c.addAccount(Account{strconv.Itoa(id), fmt.Sprintf(name, n+1), fmt.Sprintf(email, n+1)})
	}
}

// order puts the accounts into the order in which they are listed.
func (d *Directory) order() {
	switch d.Instance.AccountOrder {
	case OrderName:
		slices.SortStableFunc(d.Accounts, func(a, b Account) int { return cmp.Compare(a.AccountName, b.AccountName) })
	case OrderID:
		slices.SortFunc(d.Accounts, func(a, b Account) int { return cmp.Compare(a.AccountID, b.AccountID) })
	case OrderShuffle:
		d.random("account order").Shuffle(len(d.Accounts), func(i, j int) { d.Accounts[i], d.Accounts[j] = d.Accounts[j], d.Accounts[i] })
	}
}

func isAccountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}
