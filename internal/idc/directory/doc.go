// Package directory is what a local Identity Center knows: its instance, users,
// groups, accounts, permission sets, who is assigned what, and the roles that
// can be assumed from there. It is read once from a file in Identity Center's own
// terms (YAML, or JSON, which is YAML too) and does not change afterwards.
//
// A key that is not understood, a name that refers to nothing and a value out of
// its range are errors that name line and column, so that a slip in the file never
// turns into a server that quietly behaves otherwise. default.yaml is both the
// directory of a server that was given none and the example of the schema.
package directory
