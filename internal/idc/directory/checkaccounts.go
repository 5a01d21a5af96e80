package directory

import (
	"fmt"
	"strconv"
	"strings"
)

// maxGenerated is how many accounts a file may ask for at once; it is more than an
// organization of AWS can have.
const maxGenerated = 100_000

// firstGenerated is below the ids of generated accounts, which are twelve digits then.
const firstGenerated = 200_000_000_000

func (c *checker) accounts(docs []at[accountDoc]) {
	c.dir.byID = map[string]int{}
	stated := map[string]bool{} // the ids that no generated account may take
	for _, doc := range docs {
		stated[doc.V.AccountID.V] = true
	}
	for _, doc := range docs {
		if doc.V.Generate.Line != 0 {
			c.generate(doc, stated)
		} else {
			c.account(doc)
		}
	}
}

func (c *checker) account(doc at[accountDoc]) {
	id := doc.V.AccountID
	if c.required(doc.Line, "an account", "accountId", id) == 0 {
		return
	}
	if !isAccountID(id.V) {
		c.errorf(id.Line, "accountId %q: want 12 digits", id.V)
	}
	if _, taken := c.dir.byID[id.V]; taken {
		c.errorf(id.Line, "account %q is there twice", id.V)
	}
	c.addAccount(Account{id.V, doc.V.AccountName.V, doc.V.EmailAddress.V})
}

func (c *checker) addAccount(a Account) {
	c.dir.byID[a.AccountID] = len(c.dir.Accounts)
	c.dir.Accounts = append(c.dir.Accounts, a)
}

// generate makes accounts of which the file says no more than how many and how they
// are called. Their ids follow from their numbers.
func (c *checker) generate(doc at[accountDoc], stated map[string]bool) {
	g := doc.V.Generate.V
	if doc.V.AccountID.Line+doc.V.AccountName.Line+doc.V.EmailAddress.Line != 0 {
		c.errorf(doc.Line, "an account is either generated or has keys of its own")
	}
	if g.Count.V < 1 || g.Count.V > maxGenerated {
		c.errorf(max(g.Count.Line, doc.Line), "generate: count %d: want 1 to %d", g.Count.V, maxGenerated)
		return
	}
	name := c.pattern(doc.Line, "accountName", g.AccountName, "account-%d")
	email := c.pattern(doc.Line, "emailAddress", g.EmailAddress, "account-%d@example.com")
	id := firstGenerated + len(c.dir.Accounts)
	for n := 1; n <= g.Count.V; n++ {
		for id++; stated[strconv.Itoa(id)]; id++ {
		}
		c.addAccount(Account{strconv.Itoa(id), fmt.Sprintf(name, n), fmt.Sprintf(email, n)})
	}
}

// pattern checks a text in which one %d, such as %03d, stands for a number.
func (c *checker) pattern(line int, key string, v at[string], absent string) string {
	if v.V == "" {
		return absent
	}
	before, after, found := strings.Cut(v.V, "%")
	rest := strings.TrimLeft(after, "0123456789")
	if !found || strings.Contains(after, "%") || !strings.HasPrefix(rest, "d") || len(after)-len(rest) > 2 {
		c.errorf(v.Line, "generate: %s %q: want one %%d, as in \"team-%%03d\"", key, v.V)
		return absent
	}
	return before + "%" + after
}
