package intercept

// ClientEnviron returns the variables, as NAME=VALUE, that lead clients through the proxy at
// an address and let them trust the certificate in a file, and none that name an endpoint.
// What Python looks at first is the spelling in small letters. SSL_CERT_FILE takes the place
// of the system's certificates in programs in Go.
func ClientEnviron(proxyAddress, caFile string) []string {
	proxy, direct := "http://"+proxyAddress, "127.0.0.1,::1,localhost"
	return []string{
		"HTTPS_PROXY=" + proxy, "https_proxy=" + proxy,
		"NO_PROXY=" + direct, "no_proxy=" + direct,
		"AWS_CA_BUNDLE=" + caFile,
		"SSL_CERT_FILE=" + caFile,
		"REQUESTS_CA_BUNDLE=" + caFile,
		"CURL_CA_BUNDLE=" + caFile,
		"NODE_EXTRA_CA_CERTS=" + caFile,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}
