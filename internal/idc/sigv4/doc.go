// Package sigv4 verifies AWS Signature Version 4 in the Authorization header,
// from AWS's public description of it ("Authenticating Requests" in the IAM User
// Guide). It is written apart from the signer that clients use, which its tests
// take as the oracle: a shared slip would not show.
package sigv4
