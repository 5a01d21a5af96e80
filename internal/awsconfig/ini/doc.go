// Package ini reads and edits the line format of the AWS shared config and
// credentials files: the dialect of Python's strict raw configparser, which the
// AWS CLI uses, with the nested blocks that AWS adds to it.
//
//	# a comment, at any indentation; there are no inline comments
//	[profile dev]              a header, from the first [ to the last ]
//	region = eu-west-1         a key, lower-cased, up to the first = or :
//	note   = one               a value ...
//	  two                      ... goes on in lines indented deeper than its key
//	s3 =                       a block: no value, then lines NAME = VALUE
//	  addressing_style = path
//	[DEFAULT]                  keys that every section of the file inherits
//
// A file that the AWS CLI refuses is refused, and one that it reads is read alike.
// The one difference known: a malformed block in [DEFAULT] is refused even where
// no section inherits it, while the AWS CLI notices it with the first that does.
//
// What a section means, whether it is a profile or an sso-session, is not known
// here; that is package awsconfig. Every header and setting keeps the bytes it
// stands on, so that a change of one leaves all others alone.
package ini
