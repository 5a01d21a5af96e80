// Package awsconfig reads and edits the files that the AWS CLI and the SDKs share,
// ~/.aws/config and ~/.aws/credentials, and answers what they say about
// profiles, sso-sessions and services, as AWS CLI 2.36 would.
//
// It stands on package ini, which knows lines, headers and keys. Here sections
// get their meaning: which names are profiles, how the two files lie over each
// other, where a session comes from, which source of a setting wins. Nothing is
// merged ahead of a question; a profile is a pair of sections looked at in turn.
//
// Values are returned as they stand. Only the sign-in settings are checked for
// being complete and consistent, by LoginSession and SSOProfile.
//
// An edit names a Place, which PlaceOf finds for a variable as `configure set`
// does. Apply changes a text, EditFile a file. Both write what the AWS CLI writes
// where it writes it, and leave every other byte alone; where the AWS CLI would
// lose something, or could not read the outcome, they do what was meant or refuse.
package awsconfig
