package directory

import "slices"

func (c *checker) profiles(docs []at[profileDoc]) {
	for _, doc := range docs {
		if !c.required(doc.place, "a profile", "name", doc.V.Name) {
			continue
		}
		p := Profile{
			Name:       c.profileName("profile", doc.V.Name, ""),
			SSOSession: doc.V.SSOSession.V, StartURL: doc.V.StartURL.V,
			Region: doc.V.Region.V, Output: doc.V.Output.V,
		}
		if slices.ContainsFunc(c.dir.Profiles, func(other Profile) bool { return other.Name == p.Name }) {
			c.errorf(doc.V.Name.place, "profile %q is there twice", p.Name)
		}
		c.profileSource(doc)
		c.profileValues(doc)
		if c.required(doc.place, "a profile", "account", doc.V.Account) {
			if i, ok := c.accountRef(doc.V.Account); ok {
				p.AccountID = c.dir.Accounts[i].AccountID
			}
		}
		if c.required(doc.place, "a profile", "permissionSet", doc.V.PermissionSet) {
			if i, ok := c.ref(doc.V.PermissionSet, c.setKind()); ok {
				p.PermissionSet = c.dir.PermissionSets[i].Name
			}
		}
		if p.Region == "" {
			p.Region = c.dir.Instance.Region
		}
		c.dir.Profiles = append(c.dir.Profiles, p)
	}
}

// profileSource checks where a profile signs in.
func (c *checker) profileSource(doc at[profileDoc]) {
	session, start := doc.V.SSOSession, doc.V.StartURL
	switch {
	case (session.V == "") == (start.V == ""):
		c.errorf(doc.place, "a profile has either ssoSession or startUrl")
	case session.V != "" && session.V != c.dir.Instance.SSOSession:
		c.errorf(session.place, "there is no sso-session %q: the instance's is %q", session.V, c.dir.Instance.SSOSession)
	case start.V != "" && !c.dir.HasStartURL(start.V):
		c.errorf(start.place, "start URL %q is not one of the instance's", start.V)
	}
}

func (c *checker) profileValues(doc at[profileDoc]) {
	if r := doc.V.Region; r.given() && !isRegion(r.V) {
		c.errorf(r.place, "region %q: want a region such as us-east-1", r.V)
	}
	if o := doc.V.Output; o.given() && !slices.Contains([]string{"json", "text", "table", "yaml", "yaml-stream"}, o.V) {
		c.errorf(o.place, "output %q: want json, text, table, yaml or yaml-stream", o.V)
	}
}

// profileName checks a name that becomes a section of a config file.
func (c *checker) profileName(key string, v at[string], absent string) string {
	if !v.given() {
		return absent
	}
	if !isName(v.V, 1, 128) {
		c.errorf(v.place, "%s %q: want letters, digits or _+=,.@-", key, v.V)
	}
	return v.V
}
