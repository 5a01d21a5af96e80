package awsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fob.example/fob/internal/termui"
)

// The container's agent has 2 s to be connected to, and 2 s to answer, three times.
const (
	containerTimeout  = 2 * time.Second
	containerAttempts = 3
)

// ContainerAgent is the address that a relative URI of container credentials is of.
const ContainerAgent = "http://169.254.170.2"

// ContainerCredentials asks the agent of the container that a program runs in.
// authorization goes into the header of that name, unless it is "". The URL must be
// https, or on this machine or at an address of AWS's agents.
func (c *Client) ContainerCredentials(ctx context.Context, agentURL, authorization string) (Credentials, error) {
	const operation = "container credentials"
	if err := checkAgent(agentURL); err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", operation, err)
	}
	header := http.Header{"Accept": {"application/json"}}
	if authorization != "" {
		if strings.ContainsAny(authorization, "\r\n\x00") {
			return Credentials{}, fmt.Errorf("%s: %w", operation, errors.New("the authorization token holds a line break"))
		}
		header.Set("Authorization", authorization)
	}
	l, err := c.local(operation, containerTimeout, containerAttempts)
	if err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", operation, err)
	}
	answer, err := l.ask(ctx, http.MethodGet, agentURL, header, func(a localAnswer) bool {
		return a.status < 500 && a.status != http.StatusTooManyRequests
	})
	if err != nil {
		return Credentials{}, err
	}
	return l.localCredentials(answer)
}

// checkAgent refuses an address that the credentials, or the authorization for them,
// could leave the machine by. It is not quoted whole: it may hold a password.
func checkAgent(agentURL string) error {
	u, err := url.Parse(agentURL)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return errors.New("its address is not a URL with a scheme and a host, and without a user")
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return fmt.Errorf("its address has the scheme %q, and must be http or https", termui.Clean(u.Scheme))
	}
	switch host := u.Hostname(); {
	case isLoopback(host), host == "localhost", host == "169.254.170.2", host == "169.254.170.23", host == "fd00:ec2::23":
		return nil
	}
	return fmt.Errorf("its host %q must be a loopback address, 169.254.170.2, 169.254.170.23 or fd00:ec2::23, unless it is reached by https", termui.Clean(u.Hostname()))
}
