// Package idc is a local IAM Identity Center: the other side of a sign-in, on
// the loopback interface, for demonstrations and tests. It speaks AWS's
// protocols to any client (the OIDC service, the access portal, STS with
// verified signatures) and shows real pages to a real browser.
//
// A Server is an http.Handler with a clock; what it knows comes from a
// directory.Directory. One port serves everything, at the root: some clients
// build the authorization URL from scheme and host alone.
//
//	oidc.go client.go token.go                RegisterClient, StartDeviceAuthorization, CreateToken
//	authorize.go signin.go mfa.go device.go   what a person sees on the way
//	portal.go                                 the access portal's four calls
//	portalpages.go copytexts.go search.go     the access portal that a person sees
//	sts.go assumerole.go                      GetCallerIdentity and AssumeRole
//	web.go headers.go                         browser sessions, forms and headers of the pages
//	call.go faults.go requests.go             failures on purpose, and what was asked of the server
//	operator.go overview.go                   what an operator sees and does by hand
//	admin*.go                                 the same over HTTP: a JSON API and a page, for who has the admin token
//
// It shares no code with fob's client half but the words in oauth2term.
package idc
